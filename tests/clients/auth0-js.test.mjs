// npm auth0-js, as far as it goes without a browser: the calls it makes itself, and the addresses it sends a
// browser to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { promisify } from "node:util";
import "./xhr.mjs";
import { app, audience, Browser, claimsOf, codeFor, domain, tell, tokensOf } from "./browser.mjs";

// Looks for its window as it is loaded.
const { default: auth0 } = await import("auth0-js");

const page = {
  client_id: "page",
  callbacks: ["http://localhost:3000/page"],
  logout_urls: ["http://localhost:3000/bye"],
};
await tell("PUT", "clients", page);
const [redirectUri] = page.callbacks;
const authentication = new auth0.Authentication({
  domain,
  clientID: page.client_id,
  redirectUri,
  responseType: "code",
  scope: "openid profile email",
});
const call = (object, name, ...values) => promisify(object[name].bind(object))(...values);
const refusal = (statusCode, code) => (error) => {
  assert.deepEqual([error.statusCode, error.code], [statusCode, code]);
  return true;
};

/** The Management API as a user sees it who is signed in. */
async function managementOf(userId) {
  const scope = "openid read:current_user update:current_user_metadata update:current_user_identities";
  const { access_token: token } = await tokensOf(userId, { audience, scope });
  return new auth0.Management({ domain, token });
}

test("reads and changes the user who is signed in, and nobody else", async () => {
  const management = await managementOf("auth0|ada");
  assert.equal((await call(management, "getUser", "auth0|ada")).email, "ada@example.com");
  const changed = await call(management, "patchUserMetadata", "auth0|ada", { theme: "light" });
  assert.deepEqual([changed.user_metadata.theme, changed.user_metadata.language], ["light", "en"]);
  await assert.rejects(call(management, "getUser", "auth0|grace"), refusal(403, "Forbidden"));
  await assert.rejects(
    call(management, "patchUserAttributes", "auth0|ada", { name: "A" }),
    refusal(403, "Forbidden"),
  );
});

test("links by an ID token, once", async () => {
  const management = await managementOf("auth0|ada");
  const { id_token } = await tokensOf("google-oauth2|1001");
  const linked = await call(management, "linkUser", "auth0|ada", id_token);
  assert.deepEqual(
    linked.map(({ provider, user_id }) => `${provider}|${user_id}`),
    ["auth0|ada", "google-oauth2|1001"],
  );
  await assert.rejects(call(management, "linkUser", "auth0|ada", id_token), refusal(409, "Conflict"));
  assert.equal((await call(management, "getUser", "auth0|ada")).identities.length, 2);
});

test("signs in without a secret, by a code with PKCE", async () => {
  const codeVerifier = "a-code-verifier-of-at-least-forty-three-characters";
  const codeChallenge = Buffer.from(
    await crypto.subtle.digest("SHA-256", Buffer.from(codeVerifier)),
  ).toString("base64url");
  const url = authentication.buildAuthorizeUrl({
    state: "a-state",
    nonce: "a-nonce",
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
  });
  const callback = await new Browser().logIn(url, "auth0|grace", redirectUri);
  assert.equal(callback.searchParams.get("state"), "a-state");
  const grant = {
    grantType: "authorization_code",
    code: callback.searchParams.get("code"),
    redirectUri,
    codeVerifier,
  };
  const { idToken, accessToken } = await call(authentication, "oauthToken", { ...grant });
  assert.deepEqual([claimsOf(idToken).sub, claimsOf(idToken).nonce], ["auth0|grace", "a-nonce"]);
  assert.equal((await call(authentication, "userInfo", accessToken)).email, "grace@example.com");
  await assert.rejects(call(authentication, "oauthToken", { ...grant }), refusal(403, "invalid_grant"));
  await assert.rejects(call(authentication, "userInfo", "worthless"), (error) => error.statusCode === 401);
});

test("proves an e-mail address by a code", async () => {
  const email = "page.person@example.com";
  assert.equal(
    (await call(authentication.passwordless, "start", { connection: "email", send: "code", email })).email,
    email,
  );
  const grant = {
    grantType: "http://auth0.com/oauth/grant-type/passwordless/otp",
    realm: "email",
    username: email,
  };
  await assert.rejects(
    call(authentication, "oauthToken", { ...grant, otp: "no code" }),
    refusal(403, "invalid_grant"),
  );
  const { idToken } = await call(authentication, "oauthToken", { ...grant, otp: await codeFor(email) });
  assert.equal(claimsOf(idToken).email, email);
});

test("signs out", async () => {
  const browser = new Browser();
  const [returnTo] = page.logout_urls;
  const url = authentication.buildLogoutUrl({ clientID: page.client_id, returnTo });
  assert.equal((await browser.open(url, returnTo)).url.href, returnTo);
  const elsewhere = authentication.buildLogoutUrl({ clientID: page.client_id, returnTo: app.home });
  assert.equal((await browser.open(elsewhere, app.home)).status, 400);
});
