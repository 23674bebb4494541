// Whether docs/gallery.md shows what it names, says something of each picture, and stays small.
import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import test from "node:test";
import { fileURLToPath } from "node:url";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
const folder = `${docs}pictures/gallery/`;
const most = 1_200_000;

test("every picture of the gallery is there, once, with a sentence", async () => {
  const text = await readFile(`${docs}gallery.md`, "utf8");
  const pictures = [
    ...text.matchAll(/<img src="pictures\/gallery\/([\w-]+\.webp)" width="\d+" alt="([^"]*)">/g),
  ];
  assert.equal(pictures.length, text.match(/<img /g).length);
  for (const [, name, sentence] of pictures) assert.match(sentence, /^\S.*\.$/, name);
  assert.deepEqual(pictures.map(([, name]) => name).sort(), (await readdir(folder)).sort());
});

test("the gallery is small", async () => {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(`${folder}${name}`)).size),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < most, `${total} bytes`);
});
