// Cookies that a sibling of our host plants in Chromium, over https and plain http, by script and by header:
// `__Host-` keeps out only names that begin with it, and a name that begins with white space of Unicode's
// does not. No answer of ours changes by them.
import assert from "node:assert/strict";
import test from "node:test";
import { openBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { SITE, args, startHosts } from "./sibling.mjs";

const CLIENT = "planted";
const SECRET = "planted-worthless-secret";

const WHITE_SPACE = [
  0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a,
  0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
].map((code) => String.fromCodePoint(code));

/** What a sibling can do, from each of its origins and by each means. */
const waysOf = (siblings) =>
  siblings.flatMap((page) =>
    ["script", "header"].map((means) => ({
      page,
      means,
      title: `by ${means} from ${new URL(page.url()).protocol}`,
    })),
  );

/** Plants cookies from a page of the sibling's; `names` in full, with a value each. */
async function plant({ page, means }, cookies) {
  const lines = cookies.map(([name, value]) => `${name}=${value}; Domain=${SITE}; Path=/`);
  await page.evaluate(
    ([means, lines]) => {
      if (means === "header")
        return fetch("/", { method: "POST", body: JSON.stringify(lines) }).then(() => undefined);
      for (const line of lines) document.cookie = line;
      // Asked for, they have been set: another tab's request comes after them.
      void document.cookie;
    },
    [means, lines],
  );
}

/** The component behind the two hosts, and a tab on each of three origins. */
async function onStage(journey) {
  const hosts = await startHosts();
  const server = await startServer({
    variables: { base_url: hosts.app, client_id: CLIENT, client_secret: SECRET },
  });
  const { page, close } = await openBrowser({ args });
  try {
    hosts.serve(server.app);
    await server.tell("PUT", "clients", {
      client_id: CLIENT,
      client_secret: SECRET,
      callbacks: [`${hosts.app}/link/callback`],
      logout_urls: [`${hosts.app}/`],
    });
    const context = page.context();
    const siblings = [];
    for (const origin of hosts.siblings) {
      const tab = await context.newPage();
      await tab.goto(origin);
      siblings.push(tab);
    }
    const own = await context.newPage();
    await own.goto(`${hosts.app}/settings.css`);
    await journey({ hosts, server, page, own, context, ways: waysOf(siblings) });
  } finally {
    await close();
    hosts.stop();
    assert.equal(await server.stop(), 0, "the host ends cleanly");
  }
}

test("no answer changes by cookies that a sibling host plants", { timeout: 120_000 }, (t) =>
  onStage(async ({ hosts, server, page, own, context, ways }) => {
    const { accounts } = server;
    const person = (id) => accounts.find((account) => account.user_id === `auth0|${id}`);
    /** What a script on our page is told. How long a sign-in is young enough runs out by the second. */
    const me = () =>
      own.evaluate(async () => {
        const answer = await fetch("/me", { headers: { accept: "application/json" } });
        const { fresh_for: _, ...body } = await answer.json();
        return { status: answer.status, body };
      });
    const last = (path) => hosts.seen.findLast((it) => it.path.startsWith(path));
    const signIn = async (id) => {
      await page.goto(`${hosts.app}/login`);
      const { username, password } = person(id);
      await page.locator("input[name=username]").fill(username);
      await page.locator("input[name=password]").fill(password);
      await page.getByRole("button", { name: "Continue", exact: true }).click();
    };
    const ours = async () =>
      (await context.cookies(hosts.app))
        .filter(({ name }) => name.startsWith("__Host-"))
        .map(({ name, value }) => [name, value]);
    /** The names and lengths of what a login sets: the values are other ones each time. */
    const beginLogin = async () => {
      await page.goto(`${hosts.app}/login`);
      return last("/login").set.map((line) => [line.split(/(?<=login-)|=/)[0], line.length]);
    };
    /** That what was planted came with the last request: else nothing was tried. */
    const arrived = (path, cookies) => {
      const pairs = last(path).cookies.split("; ");
      for (const [name, value] of cookies)
        assert.ok(pairs.includes(`${name}=${value}`), `${JSON.stringify(name)} never came`);
    };
    const behind = (blank, cookies) => cookies.map(([name, value]) => [blank + name, value]);

    const nobody = await me();
    assert.equal(nobody.status, 401);
    const usual = await beginLogin();
    assert.equal(usual.length, 1);

    // Grace attacks: her own login up to the callback, and then a whole session of hers.
    await context.clearCookies();
    const held = new Promise((resolve) => {
      hosts.hold = resolve;
    });
    await signIn("grace");
    const callback = await held;
    const transaction = await ours();
    assert.equal(transaction.length, 1);
    await context.clearCookies();
    await signIn("grace");
    await page.waitForURL(`${hosts.app}/`);
    const session = (await ours()).filter(([name]) => /session|generation/.test(name));
    assert.equal(session.length, 2);
    assert.equal((await me()).body.user.user_id, "auth0|grace", "it is one");

    await t.test("the attacker's login and its callback, and the attacker's session", async () => {
      for (const [at, blank] of WHITE_SPACE.entries()) {
        const way = ways[at % ways.length];
        const named = `U+${blank.codePointAt(0).toString(16)} ${way.title}`;
        await context.clearCookies();
        await plant(way, behind(blank, transaction));
        await page.goto(callback);
        // It is loaded once more where no cookie of ours came: a browser may have left them out.
        await page.waitForURL((url) => url.pathname === "/");
        arrived("/link/callback", behind(blank, transaction));
        assert.deepEqual(await me(), nobody, `the login, ${named}`);

        await context.clearCookies();
        await plant(way, behind(blank, session));
        assert.deepEqual(await me(), nobody, `the session, ${named}`);
        arrived("/me", behind(blank, session));
      }
    });

    await t.test("what makes the own session doubtful, and an answer large", async () => {
      await context.clearCookies();
      await signIn("ada");
      await page.waitForURL(`${hosts.app}/`);
      const ada = await me();
      assert.equal(ada.body.user.user_id, "auth0|ada");
      const real = await ours();
      for (const way of ways) {
        // White space of every kind before each of four names.
        const names = [
          "session",
          "generation",
          "transaction-login-AAAAAAAAAAAA",
          "transaction-link-AAAAAAAAAAAA",
        ];
        const doubles = WHITE_SPACE.flatMap((blank) => names.map((name) => [`${blank}__Host-${name}`, "x"]));
        await plant(way, doubles);
        assert.deepEqual(await me(), ada, way.title);
        arrived("/me", doubles);
        assert.deepEqual(last("/me").set, [], way.title);
        assert.deepEqual(await ours(), real, way.title);
        await context.clearCookies({ domain: `.${SITE}` });
      }
      await context.clearCookies();
      for (const way of ways) {
        const many = WHITE_SPACE.flatMap((blank) =>
          Array.from({ length: 6 }, (_, at) => [`${blank}__Host-transaction-login-AAAAAAAAAAA${at}`, "x"]),
        );
        await plant(way, many);
        assert.deepEqual(await beginLogin(), usual, way.title);
        arrived("/login", many);
        await context.clearCookies();
      }
    });

    await t.test("the very names, which Chromium does not let through", async () => {
      await context.clearCookies();
      const other = (spell) => session.map(([name, value]) => [spell(name), value]);
      const names = [
        (name) => name,
        (name) => name.toLowerCase(),
        (name) => name.toUpperCase(),
        (name) => ` \t${name}`,
        (name) => `${name} `,
        (name) => `=${name}`,
        (name) => `=\u00a0${name}`,
      ];
      for (const way of ways) for (const spell of names) await plant(way, other(spell));
      assert.deepEqual(await me(), nobody);
      assert.equal(last("/me").cookies, "");
    });

    await t.test("what a sibling can do all the same", async () => {
      const [way] = ways;
      await context.clearCookies();
      await signIn("ada");
      await page.waitForURL(`${hosts.app}/`);
      assert.equal((await me()).status, 200);
      // A browser keeps so many cookies of a site, and so many bytes of them go with a request.
      await plant(
        way,
        Array.from({ length: 200 }, (_, at) => [`many${at}`, "x; Secure"]),
      );
      assert.deepEqual([await me(), await ours()], [nobody, []], "pushes ours out");
      await context.clearCookies();
      await plant(
        way,
        Array.from({ length: 10 }, (_, at) => [`large${at}`, "x".repeat(3_000)]),
      );
      assert.equal((await page.goto(`${hosts.app}/me`)).status(), 431, "makes the request too large");
    });
  }),
);
