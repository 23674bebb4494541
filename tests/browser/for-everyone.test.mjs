// The settings page for people who use a keyboard alone, hear it, or read another language, and the states
// that no other journey comes through. What every picture is looked at for is in barriers.mjs.
import test from "node:test";
import { askForContrast, pressEveryControl } from "./journey-controls.mjs";
import { withKeysAlone } from "./journey-keyboard.mjs";
import { speakEveryLanguage, withoutLabels } from "./journey-languages.mjs";
import { listenToIt } from "./journey-reader.mjs";
import { longLabel, seeEveryState } from "./journey-states.mjs";
import { onStage } from "./stage.mjs";

const timeout = 180_000;

test("a person with a keyboard alone signs in, links, unlinks and signs out", { timeout }, (t) =>
  onStage(t, {}, withKeysAlone),
);
test("a person who hears the page links and unlinks", { timeout }, (t) => onStage(t, {}, listenToIt));
test("loading, much, long, from right to left, offline, in trouble and signed out", { timeout }, (t) =>
  onStage(t, { variables: longLabel }, seeEveryState),
);
test("the first screens in every language", { timeout }, (t) =>
  onStage(t, { variables: withoutLabels }, speakEveryLanguage),
);
test("every control in every state", { timeout }, (t) => onStage(t, {}, pressEveryControl));
test("the page where more contrast is asked for", { timeout }, (t) => onStage(t, {}, askForContrast));
