// npm express-openid-connect: a whole application with its middleware, from the login to the logout.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import express from "express";
import openidConnect from "express-openid-connect";
import { ask, audience, Browser, tell, tenant } from "./browser.mjs";

const { auth, requiresAuth } = openidConnect;

const client = { client_id: "express-app", client_secret: "express-app-worthless-secret" };

/** An application on a free port, registered at the tenant. */
async function startApp(options) {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://localhost:${server.address().port}`;
  await tell("PUT", "clients", { ...client, callbacks: [`${base}/callback`], logout_urls: [base] });
  const app = express();
  app.use(
    auth({
      authRequired: false,
      baseURL: base,
      clientID: client.client_id,
      clientSecret: client.client_secret,
      issuerBaseURL: tenant,
      secret: "a-worthless-secret-that-seals-the-session-cookie",
      ...options,
    }),
  );
  app.get("/", (request, response) => response.json({ user: request.oidc.user ?? null }));
  app.get("/profile", requiresAuth(), async (request, response) => {
    const { access_token: token, isExpired } = request.oidc.accessToken;
    response.json({
      claims: request.oidc.idTokenClaims,
      who: await request.oidc.fetchUserInfo(),
      expired: isExpired(),
      token,
    });
  });
  app.use((error, _request, response, _next) =>
    response.status(error.status ?? 500).json({ error: error.message }),
  );
  server.on("request", app);
  return base;
}

test("signs in where a page asks for it, and out again", async () => {
  const base = await startApp({
    authorizationParams: { response_type: "code", scope: "openid profile email" },
  });
  const browser = new Browser();
  assert.deepEqual(JSON.parse((await browser.open(base)).text), { user: null });

  const page = await browser.logIn(`${base}/profile`, "auth0|ada");
  assert.equal(page.url.href, `${base}/profile`);
  const { claims, who, expired } = JSON.parse(page.text);
  assert.deepEqual([claims.sub, claims.iss, claims.aud], ["auth0|ada", `${tenant}/`, client.client_id]);
  assert.deepEqual([who.sub, who.email, expired], ["auth0|ada", "ada@example.com", false]);
  assert.equal(JSON.parse((await browser.open(base)).text).user.name, who.name);

  // Its own logout leaves the tenant's session alone, so that the next login asks nothing.
  const out = await browser.open(`${base}/logout`);
  assert.deepEqual(JSON.parse(out.text), { user: null });
  assert.equal(JSON.parse((await browser.open(`${base}/profile`)).text).claims.sub, "auth0|ada");
});

test("signs in by a form that the tenant's page posts", async () => {
  const base = await startApp({ authorizationParams: { response_type: "code", response_mode: "form_post" } });
  const browser = new Browser();
  const answer = await browser.logIn(`${base}/profile`, "github|2001");
  const page = await browser.submit(answer, `${base}/callback`, {});
  assert.deepEqual([page.url.href, JSON.parse(page.text).claims.sub], [`${base}/profile`, "github|2001"]);
});

test("signs out at the tenant, too, by either endpoint", async () => {
  for (const options of [{ idpLogout: true }, { idpLogout: true, auth0Logout: true }]) {
    const base = await startApp({ authorizationParams: { response_type: "code" }, ...options });
    const browser = new Browser();
    const page = await browser.logIn(`${base}/profile`, "google-oauth2|1001");
    assert.equal(JSON.parse(page.text).claims.sub, "google-oauth2|1001");
    const out = await browser.open(`${base}/logout`);
    assert.deepEqual([out.url.href, JSON.parse(out.text)], [`${base}/`, { user: null }]);
    // The tenant asks again: its session is over.
    assert.match((await browser.open(`${base}/profile`)).text, /action="\/u\/login"/);
  }
});

test("gets an access token of the Management API", async () => {
  const scope = "openid profile read:current_user";
  const base = await startApp({ authorizationParams: { response_type: "code", audience, scope } });
  const page = await new Browser().logIn(`${base}/profile`, "github|2001");
  const { token } = JSON.parse(page.text);
  const response = await ask(`${tenant}/api/v2/users/github%7C2001`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(response.status, 200);
});

test("refuses a callback that is not of its own login", async () => {
  const base = await startApp({ authorizationParams: { response_type: "code" } });
  const browser = new Browser();
  const landed = await browser.open(`${base}/callback?code=stolen&state=guessed`);
  assert.equal(landed.status, 400);
  assert.match(JSON.parse(landed.text).error, /cookie not found/);
});
