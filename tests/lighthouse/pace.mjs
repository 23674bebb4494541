// How soon something is painted, and the page's words are there, on a slow network: of the frame at `/`, and
// of the drawn page opened directly. Both are taken in one run, since only their relation means something.
import assert from "node:assert/strict";

/** A phone on a slow network: 400 ms there and back, 1.6 Mbit/s. */
const slow = { offline: false, latency: 400, downloadThroughput: 200_000, uploadThroughput: 90_000 };
const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Seconds until the first paint and until the words, with an empty cache or, `again`, with what was kept. */
async function pace(browser, url, again) {
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: 390, height: 844 });
    const session = await page.createCDPSession();
    await session.send("Network.enable");
    await session.send("Network.clearBrowserCache");
    if (again) {
      await page.goto(url, { waitUntil: "networkidle0" });
      await page.goto("about:blank");
    }
    await session.send("Network.emulateNetworkConditions", slow);
    await page.goto(url, { waitUntil: "domcontentloaded" });
    // What is there is not seen before the first paint, for which the style has to be there.
    const seen = await page.waitForFunction(() => {
      const [painted] = performance.getEntriesByType("paint");
      const [content] = performance.getEntriesByName("first-contentful-paint");
      if (!document.querySelector("#signed-out-title") || !content) return undefined;
      globalThis.seenAt ??= performance.now();
      const direct = !document.documentElement.classList.contains("scripted");
      return [painted.startTime / 1000, (direct ? content.startTime : globalThis.seenAt) / 1000];
    });
    const seconds = await seen.jsonValue();
    return seconds;
  } finally {
    await page.close();
  }
}

/** Sees that the words of `/` come no more than a fifth later than those of the page opened directly. */
export async function seePace(t, browser, app) {
  const taken = { frame: [], direct: [], again: [] };
  for (let round = 0; round < 3; round += 1) {
    taken.frame.push(await pace(browser, app, false));
    taken.direct.push(await pace(browser, `${app}/settings`, false));
    taken.again.push(await pace(browser, app, true));
  }
  const said = ([painted, words]) => `${painted.toFixed(2)} s painted, ${words.toFixed(2)} s words`;
  const middles = Object.entries(taken).map(([name, all]) => [
    name,
    [0, 1].map((at) => middle(all.map((it) => it[at]))),
  ]);
  for (const [name, times] of middles) t.diagnostic(`${name}: ${said(times)}`);
  const { frame, direct } = Object.fromEntries(middles);
  assert.ok(frame[1] <= direct[1] * 1.2, `${frame[1]} s and ${direct[1]} s`);
}
