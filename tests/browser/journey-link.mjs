// The main job: sign in, link a second account, see both, unlink it, sign out.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { shoot } from "./screenshots.mjs";

/** The code of every success that the page has words for. */
async function successes() {
  const words = await readFile(new URL("../../static/words/en/outcomes.ftl", import.meta.url), "utf8");
  const codes = [...words.matchAll(/^success-(\w+) = /gm)].map(([, code]) => code);
  assert.ok(codes.length >= 11 && codes.includes("linked") && codes.includes("deleted"), String(codes));
  return codes;
}

/** The code of every refusal, and what the page says happened. */
async function refusals() {
  const words = await readFile(new URL("../../static/words/en/outcomes.ftl", import.meta.url), "utf8");
  const sentences = [...words.matchAll(/^refusal-(\w+) = (.*)$/gm)].map(([, code, happened]) => [
    code,
    happened,
  ]);
  assert.ok(sentences.length > 45);
  return sentences;
}

export async function linkAndUnlink(stage) {
  const { server, page, step, heading, button, dialog, told, seeLinked } = stage;

  await step("the page says that nobody is signed in", async () => {
    await page.goto(server.app);
    await heading("Manage how you sign in").waitFor();
    await shoot(page, "link-1-signed-out");
  });

  await step("a password at the tenant signs in", async () => {
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await page.locator("input[name=username]").waitFor();
    await shoot(page, "link-2-tenant-sign-in", { notOurs: "the tenant’s login page" });
    await stage.typePassword();
    await seeLinked(1);
    await shoot(page, "link-3-signed-in");
  });

  await step("a second account is proved, and waits for a review", async () => {
    await stage.prove("Add GitHub", "github|2001");
    await heading("Add GitHub (ada@example.com) to your account?").waitFor();
    await page.getByText("Whoever can sign in with it gets into your account.").waitFor();
    const main = (await page.locator("main").textContent()).trim().split(/\s+/);
    assert.ok(main.length <= 45, `${main.length} words: ${main.join(" ")}`);
    const { width, height } = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 667 });
    const { y, height: tall } = await stage.agreement.boundingBox();
    assert.ok(y + tall <= 667, `the button ends at ${y + tall}`);
    await page.setViewportSize({ width, height });
    await shoot(page, "link-4-review");
  });

  await step("the other account can be kept instead, and Enter on that choice sends nothing", async () => {
    await stage.compare();
    assert.equal(await stage.keep("Ada Lindqvist, GitHub").isChecked(), true);
    await stage.keep("Ada Lindqvist, Email and password").check();
    await shoot(page, "link-4-review-both");
    await stage.keep("Ada Lindqvist, Email and password").press("Enter");
    await stage.reviewed();
    assert.equal(await stage.agreement.getAttribute("aria-disabled"), null);
  });

  await step("confirming the review links it", async () => {
    await stage.agree();
    await told("GitHub (ada@example.com) is linked.");
    await seeLinked(2);
    const changed = await page.locator(".changed").innerText();
    assert.match(changed, /^GitHub/, "its row is marked");
    await shoot(page, "link-5-linked");
  });

  await step("unlinking asks first, and keeping it linked changes nothing", async () => {
    await button(/^Unlink GitHub/).click();
    await dialog.waitFor();
    assert.equal(await dialog.getByRole("checkbox").count(), 0);
    await shoot(page, "link-6-unlink");
    await button("Keep it linked").click();
    await dialog.waitFor({ state: "hidden" });
    await seeLinked(2);
  });

  await step("unlinking leaves the first account alone", async () => {
    await button(/^Unlink GitHub/).click();
    await dialog.getByRole("button", { name: "Unlink", exact: true }).click();
    await told("GitHub (ada@example.com) is unlinked.");
    await seeLinked(1);
    await shoot(page, "link-7-unlinked");
  });

  await step("the history tells of both", async () => {
    await page.getByText("History").click();
    const entries = page.locator(".history").getByRole("listitem");
    assert.match(await entries.nth(0).innerText(), /^GitHub unlinked on /);
    assert.match(await entries.nth(1).innerText(), /^GitHub linked on /);
    assert.equal(await entries.count(), 2);
    await shoot(page, "link-8-history");
  });

  // The browser counts `form-action 'self'` for every hop of a form's redirects, the tenant's too.
  await step("a form that no script sends goes the whole way through the other site", async () => {
    await page.goto(`${server.app}/link/start?connection=google-oauth2`);
    await shoot(page, "link-9-start");
    await button("Continue").click();
    await stage.beAtTenant("google-oauth2|1001");
    await stage.reviewed();
    await button("Cancel").click();
    await told(/Nothing was linked/);
    assert.equal(await page.locator(".good").count(), 0, "that is no success");
    await seeLinked(1);
  });

  await step("a sign-in that was cancelled can be started again with one button", async () => {
    await button("Add GitHub").click();
    await button("Cancel").click();
    await told("The sign-in was cancelled or refused.");
    await button("Start again with GitHub").waitFor();
    await shoot(page, "link-10-start-again");
    await button("Start again with GitHub").click();
    await stage.beAtTenant("github|2001");
    await stage.reviewed();
    await button("Cancel").click();
    await told(/Nothing was linked/);
  });

  await step("put away, it is gone for good", async () => {
    await button("Add GitHub").click();
    await button("Cancel").click();
    await button("Not now").click();
    await button("Start again with GitHub").waitFor({ state: "hidden" });
    await page.reload();
    await seeLinked(1);
    assert.equal(await button(/with GitHub$/).count(), 0);
    await stage.prove("Add GitHub", "github|2001");
    await button("Cancel").click();
    await told(/Nothing was linked/);
  });

  await step("an address that claims a success shows none", async () => {
    for (const claimed of [
      ...(await successes()),
      "resume",
      "Linked",
      "constructor",
      "__proto__",
      "<b>linked</b>",
    ]) {
      await page.goto(`${server.app}/?outcome=${encodeURIComponent(claimed)}`);
      await seeLinked(1);
      assert.equal(await page.getByRole("status").innerText(), "");
    }
    await page.goto(`${server.app}/?outcome=same_account`);
    await told(/account you are already using/);
    await shoot(page, "link-11-refused");
  });

  await step("every refusal has its sentence", async () => {
    for (const [code, happened] of await refusals()) {
      await page.goto(`${server.app}/?outcome=${code}`);
      // Whoever is signed in has their cookies: something else took the place of that sign-in.
      await told(code === "no_transaction" ? /another tab took over/ : happened);
      assert.equal(new URL(page.url()).search, "", code);
    }
  });

  await step("where the site asks to wait, the buttons wait, too", async () => {
    await page.goto(`${server.app}/?outcome=rate_limited&wait=2`);
    await told(/Wait (2 seconds|a second), then try again/);
    assert.equal(await button("Add GitHub").getAttribute("aria-disabled"), "true");
    await told("You can try again now.");
    assert.equal(await button("Add GitHub").getAttribute("aria-disabled"), null);
  });

  await step("signing in as somebody else asks which account to use", async () => {
    await page.goto(`${server.app}/login?connection=github`);
    await stage.beAtTenant("github|2002");
    await heading("You signed in with another account").waitFor();
    await shoot(page, "link-12-switch");
    // In no language and no width a tag is in two pieces.
    for (const tag of ["de", "ar", "en"]) {
      await page.locator("select[name=ui_locales]").selectOption(tag);
      await page.locator(`html[lang=${tag}]`).waitFor();
      for (const width of [320, 390, 500]) {
        await page.setViewportSize({ width, height: 667 });
        const pieces = await page
          .locator(".tag")
          .evaluateAll((tags) => tags.map((it) => it.getClientRects().length));
        assert.deepEqual(pieces, [1, 1], `${tag}, ${width}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await button(/^Stay signed in as/).click();
    await told(/stay signed in as before/);
    await seeLinked(1);
  });

  await step("signing out ends it, and going back shows nothing of it", async () => {
    await button("Sign out").click();
    await told("You are signed out.");
    await heading("Manage how you sign in").waitFor();
    await shoot(page, "link-13-signed-out");
    await page.goBack();
    await heading("Manage how you sign in").waitFor();
    assert.equal(await page.getByText(stage.username).count(), 0);
  });
}
