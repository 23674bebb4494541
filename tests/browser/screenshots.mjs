// Takes a picture of a state of the page on a phone and on a desktop, in light and in dark.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/** Removes the pictures of an earlier run. */
export async function forget() {
  await rm(folder, { recursive: true, force: true });
}

/** Keeps target/screenshots/STATE-SIZE-SCHEME.png; a page wider than its screen is a failure. */
export async function shoot(page, state) {
  await mkdir(folder, { recursive: true });
  await page.mouse.move(0, 0); // so that nothing looks pointed at
  // What lies behind an open dialog is dimmed only as far as the screen goes.
  const dialog = await page.locator("dialog[open]").count() > 0;
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const path = `${folder}${state}-${size}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: !dialog, animations: "disabled" });
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, `${state} is ${wide} pixels wider than a ${size}`);
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: "light" });
}

/** The page as it was when a test failed. */
export async function shootFailure(page) {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}failure.png`, fullPage: true }).catch(() => {});
}
