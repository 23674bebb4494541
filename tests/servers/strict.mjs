// An independent login server: npm oidc-provider at Auth0's paths, which takes nothing on trust, with a
// Management API beside it.
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { manage, people } from "./management.mjs";
import { resigned, signing } from "./tokens.mjs";

const CLIENT = "strict-client";
const SECRET = "strict-worthless-secret";
// Auth0 names all that was granted in one list, the scopes of who signed in, too.
const MANAGEMENT_SCOPES =
  "openid profile email read:current_user update:current_user_identities create:current_user_metadata update:current_user_metadata";

/** Starts it, once it is known which application it is for: `open(app)` registers that one. */
export async function startStrict() {
  const here = { users: people(), linked: [], seen: [], refused: [] };
  let answer;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, here.origin);
    here.seen.push(`${request.method} ${pathname}`);
    if (pathname.startsWith("/api/v2/users/"))
      manage(here, request, response).catch((error) => response.destroy(error));
    else answer(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  here.origin = `http://127.0.0.1:${server.address().port}`;
  here.variables = {
    auth0_url: here.origin,
    client_id: CLIENT,
    client_secret: SECRET,
    connections: "github=GitHub",
  };
  here.audience = `https://${new URL(here.origin).host}/api/v2/`;

  return Object.assign(here, {
    open(app) {
      const provider = providerOf(here, app);
      const byProvider = provider.callback();
      answer = (request, response) =>
        request.url.startsWith("/sign-in/")
          ? signInPage(provider, request, response)
          : byProvider(request, response);
    },
    count: (call) => here.seen.filter((it) => it === call).length,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

function providerOf(here, app) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(`${here.origin}/`, {
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        redirect_uris: [`${app}/link/callback`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_post",
        id_token_signed_response_alg: "RS256",
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "strict", alg: "RS256", use: "sig" }] },
    routes: { authorization: "/authorize", token: "/oauth/token", jwks: "/.well-known/jwks.json" },
    scopes: ["openid", "profile", "email"],
    claims: { profile: ["name"], email: ["email", "email_verified"] },
    // Auth0 says the profile in the ID token, too.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    extraParams: ["audience"],
    features: {
      devInteractions: { enabled: false },
      // Auth0's `audience` is what the standard calls a resource.
      resourceIndicators: {
        enabled: true,
        defaultResource: (context) => context.oidc.params?.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          audience: resource,
          scope: MANAGEMENT_SCOPES,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_context, id) => {
      const user = here.users.get(id);
      return (
        user && {
          accountId: id,
          claims: () => ({
            sub: id,
            name: user.name,
            email: user.email,
            email_verified: user.email_verified,
          }),
        }
      );
    },
    // A first-party application is not asked about.
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: CLIENT,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email");
      grant.addResourceScope(here.audience, MANAGEMENT_SCOPES);
      await grant.save();
      return grant;
    },
    cookies: { keys: ["a worthless key"] },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      IdToken: 3600,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
    },
  });
  provider.on("grant.error", (_context, error) => here.refused.push(error.message));
  provider.on("authorization.error", (_context, error) => here.refused.push(error.message));
  provider.on("server_error", (_context, error) => {
    throw error;
  });
  // It leaves out a type that the standard does not ask for, and that Auth0 always says.
  const { issue } = provider.IdToken.prototype;
  provider.IdToken.prototype.issue = async function (options) {
    return resigned(await issue.call(this, options), { typ: "JWT" }, signing.rsa(privateKey));
  };
  return provider;
}

/** A page on which one says who one is, as it were with a password. */
async function signInPage(provider, request, response) {
  if (request.method === "GET") {
    return response
      .writeHead(200, { "content-type": "text/html" })
      .end(
        `<!doctype html><title>Sign in</title><form action="${request.url}" method="post"><input name="user_id"><button>Sign in</button></form>`,
      );
  }
  const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
  return provider.interactionFinished(
    request,
    response,
    { login: { accountId: form.get("user_id") } },
    { mergeWithLastSubmission: false },
  );
}
