// Starts the development host on free ports, and stops it: the page under test comes from the real component.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The running host: where app and tenant are, who may sign in, and everything it logged. */
export async function startServer() {
  const child = spawn("target/debug/host", ["--json", "--listen", "127.0.0.1:0", "--tenant-listen", "127.0.0.1:0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => { log += text; });
  const ended = once(child, "exit");
  const ready = once(createInterface(child.stdout), "line");
  const first = await Promise.race([ready, ended.then(([code]) => { throw new Error(`the host ended (${code}):\n${log}`); })]);
  const { app, tenant, accounts } = JSON.parse(first[0]);
  return {
    app,
    tenant,
    accounts,
    log: () => log,
    /** Ends the host as Ctrl-C would, and returns its exit code. */
    async stop() {
      child.kill("SIGTERM");
      const [code] = await ended;
      return code;
    },
  };
}
