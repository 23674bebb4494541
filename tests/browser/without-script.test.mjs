// The page as the edge draws it, without JavaScript and beside it, and what decides on it, in a real browser.
import test from "node:test";
import { waitASecond } from "./journey-early.mjs";
import { chooseWithoutScripts, goOnWithoutScripts } from "./journey-no-script.mjs";
import { client, onStage } from "./stage.mjs";

const timeout = 180_000;

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
