// npm auth0: its Management API client, given the tenant's domain and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Management, ManagementClient, ManagementError } from "auth0";
import { app, domain, tell, tokensOf } from "./browser.mjs";

const client = new ManagementClient({ domain, clientId: app.id, clientSecret: app.secret });
const reader = new ManagementClient({
  domain,
  clientId: "local-management",
  clientSecret: "local-management-worthless-secret",
});
const refusal = (kind, statusCode) => (error) => {
  assert.ok(error instanceof ManagementError && error instanceof kind, error);
  assert.equal(error.statusCode, statusCode);
  return true;
};
const ids = (identities) => identities.map(({ provider, user_id }) => `${provider}|${user_id}`);

test("reads a user, or the fields asked for", async () => {
  const ada = await client.users.get("auth0|ada");
  assert.equal(ada.email, "ada@example.com");
  assert.deepEqual(ids(ada.identities), ["auth0|ada"]);
  assert.deepEqual(await client.users.get("auth0|ada", { fields: "user_id,name", include_fields: true }), {
    user_id: "auth0|ada",
    name: ada.name,
  });
  await assert.rejects(client.users.get("auth0|nobody"), refusal(Management.NotFoundError, 404));
});

test("finds the users with an e-mail address", async () => {
  const found = await client.users.listUsersByEmail({ email: "ada@example.com" });
  assert.deepEqual(found.map((user) => user.user_id).sort(), [
    "auth0|ada",
    "github|2001",
    "google-oauth2|1001",
  ]);
  assert.deepEqual(await client.users.listUsersByEmail({ email: "nobody+1@example.com" }), []);
});

test("merges metadata", async () => {
  const before = (await client.users.get("auth0|ada")).user_metadata;
  const after = await client.users.update("auth0|ada", {
    user_metadata: { theme: "light", language: null },
    app_metadata: { plan: "small" },
  });
  const { language, ...rest } = before;
  assert.ok(language);
  assert.deepEqual(after.user_metadata, { ...rest, theme: "light" });
  assert.deepEqual((await client.users.get("auth0|ada")).app_metadata, { plan: "small" });
});

test("links by provider and id, once, and unlinks", async () => {
  const secondary = { provider: "google-oauth2", user_id: "1001" };
  assert.deepEqual(ids(await client.users.identities.link("auth0|ada", secondary)), [
    "auth0|ada",
    "google-oauth2|1001",
  ]);
  await assert.rejects(client.users.get("google-oauth2|1001"), refusal(Management.NotFoundError, 404));
  await assert.rejects(
    client.users.identities.link("auth0|ada", secondary),
    refusal(Management.ConflictError, 409),
  );
  assert.equal((await client.users.get("auth0|ada")).identities.length, 2);

  assert.deepEqual(ids(await client.users.identities.delete("auth0|ada", "google-oauth2", "1001")), [
    "auth0|ada",
  ]);
  assert.equal((await client.users.get("google-oauth2|1001")).user_metadata, undefined, "a bare user again");
  await assert.rejects(
    client.users.identities.delete("auth0|ada", "auth0", "ada"),
    refusal(Management.BadRequestError, 400),
  );
});

test("links by an ID token", async () => {
  const { id_token, access_token } = await tokensOf("github|2001");
  assert.deepEqual(ids(await client.users.identities.link("auth0|ada", { link_with: id_token })), [
    "auth0|ada",
    "github|2001",
  ]);
  await assert.rejects(
    client.users.identities.link("auth0|ada", { link_with: id_token }),
    refusal(Management.ConflictError, 409),
  );
  // Neither another kind of token nor one for another client proves an account.
  await assert.rejects(
    client.users.identities.link("auth0|ada", { link_with: access_token }),
    refusal(Management.BadRequestError, 400),
  );
  await assert.rejects(
    reader.users.identities.link("auth0|ada", { link_with: id_token }),
    refusal(Management.BadRequestError, 400),
  );
  assert.deepEqual(ids(await client.users.identities.delete("auth0|ada", "github", "2001")), ["auth0|ada"]);
});

test("says by connection_id which of two databases an account is in", async () => {
  const connections = await tell("GET", "connections");
  const idOf = (name) => connections.find((connection) => connection.name === name).id;
  const secondary = { provider: "auth0", user_id: "ada-customer" };
  const wrong = { ...secondary, connection_id: idOf("Username-Password-Authentication") };
  await assert.rejects(
    client.users.identities.link("auth0|ada", wrong),
    refusal(Management.BadRequestError, 400),
  );
  const linked = await client.users.identities.link("auth0|ada", {
    ...secondary,
    connection_id: idOf("Customers"),
  });
  assert.deepEqual(
    linked.map((identity) => identity.connection),
    ["Username-Password-Authentication", "Customers"],
  );
  assert.equal((await client.users.identities.delete("auth0|ada", "auth0", "ada-customer")).length, 1);
});

test("takes ids with bars and at signs, and ids that are numbers", async () => {
  const employee = "samlp|okta|grace@corp.example";
  assert.equal((await client.users.get(employee)).user_id, employee);
  const linked = await client.users.identities.link("auth0|grace", {
    provider: "samlp",
    user_id: "okta|grace@corp.example",
  });
  assert.deepEqual(ids(linked), ["auth0|grace", employee]);
  assert.deepEqual(
    ids(await client.users.identities.delete("auth0|grace", "samlp", "okta|grace@corp.example")),
    ["auth0|grace"],
  );
  const [number] = (await client.users.get("github|2002")).identities;
  assert.equal(number.user_id, 2002);
});

test("reads what a user is a member of", async () => {
  const all = async (list) => {
    const found = [];
    for await (const item of await list) found.push(item);
    return found;
  };
  await tell("PUT", "users", {
    user_id: "github|7001",
    roles: ["Editor"],
    organizations: ["corp"],
    authentication_methods: ["totp"],
  });
  const { users } = reader;
  assert.deepEqual(
    (await all(users.roles.list("github|7001"))).map((role) => role.name),
    ["Editor"],
  );
  assert.deepEqual(
    (await all(users.organizations.list("github|7001"))).map((organization) => organization.name),
    ["corp"],
  );
  assert.deepEqual(
    (await all(users.authenticationMethods.list("github|7001"))).map((method) => method.type),
    ["totp"],
  );
  assert.deepEqual(await all(users.roles.list("auth0|ada")), []);
});

test("hears of a missing scope, of too many requests, and of a wrong secret", async () => {
  const tries = { maxRetries: 0 };
  await assert.rejects(
    client.users.roles.list("auth0|ada", {}, tries),
    refusal(Management.ForbiddenError, 403),
  );
  await tell("POST", "rate-limit", { per_second: 0 });
  await assert.rejects(
    client.users.get("auth0|ada", {}, tries),
    refusal(Management.TooManyRequestsError, 429),
  );
  await tell("POST", "rate-limit", { per_second: null });
  const stranger = new ManagementClient({ domain, clientId: app.id, clientSecret: "worthless" });
  await assert.rejects(stranger.users.get("auth0|ada"), (error) =>
    /401|Unauthorized|access_denied/i.test(String(error)),
  );
});

test("tries a link again that met an error", async () => {
  await tell("POST", "faults", { when: { method: "POST", path: "/api/v2/*" }, then: { status: 503 } });
  const linked = await client.users.identities.link("auth0|linus", {
    provider: "google-oauth2",
    user_id: "1003",
  });
  assert.deepEqual(ids(linked), ["auth0|linus", "google-oauth2|1003"]);
});

test("deletes a user", async () => {
  await client.users.delete("auth0|joan");
  await assert.rejects(client.users.get("auth0|joan"), refusal(Management.NotFoundError, 404));
});
