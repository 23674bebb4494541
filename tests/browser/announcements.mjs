// What a screen reader would say by itself while a page is used: what changes in its live regions, and where
// focus goes.

/**
 * Begins to listen in this page and in every one that it becomes; the returned function gives what was said
 * since it was asked last.
 */
export async function listen(page) {
  let said = [];
  // The page may be gone before anybody asks.
  await page.exposeFunction("sayAloud", (words) => {
    said.push(words);
  });
  await page.addInitScript(hearken);
  return async () => {
    // What a change of style says is said in the next frame: see hearken.
    await page.evaluate(async () => {
      const frame = () => new Promise(requestAnimationFrame);
      await frame();
      await frame();
      await globalThis.sayAloud("");
    });
    const words = said.filter(Boolean);
    said = [];
    return words;
  };
}

/**
 * Runs in the page. A region that comes with its words already in it is not heard, as in real screen readers.
 */
function hearken() {
  const regions = "[role=status], [role=alert], [aria-live]:not([aria-live=off])";
  const known = new WeakMap();
  const wordsOf = (element) => element.innerText.trim().replace(/\s+/g, " ");
  const labelOf = (ids) =>
    ids
      ?.split(" ")
      .map((id) => wordsOf(document.getElementById(id)))
      .join(" ");
  const nameOf = (element) =>
    element.getAttribute("aria-label") ??
    labelOf(element.getAttribute("aria-labelledby")) ??
    (element.labels?.[0]?.innerText || wordsOf(element) || element.localName);
  const hear = (changed) => {
    for (const region of changed) {
      if (!region?.isConnected || !known.has(region)) continue;
      const words = wordsOf(region);
      if (words && words !== known.get(region)) globalThis.sayAloud(`says: ${words}`);
    }
    for (const region of document.querySelectorAll(regions)) known.set(region, wordsOf(region));
  };
  new MutationObserver((records) => {
    const near = ({ target }) => (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement);
    hear(new Set(records.map((record) => near(record)?.closest(regions))));
  }).observe(document, { subtree: true, childList: true, characterData: true });
  // What is chosen shows other words by its style alone.
  addEventListener("change", () => requestAnimationFrame(() => hear(document.querySelectorAll(regions))));
  addEventListener("focusin", ({ target }) => globalThis.sayAloud(`focus: ${nameOf(target)}`));
}
