// Starts the development host on free ports, and stops it: the page under test comes from the real component.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The running host: where app and tenant are, who may sign in, and everything it logged. `store: false`
 * grants the component no key-value store; `component` names another file of it; `wasi: "0.2"` serves its
 * other form; `embeddedLogin` has the tenant on the same site; without `localTenant` the variables name
 * another one; `reuse` is how many requests an instance answers; `runtimeConfig` is a file that says where
 * the store is.
 */
export async function startServer({
  variables = {},
  store = true,
  component,
  wasi = "0.3",
  embeddedLogin = false,
  localTenant = true,
  reuse,
  runtimeConfig,
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), "browser-test-host-"));
  const options = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const manifest = wasi === "0.2" ? "spin-wasi-0-2.toml" : "spin.toml";
  options.push("--manifest", store ? manifest : await manifestWithoutStore(manifest, folder));
  if (embeddedLogin) options.push("--embedded-login");
  if (!localTenant) options.push("--no-tenant");
  if (reuse) options.push("--max-instance-reuse-count", String(reuse));
  if (runtimeConfig) options.push("--runtime-config-file", runtimeConfig);
  if (component) options.push("--component", join(root, component));
  const child = spawn(
    "target/debug/host",
    [
      "--json",
      "--tenant-keys",
      "target/tmp/tenant-keys.json",
      "--listen",
      "127.0.0.1:0",
      "--tenant-listen",
      "127.0.0.1:0",
      ...options,
    ],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let log = "";
  const waiting = new Set();
  child.stderr.setEncoding("utf8").on("data", (text) => {
    log += text;
    for (const look of [...waiting]) look();
  });
  const ended = once(child, "exit");
  const ready = once(createInterface(child.stdout), "line");
  const first = await Promise.race([
    ready,
    ended.then(([code]) => {
      throw new Error(`the host ended (${code}):\n${log}`);
    }),
  ]);
  const { app, tenant, accounts } = JSON.parse(first[0]);
  return {
    app,
    tenant,
    accounts,
    log: () => log,
    /**
     * What `find` finds in the log, once it does: a line comes a little later than the answer it is about.
     */
    logged: (find) =>
      new Promise((resolve) => {
        const look = () => {
          const found = find(log);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
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

/**
 * A manifest of the application, but for the store; beside it what is built, and what the host keeps of it.
 */
async function manifestWithoutStore(name, folder) {
  const manifest = await readFile(join(root, name), "utf8");
  const path = join(folder, name);
  await symlink(join(root, "target"), join(folder, "target"));
  await writeFile(path, manifest.replace(/^key_value_stores = .*$/m, ""));
  return path;
}
