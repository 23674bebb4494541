// docs/deploy/spin-up.md, as far as it goes without Spin: systemd checks the unit, and people sign in and
// link through Caddy and nginx as that guide sets them up, with the development host behind.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect } from "node:tls";
import { startServer } from "../browser/server.mjs";
import { doAll, longest, makeOther, prepare, signIn } from "../servers/largest.mjs";
import { freePort, runNginx } from "../servers/nginx.mjs";
import { LIMIT } from "../servers/stage.mjs";
import { Visitor } from "../servers/visitor.mjs";
import { startCaddy, validate } from "./caddy.mjs";
import { Front } from "./caches.mjs";
import { adapted, blocks, commands, guide } from "./guide.mjs";
import { startCounting } from "./origin.mjs";

const [unit] = await blocks("spin-up", "ini");
const [caddyfile] = await blocks("spin-up", "caddyfile");
const [nginxServers] = await blocks("spin-up", "nginx");
const checks = (await blocks("spin-up", "sh")).find((it) => it.includes("curl"));
const ANALYZE = process.env.SYSTEMD_ANALYZE ?? "systemd-analyze";
const HOST = "accounts.example.com";

test("systemd takes the unit, and finds it as closed as the guide says", async () => {
  const folder = await mkdtemp(join(tmpdir(), "unit-test-"));
  const file = join(folder, "accounts.service");
  // Spin is not here.
  await writeFile(file, adapted(unit, { "/usr/local/bin/spin": "/bin/true" }));
  const { status, stdout, stderr } = spawnSync(ANALYZE, ["verify", file], { encoding: "utf8" });
  // It names a misspelt setting, and ends well.
  assert.deepEqual([status, stdout + stderr], [0, ""]);
  const report = execFileSync(ANALYZE, ["security", "--offline=true", "--no-pager", file], {
    encoding: "utf8",
  });
  const [, exposure] = /Overall exposure level for accounts\.service: ([\d.]+)/.exec(report);
  assert.ok((await guide("spin-up")).includes(`gives it ${exposure} of 10`), exposure);
  await rm(folder, { recursive: true, force: true });
});

test("Caddy takes the Caddyfile to the letter", () => validate(caddyfile));

const PROXIES = {
  Caddy: (port, plain, address) =>
    startCaddy(port, (folder) =>
      adapted(caddyfile, {
        [`${HOST} {`]: `{
          admin off
          http_port ${plain}
          https_port ${port}
        }
        https://localhost:${port} {
          tls ${folder}/certificate.pem ${folder}/key.pem`,
        "127.0.0.1:3000": address,
      }),
    ),
  nginx: (port, plain, address) =>
    runNginx(port, (folder) =>
      adapted(nginxServers, {
        "listen 80": `listen 127.0.0.1:${plain}`,
        "listen 443": `listen 127.0.0.1:${port}`,
        [`/etc/letsencrypt/live/${HOST}/fullchain.pem`]: `${folder}/certificate.pem`,
        [`/etc/letsencrypt/live/${HOST}/privkey.pem`]: `${folder}/key.pem`,
        [`https://${HOST}`]: `https://localhost:${port}`,
        [HOST]: "localhost",
        "127.0.0.1:3000": address,
      }),
    ),
};

/** What somebody writes by hand over TLS, answered. */
async function raw({ base, ca }, text) {
  const socket = connect({ port: new URL(base).port, host: "localhost", servername: "localhost", ca });
  await once(socket, "secureConnect");
  socket.end(text);
  return Buffer.concat(await socket.toArray()).toString();
}

for (const [name, start] of Object.entries(PROXIES))
  describe(name, () => {
    let [plain, server, origin, proxy, front] = [];
    before(async () => {
      const port = await freePort();
      plain = await freePort();
      const base = `https://localhost:${port}`;
      const application = { client: "front", secret: "front-worthless-secret" };
      const variables = { base_url: base, client_id: application.client, client_secret: application.secret };
      server = await startServer({ variables: { ...variables, pictures: "on" } });
      await prepare(server, base, application);
      origin = await startCounting(server.app);
      proxy = await start(port, plain, origin.address);
      front = new Front(base, origin, proxy.ca);
    });
    after(async () => {
      await proxy.stop();
      await origin.stop();
      assert.equal(await server.stop(), 0, "the host ends cleanly");
    });

    test("somebody with the largest account signs in, links, unlinks and signs out", LIMIT, async (t) => {
      const seen = { head: 0, together: 0, line: 0 };
      const signedIn = async () => {
        const visitor = new Visitor(front.base, { ca: front.ca, seen });
        await signIn(visitor, front.base);
        return visitor;
      };
      await makeOther(server, await longest(server, signedIn));
      await doAll(await signedIn());
      t.diagnostic(`the largest answer's headers ${seen.head} bytes`);
      // More than nginx takes by itself.
      assert.ok(seen.head > 4096, `${seen.head}`);
    });

    test("the guide's checks say that it works", LIMIT, async () => {
      const lines = await commands(checks, { [`https://${HOST}`]: front.base }, front.ca);
      assert.equal(JSON.parse(lines[0].split("HTTP/")[0]).status, "ok");
      assert.ok(
        lines.some((it) => it.toLowerCase().startsWith(`location: ${server.tenant}/authorize?`)),
        lines,
      );
    });

    test("plain http leads to https", async () => {
      const [answer] = await once(get(`http://localhost:${plain}/settings?x=1`), "response");
      answer.resume();
      assert.ok([301, 308].includes(answer.statusCode), `${answer.statusCode}`);
      // Caddy leaves the port out, which is 443 elsewhere.
      const location = answer.headers.location.replace(/:\d+/, "");
      assert.equal(location, "https://localhost/settings?x=1");
    });

    test("the headers arrive as the component wrote them", async () => {
      const host = new URL(front.base).host;
      const direct = await new Front(server.app, origin).ask("/me", { headers: { host } });
      const { headers } = await front.ask("/me");
      for (const [field, value] of Object.entries(direct.headers))
        if (!["connection", "date", "keep-alive"].includes(field)) assert.equal(headers[field], value, field);
    });

    test("nobody writes the address by which codes are counted", async () => {
      const headers = { "x-real-ip": "192.0.2.1", "x-forwarded-for": "192.0.2.1" };
      assert.equal((await front.ask("/me", { headers })).status, 401);
      assert.deepEqual(origin.header("x-real-ip"), ["127.0.0.1"]);
    });

    test("no request hides in another one", async () => {
      const before = origin.count();
      const answer = await raw(
        front,
        "POST /later HTTP/1.1\r\nHost: localhost\r\nContent-Length: 49\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
          "GET /hidden HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n\r\n",
      );
      if (answer.startsWith("HTTP/1.1 400")) assert.equal(origin.count(), before);
      // Read by its chunks, and framed anew.
      else
        assert.ok(
          origin.header("content-length").length + origin.header("transfer-encoding").length < 2,
          answer,
        );
    });
  });
