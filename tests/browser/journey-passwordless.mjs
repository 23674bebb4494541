// An account that is proved by a code or a link in a message: everything that the settings page says and does
// about it.
import assert from "node:assert/strict";
import { openBrowser } from "./browser.mjs";
import { shoot } from "./screenshots.mjs";

const number = "+15550100",
  address = "grace@home.example";

/** Ends the review that has come up with a link. */
async function confirmLink(stage) {
  await stage.agree();
  await stage.told(/ is linked\./);
}

export async function linkByCode(stage) {
  const { server, page, step, heading, button, told, seeLinked, lastMessage, isWaiting, ready, isFocused } =
    stage;
  const code = page.getByRole("textbox", { name: "Code from the message" });
  const numberField = page.getByRole("textbox", { name: "Phone number" });
  const addressField = page.getByRole("textbox", { name: "Email address" });
  const enter = async (text) => {
    await code.fill(text);
    await code.press("Enter");
  };
  const wrong = async (to) => ((await lastMessage(to)).code === "123456" ? "654321" : "123456");
  const sent = async () => (await server.tell("GET", "messages")).length;
  const confirm = () => confirmLink(stage);

  await step("a phone number is asked for on the page, by the keyboard alone", async () => {
    await stage.signIn();
    await seeLinked(1);
    const asked = [];
    const note = (request) => asked.push(request.url());
    page.on("request", note);
    await button("Add a phone number").press("Enter");
    await heading("Add a phone number").waitFor();
    assert.deepEqual(asked, [], "what only opens asks for nothing");
    page.off("request", note);
    assert.equal(await isFocused(numberField), true);
    await shoot(page, "code-1-number");
  });

  await step("a number without a country code is not sent, and the page says what is missing", async () => {
    await page.keyboard.type("0555 0100");
    await page.keyboard.press("Enter");
    await told("The country code is missing.");
    assert.equal(await numberField.getAttribute("aria-invalid"), "true");
    assert.equal(await isFocused(numberField), true);
    assert.equal(await sent(), 0);
    await shoot(page, "code-2-no-country");
  });

  await step("a number as people write it is tidied, and a code goes there", async () => {
    await numberField.fill("001 (0)555-01.00");
    await numberField.press("Enter");
    await heading("Enter the code").waitFor();
    await page.getByText(`a code to ${number}.`).waitFor();
    await page.getByText(/^Time left: [23]:\d\d$/).waitFor();
    assert.match((await lastMessage(number)).code, /^\d{6}$/);
    assert.equal(await isFocused(code), true);
    assert.equal(await isWaiting("Send a new code"), true);
    await page.getByText(/You can ask for a new one in \d+ seconds/).waitFor();
    await shoot(page, "code-3-code");
  });

  await step("what cannot be a code is not sent; a wrong one leaves two tries", async () => {
    await enter("12 3");
    await told("That code is not complete.");
    await enter(await wrong(number));
    await told("You have 2 tries left.");
    assert.equal(await isFocused(code), true);
    await shoot(page, "code-4-wrong");
  });

  await step("a reload comes back to the code, and to the tries that are left", async () => {
    await page.reload();
    await heading("Enter the code").waitFor();
    assert.equal(await isFocused(code), true);
    await enter(await wrong(number));
    await told("You have one try left.");
  });

  await step("put away, it waits on the page as a card", async () => {
    await button("Not now").click();
    await seeLinked(1);
    await shoot(page, "code-5-card");
    await button("Enter the code").click();
    assert.equal(await isFocused(code), true);
  });

  await step("a code by text message links", async () => {
    const { code: right } = await lastMessage(number);
    await enter(`${right.slice(0, 3)} ${right.slice(3)}`);
    await stage.reviewed();
    await page.getByText(number).first().waitFor();
    await shoot(page, "code-6-review");
    await confirm();
    await seeLinked(2);
    await stage.more();
    await button("Add another phone number").waitFor();
  });

  await step("three wrong codes end it", async () => {
    await button("Add an email address").click();
    await addressField.fill("grace");
    await addressField.press("Enter");
    await told("That is not an email address.");
    await shoot(page, "code-7-address");
    await addressField.fill(` ${address} `);
    await addressField.press("Enter");
    await heading("Enter the code").waitFor();
    for (const sentence of ["You have 2 tries left.", "You have one try left.", "it was the last try"]) {
      await enter(await wrong(address));
      await told(sentence);
    }
    assert.equal(await code.isVisible(), false);
    assert.equal(await isFocused(button("Send a new code")), true);
    await shoot(page, "code-8-over");
  });

  await step("the next message has to wait a moment, wherever it is to go", async () => {
    assert.equal(await isWaiting("Send a new code"), true);
    await page.keyboard.press("Enter");
    await button("Use another address").click();
    assert.equal(await isWaiting("Send a code"), true);
    await page.getByText(/You can ask for a new one in \d+ seconds/).waitFor();
    await addressField.fill("ada@home.example");
    await addressField.press("Enter");
    assert.equal(await sent(), 2);
    await button("Not now").click();
    await button("Ask for a new code").click();
    await ready("Send a new code");
  });

  await step("a new code goes to the same address, on a page that was loaded anew, too", async () => {
    await page.reload();
    await heading("Ask for a new code").waitFor();
    await button("Send a new code").click();
    await code.waitFor();
    await told("We sent a new code.");
    assert.equal(await isFocused(code), true);
    assert.equal(await sent(), 3);
    await shoot(page, "code-9-again");
  });

  await step("a code by e-mail links", async () => {
    await enter((await lastMessage(address)).code);
    await confirm();
    await seeLinked(3);
  });

  await step(
    "what the tenant does not send, and what is asked for too often, is said in plain words",
    async () => {
      const fault = (status, body) =>
        server.tell("POST", "faults", {
          when: { path: "/passwordless/start" },
          then: { status, body, headers: { "retry-after": "2400" } },
        });
      await stage.more();
      await button("Add another email address").click();
      await addressField.fill("one@home.example");
      await fault(400, { error: "bad.email" });
      await button("Send a code").click();
      await told("We could not send the message.");
      await fault(429, { error: "too_many_requests" });
      await button("Send a code").click();
      await told("Try again in 40 minutes, or add another way to sign in.");
      assert.equal(await isFocused(addressField), true);
      await shoot(page, "code-10-too-many");
    },
  );

  await step("two windows cannot have two codes sent at once", async () => {
    const other = await page.context().newPage();
    await other.goto(server.app);
    await other.getByText("Another account of the same kind").click();
    await other.getByRole("button", { name: "Add another email address" }).click();
    await addressField.press("Enter");
    await heading("Enter the code").waitFor();
    await other.getByRole("textbox", { name: "Email address" }).fill("two@home.example");
    await other.getByRole("button", { name: "Send a code" }).click();
    await other.getByRole("status").getByText("We sent a message a moment ago.").waitFor();
    assert.equal(
      await other.getByRole("button", { name: "Send a code" }).getAttribute("aria-disabled"),
      "true",
    );
    await shoot(other, "code-11-too-soon");
    await other.close();
    assert.equal(await lastMessage("two@home.example"), undefined);
  });

  await step("a code whose time is over is asked about, and the time is set anew by the answer", async () => {
    await page.clock.install();
    await page.reload();
    await code.waitFor();
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === "/settings");
    await page.clock.fastForward("03:05");
    // The edge has another clock, by which the code is still good.
    await (await asked).response();
    await page.getByText(/^Time left: [12]:\d\d$/).waitFor();
    assert.equal(await code.isVisible(), true);
    await shoot(page, "code-12-late");
  });
}

export async function linkByLink(stage) {
  const { page, step, heading, button, seeLinked, lastMessage, ready } = stage;
  const addressField = page.getByRole("textbox", { name: "Email address" });
  const askForLink = async (to) => {
    await addressField.fill(to);
    await button("Send a link instead").click();
    await heading("Open the link").waitFor();
    return (await lastMessage(to)).link;
  };

  await step("a link is sent instead of a code", async () => {
    await stage.signIn();
    await button("Add an email address").click();
    await askForLink(address);
    await shoot(page, "link-by-mail-1-link");
    await page.reload();
    await heading("Open the link").waitFor();
  });

  await step("a window that waits for the link notices that it was opened in another one", async () => {
    const { link } = await lastMessage(address);
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByRole("heading", { name: `Add ${address} to your account?` }).waitFor();
    await shoot(other, "link-by-mail-2-review");
    await other.close();
    // The window that waited looks again as soon as it is looked at.
    await page.waitForTimeout(1100);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await confirmLink(stage);
    await seeLinked(2);
  });

  await step("opened in another browser, the link says so and changes nothing", async () => {
    await stage.more();
    await button("Add another email address").click();
    const link = await askForLink("ada@home.example");
    const elsewhere = await openBrowser();
    try {
      await elsewhere.page.goto(link);
      await elsewhere.page
        .getByRole("status")
        .getByText("You asked for that link in another browser.")
        .waitFor();
      await shoot(elsewhere.page, "link-by-mail-3-other-browser");
    } finally {
      await elsewhere.close();
    }
    await page.reload();
    await heading("Open the link").waitFor();
  });

  await step("and a code that was sent instead links", async () => {
    await ready("Send a code instead");
    await button("Send a code instead").click();
    await heading("Enter the code").waitFor();
    const code = page.getByRole("textbox", { name: "Code from the message" });
    await code.waitFor();
    await code.fill((await lastMessage("ada@home.example")).code);
    await button("Check the code").click();
    await confirmLink(stage);
    await seeLinked(3);
  });
}
