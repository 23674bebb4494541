// Which of two accounts stays, and what becomes of their settings. Without a key-value store: there, keeping
// the other account needs one more sign-in.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

const password = "Ada Lindqvist, Email and password",
  google = "Ada Lindqvist, Google";

export async function chooseAndMerge(stage) {
  const { server, page, step, heading, button, told, seeLinked, keep, setting, consequence } = stage;
  const metadata = async (id) => (await server.tell("GET", `users/${encodeURIComponent(id)}`)).user_metadata;

  const row = (key) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: key }) });
  /** What the row of a setting says is lost; nothing, or exactly this. */
  const losing = async (key, words) => {
    const lost = row(key)
      .getByText(/^Lost:/)
      .filter({ visible: true });
    assert.deepEqual(await lost.allInnerTexts(), words ? [`Lost: ${words}`] : [], key);
  };

  await step("settings that differ are open, with a choice for each", async () => {
    await stage.signIn();
    await seeLinked(1);
    await stage.prove("Link a Google account", "google-oauth2|1001");
    await page.getByText("3 differ. Choose what to keep.").waitFor();
    await consequence("Some saved settings are lost. They are marked above.");
    await losing("interests", "the list of Google");
    await losing("language", "“fr”");
    await losing("profile", "the values of Google");
    await losing("newsletter");
    await shoot(page, "choice-1-merge");
  });

  await step("choosing settings says at once what is lost", async () => {
    await setting("interests").selectOption({ label: "Combine both" });
    await setting("profile").selectOption({ label: "Combine both" });
    await losing("interests");
    await losing("profile");
    await setting("language").selectOption({ label: "Always “fr”" });
    await losing("language", "“en”");
    await setting("newsletter").selectOption({ label: "Leave behind" });
    await losing("newsletter", "“Yes”");
    await consequence("Some saved settings are lost. They are marked above.");
    await shoot(page, "choice-2-merge-chosen");
  });

  await step(
    "keeping the other account changes both cards and what follows, by the keyboard, too",
    async () => {
      await keep(password).focus();
      await page.keyboard.press("ArrowDown");
      assert.equal(await keep(google).isChecked(), true);
      await consequence("From then on you are signed in to the account you keep: Google.");
      await consequence("You will be asked to sign in to your present account once more before it is done.");
      await page.getByText("Joins the other one and gives up its user ID: auth0|ada").waitFor();
      // A choice follows the value, whichever account it is of.
      assert.equal(await setting("language").locator("option:checked").innerText(), "Always “fr”");
      await losing("language", "“en”");
      await losing("newsletter");
      assert.equal(await setting("newsletter").isVisible(), false);
      await shoot(page, "choice-3-swap");
    },
  );

  await step("signing in once more leads back to it, with everything as it was chosen", async () => {
    await button("Link these accounts").click();
    await stage.typePassword();
    await page.getByText("You chose to keep it").waitFor();
    assert.equal(await page.getByRole("radio").count(), 0);
    assert.equal(await setting("interests").inputValue(), "join");
    assert.equal(await setting("language").inputValue(), "other");
    assert.equal(await setting("theme").inputValue(), "keep");
    await shoot(page, "choice-4-swap-again");
  });

  await step("then the other account is the one that stays", async () => {
    await button("Link these accounts").click();
    await told(/this is your account from now on/);
    await seeLinked(2);
    await button(/^Unlink Email and password/).waitFor();
    assert.deepEqual(await metadata("google-oauth2|1001"), {
      theme: "dark",
      language: "fr",
      newsletter: true,
      interests: ["music", "maths", "engines"],
      profile: { city: "Lund", pronouns: "she/her" },
    });
    await shoot(page, "choice-5-swapped");
  });

  await step("what would become too large is refused, and the review stays as it is", async () => {
    const users = [
      ["google-oauth2|1002", "Ada L. (studio)", "ada.l@example.com"],
      ["google-oauth2|1001", "Ada Lindqvist", "ada@example.com"],
    ];
    for (const [user_id, name, email] of users) {
      await server.tell("PUT", "users", {
        user_id,
        name,
        email,
        email_verified: true,
        user_metadata: { [user_id.slice(-4)]: "x".repeat(6000) },
      });
    }
    await page.reload();
    await seeLinked(1);
    await stage.prove("Link another Google account", "google-oauth2|1002");
    await button("Link these accounts").click();
    await told("Together, the saved settings of the two accounts are too large.");
    await heading("Link these two accounts?").waitFor();
    await shoot(page, "choice-6-refused");
  });

  await step(
    "where the tenant asks to wait, the button waits and nothing that was chosen is lost",
    async () => {
      await setting("1002").selectOption({ label: "Leave behind" });
      await server.tell("POST", "faults", {
        when: { path: "/api/v2/*" },
        times: 0,
        then: { status: 429, headers: { "retry-after": "9" }, body: {} },
      });
      stage.expectRefusal("/settings");
      await button("Link these accounts").click();
      await told(/Wait \d seconds, then try again/);
      assert.equal(await button("Link these accounts").getAttribute("aria-disabled"), "true");
      assert.equal(await button("Cancel").getAttribute("aria-disabled"), null);
      await shoot(page, "choice-7-wait");
      await server.tell("DELETE", "faults");
      await told("You can try again now.");
      assert.equal(await setting("1002").inputValue(), "leave");
      await button("Link these accounts").click();
      await told(/ is linked\./);
      await seeLinked(2);
      assert.deepEqual(Object.keys(await metadata("google-oauth2|1001")), ["1001"]);
    },
  );
}
