// A password is added: the account is new, and its address unverified. The page says to open the letter, and
// goes on with the same link.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

const address = "zoe@example.com";

export async function addPassword(stage) {
  const { server, page, scripts, step, heading, button, told, seeLinked, lastMessage } = stage;
  const start = scripts ? server.app : `${server.app}/settings`;
  const state = (name) =>
    shoot(page, `${scripts ? "password" : "bare-password"}-${name}`, { notOurs: !scripts });
  const goOn = button(/^Continue with/);
  const typeAgain = async () => {
    assert.equal(await page.locator("input[name=username]").inputValue(), address, "the hint is there");
    await page.locator("input[name=password]").fill("worthless-zoe");
    await button("Continue").click();
  };
  const first = page.getByText("First open the link in the message to");

  await step("whoever makes a new account for it is told to open the letter", async () => {
    await page.goto(start);
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await stage.typePassword();
    await seeLinked(1);
    await button("Link another account with e-mail and password").click();
    await page.getByRole("link", { name: "Sign up" }).click();
    await page.locator("input[name=email]").fill(address);
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
    await told(/ is linked\./);
    await seeLinked(2);
    assert.equal(await first.count(), 0);
  });
}
