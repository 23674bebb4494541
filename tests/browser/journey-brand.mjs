// The product's own looks in a real browser: name, logo, colours, links and style sheet, some of them from
// another host.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { shoot } from "./screenshots.mjs";

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#7a3db8"/><path d="M8 23 16 8l8 15h-4.6L16 16l-3.4 7Z" fill="#fff"/></svg>`;
const pattern = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="4"><rect width="24" height="4" fill="#7a3db8"/></svg>`;
const sheet = `:root { --round: 8px; --display: var(--words); }
body { background: url("/pattern.svg") repeat-x top; }
h1 { letter-spacing: -.02em; }`;
const wordmark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 60"><rect width="480" height="60" rx="8" fill="#8a4b08"/></svg>`;
const text = (path) => readFile(new URL(`../../docs/${path}`, import.meta.url), "utf8");
const files = {
  "/wordmark.svg": ["image/svg+xml", wordmark],
  "/logo.svg": ["image/svg+xml", logo],
  "/pattern.svg": ["image/svg+xml", pattern],
  "/mark.svg": ["image/svg+xml", logo],
  "/acme.css": ["text/css", sheet],
  "/paper.css": ["text/css", await text("looks/paper.css")],
  // The example of docs/brand.md, without its font.
  "/guide.css": ["text/css", (await text("brand.md")).match(/```css\n.*?(:root.*?)```/s)[1]],
};

/** The product's own host: what docs/brand.md asks of one. */
export async function startProduct() {
  const server = createServer(({ url }, response) => {
    const [type, body] = files[url] ?? [];
    response.writeHead(body ? 200 : 404, {
      "content-type": type ?? "text/plain",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    variables: {
      product_name: "Acme & Søn",
      logo: `${origin}/logo.svg`,
      stylesheet: `${origin}/acme.css`,
      accent_color: "#6b2fa8",
      home_url: "https://acme.example/account",
      privacy_url: "https://acme.example/privacy",
      help_url: "mailto:help@acme.example",
      connection_logos: JSON.stringify({ github: `${origin}/mark.svg`, sms: "not an address" }),
      connections: "sms,Username-Password-Authentication,google-oauth2,github=Git at work",
      connection_labels: "en:google-oauth2=Google Workspace",
    },
    close: () => server.close(),
  };
}

/** Both examples of style sheets: `shoot` measures their contrast, in both schemes. */
export async function seeExamples(stage) {
  const { page, server, step, heading, seeLinked } = stage;
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  for (const [name, ground] of [
    ["paper", "rgb(245, 243, 238)"],
    ["guide", "rgb(247, 245, 250)"],
  ]) {
    await step(`the style sheet ${name} keeps every text readable`, async () => {
      if (name === "guide")
        await page.route("**/paper.css", (route) =>
          route.fulfill({
            contentType: "text/css",
            headers: { "access-control-allow-origin": "*" },
            body: files["/guide.css"][1],
          }),
        );
      await page.context().clearCookies();
      await page.goto(server.app);
      await heading("Manage how you sign in").waitFor();
      assert.equal(await paper(), ground);
      await stage.signIn();
      await seeLinked(1);
      await shoot(page, `example-1-${name}`);
      await stage.prove("Add Git at work", "github|2001");
      await shoot(page, `example-2-${name}-review`);
      await stage.button("Cancel").click();
      await seeLinked(1);
    });
  }
}

/** Dark pages, whatever the system is. */
export async function seeOneScheme(stage) {
  await stage.step("a pinned scheme is that of every page", async () => {
    const { page, server, seeLinked } = stage;
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.goto(server.app);
    await stage.heading("Manage how you sign in").waitFor();
    assert.equal(await ground(), "rgb(19, 24, 27)");
    await stage.signIn();
    await seeLinked(1);
    await shoot(page, "brand-6-dark");
    await page.goto(`${server.app}/link/start?connection=google-oauth2`);
    assert.equal(await ground(), "rgb(19, 24, 27)");
    await shoot(page, "brand-7-dark-start");
  });
}

/** A name as long as they come, a wide logo, and one colour: no style sheet helps. */
export const unwieldy = ({ origin }) => ({
  product_name: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbea",
  logo: `${origin}/wordmark.svg`,
  accent_color: "#8a4b08",
  help_url: "/help",
});

export async function seeThatItFits(stage) {
  await stage.step("a long name and a wide logo leave room for the rest", async () => {
    await stage.signIn();
    await stage.seeLinked(1);
    await shoot(stage.page, "brand-5-unwieldy");
    await stage.page.setViewportSize({ width: 320, height: 640 });
    const { height } = await stage.button("Sign out").boundingBox();
    assert.ok(height < 50, `signing out takes ${height} pixels`);
  });
}

export async function seeLooks(stage) {
  const { page, server, step, heading, button, seeLinked } = stage;
  const style = (selector, name) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element)[name], name);
  const home = () => page.getByRole("banner").getByRole("link", { name: "Back to Acme & Søn" });
  const loaded = () =>
    page.locator(".brand img").evaluate((image) => image.complete && image.naturalWidth > 0);

  await step("the page carries name, logo, colours and links, signed out", async () => {
    await page.goto(server.app);
    await heading("Manage how you sign in").waitFor();
    assert.equal(await page.title(), "Manage how you sign in – Acme & Søn");
    assert.equal(await home().getAttribute("href"), "https://acme.example/account");
    assert.ok(await loaded(), "the logo is shown");
    assert.equal(
      await page.getByRole("link", { name: "Privacy" }).getAttribute("href"),
      "https://acme.example/privacy",
    );
    assert.equal(
      await page.getByRole("link", { name: "Help" }).getAttribute("href"),
      "mailto:help@acme.example",
    );
    assert.equal(await style(".main", "backgroundColor"), "rgb(107, 47, 168)");
    await shoot(page, "brand-1-signed-out", { pictured: "the product’s pattern" });
  });

  await step("its style sheet comes last, with the images of its own host", async () => {
    assert.equal(await style(".card", "borderTopLeftRadius"), "8px");
    assert.match(await style("body", "backgroundImage"), /pattern\.svg/);
  });

  await step(
    "connections are named by provider, by label and by language, in the order of the setting",
    async () => {
      await stage.signIn();
      await seeLinked(1);
      assert.equal(await page.title(), "Ways you sign in – Acme & Søn");
      const choices = await page.locator(".choices .wording").allTextContents();
      assert.deepEqual(choices, [
        "Add a phone number",
        "Add Google Workspace",
        "Add Git at work",
        "Add another account: Email and password",
      ]);
      const art = page.locator(".art img");
      assert.equal(await art.count(), 1);
      assert.ok(await art.evaluate((it) => it.complete && it.naturalWidth > 0), "artwork is shown");
      const sign = page.locator(".art .sign");
      const seen = () =>
        sign.evaluate((it) => {
          const [tile, own] = [it.parentElement, it].map((part) => part.getBoundingClientRect());
          return own.bottom <= tile.bottom;
        });
      assert.equal(await seen(), false, "our own sign stands aside");
      await shoot(page, "brand-2-signed-in", { pictured: "the product’s pattern" });
      // What cannot be had leaves our own sign, where the artwork would be.
      await page.route("**/mark.svg", (route) =>
        route.fulfill({
          contentType: "image/svg+xml",
          headers: { "access-control-allow-origin": "*" },
          body: "",
        }),
      );
      await page.reload();
      await seeLinked(1);
      await sign.waitFor();
      assert.equal(await seen(), true, "our own sign is shown");
      const [tile, own] = [await page.locator(".art").boundingBox(), await sign.boundingBox()];
      assert.ok(Math.abs(tile.y + tile.height / 2 - own.y - own.height / 2) < 1, "in the middle");
      await shoot(page, "brand-8-without-artwork", { pictured: "the product’s pattern" });
      await page.unroute("**/mark.svg");
    },
  );

  await step("so do the review and the small pages", async () => {
    await stage.prove("Add Git at work", "github|2001");
    assert.equal(await page.title(), "Add Git at work (ada@example.com) to your account? – Acme & Søn");
    await shoot(page, "brand-3-review", { pictured: "the product’s pattern" });
    await button("Cancel").click();
    await seeLinked(1);
    const after = page.getByRole("status").getByRole("link", { name: /^Back to/ });
    assert.equal(await after.getAttribute("href"), await home().getAttribute("href"));
    await page.goto(`${server.app}/link/start?connection=google-oauth2`);
    assert.equal(await page.title(), "Add a way to sign in – Acme & Søn");
    assert.ok(await loaded(), "the logo is shown");
    assert.equal(await style(".main", "backgroundColor"), "rgb(107, 47, 168)");
    await shoot(page, "brand-4-start", { pictured: "the product’s pattern" });
  });
}
