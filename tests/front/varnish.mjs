// Debian's Varnish with a VCL of the test's.
import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "./program.mjs";

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
  const given = { title: "Varnish", program: VARNISH, options: [...options, ...small], port, folder };
  return startProgram(given);
}
