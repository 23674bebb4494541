// Whether what looks for barriers finds them: a page that has one of each, and the same page without.
import assert from "node:assert/strict";
import test from "node:test";
import { barriersHere, barriersWhenChanged, lostColours } from "./barriers.mjs";
import { openBrowser } from "./browser.mjs";

const page = (
  body,
  style = "",
) => `<!doctype html><html lang="en"><title>A page</title><meta name="viewport" content="width=device-width">
<style>body { margin: 0; padding: 16px } button { min-width: 44px; min-height: 44px; border: 1px solid } :focus-visible { outline: 3px solid #135 } ${style}</style>
<main><h1>A page</h1>${body}</main></html>`;
const sound = "<p>All is well.</p><button>Press</button>";

// What is wrong, and what must be said of it.
const faults = [
  ["no name", "<button></button>", "", /axe button-name: .*button/],
  ["grey on white", '<p style="color: #999">Words</p>', "", /axe color-contrast: /],
  ["a heading that is skipped", "<h3>Deep</h3>", "", /axe heading-order: /],
  ["outside of any landmark", "</main><p>Lost</p><main hidden>", "", /axe region: /],
  [
    "a link known by its colour alone",
    '<p>Some words <a href="#x" style="color: #135; text-decoration: none">and a link</a> among them</p>',
    "",
    /axe link-in-text-block: /,
  ],
  [
    "small",
    '<button style="min-width: 20px; min-height: 20px; width: 20px; padding: 0; height: 20px">x</button>',
    "",
    /button “x” is 20 × 20/,
  ],
  [
    "in a shadow",
    '<div id="host"><template shadowrootmode="open"><button style="width: 9px; min-width: 0; padding: 0">y</button></template></div>',
    "",
    /button “y” is 9 × \d+/,
  ],
  ["wide", '<p style="width: 400px">Words</p>', "", /wider than a window of 320/],
  [
    "a part that is wide",
    '<div style="overflow: auto" tabindex="0"><p style="width: 400px">Words</p></div>',
    "",
    /div.* has to be scrolled sideways.*320/,
  ],
  [
    "words that do not fit when they are set apart",
    '<p style="inline-size: 11em; white-space: nowrap; overflow: hidden">Words that take a line</p>',
    "",
    /“Words that take a line” runs out of p/,
  ],
  [
    "motion",
    '<p class="turn">Turns</p>',
    ".turn { animation: turn 1s infinite } @keyframes turn { to { rotate: 360deg } }",
    /turn moves p “Turns”/,
  ],
  ["no sign of focus", "", ":focus-visible { outline: none }", /“Press” does not show that it has focus/],
  [
    "focus behind a bar",
    "",
    "body::after { content: ''; position: fixed; inset: 0; background: white }",
    /“Press” is hidden while it has focus/,
  ],
  [
    "out of reach of Tab",
    '<button tabindex="-1">Never</button>',
    "",
    /the Tab key stops 1 times, at 2 controls/,
  ],
  [
    "held",
    '<button onkeydown="event.preventDefault()">Stay</button><button>On</button>',
    "",
    /the Tab key stops 2 times, at 3 controls/,
  ],
  [
    "a sign in its own colour",
    '<p><svg aria-hidden="true" style="color: #135"></svg> Done</p>',
    "",
    /the sign in p “Done” keeps its own colour/,
  ],
  ["a button without a border", "", "button { border: 0 }", /“Press” has no border in forced colours/],
];

test("every barrier is found, and none where there is none", { timeout: 60_000 }, async (t) => {
  const browser = await openBrowser();
  const look = async (body, style) => {
    await browser.page.setViewportSize({ width: 390, height: 844 });
    await browser.page.setContent(page(body, style));
    const found = [...(await barriersHere(browser.page, {})), ...(await barriersWhenChanged(browser.page))];
    await browser.page.emulateMedia({ forcedColors: "active" });
    found.push(...(await lostColours(browser.page)));
    await browser.page.emulateMedia({ forcedColors: null });
    return found;
  };
  try {
    await t.test("none", async () => assert.deepEqual(await look(sound), []));
    for (const [name, body, style, expected] of faults) {
      await t.test(name, async () => {
        const found = await look(sound + body, style);
        assert.ok(
          found.some((problem) => expected.test(problem)),
          found.join("\n"),
        );
      });
    }
  } finally {
    await browser.close();
  }
});

test("they are found where scripts are switched off, too", { timeout: 60_000 }, async () => {
  const browser = await openBrowser({ javaScriptEnabled: false });
  try {
    await browser.page.setContent(page(`${sound}<button></button>`));
    const found = [...(await barriersHere(browser.page, {})), ...(await barriersWhenChanged(browser.page))];
    assert.ok(
      found.some((problem) => problem.startsWith("axe button-name: ")),
      found.join("\n"),
    );
    await browser.page.setContent(page(sound));
    assert.deepEqual(
      [...(await barriersHere(browser.page, {})), ...(await barriersWhenChanged(browser.page))],
      [],
    );
  } finally {
    await browser.close();
  }
});
