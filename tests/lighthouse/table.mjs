// The table in docs/page.md of what a visit costs: written with UPDATE_DOCS=1, else compared with what was
// measured.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../../docs/page.md", import.meta.url));
const [begin, end] = ["<!-- visit: written by tests/lighthouse -->\n", "<!-- /visit -->"];
const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
/** A change of a few words should not make this page wrong. */
const tolerance = 0.1;

/** A file without the hash of its contents. */
const nameOf = (path) => path.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");

/** Whether docs/page.md says what these visits cost. */
export async function checkTable({ first, second }) {
  // In the order of their names: which of them comes first is the network's business.
  const rows = first
    .toSorted((a, b) => (nameOf(a.path) < nameOf(b.path) ? -1 : 1))
    .map(({ path, bytes, encoding }) => ({ path: nameOf(path), bytes, encoding: encoding ?? "as it is" }));
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines = [
    "| file | KB as sent | encoding |",
    "|---|---:|---|",
    ...rows.map(({ path, bytes, encoding }) => `| \`${path}\` | ${kilobytes(bytes)} | ${encoding} |`),
    `| together | ${kilobytes(total)} | |`,
    "",
    `First visit: ${first.length} requests. Second visit, while the cache lives: ${second.length}, \`${second.map(({ path }) => path).join("`, `")}\`.`,
  ];
  const text = await readFile(file, "utf8");
  const [before, rest] = text.split(begin),
    [had, after] = (rest ?? "").split(end);
  assert.ok(after !== undefined, "docs/page.md has the two marks");
  if (process.env.UPDATE_DOCS) return writeFile(file, `${before}${begin}${lines.join("\n")}\n${end}${after}`);
  const said = [...had.matchAll(/^\| (`\S+`|together) \| ([\d.]+) \|/gm)].map(([, name, size]) => [
    name,
    Number(size),
  ]);
  assert.deepEqual(
    said.map(([name]) => name),
    [...rows.map(({ path }) => `\`${path}\``), "together"],
    "docs/page.md lists the files of a visit; UPDATE_DOCS=1 writes it anew",
  );
  [...rows, { bytes: total }].forEach(({ bytes }, at) => {
    const [name, size] = said[at];
    assert.ok(
      Math.abs(size - bytes / 1000) <= Math.max(0.3, size * tolerance),
      `docs/page.md says ${size} KB of ${name}, and it is ${kilobytes(bytes)}; UPDATE_DOCS=1 writes it anew`,
    );
  });
  assert.ok(
    had.includes(lines.at(-1)),
    "docs/page.md says how many requests there are; UPDATE_DOCS=1 writes it anew",
  );
}
