// What a cache in front of the component does: what it answers by itself, and to whom.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { Visitor } from "../servers/visitor.mjs";

/** What is the same for everyone, and may come from a cache. */
const PUBLIC = ["/", "/brand.css"];
/** What a private path needs in its query to have something of its person. */
const QUERIES = {
  "/link/start": "?connection=github",
  "/link/callback": "?code=c&state=s",
  "/link/authorize": "?transaction=x",
};
const { paths } = JSON.parse(await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8"));
const PRIVATE = Object.entries(paths)
  .filter(([path, methods]) => methods.get && !PUBLIC.includes(path))
  .map(([path]) => path);

/** Who signs in: addresses at the local tenant. */
const PEOPLE = ["ada", "grace"];

/** A cache at `base` in front of `origin`, which counts what reaches it. */
export class Front {
  constructor(base, origin, ca) {
    Object.assign(this, { base, origin, ca });
  }

  visitor() {
    return new Visitor(this.base, { ca: this.ca });
  }

  /** One request, raw; `kept`: it was answered from the cache. */
  async ask(path, { cookie, method = "GET", headers = {}, body } = {}) {
    const before = this.origin.count();
    const url = new URL(this.base);
    const request = (url.protocol === "https:" ? overHttps : overHttp)({
      method,
      host: url.hostname,
      port: url.port,
      // `Host` may be another one.
      servername: url.hostname,
      // As it stands: URL would tidy it.
      path,
      ca: this.ca,
      agent: false,
      headers: { "accept-encoding": "gzip", ...(cookie && { cookie }), ...headers },
    });
    request.end(body);
    const [response] = await once(request, "response");
    const bytes = Buffer.concat(await response.toArray());
    return {
      status: response.statusCode,
      headers: response.headers,
      bytes,
      text: bytes.toString(),
      kept: this.origin.count() === before,
    };
  }

  /** Signs somebody in by their password, up to the address that leads back. */
  async callback(person) {
    const visitor = this.visitor();
    const fields = { username: `${person}@example.com`, password: `worthless-${person}` };
    const page = await visitor.submit(await visitor.open("/login"), fields, `${this.base}/link/callback`);
    return { visitor, location: page.location };
  }
}

const cookieOf = ({ cookies }) => [...cookies].map((pair) => pair.join("=")).join("; ");

/** Cookies of people who are signed in. */
export async function signedIn(front) {
  const all = {};
  for (const person of PEOPLE) {
    const { visitor, location } = await front.callback(person);
    await visitor.open(location);
    all[person] = cookieOf(visitor);
  }
  return all;
}

/** Whether the second answer comes from the cache. */
async function repeats(front, path, options) {
  await front.ask(path, options);
  return (await front.ask(path, options)).kept;
}

/** Who the second of two people is after signing in, one after the other. */
async function second(front) {
  let who;
  for (const person of PEOPLE)
    try {
      const { visitor, location } = await front.callback(person);
      await visitor.navigate(location);
      const { json } = await visitor.get("/me");
      who = json.user ? json.user.email.split("@")[0] : "nobody";
    } catch {
      who = "nobody";
    }
  return { grace: "themselves", ada: "**the first**" }[who] ?? who;
}

/** Everything about one cache, in the words of the table in docs/deploy/cdn.md. */
export async function examine(front, { ada, grace }) {
  const { text } = await front.ask("/", { headers: { "accept-encoding": "identity" } });
  const named = text.match(/\/[a-z-]+\.[0-9a-f]{12}\.[a-z]+/g);
  const page = await repeats(front, "/");
  let file = true;
  for (const path of [...new Set(named), "/brand.css", "/linked-accounts.js"])
    file &&= await repeats(front, path, { headers: { "accept-encoding": "br, gzip" } });
  const byQuery = (await front.ask("/?outcome=linked")).kept;
  const withCookie = await repeats(front, "/", { cookie: ada });
  const [kept, shown] = [[], []];
  for (const path of PRIVATE) {
    const address = path + (QUERIES[path] ?? "");
    if (await repeats(front, address, { cookie: ada })) kept.push(path);
    const others = [await front.ask(address, { cookie: grace }), await front.ask(address)];
    if (others.some((it) => it.kept)) shown.push(path);
    // Two who are not signed in: only a sign-in that begins is anybody's.
    else if ((await front.ask(address)).kept && path === "/login") shown.push(path);
  }
  const all = (list) =>
    list.length === 0
      ? "nothing"
      : list.length === PRIVATE.length
        ? "everything"
        : list.map((it) => `\`${it}\``).join(", ");
  const from = [page && "`/`", byQuery && "`/?…`", withCookie && "`/` with cookies", file && "files"];
  return [
    from.filter(Boolean).join(", ") || "nothing",
    all(kept),
    shown.length === 0 ? "nothing" : `**${all(shown)}**`,
    await second(front),
  ];
}
