// As much of the Management API as a link needs: beside login servers that have none.
import { claimsOf } from "./tokens.mjs";

const PEOPLE = [
  {
    user_id: "auth0|ada",
    name: "Ada",
    email: "ada@example.com",
    email_verified: true,
    identities: [{ provider: "auth0", user_id: "ada", connection: "Username-Password-Authentication" }],
  },
  {
    user_id: "github|2001",
    name: "Ada at GitHub",
    email: "ada@example.org",
    email_verified: true,
    identities: [{ provider: "github", user_id: "2001", connection: "github" }],
  },
];

/** Who can sign in, as at the start. */
export const people = () => new Map(structuredClone(PEOPLE).map((user) => [user.user_id, user]));

/** `/api/v2/users/…`: a person's own token reads, changes and links that person. */
export async function manage(here, request, response) {
  const { pathname } = new URL(request.url, here.origin);
  const [id, part, provider, identityId] = pathname.split("/").slice(4).map(decodeURIComponent);
  const body = Buffer.concat(await request.toArray()).toString();
  const say = (status, value) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const user = here.users.get(id);
  if (token === undefined || claimsOf(token).sub !== id) return say(403, { error: "Forbidden" });
  if (user === undefined) return say(404, { error: "Not Found" });
  if (part === undefined) return say(200, user);
  if (request.method === "POST") {
    const { link_with } = JSON.parse(body);
    here.linked.push({ id, link_with });
    const other = here.users.get(claimsOf(link_with).sub);
    user.identities.push(
      ...other.identities.map((identity) => ({
        ...identity,
        profileData: { name: other.name, email: other.email },
      })),
    );
    here.users.delete(other.user_id);
    return say(201, user.identities);
  }
  user.identities = user.identities.filter((it) => it.provider !== provider || it.user_id !== identityId);
  return say(200, user.identities);
}
