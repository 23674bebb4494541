// A login server and the component beside it, in one of its two forms; and how an attempt to sign in or to
// link through them ends.
import assert from "node:assert/strict";
import { startServer } from "../browser/server.mjs";
import { Visitor } from "./visitor.mjs";

export const WORLDS = ["0.3", "0.2"];

/** How long a test may hang where something never comes. */
export const LIMIT = { timeout: 120_000 };

/**
 * In both worlds at once. One that fails lets the other come to its end, so that what follows finds both at
 * rest.
 */
export async function inBoth(stages, action) {
  const ended = await Promise.allSettled(stages.map((stage) => action(stage)));
  for (const { reason } of ended) if (reason) throw reason;
}

/** The component's lines in the host's log. */
const lines = (log) =>
  log
    .split("\n")
    .flatMap((line) =>
      line.endsWith("}") && line.includes("| {") ? [JSON.parse(line.slice(line.indexOf("| {") + 2))] : [],
    );

/** The component at a login server of the test's own. */
export async function startEdge(login, options = {}) {
  const { variables, ...rest } = options;
  const server = await startServer({
    localTenant: false,
    ...rest,
    variables: { ...login.variables, ...variables },
  });
  return Object.assign(server, {
    visitor: () => new Visitor(server.app),
    /** What the component logs of callbacks while `action` runs; it makes `count` of them. */
    async watched(action, count = 1) {
      const callbacks = (log) => lines(log).filter(({ path }) => path === "/link/callback");
      const before = callbacks(server.log()).length;
      await action();
      return server.logged((log) => {
        const found = callbacks(log).slice(before);
        return found.length >= count ? found.slice(0, count) : undefined;
      });
    },
    async end() {
      assert.equal(await server.stop(), 0, "the host ends cleanly");
    },
  });
}

/**
 * A sign-in: where it ended, and what the log says of its callback. Nobody is signed in unless it succeeded.
 */
export async function signIn(edge, visitor = edge.visitor(), path = "/login") {
  let page;
  const [line] = await edge.watched(async () => {
    page = await visitor.open(path);
  });
  const me = await visitor.get("/me");
  return { page, line, me, visitor };
}

/** That a sign-in is refused with this code for this reason, and leaves nothing behind. */
export async function refusesSignIn(edge, code, note) {
  const { page, line, me, visitor } = await signIn(edge);
  assert.equal(page.outcome, code, note);
  assert.equal(me.status, 401, "nobody is signed in");
  assert.equal(me.json.code, "signed_out");
  assert.deepEqual([...visitor.cookies.keys()], [], "no cookie is left");
  assert.ok(note === undefined || line.notes?.includes(note), `${note} in ${JSON.stringify(line)}`);
}

/** That honest answers still sign in. */
export async function signsIn(edge, userId) {
  const { page, me, visitor } = await signIn(edge);
  assert.deepEqual([page.outcome, page.status, me.status], [null, 200, 200], me.text);
  assert.equal(me.json.user.user_id, userId);
  return visitor;
}
