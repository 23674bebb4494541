// What people look for on such a page: when each way was linked, which one they used last, why the address
// from Apple is another one. To add a password has a journey of its own.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";
import { database } from "./stage.mjs";

export async function findWhatIsLookedFor(stage) {
  const { server, page, step, button, told, seeLinked } = stage;
  const row = (name) => page.locator("#linked > li").filter({ hasText: name });
  const used = page.getByText("Used last");

  await step("each way says when it was linked, in the reader's words", async () => {
    await stage.signIn();
    await stage.prove("Add GitHub", "github|2001");
    await stage.agree();
    await told(/ is linked\./);
    const day = new Date().toLocaleDateString("en", { dateStyle: "long" });
    await row("GitHub").getByText(`Linked on ${day}`).waitFor();
    assert.equal(await row("Email and password").getByText("Linked on").count(), 0);
    assert.equal(await used.count(), 0, "the tenant does not tell it");
  });

  await step("the way that was used last is marked, where the tenant tells it", async () => {
    await button("Sign out").click();
    await told("You are signed out.");
    await server.tell("POST", "faults", {
      when: { path: "/oauth/token" },
      then: { id_token: { claims: { connection: "github" } } },
    });
    await page.goto(`${server.app}/login?connection=github`);
    await stage.beAtTenant("github|2001");
    await seeLinked(2);
    assert.equal(await used.count(), 1);
    await row("GitHub").getByText("Used last").waitFor();
    await shoot(page, "looked-for-1-used-last");
  });

  await step("an address that Apple made is explained", async () => {
    const identity = (provider, connection, user_id, email, more) => ({
      provider,
      connection,
      user_id,
      ...more,
      profileData: { email, email_verified: true },
    });
    await server.tell("PUT", "users", {
      user_id: "auth0|ada",
      name: "Ada Lindqvist",
      email: "ada@example.com",
      email_verified: true,
      identities: [
        identity("auth0", database, "ada", "ada@example.com", { password: "worthless-ada" }),
        identity("apple", "apple", "001", "dpdcnf87nu@privaterelay.appleid.com"),
      ],
    });
    await page.reload();
    await row("Apple").getByText("Apple made this address to hide yours. It forwards mail to you.").waitFor();
    await shoot(page, "looked-for-2-apple");
  });
}
