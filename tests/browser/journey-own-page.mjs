// A product's own page on the component's origin, with the very scripts of docs/embedded-login.md: real
// auth0.js and real Lock take the component's request to Auth0, and come back to its callback.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { auth0js } from "../../dev/lock/auth0js.mjs";
import { shoot } from "./screenshots.mjs";
import { database } from "./stage.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The documented scripts as one, as a product's bundler would make it. */
async function bundled() {
  const text = await readFile(`${root}docs/embedded-login.md`, "utf8");
  const tested = text.slice(text.indexOf("<!-- tested:"));
  const scripts = [...tested.matchAll(/^```js\n(.*?)^```$/gms)].map(([, script]) => script);
  assert.equal(scripts.length, 3);
  const { build } = createRequire(`${root}dev/lock/`)("esbuild");
  const { outputFiles } = await build({
    stdin: {
      contents: `${scripts.join("\n")}\nObject.assign(window, { linkWithAuth0js, linkWithLock });`,
      resolveDir: `${root}dev/lock`,
    },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
    plugins: [auth0js],
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return outputFiles[0].text;
}

export async function linkOnOwnPage(stage) {
  const { server, page, step, button, told } = stage;
  const script = await bundled();
  const serve = (path, contentType, body) =>
    page.route(`${server.app}${path}`, (route) => route.fulfill({ contentType, body }));
  await serve(
    "/account.html",
    "text/html",
    '<!doctype html><title>The product</title><script type="module" src="/account.js"></script>',
  );
  await serve("/account.js", "text/javascript", script);
  await serve(
    "/js/lock/14.3.0/en.js",
    "text/javascript",
    await readFile(`${root}target/lock/language-en.js`, "utf8"),
  );
  await serve("/favicon.svg", "image/svg+xml", await readFile(`${root}static/favicon.svg`, "utf8"));
  // A page that the test itself answers has no address; Chromium would ask whether it may reach the loopback.
  await page.context().grantPermissions(["local-network-access"], { origin: server.app });
  const ownPage = async () => {
    await page.goto(`${server.app}/account.html`);
    await page.waitForFunction(() => "linkWithLock" in window);
  };
  const identities = async () => {
    const user = await server.tell("GET", `users/${encodeURIComponent("github|2001")}`);
    return user.identities.map(({ provider, user_id: id }) => `${provider}|${id}`);
  };
  const linkIt = async () => {
    await stage.keepIfAsked("Ada Lindqvist, GitHub");
    await stage.agree();
    await told(/ is linked\./);
  };
  const { username, password } = server.accounts.find((account) => account.connection === database);

  const other = server.accounts.find((account) => account.user_id === "auth0|grace");
  const lock = page.locator(".auth0-lock");
  const field = (name) => lock.locator(`input[name=${name}]`);
  const submit = () => lock.locator("button[type=submit]").click();

  await step("a person signs in as ever", async () => {
    await page.goto(`${server.app}/login?connection=github`);
    await stage.beAtTenant("github|2001");
    await button("Add Google").waitFor();
  });

  await step("auth0.js sends a wrong password, and the page hears of it", async () => {
    stage.expectRefusal("/co/authenticate");
    await ownPage();
    const error = await page.evaluate(
      ([connection, username]) =>
        new Promise((resolve) => {
          window.linkWithAuth0js({ connection, username, password: "wrong" }, resolve);
        }),
      [database, username],
    );
    assert.equal(error.code, "access_denied");
  });

  await step("auth0.js links by password", async () => {
    await ownPage();
    page
      .evaluate((account) => window.linkWithAuth0js(account), { connection: database, username, password })
      .catch(() => {});
    await linkIt();
    assert.deepEqual(await identities(), ["github|2001", "auth0|ada"]);
  });

  await step("auth0.js links a Google account", async () => {
    await ownPage();
    page.evaluate(() => window.linkWithAuth0js({ connection: "google-oauth2" })).catch(() => {});
    await stage.beAtTenant("google-oauth2|1001");
    await linkIt();
    assert.equal((await identities()).length, 3);
  });

  await step("auth0.js with a forged nonce, or a stranger's state, links nothing", async () => {
    const forgeries = { nonce: "token_invalid", state: "no_transaction", code_challenge: "token_refused" };
    for (const [name, outcome] of Object.entries(forgeries)) {
      await ownPage();
      await page.route(
        `${server.tenant}/authorize?*`,
        (route) => {
          const address = new URL(route.request().url());
          address.searchParams.set(name, "x".repeat(43));
          return route.continue({ url: address.href });
        },
        { times: 1 },
      );
      const told = page.waitForRequest((it) => new URL(it.url()).searchParams.get("outcome") === outcome);
      page.evaluate(() => window.linkWithAuth0js({ connection: "google-oauth2" })).catch(() => {});
      await stage.beAtTenant("google-oauth2|1002");
      await told;
      assert.equal((await identities()).length, 3, name);
    }
  });

  await step("Lock on the product's page refuses a wrong password", async () => {
    stage.expectRefusal("/co/authenticate");
    await ownPage();
    page.evaluate((connection) => window.linkWithLock(connection), database).catch(() => {});
    await field("email").fill(other.username);
    await field("password").fill("wrong");
    await submit();
    await lock.getByText("Wrong email or password").waitFor();
    await shoot(page, "own-page-lock", { notOurs: "Lock’s own form" });
  });

  await step("Lock on the product's page links by password", async () => {
    await field("password").fill(other.password);
    await submit();
    await linkIt();
    assert.equal((await identities()).length, 4);
  });
}
