// What was tried and refused, counted in docs/attacks.md: as tests/flows/support/attacks.rs does for the
// tests in Rust.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const pathOf = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const page = pathOf("docs/attacks.md");

/**
 * The attacks that the page counts between `<!-- part -->` and `<!-- end -->`. They are written when a test
 * has tried all.
 */
export class Attacks {
  rows = [];

  /** One attack, in words that stand in the table, and how it was refused. */
  tried(attack, how) {
    assert.ok(!this.rows.some(([name]) => name === attack), `tried twice under one name: ${attack}`);
    this.rows.push([attack, how]);
  }
}

/**
 * Writes the table into target/attacks, and compares the page with the count, or, with `UPDATE_DOCS=1`,
 * writes it.
 */
export async function document(part, { rows }) {
  assert.ok(rows.length > 0, `${part}: nothing was tried`);
  const lines = [
    "| attack | refused |",
    "|---|---|",
    ...rows.map(([attack, how]) => `| ${attack} | ${how} |`),
  ];
  await mkdir(pathOf("target/attacks"), { recursive: true });
  await writeFile(pathOf(`target/attacks/${part}.md`), `${lines.join("\n")}\n`);
  const count = String(rows.length);
  const text = await readFile(page, "utf8");
  const start = `<!-- ${part} -->`;
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf("<!-- end -->", from);
  assert.ok(from >= start.length && to >= 0, `${part} has no place in docs/attacks.md`);
  if (process.env.UPDATE_DOCS !== undefined)
    await writeFile(page, text.slice(0, from) + count + text.slice(to));
  else
    assert.equal(
      text.slice(from, to),
      count,
      "docs/attacks.md is behind: UPDATE_DOCS=1 node --test writes it",
    );
}
