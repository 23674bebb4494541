// What every journey needs: a host, a browser, steps that end the journey where they fail, and words for what
// a person does.
import assert from "node:assert/strict";
import { openBrowser } from "./browser.mjs";
import { shootFailure } from "./screenshots.mjs";
import { startServer } from "./server.mjs";
import { watch } from "./watch.mjs";

export const database = "Username-Password-Authentication";

/** What sets up mode `client` at the local tenant. */
export const client = {
  management: "client",
  management_client_id: "local-management",
  management_client_secret: "local-management-worthless-secret",
};

/**
 * Runs a journey on a host and a browser of its own. `also` is an origin that the settings let the page load
 * from.
 */
export async function onStage(t, options, journey) {
  const server = await startServer(options);
  const { page, close } = await openBrowser(options);
  const refusals = new Set();
  const complaints = await watch(page, server, refusals, options.also);
  const stage = {
    server,
    page,
    scripts: options.javaScriptEnabled ?? true,
    ...words(page, server),
    expectRefusal: (path) => refusals.add(path),
  };

  /** One line of the report; the first that fails ends the journey. */
  stage.step = async (name, action) => {
    let failure;
    await t.test(name, async () => {
      try {
        await action();
        assert.deepEqual(complaints, []);
      } catch (error) {
        failure = error;
        await shootFailure(page);
        console.error(`at ${page.url().replace(/[?#].*/, "")}; the host's log:\n${server.log()}`);
        throw error;
      }
      refusals.clear();
    });
    if (failure) throw new Error(`stopped at: ${name}`);
  };

  try {
    await journey(stage);
  } finally {
    await close();
    assert.equal(await server.stop(), 0, "the host ends cleanly");
  }
}

function words(page, server) {
  const button = (name) => page.getByRole("button", { name, exact: typeof name === "string" });
  const heading = (name) => page.getByRole("heading", { name, exact: true });
  const linked = page.locator("#linked > li");
  const { username, password } = server.accounts.find((account) => account.connection === database);
  return {
    button,
    heading,
    username,
    password,
    dialog: page.getByRole("dialog"),
    told: (sentence) => page.getByRole("status").getByText(sentence).waitFor(),
    /** The accounts that the page shows as linked. */
    async seeLinked(count) {
      await linked.nth(count - 1).waitFor();
      assert.equal(await linked.count(), count);
    },
    /** Types the first sample person's password at the tenant. */
    async typePassword() {
      await page.locator("input[name=username]").fill(username);
      await page.locator("input[name=password]").fill(password);
      await button("Continue").click();
    },
    async signIn() {
      await page.goto(server.app);
      await page.getByRole("link", { name: "Sign in", exact: true }).click();
      await this.typePassword();
    },
    /** Opens what there is one of already, to add another. */
    more: () => page.getByText("Another account of the same kind").click(),
    /** Begins a link by this connection, wherever its button stands. */
    async begin(connection) {
      const choice = page.locator(`.choices button[value="${connection}"]`);
      await choice.waitFor({ state: "attached" });
      if (!(await choice.isVisible())) await this.more();
      await choice.click();
    },
    /** Chooses the account that stays, if the review asks. */
    async keepIfAsked(account) {
      await this.reviewed();
      const choice = this.keep(account).first();
      if ((await choice.count()) > 0) await choice.check();
    },
    /** What was sent there last, by text message or e-mail. */
    lastMessage: async (to) =>
      (await server.tell("GET", "messages")).findLast((message) => message.to === to),
    /** Presses a sample person's button at the tenant. */
    beAtTenant: (userId) => page.locator(`button[name=user_id][value="${userId}"]`).click(),
    /** Begins a link with the page's button, and proves an account. */
    async prove(name, userId) {
      await button(name).click();
      await this.beAtTenant(userId);
      await this.reviewed();
    },
    /** Waits for a review, of either form. */
    reviewed: () => page.locator("#review-title").waitFor(),
    /** The button of a review, of either form. */
    agreement: page.locator(".review .decides"),
    /** Answers a review, of either form. */
    async agree() {
      await this.reviewed();
      await this.agreement.click();
    },
    /** From the one question to both accounts, where the other one is chosen. */
    async compare() {
      await page.getByText("Other options").click();
      await button("Keep the other account instead").click();
      await heading("Merge these two accounts?").waitFor();
    },
    /** The choice of the account that stays: "Ada Lindqvist, Google". */
    keep: (account) => page.getByRole("radio", { name: new RegExp(account.replace(", ", " .*")) }),
    /** Waits until what decides acts: a second after it was shown. Clicks wait by themselves, keys do not. */
    acts: (locator) => locator.click({ trial: true }),
    /** Whether a button does nothing now; `ready` waits until it does something. */
    isWaiting: async (name) => (await button(name).getAttribute("aria-disabled")) === "true",
    ready: (name) =>
      page.waitForFunction(
        (words) =>
          [...document.querySelectorAll("button:not([aria-disabled])")].some(
            (it) => it.textContent === words,
          ),
        name,
        { timeout: 45_000 },
      ),
    isFocused: (locator) => locator.evaluate((element) => element === document.activeElement),
    setting: (name) => page.getByRole("group", { name, exact: true }),
    consequence: (sentence) => page.locator(".consequences").getByText(sentence).waitFor(),
  };
}
