// Signing in and linking with Auth0 Lock on the component's own page: by password, by a social account, by
// codes that are sent, and by addresses that somebody forged. docs/ways.md names these steps.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";
import { database } from "./stage.mjs";

export async function signInWithLock(stage) {
  const { server, page, step, heading, button, told } = stage;
  const lock = page.locator("#lock .auth0-lock");
  const field = (name) => lock.locator(`input[name=${name}]`);
  const submit = () => lock.locator("button[type=submit]").click();
  const social = (name) => lock.locator(".auth0-lock-social-button").filter({ hasText: name });
  const { password } = server.accounts.find((account) => account.connection === database);
  const grace = server.accounts.find((account) => account.user_id === "auth0|grace");
  const begin = (connection) => stage.begin(connection);
  const confirm = async () => {
    // Grace's account has a second factor, so that the page would keep hers.
    await stage.keepIfAsked("Ada Lindqvist, ");
    await stage.agree();
    await told(/ is linked\./);
  };
  /** The code that was sent last. */
  const sent = async (to) => {
    const message = (await server.tell("GET", "messages")).findLast((it) => it.to === to);
    return message.code;
  };
  /** The authorization request that the next click leads to, at the tenant. */
  const authorized = () => page.waitForRequest((it) => it.url().startsWith(`${server.tenant}/authorize?`));

  await step("an address without a request is refused in a sentence, with a way back", async () => {
    for (const fragment of ["", "#", "#state=short&nonce=x", "#access_token=x&state=abcdefghijklmnop"]) {
      await page.goto("about:blank");
      await page.goto(`${server.app}/login/lock${fragment}`);
      await page.getByRole("alert").getByText("Start signing in again").waitFor();
      assert.equal(await lock.count(), 0);
    }
    await shoot(page, "lock-1-no-request");
    await page.getByRole("link", { name: "Back to the ways you sign in" }).click();
    await heading("Manage how you sign in").waitFor();
  });

  await step("a wrong password is refused on the page", async () => {
    stage.expectRefusal("/co/authenticate");
    await page.goto(server.app);
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await field("email").waitFor();
    await shoot(page, "lock-2-sign-in", { notOurs: "Lock’s own form" });
    await field("email").fill(stage.username);
    await field("password").fill("wrong");
    await submit();
    await lock.getByText("Wrong email or password").waitFor();
    await shoot(page, "lock-3-wrong-password", { notOurs: "Lock’s own form" });
  });

  await step("the right one signs in, with the state, nonce and challenge of the component", async () => {
    await field("password").fill(password);
    const given = new URLSearchParams(new URL(page.url()).hash.slice(1));
    const [request] = await Promise.all([authorized(), submit()]);
    const asked = new URL(request.url()).searchParams;
    for (const name of [
      "state",
      "nonce",
      "code_challenge",
      "code_challenge_method",
      "scope",
      "audience",
      "max_age",
    ]) {
      assert.deepEqual(asked.getAll(name), given.getAll(name), name);
    }
    assert.equal(asked.get("prompt"), null);
    assert.ok(asked.get("login_ticket"));
    await button("Add Google").waitFor();
  });

  await step("a Google account is linked by its button", async () => {
    await button("Add Google").click();
    await social(/Google/i).waitFor();
    assert.equal(
      await lock.locator(".auth0-lock-social-button").count(),
      1,
      "only the connection that was chosen",
    );
    await shoot(page, "lock-4-google", { notOurs: "Lock’s own form" });
    const [request] = await Promise.all([authorized(), social(/Google/i).click()]);
    const asked = new URL(request.url()).searchParams;
    assert.equal(asked.get("max_age"), "0");
    assert.equal(asked.get("connection"), "google-oauth2");
    assert.match(asked.get("code_challenge"), /^[\w-]{43}$/);
    await stage.beAtTenant("google-oauth2|1001");
    await confirm();
  });

  await step("another account of the database is linked by its password", async () => {
    await begin(database);
    await field("email").waitFor();
    assert.equal(
      await lock.locator(".auth0-lock-social-button").count(),
      0,
      "only the connection that was chosen",
    );
    await field("email").fill(grace.username);
    await field("password").fill(grace.password);
    await submit();
    await confirm();
  });

  await step("a wrong code by text message is refused on the page", async () => {
    stage.expectRefusal("/co/authenticate");
    await begin("sms");
    await field("phoneNumber").waitFor();
    await shoot(page, "lock-5-phone", { notOurs: "Lock’s own form" });
    await field("phoneNumber").fill("701740605");
    await submit();
    await field("vcode").waitFor();
    await field("vcode").fill("1");
    await submit();
    await lock.getByText("Wrong code.").waitFor();
    await shoot(page, "lock-6-code", { notOurs: "Lock’s own form" });
  });

  await step("a phone is linked by a code in a text message", async () => {
    await field("vcode").fill(await sent("+46701740605"));
    await submit();
    await confirm();
  });

  await step("a wrong code by e-mail is refused on the page", async () => {
    stage.expectRefusal("/co/authenticate");
    await begin("email");
    await field("email").waitFor();
    await field("email").fill("ada@home.example");
    await submit();
    await field("vcode").waitFor();
    await field("vcode").fill("1");
    await submit();
    await lock.getByText("Wrong code.").waitFor();
  });

  await step("an address is linked by a code in an e-mail", async () => {
    await field("vcode").fill(await sent("ada@home.example"));
    await submit();
    await confirm();
  });

  /** Signs out, and opens Lock for a sign-in of this kind. */
  const signInAgain = async (connection) => {
    await page.goto(server.app);
    await button("Sign out").click();
    await heading("Manage how you sign in").waitFor();
    await page.goto(`${server.app}/login?connection=${connection}`);
  };
  const signedInAs = async (sub) => {
    await button("Add Google").waitFor();
    const me = await page.evaluate(async () => (await fetch("/me")).json());
    assert.match(me.user.user_id, sub);
    return me.user.user_id;
  };

  await step("a GitHub account signs in by its button", async () => {
    await signInAgain("github");
    await social(/GitHub/i).click();
    await stage.beAtTenant("github|2001");
    await signedInAs(/^github\|2001$/);
  });

  await step("a phone signs in by a code in a text message", async () => {
    await signInAgain("sms");
    await field("phoneNumber").fill("701740606");
    await submit();
    await field("vcode").waitFor();
    await field("vcode").fill(await sent("+46701740606"));
    await submit();
    await signedInAs(/^sms\|/);
  });

  let person;
  await step("an address signs in by a code in an e-mail", async () => {
    await signInAgain("email");
    await field("email").fill("ada@club.example");
    await submit();
    await field("vcode").waitFor();
    await field("vcode").fill(await sent("ada@club.example"));
    await submit();
    person = await signedInAs(/^email\|/);
  });

  await step("a forged address signs nobody in and links nothing", async () => {
    const forged = {
      // A request that this browser did not begin: no cookie fits its state.
      state: "no_transaction",
      // The tenant checks the verifier against this, and refuses the token.
      code_challenge: "token_refused",
      // The ID token must have ours.
      nonce: "token_invalid",
    };
    for (const [name, outcome] of Object.entries(forged)) {
      await page.goto(`${server.app}/`);
      await button("Add Google").click();
      await social(/Google/i).waitFor();
      const address = new URL(page.url());
      const fragment = new URLSearchParams(address.hash.slice(1));
      fragment.set(name, "x".repeat(43));
      await page.goto("about:blank");
      await page.goto(`${server.app}/login/lock#${fragment}`);
      await social(/Google/i).click();
      // The settings page takes the outcome out of its address once it has told it.
      const told = page.waitForRequest((it) => new URL(it.url()).searchParams.get("outcome") === outcome);
      await stage.beAtTenant("google-oauth2|1002");
      await told;
    }
    const { identities } = await server.tell("GET", `users/${encodeURIComponent(person)}`);
    assert.equal(identities.length, 1);
  });
}
