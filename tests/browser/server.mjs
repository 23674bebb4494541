// Starts the development host on free ports, and stops it: the page under test comes from the real component.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The running host: where app and tenant are, who may sign in, and everything it logged. `store: false` grants the component no key-value store; `component` names another file of it; `embeddedLogin` has the tenant on the same site. */
export async function startServer({ variables = {}, store = true, component, embeddedLogin = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "browser-test-host-"));
  const options = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  if (!store) options.push("--manifest", await manifestWithoutStore(folder));
  if (embeddedLogin) options.push("--embedded-login");
  if (component) options.push("--component", join(root, component));
  const child = spawn("target/debug/host", ["--json", "--tenant-keys", "target/tmp/tenant-keys.json", "--listen", "127.0.0.1:0", "--tenant-listen", "127.0.0.1:0", ...options], {
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
    /** Asks the local tenant for something that no visitor could: a user, a fault. */
    async tell(method, path, body) {
      const options = body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
      const response = await fetch(`${tenant}/__tenant/${path}`, { method, ...options });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.status === 204 ? undefined : response.json();
    },
    /** Ends the host as Ctrl-C would, and returns its exit code. */
    async stop() {
      child.kill("SIGTERM");
      const [code] = await ended;
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** The application's manifest, but for the store. */
async function manifestWithoutStore(folder) {
  const manifest = await readFile(join(root, "spin.toml"), "utf8");
  const path = join(folder, "spin.toml");
  await writeFile(path, manifest.replace(/^key_value_stores = .*$/m, "").replace(/^source = "/m, `source = "${root}`));
  return path;
}
