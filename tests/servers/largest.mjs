// Somebody with the largest account that a session has room for, the other account that they link, and
// everything that can be done with both.
import assert from "node:assert/strict";

const PASSWORD = "worthless";
const OTHER = "github|7001";
/** What the component keeps of a name, and of a picture's address, at most. */
const NAME = "ÅÄÖ".repeat(34).slice(0, 100);
const PICTURE = `https://pictures.example/${"p".repeat(275)}`;
const EMAIL = `${"a".repeat(64)}@${"b".repeat(63)}.example`;

/** Registers an application whose addresses begin with `base` at the local tenant, and makes the account. */
export async function prepare(server, base, { client, secret }) {
  await server.tell("PUT", "clients", {
    client_id: client,
    client_secret: secret,
    callbacks: [`${base}/link/callback`],
    logout_urls: [`${base}/`],
  });
  await server.tell("PUT", "users", {
    user_id: "auth0|largest",
    name: NAME,
    picture: PICTURE,
    email: EMAIL,
    email_verified: true,
    identities: [
      {
        provider: "auth0",
        user_id: "largest",
        connection: "Username-Password-Authentication",
        password: PASSWORD,
      },
    ],
  });
}

/** Makes the other account, whose ID token is longer by so much than the shortest. */
export const makeOther = (server, length) =>
  server.tell("PUT", "users", {
    user_id: OTHER,
    name: NAME,
    picture: `https://pictures.example/${"p".repeat(length)}`,
    email: `other-${EMAIL}`,
    email_verified: true,
  });

/** Signs them in. */
export async function signIn(visitor, base) {
  const page = await visitor.submit(await visitor.open("/login"), { username: EMAIL, password: PASSWORD });
  assert.deepEqual([page.status, page.url.href], [200, `${base}/`], page.text);
}

/** The second sign-in, up to what its callback answers. */
export async function prove(visitor) {
  const { json } = await visitor.post("/link/start", { connection: "github" });
  return visitor.submit(await visitor.open(json.location), { user_id: OTHER });
}

/**
 * The longest that the other account can be, to eight bytes, before the component says that it is too large.
 */
export async function longest(server, signedIn) {
  let [fits, refused] = [0, 8192];
  while (refused - fits > 8) {
    const length = Math.floor((fits + refused) / 2);
    await makeOther(server, length);
    const { outcome, status } = await prove(await signedIn());
    assert.ok(
      status === 200 && ["review", "too_large"].includes(outcome),
      `${status} ${outcome} at ${length}`,
    );
    if (outcome === "review") fits = length;
    else refused = length;
  }
  return fits;
}

/** Everything that somebody who is signed in can do with the other account. */
export async function doAll(visitor) {
  assert.equal((await prove(visitor)).outcome, "review");
  const { json: review } = await visitor.get("/link/review");
  assert.equal(review.other.user_id, OTHER);
  assert.equal((await visitor.post("/link/cancel", { review: review.review })).json.outcome, "cancelled");
  // As the page does after everything; it takes away the cookie that says what was done.
  assert.equal((await visitor.get("/me")).json.outcome, "cancelled");
  assert.equal((await prove(visitor)).outcome, "review");
  assert.equal((await visitor.get("/me")).json.pending.connection, "github");
  const { json: again } = await visitor.get("/link/review");
  assert.equal((await visitor.post("/link/confirm", { review: again.review })).json.outcome, "linked");
  assert.equal((await visitor.get("/me")).json.identities.length, 2);
  assert.equal(
    (await visitor.post("/unlink", { provider: "github", user_id: OTHER.split("|")[1] })).json.outcome,
    "unlinked",
  );
  const { json: out } = await visitor.post("/logout");
  assert.equal((await visitor.open(out.location)).status, 200);
  assert.equal((await visitor.get("/me")).status, 401);
}
