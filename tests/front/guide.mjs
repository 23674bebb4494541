// What stands in a guide of docs/deploy: its blocks, which the tests run, and a table that they write.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const pathOf = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const run = promisify(execFile);

/** A guide's text. */
export const guide = (name) => readFile(pathOf(`docs/deploy/${name}.md`), "utf8");

/** The blocks of this language, in the guide's order. */
export async function blocks(name, language) {
  const text = await guide(name);
  const found = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, it]) => it === language);
  assert.ok(found.length > 0, `no ${language} in ${name}.md`);
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

/** Runs a block's commands, with something else in these places, and returns the lines that they print. */
export async function commands(block, places, ca) {
  const env = { ...process.env };
  if (ca) {
    env.CURL_CA_BUNDLE = join(await mkdtemp(join(tmpdir(), "guide-test-")), "ca.pem");
    await writeFile(env.CURL_CA_BUNDLE, ca);
  }
  const { stdout } = await run("sh", ["-e", "-c", adapted(block, places)], { env });
  if (ca) await rm(dirname(env.CURL_CA_BUNDLE), { recursive: true });
  return stdout.trim().split("\n");
}

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");

/**
 * Writes a table to target/, and compares the guide's, which may be shorter, with `summary`, or, with
 * `UPDATE_DOCS=1`, writes that.
 */
export async function document(name, part, head, rows, summary = rows) {
  await mkdir(pathOf("target"), { recursive: true });
  await writeFile(pathOf(`target/${part}.md`), table(head, rows));
  const page = pathOf(`docs/deploy/${name}.md`);
  const text = await readFile(page, "utf8");
  const start = `<!-- ${part} -->\n`;
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf("<!-- end -->", from);
  assert.ok(from >= start.length && to >= 0, `${part} has no place in ${name}.md`);
  const expected = table(head, summary);
  if (process.env.UPDATE_DOCS !== undefined)
    await writeFile(page, text.slice(0, from) + expected + text.slice(to));
  else assert.equal(text.slice(from, to), expected, `${name}.md is behind: UPDATE_DOCS=1 writes it`);
}
