// What a malicious login server can write into an ID token, and sign it with: what it does, and for which
// reason the component refuses it.
import { createPublicKey, createSecretKey, generateKeyPairSync } from "node:crypto";
import { CLIENT } from "./malicious.mjs";
import { jwkOf, resigned, signing } from "./tokens.mjs";

const rsa = (modulusLength = 2048) => generateKeyPairSync("rsa", { modulusLength }).privateKey;
const stranger = rsa();
const weak = rsa(1024);
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const secret = "a secret that a key set tells everybody";
const now = () => Math.floor(Date.now() / 1000);

/** Claims changed before the server signs with its right key. */
const claims = (change) => () => ({
  claims: typeof change === "function" ? change : (payload) => Object.assign(payload, change),
});
/** Another header, under the right key's signature. */
const header = (change) => () => ({ header: (it) => Object.assign(it, change) });
/** Signed anew, by whom and under which header. */
const signed = (change, sign) => (login) => ({ idToken: (token) => resigned(token, change, sign(login)) });
/** The same, and this key is in the key set, too. */
const published = (jwk, change, sign) => (login) => ({
  ...signed(change, sign)(login),
  answers: keys(() => login.keySet(jwk())),
});
/** A key set of the attack's own. */
const keys = (set) => ({
  "/.well-known/jwks.json": (_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(set())),
});

const publicPem = (type) => (login) => createPublicKey(login.key()).export({ type, format: "pem" });
const ofStranger = () => signing.rsa(stranger);

export const FORGERIES = [
  ["an ID token of another issuer", claims({ iss: "https://login.example/" }), "WrongIssuer"],
  [
    "an ID token of the issuer without its slash",
    claims((it) => {
      it.iss = it.iss.slice(0, -1);
    }),
    "WrongIssuer",
  ],
  ["an ID token without an issuer", claims({ iss: undefined }), "WrongIssuer"],
  ["an ID token for another application", claims({ aud: "another-client" }), "WrongAudience"],
  [
    "an ID token for this and another application",
    claims({ aud: [CLIENT, "another-client"], azp: CLIENT }),
    "WrongAudience",
  ],
  ["an ID token for nobody", claims({ aud: undefined }), "WrongAudience"],
  [
    "an ID token that another application asked for (`azp`)",
    claims({ azp: "another-client" }),
    "WrongAuthorizedParty",
  ],
  ["an ID token without a subject", claims({ sub: undefined }), "Subject"],
  ["an ID token with a subject that is no user id", claims({ sub: "ada" }), "Subject"],
  ["an ID token with a subject that climbs in addresses", claims({ sub: "auth0|.." }), "Subject"],
  [
    "an ID token that has expired",
    claims((it) => {
      it.exp = now() - 300;
    }),
    "Expired",
  ],
  ["an ID token without an expiry", claims({ exp: undefined }), "ExpiryMissing"],
  [
    "an ID token of tomorrow (`iat`)",
    claims((it) => {
      it.iat = now() + 86_400;
      it.exp = now() + 90_000;
    }),
    "IssuedInFuture",
  ],
  ["an ID token without a time of issue", claims({ iat: undefined }), "IssuedAtMissing"],
  [
    "an ID token for later (`nbf`)",
    claims((it) => {
      it.nbf = now() + 3600;
    }),
    "NotYetValid",
  ],
  ["an ID token with another nonce", claims({ nonce: "another" }), "Nonce"],
  ["an ID token without a nonce", claims({ nonce: undefined }), "Nonce"],
  [
    "an ID token that does not say when the person signed in",
    claims({ auth_time: undefined }),
    "AuthTimeMissing",
  ],
  [
    "an ID token of a sign-in eight days ago",
    claims((it) => {
      it.auth_time = now() - 8 * 86_400;
    }),
    "AuthTimeStale",
  ],
  [
    "an ID token of an earlier sign-in",
    (login) => {
      const { lastIdToken } = login;
      return { idToken: () => lastIdToken };
    },
    "Nonce",
  ],
  [
    "an access token in the ID token's place",
    () => ({ idToken: (_, answer) => answer.access_token }),
    "WrongAudience",
  ],
  ["an ID token of another type (`typ` at+jwt)", header({ typ: "at+jwt" }), "Type"],
  ["an ID token without a key's name", header({ kid: undefined }), "KeyIdMissing"],
  ["an ID token under the name of no key", header({ kid: "nobody" }), "KeyUnknown"],
  ["an ID token under a name that climbs in paths", header({ kid: "../../the-right-key" }), "KeyUnknown"],
  [
    "an ID token with claims changed after it was signed",
    () => ({ idToken: (token) => changed(token, { sub: "auth0|grace" }) }),
    "Signature",
  ],
  [
    "an ID token with its signature cut off",
    () => ({ idToken: (token) => token.replace(/[^.]*$/, "") }),
    "Signature",
  ],
  ["an ID token that nobody signed (`alg` none)", signed({ alg: "none" }, () => signing.none), "Algorithm"],
  ["an ID token that nobody signed (`alg` NonE)", signed({ alg: "NonE" }, () => signing.none), "Algorithm"],
  [
    "an ID token signed with the public key's text as a secret (HS256, SPKI)",
    signed({ alg: "HS256" }, (login) => signing.hmac(publicPem("spki")(login))),
    "Algorithm",
  ],
  [
    "an ID token signed with the public key's text as a secret (HS256, PKCS #1)",
    signed({ alg: "HS256" }, (login) => signing.hmac(publicPem("pkcs1")(login))),
    "Algorithm",
  ],
  [
    "an ID token signed with the key set's entry as a secret (HS256, JWK)",
    signed({ alg: "HS256" }, (login) => signing.hmac(JSON.stringify(login.keySet().keys[0]))),
    "Algorithm",
  ],
  [
    "an ID token signed with an empty secret (HS256)",
    signed({ alg: "HS256" }, () => signing.hmac("")),
    "Algorithm",
  ],
  [
    "an ID token signed by the right key in another way (RS512)",
    signed({ alg: "RS512" }, (login) => signing.rsa(login.key(), "sha512")),
    "Algorithm",
  ],
  [
    "an ID token signed by the right key in another way (PS256)",
    signed({ alg: "PS256" }, (login) => signing.rsa(login.key(), "sha256", { padding: 6, saltLength: 32 })),
    "Algorithm",
  ],
  ["an ID token signed by a stranger's key under the right name", signed({}, ofStranger), "Signature"],
  [
    "an ID token signed by the key that it brings along (`jwk`)",
    signed({ jwk: jwkOf(stranger) }, ofStranger),
    "KeyInHeader",
  ],
  [
    "an ID token signed by a key that it names an address of (`jku`)",
    (login) => ({
      ...signed({ jku: `${login.origin}/elsewhere` }, ofStranger)(login),
      watched: "GET /elsewhere",
    }),
    "KeyInHeader",
  ],
  [
    "an ID token signed by a key that it names an address of (`x5u`)",
    (login) => ({
      ...signed({ x5u: `${login.origin}/elsewhere` }, ofStranger)(login),
      watched: "GET /elsewhere",
    }),
    "KeyInHeader",
  ],
  [
    "an ID token that demands what is not understood (`crit`)",
    signed({ crit: ["b64"], b64: false }, (login) => signing.rsa(login.key())),
    "Critical",
  ],
  ["an ID token longer than any of Auth0's", claims({ padding: "x".repeat(70_000) }), "TooLong"],
  ["an ID token of one part", () => ({ idToken: () => "token" }), "Malformed"],
  ["an ID token of five parts", () => ({ idToken: (token) => `${token}.a.b` }), "Malformed"],
  [
    "an ID token whose claims are no object",
    () => ({ idToken: (token) => token.replace(/\..*\./, `.${Buffer.from("[]").toString("base64url")}.`) }),
    "Signature",
  ],
  [
    "a key of 1024 bits, published and signed with",
    published(
      () => jwkOf(weak, { kid: "weak", alg: "RS256", use: "sig" }),
      { kid: "weak" },
      () => signing.rsa(weak),
    ),
    "KeyUnknown",
  ],
  [
    "a key of a curve, published and signed with (ES256)",
    published(
      () => jwkOf(curve, { kid: "curve", alg: "ES256", use: "sig" }),
      { kid: "curve", alg: "ES256" },
      () => signing.ec(curve),
    ),
    "KeyUnknown",
  ],
  [
    "a secret among the keys, published and signed with (HS256)",
    published(
      () => ({
        ...createSecretKey(Buffer.from(secret)).export({ format: "jwk" }),
        kid: "secret",
        alg: "HS256",
        use: "sig",
      }),
      { kid: "secret", alg: "HS256" },
      () => signing.hmac(secret),
    ),
    "KeyUnknown",
  ],
  [
    "a key that is published for encryption only",
    published(
      () => jwkOf(stranger, { kid: "other", alg: "RS256", use: "enc" }),
      { kid: "other" },
      ofStranger,
    ),
    "KeyUnknown",
  ],
  [
    "a key that is published for another algorithm",
    published(
      () => jwkOf(stranger, { kid: "other", alg: "RS512", use: "sig" }),
      { kid: "other" },
      ofStranger,
    ),
    "KeyUnknown",
  ],
];

/** The same signature over other claims. */
function changed(token, change) {
  const [head, payload, signature] = token.split(".");
  const claims = { ...JSON.parse(Buffer.from(payload, "base64url")), ...change };
  return [head, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
}

/** Key sets by which nobody can be signed in, though the ID token is the right one. */
export const KEY_SETS = [
  [
    "a key set with two keys of one name",
    (login) => ({
      answers: keys(() => login.keySet(jwkOf(stranger, { kid: "the-right-key", alg: "RS256", use: "sig" }))),
    }),
    "fetch keys: the signing keys cannot be read (no error named)",
  ],
  ["a key set without keys", () => ({ answers: keys(() => ({ keys: [] })) }), "ID token: KeyUnknown"],
  [
    "a key set that is a list",
    (login) => ({ answers: keys(() => login.keySet().keys) }),
    "fetch keys: the signing keys cannot be read (no error named)",
  ],
  [
    "a stranger's key in the right one's place",
    () => ({
      answers: keys(() => ({ keys: [jwkOf(stranger, { kid: "the-right-key", alg: "RS256", use: "sig" })] })),
    }),
    "ID token: Signature",
  ],
];
