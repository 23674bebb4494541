// What comes between a person and the page: going back, typing while the page looks again, a network that is
// gone, somebody else's answers.
import assert from "node:assert/strict";

const drawn = /\/settings(\?|$)/;

export async function beHeldUp(stage) {
  const { server, page, step, heading, button, dialog, told, seeLinked, isFocused } = stage;
  const number = page.getByRole("textbox", { name: "Phone number" });
  const address = () => page.url().slice(server.app.length);
  /** The tab is back after two minutes. */
  const comeBack = () =>
    page.evaluate(() => {
      const { now } = Date;
      Date.now = () => now() + 120_000;
      document.dispatchEvent(new Event("visibilitychange"));
      Date.now = now;
    });
  /** Comes back to a page that says something else than before. */
  async function comeBackToOthers() {
    await page.route(drawn, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll("Ada Lindqvist", "Ada L.") });
    });
    await comeBack();
    await page.getByText("Ada L.").first().waitFor({ state: "attached" });
    await page.unroute(drawn);
  }

  await step("after a step that was left by going back, the question before an unlink is seen", async () => {
    await stage.signIn();
    await stage.prove("Add GitHub", "github|2001");
    await stage.agree();
    await told(/ is linked\./);
    await button("Add a phone number").click();
    await heading("Add a phone number").waitFor();
    await page.goBack();
    await seeLinked(2);
    assert.equal(await isFocused(button("Add a phone number")), true);
    await button(/^Unlink GitHub/).click();
    await dialog.getByRole("button", { name: "Keep it linked" }).click();
    await dialog.waitFor({ state: "hidden" });
  });

  await step("focus that was in what is drawn anew goes to its heading", async () => {
    await button("Add Google").focus();
    await comeBackToOthers();
    assert.equal(await isFocused(heading("Ways you sign in")), true);
  });

  await step("so it is with a question, which gives its address up", async () => {
    await page.reload();
    await button(/^Unlink GitHub/).click();
    assert.equal(address(), "/?unlink=github%7C2001");
    await comeBackToOthers();
    assert.equal(await dialog.count(), 0);
    assert.equal(await isFocused(heading("Ways you sign in")), true);
    assert.equal(address(), "/");
  });

  await step("a step that is being filled in goes on, in another language, too", async () => {
    await page.reload();
    await seeLinked(2);
    await button("Add a phone number").click();
    await number.fill("+1555");
    await comeBackToOthers();
    assert.deepEqual([await number.inputValue(), address()], ["+1555", "/?ask=sms"]);
    assert.equal(await isFocused(number), true);
    const languages = page.getByRole("combobox", { name: /^(Language|Sprache)$/ });
    await languages.selectOption("de");
    await heading("Telefonnummer hinzufügen").waitFor();
    assert.equal(await page.getByRole("textbox", { name: "Telefonnummer" }).inputValue(), "+1555");
    await languages.selectOption("en");
    await heading("Add a phone number").waitFor();
    await page.goBack();
    assert.equal(await isFocused(button("Add a phone number")), true);
    assert.equal(address(), "/");
  });

  await step("whoever types goes on typing where the network is gone", async () => {
    stage.expectRefusal("/settings");
    await button("Add a phone number").click();
    await number.fill("+1555");
    await page.context().setOffline(true);
    await comeBack();
    await told("We cannot reach the site.");
    await page.keyboard.type("0100");
    assert.equal(await number.inputValue(), "+15550100");
    await page.context().setOffline(false);
    await page.getByText("We cannot reach the site.").waitFor({ state: "hidden" });
    assert.equal(await isFocused(number), true);
  });

  await step("whoever sends is told with focus, and keeps what was typed", async () => {
    stage.expectRefusal("/link/passwordless/start");
    await page.context().setOffline(true);
    await button("Send a code").click();
    await told("We cannot reach the site.");
    assert.equal(await isFocused(page.locator("#message")), true);
    assert.equal(await number.inputValue(), "+15550100");
    assert.equal(await button("Send a code").getAttribute("aria-disabled"), null);
    await page.context().setOffline(false);
    await button("Not now").click();
  });

  await step("what is under way is not given up for a look", async () => {
    await page.route("**/unlink", async (route) => {
      await comeBack();
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await page.waitForTimeout(300);
      await route.continue();
    });
    await button(/^Unlink GitHub/).click();
    await dialog.getByRole("button", { name: "Unlink", exact: true }).click();
    await told(/ is unlinked\./);
    await seeLinked(1);
    await page.unroute("**/unlink");
  });

  await step("an answer that is not the edge's is not put in, and leads nowhere", async () => {
    const refresh = (to) => `<html data-page=going><meta http-equiv=refresh content="0;url=${to}">`;
    const answers = ["<h1>Hello</h1>", "", "<html data-page=settings><h1>", refresh("javascript:alert(1)")];
    for (const body of answers) {
      await page.route("**/link/start", (route) => route.fulfill({ contentType: "text/html", body }));
      await button("Add GitHub").click();
      await told("The site is taking too long to answer.");
      await seeLinked(1);
      assert.equal(await page.getByRole("main").getAttribute("aria-busy"), null);
      assert.equal(await stage.isWaiting("Add GitHub"), false);
      await page.unroute("**/link/start");
    }
  });

  await step("a place to go on to is taken whole", async () => {
    await page.route("**/link/start", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<html data-page=going><meta http-equiv=refresh content="0;url=/?a=b&url=c">`,
      }),
    );
    const asked = page.waitForRequest(`${server.app}/?a=b&url=c`);
    await button("Add GitHub").click();
    await asked;
    await seeLinked(1);
    await page.unroute("**/link/start");
  });

  await step("a question that is open where the session has ended gives way to what is said", async () => {
    await stage.prove("Add GitHub", "github|2001");
    await stage.agree();
    await told(/ is linked\./);
    await button(/^Unlink GitHub/).click();
    await page.context().clearCookies();
    await comeBack();
    await told("You have been signed out");
    await page.waitForTimeout(300);
    await page.getByRole("status").getByRole("link", { name: "Sign in again" }).waitFor();
    assert.equal(await isFocused(page.locator("#message")), true);
    assert.deepEqual([await dialog.count(), address()], [0, "/"]);
  });
}
