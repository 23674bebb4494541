// Every kind of control as it is pointed at, reached by the keyboard, pressed, at work and at rest, in light
// and in dark; and the page where a person asks for more contrast.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { findings } from "./axe.mjs";

const folder = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

export async function pressEveryControl(stage) {
  const { server, page, step, heading, button, seeLinked } = stage;
  await mkdir(folder, { recursive: true });
  const seen = [];

  /** Takes a picture of the control in each state: all look different, and none is hard to read. */
  async function inEveryState(name, control) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const pictures = new Map();
      const picture = async (state) => {
        await page.evaluate(() =>
          Promise.all(document.getAnimations().map((it) => it.finished.catch(() => {}))),
        );
        const { x, y, width, height } = await control.boundingBox();
        const clip = { x: Math.max(0, x - 8), y: y - 8, width: width + 16, height: height + 16 };
        const bytes = await page.screenshot({
          path: `${folder}control-${name}-${state}-${colorScheme}.png`,
          clip,
        });
        for (const [other, known] of pictures)
          assert.ok(!bytes.equals(known), `${name}: ${state} looks like ${other} in ${colorScheme}`);
        pictures.set(state, bytes);
        seen.push(
          ...(await findings(page, { coloursOnly: true })).map(
            (it) => `${name}, ${state}, ${colorScheme}: ${it}`,
          ),
        );
      };
      await control.scrollIntoViewIfNeeded();
      await page.mouse.move(0, 0);
      await control.blur();
      await picture("rest");
      await control.hover();
      await picture("hover");
      await page.mouse.down();
      await picture("pressed");
      await page.mouse.move(0, 0);
      await page.mouse.up();
      await control.focus();
      await page.keyboard.press("Shift");
      await picture("focus");
      await control.blur();
    }
    await page.emulateMedia({ colorScheme: "light" });
  }

  await step("the link to sign in", async () => {
    await page.goto(server.app);
    await inEveryState("main", page.getByRole("link", { name: "Sign in", exact: true }));
  });

  await step("what adds, unlinks and signs out", async () => {
    await stage.signIn();
    await seeLinked(1);
    await stage.prove("Add GitHub", "github|2001");
    await stage.agree();
    await seeLinked(2);
    await inEveryState("tile", page.locator(".choices button").first());
    await inEveryState("quiet", button(/^Unlink GitHub/));
    await inEveryState("plain", button("Sign out"));
  });

  await step("what deletes", async () => {
    await button(/^Unlink GitHub/).click();
    await inEveryState(
      "danger",
      page.getByRole("dialog").getByRole("button", { name: "Unlink", exact: true }),
    );
    await page.keyboard.press("Escape");
  });

  await step("one at work, and the others meanwhile", async () => {
    let free;
    const held = new Promise((resolve) => {
      free = resolve;
    });
    await page.route("**/logout", async (route) => {
      await held;
      await route.continue();
    });
    await button("Sign out").click();
    await page.locator(".working").waitFor();
    assert.equal(await stage.isWaiting(/^Unlink GitHub/), true);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}control-at-work-${colorScheme}.png`, animations: "disabled" });
    }
    free();
    await heading("Manage how you sign in").waitFor();
  });

  await step("nothing of it is hard to read", async () => assert.deepEqual(seen, []));
}

/** Text and edges where more contrast is asked for: 7 to 1 (WCAG 1.4.6) in light and in dark. */
export async function askForContrast(stage) {
  const { page, step, seeLinked } = stage;
  await step("with more contrast, all words have seven to one", async () => {
    await page.emulateMedia({ contrast: "more" });
    await stage.signIn();
    await seeLinked(1);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, contrast: "more" });
      await page.screenshot({ path: `${folder}more-contrast-${colorScheme}.png`, fullPage: true });
      assert.deepEqual(await findings(page, { rules: ["color-contrast-enhanced"] }), [], colorScheme);
    }
  });
}
