// Opens Chromium with nothing kept from before and no traffic of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A page in a new browser, with scripts or without, which asks for pages in the language of `locale` and
 * heeds further `args`; `close` also removes what the browser wrote.
 */
export async function openBrowser({ javaScriptEnabled = true, locale, args = [] } = {}) {
  const profile = await mkdtemp(join(tmpdir(), "browser-test-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    // Chromium refuses its sandbox to root, which is who CI runs as.
    chromiumSandbox: process.getuid() !== 0,
    args: [...quiet, ...args],
    javaScriptEnabled,
    locale,
  });
  context.setDefaultTimeout(15_000);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
