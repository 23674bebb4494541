// A login server that turned malicious, against the built component in both worlds: nobody gets in, nothing
// is linked, and it goes on working.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ANSWERS, CALLBACKS, FLOOD_BYTES, STRAY_CALLBACKS } from "./answers.mjs";
import { Attacks, document } from "./attacks.mjs";
import { FORGERIES, KEY_SETS } from "./forgeries.mjs";
import { startMalicious } from "./malicious.mjs";
import { inBoth, LIMIT, refusesSignIn, signIn, signsIn, startEdge, WORLDS } from "./stage.mjs";

const ADA = "auth0|ada";
let stages = [];

before(async () => {
  // Without a store, and with an instance for each request, no keys are kept from one attack to the next.
  stages = await Promise.all(
    WORLDS.map(async (wasi) => {
      const login = await startMalicious();
      return {
        login,
        edge: await startEdge(login, { wasi, store: false, reuse: 1 }),
        attacks: new Attacks(),
      };
    }),
  );
});

after(() =>
  inBoth(stages, async ({ login, edge }) => {
    await edge.end();
    await login.stop();
  }),
);

/** Honest answers sign in, before the attacks (some replay what came then) and after them. */
const tryAll = (attacks) =>
  inBoth(stages, async ({ login, edge, attacks: page }) => {
    login.reset();
    await signsIn(edge, ADA);
    for (const [attack, faults, code, note] of attacks) {
      login.does(faults(login));
      await refusesSignIn(edge, code, note).catch((error) => {
        throw new Error(`${attack}: ${error.message}`, { cause: error });
      });
      // Whoever answers without end is hung up on.
      await login.ended;
      assert.ok((login.sent ?? 0) < FLOOD_BYTES, `${attack}: ${login.sent} bytes were taken`);
      for (const call of [login.faults.watched ?? []].flat())
        assert.equal(login.count(call), 0, `${attack}: ${call}`);
      page.tried(attack, [code, note?.replace(/^.*: /, "")].filter(Boolean).join(": "));
    }
    login.does();
    await signsIn(edge, ADA);
  });

test("refuses every ID token that the server forges", LIMIT, () =>
  tryAll(
    FORGERIES.map(([attack, faults, fault]) => [
      attack,
      faults,
      fault === "TooLong" ? "too_large" : "token_invalid",
      `ID token: ${fault}`,
    ]),
  ),
);

test("refuses right ID tokens where the key set is wrong", LIMIT, () =>
  tryAll(
    KEY_SETS.map(([attack, faults, note]) => [
      attack,
      faults,
      note.startsWith("ID token") ? "token_invalid" : "tenant_unreachable",
      note,
    ]),
  ),
);

test("follows no redirect, decodes nothing, and stops reading what has no end", LIMIT, () => tryAll(ANSWERS));

test("refuses every callback that the server falsifies", LIMIT, () => tryAll(CALLBACKS));

test("leaves a sign-in alone that a callback is not for", LIMIT, () =>
  inBoth(stages, async ({ login, edge, attacks }) => {
    login.reset();
    for (const [attack, faults, code] of STRAY_CALLBACKS) {
      login.does(faults(login));
      const { page, me, visitor } = await signIn(edge);
      assert.deepEqual([page.outcome, me.status], [code, 401], attack);
      const [name, ...more] = [...visitor.cookies.keys()];
      assert.ok(name.startsWith("insecure-transaction-login-") && more.length === 0, attack);
      attacks.tried(attack, code);
    }
  }),
);

test("the page of attacks says what was tried", LIMIT, async () => {
  const [one, other] = stages.map(({ attacks }) => attacks);
  assert.deepEqual(one.rows, other.rows, "both worlds refuse alike");
  await document("malicious-login-server", one);
});
