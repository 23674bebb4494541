// The whole journey in a browser without JavaScript: the page as it is drawn, by its links and forms alone.
import assert from "node:assert/strict";
import { shoot as shootPage } from "./screenshots.mjs";
import { seeQuestion, seeTree } from "./trees.mjs";

/**
 * The look for barriers runs in the page itself: it takes its turn in a browser with scripts, to which the
 * page is the same.
 */
const shooting = (page, scripts) => (state) => shootPage(page, state, { notOurs: !scripts });

export async function goOnWithoutScripts(stage) {
  const { server, page, scripts, step, heading, button, told, seeLinked } = stage;
  const link = (name) => page.getByRole("link", { name, exact: typeof name === "string" });
  const shoot = shooting(page, scripts);
  const isAt = async (path) => assert.equal(new URL(page.url()).pathname, path);

  await step("the page leads to the one that needs no scripts", async () => {
    await page.goto(scripts ? `${server.app}/settings` : server.app);
    await page.waitForURL("**/settings");
    await heading("Manage how you sign in").waitFor();
    await seeTree(page, "signedOut");
    await shoot("bare-1-signed-out");
  });

  await step("a password at the tenant signs in, and leads back there", async () => {
    await link("Sign in").click();
    await stage.typePassword();
    await seeLinked(1);
    await isAt("/settings");
    await seeTree(page, "overview");
    await shoot("bare-2-signed-in");
  });

  await step("a second account is proved, and both can be compared", async () => {
    await button("Add GitHub").click();
    await stage.beAtTenant("github|2001");
    await stage.reviewed();
    await isAt("/settings");
    await seeTree(page, "review");
    await shoot("bare-3-review");
    await stage.compare();
    await seeTree(page, "both");
    // The whole card can be pressed.
    await page.getByText("Email and password", { exact: true }).first().click();
    assert.equal(await stage.keep("Ada Lindqvist, Email and password").isChecked(), true);
    await page.getByText("Details", { exact: true }).click();
    await page.getByText("User ID that is given up: github|2001").waitFor();
    await shoot("bare-3-review-both");
  });

  await step("it is cancelled, proved once more and confirmed", async () => {
    await button("Cancel").click();
    await told("Nothing was linked.");
    await button("Add GitHub").click();
    await stage.beAtTenant("github|2001");
    await stage.agree();
    await told(/ is linked\./);
    await seeLinked(2);
    await seeTree(page, "linked");
    await shoot("bare-4-linked");
  });

  await step("unlinking asks first", async () => {
    await button(/^Unlink GitHub/).click();
    await heading("Unlink GitHub?").waitFor();
    await seeQuestion(page.getByRole("region", { name: "Unlink GitHub?" }));
    await shoot("bare-5-unlink");
    await button("Keep it linked").click();
    await seeLinked(2);
    await button(/^Unlink GitHub/).click();
    await button("Unlink").click();
    await told(/ is unlinked\./);
    await seeLinked(1);
    await page.getByText("History").click();
    await page.locator("time").first().waitFor();
    await seeTree(page, "unlinked");
    await shoot("bare-6-unlinked");
  });

  await step("a number is linked by a code", async () => {
    await button("Add a phone number").click();
    await heading("Add a phone number").waitFor();
    await shoot("bare-7-ask");
    await page.locator(".field").fill("555");
    await button("Send a code").click();
    await page.getByText("The country code is missing.").waitFor();
    await seeTree(page, "number");
    await page.locator(".field").fill("+15550100");
    await button("Send a code").click();
    await heading("Enter the code").waitFor();
    await seeTree(page, "code");
    await shoot("bare-8-code");
    const { code } = await stage.lastMessage("+15550100");
    await page.locator("#otp").fill(code === "000000" ? "000001" : "000000");
    await button("Check the code").click();
    await page.getByText("That is not the code we sent.").waitFor();
    await shoot("bare-9-wrong-code");
    await page.locator("#otp").fill(code);
    await button("Check the code").click();
    await stage.agree();
    await told(/ is linked\./);
    await seeLinked(2);
  });

  await step("who signs in as somebody else chooses", async () => {
    await page.goto(`${server.app}/login?connection=windowslive&return_to=/settings`);
    await stage.beAtTenant("windowslive|3001");
    await heading("You signed in with another account").waitFor();
    await shoot("bare-10-switch");
    await button(/^Stay signed in as/).click();
    await told("You stay signed in as before.");
  });

  await step("it speaks another language, from right to left", async () => {
    await page.getByLabel("Language").selectOption("ar");
    await button("Change").click();
    await page.waitForURL("**/settings");
    assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
    await shoot("bare-11-right-to-left");
    await page.locator("select[name=ui_locales]").selectOption("en");
    await page.locator(".language button").click();
    await heading("Ways you sign in").waitFor();
  });

  await step("signing out ends at the page", async () => {
    await button("Sign out").click();
    await page.waitForURL(scripts ? server.app : "**/settings");
    await heading("Manage how you sign in").waitFor();
  });
}

/** What differs where there is more to choose, and where the tenant does not answer. */
export async function chooseWithoutScripts(stage) {
  const { server, page, scripts, step, heading, button, told } = stage;
  const link = (name) => page.getByRole("link", { name, exact: typeof name === "string" });
  const shoot = shooting(page, scripts);

  await step("each setting's value is chosen by the account that it is of", async () => {
    await page.goto(`${server.app}/settings`);
    await link("Sign in").click();
    await stage.typePassword();
    await button("Add Google").click();
    await stage.beAtTenant("google-oauth2|1001");
    await stage.reviewed();
    await shoot("bare-12-review-with-settings");
    await stage.keep("Ada Lindqvist, Google").check();
    await shoot("bare-13-review-the-other");
    await stage.agree();
    await told(/ is linked\./);
  });

  await step("what an unlinked account gets is a choice, and so is deleting it", async () => {
    await button(/^Unlink/)
      .first()
      .click();
    await heading(/^Unlink /).waitFor();
    await page.getByRole("checkbox", { name: /^Also delete/ }).check();
    await page.getByText(/^This cannot be undone\. If you sign in/).waitFor();
    await shoot("bare-14-unlink-or-delete");
    await button("Unlink and delete").click();
    await told(/ is unlinked and deleted\./);
  });

  await step("a tenant that does not answer is told", async () => {
    stage.expectRefusal("/settings");
    await server.tell("POST", "faults", {
      when: { method: "GET", path: "/api/v2/users/*" },
      then: "drop_before",
    });
    await page.goto(`${server.app}/settings`);
    await heading("We cannot reach the sign-in service.").waitFor();
    await shoot("bare-15-trouble");
    await button("Try again").click();
    await heading("Ways you sign in").waitFor();
  });
}
