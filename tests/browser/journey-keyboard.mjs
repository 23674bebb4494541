// The main job with nothing but a keyboard: where focus is after every outcome, in which order Tab goes, and
// that nothing holds it.
import assert from "node:assert/strict";
import { database } from "./stage.mjs";

export async function withKeysAlone(stage) {
  const { server, page, step, heading, told, seeLinked, dialog } = stage;
  const { username, password } = server.accounts.find((account) => account.connection === database);
  const press = (key) => page.keyboard.press(key);

  /** What has focus, as a screen reader would name it: `button "Sign out"`. */
  const focused = async () => {
    const [line] = (await page.locator(":focus").ariaSnapshot()).split("\n");
    // A name with a colon is quoted as a whole; what comes after the name and its states are the words
    // inside.
    const quoted =
      line.match(/^- '(.*)'(:.*)?$/)?.[1].replaceAll("''", "'") ??
      line.replace(/^- /, "").replace(/:[^"]*$/, "");
    return quoted.replace(/ \[(cursor|active)[^\]]*\]/g, "");
  };
  const hasFocus = async (expected) => assert.equal(await focused(), expected);
  /** Presses Tab until that has focus. */
  const tabTo = async (expected, key = "Tab") => {
    const seen = [];
    for (let pressed = 0; pressed < 40; pressed += 1) {
      await press(key);
      if ((await page.locator(":focus").count()) === 0) continue; // the browser's own window
      const now = await focused();
      if (now === expected) return;
      seen.push(now);
    }
    assert.fail(`${key} does not lead to ${expected}, but to ${seen.join(", ")}`);
  };
  /** What Tab stops at from here on, as far as `last`. */
  const order = async (last) => {
    const stops = [];
    do {
      await press("Tab");
      stops.push(await focused());
    } while (stops.at(-1) !== last && stops.length < 40);
    return stops;
  };
  const choices = ["Add Google", "Add GitHub", "Add Microsoft"];

  await step("the first stop of the page is to sign in", async () => {
    await page.goto(server.app);
    await heading("Manage how you sign in").waitFor();
    assert.deepEqual(await order('combobox "Language"'), ['link "Sign in"', 'combobox "Language"']);
    await tabTo('link "Sign in"', "Shift+Tab");
    await press("Enter");
  });

  await step("the tenant's page is typed into", async () => {
    await page.locator("input[name=username]").waitFor();
    await page.locator("input[name=username]").focus();
    await page.keyboard.type(username);
    await press("Tab");
    await page.keyboard.type(password);
    await press("Enter");
    await seeLinked(1);
  });

  await step("Tab goes through the page in the order in which it is read", async () => {
    const stops = await order('combobox "Language"');
    assert.deepEqual(stops.slice(0, 1 + choices.length), [
      'button "Sign out"',
      ...choices.map((name) => `button "${name}"`),
    ]);
    assert.equal(new Set(stops).size, stops.length);
    // And past the end it comes round again: nothing holds it.
    await tabTo('button "Sign out"');
  });

  await step("a link is begun with Space, and comes back to the heading of the review", async () => {
    await tabTo('button "Add GitHub"');
    await press("Space");
    await page.locator('button[name=user_id][value="github|2001"]').focus();
    await press("Enter");
    await stage.reviewed();
    await hasFocus('heading "Add GitHub (ada@example.com) to your account?" [level=1]');
    await press("Tab");
    await hasFocus('button "Add"');
    await press("Tab");
    await hasFocus('button "Cancel"');
    await press("Tab");
    await press("Space");
    await press("Tab");
    await hasFocus('button "Keep the other account instead"');
    await press("Enter");
    await heading("Merge these two accounts?").waitFor();
    await hasFocus('heading "Merge these two accounts?" [level=1]');
  });

  await step("the account that stays is chosen with the arrows, and Enter there sends nothing", async () => {
    const own = 'radio "Ada Lindqvist ada@example.com Email and password"',
      other = 'radio "Ada Lindqvist ada@example.com GitHub"';
    await press("Tab");
    await hasFocus(`${other} [checked]`);
    await press("ArrowUp");
    await hasFocus(`${own} [checked]`);
    await press("ArrowDown");
    await hasFocus(`${other} [checked]`);
    await press("ArrowUp");
    await hasFocus(`${own} [checked]`);
    await press("Enter");
    await stage.reviewed();
    await press("Shift+Tab");
    await hasFocus('button "Sign out"');
  });

  await step("confirming leads to the message that says it was done", async () => {
    await tabTo('button "Merge accounts"');
    await press("Tab");
    await hasFocus('button "Cancel"');
    await press("Shift+Tab");
    await stage.acts(stage.agreement);
    await press("Enter");
    await told(/ is linked\./);
    await hasFocus("status");
    await seeLinked(2);
    // What comes next is what stands below it.
    await press("Tab");
    assert.match(await focused(), /^button "Unlink GitHub, /);
  });

  await step("the question before unlinking takes focus, keeps it, and gives it back", async () => {
    await press("Enter");
    await dialog.waitFor();
    await hasFocus('button "Keep it linked"');
    const inside = new Set();
    for (let pressed = 0; pressed < 6; pressed += 1) {
      await press("Tab");
      if ((await page.locator(":focus").count()) > 0) inside.add(await focused());
    }
    assert.deepEqual([...inside].filter((name) => !name.startsWith("dialog")).sort(), [
      'button "Keep it linked"',
      'button "Unlink"',
    ]);
    await press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.match(await focused(), /^button "Unlink GitHub, /);
    // So does its own button.
    await press("Space");
    await hasFocus('button "Keep it linked"');
    await press("Enter");
    await dialog.waitFor({ state: "hidden" });
    assert.match(await focused(), /^button "Unlink GitHub, /);
    await seeLinked(2);
  });

  await step("unlinking leads to the message that says so", async () => {
    await press("Enter");
    await hasFocus('button "Keep it linked"');
    await press("Shift+Tab");
    await hasFocus('button "Unlink"');
    await stage.acts(dialog.getByRole("button", { name: "Unlink", exact: true }));
    await press("Space");
    await told(/ is unlinked\./);
    await hasFocus("status");
    await seeLinked(1);
  });

  await step("the history opens and closes", async () => {
    await press("Tab");
    const entries = page.locator(".history").getByRole("listitem");
    assert.equal(await page.locator("summary:focus").count(), 1);
    await press("Enter");
    assert.equal(await entries.count(), 2);
    await press("Space");
    assert.equal(await entries.count(), 0);
    assert.equal(await page.locator("summary:focus").count(), 1);
  });

  await step("a step of a link by code begins in its field, and putting it away leads back", async () => {
    await tabTo('button "Add a phone number"');
    await press("Enter");
    await heading("Add a phone number").waitFor();
    await hasFocus('textbox "Phone number"');
    await tabTo('button "Not now"');
    await press("Enter");
    await seeLinked(1);
    assert.equal(await page.locator(":focus").count(), 1, "focus is somewhere");
    assert.match(await focused(), /^(heading|button)/);
  });

  await step("another language is chosen by its first letter, and focus stays there", async () => {
    await tabTo('combobox "Language"');
    await press("d");
    await page.getByRole("heading", { name: "Ihre Anmeldemethoden" }).waitFor();
    assert.equal(await page.locator("select:focus").inputValue(), "de");
    await press("Home");
    await heading("Ways you sign in").waitFor();
    assert.equal(await page.locator("select:focus").inputValue(), "en");
  });

  await step("signing out ends it", async () => {
    await tabTo('button "Sign out"', "Shift+Tab");
    await press("Enter");
    await heading("Manage how you sign in").waitFor();
  });
}
