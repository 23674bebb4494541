// The settings page in a real browser, one journey after the other: they share two cores and a folder of
// screenshots.
import test from "node:test";
import { explainFirst } from "./journey-again.mjs";
import { chooseAndMerge } from "./journey-choice.mjs";
import { waitASecond } from "./journey-early.mjs";
import { beHeldUp } from "./journey-held-up.mjs";
import { linkAndUnlink } from "./journey-link.mjs";
import { chooseWithoutScripts, goOnWithoutScripts } from "./journey-no-script.mjs";
import { findWhatIsLookedFor } from "./journey-looked-for.mjs";
import { addPassword } from "./journey-password.mjs";
import { stayWhereTheyAre } from "./journey-stays.mjs";
import { linkByCode, linkByLink } from "./journey-passwordless.mjs";
import { suggestAndGiveBack } from "./journey-client.mjs";
import { hearTheTenantsReason } from "./journey-told.mjs";
import { onStage } from "./stage.mjs";

const timeout = 180_000;
const client = {
  management: "client",
  management_client_id: "local-management",
  management_client_secret: "local-management-worthless-secret",
};

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
test("a person asks for codes, and types them on the page", { timeout }, (t) => onStage(t, {}, linkByCode));
test("a person asks for links in e-mails", { timeout }, (t) => onStage(t, {}, linkByLink));
test("a person adds a password, and opens the letter first", { timeout }, (t) => onStage(t, {}, addPassword));
test("and so they do without JavaScript", { timeout }, (t) =>
  onStage(t, { javaScriptEnabled: false }, addPassword),
);
test("a person finds when and how they signed in", { timeout }, (t) => onStage(t, {}, findWhatIsLookedFor));
test("a person without JavaScript does all of that, too", { timeout }, (t) =>
  onStage(t, { javaScriptEnabled: false }, goOnWithoutScripts),
);
test("the page as the edge draws it keeps nobody out, where there are scripts, too", { timeout }, (t) =>
  onStage(t, {}, goOnWithoutScripts),
);
test("what decides acts a second after it is shown", { timeout }, (t) => onStage(t, {}, waitASecond));
test("and so it does without JavaScript", { timeout }, (t) =>
  onStage(t, { javaScriptEnabled: false }, waitASecond),
);
test("on it, a person chooses what is kept and deleted", { timeout }, (t) =>
  onStage(t, { store: false, variables: client }, chooseWithoutScripts),
);
test("a person stays where they are", { timeout }, (t) => onStage(t, {}, stayWhereTheyAre));
