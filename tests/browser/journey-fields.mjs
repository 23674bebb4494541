// Signing in and linking with auth0.js and plain fields on the component's own page: by password and by
// buttons, with what it refuses, and by addresses that somebody forged. docs/ways.md names these steps.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";
import { database } from "./stage.mjs";

export async function signInWithFields(stage) {
  const { server, page, step, heading, button, told } = stage;
  // What does not fit the request is hidden until the script takes it out.
  const field = (label) => page.getByLabel(label, { exact: true }).filter({ visible: true });
  const name = field("Email address or username"),
    word = field("Password");
  const { password } = server.accounts.find((account) => account.connection === database);
  const grace = server.accounts.find((account) => account.user_id === "auth0|grace");
  const said = (sentence) => page.locator("form [role=status]").getByText(sentence).waitFor();
  const asked = () => page.waitForRequest((it) => it.url().startsWith(`${server.tenant}/authorize?`));
  const parameters = (request) => new URL(request.url()).searchParams;
  const fragment = () => new URLSearchParams(new URL(page.url()).hash.slice(1));
  const submit = () => page.locator("form").getByRole("button", { name: "Sign in" }).click();
  const confirm = async () => {
    await stage.reviewed();
    // Grace's account has a second factor, so that the page would keep hers.
    await page.getByRole("radio", { name: /^Ada/ }).first().check();
    await stage.agree();
    await told(/ is linked\./);
  };

  await step("an address without a request is refused by the page with fields, with a way back", async () => {
    for (const fragment of ["", "#state=short&nonce=x", "#access_token=x&state=abcdefghijklmnop"]) {
      await page.goto("about:blank");
      await page.goto(`${server.app}/login/lock${fragment}`);
      await page.getByRole("alert").getByText("Start signing in again").waitFor();
      assert.equal(await word.count(), 0);
    }
    await shoot(page, "fields-1-no-request");
    await page.getByRole("link", { name: "Back to the ways you sign in" }).click();
    await heading("Manage how you sign in").waitFor();
  });

  await step("a wrong password is refused at its field", async () => {
    stage.expectRefusal("/co/authenticate");
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await name.waitFor();
    await shoot(page, "fields-2-sign-in");
    assert.equal(await word.count(), 1, "fields for the database, and for nothing else");
    await name.fill(stage.username);
    await word.fill("wrong");
    await submit();
    await said("Wrong email address, username or password.");
    assert.equal(await word.getAttribute("aria-invalid"), "true");
    assert.ok(await stage.isFocused(word));
    await shoot(page, "fields-3-wrong-password");
  });

  await step("what else the tenant refuses has its sentence", async () => {
    const answer = {
      status: 403,
      contentType: "application/json",
      headers: { "access-control-allow-origin": server.app, "access-control-allow-credentials": "true" },
    };
    for (const [error, sentence] of [
      ["too_many_attempts", "There were too many tries."],
      ["blocked_user", "That account is blocked."],
      ["password_leaked", "found in a data leak"],
      ["<b>", "The sign-in did not work."],
    ]) {
      stage.expectRefusal("/co/authenticate");
      await page.route("**/co/authenticate", (route) =>
        route.fulfill({ ...answer, body: JSON.stringify({ error, error_description: "x" }) }),
      );
      await word.fill("any");
      await submit();
      await said(sentence);
      await page.unroute("**/co/authenticate");
    }
  });

  await step("the right password signs in by the keyboard, with the request of the component", async () => {
    const given = fragment();
    await page.reload();
    await name.waitFor();
    assert.ok(await stage.isFocused(name), "typing begins at once");
    await page.keyboard.type(stage.username);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    const [request] = await Promise.all([asked(), page.keyboard.press("Enter")]);
    for (const parameter of [
      "state",
      "nonce",
      "code_challenge",
      "code_challenge_method",
      "scope",
      "audience",
      "max_age",
    ]) {
      assert.deepEqual(parameters(request).getAll(parameter), given.getAll(parameter), parameter);
    }
    assert.equal(parameters(request).get("prompt"), null);
    assert.ok(parameters(request).get("login_ticket"));
    await button("Add Google").waitFor();
  });

  await step("the page with fields links a Google account by its button", async () => {
    await button("Add Google").click();
    await button("Continue with Google").waitFor();
    assert.equal(await page.locator("[data-connection]").count(), 1, "only the connection that was chosen");
    assert.equal(await button("New here, or forgot your password?").count(), 0);
    await shoot(page, "fields-4-google");
    const [request] = await Promise.all([asked(), button("Continue with Google").click()]);
    assert.equal(parameters(request).get("max_age"), "0");
    assert.equal(parameters(request).get("connection"), "google-oauth2");
    await stage.beAtTenant("google-oauth2|1001");
    await confirm();
  });

  await step("the page with fields links another account of the database by its password", async () => {
    await stage.begin(database);
    await name.fill(grace.username);
    await word.fill(grace.password);
    await submit();
    await confirm();
  });

  /** Signs out, and begins another sign-in. */
  const signInAgain = async (query) => {
    await page.goto(server.app);
    await button("Sign out").click();
    await heading("Manage how you sign in").waitFor();
    await page.goto(`${server.app}/login${query}`);
  };

  await step("the page with fields signs in a GitHub account by its button", async () => {
    await signInAgain("");
    await button("Continue with GitHub").click();
    await stage.beAtTenant("github|2001");
    await button("Add Google").waitFor();
  });

  await step("whoever has no account yet goes on to the tenant's own page", async () => {
    await signInAgain("?screen_hint=signup");
    const [request] = await Promise.all([asked(), button("New here, or forgot your password?").click()]);
    assert.equal(parameters(request).get("screen_hint"), "signup");
    await page.goto(`${server.app}/login?connection=windowslive`);
    const [other] = await Promise.all([asked(), button("Continue").click()]);
    assert.equal(parameters(other).get("connection"), "windowslive");
    await page.goto(`${server.app}/login?connection=github`);
    await button("Continue with GitHub").click();
    await stage.beAtTenant("github|2001");
    await button("Add Google").waitFor();
  });

  await step("an address forged for the page with fields signs nobody in and links nothing", async () => {
    // What each fails at: a request of another browser, the tenant's check of the verifier, and ours of the
    // ID token.
    for (const [parameter, outcome] of [
      ["state", "no_transaction"],
      ["code_challenge", "token_refused"],
      ["nonce", "token_invalid"],
    ]) {
      await page.goto(server.app);
      await button("Add Google").click();
      await button("Continue with Google").waitFor();
      const forged = fragment();
      forged.set(parameter, "x".repeat(43));
      await page.goto("about:blank");
      await page.goto(`${server.app}/login/lock#${forged}`);
      await button("Continue with Google").click();
      // The settings page takes the outcome out of its address once it has told it.
      const ended = page.waitForRequest((it) => new URL(it.url()).searchParams.get("outcome") === outcome);
      await stage.beAtTenant("google-oauth2|1002");
      await ended;
    }
    const { identities } = await server.tell("GET", `users/${encodeURIComponent("github|2001")}`);
    assert.equal(identities.length, 1);
  });

  await step("the page with fields speaks Arabic, from right to left", async () => {
    await page.setExtraHTTPHeaders({ "accept-language": "ar" });
    await page.context().clearCookies();
    await page.goto(`${server.app}/login`);
    await field("كلمة المرور").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
    await shoot(page, "fields-5-arabic");
  });
}
