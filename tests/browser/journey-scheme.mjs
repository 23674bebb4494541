// <linked-accounts> in products of another scheme than the system's, in a narrow column and under another
// size of type: what it looks like there is the page's to say. `shoot` measures contrast in both systems.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { serveOnOurOrigin } from "./journey-embed.mjs";
import { shoot } from "./screenshots.mjs";

const guide = await readFile(new URL("../../docs/embed.md", import.meta.url), "utf8");
/** The example of docs/embed.md, as it stands there. */
const example = guide.match(/```css\n(.*?)```/s)[1];

const dark = "color: #eee; background: #181818;";
const light = "color: #222; background: #fff;";
/** Products, by what they say of their colours; `expected` is the element's scheme, by that of the system. */
export const products = {
  plain: { css: `body { ${light} }`, expected: ["light", "light"] },
  dark: { css: `html { color-scheme: dark } body { ${dark} }`, expected: ["dark", "dark"] },
  "dark-by-class": { css: `body { ${dark} }`, scheme: "dark", expected: ["dark", "dark"] },
  "light-island": {
    css: `html { color-scheme: dark } body { ${dark} } linked-accounts { padding: 8px; background: #fff }`,
    scheme: "light",
    expected: ["light", "light"],
  },
  "in-example": {
    css: `html { color-scheme: light dark } body { color: light-dark(#222, #eee); background: light-dark(#fff, #181818); } ${example}`,
    expected: ["light", "dark"],
  },
};

const measured = (element) => {
  const at = (selector) => element.shadowRoot.querySelector(selector);
  const [, ...light] = getComputedStyle(at(".card")).backgroundColor.match(/(\d+), (\d+), (\d+)/);
  return {
    scheme: light.every((it) => it > 200) ? "light" : light.every((it) => it < 60) ? "dark" : String(light),
    sizes: [...element.shadowRoot.querySelectorAll("#view *")]
      .filter((it) => it.checkVisibility() && [...it.childNodes].some(({ data }) => data?.trim()))
      .map((it) => parseFloat(getComputedStyle(it).fontSize)),
    cards: [...element.shadowRoot.querySelectorAll(".account")].map((it) => it.getBoundingClientRect().width),
    width: element.getBoundingClientRect().width,
  };
};

export async function followTheProduct(stage) {
  const { server, page, step, heading, button, seeLinked } = stage;
  const element = page.locator("linked-accounts");
  const look = () => element.evaluate(measured);
  await serveOnOurOrigin(stage, products);
  const open = (name) => page.goto(`${server.app}/account/${name}`);

  await step("signed out, its scheme is the product's", async () => {
    for (const [name, { expected }] of Object.entries(products)) {
      await open(name);
      await heading("Manage how you sign in").waitFor();
      for (const [nth, colorScheme] of ["light", "dark"].entries()) {
        await page.emulateMedia({ colorScheme });
        assert.equal((await look()).scheme, expected[nth], `${name}, ${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: "light" });
    }
  });

  await step("so it is signed in, and all of it can be read in both systems", async () => {
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    for (const name of Object.keys(products)) {
      await open(name);
      await seeLinked(1);
      await shoot(page, `scheme-${name}`);
    }
  });

  await step("scheme may change at any time", async () => {
    await open("plain");
    await seeLinked(1);
    const now = async (scheme) => {
      await element.evaluate((it, scheme) => it.setAttribute("scheme", scheme), scheme);
      return (await look()).scheme;
    };
    assert.deepEqual([await now("dark"), await now("light"), await now("other")], ["dark", "light", "light"]);
  });

  await step("in a narrow column of a wide page, a review has one card a row", async () => {
    await open("plain");
    await seeLinked(1);
    await stage.prove("Add GitHub", "github|2001");
    await stage.compare();
    assert.equal((await look()).cards.length, 2);
    const [before] = (await look()).cards;
    await element.evaluate((it) => {
      it.parentElement.style.maxInlineSize = "360px";
    });
    const { cards } = await look();
    for (const width of cards) assert.ok(width > 340 && width <= 360, `${cards}, before ${before}`);
    await shoot(page, "scheme-review-in-a-column");
  });

  await step("under another root size no text shrinks", async () => {
    const { sizes } = await look();
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "62.5%";
    });
    assert.deepEqual((await look()).sizes, sizes);
    assert.ok(Math.min(...sizes) >= 13, String(Math.min(...sizes)));
    await button("Cancel").click();
    await seeLinked(1);
  });

  await step("beside others in a row it has room", async () => {
    await element.evaluate((it) => {
      it.parentElement.style.cssText = "display: flex; flex-wrap: wrap";
    });
    assert.ok((await look()).width >= 240, String((await look()).width));
  });
}
