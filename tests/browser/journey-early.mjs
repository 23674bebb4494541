// What decides acts a second after it is shown: a double click that was begun on another page does not end on
// it.
import assert from "node:assert/strict";

export async function waitASecond({ server, page, scripts, step, heading, button, told, ...stage }) {
  const home = scripts ? server.app : `${server.app}/settings`;
  const link = (name) => page.getByRole("link", { name });
  const sent = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (request.method() === "POST" && origin === server.app) sent.push(pathname);
  });
  const acts = (target) => target.evaluate((element) => getComputedStyle(element).pointerEvents !== "none");

  /**
   * Clicks twice as soon as the button is there, and presses Enter on it where a script heeds that; shown
   * anew, if it took too long.
   */
  async function clickEarly(show, target, heeded = scripts) {
    for (let tries = 0; tries < 8; tries += 1) {
      sent.length = 0;
      await show();
      await target.scrollIntoViewIfNeeded();
      const { x, y, width, height } = await target.boundingBox();
      await page.mouse.dblclick(x + width / 2, y + height / 2);
      if (heeded) await target.press("Enter");
      const early = (await target.isVisible()) && !(await acts(target));
      if (!early) continue;
      await page.waitForTimeout(300);
      assert.deepEqual(sent, [], "nothing was sent");
      return;
    }
    assert.fail("the button was never seen early");
  }
  const anew = () => page.reload();

  await step("a review is not confirmed by a click that comes too early, and later it is", async () => {
    await page.goto(home);
    await link("Sign in").click();
    await stage.typePassword();
    await button("Add GitHub").click();
    await stage.beAtTenant("github|2001");
    await stage.reviewed();
    await clickEarly(anew, stage.agreement);
    await stage.reviewed();
    await stage.agree();
    await told(/ is linked\./);
  });

  await step("less motion is no shorter time", async () => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(`${server.app}/link/start?connection=google-oauth2`);
    await clickEarly(anew, button("Continue"), false);
    await page.emulateMedia({ reducedMotion: null });
  });

  await step("an unlink is not confirmed by it either", async () => {
    const unlink = scripts
      ? page.getByRole("dialog").getByRole("button", { name: "Unlink", exact: true })
      : button("Unlink");
    const ask = async () => {
      await page.goto(home);
      await button(/^Unlink GitHub/).click();
    };
    await clickEarly(ask, unlink);
    await unlink.click();
    await told(/ is unlinked\./);
  });

  await step("nobody is switched by it", async () => {
    await page.goto(`${server.app}/login?connection=windowslive${scripts ? "" : "&return_to=/settings"}`);
    await stage.beAtTenant("windowslive|3001");
    await heading("You signed in with another account").waitFor();
    await clickEarly(anew, button(/^Switch to/));
    await button(/^Switch to/).click();
    await told("You switched accounts.");
  });

  if (!scripts) return;
  await step("a window that comes to the front begins its second anew", async () => {
    await button(/^Add GitHub/).click();
    await stage.beAtTenant("github|2001");
    await stage.reviewed();
    const target = stage.agreement;
    await target.click({ trial: true });
    assert.equal(await acts(target), true);
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    assert.equal(await acts(target), false);
    await target.click({ trial: true });
    // A page that is led to by the way back is the one that was left, with its time over.
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    assert.equal(await acts(target), false);
    await target.click({ trial: true });
    await button("Cancel").click();
    await told("Nothing was linked.");
  });
}
