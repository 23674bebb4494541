// Takes a picture of a state of the page on a phone and on a desktop, in light and in dark, and looks at each
// for what keeps people out: a state that has no picture has not been looked at, and one that has a picture
// has.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { barriersHere, barriersWhenChanged, lostColours } from "./barriers.mjs";

const folder = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const viewports = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/**
 * Keeps target/screenshots/STATE-SIZE-SCHEME.png; a page wider than its screen is a failure, and so is what
 * keeps people out. `notOurs` says whose page it is, where it is nothing that we could change; `pictured`
 * says what stands behind words that axe cannot tell from it; `sizes` are fewer than all; `animations` are
 * put to their ends, unless they are allowed.
 */
export async function shoot(
  page,
  state,
  { notOurs, pictured, sizes = Object.keys(viewports), animations = "disabled" } = {},
) {
  await mkdir(folder, { recursive: true });
  await page.mouse.move(0, 0); // so that nothing looks pointed at
  // What lies behind an open dialog is dimmed only as far as the screen goes.
  const dialog = (await page.locator("dialog[open]").count()) > 0;
  const picture = (name) =>
    page.screenshot({ path: `${folder}${state}-${name}.png`, fullPage: !dialog, animations });
  const found = new Set();
  const note = (where, problems) =>
    problems
      .filter((problem) => !pictured || !problem.startsWith("axe cannot tell color-contrast: "))
      .forEach((problem) => found.add(`${where}: ${problem}`));
  for (const size of sizes) {
    await page.setViewportSize(viewports[size]);
    // What stays in view would hide something in the middle of a whole page.
    if ((await page.locator(".review").count()) > 0) {
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ ...viewports[size], height });
    }
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await picture(`${size}-${colorScheme}`);
      if (!notOurs)
        note(`${size}, ${colorScheme}`, await barriersHere(page, { coloursOnly: colorScheme === "dark" }));
    }
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(wide, 0, `${state} is ${wide} pixels wider than a ${size}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (!notOurs) {
    await page.emulateMedia({ forcedColors: "active" });
    await picture("phone-forced-colours");
    note("forced colours", await lostColours(page));
    await page.emulateMedia({ forcedColors: null });
    note("changed", await barriersWhenChanged(page));
  }
  await page.setViewportSize(viewports.desktop);
  assert.deepEqual([...found], [], state);
}

/** The page as it was when a test failed. */
export async function shootFailure(page) {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}failure.png`, fullPage: true }).catch(() => {});
}
