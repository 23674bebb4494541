// Asks axe-core what keeps people out of a page. It runs in a world of its own beside the page's scripts: the
// page's policy lets nothing else in, and axe reads the document all the same.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const world = "axe";

// Every rule for WCAG 2.0 to 2.2, A and AA, and those that axe's authors think good practice. `target-size`
// is in none of the sets that axe runs by itself.
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const everything = { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } } };
/** The rules whose answer a change of colours alone can change. */
const colours = ["color-contrast", "link-in-text-block"];

// Where a page may run no scripts, no timer ever comes; axe only uses them to let others go first.
const withoutTimers = `if (matchMedia("(scripting: none)").matches) globalThis.setTimeout = (run, time, ...given) => { Promise.resolve().then(() => run(...given)); return 0; }`;

// One for each page, and never ended: to the page, the end of a session looks as if its network came back.
const sessions = new WeakMap();

/**
 * What axe finds wrong, one sentence for each element; with `coloursOnly` only what the colour scheme
 * decides, with `rules` by these alone.
 */
export async function findings(
  page,
  { coloursOnly = false, rules = coloursOnly ? colours : undefined } = {},
) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  const session = sessions.get(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", {
    frameId: frameTree.frame.id,
    worldName: world,
  });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      contextId,
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails)
      throw new Error(`axe: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  };
  if ((await evaluate("typeof axe")) === "undefined")
    await evaluate(`${withoutTimers}; ${source}; undefined`);
  // What is preloaded is for experimental rules and for sound, of which there is none.
  const options = {
    ...(rules ? { runOnly: { type: "rule", values: rules } } : everything),
    resultTypes: ["violations", "incomplete"],
    elementRef: false,
    preload: false,
  };
  // What axe could not decide is found, too, so that nobody takes it for sound.
  const { found, passed } =
    await evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations, incomplete, passes }) => ({
    passed: passes.length,
    found: [...violations, ...incomplete].flatMap((rule) => rule.nodes.map(({ target, any, all, none }) =>
      \`axe \${incomplete.includes(rule) ? "cannot tell " : ""}\${rule.id}: \${rule.help} (\${target.flat().join(" ")}) \${[...any, ...all, ...none].map(({ message }) => message).join("; ")}\`)),
  }))`);
  // A run that looked at nothing would find nothing, too.
  if (passed === 0) throw new Error("axe looked at nothing");
  return found;
}
