// A sign-in that has become too old to change anything: the page says so before anything is pressed.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

export async function explainFirst(stage) {
  const { page, step, button, dialog, told, seeLinked } = stage;
  const sentence = "Your last sign-in was a while ago, so you sign in again first.";
  const more = page.locator("#overview").getByText(sentence);
  const before = dialog.getByText(sentence);

  await step("while the sign-in is young, nothing is said of another one", async () => {
    await stage.signIn();
    await seeLinked(1);
    await stage.prove("Add GitHub", "github|2001");
    await stage.agree();
    await told(/ is linked\./);
    assert.equal(await more.isVisible(), false);
    await button(/^Unlink GitHub/).click();
    assert.equal(await before.isVisible(), false);
    await button("Keep it linked").click();
  });

  await step("once it is old, the page says so beside what can be linked", async () => {
    await page.clock.install();
    await page.reload();
    await seeLinked(2);
    await page.clock.fastForward("15:01");
    await more.waitFor();
    await shoot(page, "again-1-overview");
  });

  await step("and in the question before an unlink", async () => {
    await button(/^Unlink GitHub/).click();
    await before.waitFor();
    await shoot(page, "again-2-unlink");
  });
}
