// The main job in a real browser: sign in, link a second account, see both, unlink it, sign out.
import assert from "node:assert/strict";
import test from "node:test";
import { openBrowser } from "./browser.mjs";
import { forget, shoot, shootFailure } from "./screenshots.mjs";
import { startServer } from "./server.mjs";
import { watch } from "./watch.mjs";

const database = "Username-Password-Authentication";

test("a person signs in, links, unlinks and signs out", { timeout: 180_000 }, async (t) => {
  await forget();
  const server = await startServer();
  const { page, close } = await openBrowser();
  const complaints = await watch(page, server);

  /** One line of the report; the first that fails ends the test. */
  async function step(name, action) {
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
    });
    if (failure) throw new Error(`stopped at: ${name}`);
  }

  const heading = (name) => page.getByRole("heading", { name, exact: true });
  const button = (name) => page.getByRole("button", { name, exact: typeof name === "string" });
  const linked = page.getByRole("region", { name: "Linked accounts" }).getByRole("listitem");
  const seeLinked = async (count) => {
    await linked.nth(count - 1).waitFor();
    assert.equal(await linked.count(), count);
  };
  const told = (sentence) => page.getByRole("status").getByText(sentence).waitFor();
  const { username, password } = server.accounts.find((account) => account.connection === database);

  try {
    await step("the page says that nobody is signed in", async () => {
      await page.goto(server.app);
      await heading("Sign in to see yours").waitFor();
      await shoot(page, "1-signed-out");
    });

    await step("a password at the tenant signs in", async () => {
      await page.getByRole("link", { name: "Sign in", exact: true }).click();
      await page.locator("input[name=username]").fill(username);
      await page.locator("input[name=password]").fill(password);
      await shoot(page, "2-tenant-sign-in");
      await button("Continue").click();
      await seeLinked(1);
      await shoot(page, "3-signed-in");
    });

    await step("a second account is proved, and waits for a review", async () => {
      await button("Link a GitHub account").click();
      const github = server.accounts.find((account) => account.user_id === "github|2001");
      await page.locator(`button[name=user_id][value="${github.user_id}"]`).click();
      await heading("Link these two accounts?").waitFor();
      await shoot(page, "4-review");
    });

    await step("confirming the review links it", async () => {
      await button("Link these accounts").click();
      await seeLinked(2);
      await told(/linked/i);
      await shoot(page, "5-linked");
    });

    await step("unlinking asks first, and keeping it linked changes nothing", async () => {
      await button(/^Unlink GitHub/).click();
      await page.getByRole("dialog").waitFor();
      await shoot(page, "6-unlink-confirm");
      await button("Keep it linked").click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await seeLinked(2);
    });

    await step("unlinking leaves the first account alone", async () => {
      await button(/^Unlink GitHub/).click();
      await page.getByRole("dialog").getByRole("button", { name: "Unlink", exact: true }).click();
      await told(/unlinked/i);
      await seeLinked(1);
      await shoot(page, "7-unlinked");
    });

    // The browser counts `form-action 'self'` for every hop of a form's redirects, the tenant's too.
    await step("a form that no script sends goes the whole way through the other site", async () => {
      await page.goto(`${server.app}/link/start?connection=google-oauth2`);
      await shoot(page, "8-link-start");
      await button("Go on to sign in").click();
      await page.locator('button[name=user_id][value="google-oauth2|1001"]').click();
      await heading("Link these two accounts?").waitFor();
      await button("Cancel").click();
      await told(/Nothing was linked/);
      await seeLinked(1);
    });

    await step("an address that claims a success shows none", async () => {
      await page.goto(`${server.app}/?outcome=linked`);
      await seeLinked(1);
      assert.equal(await page.getByRole("status").innerText(), "");
      await page.goto(`${server.app}/?outcome=same_account`);
      await told(/account you are already using/);
      await shoot(page, "9-refused");
    });

    await step("signing in as somebody else asks which account to use", async () => {
      await page.goto(`${server.app}/login?connection=github`);
      await page.locator('button[name=user_id][value="github|2002"]').click();
      await heading("You signed in as someone else").waitFor();
      await shoot(page, "10-switch");
      await button(/^Stay with/).click();
      await told(/stay signed in as before/);
      await seeLinked(1);
    });

    await step("signing out ends it, and going back shows nothing of it", async () => {
      await button("Sign out").click();
      await heading("Sign in to see yours").waitFor();
      await page.goBack();
      await heading("Sign in to see yours").waitFor();
      assert.equal(await page.getByText(username).count(), 0);
    });
  } finally {
    await close();
    assert.equal(await server.stop(), 0, "the host ends cleanly");
  }
});
