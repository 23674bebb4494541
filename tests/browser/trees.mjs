// The one table of what stands on the page, with scripts and without: roles, names and order in each state.
import assert from "node:assert/strict";
import * as expected from "./reader-trees.mjs";

/**
 * The tree without what changes from one run to the next, or with a script that counts: ports, days, times.
 */
const settled = (tree) =>
  tree
    .replace(/^( *- \/url: ).*(\/login)[^\n]*$/gm, "$1$2")
    .replace(/(Time left: )(\d:\d\d|\d+ minutes|a minute)/g, "$1TIME")
    .replace(/\d+ seconds/, "00 seconds")
    .replace(/ \[disabled\]/g, "")
    .replace(/^( *- time: ).*$/gm, "$1DAY")
    .trim();

/** Sees that the page is what the table says of this state. */
export async function seeTree(page, name) {
  const now = settled(await page.getByRole("main").ariaSnapshot());
  assert.equal(now, expected[name].trim(), name);
}

/** Sees that the question before an unlink is the one of the table: in a dialog, or as a page. */
export async function seeQuestion(part) {
  // As a page of its own its heading is the page's.
  const inner = (tree) => tree.split("\n").map((line) => line.trim().replace(/ \[level=\d\]$/, ""));
  const [, ...now] = inner(settled(await part.ariaSnapshot()));
  const asked = inner(expected.question.trim());
  assert.deepEqual(now, asked.slice(asked.findIndex((line) => line.startsWith("- dialog")) + 1));
}
