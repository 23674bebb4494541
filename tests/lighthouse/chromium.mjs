// Opens Chromium for Lighthouse, and signs the first sample person in.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const database = "Username-Password-Authentication";

/** A browser with nothing kept from before; `close` also removes what it wrote. */
export async function openChromium() {
  const userDataDir = await mkdtemp(join(tmpdir(), "lighthouse-test-"));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    userDataDir,
    // Chromium refuses its sandbox to root, which is who CI runs as.
    args: [
      ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Leaves the session's cookie in the browser. */
export async function signIn(browser, { app, accounts }) {
  const { username, password } = accounts.find(({ connection }) => connection === database);
  const page = await browser.newPage();
  await page.goto(`${app}/login?connection=${database}`);
  await page.type("input[name=username]", username);
  await page.type("input[name=password]", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#linked");
  await page.close();
}
