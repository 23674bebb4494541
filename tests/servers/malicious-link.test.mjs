// A login server that turns malicious while an account is linked, against the built component in both worlds:
// nothing is linked that was not proved, and the session stays whose it was.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Attacks, document } from "./attacks.mjs";
import { startMalicious } from "./malicious.mjs";
import { inBoth, LIMIT, signIn, signsIn, startEdge, WORLDS } from "./stage.mjs";
import { claimsOf, jwkOf, resigned, signing } from "./tokens.mjs";

const ADA = "auth0|ada";
const OTHER = "github|2001";
const OTHER_PATH = "/api/v2/users/github%7C2001";
const LINK = "POST /api/v2/users/auth0%7Cada/identities";
let stages = [];

before(async () => {
  stages = await Promise.all(
    WORLDS.map(async (wasi) => {
      const login = await startMalicious();
      return { login, edge: await startEdge(login, { wasi }), attacks: new Attacks() };
    }),
  );
});

after(() =>
  inBoth(stages, async ({ login, edge }) => {
    await edge.end();
    await login.stop();
  }),
);

/** Ada is signed in, and about to sign in to the other account. */
async function begin({ login, edge }) {
  login.reset();
  const visitor = await signsIn(edge, ADA);
  const { json } = await visitor.post("/link/start", { connection: "github" });
  login.person = OTHER;
  return { visitor, location: json.location };
}

/** The other account is proved, and the link waits to be confirmed. */
async function prove(stage) {
  const { visitor, location } = await begin(stage);
  const page = await visitor.open(location);
  assert.equal(page.outcome, "review");
  const { json: review } = await visitor.get("/link/review");
  assert.deepEqual([review.present.user_id, review.other.user_id], [ADA, OTHER]);
  return { visitor, review: review.review };
}

test("links what was proved, with the ID token that proved it", LIMIT, () =>
  inBoth(stages, async (stage) => {
    const { visitor, review } = await prove(stage);
    const proof = stage.login.lastIdToken;
    assert.equal((await visitor.post("/link/confirm", { review })).json.outcome, "linked");
    assert.deepEqual(stage.login.linked, [{ id: ADA, link_with: proof }]);
    assert.equal(claimsOf(proof).sub, OTHER);
    assert.deepEqual(
      (await visitor.get("/me")).json.identities.map(({ provider }) => provider),
      ["auth0", "github"],
    );
    assert.equal(
      (await visitor.post("/unlink", { provider: "github", user_id: "2001" })).json.outcome,
      "unlinked",
    );
  }),
);

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const whole = (status, headers, body) => (request, response) => {
  request.resume();
  response
    .on("error", () => {})
    .writeHead(status, headers)
    .end(body);
};
const json = (value) => whole(200, { "content-type": "application/json" }, JSON.stringify(value));
/** The other account's document, changed. */
const document2001 = (change) => (login) => {
  const user = structuredClone(login.users.get(OTHER));
  return { answers: { [OTHER_PATH]: json(Object.assign(user, change)) } };
};

/** While the other account is proved. */
const PROOFS = [
  [
    "a second sign-in that nobody was asked for (an old `auth_time`)",
    () => ({
      claims: (it) => {
        it.auth_time -= 3600;
      },
    }),
    "token_invalid",
    "AuthTimeStale",
  ],
  [
    "a second sign-in of which nobody knows when it was",
    () => ({
      claims: (it) => {
        it.auth_time = undefined;
      },
    }),
    "token_invalid",
    "AuthTimeMissing",
  ],
  [
    "the other account under a stranger's signature",
    () => ({ idToken: (token) => resigned(token, {}, signing.rsa(stranger)) }),
    "token_invalid",
    "Signature",
  ],
  [
    "the other account's ID token for another application",
    () => ({
      claims: (it) => {
        it.aud = "another-client";
      },
    }),
    "token_invalid",
    "WrongAudience",
  ],
  [
    "the first sign-in's ID token once more",
    (login) => {
      const { lastIdToken } = login;
      return { idToken: () => lastIdToken };
    },
    "token_invalid",
    "Nonce",
  ],
  [
    "a mix-up in the middle of a link",
    () => ({ redirect: (url) => url.searchParams.set("iss", "https://login.example/") }),
    "authorization_failed",
  ],
  [
    "a person who is the one that is signed in",
    () => ({
      claims: (it) => {
        it.sub = ADA;
      },
    }),
    "already_linked",
  ],
  [
    "a document of another user than the one that was proved",
    document2001({ user_id: "github|2002" }),
    "tenant_unreachable",
  ],
  [
    "a user without an account of the kind that was chosen",
    document2001({ identities: [{ provider: "windowslive", user_id: "1", connection: "windowslive" }] }),
    "wrong_connection",
  ],
  [
    "an address that only the ID token calls verified",
    document2001({ email_verified: false }),
    "email_unverified",
  ],
  [
    "an address whose verification is another word",
    document2001({ email_verified: "yes" }),
    "email_unverified",
  ],
  ["a user that there is not", () => ({ answers: { [OTHER_PATH]: whole(404, {}, "") } }), "linked_elsewhere"],
  [
    "a page instead of the user",
    () => ({ answers: { [OTHER_PATH]: whole(200, { "content-type": "text/html" }, "<p>Sign in") } }),
    "tenant_unreachable",
  ],
  [
    "the user led elsewhere",
    (login) => ({
      answers: { [OTHER_PATH]: whole(302, { location: `${login.origin}/api/v2/users/auth0%7Cada` }, "") },
    }),
    "tenant_unreachable",
  ],
  [
    "the user compressed",
    (login) => ({
      answers: {
        [OTHER_PATH]: whole(
          200,
          { "content-encoding": "gzip" },
          gzipSync(JSON.stringify(login.users.get(OTHER))),
        ),
      },
    }),
    "tenant_unreachable",
  ],
  [
    "a user of a megabyte",
    document2001({ user_metadata: { long: "x".repeat(1024 * 1024) } }),
    "tenant_unreachable",
  ],
];

test("refuses what the server falsifies while the other account is proved", LIMIT, () =>
  inBoth(stages, async (stage) => {
    const { login, edge, attacks } = stage;
    for (const [attack, faults, code, fault] of PROOFS) {
      const { visitor, location } = await begin(stage);
      login.does(faults(login));
      const { page, line } = await signIn(edge, visitor, location);
      assert.equal(page.outcome, code, attack);
      assert.ok(
        fault === undefined || line.notes.includes(`ID token: ${fault}`),
        `${attack}: ${JSON.stringify(line)}`,
      );
      login.does();
      const { json: me } = await visitor.get("/me");
      assert.deepEqual([me.user.user_id, me.pending, login.linked], [ADA, null, []], attack);
      attacks.tried(attack, [code, fault].filter(Boolean).join(": "));
    }
  }),
);

/** While the link is confirmed. */
const CONFIRMATIONS = [
  [
    "a confirmation led elsewhere (307)",
    (login) => ({ [LINK]: whole(307, { location: `${login.origin}/elsewhere` }, "") }),
    "tenant_unreachable",
  ],
  [
    "a confirmation answered with a page",
    () => ({ [LINK]: whole(200, { "content-type": "text/html" }, "<p>Done") }),
    "tenant_unreachable",
  ],
  ["a confirmation answered with nothing", () => ({ [LINK]: whole(204, {}, "") }), "tenant_unreachable"],
  ["a link that was refused as forbidden", () => ({ [LINK]: whole(403, {}, "{}") }), "link_refused"],
  [
    "a link that is said to exist and does not (409)",
    () => ({ [LINK]: whole(409, {}, "{}") }),
    "linked_elsewhere",
  ],
];

test("tells of no link that the server does not have", LIMIT, () =>
  inBoth(stages, async (stage) => {
    const { login, attacks } = stage;
    for (const [attack, answers, code] of CONFIRMATIONS) {
      const { visitor, review } = await prove(stage);
      login.does({ answers: answers(login) });
      const { json: said } = await visitor.post("/link/confirm", { review });
      assert.equal(said.code, code, `${attack}: ${JSON.stringify(said)}`);
      assert.equal(login.count("POST /elsewhere"), 0, attack);
      login.does();
      const { json: me } = await visitor.get("/me");
      assert.deepEqual(
        [me.user.user_id, me.identities.length, me.outcome, login.linked],
        [ADA, 1, null, []],
        attack,
      );
      attacks.tried(attack, code);
    }
  }),
);

test("fetches keys once, however many new names they come under", LIMIT, () =>
  inBoth(stages, async (stage) => {
    const { login, edge, attacks } = stage;
    login.reset();
    await signsIn(edge, ADA);
    login.seen = [];
    for (let number = 0; number < 10; number += 1) {
      const kid = `new-${number}`;
      const keys = login.keySet(jwkOf(stranger, { kid, alg: "RS256", use: "sig" }));
      login.does({
        idToken: (token) => resigned(token, { kid }, signing.rsa(stranger)),
        answers: { "/.well-known/jwks.json": json(keys) },
      });
      const { page, me, line } = await signIn(edge);
      assert.deepEqual([page.outcome, me.status], ["token_invalid", 401], JSON.stringify(line));
    }
    assert.equal(login.count("GET /.well-known/jwks.json"), 0);
    attacks.tried(
      "ten keys, each published under a new name",
      "token_invalid: KeyUnknown, and no key set fetched",
    );
  }),
);

test("the page of attacks says what was tried", LIMIT, async () => {
  const [one, other] = stages.map(({ attacks }) => attacks);
  assert.deepEqual(one.rows, other.rows, "both worlds refuse alike");
  await document("malicious-link", one);
});
