// The built component behind Debian's nginx, with the largest accounts that it takes: what docs/deploy.md
// asks of the buffers suffices, and what happens without it is what that page says.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { startServer } from "../browser/server.mjs";
import { freePort, startNginx } from "./nginx.mjs";
import { LIMIT, WORLDS } from "./stage.mjs";
import { Visitor } from "./visitor.mjs";

const CLIENT = "behind-nginx";
const SECRET = "behind-nginx-worthless-secret";
const PASSWORD = "worthless";
const OTHER = "github|7001";
/** What the component keeps of a name, and of a picture's address, at most. */
const NAME = "ÅÄÖ".repeat(34).slice(0, 100);
const PICTURE = `https://pictures.example/${"p".repeat(275)}`;
/** What all cookies have together, at most, and what nginx takes in a line of headers. */
const MAX_TOGETHER = 7500;
const MAX_LINE = 8192;

/** The directive that the page on deployment gives, to the letter. */
const [, asked] = /```nginx\n([^`]+)```/.exec(
  await readFile(new URL("../../docs/deploy.md", import.meta.url), "utf8"),
);
/** What nginx has by itself where a page of memory has 4 KB, as it has almost everywhere. */
const byDefault = "proxy_buffer_size 4k;";

/**
 * The component behind an nginx with these buffers, and somebody with the largest account that their session
 * has room for.
 */
async function startStage(wasi, buffers, variables) {
  const port = await freePort();
  const base = `https://localhost:${port}`;
  const server = await startServer({
    wasi,
    variables: { base_url: base, client_id: CLIENT, client_secret: SECRET, pictures: "on", ...variables },
  });
  await server.tell("PUT", "clients", {
    client_id: CLIENT,
    client_secret: SECRET,
    callbacks: [`${base}/link/callback`],
    logout_urls: [`${base}/`],
  });
  const email = `${"a".repeat(64)}@${"b".repeat(63)}.example`;
  await server.tell("PUT", "users", {
    user_id: "auth0|largest",
    name: NAME,
    picture: PICTURE,
    email,
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
  const nginx = await startNginx({ port, upstream: server.app, more: buffers });
  const seen = { head: 0, together: 0, line: 0 };
  return {
    server,
    nginx,
    seen,
    /** Makes the other account, whose ID token is longer by so much than the shortest. */
    makeOther: (length) =>
      server.tell("PUT", "users", {
        user_id: OTHER,
        name: NAME,
        picture: `https://pictures.example/${"p".repeat(length)}`,
        email: `other-${email}`,
        email_verified: true,
      }),
    async signIn() {
      const visitor = new Visitor(base, { ca: nginx.ca, seen });
      const page = await visitor.submit(await visitor.open("/login"), {
        username: email,
        password: PASSWORD,
      });
      assert.deepEqual([page.status, page.url.href], [200, `${base}/`], page.text);
      return visitor;
    },
    /** The second sign-in, up to what its callback answers. */
    async prove(visitor) {
      const { json } = await visitor.post("/link/start", { connection: "github" });
      return visitor.submit(await visitor.open(json.location), { user_id: OTHER });
    },
    async end() {
      await nginx.stop();
      assert.equal(await server.stop(), 0, "the host ends cleanly");
    },
  };
}

/**
 * The longest that the other account can be, to eight bytes, before the component says that it is too large.
 */
async function longest(stage) {
  let [fits, refused] = [0, 8192];
  while (refused - fits > 8) {
    const length = Math.floor((fits + refused) / 2);
    await stage.makeOther(length);
    const { outcome, status } = await stage.prove(await stage.signIn());
    assert.ok(
      status === 200 && ["review", "too_large"].includes(outcome),
      `${status} ${outcome} at ${length}`,
    );
    if (outcome === "review") fits = length;
    else refused = length;
  }
  return fits;
}

/** Everything that can be done with the other account. */
async function doAll(stage) {
  const visitor = await stage.signIn();
  assert.equal((await stage.prove(visitor)).outcome, "review");
  const { json: review } = await visitor.get("/link/review");
  assert.equal(review.other.user_id, OTHER);
  assert.equal((await visitor.post("/link/cancel", { review: review.review })).json.outcome, "cancelled");
  // As the page does after everything; it takes away the cookie that says what was done.
  assert.equal((await visitor.get("/me")).json.outcome, "cancelled");
  assert.equal((await stage.prove(visitor)).outcome, "review");
  assert.equal((await visitor.get("/me")).json.pending.connection, "github");
  const { json: again } = await visitor.get("/link/review");
  assert.equal((await visitor.post("/link/confirm", { review: again.review })).json.outcome, "linked");
  assert.equal((await visitor.get("/me")).json.identities.length, 2);
  assert.equal(
    (await visitor.post("/unlink", { provider: "github", user_id: "7001" })).json.outcome,
    "unlinked",
  );
  const { json: out } = await visitor.post("/logout");
  assert.equal((await visitor.open(out.location)).status, 200);
  assert.equal((await visitor.get("/me")).status, 401);
}

for (const wasi of WORLDS) {
  describe(`WASI ${wasi}`, () => {
    let stage;
    const on = (buffers, variables) => {
      before(async () => {
        stage = await startStage(wasi, buffers, variables);
      });
      after(() => stage.end());
    };

    describe("with the buffers that docs/deploy.md asks for", () => {
      on(asked);
      test("the largest accounts sign in, link, unlink and sign out", LIMIT, async (t) => {
        const length = await longest(stage);
        await stage.makeOther(length);
        await doAll(stage);
        assert.equal(await stage.nginx.errors(), "");
        const { head, together, line } = stage.seen;
        t.diagnostic(
          `the largest answer's headers ${head} bytes, the cookies together ${together}, the longest line ${line}`,
        );
        // Larger accounts were refused because of this limit, so these are the largest.
        assert.ok(together > MAX_TOGETHER - 32 && together <= MAX_TOGETHER, `${together}`);
        assert.ok(line < MAX_LINE, `${line}`);
      });
    });

    describe("with nginx's own buffers", () => {
      on(byDefault);
      test(
        "everybody signs in and out, and a second sign-in ends in nginx with nothing linked",
        LIMIT,
        async () => {
          await stage.makeOther(0);
          const visitor = await stage.signIn();
          assert.equal((await stage.prove(visitor)).status, 502);
          assert.match(await stage.nginx.errors(), /upstream sent too big header/);
          const { json: me } = await visitor.get("/me");
          assert.deepEqual([me.identities.length, me.pending], [1, null]);
          const { json: out } = await visitor.post("/logout");
          assert.equal((await visitor.open(out.location)).status, 200);
          assert.equal((await visitor.get("/me")).status, 401);
        },
      );
    });

    describe("with nginx's own buffers, in mode client", () => {
      on(byDefault, { management: "client" });
      test("the largest accounts sign in, link, unlink and sign out", LIMIT, async () => {
        await stage.makeOther(2000);
        await doAll(stage);
        assert.equal(await stage.nginx.errors(), "");
      });
    });
  });
}
