// States that no journey comes through by itself: before the first answer, without a network, with a tenant
// in trouble, signed out by time, and people who have more, longer or other names than the sample ones.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";
import { database } from "./stage.mjs";

const word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const password = "worthless-many";

/** What the settings call one of the connections. */
export const longLabel = {
  connections: `google-oauth2=Google,github=GitHub,windowslive=Microsoft,okta=${word},${database}=Email and password`,
};

/** The person of the database that these steps sign in as. */
const person = (id, name, email, others = []) => ({
  user_id: `auth0|${id}`,
  name,
  email,
  email_verified: true,
  identities: [
    {
      provider: "auth0",
      user_id: id,
      connection: database,
      password,
      profileData: { email, email_verified: true, name },
    },
    ...others,
  ],
});

const identity = (provider, connection, user_id, name, email) => ({
  provider,
  connection,
  user_id,
  profileData: { name, email, email_verified: true },
});

export async function seeEveryState(stage) {
  const { server, page, step, heading, button, dialog, told, seeLinked } = stage;
  const drawn = /\/settings(\?|$)/;

  const signInAs = async (email) => {
    await page.goto(`${server.app}/login?connection=${database}`);
    await page.locator("input[name=username]").fill(email);
    await page.locator("input[name=password]").fill(password);
    await button("Continue").click();
  };
  const signOut = async () => {
    await button("Sign out").click();
    await heading("Manage how you sign in").waitFor();
  };

  await step("before the first answer there are the shapes of what comes, and no words", async () => {
    let answer;
    const asked = new Promise((resolve) => {
      answer = resolve;
    });
    await page.route(drawn, async (route) => {
      await asked;
      await route.continue();
    });
    await page.clock.install();
    await page.goto(server.app, { waitUntil: "load" });
    assert.equal(await page.getByRole("main").getAttribute("aria-busy"), "true");
    assert.equal((await page.locator("body").innerText()).trim(), "");
    await shoot(page, "state-1-loading", { animations: "allow", notOurs: "shapes alone, without a word" });
    await page.clock.runFor(12_500);
    await told("This is taking too long.");
    await page.getByRole("link", { name: "Open the simple version" }).waitFor();
    await shoot(page, "state-2-slow");
    answer();
    await heading("Manage how you sign in").waitFor();
    assert.equal(await page.getByRole("main").getAttribute("aria-busy"), null);
    assert.equal(await page.getByText("This takes longer").count(), 0);
    await page.unroute(drawn);
    await page.clock.resume();
  });

  await step("fifty linked accounts are fifty rows", async () => {
    const others = Array.from({ length: 49 }, (_, at) => {
      const [provider, connection] = [
        ["google-oauth2", "google-oauth2"],
        ["github", "github"],
        ["windowslive", "windowslive"],
        ["samlp", "okta"],
      ][at % 4];
      return identity(
        provider,
        connection,
        String(9000 + at),
        `Katherine Johnson ${at}`,
        `katherine.${at}@work.example`,
      );
    });
    await server.tell("PUT", "users", person("many", "Katherine Johnson", "katherine@example.com", others));
    await signInAs("katherine@example.com");
    await seeLinked(50);
    await shoot(page, "state-3-many");
    await button("Unlink GitHub, Katherine Johnson 45, katherine.45@work.example").click();
    await shoot(page, "state-4-many-unlink");
    await button("Keep it linked").click();
    await dialog.waitFor({ state: "hidden" });
    await signOut();
  });

  await step("words without a place to break do not break the page", async () => {
    await server.tell(
      "PUT",
      "users",
      person(
        "long",
        `${word}${word}`,
        `${word.slice(0, 60).replace("ä", "ae")}@${"sub.".repeat(30)}example.com`,
        [
          identity(
            "github",
            "github",
            "x".repeat(120),
            word.repeat(2),
            `${"y".repeat(64)}@${"z".repeat(60)}.example`,
          ),
          identity("samlp", "okta", "okta|dept|77001", "", "n@example.com"),
        ],
      ),
    );
    await signInAs(`${word.slice(0, 60).replace("ä", "ae")}@${"sub.".repeat(30)}example.com`);
    await seeLinked(3);
    await stage.more();
    await button(`Add another account: ${word}`).waitFor();
    await shoot(page, "state-5-long");
    await button(/^Unlink GitHub/).click();
    await shoot(page, "state-6-long-unlink");
    await button("Keep it linked").click();
    await stage.prove("Add Google", "google-oauth2|1001");
    await shoot(page, "state-7-long-review");
    await button("Cancel").click();
    await told("Nothing was linked.");
    await signOut();
  });

  await step("names that run from right to left stand among words that do not", async () => {
    await server.tell(
      "PUT",
      "users",
      person("right", "יעל כהן (חיפה)", "yael@example.com", [
        identity("github", "github", "9101", "محمد الخوارزمي ٣", "khwarizmi@example.com"),
        identity("google-oauth2", "google-oauth2", "9102", "山田 太郎", "taro@example.com"),
      ]),
    );
    await signInAs("yael@example.com");
    await seeLinked(3);
    // Apart from the words around them: U+2068 and U+2069.
    await button("Unlink GitHub, \u2068محمد الخوارزمي ٣, khwarizmi@example.com\u2069").waitFor();
    await shoot(page, "state-8-right-to-left-names");
    await stage.prove("Add Microsoft", "windowslive|3001");
    await shoot(page, "state-9-right-to-left-review");
    // Where there is something to judge, nobody is asked for an answer before they have seen it.
    await page.setViewportSize({ width: 390, height: 667 });
    await page.evaluate(() => scrollTo(0, 0));
    assert.ok((await stage.agreement.boundingBox()).y > 667, "the button comes last");
    await button("Cancel").click();
    await told("Nothing was linked.");
  });

  await step("without a network the page says so, and what was there stays", async () => {
    await page.context().setOffline(true);
    for (const path of ["/link/start", "/settings"]) stage.expectRefusal(path);
    await button("Add Microsoft").click();
    await told("We cannot reach the site.");
    await seeLinked(3);
    await shoot(page, "state-10-offline");
    // What only opens needs nobody.
    await button(/^Unlink GitHub/).click();
    await dialog.getByRole("heading", { name: "Unlink GitHub?" }).waitFor();
    await button("Keep it linked").click();
    await dialog.waitFor({ state: "hidden" });
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await told("We cannot reach the site.");
    await seeLinked(3);
    await shoot(page, "state-11-offline-again");
    // It comes back by itself.
    await page.context().setOffline(false);
    await seeLinked(3);
  });

  await step("a tenant that does not answer is said in plain words", async () => {
    await server.tell("POST", "faults", {
      when: { path: "/api/v2/*" },
      times: 0,
      then: { status: 503, body: {} },
    });
    stage.expectRefusal("/settings");
    await page.reload();
    await button("Try again").waitFor();
    await shoot(page, "state-12-tenant-in-trouble");
    await server.tell("DELETE", "faults");
    await button("Try again").click();
    await seeLinked(3);
  });

  await step("a tenant that wants a moment leaves the rest of the page", async () => {
    await server.tell("POST", "faults", {
      when: { path: "/api/v2/*" },
      times: 0,
      then: { status: 429, headers: { "retry-after": "40" }, body: {} },
    });
    await page.reload();
    await page.getByText("Your ways to sign in cannot be shown just now").waitFor();
    await shoot(page, "state-13-limited");
    await server.tell("DELETE", "faults");
    await button("Try again").click();
    await seeLinked(3);
    await page.goto(`${server.app}/?outcome=rate_limited&wait=60`);
    await told(/Wait \d+ seconds, then try again/);
    await shoot(page, "state-14-wait");
    await page.reload();
  });

  await step("a session that ended by itself leaves what was there to read, with one way back", async () => {
    await seeLinked(3);
    await page.context().clearCookies();
    await button("Add Microsoft").click();
    await page.getByRole("status").getByRole("link", { name: "Sign in again" }).waitFor();
    await shoot(page, "state-15-ended");
  });
}
