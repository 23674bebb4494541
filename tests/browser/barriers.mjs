// Looks at a state for what keeps people out, in the ways that people differ: what they see, how large, and
// with what they point.
import { findings } from "./axe.mjs";
import * as measures from "./measures.mjs";

/** 1280 CSS pixels at 400 %: a window of 320 by 256. */
const zoomed = { width: 320, height: 256 };

/**
 * What is wrong in the state as it is shown now; `coloursOnly`, where it was shown in other colours before.
 */
export async function barriersHere(page, { coloursOnly }) {
  await page.evaluate(measures.install);
  const found = await findings(page, { coloursOnly });
  if (!coloursOnly)
    found.push(...(await page.evaluate(measures.smallTargets)), ...(await page.evaluate(measures.sideways)));
  return found;
}

/**
 * What is wrong where the page is enlarged, text is set apart, motion is unwanted or a keyboard is all there
 * is.
 */
export async function barriersWhenChanged(page) {
  await page.evaluate(measures.install);
  const found = [];
  await page.emulateMedia({ reducedMotion: "reduce" });
  found.push(...(await page.evaluate(measures.motion)));
  await page.emulateMedia({ reducedMotion: null });

  await page.setViewportSize(zoomed);
  found.push(...(await page.evaluate(measures.sideways)), ...(await page.evaluate(measures.smallTargets)));
  found.push(...(await walk(page)));
  await page.evaluate(measures.spaceText, true);
  found.push(...(await page.evaluate(measures.sideways)), ...(await page.evaluate(measures.clippedText)));
  await page.evaluate(measures.spaceText, false);
  return found;
}

/** Goes through the page with the Tab key, and leaves focus where it was. */
async function walk(page) {
  const found = [],
    places = new Set();
  const stops = await page.evaluate(measures.countStops);
  await page.evaluate(measures.beginTabbing);
  // One round, and what the browser's own window takes.
  for (let pressed = 0; pressed < stops + 2; pressed += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(measures.focusNow);
    if (!here) continue;
    if (places.has(here.place)) break;
    places.add(here.place);
    found.push(...here.problems);
  }
  if (places.size !== stops)
    found.push(`the Tab key stops ${places.size} times, at ${stops} controls: ${[...places].join(", ")}`);
  await page.evaluate(measures.endTabbing);
  return found;
}

/** What is lost where colours are forced. */
export async function lostColours(page) {
  await page.evaluate(measures.install);
  return page.evaluate(measures.lostColours);
}
