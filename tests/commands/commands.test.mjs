// Runs the commands of our Markdown pages as a reader types them, and counts which are not run.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { freePort } from "../servers/nginx.mjs";
import { blocks, root } from "./pages.mjs";
import { SESSIONS, script } from "./sessions.mjs";

const all = await blocks();
const here = all.filter((block) => !block.elsewhere && !block.why);
const count = (some) => some.reduce((sum, { commands }) => sum + commands.length, 0);

/** Below the checkout, so that cargo is at home, but not its root, where a reader's own files are. */
const folderOf = (page) => join(root, "target/commands", page.replaceAll("/", "-"));

async function runPage(page) {
  const folder = folderOf(page);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const ports = { 3000: await freePort(), 3001: await freePort() };
  const commands = here.filter((block) => block.page === page).flatMap((block) => block.commands);
  await writeFile(join(folder, "script.sh"), script(page, commands, ports));
  const env = {
    ...process.env,
    ROOT: root,
    TENANT: join(root, "target/debug/tenant"),
    NODE: process.execPath,
    PORT_3001: ports[3001],
  };
  const options = { cwd: folder, env, timeout: 120_000 };
  const ended = await promisify(execFile)("bash", ["script.sh"], options).catch((error) => error);
  await writeFile(join(folder, "output.txt"), ended.stdout + ended.stderr);
  assert.ok(!(ended instanceof Error), `${ended.message}\n${ended.stdout}`);
}

describe("commands of the pages", { concurrency: 3 }, () => {
  for (const page of new Set(here.map((block) => block.page))) test(page, () => runPage(page));

  test("each that another step runs stands in a file that reads the page", async () => {
    for (const { page, place, elsewhere } of all.filter((block) => block.elsewhere)) {
      assert.ok(existsSync(join(root, elsewhere.file)), `${place}: ${elsewhere.file}`);
      const text = await readFile(join(root, elsewhere.file), "utf8");
      assert.ok(text.includes(page), `${place}: ${elsewhere.file} does not name ${page}`);
    }
  });

  test("no session is left of a page without commands", () => {
    for (const page of Object.keys(SESSIONS))
      assert.ok(
        here.some((block) => block.page === page),
        page,
      );
  });

  test("the count", async () => {
    const marked = all.filter((block) => block.why);
    const others = all.filter((block) => block.elsewhere);
    const said =
      `${count(here)} commands run here, ${count(others)} by other steps, ` +
      `${count(marked)} marked as not run, ${count(all)} in all`;
    console.log(said);
    const rows = all.map(({ place, commands, elsewhere, why }) => {
      const how = why ? `not run: ${why}` : elsewhere ? `by ${elsewhere.step}` : "run";
      return `| ${place} | ${commands.length} | ${how} |`;
    });
    await mkdir(join(root, "target/commands"), { recursive: true });
    await writeFile(join(root, "target/commands/verdict"), said);
    await writeFile(
      join(root, "target/commands.md"),
      `${said}\n\n| block | commands | |\n|---|---|---|\n${rows.join("\n")}\n`,
    );
  });
});
