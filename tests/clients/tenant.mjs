// Starts a local tenant on a free port, and tells afterwards what it was asked for.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get as overHttp } from "node:http";
import { get as overHttps } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../target/debug/tenant", import.meta.url));

/** A tenant nobody has used yet. `environment` is what a client's process needs to find and to trust it. */
export async function startTenant({ tls }) {
  const folder = await mkdtemp(join(tmpdir(), "clients-test-"));
  const certificate = join(folder, "certificate.pem");
  const notes = join(folder, "notes");
  const options = tls ? ["--tls", "--certificate", certificate] : [];
  const child = spawn(program, ["--json", "--listen", "127.0.0.1:0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Whatever ends this process ends the tenant.
  const end = () => child.kill();
  process.once("exit", end);
  const ended = once(child, "exit");
  const ready = once(createInterface(child.stdout), "line");
  const [line] = await Promise.race([
    ready,
    ended.then(([code]) => {
      throw new Error(`the tenant ended (${code})`);
    }),
  ]);
  const { tenant } = JSON.parse(line);
  const trust = tls
    ? { NODE_EXTRA_CA_CERTS: certificate, SSL_CERT_FILE: certificate, REQUESTS_CA_BUNDLE: certificate }
    : {};
  return {
    environment: { TENANT: tenant, NOTES: notes, ...trust },
    /** Method and path, with ids left out, of what the client sent, and how often. */
    async calls() {
      const ca = tls ? await readFile(certificate) : undefined;
      const seen = (await read(`${tenant}/__tenant/requests`, ca)).map(
        ({ method, path }) => `${method} ${path}`,
      );
      for (const note of (await readFile(notes, "utf8").catch(() => "")).split("\n").filter(Boolean)) {
        const place = seen.indexOf(note);
        assert.notEqual(place, -1, `the tenant never saw ${note}`);
        seen.splice(place, 1);
      }
      const calls = new Map();
      for (const call of seen.map(withoutIds)) calls.set(call, (calls.get(call) ?? 0) + 1);
      return calls;
    },
    async stop() {
      process.off("exit", end);
      end();
      const [code] = await ended;
      await rm(folder, { recursive: true, force: true });
      assert.equal(code, 0, "the tenant ends cleanly");
    },
  };
}

/** By the older interface, as a process cannot trust a certificate that was made after it began. */
async function read(url, ca) {
  const [response] = await once((ca ? overHttps : overHttp)(url, { ca }), "response");
  const chunks = await response.toArray();
  assert.equal(response.statusCode, 200);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function withoutIds(call) {
  return call
    .replace(/(\/identities)\/[^/]+\/.+$/, "$1/{provider}/{user_id}")
    .replace(/(\/api\/v2\/users)\/[^/]+/, "$1/{id}");
}
