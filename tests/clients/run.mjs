// Runs the tests of each client against a tenant of its own, and says in a table what the tenant saw of them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTenant } from "./tenant.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const report = fileURLToPath(new URL("../../target/clients.md", import.meta.url));

/** No client takes longer than a few seconds; one that hangs must not keep the others waiting. */
const LIMIT = 60_000;

const node = (file) => [process.execPath, "--test-reporter=spec", file];
const python = (module) => [
  process.env.PYTHON ?? "python3",
  "-B",
  "-W",
  "ignore::ResourceWarning",
  "-m",
  "unittest",
  "-v",
  module,
];

/** What is tested: with which command, over TLS or not, and where its version is written. */
const CLIENTS = [
  { name: "auth0", command: node("auth0.test.mjs"), tls: true },
  { name: "@auth0/auth0-auth-js", command: node("auth0-auth-js.test.mjs"), tls: true },
  { name: "openid-client", command: node("openid-client.test.mjs"), tls: false },
  { name: "express-openid-connect", command: node("express-openid-connect.test.mjs"), tls: false },
  { name: "auth0-js", command: node("auth0-js.test.mjs"), tls: true },
  { name: "auth0-python", command: python("test_auth0_python"), tls: true, pypi: true },
];

async function versionOf({ name, pypi }) {
  if (pypi) {
    const child = spawn(
      python()[0],
      ["-c", `from importlib.metadata import version; print(version("${name}"))`],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [text] = await Promise.all([child.stdout.setEncoding("utf8").toArray(), once(child, "close")]);
    return text.join("").trim();
  }
  return JSON.parse(await readFile(join(here, "node_modules", name, "package.json"), "utf8")).version;
}

/**
 * Whether all tests of the client passed, and how often the tenant was asked for what in the client's name.
 */
async function check(client) {
  const tenant = await startTenant({ tls: client.tls });
  try {
    const [program, ...rest] = client.command;
    const child = spawn(program, rest, {
      cwd: here,
      env: { ...process.env, ...tenant.environment },
      stdio: ["ignore", "inherit", "inherit"],
      timeout: LIMIT,
    });
    const [code] = await once(child, "close");
    const calls = await tenant.calls();
    // Tests that ask the tenant for nothing test nothing, but pass.
    return { good: code === 0 && calls.size > 0, calls };
  } finally {
    await tenant.stop();
  }
}

const total = (calls) => [...calls.values()].reduce((sum, times) => sum + times, 0);
const named = (calls) =>
  [...calls].map(([call, times]) => (times > 1 ? `${call} ×${times}` : call)).join(", ");

function table(rows) {
  const cells = [["client", "version", "calls made", "result"], ["---", "---", "---", "---"], ...rows];
  return cells.map((row) => `| ${row.join(" | ")} |\n`).join("");
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CLIENTS.some((client) => client.name === name));
if (unknown.length > 0) throw new Error(`no such client: ${unknown}`);

// A table that is there is of a run that came to its end.
await rm(report, { force: true });
const rows = [];
for (const client of CLIENTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n${client.name}`);
  const { good, calls } = await check(client).catch((error) => {
    console.error(error);
    return { good: false, calls: new Map() };
  });
  rows.push([
    client.name,
    await versionOf(client),
    `${total(calls)}: ${named(calls)}`,
    good ? "ok" : "FAILED",
  ]);
}
const text = table(rows);
console.log(`\n${text}`);
await writeFile(
  report,
  `# The tenant as clients see it\n\nRequests that the tenant saw, but for those of whoever typed into its login pages.\n\n${text}`,
);
process.exitCode = rows.every((row) => row.at(-1) === "ok") ? 0 : 1;
