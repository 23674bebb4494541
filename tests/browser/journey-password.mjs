// A password is added by who has none: the sign-up opens, and the new account's address is unverified. The
// page says to open the letter, and goes on with the same link.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

const address = "zoe@example.com";

export async function addPassword(stage) {
  const { server, page, scripts, step, heading, button, told, seeLinked, lastMessage } = stage;
  const state = (name) =>
    shoot(page, `${scripts ? "password" : "bare-password"}-${name}`, { notOurs: !scripts });
  const goOn = button(/^Continue with/);
  const typeAgain = async () => {
    assert.equal(await page.locator("input[name=username]").inputValue(), address, "the hint is there");
    await page.locator("input[name=password]").fill("worthless-zoe");
    await button("Continue").click();
  };
  const first = page.getByText("First open the link in the message to");

  await step("whoever has no password makes one, and is told to open the letter", async () => {
    await page.goto(`${server.app}/login?connection=github&return_to=${scripts ? "/" : "/settings"}`);
    await stage.beAtTenant("github|2001");
    await seeLinked(1);
    await button("Add a password").click();
    await heading("Sign up").waitFor();
    const email = page.locator("input[name=email]");
    assert.equal(await email.inputValue(), "ada@example.com", "the person's own address is there");
    await email.fill(address);
    await page.locator("input[name=password]").fill("worthless-zoe");
    await button("Sign up").click();
    await told("The other account’s email address is not confirmed yet.");
    await first.waitFor();
    await page.locator("#resume").getByText(address).waitFor();
    await seeLinked(1);
    await state("1-letter");
  });

  await step("going on too early says the same", async () => {
    await goOn.click();
    await typeAgain();
    await told("The other account’s email address is not confirmed yet.");
    await first.waitFor();
  });

  await step("once it was opened, going on leads to both accounts", async () => {
    const { link } = await lastMessage(address);
    const mail = await page.context().newPage();
    await mail.goto(link);
    await mail.getByText("Your email address is verified").first().waitFor();
    await mail.close();
    await goOn.click();
    await typeAgain();
    await stage.reviewed();
    await state("2-review");
    await stage.agree();
    await told(`Email and password (${address}) is linked.`);
    await seeLinked(2);
    assert.equal(await first.count(), 0);
  });
}
