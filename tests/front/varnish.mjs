// Debian's Varnish with a VCL of the test's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listening } from "../servers/nginx.mjs";

/** Debian keeps it out of the path of everybody but root. */
const VARNISH = process.env.VARNISH_PROGRAM ?? "/usr/sbin/varnishd";

/** Starts it at http://localhost:`port`. */
export async function startVarnish(port, vcl) {
  const folder = await mkdtemp(join(tmpdir(), "varnish-test-"));
  // It runs with another user's rights.
  await chmod(folder, 0o755);
  const file = join(folder, "front.vcl");
  await writeFile(file, vcl);
  const options = ["-F", "-n", join(folder, "work"), "-a", `127.0.0.1:${port}`, "-f", file];
  // The smallest number of threads, so that it starts quickly.
  const small = ["-s", "malloc,16m", "-T", "none", "-p", "thread_pools=1", "-p", "thread_pool_min=10"];
  const child = spawn(VARNISH, [...options, ...small], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  const ended = once(child, "exit");
  await listening(port, ended, "Varnish").catch((error) => {
    throw new Error(`${error.message}:\n${said}`);
  });
  return {
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
