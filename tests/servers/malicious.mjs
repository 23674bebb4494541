// A login server that does what it is told to: npm oauth2-mock-server at Auth0's paths, with as much of the
// Management API as a link needs.
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { OAuth2Server } from "oauth2-mock-server";
import { manage, people } from "./management.mjs";

/** The component's application here. */
export const CLIENT = "worthless-client";
export const SECRET = "worthless-secret";
export const KEY_ID = "the-right-key";
const SCOPES =
  "openid profile email read:current_user update:current_user_identities create:current_user_metadata update:current_user_metadata";
const TOKEN = "/oauth/token";
const KEYS = "/.well-known/jwks.json";

/**
 * Starts it. `does(faults)` says what it does from now on, `does()` that it is honest: `claims` and `header`
 * change the ID token before it is signed, `idToken` what was signed, `response` the token response,
 * `redirect` the way back, `answers` gives whole answers by path.
 */
export async function startMalicious() {
  const oauth = new OAuth2Server(undefined, undefined, {
    endpoints: { authorize: "/authorize", token: TOKEN, jwks: KEYS },
  });
  const { issuer, service } = oauth;
  await issuer.keys.generate("RS256", { kid: KEY_ID });
  const here = { person: "auth0|ada", users: people(), linked: [], seen: [], faults: {} };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, here.origin);
    here.seen.push(`${request.method} ${pathname}`);
    const whole = here.faults.answers?.[pathname] ?? here.faults.answers?.[`${request.method} ${pathname}`];
    if (whole) return whole(request, response);
    // Where attacks lead to, there is what they would be after: honest tokens and keys.
    if (pathname === "/honest" || pathname === "/elsewhere")
      request.url = request.method === "POST" ? TOKEN : KEYS;
    if (pathname.startsWith("/api/v2/users/"))
      manage(here, request, response).catch((error) => response.destroy(error));
    else service.requestHandler(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  here.origin = `http://127.0.0.1:${server.address().port}`;
  issuer.url = `${here.origin}/`;

  service.on("beforeTokenSigning", ({ header, payload }) => {
    payload.sub = here.person;
    // Of the two, only the access token has a scope.
    if ("scope" in payload) return;
    const { name, email, email_verified } = here.users.get(here.person) ?? {};
    Object.assign(payload, { name, email, email_verified, auth_time: payload.iat, sid: "a-session" });
    here.faults.claims?.(payload);
    here.faults.header?.(header);
  });
  service.on("beforeResponse", (answer) => {
    answer.body.scope = SCOPES;
    if (here.faults.idToken) answer.body.id_token = here.faults.idToken(answer.body.id_token, answer.body);
    if (Object.keys(here.faults).length === 0) here.lastIdToken = answer.body.id_token;
    here.faults.response?.(answer);
  });
  service.on("beforeAuthorizeRedirect", ({ url }) => here.faults.redirect?.(url));

  const key = () => createPrivateKey({ key: issuer.keys.get(KEY_ID), format: "jwk" });
  return Object.assign(here, {
    does: (faults = {}) => {
      here.faults = faults;
    },
    /** Everybody is as at the start, and nothing is remembered. */
    reset() {
      here.does();
      here.person = "auth0|ada";
      here.users = people();
      here.linked = [];
      here.seen = [];
    },
    count: (call) => here.seen.filter((it) => it === call).length,
    key,
    keySet: (...more) => ({ keys: [...issuer.keys.toJSON(), ...more] }),
    /** What the component needs to know of it. */
    variables: {
      auth0_url: here.origin,
      client_id: CLIENT,
      client_secret: SECRET,
      connections: "github=GitHub",
    },
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}
