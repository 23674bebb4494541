// A product's own settings page with <linked-accounts> in it: on the component's origin, and on another
// origin of the same site.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { shoot } from "./screenshots.mjs";

/** Pages of a product that has its own ways: another base, a router. */
const heads = {
  "/account/based": '<base href="https://elsewhere.example/deep/">',
  "/account/routed": "<script>history.replaceState({ at: location.pathname }, '');</script>",
};

/** What it says of its colours, where it is none of `products`. */
const both = {
  css: `body { color: #222; background: #fff; color-scheme: light dark; }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #181818; } }
  linked-accounts::part(card) { border-radius: 4px; box-shadow: none; }
  linked-accounts { --round: 4px; }`,
};

const pageOf = (app, path = "", products = {}) => {
  const { css, scheme, user, later, lang = "en" } = products[path.split("/").at(-1)] ?? both;
  return `<!doctype html>
<html lang="${lang}">
<meta charset="utf-8">
${Object.entries(heads).find(([start]) => path.startsWith(start))?.[1] ?? ""}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Product</title>
<link rel="icon" href="data:,">
<style>
  body { max-inline-size: 48rem; margin: 2rem auto; padding-inline: 1rem; font: 1rem/1.5 Georgia, serif; }
  ${css}
</style>
<main>
<h1>Settings of the product</h1>
<p>What stands here is the product's own.</p>
<linked-accounts${scheme ? ` scheme="${scheme}"` : ""}${user === undefined ? "" : ` user="${user}"`}></linked-accounts>
</main>
<script type="module" src="${app}/linked-accounts.js"></script>
<script>
  const element = document.querySelector("linked-accounts");
  if ("${later ?? ""}") setTimeout(() => element.setAttribute("user", "${later}"), 300);
  window.told = JSON.parse(sessionStorage.getItem("told") ?? "[]");
  for (const name of ["linked", "unlinked", "refused", "signed-out", "shown"]) {
    element.addEventListener(name, ({ detail }) => {
      told.push([name, detail.code ?? detail.state]);
      sessionStorage.setItem("told", JSON.stringify(told));
    });
  }
</script>
</html>`;
};

/** A product on an origin of its own; `app` is known only once the component runs. */
export async function withProduct(run, products) {
  let app = "";
  const server = createServer((request, response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(pageOf(app, new URL(request.url, "http://x").pathname, products)),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await run({
      origin: `http://localhost:${server.address().port}`,
      serve: (url) => {
        app = url;
      },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Serves the product's pages on the component's origin. */
export async function serveOnOurOrigin({ server, page }, products) {
  await page.context().grantPermissions(["local-network-access"], { origin: server.app });
  // Playwright's own routes leave out what a redirect leads to.
  const session = await page.context().newCDPSession(page);
  session.on("Fetch.requestPaused", ({ requestId, request }) =>
    session.send("Fetch.fulfillRequest", {
      requestId,
      responseCode: 200,
      responseHeaders: [{ name: "content-type", value: "text/html" }],
      body: Buffer.from(pageOf(server.app, new URL(request.url).pathname, products)).toString("base64"),
    }),
  );
  await session.send("Fetch.enable", {
    patterns: [{ urlPattern: `${server.app}/account*`, requestStage: "Request" }],
  });
}

export async function embed(stage, address, name) {
  const { page, step, heading, button, dialog, told, seeLinked } = stage;
  const events = () => page.evaluate(() => window.told);

  await step("a sign-in comes back to the product's page", async () => {
    await page.goto(address);
    await heading("Manage how you sign in").waitFor();
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    await seeLinked(1);
    assert.equal(page.url().split("?")[0], address);
    await shoot(page, `embed-1-${name}`);
  });

  await step("a link comes back there, too, and the page is told", async () => {
    await stage.prove("Add GitHub", "github|2001");
    // A review is on the component's own page, which leads back.
    const there =
      new URL(address).origin === stage.server.app
        ? address
        : `${stage.server.app}/?${new URLSearchParams({ return_to: address })}`;
    assert.equal(page.url(), there, "what told the outcome is gone from the address");
    await shoot(page, `embed-2-${name}-review`);
    await stage.agree();
    await told(/ is linked\./);
    await seeLinked(2);
    assert.equal(page.url(), address);
    assert.ok(
      (await events()).some(([event, code]) => event === "linked" && code === "linked"),
      JSON.stringify(await events()),
    );
  });

  await step("so is an unlink", async () => {
    await button(/^Unlink GitHub/).click();
    await dialog.getByRole("button", { name: "Unlink", exact: true }).click();
    await told(/ is unlinked\./);
    await seeLinked(1);
    assert.ok(
      (await events()).some(([event]) => event === "unlinked"),
      JSON.stringify(await events()),
    );
  });

  await step("it speaks the language that the product's page names", async () => {
    await page.locator("linked-accounts").evaluate((element) => {
      element.lang = "de";
    });
    await page.getByRole("heading", { name: "Ihre Anmeldemethoden" }).waitFor();
  });
  if (new URL(address).origin !== stage.server.app) await goHomeForMore(stage, address);
}

/** What a listed page cannot do, and leads to our own page for. */
async function goHomeForMore(stage, address) {
  const { server, page, step, heading, button, dialog, told, seeLinked, lastMessage } = stage;
  const number = "+15550100",
    isAt = (place) => assert.equal(page.url().split("?")[0], place);
  await page.locator("linked-accounts").evaluate((element) => {
    element.lang = "en";
  });

  await step("a number is proved on the component's page", async () => {
    await button("Add a phone number").click();
    await heading("Add a phone number").waitFor();
    isAt(`${server.app}/`);
    await page.getByRole("textbox", { name: "Phone number" }).fill(number);
    await button("Send a code").click();
    await heading("Enter the code").waitFor();
  });

  await step("the product's page says that something waits there, and leads to it", async () => {
    await page.goto(address);
    await seeLinked(1);
    await shoot(page, "embed-3-code-waits");
    await button("Enter the code").click();
    await page.getByRole("textbox", { name: "Code from the message" }).fill((await lastMessage(number)).code);
    await button("Check the code").click();
    await stage.reviewed();
    isAt(`${server.app}/`);
    await page.goto(address);
    await seeLinked(1);
    await shoot(page, "embed-4-review-waits");
    await button("Continue").click();
    await stage.reviewed();
    await stage.agree();
    await told(/ is linked\./);
    await seeLinked(2);
    isAt(address);
  });

  await step("so it is with unlinking and deleting", async () => {
    await button(/^Unlink/)
      .last()
      .click();
    await dialog.getByRole("checkbox", { name: /delete/i }).check();
    await dialog.getByRole("button", { name: "Unlink and delete" }).click();
    await heading(/^Unlink /).waitFor();
    isAt(`${server.app}/settings`);
    await page.getByRole("checkbox", { name: /delete/i }).check();
    await button("Unlink and delete").click();
    await told(/ is unlinked and deleted\./);
    await seeLinked(1);
    isAt(address);
  });

  await step("who comes back as somebody else chooses there", async () => {
    await page.goto(
      `${server.app}/login?${new URLSearchParams({ connection: "windowslive", return_to: address })}`,
    );
    await stage.beAtTenant("windowslive|3001");
    await heading("You signed in with another account").waitFor();
    isAt(`${server.app}/`);
    await page.goto(address);
    await heading("You signed in with another account").waitFor();
    await shoot(page, "embed-5-switch");
    await button("Continue").click();
    await page.waitForURL(`${server.app}/**`);
    await button(/^Switch to/).click();
    await told("You switched accounts.");
    isAt(address);
  });
}
