// Every way to prove the second account, on the real component and the real local tenant. docs/ways.md names
// these steps.
import assert from "node:assert/strict";
import { shoot } from "./screenshots.mjs";

/** What a person does with messages and at the tenant's pages. */
function more(stage) {
  const { server, page, told } = stage;
  return {
    newest: async () => (await server.tell("GET", "messages")).at(-1),
    begin: (connection) => stage.begin(connection),
    async type(name, text) {
      const field = page.locator(`input[name=${name}]`);
      await field.fill(text);
      await field.press("Enter");
    },
    async confirm() {
      await stage.reviewed();
      await stage.agree();
      await told(/ is linked\./);
    },
  };
}

export async function linkByMessage(stage) {
  const { page, step, heading, button, told, seeLinked } = stage;
  const { newest, begin, type, confirm } = more(stage);

  await step("a code by text message, typed on the page, links", async () => {
    await stage.signIn();
    await begin("sms");
    await type("phone_number", "+1 555 0100");
    await heading("Enter the code").waitFor();
    const { code, to } = await newest();
    assert.equal(to, "+15550100");
    stage.expectRefusal("/link/passwordless/verify");
    await type("otp", code === "999999" ? "888888" : "999999");
    await told("You have 2 tries left.");
    await type("otp", code);
    await confirm();
    await seeLinked(2);
    await shoot(page, "ways-1-text-message");
  });

  await step("a code by e-mail, typed on the page after it was loaded again, links", async () => {
    await begin("email");
    await type("email", "ada@home.example");
    await heading("Enter the code").waitFor();
    await page.reload();
    await heading("Enter the code").waitFor();
    await type("otp", (await newest()).code);
    await confirm();
    await seeLinked(3);
  });

  const sendLink = async (address) => {
    await begin("email");
    await page.locator("input[name=email]").fill(address);
    await button("Send a link instead").click();
    await heading("Open the link").waitFor();
    return (await newest()).link;
  };

  await step("a link in an e-mail, opened in the same browser, links", async () => {
    await page.goto(await sendLink("ada@work.example"));
    await confirm();
    await seeLinked(4);
  });

  await step(
    "a link in an e-mail, opened in another browser, says so, and a code is there instead",
    async () => {
      const link = await sendLink("ada@club.example");
      const context = await page.context().browser().newContext();
      try {
        const other = await context.newPage();
        await other.goto(link);
        await other.getByText("You asked for that link in another browser.").waitFor();
        await shoot(other, "ways-2-other-browser");
      } finally {
        await context.close();
      }
      await button("Send a code instead").waitFor();
      await button("Not now").click();
      await seeLinked(4);
    },
  );
}

export async function linkAfterSecondFactor(stage) {
  const { server, page, step, heading, seeLinked } = stage;
  const { newest, begin, type, confirm } = more(stage);

  await step("a second factor leads to the tenant's page, and on to the review", async () => {
    await server.tell("PUT", "users", {
      user_id: "sms|7001",
      phone_number: "+15550177",
      authentication_methods: ["totp"],
    });
    await server.tell("POST", "mfa", { policy: "enrolled" });
    await stage.signIn();
    await begin("sms");
    await type("phone_number", "+1 555 0177");
    await heading("Enter the code").waitFor();
    await type("otp", (await newest()).code);
    await page.waitForURL(`${server.tenant}/**`);
    assert.equal(await page.locator("input[name=identifier]").inputValue(), "+15550177");
    await type("identifier", "+15550177");
    await page.locator("input[name=code]").waitFor();
    await type("code", (await newest()).code);
    await page.waitForURL(/\/u\/mfa/);
    await type("code", "000000");
    await confirm();
    await seeLinked(2);
  });
}

export async function linkByLoginPage(stage) {
  const { server, page, step, seeLinked } = stage;
  const { newest, begin, type, confirm } = more(stage);
  const byCode = async (connection, identifier) => {
    await begin(connection);
    await page.waitForURL(`${server.tenant}/**`);
    await type("identifier", identifier);
    await page.locator("input[name=code]").waitFor();
    await type("code", (await newest()).code);
    await confirm();
  };

  await step("a code by text message, typed at the tenant, links", async () => {
    await stage.signIn();
    await byCode("sms", "+15550100");
    await seeLinked(2);
  });

  await step("a code by e-mail, typed at the tenant, links", async () => {
    await byCode("email", "ada@home.example");
    await seeLinked(3);
  });

  await step("another database links by its password", async () => {
    await begin("Customers");
    await type("username", "ada@customers.example");
    await type("password", "worthless-ada-customer");
    await confirm();
    await seeLinked(4);
  });

  await step("a company account links", async () => {
    await server.tell("PUT", "users", {
      user_id: "samlp|okta|ada@corp.example",
      name: "Ada Lindqvist",
      email: "ada@corp.example",
      email_verified: true,
      identities: [{ provider: "samlp", user_id: "okta|ada@corp.example", connection: "okta" }],
    });
    await begin("okta");
    await stage.beAtTenant("samlp|okta|ada@corp.example");
    await confirm();
    await seeLinked(5);
  });
}

export async function linkTwoOfOneProvider(stage) {
  const { server, page, step, told, seeLinked } = stage;
  const { begin, confirm } = more(stage);
  const connection = { name: "google-oauth2", provider_session: true };

  await step("a provider that remembers the person gives the same account again", async () => {
    await server.tell("POST", "connections", connection);
    await stage.signIn();
    await begin("google-oauth2");
    await stage.beAtTenant("google-oauth2|1001");
    await confirm();
    await seeLinked(2);
    await begin("google-oauth2");
    await told("That account is already linked.");
  });

  await step("with upstream_params it asks which account, and the second one links", async () => {
    await server.tell("POST", "connections", {
      ...connection,
      upstream_params: { prompt: { value: "select_account" } },
    });
    await begin("google-oauth2");
    await stage.beAtTenant("google-oauth2|1002");
    await confirm();
    await seeLinked(3);
    await shoot(page, "ways-3-two-google");
  });
}

export async function signInToAnOrganization(stage) {
  const { server, page, step, heading, button, told, seeLinked } = stage;
  const { begin, type, confirm } = more(stage);

  await step("signed in to an organization, an account of its rules links", async () => {
    await page.goto(`${server.app}/login?organization=corp&ui_locales=de`);
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    await stage.typePassword();
    await seeLinked(1);
    await begin("github");
    await stage.beAtTenant("github|2001");
    await confirm();
    await seeLinked(2);
    await button("Sign out").click();
    await heading("Manage how you sign in").waitFor();
  });

  await step("nobody else signs in to it", async () => {
    await page.goto(`${server.app}/login?organization=corp`);
    await type("username", "linus@example.com");
    await type("password", "worthless-linus");
    await told("The sign-in was cancelled or refused.");
    await heading("Manage how you sign in").waitFor();
  });
}

export async function signUp(stage) {
  const { server, page, step, seeLinked } = stage;
  const { type } = more(stage);

  await step("who is new signs up, and is signed in", async () => {
    await page.goto(`${server.app}/login?screen_hint=signup`);
    await page.locator("input[name=email]").fill("mary@example.com");
    await type("password", "worthless-mary");
    await seeLinked(1);
    await page.getByText("mary@example.com").first().waitFor();
    await page.getByText("Email not confirmed").waitFor();
    await shoot(page, "ways-4-signed-up");
  });
}

/** Signs in and links where only a setting differs. */
export const linkWith =
  (name, prepare = async () => {}) =>
  async (stage) => {
    const { step, seeLinked } = stage;
    const { begin, confirm } = more(stage);
    await step(name, async () => {
      await prepare(stage);
      await stage.signIn();
      await begin("github");
      await stage.beAtTenant("github|2001");
      await confirm();
      await seeLinked(2);
    });
  };

/** Gives the sample person and the account to link a second factor each. */
export async function enrol({ server }) {
  for (const id of ["auth0|ada", "github|2001"]) {
    const { user_id, name, email, email_verified, identities } = await server.tell(
      "GET",
      `users/${encodeURIComponent(id)}`,
    );
    const [{ provider, user_id: own, connection }] = identities;
    const password = provider === "auth0" ? { password: "worthless-ada" } : {};
    await server.tell("PUT", "users", {
      user_id,
      name,
      email,
      email_verified,
      authentication_methods: ["totp"],
      identities: [{ provider, user_id: own, connection, ...password }],
    });
  }
}
