// A product's page that names its user (`user`): who is signed in here is compared with it, and who has a
// session at the tenant is signed in unseen.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

const drawn = /\/settings(\?|$)/;

/** Products that know who is signed in there. */
export const users = {
  "as-ada": { css: "body { background: #fff; }", user: "auth0|ada" },
  "as-two": { css: "body { background: #fff; }", user: "auth0|cached", later: "auth0|ada" },
  "as-nobody": { css: "body { background: #fff; }", user: "" },
  "as-grace": { css: "body { background: #fff; }", user: "github|2002" },
};

export async function nameTheUser(stage, address, name) {
  const { server, page, step, heading, button, seeLinked, told } = stage;
  const element = page.locator("linked-accounts");
  const signedInAs = page.getByText("Signed in as");
  const led = [];
  page.on("request", (request) => request.url().includes("/login?") && led.push(request.url()));
  /** A new tab of somebody whose session here has ended; and at the tenant, too. */
  const end = async (everywhere) => {
    await page.evaluate(() => sessionStorage.clear());
    if (everywhere) return page.context().clearCookies();
    const { hostname } = new URL(server.app);
    const own = (await page.context().cookies(server.app)).filter(({ domain }) => domain === hostname);
    for (const { name: cookie } of own)
      if (/session|generation|sid/.test(cookie))
        await page.context().clearCookies({ name: cookie, domain: hostname });
    led.length = 0;
  };

  await step("a user whom the page names is shown without their name and the way out", async () => {
    await page.goto(address);
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    await seeLinked(1);
    await signedInAs.waitFor();
    await page.goto(`${address}/as-ada`);
    await seeLinked(1);
    assert.equal(await signedInAs.count(), 0);
    assert.equal(await button("Sign out").count(), 0);
    await shoot(page, `user-1-${name}`);
  });

  await step("with a session at the tenant nobody presses a button that only leads round", async () => {
    await end(false);
    await page.goto(`${address}/as-ada`);
    await seeLinked(1);
    assert.equal(page.url(), `${address}/as-ada`);
    assert.equal(led.length, 1, String(led));
    assert.match(led[0], /prompt=none/);
  });

  await step("without one there is the button, and the tab is led away once", async () => {
    await end(true);
    led.length = 0;
    await page.goto(`${address}/as-ada`);
    await heading("Manage how you sign in").waitFor();
    await page.waitForURL(`${address}/as-ada`);
    await page.reload();
    await heading("Manage how you sign in").waitFor();
    await page.waitForTimeout(500);
    assert.equal(led.length, 1, String(led));
    assert.equal(await page.getByRole("status").innerText(), "");
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    await seeLinked(1);
    assert.equal(page.url(), `${address}/as-ada`);
  });

  await step("an empty user is nobody, who is compared, too", async () => {
    await page.goto(`${address}/as-nobody`);
    await heading("You are signed in here as somebody else").waitFor();
    assert.equal(await page.getByText("ada@example.com").count(), 0);
    assert.equal(await button("Add Google").count(), 0);
  });

  await step("somebody else is told, and nothing of the other one is there", async () => {
    await page.goto(`${address}/as-grace`);
    await heading("You are signed in here as somebody else").waitFor();
    assert.equal(await page.getByText("ada@example.com").count(), 0);
    assert.deepEqual(await page.evaluate(() => window.told.at(-1)), ["shown", "other-user"]);
    await shoot(page, `user-2-${name}-somebody-else`);
  });

  await step("who changes while the page is open is told, before anything is done", async () => {
    await page.goto(`${address}/as-ada`);
    await seeLinked(1);
    await page.route("**/link/start", async (route) => {
      const body = route.request().postData().replace("auth0%7Cada", "github%7C2002");
      await route.continue({ postData: body });
    });
    await button("Add Google").click();
    await told(/You are signed in with another account/);
    await heading("You are signed in here as somebody else").waitFor();
    await page.unroute("**/link/start");
  });

  await step("the page may say later who its user is", async () => {
    await page.goto(`${address}/as-grace`);
    await heading("You are signed in here as somebody else").waitFor();
    await element.evaluate((it) => it.setAttribute("user", "auth0|ada"));
    await seeLinked(1);
    await element.evaluate((it) => it.setAttribute("user", "github|2002"));
    await heading("You are signed in here as somebody else").waitFor();
  });

  await step("how something ended is told, though its user is named before that, and stays", async () => {
    const held = [];
    await page.route(drawn, (route) => held.push(route), { times: 1 });
    await page.goto(`${address}/plain?outcome=wrong_account`);
    while (held.length < 1) await page.waitForTimeout(50);
    await element.evaluate((it) => it.setAttribute("user", "auth0|ada"));
    await held[0].continue();
    await told(/^You signed in with another account than the suggested one/);
    await signedInAs.waitFor({ state: "detached" });
    assert.match(await page.getByRole("status").innerText(), /than the suggested one/);
    await page.goto(`${address}/as-grace`);
  });

  await step("the other one signs in, and both decide who goes on", async () => {
    await page.getByRole("link", { name: "Sign in again" }).click();
    await page.locator("input[name=username]").waitFor();
    await page.getByRole("button", { name: /GitHub/ }).click();
    await stage.beAtTenant("github|2002");
    await heading("You signed in with another account").waitFor();
    await button(/^Switch to/).click();
    await page.waitForURL(`${address}/as-grace`);
    await seeLinked(1);
    assert.equal(await signedInAs.count(), 0);
  });

  await step("a page that names one user and then another one does not lead round and round", async () => {
    await end(true);
    led.length = 0;
    await page.goto(`${address}/as-two`);
    await page.waitForTimeout(4000);
    await heading("Manage how you sign in").waitFor();
    await page.reload();
    await page.waitForTimeout(1000);
    await heading("Manage how you sign in").waitFor();
    assert.ok(led.length <= 2, String(led));
  });

  await step("a user who is named late and has no session leads round once", async () => {
    await page.context().clearCookies();
    led.length = 0;
    for (const look of ["first", "second"]) {
      await page.goto(`${address}/plain`);
      await heading("Manage how you sign in").waitFor();
      await element.evaluate((it) => it.setAttribute("user", "auth0|late"));
      await page.waitForLoadState("networkidle");
      await heading("Manage how you sign in").waitFor();
      assert.equal(led.length, 1, `${look} look: ${led}`);
    }
  });
}
