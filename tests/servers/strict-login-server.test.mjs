// An independent, strict login server and the built component, in both worlds: sign-in and link work by the
// standards alone, and what an attacker puts in between is refused by the server's own rules.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Attacks, document } from "./attacks.mjs";
import { inBoth, LIMIT, signIn, startEdge, WORLDS } from "./stage.mjs";
import { startStrict } from "./strict.mjs";
import { claimsOf } from "./tokens.mjs";

const ADA = "auth0|ada";
const OTHER = "github|2001";
let stages = [];

before(async () => {
  stages = await Promise.all(
    WORLDS.map(async (wasi) => {
      const login = await startStrict();
      const edge = await startEdge(login, { wasi });
      login.open(edge.app);
      return { login, edge, attacks: new Attacks() };
    }),
  );
});

after(() =>
  inBoth(stages, async ({ login, edge }) => {
    await edge.end();
    await login.stop();
  }),
);

/**
 * Signs in on the server's page, and goes where that leads; to the callback's address at most, where `until`
 * says so.
 */
async function signInAt(visitor, address, userId, until) {
  const asked = await visitor.open(address);
  const page = await visitor.submit(asked, { user_id: userId }, until);
  // Where somebody else was signed in before, a form signs that person out first.
  const out = page.url.origin === asked.url.origin && page.text.includes("<form");
  return out ? visitor.submit(page, {}, until) : page;
}

async function signedIn(edge) {
  const visitor = edge.visitor();
  const page = await signInAt(visitor, "/login", ADA);
  assert.deepEqual([page.outcome, page.status], [null, 200]);
  return visitor;
}

/** Up to the callback, whose address is returned instead of opened. */
const callbackOf = async (edge, visitor, address, userId) =>
  (await signInAt(visitor, address, userId, `${edge.app}/link/callback`)).location;

test("signs in, links and unlinks", LIMIT, () =>
  inBoth(stages, async ({ login, edge }) => {
    const visitor = await signedIn(edge);
    const { json: me } = await visitor.get("/me");
    assert.deepEqual([me.user.user_id, me.user.name, me.user.email_verified], [ADA, "Ada", true]);

    const { json: started } = await visitor.post("/link/start", { connection: "github" });
    // The person is signed in there, and asked all the same.
    const page = await signInAt(visitor, started.location, OTHER);
    assert.equal(page.outcome, "review");
    const { json: review } = await visitor.get("/link/review");
    assert.deepEqual([review.present.user_id, review.other.user_id], [ADA, OTHER]);
    assert.equal((await visitor.post("/link/confirm", { review: review.review })).json.outcome, "linked");
    const [{ id, link_with }] = login.linked;
    assert.deepEqual([id, claimsOf(link_with).sub, claimsOf(link_with).aud], [ADA, OTHER, "strict-client"]);
    assert.deepEqual(
      (await visitor.get("/me")).json.identities.map(({ provider }) => provider),
      ["auth0", "github"],
    );
    assert.equal(
      (await visitor.post("/unlink", { provider: "github", user_id: "2001" })).json.outcome,
      "unlinked",
    );
    assert.deepEqual(login.refused, []);
    login.users.set(OTHER, {
      user_id: OTHER,
      name: "Ada at GitHub",
      email: "ada@example.org",
      email_verified: true,
      identities: [{ provider: "github", user_id: "2001", connection: "github" }],
    });
  }),
);

/** That the server refused a token request, and so the component the callback. */
async function refused({ login, edge }, visitor, callback, code) {
  login.refused = [];
  const { page, line } = await signIn(edge, visitor, callback);
  assert.equal(page.outcome, code, JSON.stringify([line, login.refused]));
  assert.deepEqual(login.refused, code === "token_refused" ? ["invalid_grant"] : []);
}

const withCode = (callback, code) => {
  const url = new URL(callback);
  url.searchParams.set("code", code);
  return url;
};

test("refuses codes that are replayed, injected, or came back elsewhere", LIMIT, () =>
  inBoth(stages, async (stage) => {
    const { login, edge, attacks } = stage;

    const visitor = edge.visitor();
    const callback = await callbackOf(edge, visitor, "/login", ADA);
    const thief = visitor.copy();
    assert.equal((await visitor.open(callback)).outcome, null);
    assert.equal((await visitor.get("/me")).status, 200);
    await refused(stage, thief, callback, "token_refused");
    assert.equal((await thief.get("/me")).status, 401);
    attacks.tried(
      "a callback replayed with copies of its cookies",
      "token_refused: the server takes a code once",
    );

    await refused(stage, visitor, callback, null);
    attacks.tried("a callback loaded again", "leads on, and no code is sent");

    const attacker = edge.visitor();
    const foreign = await callbackOf(edge, attacker, "/login", OTHER);
    await refused(stage, edge.visitor(), foreign, "no_transaction");
    attacks.tried("an attacker's callback in a browser that began nothing", "no_transaction");

    const victim = edge.visitor();
    const own = await callbackOf(edge, victim, "/login", ADA);
    await refused(stage, victim, withCode(own, foreign.searchParams.get("code")), "token_refused");
    assert.equal((await victim.get("/me")).status, 401);
    attacks.tried(
      "an attacker's code under one's own state",
      "token_refused: the verifier is not the code's",
    );

    // The attacker has a code of their own making: for this application, with a verifier that they know.
    const mallory = edge.visitor();
    const asked = new URL((await mallory.navigate("/login")).location);
    asked.searchParams.set("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    const made = await callbackOf(edge, mallory, asked, OTHER);
    await refused(stage, mallory, made, "token_refused");
    assert.equal((await mallory.get("/me")).status, 401);
    attacks.tried(
      "a code that was asked for with another challenge",
      "token_refused: the verifier is not the code's",
    );

    const other = edge.visitor();
    const nonce = new URL((await other.navigate("/login")).location);
    nonce.searchParams.set("nonce", "another");
    const { page } = await signIn(edge, other, await callbackOf(edge, other, nonce, ADA));
    assert.equal(page.outcome, "token_invalid");
    attacks.tried("a code that was asked for with another nonce", "token_invalid");

    const stripped = edge.visitor();
    const plain = new URL((await stripped.navigate("/login")).location);
    for (const name of ["code_challenge", "code_challenge_method"]) plain.searchParams.delete(name);
    login.refused = [];
    assert.equal((await stripped.open(plain)).outcome, "login_setup");
    assert.deepEqual(login.refused, ["invalid_request"]);
    attacks.tried("a request whose challenge was taken out", "login_setup: the server wants one");

    const strayed = edge.visitor();
    const address = new URL((await strayed.navigate("/login")).location);
    address.searchParams.set("redirect_uri", `${edge.app}/link/callback/elsewhere`);
    const shown = await strayed.open(address);
    assert.deepEqual([shown.status, shown.url.origin], [400, login.origin]);
    attacks.tried("a request with another redirect URI", "400 of the server, which leads nowhere");
  }),
);

test("links nothing by a code of another sign-in, and nobody else's", LIMIT, () =>
  inBoth(stages, async (stage) => {
    const { login, edge, attacks } = stage;
    login.linked = [];
    const ended = async (visitor, attack, how) => {
      const { json: me } = await visitor.get("/me");
      assert.deepEqual(
        [me.user.user_id, me.pending, me.identities.length, login.linked],
        [ADA, null, 1, []],
        attack,
      );
      attacks.tried(attack, how);
    };
    const link = async (visitor) =>
      (await visitor.post("/link/start", { connection: "github" })).json.location;

    const attacker = await signedIn(edge);
    const foreign = await callbackOf(edge, attacker, await link(attacker), OTHER);
    const victim = await signedIn(edge);
    const own = await callbackOf(edge, victim, await link(victim), OTHER);
    await refused(stage, victim, withCode(own, foreign.searchParams.get("code")), "token_refused");
    await ended(
      victim,
      "the code of an attacker's link under one's own link's state",
      "token_refused: the verifier is not the code's",
    );

    await refused(stage, victim, foreign, "no_transaction");
    await ended(victim, "an attacker's link finished in another browser", "no_transaction");

    const silent = await signedIn(edge);
    const asked = new URL(await link(silent));
    for (const name of ["prompt", "max_age"]) asked.searchParams.delete(name);
    // Nothing asks any more: the server's session answers, and the ID token does not say since when.
    const { page, line } = await signIn(edge, silent, asked);
    assert.deepEqual([page.outcome, line.notes], ["token_invalid", ["ID token: AuthTimeMissing"]]);
    await ended(
      silent,
      "a second sign-in without a question (`prompt` and `max_age` taken out)",
      "token_invalid: AuthTimeMissing",
    );
  }),
);

test("the page of attacks says what was tried", LIMIT, async () => {
  const [one, other] = stages.map(({ attacks }) => attacks);
  assert.deepEqual(one.rows, other.rows, "both worlds refuse alike");
  await document("strict-login-server", one);
});
