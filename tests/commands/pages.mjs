// The commands in our Markdown pages: each block of `sh`, and whether this test runs it, another step of
// `cargo verify` does, or nobody does and the page says why.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The line before a block says who runs it, if not this test. */
const ELSEWHERE = /^<!-- run by (?<step>[a-z0-9-]+): (?<file>\S+) -->$/;
const NOT_RUN = /^<!-- not run, \d{4}-\d\d-\d\d: (?<why>.+) -->$/;

/** What a block may be in. Only the first is commands. */
const LANGUAGES = "sh caddyfile css html http ini js json nginx rust toml vcl yaml".split(" ");

async function pagesIn(folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: folder !== "" });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

/** Each line that does something. One that goes on in the next, or reads a text, is one with it. */
export function commandsOf(text) {
  const commands = [];
  let until;
  for (const line of text.replaceAll(/\\\n\s*/g, "").split("\n")) {
    if (until !== undefined) {
      commands.push(`${commands.pop()}\n${line}`);
      if (until(line)) until = undefined;
    } else if (line.trim() !== "" && !line.startsWith("#")) {
      commands.push(line);
      const word = line.match(/<<'?(\w+)/)?.[1];
      if (word) until = (it) => it === word;
      else if (line.split("'").length % 2 === 0) until = (it) => it.includes("'");
    }
  }
  return commands;
}

/** All blocks, page by page in their order. A block in a list is indented with it. */
export async function blocks() {
  const folders = ["", "docs", "dev/tenant", "templates"];
  const pages = (await Promise.all(folders.map(pagesIn))).flat().sort();
  const found = [];
  for (const page of pages) {
    const text = await readFile(join(root, page), "utf8");
    for (const [, fence, language] of text.matchAll(/^[ \t]*(`{3,}|~{3,})[ \t]*(.*)$/gm)) {
      const known = fence === "```" && (language === "" || LANGUAGES.includes(language));
      if (!known) throw new Error(`${page}: a block of ${fence}${language}`);
    }
    for (const match of text.matchAll(/^( *)```sh\n([\s\S]*?)^\1```$/gm)) {
      const before = text.slice(0, match.index).trimEnd().split("\n").at(-1).trim();
      const line = text.slice(0, match.index).split("\n").length;
      const body = match[2].replaceAll(new RegExp(`^${match[1]}`, "gm"), "");
      found.push({
        page,
        place: `${page}:${line}`,
        commands: commandsOf(body),
        elsewhere: before.match(ELSEWHERE)?.groups,
        why: before.match(NOT_RUN)?.groups.why,
      });
    }
  }
  return found;
}
