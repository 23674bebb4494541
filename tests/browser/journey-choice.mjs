// Which of two accounts stays, and what becomes of their settings. Without a key-value store: there, keeping
// the other account needs one more sign-in.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

const password = "Ada Lindqvist, Email and password",
  google = "Ada Lindqvist, Google";

export async function chooseAndMerge(stage) {
  const { server, page, step, button, told, seeLinked, keep, setting, consequence } = stage;
  const metadata = async (id) => (await server.tell("GET", `users/${encodeURIComponent(id)}`)).user_metadata;

  const value = (name, said) => setting(name).getByRole("radio", { name: said });
  const rest = page.getByText("All other saved settings are kept");

  await step("settings that conflict are asked for, and all others are kept", async () => {
    await stage.signIn();
    await seeLinked(1);
    await stage.prove("Add Google", "google-oauth2|1001");
    await page.getByText("2 differ. Choose which values to keep.").waitFor();
    assert.equal(await value("Language", "The kept account’s value").isChecked(), true);
    assert.equal(await value("Profile", /^Both/).isChecked(), true);
    await shoot(page, "choice-1-merge");
  });

  await step("each value is shown, and can be kept or left behind", async () => {
    await value("Language", "fr").check();
    await rest.click();
    await setting("Theme").getByText("dark").waitFor();
    await value("Interests", "music and maths Google").waitFor();
    assert.equal(await value("Interests", "Both").isChecked(), true);
    await setting("Newsletter").getByText("Yes").waitFor();
    await setting("Newsletter").getByRole("checkbox", { name: "Leave behind" }).check();
    assert.equal(await setting("Theme").getByRole("checkbox").count(), 0);
    // On a product's origin it shares the tab's storage with the product.
    assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage)), ["linked-accounts"]);
    await shoot(page, "choice-2-merge-chosen");
  });

  await step("keeping the other account changes what follows, by the keyboard, too", async () => {
    await keep(password).focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await keep(google).isChecked(), true);
    await consequence("You are then signed in to the account you keep: Google.");
    await consequence("You sign in to your present account once more before it is done.");
    await page.getByText("Details", { exact: true }).click();
    await page.getByText("User ID that is given up: auth0|ada").waitFor();
    await page.getByText("Newsletter: newsletter").waitFor();
    // A choice follows the value, whichever account it is of.
    assert.equal(await value("Language", "fr").isChecked(), true);
    assert.equal(await setting("Newsletter").getByRole("checkbox").count(), 0);
    await shoot(page, "choice-3-swap");
  });

  await step("what decides stays in view, and hides nothing that has focus", async () => {
    const size = page.viewportSize();
    const bar = page.locator(".review .buttons");
    const position = () => bar.evaluate((it) => getComputedStyle(it).position);
    const language = page.locator("select[name=ui_locales]");
    for (const [tag, width, height] of [
      ["en", 390, 667],
      ["de", 390, 667],
      ["de", 320, 640],
      ["de", 320, 568],
      ["en", 640, 400],
    ]) {
      await page.setViewportSize({ width, height });
      await language.selectOption(tag);
      await page.locator(`html[lang=${tag}]`).waitFor();
      await page.evaluate(() => scrollTo(0, 0));
      await page.locator("#review-title").focus();
      // Where there is little height it would take most of it.
      assert.equal(await position(), height < 640 ? "static" : "sticky", `${width} × ${height}`);
      for (let at = 0; at < 12; at += 1) {
        await page.keyboard.press("Tab");
        if ((await page.locator(":focus").count()) === 0) continue;
        const focused = await page.locator(":focus").boundingBox();
        const own = await bar.locator(":focus").count();
        const top = (await bar.boundingBox()).y;
        if (own) continue;
        const seen = focused.y >= 0 && focused.y + focused.height <= Math.min(top, height) + 1;
        assert.ok(seen || focused.y > top, `${tag}, ${width} × ${height}: stop ${at}`);
      }
    }
    await language.selectOption("en");
    await page.locator("html[lang=en]").waitFor();
    await page.setViewportSize(size);
    await keep(google).focus();
  });

  await step("signing in once more leads back to it, with everything as it was chosen", async () => {
    await stage.agree();
    await stage.typePassword();
    await page.getByText("You chose to keep it").waitFor();
    assert.equal(await page.locator("[name=primary][type=radio]").count(), 0);
    assert.equal(await value("Language", "fr").isChecked(), true);
    await rest.click();
    assert.equal(await value("Interests", "Both").isChecked(), true);
    await shoot(page, "choice-4-swap-again");
  });

  await step("then the other account is the one that stays", async () => {
    await stage.agree();
    await told(/You now use the account that you chose to keep/);
    await seeLinked(2);
    await button(/^Unlink Email and password/).waitFor();
    assert.deepEqual(await metadata("google-oauth2|1001"), {
      theme: "dark",
      language: "fr",
      newsletter: true,
      interests: ["music", "maths", "engines"],
      profile: { city: "Lund", pronouns: "she/her" },
    });
    await shoot(page, "choice-5-swapped");
  });

  await step("what would become too large is refused, and the review stays as it is", async () => {
    const users = [
      ["google-oauth2|1002", "Ada L. (studio)", "ada.l@example.com"],
      ["google-oauth2|1001", "Ada Lindqvist", "ada@example.com"],
    ];
    for (const [user_id, name, email] of users) {
      await server.tell("PUT", "users", {
        user_id,
        name,
        email,
        email_verified: true,
        user_metadata: { [user_id.slice(-4)]: "x".repeat(6000) },
      });
    }
    await page.reload();
    await seeLinked(1);
    await stage.more();
    await stage.prove("Add another Google account", "google-oauth2|1002");
    await stage.agree();
    await told("Together, the saved settings of the two accounts are too large.");
    await stage.reviewed();
    await shoot(page, "choice-6-refused");
  });

  await step(
    "where the tenant asks to wait, the button waits and nothing that was chosen is lost",
    async () => {
      await setting("1002").getByRole("checkbox", { name: "Leave behind" }).check();
      await server.tell("POST", "faults", {
        when: { path: "/api/v2/*" },
        times: 0,
        then: { status: 429, headers: { "retry-after": "9" }, body: {} },
      });
      stage.expectRefusal("/settings");
      await stage.agree();
      await told(/Wait \d seconds, then try again/);
      assert.equal(await stage.agreement.getAttribute("aria-disabled"), "true");
      assert.equal(await button("Cancel").getAttribute("aria-disabled"), null);
      await shoot(page, "choice-7-wait");
      await server.tell("DELETE", "faults");
      await told("You can try again now.");
      assert.equal(await setting("1002").getByRole("checkbox").isChecked(), true);
      await stage.agree();
      await told(/ is linked\./);
      await seeLinked(2);
      assert.deepEqual(Object.keys(await metadata("google-oauth2|1001")), ["1001"]);
    },
  );
}
