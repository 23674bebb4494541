// Debian's Caddy with a Caddyfile of the test's.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCertificate } from "../servers/nginx.mjs";
import { startProgram } from "./program.mjs";

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
  const given = { title: "Caddy", program: CADDY, options: ["run", ...options], env, port, folder };
  const { stop } = await startProgram(given);
  return { ca: await readFile(join(folder, "certificate.pem")), stop };
}
