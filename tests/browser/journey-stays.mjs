// Where somebody is on the page: another language, a limit and a look in between leave them there.
import assert from "node:assert/strict";
import { serveOnOurOrigin } from "./journey-embed.mjs";
import { shoot } from "./screenshots.mjs";

const both = { en: "Merge these two accounts?", de: "Diese beiden Konten zusammenführen?" };

export async function stayWhereTheyAre(stage) {
  const { server, page, step, heading, button, seeLinked, told } = stage;
  const speak = (tag) => page.locator("select[name=ui_locales]").selectOption(tag);
  const isAt = (query) => assert.equal(page.url(), `${server.app}/${query}`);
  const hidden = (name) =>
    page.locator(`[type=hidden][name=${name}]`).evaluateAll((all) => all.map(({ value }) => value));
  const keep = page.getByRole("radio").first();

  await step("at both accounts in another language", async () => {
    await stage.signIn();
    await stage.prove("Add GitHub", "github|2001");
    await stage.compare();
    await speak("de");
    await heading(both.de).waitFor();
    assert.match(page.url(), /\/\?step=choose\.[\w-]+$/);
    await speak("en");
    await heading(both.en).waitFor();
    assert.match(page.url(), /\/\?step=choose\.[\w-]+$/);
  });

  await step("there, where a limit is told by one question, and with their fields and choices", async () => {
    await keep.check();
    const review = (await hidden("review"))[0].split(".")[0];
    await page.route("**/link/confirm", async (route) => {
      const response = await route.fetch({ url: `${server.app}/settings?lang=en`, method: "GET" });
      await route.fulfill({ response, status: 429, headers: { ...response.headers(), "retry-after": "3" } });
    });
    stage.expectRefusal("/link/confirm");
    await stage.agree();
    await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
    assert.ok(await heading(both.en).isVisible());
    assert.ok(await keep.isChecked());
    for (const value of await hidden("return_to")) assert.match(value, /^\/settings/);
    for (const value of await hidden("review")) assert.ok(value.startsWith(`${review}.`), value);
    await page.unroute("**/link/confirm");
  });

  await step("there, after a refusal", async () => {
    const when = { method: "POST", path: "/api/v2/users/*" };
    await server.tell("POST", "faults", { when, then: { status: 503 } });
    await stage.agree();
    await told("We cannot reach the sign-in service.");
    assert.ok(await heading(both.en).isVisible());
    assert.ok(await keep.isChecked());
    await shoot(page, "stays-1-refused");
    await stage.agree();
    await told(/ is linked\./);
    await seeLinked(2);
  });

  await step("at the question before an unlink, and no longer than that", async () => {
    await page.goto(`${server.app}/?unlink=github%7C2001`);
    await heading("Unlink GitHub?").waitFor();
    await speak("de");
    await heading("GitHub trennen?").waitFor();
    isAt("?unlink=github%7C2001");
    await speak("en");
    await heading("Unlink GitHub?").waitFor();
    await shoot(page, "stays-2-unlink");
    await button("Keep it linked").click();
    await seeLinked(2);
    await speak("de");
    await heading("Ihre Anmeldemethoden").waitFor();
    await speak("en");
    await seeLinked(2);
  });

  await step("in the element, which leaves the first heading to the product", async () => {
    await serveOnOurOrigin(stage);
    const element = page.locator("linked-accounts");
    const levels = () =>
      element.evaluate(({ shadowRoot }) => {
        const all = [...shadowRoot.querySelectorAll("h1, h2, h3")].filter((it) => it.checkVisibility());
        return all.map(({ localName }) => localName);
      });
    const check = async () => {
      const [first, ...rest] = await levels();
      assert.equal(first, "h2");
      assert.ok(
        rest.every((it) => it === "h3"),
        String(rest),
      );
    };
    await page.goto(`${server.app}/account`);
    await seeLinked(2);
    await check();
    await button("Add a phone number").click();
    await heading("Add a phone number").waitFor();
    await check();
    await button("Not now").click();
    await stage.more();
    await stage.prove("Add another GitHub account", "github|2002");
    await check();
    await shoot(page, "stays-3-element");
    if (await page.getByText("Other options").count()) await stage.compare();
    await check();
    await element.evaluate((it) => it.setAttribute("lang", "de"));
    await heading(both.de).waitFor();
    await check();
    await element.evaluate((it) => it.setAttribute("lang", "ar"));
    await page.waitForFunction(
      () => document.querySelector("linked-accounts").shadowRoot.querySelector("#main").dir === "rtl",
    );
    await shoot(page, "stays-4-element-ar");
  });
}
