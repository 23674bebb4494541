// The main job as a screen reader has it: the tree of names, headings and landmarks in every state, and what
// is said by itself, in which order, after each action.
import assert from "node:assert/strict";
import { listen } from "./announcements.mjs";
import * as expected from "./reader-trees.mjs";
import { seeTree } from "./trees.mjs";

export async function listenToIt(stage) {
  const { server, page, step, heading, button, dialog, told, seeLinked } = stage;
  const tree = (name) => seeTree(page, name);
  const heard = await listen(page);
  /** What was said by itself since the last time; where words are given, exactly these. */
  const said = async (...words) => {
    const now = await heard();
    if (words.length > 0) assert.deepEqual(now, words);
    return now;
  };
  /** An outcome is said once by its region, and has focus in the end, wherever that was in between. */
  const ends = async (from, outcome) => {
    const now = await said();
    assert.ok(now.includes(from), now.join("\n"));
    assert.equal(now.filter((words) => words === `says: ${outcome}`).length, 1, now.join("\n"));
    assert.equal(await stage.isFocused(page.getByRole("status").filter({ hasText: outcome })), true);
  };

  await step("signed out, and what frames the page", async () => {
    await page.goto(server.app);
    await heading("Manage how you sign in").waitFor();
    await tree("signedOut");
    assert.equal(await page.getByRole("banner").ariaSnapshot(), expected.banner.trim());
    assert.equal(await page.getByRole("contentinfo").ariaSnapshot(), expected.footer.trim());
    assert.deepEqual(await heard(), []);
  });

  await step("the overview", async () => {
    await page.getByRole("link", { name: "Sign in", exact: true }).press("Enter");
    await stage.typePassword();
    await seeLinked(1);
    await tree("overview");
    await said("focus: Sign in", "focus: E-mail", "focus: Password", "focus: Continue");
  });

  await step("on the way to another page, it is said where", async () => {
    await button("Add GitHub").press("Enter");
    await stage.beAtTenant("github|2001");
    await stage.reviewed();
    await said(
      "focus: Add GitHub",
      "says: Opening the sign-in page of GitHub. You come back here afterwards.",
      "focus: Ada Lindqvist ada@example.com",
      "focus: Add GitHub (ada@example.com) to your account?",
    );
  });

  await step("the review begins at its heading", async () => {
    await tree("review");
    assert.equal(await stage.isFocused(heading("Add GitHub (ada@example.com) to your account?")), true);
  });

  await step("keeping the other account leads to both", async () => {
    await page.getByText("Other options").press("Enter");
    await button("Keep the other account instead").press("Enter");
    await heading("Merge these two accounts?").waitFor();
    await tree("both");
    await said(
      "focus: Other options",
      "focus: Keep the other account instead",
      "focus: Merge these two accounts?",
    );
  });

  await step("a choice says what follows from it", async () => {
    await stage.keep("Ada Lindqvist, GitHub").focus();
    await page.keyboard.press("ArrowUp");
    const after = (...sentences) => `says: ${sentences.join(" ")}`;
    const both = "Whoever can sign in with either one gets into the account you keep.",
      swapped = "You are then signed in to the account you keep: GitHub.",
      back = "You can unlink the other account later. It then starts with empty settings.";
    const own = "focus: Ada Lindqvist ada@example.com Email and password",
      other = "focus: Ada Lindqvist ada@example.com GitHub";
    await said(other, own, after(both, back));
    await page.keyboard.press("ArrowDown");
    await said(other, after(both, swapped, back));
    await page.keyboard.press("ArrowUp");
    await said(own, after(both, back));
  });

  await step("the outcome is said once, and has focus", async () => {
    await stage.acts(stage.agreement);
    await stage.agreement.press("Enter");
    await told(/ is linked\./);
    await seeLinked(2);
    await tree("linked");
    const outcome = "GitHub (ada@example.com) is linked. You can sign in with it from now on.";
    await ends("focus: Merge accounts", outcome);
  });

  await step("the question before unlinking is read as a whole", async () => {
    await button(/^Unlink GitHub/).press("Enter");
    await dialog.waitFor();
    await tree("question");
    await said("focus: Unlink GitHub, ada@example.com", "focus: Keep it linked");
    await page.keyboard.press("Escape");
    await said("focus: Unlink GitHub, ada@example.com");
  });

  await step("unlinking is said once, and the history has it", async () => {
    await button(/^Unlink GitHub/).press("Enter");
    const unlink = dialog.getByRole("button", { name: "Unlink", exact: true });
    await stage.acts(unlink);
    await unlink.press("Enter");
    await told(/ is unlinked\./);
    await ends(
      "focus: Unlink GitHub, ada@example.com",
      "GitHub (ada@example.com) is unlinked. It is a separate account again.",
    );
    await page.locator(".history summary").press("Enter");
    await tree("unlinked");
  });

  await step("a wrong number is said where it was typed", async () => {
    await button("Add a phone number").press("Enter");
    await page.getByRole("textbox", { name: "Phone number" }).fill("555");
    await page.keyboard.press("Enter");
    await told("The country code is missing.");
    await tree("number");
    const words = await said();
    assert.equal(
      words.at(-1),
      "says: The country code is missing. Start with + and the code, such as +44 for the United Kingdom or +49 for Germany.",
    );
    assert.ok(words.includes("focus: Phone number"), words.join("\n"));
  });

  await step("a code is asked for, and its time runs without a word", async () => {
    await page.getByRole("textbox", { name: "Phone number" }).fill("+15550100");
    await page.keyboard.press("Enter");
    await heading("Enter the code").waitFor();
    await tree("code");
    assert.equal((await said()).at(-1), "focus: Code from the message");
    // The timers tick on, and say nothing.
    const ticking = page.getByRole("timer").first();
    const before = await ticking.innerText();
    await page.waitForFunction((words) => document.querySelector("[role=timer]").innerText !== words, before);
    assert.deepEqual(await heard(), []);
  });

  await step("signing out", async () => {
    await button("Sign out").press("Enter");
    await heading("Manage how you sign in").waitFor();
    await tree("justSignedOut");
  });
}
