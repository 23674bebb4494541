// The built component behind Debian's nginx, with the largest accounts that it takes: what docs/deploy.md
// asks of the buffers suffices, and what happens without it is what that page says.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { startServer } from "../browser/server.mjs";
import { doAll, longest, makeOther, prepare, prove, signIn } from "./largest.mjs";
import { freePort, startNginx } from "./nginx.mjs";
import { LIMIT, WORLDS } from "./stage.mjs";
import { Visitor } from "./visitor.mjs";

const CLIENT = "behind-nginx";
const SECRET = "behind-nginx-worthless-secret";
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
  await prepare(server, base, { client: CLIENT, secret: SECRET });
  const nginx = await startNginx({ port, upstream: server.app, more: buffers });
  const seen = { head: 0, together: 0, line: 0 };
  return {
    server,
    nginx,
    seen,
    async signIn() {
      const visitor = new Visitor(base, { ca: nginx.ca, seen });
      await signIn(visitor, base);
      return visitor;
    },
    async end() {
      await nginx.stop();
      assert.equal(await server.stop(), 0, "the host ends cleanly");
    },
  };
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
        const length = await longest(stage.server, () => stage.signIn());
        await makeOther(stage.server, length);
        await doAll(await stage.signIn());
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
          await makeOther(stage.server, 0);
          const visitor = await stage.signIn();
          assert.equal((await prove(visitor)).status, 502);
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
        await makeOther(stage.server, 2000);
        await doAll(await stage.signIn());
        assert.equal(await stage.nginx.errors(), "");
      });
    });
  });
}
