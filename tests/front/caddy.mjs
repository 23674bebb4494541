// Debian's Caddy with a Caddyfile of the test's.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listening, writeCertificate } from "../servers/nginx.mjs";

const CADDY = process.env.CADDY_PROGRAM ?? "caddy";

/** Writes what `caddyfile` makes for a folder with a certificate, and does something with its options. */
async function written(caddyfile) {
  const folder = await mkdtemp(join(tmpdir(), "caddy-test-"));
  await writeCertificate(folder);
  const file = join(folder, "Caddyfile");
  await writeFile(file, caddyfile(folder));
  // It keeps certificates and settings where these lead.
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  return { folder, options: ["--adapter", "caddyfile", "--config", file], env };
}

/** That Caddy takes it. */
export async function validate(caddyfile) {
  const { folder, options, env } = await written(() => caddyfile);
  const { status, stdout, stderr } = spawnSync(CADDY, ["validate", ...options], { env, encoding: "utf8" });
  await rm(folder, { recursive: true, force: true });
  assert.deepEqual([status, stdout.trim()], [0, "Valid configuration"], stderr);
}

/** Starts it; it listens at https://localhost:`port`. */
export async function startCaddy(port, caddyfile) {
  const { folder, options, env } = await written(caddyfile);
  const child = spawn(CADDY, ["run", ...options], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  const ended = once(child, "exit");
  await listening(port, ended, "Caddy").catch((error) => {
    throw new Error(`${error.message}:\n${said}`);
  });
  return {
    ca: await readFile(join(folder, "certificate.pem")),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
