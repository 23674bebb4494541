// npm openid-client: a certified relying party that takes nothing on trust; here without TLS, which has to be
// allowed.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as oidc from "openid-client";
import { app, audience, Browser, claimsOf, tell, tenant } from "./browser.mjs";

const discover = (authentication) =>
  oidc.discovery(new URL(tenant), app.id, undefined, authentication, {
    execute: [oidc.allowInsecureRequests],
  });
const config = await discover(oidc.ClientSecretBasic(app.secret));

/** What one sign-in needs: the address, and the checks of what comes back. */
async function request(parameters = {}, client = config) {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
  };
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: app.callback,
    scope: "openid profile email",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    ...parameters,
  });
  return { url, checks };
}

test("discovers the tenant", () => {
  const metadata = config.serverMetadata();
  assert.equal(metadata.issuer, `${tenant}/`);
  assert.ok(metadata.supportsPKCE());
});

test("signs in with every check, by secret in the header and in the body", async () => {
  for (const [authentication, userId] of [
    [oidc.ClientSecretBasic(app.secret), "auth0|ada"],
    [oidc.ClientSecretPost(app.secret), "google-oauth2|1002"],
  ]) {
    const client = await discover(authentication);
    oidc.enableNonRepudiationChecks(client);
    const { url, checks } = await request({ max_age: "300" }, client);
    const callback = await new Browser().logIn(url, userId, app.callback);
    const tokens = await oidc.authorizationCodeGrant(client, callback, {
      ...checks,
      maxAge: 300,
      idTokenExpected: true,
    });
    assert.equal(tokens.claims().sub, userId);
    assert.equal(tokens.token_type, "bearer");
    const who = await oidc.fetchUserInfo(client, tokens.access_token, userId);
    assert.equal(who.email, tokens.claims().email);
  }
});

test("signs in at an identity that is linked as the user it is linked to", async () => {
  const { url, checks } = await request({ connection: "github" });
  const callback = await new Browser().logIn(url, "github|2003", app.callback);
  const tokens = await oidc.authorizationCodeGrant(config, callback, checks);
  assert.equal(tokens.claims().sub, "auth0|joan");
});

test("refuses what the tenant forges", async () => {
  const browser = new Browser();
  for (const claim of ["nonce", "aud", "iss"]) {
    const { url, checks } = await request({ prompt: "login" });
    const callback = await browser.logIn(url, "auth0|ada", app.callback);
    await tell("POST", "faults", {
      when: { path: "/oauth/token" },
      then: { id_token: { claims: { [claim]: "another" } } },
    });
    await assert.rejects(oidc.authorizationCodeGrant(config, callback, checks), (error) =>
      error.cause.message.includes(`"${claim}"`),
    );
  }
});

test("hears of a cancelled login and of a code used twice", async () => {
  const { url } = await request({ prompt: "none" });
  const refused = await new Browser().open(url, app.callback);
  await assert.rejects(
    oidc.authorizationCodeGrant(config, refused.url, {
      expectedState: refused.url.searchParams.get("state"),
    }),
    (error) => error instanceof oidc.AuthorizationResponseError && error.error === "login_required",
  );

  const { url: again, checks } = await request();
  const callback = await new Browser().logIn(again, "auth0|ada", app.callback);
  await oidc.authorizationCodeGrant(config, callback, checks);
  await assert.rejects(
    oidc.authorizationCodeGrant(config, callback, checks),
    (error) => error instanceof oidc.ResponseBodyError && error.error === "invalid_grant",
  );
});

test("gets a token for itself, and links with it", async () => {
  const { access_token } = await oidc.clientCredentialsGrant(config, {
    audience,
    scope: "read:users update:users",
  });
  assert.equal(claimsOf(access_token).scope, "read:users update:users");
  const ask = (method, path, body) =>
    oidc.fetchProtectedResource(
      config,
      access_token,
      new URL(`api/v2/${path}`, `${tenant}/`),
      method,
      body && JSON.stringify(body),
      new Headers({ "content-type": "application/json" }),
    );
  const linked = await ask("POST", "users/auth0%7Cada/identities", { provider: "github", user_id: "2001" });
  assert.deepEqual([linked.status, (await linked.json()).length], [201, 2]);
  const unlinked = await ask("DELETE", "users/auth0%7Cada/identities/github/2001");
  assert.deepEqual([unlinked.status, (await unlinked.json()).length], [200, 1]);
});

test("signs out at the end-session endpoint", async () => {
  const browser = new Browser();
  const { url, checks } = await request();
  const callback = await browser.logIn(url, "auth0|ada", app.callback);
  const { id_token } = await oidc.authorizationCodeGrant(config, callback, checks);
  const out = oidc.buildEndSessionUrl(config, {
    post_logout_redirect_uri: app.home,
    id_token_hint: id_token,
    state: "goodbye",
  });
  assert.equal((await browser.open(out, app.home)).url.href, `${app.home}?state=goodbye`);
  const { url: silent } = await request({ prompt: "none" });
  assert.equal((await browser.open(silent, app.callback)).url.searchParams.get("error"), "login_required");
});
