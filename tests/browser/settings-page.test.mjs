// The settings page in a real browser, one journey after the other. by-message and without-script have the
// rest: the files run side by side.
import test from "node:test";
import { explainFirst } from "./journey-again.mjs";
import { chooseAndMerge } from "./journey-choice.mjs";
import { beHeldUp } from "./journey-held-up.mjs";
import { linkAndUnlink } from "./journey-link.mjs";
import { findWhatIsLookedFor } from "./journey-looked-for.mjs";
import { stayWhereTheyAre } from "./journey-stays.mjs";
import { suggestAndGiveBack } from "./journey-client.mjs";
import { hearTheTenantsReason } from "./journey-told.mjs";
import { client, onStage } from "./stage.mjs";

const timeout = 180_000;

test("a person signs in, links, unlinks and signs out", { timeout }, (t) => onStage(t, {}, linkAndUnlink));
test("a person chooses which account stays and what becomes of the settings", { timeout }, (t) =>
  onStage(t, { store: false }, chooseAndMerge),
);
test(
  "with a Management client, a person is shown suggestions, gets settings back and deletes",
  { timeout },
  (t) => onStage(t, { variables: client }, suggestAndGiveBack),
);
test("a person is told beforehand that they have to sign in again", { timeout }, (t) =>
  onStage(t, {}, explainFirst),
);
test("a person is told what the tenant withdraws and refuses", { timeout }, (t) =>
  onStage(t, {}, hearTheTenantsReason),
);
test("a person goes back, is offline and is kept waiting", { timeout }, (t) => onStage(t, {}, beHeldUp));
test("a person finds when and how they signed in", { timeout }, (t) => onStage(t, {}, findWhatIsLookedFor));
test("a person stays where they are", { timeout }, (t) => onStage(t, {}, stayWhereTheyAre));
