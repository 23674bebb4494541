// Two hosts, one on each form of the component, behind one address and on one Redis: what holds across them,
// and what happens when the store goes away. docs/deploy/several-hosts.md has the table of it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer } from "../browser/server.mjs";
import { startFront, startRedis } from "./shared-store.mjs";
import { LIMIT, WORLDS } from "./stage.mjs";
import { Visitor } from "./visitor.mjs";

const CLIENT = "several-hosts";
const SECRET = "several-hosts-worthless-secret";
const COOKIE_SECRET = "c2V2ZXJhbC1ob3N0cy13b3J0aGxlc3MtY29va2llLXM";
const KEYS = "/.well-known/jwks.json";

describe("two hosts on one Redis", () => {
  let redis;
  let front;
  let hosts;
  /** The tenant of both is the first host's. */
  let tell;

  before(async () => {
    redis = await startRedis();
    front = await startFront();
    const variables = {
      base_url: front.origin,
      client_id: CLIENT,
      client_secret: SECRET,
      cookie_secrets: COOKIE_SECRET,
      connections: "google-oauth2,github,sms",
      passwordless: "code",
      client_ip_header: "",
      sms_budget: "5/h",
      webhook_path: "/local-webhook",
      webhook_secret: "YSB3b3J0aGxlc3Mgc2VjcmV0IGZvciB3ZWJob29rcyE",
    };
    const [first, second] = WORLDS;
    const { runtimeConfig } = redis;
    // Its own tenant is the product, too; where it is, is known only when it runs.
    const tenant = await startServer();
    const start = (wasi) =>
      startServer({
        wasi,
        runtimeConfig,
        localTenant: false,
        variables: { ...variables, auth0_url: tenant.tenant, webhook_origin: tenant.tenant },
      });
    hosts = [tenant, await start(first), await start(second)];
    front.hosts = hosts.slice(1).map(({ app }) => app);
    tell = tenant.tell;
    await tell("PUT", "clients", {
      client_id: CLIENT,
      client_secret: SECRET,
      callbacks: [`${front.origin}/link/callback`],
      logout_urls: [`${front.origin}/`],
    });
  });
  after(async () => {
    front.stop();
    for (const host of hosts) assert.equal(await host.stop(), 0, "the host ends cleanly");
    await redis.stop();
  });

  let people = 0;
  /** Somebody new, so that nothing which another test ended or counted is theirs. */
  async function signIn() {
    people += 1;
    const [user_id, email, password] = [`person-${people}`, `person-${people}@example.com`, "worthless"];
    const identity = { provider: "auth0", user_id, connection: "Username-Password-Authentication", password };
    const user = { user_id: `auth0|${user_id}`, email, email_verified: true, identities: [identity] };
    await tell("PUT", "users", user);
    const visitor = Object.assign(new Visitor(front.origin), { userId: user.user_id });
    const page = await visitor.submit(await visitor.open("/login"), { username: email, password });
    assert.deepEqual([page.status, page.url.href], [200, `${front.origin}/`]);
    return visitor;
  }

  async function prove(visitor, userId = "github|2001") {
    const [connection] = userId.split("|");
    const { json } = await visitor.post("/link/start", { connection });
    const page = await visitor.submit(await visitor.open(json.location), { user_id: userId });
    assert.equal(page.outcome, "review");
    return (await visitor.get("/link/review")).json.review;
  }

  const code = ({ json }) => json.outcome ?? json.code;
  const confirm = async (visitor, review) => code(await visitor.post("/link/confirm", { review }));
  const unlink = async (visitor, userId = "github|2001") => {
    const [provider, user_id] = userId.split("|");
    return code(await visitor.post("/unlink", { provider, user_id }));
  };
  const status = async (visitor) => (await visitor.get("/me")).status;
  const linked = async (visitor) =>
    (await visitor.get("/me")).json.identities.map((it) => `${it.provider}|${it.user_id}`);
  /** The tenant's word that a session of its own is over, brought to one host. */
  async function tenantEnds(host, token) {
    const body = new URLSearchParams(token);
    const answer = await fetch(`${front.hosts[host]}/backchannel-logout`, { method: "POST", body });
    await answer.text();
    return answer.status;
  }
  const logoutToken = ({ userId }) => tell("POST", "logout-token", { client_id: CLIENT, sub: userId });
  const records = async (kind) => (await redis.ask(`KEYS ${kind}/*`)).match(/^\*(\d+)/)[1];

  /** Who signs out asks the store for a mark; the tenant's page is not gone to. */
  const signOut = async (visitor) => assert.equal((await visitor.post("/logout")).status, 200);

  test("the tenant's keys are fetched once for both", LIMIT, async () => {
    await tell("DELETE", "requests");
    for (const host of [0, 1, 0, 1]) {
      front.to(host);
      await signIn();
    }
    const asked = (await tell("GET", "requests")).filter(({ path }) => path === KEYS);
    assert.equal(asked.length, 1);
  });

  test("a person can be sent to another host at each request", LIMIT, async () => {
    front.alternate();
    const visitor = await signIn();
    assert.equal(await confirm(visitor, await prove(visitor)), "linked");
    assert.deepEqual(await linked(visitor), [visitor.userId, "github|2001"]);
    assert.equal(await unlink(visitor), "unlinked");
    const { json: me } = await visitor.get("/me");
    assert.deepEqual(
      me.history.map(({ what }) => what),
      ["unlinked", "linked"],
    );
    const told = await tell("GET", "webhooks");
    assert.deepEqual(
      told.map(({ body }) => JSON.parse(body).type),
      ["account.linked", "account.unlinked"],
    );
  });

  for (const [here, there] of [
    [0, 1],
    [1, 0],
  ]) {
    test(
      `attack: a copy of a session outlives it at another host, WASI ${WORLDS[there]}`,
      LIMIT,
      async () => {
        front.to(here);
        const visitor = await signIn();
        const copy = visitor.copy();
        front.to(there);
        assert.equal(await status(copy), 200);
        front.to(here);
        await signOut(visitor);
        front.to(there);
        assert.equal(await status(copy), 401);
      },
    );

    test(`the tenant tells one host that a session is over, WASI ${WORLDS[here]}`, LIMIT, async () => {
      front.to(there);
      const visitor = await signIn();
      const token = await logoutToken(visitor);
      assert.equal(await tenantEnds(here, token), 200);
      assert.equal(await status(visitor), 401);
      assert.equal(await tenantEnds(there, token), 400, "a token counts once, wherever it is sent");
    });
  }

  test("attack: messages asked for at another host are not counted", LIMIT, async () => {
    front.alternate();
    /** Somebody else each time: whoever asked a moment ago is told to wait. */
    const send = async (number) => {
      const fields = { connection: "sms", phone_number: number };
      return code(await (await signIn()).post("/link/passwordless/start", fields));
    };
    const outcomes = [];
    for (let count = 0; count < 6; count += 1) outcomes.push(await send("+15550100"));
    assert.deepEqual(outcomes, [...Array(4).fill("code_sent"), ...Array(2).fill("too_many_codes")]);
    assert.deepEqual(
      [await send("+15550101"), await send("+15550102"), await send("+15550103")],
      ["code_sent", "too_many_codes", "too_many_codes"],
      "the budget is that of both",
    );
    const visitor = new Visitor(front.origin);
    const health = async () => (await visitor.get("/healthz")).json.sms_budget;
    assert.deepEqual([await health(), await health()], ["exhausted", "exhausted"]);
  });

  test("one review is confirmed at both hosts at the same moment", LIMIT, async (t) => {
    const ended = [];
    for (let round = 0; round < 5; round += 1) {
      front.alternate();
      const visitor = await signIn();
      const review = await prove(visitor, "google-oauth2|1001");
      await tell("DELETE", "webhooks");
      const both = [visitor, visitor.copy()].map((it) => confirm(it, review));
      ended.push((await Promise.all(both)).join(" and "));
      assert.deepEqual(await linked(visitor), [visitor.userId, "google-oauth2|1001"]);
      const ids = (await tell("GET", "webhooks")).map(({ headers }) => headers["webhook-id"]);
      assert.equal(new Set(ids).size, 1, "one event, though it may come twice");
      assert.equal(await records("journal"), "0");
      assert.equal(await unlink(visitor, "google-oauth2|1001"), "unlinked");
    }
    t.diagnostic(ended.join(", "));
    for (const outcomes of ended) assert.match(outcomes, /linked/);
  });

  test("one person links two accounts at the same moment, each at another host", LIMIT, async (t) => {
    const ended = [];
    for (let round = 0; round < 5; round += 1) {
      front.alternate();
      const visitor = await signIn();
      const browsers = [visitor, visitor.copy()];
      const reviews = [];
      for (const [index, key] of ["theme", "tz"].entries()) {
        const user_id = `google-oauth2|${round}${index}`;
        const other = { email: `${round}-${index}@example.org`, email_verified: true };
        await tell("PUT", "users", { user_id, ...other, user_metadata: { [key]: user_id } });
        reviews.push(await prove(browsers[index], user_id));
      }
      const outcomes = await Promise.all(browsers.map((it, index) => confirm(it, reviews[index])));
      ended.push(outcomes.join(" and "));
      // While metadata is carried over, another link to the same account is asked to wait. Afterwards it is
      // asked to look again: the account has another identity than was shown.
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome === "linked") continue;
        assert.ok(["rate_limited", "review_changed"].includes(outcome), outcome);
        const { json } = await browsers[index].get("/link/review");
        assert.equal(await confirm(browsers[index], json.review), "linked");
      }
      const { identities, user_metadata } = await tell("GET", `users/${encodeURIComponent(visitor.userId)}`);
      assert.equal(identities.length, 3);
      const brought = { theme: `google-oauth2|${round}0`, tz: `google-oauth2|${round}1` };
      assert.deepEqual(user_metadata, brought, "nothing is lost");
      assert.equal(await records("journal"), "0");
    }
    t.diagnostic(ended.join(", "));
    for (const outcomes of ended) assert.match(outcomes, /linked/);
  });

  test("attack: two people link one account at the same moment, each at another host", LIMIT, async (t) => {
    const ended = [];
    for (let round = 0; round < 5; round += 1) {
      front.alternate();
      const people = [await signIn(), await signIn()];
      const reviews = [];
      for (const visitor of people) reviews.push(await prove(visitor));
      const outcomes = await Promise.all(people.map((visitor, index) => confirm(visitor, reviews[index])));
      ended.push(outcomes.join(" and "));
      const holders = [];
      for (const visitor of people)
        if ((await linked(visitor)).includes("github|2001")) holders.push(visitor);
      assert.equal(holders.length, 1, "one of them has it");
      assert.equal(outcomes[people.indexOf(holders[0])], "linked");
      assert.equal(await unlink(holders[0]), "unlinked");
    }
    t.diagnostic(ended.join(", "));
  });

  test("with the store gone, everything goes on but what only it remembers", LIMIT, async (t) => {
    front.alternate();
    const [before, ended] = [await signIn(), await signIn()];
    const copies = [before.copy(), ended.copy()];
    await signOut(ended);
    assert.equal(await status(copies[1]), 401);
    await redis.die();

    const visitor = await signIn();
    assert.equal(await status(before), 200);
    assert.equal(await confirm(visitor, await prove(visitor, "google-oauth2|1001")), "linked");
    assert.equal(await unlink(visitor, "google-oauth2|1001"), "unlinked");
    assert.equal((await visitor.get("/healthz")).status, 200);
    for (const host of [0, 1]) {
      assert.equal(
        await tenantEnds(host, await logoutToken(before)),
        400,
        "the tenant is told that nothing ended",
      );
    }
    assert.equal(await status(before), 200);
    await signOut(before);
    assert.equal(await status(copies[0]), 200, "a copy lives on, as without a store");

    await redis.begin();
    // The first call after the loss may still fail.
    for (let count = 0; count < 4; count += 1) await status(visitor);
    const token = await logoutToken(visitor);
    assert.deepEqual([await tenantEnds(0, token), await status(visitor)], [200, 401]);
    assert.equal(await status(copies[1]), 200, "what Redis forgot is forgotten");
    t.diagnostic("a Redis that keeps nothing on disk forgets who was signed out");
  });

  test("a store that does not answer makes a request wait, and no longer", LIMIT, async (t) => {
    front.to(0);
    const visitor = await signIn();
    redis.freeze();
    const began = Date.now();
    assert.equal(await status(visitor), 200);
    const waited = Date.now() - began;
    redis.thaw();
    t.diagnostic(`${waited} ms`);
    assert.ok(waited >= 1900 && waited < 4500, `${waited} ms`);
    assert.equal(await status(visitor), 200);
  });
});
