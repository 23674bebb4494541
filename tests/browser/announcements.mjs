// What a screen reader would say by itself while a page is used: what changes in its live regions, and where focus goes.

/** Begins to listen in every page that this one becomes. A region that comes with its words already in it is not heard, as in real ones. */
export async function listen(page) {
  await page.addInitScript(() => {
    const regions = "[role=status], [role=alert], [aria-live]:not([aria-live=off])";
    const said = [], known = new WeakSet();
    const say = (words) => words && said.at(-1) !== words && said.push(words);
    const wordsOf = (element) => element.innerText.trim().replace(/\s+/g, " ");
    new MutationObserver((records) => {
      const changed = new Set(records.map(({ target }) => (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest(regions)));
      for (const region of changed) if (region && known.has(region) && region.isConnected) say(`says: ${wordsOf(region)}`.replace(/^says: $/, ""));
      for (const region of document.querySelectorAll(regions)) known.add(region);
    }).observe(document, { subtree: true, childList: true, characterData: true });
    addEventListener("focusin", ({ target }) => say(`focus: ${target.getAttribute("aria-label") ?? (wordsOf(target) || target.labels?.[0]?.innerText || target.localName)}`));
    Object.defineProperty(globalThis, "said", { value: said });
  });
}

/** What was said since the last time; a page that was loaded since begins anew. */
export const heard = (page) => page.evaluate(() => globalThis.said.splice(0));
