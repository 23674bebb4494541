// Linking by a code that is typed on the page, or by a link in a message.
import assert from "node:assert/strict";
import { stubPasswordless } from "./passwordless-stub.mjs";
import { shoot } from "./screenshots.mjs";

const start = "/link/passwordless/start", verify = "/link/passwordless/verify";

export async function linkByCode(stage) {
  const { server, page, step, heading, button, told, seeLinked } = stage;
  const state = await stubPasswordless(page, server.app, ["code", "link"]);
  const code = page.getByRole("textbox", { name: "Code, 6 digits" });
  const number = page.getByRole("textbox", { name: "Phone number" });
  const address = page.getByRole("textbox", { name: "E-mail address" });
  const focused = (field) => field.evaluate((it) => it === document.activeElement);
  const isWaiting = async (name) => await button(name).getAttribute("aria-disabled") === "true";
  const ready = (name) => page.waitForFunction((words) => [...document.querySelectorAll("button")]
    .some((it) => it.textContent === words && !it.hasAttribute("aria-disabled")), name);
  const submit = async (text) => { await code.fill(text); await code.press("Enter"); };

  await step("a phone number is asked for on the page, by the keyboard alone", async () => {
    await stage.signIn();
    await button("Link a phone number").press("Enter");
    await heading("Link a phone number").waitFor();
    assert.equal(await focused(number), true);
    await shoot(page, "code-1-number");
  });

  await step("a number without a country code is not sent, and says what is missing", async () => {
    await page.keyboard.type("0152 28817386");
    await page.keyboard.press("Enter");
    await told("The country code is missing.");
    assert.equal(await number.getAttribute("aria-invalid"), "true");
    assert.equal(await focused(number), true);
    await shoot(page, "code-2-no-country");
    assert.equal(state.sent.length, 0);
  });

  await step("a number as people write it is tidied, and the code is asked for", async () => {
    await number.fill("0049 (0)152 288-17386");
    await number.press("Enter");
    await heading("Enter the code").waitFor();
    assert.deepEqual(state.sent.map(({ to, send }) => [to, send]), [["+4915228817386", "code"]]);
    await page.getByText("+49 ••••••• 86").waitFor();
    assert.equal(await focused(code), true);
    assert.equal(await isWaiting("Send a new code"), true);
    await page.getByText(/^Valid for [23]:\d\d more minutes$/).waitFor();
    await shoot(page, "code-3-code");
  });

  await step("what cannot be a code is not sent; a wrong one leaves two tries", async () => {
    await submit("12 34");
    await told("A code has 6 digits.");
    assert.equal(state.underWay.tries, 3);
    stage.expectRefusal(verify);
    await submit("999 999");
    await told("You have 2 more tries.");
    assert.equal(await focused(code), true);
    await shoot(page, "code-4-wrong");
  });

  await step("a reload comes back to the code", async () => {
    await page.reload();
    await heading("Enter the code").waitFor();
    assert.equal(await focused(code), true);
  });

  await step("a new code is sent on request, after a moment", async () => {
    await ready("Send a new code");
    await button("Send a new code").click();
    await told("A new code is on its way.");
    assert.equal(await focused(code), true);
    assert.equal(state.sent.length, 2);
    await shoot(page, "code-5-again");
  });

  await step("three wrong codes end it, until a new one is sent", async () => {
    stage.expectRefusal(verify);
    for (const sentence of ["You have 2 more tries.", "You have one more try.", "it was the last try"]) {
      await submit("999999");
      await told(sentence);
    }
    assert.equal(await code.isVisible(), false);
    assert.equal(await focused(button("Send a new code")), true);
    await shoot(page, "code-6-over");
    await ready("Send a new code");
    await page.keyboard.press("Enter");
    await told("A new code is on its way.");
    await code.waitFor();
  });

  await step("a code that takes too long ends by itself", async () => {
    state.underWay.ends = Date.now() + 2000;
    await page.reload();
    await told("The time for this code is over.");
    assert.equal(await focused(button("Send a new code")), true);
  });

  await step("put away, it waits on the page as a card", async () => {
    await button("Not now").click();
    await seeLinked(1);
    await shoot(page, "code-7-card");
    await button("Ask for a new code").click();
    await ready("Send a new code");
    await button("Send a new code").click();
    await code.waitFor();
    await button("Not now").click();
    await button("Enter the code").click();
    assert.equal(await focused(code), true);
  });

  await step("another number may be refused, and is asked for again", async () => {
    await button("Use another number").click();
    await number.fill("+1 (202) 555-0123");
    stage.expectRefusal(start);
    await button("Send a code").click();
    await told("Numbers that begin like this one cannot be used here.");
    assert.equal(await number.inputValue(), "+12025550123");
    assert.equal(await focused(number), true);
    state.refuse = [429, "too_soon", 3];
    await number.fill("+44 7700 900123");
    await button("Send a code").click();
    await told("A message was sent only a moment ago.");
    assert.equal(await isWaiting("Send a code"), true);
    await shoot(page, "code-8-too-soon");
    state.refuse = [429, "too_many_codes", 2400];
    await ready("Send a code");
    await button("Send a code").click();
    await told("Try again in 40 minutes, or link another kind of account.");
    state.refuse = [502, "not_sent"];
    await button("Send a code").click();
    await told("The message could not be sent.");
    state.refuse = undefined;
    state.underWay = null;
    await button("Send a code").click();
    await code.waitFor();
  });

  await step("the right code leads to the review", async () => {
    await submit(state.sent.at(-1).code);
    await heading("Link these two accounts?").waitFor();
    await shoot(page, "code-9-review");
    state.proved = undefined;
    await page.reload();
    await seeLinked(1);
  });

  await step("by e-mail, a link can be sent, and a code instead of it", async () => {
    await button("Link an e-mail address").click();
    await address.fill("grace");
    await address.press("Enter");
    await told("That is not an e-mail address.");
    await address.fill(" grace@example.com ");
    await button("Send a link instead").click();
    await heading("Open the link").waitFor();
    assert.equal(state.sent.at(-1).send, "link");
    await shoot(page, "code-10-link");
    await ready("Send a code instead");
    await button("Send a code instead").click();
    await heading("Enter the code").waitFor();
    assert.deepEqual(state.sent.at(-1).to, "grace@example.com");
    await button("Not now").click();
    await page.getByRole("region", { name: "Go on where you were" }).getByRole("button", { name: "Not now" }).click();
  });
}
