// What the page offers where the component has a Management client: suggestions, warnings, and more ways to
// unlink.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

export async function suggestAndGiveBack(stage) {
  const { server, page, step, button, dialog, told, seeLinked, consequence } = stage;
  const suggested = page.getByRole("region", { name: "These may be yours, too" });
  const restore = dialog.getByRole("checkbox", { name: /^Restore/ });
  const remove = dialog.getByRole("checkbox", { name: /^Also delete/ });

  await step("accounts with the same e-mail address are suggested", async () => {
    await stage.signIn();
    await seeLinked(1);
    await suggested.getByRole("listitem").nth(1).waitFor();
    assert.equal(await suggested.getByRole("listitem").count(), 2);
    assert.match(await suggested.innerText(), /Google\s+a•••/);
    await shoot(page, "client-1-suggestions");
  });

  await step("signing in to another account than the suggested one shows that one for review", async () => {
    await button("Add Google, a•••").click();
    await stage.beAtTenant("google-oauth2|1002");
    await told("You signed in with another account than the suggested one.");
    await stage.reviewed();
    await shoot(page, "client-2-wrong-account");
    await button("Cancel").click();
    await told(/Nothing was linked/);
  });

  await step("the suggested one links as any other", async () => {
    await button("Add Google, a•••").click();
    await stage.beAtTenant("google-oauth2|1001");
    await stage.reviewed();
    await consequence(/In most cases it gets its settings back/);
    await stage.agree();
    await told(/ is linked\./);
    await seeLinked(2);
  });

  await step("unlinking can give the settings back", async () => {
    await button(/^Unlink Google/).click();
    assert.equal(await restore.isChecked(), true);
    assert.equal(await remove.isChecked(), false);
    await dialog.getByText("The separate account gets back the settings").waitFor();
    await shoot(page, "client-3-unlink");
    await dialog.getByRole("button", { name: "Unlink", exact: true }).click();
    await told(/with the settings it had\./);
    await seeLinked(1);
    const { user_metadata: metadata } = await server.tell(
      "GET",
      `users/${encodeURIComponent("google-oauth2|1001")}`,
    );
    assert.equal(metadata.language, "fr");
  });

  await step("or delete the account, and says so first", async () => {
    await stage.prove("Add GitHub", "github|2001");
    await stage.agree();
    await told(/ is linked\./);
    await button(/^Unlink GitHub/).click();
    await remove.check();
    await dialog.getByText(/^This cannot be undone\. If you sign in/).waitFor();
    await shoot(page, "client-4-unlink-delete");
    await dialog.getByRole("button", { name: "Unlink and delete", exact: true }).click();
    await told(/ is unlinked and deleted\./);
    await seeLinked(1);
    await assert.rejects(server.tell("GET", `users/${encodeURIComponent("github|2001")}`), /404/);
  });

  await step("an account that has more to lose is recommended", async () => {
    // The person's own membership would count as much.
    await server.tell("POST", "organizations", { name: "corp", members: [] });
    // With another name and another address it would be somebody else's, which is never recommended.
    await server.tell("PUT", "users", {
      user_id: "windowslive|3001",
      name: "Ada Lindqvist",
      email: "ada@live.example",
      email_verified: true,
      app_metadata: { plan: "gold" },
      roles: ["Owner"],
    });
    await stage.prove("Add Microsoft", "windowslive|3001");
    assert.equal(await stage.keep("Ada Lindqvist, Microsoft").isChecked(), true);
    await page.getByText("It has permissions or a plan and roles.").waitFor();
    await shoot(page, "client-5-more-to-lose");
    await stage.keep("Ada Lindqvist, Email and password").check();
    const lost = await page.getByText("Lost: permissions or a plan and roles").boundingBox();
    const tag = await page.locator(".account .tag", { hasText: "Recommended" }).boundingBox();
    assert.ok(lost.y >= tag.y + tag.height, "what is lost is not what is recommended");
    await shoot(page, "client-6-loses");
    await button("Cancel").click();
    await told(/Nothing was linked/);
  });

  await step("losing the only second sign-in step is said strongly", async () => {
    await server.tell("PUT", "users", {
      user_id: "github|2001",
      name: "Ada Lindqvist",
      email: "ada@example.com",
      email_verified: true,
      authentication_methods: ["totp"],
    });
    await stage.prove("Add GitHub", "github|2001");
    await stage.keep("Ada Lindqvist, Email and password").check();
    await consequence(/The account you keep has no second sign-in step/);
    await shoot(page, "client-7-second-step");
    await button("Cancel").click();
    await told(/Nothing was linked/);
  });

  await step("a suggested account that is proved by a code is asked for on the page", async () => {
    await server.tell("PUT", "users", {
      user_id: "email|7002",
      name: "ada@example.com",
      email: "ada@example.com",
      email_verified: true,
    });
    await page.reload();
    await button("Add Email code, a•••").click();
    assert.equal(await page.getByRole("textbox", { name: "Email address" }).inputValue(), "ada@example.com");
    await shoot(page, "client-8-suggested-address");
    await button("Send a code").click();
    const code = page.getByRole("textbox", { name: "Code from the message" });
    await code.waitFor();
    await code.fill((await stage.lastMessage("ada@example.com")).code);
    await button("Check the code").click();
    await stage.reviewed();
    assert.equal(await page.getByRole("status").innerText(), "");
    await button("Cancel").click();
    await told(/Nothing was linked/);
  });
}
