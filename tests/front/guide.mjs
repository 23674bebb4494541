// What stands in a guide of docs/deploy: its blocks, which the tests run, and a table that they write.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const pathOf = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The blocks of this language, in the guide's order. */
export async function blocks(guide, language) {
  const text = await readFile(pathOf(`docs/deploy/${guide}.md`), "utf8");
  const found = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, it]) => it === language);
  assert.ok(found.length > 0, `no ${language} in ${guide}.md`);
  return found.map(([, , block]) => block);
}

/** A text with something else in each of these places, all of which it must have. */
export function adapted(text, places) {
  let changed = text;
  for (const [place, replacement] of Object.entries(places)) {
    assert.ok(changed.includes(place), `no ${place} in:\n${text}`);
    changed = changed.replaceAll(place, replacement);
  }
  return changed;
}

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");

/**
 * Writes a table to target/, and compares the guide's, which may be shorter, with `summary`, or, with
 * `UPDATE_DOCS=1`, writes that.
 */
export async function document(guide, part, head, rows, summary = rows) {
  await mkdir(pathOf("target"), { recursive: true });
  await writeFile(pathOf(`target/${part}.md`), table(head, rows));
  const page = pathOf(`docs/deploy/${guide}.md`);
  const text = await readFile(page, "utf8");
  const start = `<!-- ${part} -->\n`;
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf("<!-- end -->", from);
  assert.ok(from >= start.length && to >= 0, `${part} has no place in ${guide}.md`);
  const expected = table(head, summary);
  if (process.env.UPDATE_DOCS !== undefined)
    await writeFile(page, text.slice(0, from) + expected + text.slice(to));
  else assert.equal(text.slice(from, to), expected, `${guide}.md is behind: UPDATE_DOCS=1 writes it`);
}
