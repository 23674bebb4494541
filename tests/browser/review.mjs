// How long a review is, and where the button stands that answers it: in every language, on a phone, on a
// desktop, and in the element in a narrow column. `node review.mjs` writes the table to target/review.md.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./browser.mjs";
import { serveOnOurOrigin } from "./journey-embed.mjs";
import { languages } from "./journey-languages.mjs";
import * as measures from "./measures.mjs";
import { startServer } from "./server.mjs";

const table = fileURLToPath(new URL("../../target/review.md", import.meta.url));

/** Who is added: [what it shows, connection, how it is proved at the tenant]. */
const others = [
  ["a lossless link", "github", (page) => choose(page, "github|2001")],
  ["a new phone number", "sms", proveNumber],
  ["conflicting settings", "google-oauth2", (page) => choose(page, "google-oauth2|1001")],
  ["two persons", "Username-Password-Authentication", (page) => typePassword(page, "joan")],
];

/** The width of the product's column. */
const column = 360;

/** [where, window, whether it is in an element]. */
const places = [
  ["phone", { width: 390, height: 667 }],
  ["desktop", { width: 1280, height: 800 }],
  [`element of ${column} px`, { width: 1280, height: 800 }, true],
];

async function measure({ page }, server, language) {
  await serveOnOurOrigin(
    { server, page },
    {
      account: { css: `main { inline-size: ${column}px }`, lang: language },
    },
  );
  const rows = [];
  for (const [what, connection, prove] of others) {
    await startAnew(page, server);
    for (const [where, size, inElement] of places) {
      await page.setViewportSize(size);
      const { words, height, top, shown } = await review(page, server, { connection, prove, inElement });
      rows.push([what, language, where, words, height, top, shown]);
    }
  }
  return rows;
}

async function startAnew(page, server) {
  await page.context().clearCookies();
  await page.goto(`${server.app}/login`);
  await typePassword(page, "ada");
  await page.locator("main h1, main h2").first().waitFor();
}

/** Brings a review up, measures it, and cancels it. */
async function review(page, server, { connection, prove, inElement }) {
  const path = inElement ? "/account" : "/";
  await page.goto(`${server.app}${path}`);
  const start = new URLSearchParams({ connection, return_to: path });
  await page.goto(`${server.app}/link/start?${start}`);
  // Whoever comes by an address is asked first.
  await page.locator("main button").first().click();
  await prove(page, server);
  const confirm = page.locator('form[action$="/link/confirm"] button').first();
  await confirm.waitFor();
  await page.evaluate(measures.install);
  const seen = await page.evaluate(measures.reviewSize);
  await page.locator('form[action$="/link/cancel"]').evaluate((form) => form.requestSubmit());
  await page.locator('form[action$="/link/confirm"]').waitFor({ state: "detached" });
  return seen;
}

async function choose(page, userId) {
  await page.locator(`button[name=user_id][value="${userId}"]`).click();
}

async function typePassword(page, user) {
  const names = { ada: "ada@example.com", joan: "joan@example.com" };
  await page.locator("input[name=username]").fill(names[user]);
  await page.locator("input[name=password]").fill(`worthless-${user}`);
  await page.locator("input[name=password]").press("Enter");
}

async function proveNumber(page, server) {
  const number = "+15550177";
  await server.tell("POST", "passwordless-limit", { per_hour: 1000 });
  const field = page.locator("input[type=tel], input[name=phone_number], input[name=username]").first();
  await field.fill(number);
  await field.press("Enter");
  const code = page.locator("input[autocomplete=one-time-code], input[name=code]").first();
  await code.waitFor();
  const message = (await server.tell("GET", "messages")).findLast(({ to }) => to === number);
  await code.fill(message.code);
  await code.press("Enter");
}

const server = await startServer();
const rows = [["review", "language", "where", "words", "height", "y of the button", "y as first seen"]];
rows.push(rows[0].map(() => "---"));
try {
  for (const [, language] of languages) {
    const browser = await openBrowser({ locale: language });
    try {
      rows.push(...(await measure(browser, server, language)));
    } finally {
      await browser.close();
    }
  }
} finally {
  await server.stop();
}
await writeFile(table, rows.map((row) => `| ${row.join(" | ")} |\n`).join(""));
