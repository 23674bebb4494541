// What the tenant withdraws or refuses, as a person is told of it: blocked, unverified, denied, without
// consent, not set up.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

export async function hearTheTenantsReason(stage) {
  const { server, page, step, button, heading, dialog, told, seeLinked } = stage;

  const picture = (name) => shoot(page, `told-${name}`, { sizes: ["phone"] });
  const block = (user_id, blocked) => server.tell("POST", "block", { user_id, blocked });
  const refuse = (method, path, status, body) =>
    server.tell("POST", "faults", { when: { method, path }, times: 1, then: { status, body } });

  /** Begins a link, and comes back with what the tenant says instead of a code. */
  async function comeBackWith(error, error_description) {
    const asked = page.waitForRequest((request) => request.url().startsWith(`${server.tenant}/authorize?`));
    await button("Add GitHub").click();
    const { searchParams } = new URL((await asked).url());
    await page.locator('button[name=user_id][value="github|2001"]').waitFor();
    const query = new URLSearchParams({ state: searchParams.get("state"), error, error_description });
    await page.goto(`${searchParams.get("redirect_uri")}?${query}`);
  }

  await step("an Action that denies the sign-in is told as that, and as nothing to try again", async () => {
    await stage.signIn();
    await seeLinked(1);
    await comeBackWith("unauthorized", "Only members may sign in. zqx77");
    await told("The sign-in service did not let that account in.");
    assert.equal((await page.content()).includes("zqx77"), false, "the tenant's own words are not shown");
    await picture("1-denied");
  });

  await step("whoever cancels is told so in other words", async () => {
    await comeBackWith("access_denied", "The user has denied the request");
    await told("The sign-in was cancelled or refused.");
  });

  await step("consent that is missing is asked for", async () => {
    await comeBackWith("consent_required", "Consent required");
    await told("Signing in needs your consent.");
    await picture("2-consent");
  });

  await step("an application that is not set up is the operator's affair", async () => {
    await comeBackWith("unauthorized_client", "The client is not allowed this");
    await told("Signing in is not set up correctly on this site.");
    await picture("3-set-up");
  });

  await step("so is a wrong secret, and whoever watches the service hears of it", async () => {
    await refuse("POST", "/oauth/token", 401, { error: "access_denied", error_description: "Unauthorized" });
    await button("Add GitHub").click();
    await stage.beAtTenant("github|2001");
    await told("Signing in is not set up correctly on this site.");
    const health = await (await fetch(`${server.app}/healthz`)).json();
    assert.deepEqual([health.status, health.refused], ["degraded", ["client_secret"]]);
  });

  await step("an account that is blocked at the tenant does not get in", async () => {
    await comeBackWith("unauthorized", "user is blocked");
    await told("That account is blocked.");
    await picture("4-login-blocked");
  });

  await step("one that is blocked while the review is open is not linked", async () => {
    await stage.prove("Add GitHub", "github|2001");
    await block("github|2001", true);
    await stage.agree();
    await told("The other account is blocked, so it cannot be added.");
    await picture("5-other-blocked");
    await block("github|2001", false);
  });

  await step("an unlink that the tenant refuses is told as that", async () => {
    await page.goto(server.app);
    await stage.prove("Add GitHub", "github|2001");
    await stage.agree();
    await told(/ is linked\./);
    await seeLinked(2);
    await refuse("DELETE", "/api/v2/users/*", 403, {
      statusCode: 403,
      error: "Forbidden",
      message: "no",
      errorCode: "operation_not_supported",
    });
    await button(/^Unlink GitHub/).click();
    await dialog.getByRole("button", { name: "Unlink", exact: true }).click();
    await page.getByText("The sign-in service refused that.").first().waitFor();
    await picture("6-unlink-refused");
    await seeLinked(2);
  });

  await step("whoever is blocked oneself is signed out, and told why", async () => {
    await block("auth0|ada", true);
    await page.goto(server.app);
    await told("Your account is blocked, so you are signed out.");
    await picture("7-blocked");
    await heading("Manage how you sign in").waitFor();
  });

  await step(
    "whoever has an address of their own to verify is told that, and sees nothing that only refuses",
    async () => {
      await page.goto(`${server.app}/login`);
      await page.locator("input[name=username]").fill("linus@example.com");
      await page.locator("input[name=password]").fill("worthless-linus");
      await button("Continue").click();
      await seeLinked(1);
      assert.equal(await button("Add GitHub").count(), 0);
      await picture("8-unverified");
    },
  );
}
