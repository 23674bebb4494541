// What auth0-deploy-cli proposes for the files of deploy/auth0, and writes: exactly what docs/auth0.md asks
// for. Each file gets a tenant of its own, so they run side by side: the CLI computes for long at each start.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startTenant } from "./tenant.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const expected = JSON.parse(await readFile(`${here}expected.json`, "utf8"));
const documented = await readFile(`${root}docs/auth0.md`, "utf8");

/** A run takes twenty seconds of a core, and four go at once. */
const LIMIT = 300_000;

/** The arguments that the page tells of, after `a0deploy`. */
const asDocumented = (file) => [
  "import",
  "-c",
  `${root}deploy/auth0/config.json`,
  "-i",
  `${root}deploy/auth0/${file}`,
];

/** What `a0deploy import --dry-run` proposes for the file, sorted: `CREATE Clients: x`. */
async function proposed(tenant, file, more = [], settings = {}) {
  const cli = "node_modules/auth0-deploy-cli/lib/index.js";
  const child = spawn(
    process.execPath,
    ["--import", "./loopback.mjs", cli, ...asDocumented(file), "--dry-run", ...more],
    {
      cwd: here,
      env: {
        PATH: process.env.PATH,
        NO_COLOR: "1",
        AUTH0_DOMAIN: tenant.domain,
        AUTH0_CLIENT_ID: "deploy-cli",
        AUTH0_ACCESS_TOKEN: "worthless",
        BASE_URL: "https://accounts.example.com",
        ...settings,
      },
      stdio: ["ignore", "pipe", "inherit"],
      timeout: LIMIT,
    },
  );
  const [parts, [code]] = await Promise.all([
    child.stdout.setEncoding("utf8").toArray(),
    once(child, "close"),
  ]);
  const text = parts.join("");
  assert.equal(code, 0, text);
  assert.deepEqual(tenant.unknown, []);
  assert.match(text, /Dry Run completed successfully/);
  const rows = [];
  let kind = "";
  for (const line of text.split("\n").filter((it) => it.startsWith("│ "))) {
    const [resource, status, name] = line
      .split("│")
      .slice(1, 4)
      .map((it) => it.trim());
    if (status === "Status") continue;
    kind = resource || kind;
    rows.push(`${status} ${kind}: ${name}`);
  }
  return rows.sort();
}

/** A new tenant, as Auth0 makes it: two connections and an application. The CLI's own is there, too. */
async function newTenant(context) {
  const tenant = await startTenant();
  context.after(tenant.stop);
  tenant.add("clients", { name: "Deploy CLI" });
  tenant.add("clients", { name: "Default App" });
  const options = { passwordPolicy: "good" };
  tenant.add("connections", { name: "Username-Password-Authentication", strategy: "auth0", options });
  tenant.add("connections", { name: "google-oauth2", strategy: "google-oauth2", options: { email: true } });
  return tenant;
}

/** What is not named would be deleted if somebody allowed that: config.json does not. */
const SPARED = ["DELETE * Clients: Default App", "DELETE * Clients: Deploy CLI"];
const called = (tenant, ...methods) =>
  tenant.calls.filter((call) => methods.some((it) => call.startsWith(it)));
const named = (tenant, kind, name) => tenant[kind].find((thing) => thing.name === name);
function without(thing, ...keys) {
  return Object.fromEntries(Object.entries(thing).filter(([key]) => !keys.includes(key)));
}

describe("deploy/auth0", { concurrency: true }, () => {
  test("tenant.yaml makes the application and enables its connections", async (context) => {
    const tenant = await newTenant(context);
    const all = [
      "CREATE Clients: Account linking",
      "CREATE Connections: email",
      "UPDATE Connections: google-oauth2",
      "UPDATE Databases: Username-Password-Authentication",
      ...SPARED,
    ].sort();
    assert.deepEqual(await proposed(tenant, "tenant.yaml"), all);
    assert.deepEqual(called(tenant, "POST", "PATCH", "PUT", "DELETE"), [], "a dry run writes nothing");

    assert.deepEqual(await proposed(tenant, "tenant.yaml", ["--apply"]), all);
    assert.deepEqual(called(tenant, "DELETE"), []);
    const application = named(tenant, "clients", "Account linking");
    assert.deepEqual(without(application, "client_id"), expected.application);
    const email = named(tenant, "connections", "email");
    assert.match(email.options.email.body, /\{\{ code \}\}/);
    email.options.email = without(email.options.email, "body");
    assert.deepEqual(email.options, expected.email);
    const database = named(tenant, "connections", "Username-Password-Authentication");
    // Its options stay, but for the one that the CLI adds by itself.
    assert.deepEqual(database.options, {
      passwordPolicy: "good",
      disable_self_service_change_password: false,
    });
    assert.deepEqual(named(tenant, "connections", "google-oauth2").options, { email: true });
    for (const connection of tenant.connections) {
      assert.deepEqual(tenant.enabled(connection), [application.client_id], connection.name);
    }
    assert.equal(tenant.connections.length, expected.connections.length + 1);

    // It compares a database with a list that does not say for whom it is enabled, and so proposes it again.
    email.options.email.body = await readFile(`${root}deploy/auth0/connections/email.html`, "utf8");
    const again = ["UPDATE Databases: Username-Password-Authentication", ...SPARED].sort();
    assert.deepEqual(await proposed(tenant, "tenant.yaml"), again);
  });

  test("AUTH0_INCLUDED_ONLY leaves the connections of other applications alone", async (context) => {
    const tenant = await newTenant(context);
    const only = { AUTH0_INCLUDED_ONLY: '["clients","clientGrants"]' };
    const all = ["CREATE Clients: Account linking", ...SPARED];
    assert.deepEqual(await proposed(tenant, "tenant.yaml", [], only), all);
  });

  test("mode-client.yaml makes the application with the least scopes", async (context) => {
    const tenant = await newTenant(context);
    const audience = `https://${tenant.domain}/api/v2/`;
    const all = [
      `CREATE ClientGrants: Account linking management -> ${audience}`,
      "CREATE Clients: Account linking management",
      ...SPARED,
    ];
    assert.deepEqual(await proposed(tenant, "mode-client.yaml", ["--apply"]), all);
    const { client_id, ...application } = named(tenant, "clients", "Account linking management");
    assert.deepEqual(application, expected.management);
    const grants = tenant["client-grants"].map((grant) => without(grant, "id"));
    assert.deepEqual(grants, [{ client_id, audience, ...expected.management_grant }]);
    assert.deepEqual(await proposed(tenant, "mode-client.yaml"), SPARED);
  });

  test("restricted.yaml grants what a person may do to themselves", async (context) => {
    const tenant = await newTenant(context);
    const { client_id } = tenant.add("clients", expected.application);
    const audience = `https://${tenant.domain}/api/v2/`;
    const all = [`CREATE ClientGrants: Account linking -> ${audience}`];
    assert.deepEqual(await proposed(tenant, "restricted.yaml", ["--apply"]), all);
    const grants = tenant["client-grants"].map((grant) => without(grant, "id"));
    assert.deepEqual(grants, [{ client_id, audience, ...expected.restricted_grant }]);
    assert.deepEqual(await proposed(tenant, "restricted.yaml"), []);
  });
});

/** The first cells of the table of scopes in a section of docs/auth0.md, without those of OpenID Connect. */
function scopes(title) {
  const [, section] = documented.split(`\n## ${title}\n`);
  const [table] = section.match(/\| scope \| for \|\n(\|.*\n)+/);
  const cells = table.split("\n").map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) => cell.match(/[a-z_]+:[a-z_]+/g) ?? []);
}

test("docs/auth0.md says the same", () => {
  assert.deepEqual(scopes("Mode `user`"), expected.restricted_grant.scope);
  assert.deepEqual(scopes("Mode `client`").slice(0, 2), expected.management_grant.scope);
  const commands = [...documented.matchAll(/--subject-type (\w+).*--scopes (\S+)/g)];
  const granted = Object.fromEntries(commands.map(([, subject, list]) => [subject, list.split(",")]));
  assert.deepEqual(granted, {
    client: expected.management_grant.scope,
    user: expected.restricted_grant.scope,
  });
  const { devDependencies } = JSON.parse(readFileSync(`${here}package.json`, "utf8"));
  const [install, ...imports] = documented.match(/^(npm install|a0deploy) .*$/gm);
  assert.equal(install, `npm install --global auth0-deploy-cli@${devDependencies["auth0-deploy-cli"]}`);
  const line = `a0deploy ${asDocumented("tenant.yaml").join(" ")}`.replaceAll(root, "");
  assert.deepEqual(imports, [`${line} --dry-run`, line]);
  const { callbacks, allowed_logout_urls, grant_types } = expected.application;
  const command = documented.match(/auth0 apps create .*--callbacks (\S+) --logout-urls (\S+)/);
  assert.deepEqual(
    command.slice(1),
    [callbacks[0], allowed_logout_urls[0]].map((it) => it.replace("accounts.example.com", "YOUR-HOST")),
  );
  assert.ok(documented.includes(JSON.stringify({ grant_types })), "the grants of the application");
});
