// npm @auth0/auth0-auth-js: what Auth0's frameworks sign in with. It speaks https only.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AuthClient,
  PasswordlessStartError,
  TokenByClientCredentialsError,
  TokenByCodeError,
} from "@auth0/auth0-auth-js";
import { app, audience, Browser, claimsOf, codeFor, domain, tell } from "./browser.mjs";

const client = new AuthClient({
  domain,
  clientId: app.id,
  clientSecret: app.secret,
  authorizationParams: { redirect_uri: app.callback },
});
const browser = new Browser();

/** An authorization request of the client, and what the browser brings back. */
async function signIn(userId, authorizationParams = {}) {
  const { authorizationUrl, codeVerifier } = await client.buildAuthorizationUrl({ authorizationParams });
  return { codeVerifier, callback: await browser.logIn(authorizationUrl, userId, app.callback) };
}

test("signs in by a code with PKCE, which counts once", async () => {
  const scope = "openid profile email read:current_user";
  const { callback, codeVerifier } = await signIn("google-oauth2|1001", { audience, scope });
  const tokens = await client.getTokenByCode(callback, { codeVerifier });
  assert.equal(tokens.claims.sub, "google-oauth2|1001");
  assert.equal(tokens.claims.email, "ada@example.com");
  assert.equal(claimsOf(tokens.accessToken).aud, audience);
  assert.deepEqual(tokens.scope.split(" ").sort(), scope.split(" ").sort());
  await assert.rejects(
    client.getTokenByCode(callback, { codeVerifier }),
    (error) => error instanceof TokenByCodeError && error.cause.error === "invalid_grant",
  );
});

test("hears of a wrong verifier", async () => {
  const { callback } = await signIn("github|2001", { prompt: "login" });
  const codeVerifier = "not-the-one-that-the-challenge-was-made-from-at-all";
  await assert.rejects(client.getTokenByCode(callback, { codeVerifier }), TokenByCodeError);
});

test("asks who somebody is", async () => {
  const { callback, codeVerifier } = await signIn("auth0|grace", { prompt: "login" });
  const { accessToken } = await client.getTokenByCode(callback, { codeVerifier });
  const who = await client.getUserInfo({ accessToken });
  assert.deepEqual([who.sub, who.email], ["auth0|grace", "grace@example.com"]);
});

test("signs in to an organization, and members only", async () => {
  await tell("POST", "clients", { client_id: app.id, organization_usage: "allow" });
  const { callback, codeVerifier } = await signIn("auth0|ada", { prompt: "login", organization: "corp" });
  const { claims } = await client.getTokenByCode(callback, { codeVerifier, organization: "corp" });
  assert.deepEqual([claims.sub, claims.org_name], ["auth0|ada", "corp"]);
  const stranger = await signIn("auth0|linus", { prompt: "login", organization: "corp" });
  assert.equal(stranger.callback.searchParams.get("error"), "access_denied");
});

test("gets a token for itself", async () => {
  const { accessToken, expiresAt } = await client.getTokenByClientCredentials({ audience });
  assert.equal(claimsOf(accessToken).sub, `${app.id}@clients`);
  assert.ok(expiresAt > Date.now() / 1000);
  await assert.rejects(
    client.getTokenByClientCredentials({ audience: "https://nowhere.example" }),
    TokenByClientCredentialsError,
  );
});

test("proves a phone number by a code", async () => {
  const phoneNumber = "+15550123456";
  await client.passwordless.sendSms({ phoneNumber });
  await assert.rejects(
    client.getTokenByPasswordlessSms({ phoneNumber, code: "no code" }),
    (error) => error.cause?.error === "invalid_grant",
  );
  const { claims } = await client.getTokenByPasswordlessSms({
    phoneNumber,
    code: await codeFor(phoneNumber),
    scope: "openid profile",
  });
  assert.match(claims.sub, /^sms\|/);
  assert.equal((await tell("GET", `users/${encodeURIComponent(claims.sub)}`)).phone_verified, true);
});

test("proves an e-mail address by a code, in the language asked for", async () => {
  const email = "new.person@example.com";
  await client.passwordless.sendEmail({ email, language: "sv" });
  assert.equal((await tell("GET", "messages")).at(-1).language, "sv");
  const { claims } = await client.getTokenByPasswordlessEmail({
    email,
    code: await codeFor(email),
    scope: "openid profile email",
  });
  assert.match(claims.sub, /^email\|/);
  assert.deepEqual([claims.email, claims.email_verified], [email, true]);
  const stranger = new AuthClient({ domain, clientId: app.id, clientSecret: "worthless" });
  await assert.rejects(stranger.passwordless.sendEmail({ email }), PasswordlessStartError);
});

test("signs out, once the person agrees", async () => {
  // It sends no hint of the session, so the tenant asks.
  const page = await browser.open(await client.buildLogoutUrl({ returnTo: app.home }), app.home);
  assert.equal((await browser.submit(page, "/oidc/logout", {}, app.home)).url.href, app.home);
  const { authorizationUrl } = await client.buildAuthorizationUrl({
    authorizationParams: { prompt: "none" },
  });
  const callback = await browser.open(authorizationUrl, app.callback);
  assert.equal(callback.url.searchParams.get("error"), "login_required");
});
