// Codes, links and letters by message, on the settings page in a real browser.
import test from "node:test";
import { addPassword } from "./journey-password.mjs";
import { linkByCode, linkByLink } from "./journey-passwordless.mjs";
import { onStage } from "./stage.mjs";

const timeout = 180_000;

test("a person asks for codes, and types them on the page", { timeout }, (t) => onStage(t, {}, linkByCode));
test("a person asks for links in e-mails", { timeout }, (t) => onStage(t, {}, linkByLink));
test("a person adds a password, and opens the letter first", { timeout }, (t) => onStage(t, {}, addPassword));
test("and so they do without JavaScript", { timeout }, (t) =>
  onStage(t, { javaScriptEnabled: false }, addPassword),
);
