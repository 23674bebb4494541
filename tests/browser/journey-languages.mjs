// The first screens in every language, as a browser asks for them: on a phone, where long words have least
// room.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { openBrowser } from "./browser.mjs";
import * as measures from "./measures.mjs";
import { shoot } from "./screenshots.mjs";
import { database } from "./stage.mjs";
import { watch } from "./watch.mjs";

/** What a browser may ask for, and what it gets. */
export const languages = [
  ["en-GB", "en", "ltr"],
  ["de-AT", "de", "ltr"],
  ["fr-CA", "fr", "ltr"],
  ["es-MX", "es", "ltr"],
  ["pt-BR", "pt-BR", "ltr"],
  ["ja-JP", "ja", "ltr"],
  ["ar-EG", "ar", "rtl"],
];

/** Connections without labels: the page's own names for them. */
export const withoutLabels = { connections: `google-oauth2,github,windowslive,${database},sms,email` };

/** A sentence of static/words. */
async function sentence(tag, id) {
  const words = await readFile(new URL(`../../static/words/${tag}/page.ftl`, import.meta.url), "utf8");
  return words.match(new RegExp(`^${id} = (.+)$`, "m"))[1];
}

export async function speakEveryLanguage(stage) {
  const { server, step } = stage;
  for (const [locale, tag, direction] of languages) {
    await step(`${tag}, where a browser asks for ${locale}`, async () => {
      const browser = await openBrowser({ locale });
      try {
        const { page } = browser;
        const complaints = await watch(page, server);
        const heading = async (id) =>
          page.getByRole("heading", { name: await sentence(tag, id), exact: true });
        const speaks = async () => {
          assert.deepEqual(
            await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]),
            [tag, direction],
          );
          assert.equal(await page.locator("select[name=ui_locales]").inputValue(), tag);
          assert.ok((await page.title()).includes(await sentence(tag, "title")), await page.title());
        };
        await page.goto(server.app);
        await (await heading("signed-out-title")).waitFor();
        await speaks();
        await shoot(page, `language-${tag}-1-signed-out`, { sizes: ["phone"] });
        await page.getByRole("link", { name: await sentence(tag, "sign-in"), exact: true }).click();
        await page.locator("input[name=username]").fill(stage.username);
        await page.locator("input[name=password]").fill(stage.password);
        await page.keyboard.press("Enter");
        await (await heading("title")).waitFor();
        await speaks();
        await shoot(page, `language-${tag}-2-overview`, { sizes: ["phone"] });
        await page.locator("button:has(.mark)").filter({ hasText: "GitHub" }).click();
        await page.locator('button[name=user_id][value="github|2001"]').click();
        await page.getByRole("button", { name: await sentence(tag, "add"), exact: true }).waitFor();
        await page.setViewportSize({ width: 390, height: 667 });
        await page.evaluate(measures.install);
        const { end } = await page.evaluate(measures.reviewSize);
        assert.ok(end <= 667, `the button that adds ends at ${end}`);
        await shoot(page, `language-${tag}-3-review`, { sizes: ["phone"] });
        assert.deepEqual(complaints, []);
      } finally {
        await browser.close();
      }
    });
  }
}
