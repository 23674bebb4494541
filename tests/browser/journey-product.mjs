// A product's page with ways of its own around <linked-accounts>: another base, a framework that takes the
// element away and brings it back, and a router.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

const drawn = /\/settings(\?|$)/;

export async function liveInAProduct(stage, address, name) {
  const isHome = new URL(address).origin === stage.server.app;
  await standOnAnotherBase(stage, `${address}/based?tab=2`, isHome, name);
  await beMovedAbout(stage, address, isHome);
  await standBesideARouter(stage, `${address}/routed`, isHome);
}

/** Links GitHub, and is back at `address` then. */
async function linkAndComeBack(stage, address, isHome) {
  const { page, told, server, seeLinked } = stage;
  await stage.prove("Add GitHub", "github|2001");
  // A review is on the component's own page, which leads back.
  assert.equal(
    page.url(),
    isHome ? address : `${server.app}/?${new URLSearchParams({ return_to: address })}`,
  );
  await stage.agree();
  await told(/ is linked\./);
  await seeLinked(2);
  assert.equal(page.url(), address);
}

async function unlink({ button, dialog, told, seeLinked }) {
  await button(/^Unlink GitHub/).click();
  await dialog.getByRole("button", { name: "Unlink", exact: true }).click();
  await told(/ is unlinked\./);
  await seeLinked(1);
}

async function standOnAnotherBase(stage, address, isHome, name) {
  const { server, page, step, heading, button, seeLinked } = stage;

  /** Every address in it is whole and the component's, and every mark is drawn. */
  async function check(least) {
    const { addresses, marks } = await page.locator("linked-accounts").evaluate(({ shadowRoot }) => ({
      addresses: [...shadowRoot.querySelectorAll("a, form, img, link")].map((it) =>
        ["href", "action", "src"].map((name) => it.getAttribute(name)).find(Boolean),
      ),
      marks: [...shadowRoot.querySelectorAll("use")]
        .filter((it) => it.checkVisibility())
        .map((it) => it.getBBox().width),
    }));
    for (const it of addresses) assert.equal(URL.canParse(it) && new URL(it).origin, server.app, it);
    assert.ok(addresses.length > 1 && marks.length >= least, `${addresses}; ${marks}`);
    for (const width of marks) assert.ok(width > 0, String(marks));
  }

  await step("on a page with another base a sign-in comes back", async () => {
    await page.goto(address);
    await heading("Manage how you sign in").waitFor();
    await check(3);
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    await seeLinked(1);
    assert.equal(page.url(), address);
    await check(5);
    await shoot(page, `product-1-${name}-based`);
  });

  await step("a link, an unlink and a step do", async () => {
    await linkAndComeBack(stage, address, isHome);
    await check(6);
    await unlink(stage);
    await button("Add a phone number").click();
    await heading("Add a phone number").waitFor();
    assert.equal(page.url().split("?")[0], isHome ? address.split("?")[0] : `${server.app}/`);
    await button("Not now").click();
    await heading("Ways you sign in").waitFor();
  });

  await step("a page that is older than the edge takes the edge's style along", async () => {
    const style = /\/settings\.0{12}\.css$/;
    await page.route(style, (route) => route.fulfill({ contentType: "text/css", body: "" }));
    await page.goto(address);
    await seeLinked(1);
    await page.route(drawn, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/settings\.\w{12}\.css/, "settings.000000000000.css");
      await route.fulfill({ response, body });
    });
    const asked = page.waitForRequest(style);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    assert.equal((await asked).url(), `${server.app}/settings.000000000000.css`);
    await page.unroute(drawn);
    await page.unroute(style);
  });

  await step("signing out does", async () => {
    await page.goto(address);
    await button("Sign out").click();
    await page.waitForURL(`${server.app}/`);
    await heading("Manage how you sign in").waitFor();
  });
}

async function beMovedAbout(stage, address, isHome) {
  const { page, step, heading, button, seeLinked } = stage;
  const asked = [];
  page.on("request", (request) => drawn.test(request.url()) && asked.push(request.method()));
  /** How many requests for the page an action makes. */
  const count = async (action) => {
    asked.length = 0;
    await action();
    await page.waitForTimeout(300);
    return asked.length;
  };
  const events = () => page.evaluate(() => window.told.splice(0).map(([name, what]) => `${name} ${what}`));
  const remove = () =>
    page.evaluate(() => {
      window.element = document.querySelector("linked-accounts");
      window.element.remove();
    });
  const add = () => page.evaluate(() => document.querySelector("main").append(window.element));
  /** What makes the panel ask: a network that is back, and a tab that is back after two minutes. */
  const wake = () =>
    page.evaluate(() => {
      dispatchEvent(new Event("online"));
      const { now } = Date;
      Date.now = () => now() + 120_000;
      document.dispatchEvent(new Event("visibilitychange"));
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      Date.now = now;
    });

  await page.addInitScript(() => {
    window.running = new Set();
    const { setInterval: set, clearTimeout: clear } = window;
    window.setInterval = (...args) => {
      window.running.add(set(...args));
      return [...window.running].at(-1);
    };
    window.clearTimeout = (id) => {
      window.running.delete(id);
      clear(id);
    };
  });
  const running = () => page.evaluate(() => window.running.size);

  await step("an element that is taken away asks and hears nothing more", async () => {
    await page.goto(address);
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    await seeLinked(1);
    assert.equal(await running(), 1);
    assert.ok((await count(wake)) >= 1);
    await seeLinked(1);
    await remove();
    assert.equal(await count(wake), 0);
    assert.equal(await running(), 0);
  });

  await step("put back, it shows the state again, once", async () => {
    await events();
    assert.equal(await count(add), 1);
    await seeLinked(1);
    assert.equal(await heading("Ways you sign in").count(), 1);
    assert.equal(await running(), 1);
    assert.deepEqual(await events(), ["shown overview"]);
  });

  await step("moved to another parent, it stands there in the same way", async () => {
    const move = () =>
      page.evaluate(() => document.body.appendChild(document.createElement("aside")).append(window.element));
    assert.equal(await count(move), 1);
    await seeLinked(1);
    assert.equal(await running(), 1);
    assert.deepEqual(await events(), ["shown overview"]);
    await page.evaluate(() => document.querySelector("aside").remove());
    await add();
    await seeLinked(1);
  });

  await step("of two made one after the other, each stands alone", async () => {
    const anew = () =>
      page.evaluate(() => {
        window.element.replaceWith(document.createElement("linked-accounts"));
        document.querySelector("linked-accounts").replaceWith(document.createElement("linked-accounts"));
      });
    assert.equal(await count(anew), 2, "the first was in the page, too");
    await seeLinked(1);
    assert.equal(await running(), 1);
    assert.equal(await count(() => page.evaluate(() => dispatchEvent(new Event("online")))), 1);
  });

  await step("taken away while answers are under way, it neither shows them nor follows them", async () => {
    let release;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    const hold = async (route) => {
      await held;
      await route.continue().catch(() => {});
    };
    await page.route(drawn, hold);
    await page.route("**/link/start", hold);
    await button("Add GitHub").click();
    await remove();
    await add();
    await remove();
    const { running: left, shown } = await page.evaluate(() => ({
      running: window.running.size,
      shown: window.told.length,
    }));
    assert.equal(left, 0);
    release();
    await page.waitForTimeout(1000);
    assert.equal(page.url(), address);
    assert.equal(await page.evaluate(() => window.told.length), shown);
    await page.unroute(drawn);
    await page.unroute("**/link/start");
    await add();
    await seeLinked(1);
    assert.equal(await heading("Ways you sign in").count(), 1);
  });

  await step("nor does it stumble over two answers that wait for its style", async () => {
    let style;
    await page.route("**/settings.*.css", (route) => {
      style = route;
    });
    assert.equal(await count(() => page.reload({ waitUntil: "commit" })), 1);
    assert.equal(await count(() => page.evaluate(() => dispatchEvent(new Event("online")))), 1);
    assert.equal(await heading("Ways you sign in").count(), 0);
    await style.continue();
    await seeLinked(1);
    await page.unroute("**/settings.*.css");
  });

  await step("what happens is told once", async () => {
    await linkAndComeBack(stage, address, isHome);
    await remove();
    await add();
    await seeLinked(2);
    await events();
    await unlink(stage);
    assert.deepEqual(await events(), ["shown overview", "unlinked unlinked"]);
  });
}

async function standBesideARouter(stage, address, isHome) {
  const { page, step, heading, button, dialog, seeLinked } = stage;
  const entry = () => page.evaluate(() => [history.length, history.state, location.href]);
  const go = (to, state) => page.evaluate(([to, state]) => history.pushState(state, "", to), [to, state]);

  await step("beside a product's router it writes no entry", async () => {
    await page.goto(`${address}?q=a%20b&c`);
    await seeLinked(1);
    assert.deepEqual((await entry()).slice(1), [{ at: "/account/routed" }, `${address}?q=a%20b&c`]);
    await stage.prove("Add Microsoft", "windowslive|3001");
    await button("Cancel").click();
    await page.waitForURL(`${address}?q=a%20b&c`);
    await seeLinked(1);
    await linkAndComeBack(stage, `${address}?q=a%20b&c`, isHome);
    await go(`${address}/security?tab=2`, { at: "security", deep: { key: 7 } });
    const before = await entry();
    await button(/^Unlink GitHub/).click();
    await dialog.getByText("Keep it linked").click();
    await dialog.waitFor({ state: "hidden" });
    await button(/^Unlink GitHub/).click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    if (isHome) {
      await button("Add a phone number").click();
      await heading("Add a phone number").waitFor();
      await button("Not now").click();
    }
    await unlink(stage);
    assert.deepEqual(await entry(), before);
  });

  await step("its way back is the product's", async () => {
    await page.goBack();
    assert.deepEqual((await entry()).slice(1), [{ at: "/account/routed" }, `${address}?q=a%20b&c`]);
    await page.goForward();
    await seeLinked(1);
  });

  await step("a link comes back to where the router was, and the outcome leaves its address", async () => {
    await linkAndComeBack(stage, `${address}/security?tab=2`, isHome);
    await unlink(stage);
    await page.goto(`${address}?a=1%202&outcome=rate_limited&b=&wait=2&c`);
    await page.getByText("You can try again now.").waitFor();
    const [, state, url] = await entry();
    assert.deepEqual([state, url], [{ at: "/account/routed" }, `${address}?a=1%202&b=&c`]);
  });

  await step("signing in comes back there, too", async () => {
    await page.context().clearCookies();
    await page.goto(address);
    await heading("Manage how you sign in").waitFor();
    await go(`${address}/security?tab=3`, {});
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    await seeLinked(1);
    assert.equal(page.url(), `${address}/security?tab=3`);
  });
}
