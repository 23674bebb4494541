// The tenant as a test sees it from outside, and a browser without a screen that fills in its login pages.
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";

/** Where the tenant is; its host and port are what clients call its domain. */
export const tenant = process.env.TENANT;
export const domain = new URL(tenant).host;
/** Of its Management API. */
export const audience = `https://${domain}/api/v2/`;
/** The example tenant's application. */
export const app = {
  id: "local-app",
  secret: "local-app-worthless-secret",
  callback: "http://localhost:3000/link/callback",
  home: "http://localhost:3000/",
};

/** Asks the tenant for something that no client could. */
export async function tell(method, path, body) {
  const options =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(`${tenant}/__tenant/${path}`, { method, ...options });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** The code in the latest message to a number or an address. */
export async function codeFor(to) {
  return (await tell("GET", "messages")).findLast((message) => message.to === to).code;
}

/** The claims of a token, as it says them. */
export function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}

/** Tokens of a sample person, fetched without any client. */
export async function tokensOf(userId, parameters = {}) {
  const browser = new Browser();
  const verifier = "a-code-verifier-of-at-least-forty-three-characters";
  const challenge = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(verifier))).toString(
    "base64url",
  );
  const query = {
    client_id: app.id,
    redirect_uri: app.callback,
    response_type: "code",
    scope: "openid profile email",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...parameters,
  };
  const start = `${tenant}/authorize?${new URLSearchParams(query)}`;
  note("GET", start);
  const callback = await browser.logIn(start, userId, app.callback);
  const grant = {
    grant_type: "authorization_code",
    code: callback.searchParams.get("code"),
    redirect_uri: app.callback,
    client_id: app.id,
    client_secret: app.secret,
    code_verifier: verifier,
  };
  const response = await ask(`${tenant}/oauth/token`, { method: "POST", body: new URLSearchParams(grant) });
  assert.equal(response.status, 200);
  return response.json();
}

/** A request of the test itself. */
export function ask(url, options = {}) {
  note(options.method ?? "GET", url);
  return fetch(url, options);
}

/** What comes from the test is not counted as the client's. */
function note(method, address) {
  const url = new URL(address);
  if (url.origin === tenant) appendFileSync(process.env.NOTES, `${method} ${url.pathname}\n`);
}

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const unescaped = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);

/** Keeps cookies by host, as browsers do. */
export class Browser {
  #cookies = new Map();

  /**
   * Opens an address that a client made, and follows it; stops where it leads to `until`, which need not
   * exist.
   */
  async open(address, until) {
    return this.#follow(await this.#send("GET", address), until);
  }

  /** Signs in as a sample person, with whatever page the tenant shows; returns where that leads to. */
  async logIn(address, userId, until) {
    const account = (await tell("GET", "accounts")).find((account) => account.user_id === userId);
    assert.ok(account, `no sample person ${userId}`);
    let page = await this.open(address, until);
    if (account.password === undefined && page.text.includes('action="/u/choose"')) {
      page = await this.submit(page, "/u/choose", { connection: account.connection }, until);
    }
    const { user_id, username, password } = account;
    const landed =
      password === undefined
        ? await this.submit(page, "/u/social", { user_id }, until)
        : await this.submit(page, "/u/login", { username, password }, until);
    assert.ok(until === undefined || landed.url.href.startsWith(until), `${landed.url}: ${landed.text}`);
    return until === undefined ? landed : landed.url;
  }

  /** Sends a form of a page, with what is hidden in it. */
  async submit(page, action, fields, until) {
    const form = page.text.split(`action="${action}"`)[1]?.split("</form>")[0];
    assert.ok(form, `no form ${action} on ${page.url}: ${page.text}`);
    const hidden = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name, unescaped(value)],
    );
    const url = new URL(action, page.url);
    note("POST", url);
    return this.#follow(
      await this.#send("POST", url, new URLSearchParams([...hidden, ...Object.entries(fields)])),
      until,
    );
  }

  async #follow(page, until) {
    for (let steps = 0; page.location !== undefined; steps += 1) {
      assert.ok(steps < 10, `too many redirects: ${page.location}`);
      if (until !== undefined && page.location.href.startsWith(until))
        return { url: page.location, text: "" };
      // Only a tenant's page on the tenant's own way is the browser's; from an application, it is the client
      // that sends there.
      if (page.url.origin === tenant) note("GET", page.location);
      page = await this.#send("GET", page.location);
    }
    return page;
  }

  async #send(method, address, body) {
    const url = new URL(address);
    const jar = this.#cookies.get(url.hostname) ?? new Map();
    this.#cookies.set(url.hostname, jar);
    const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(url, {
      method,
      body,
      redirect: "manual",
      headers: cookie ? { cookie } : {},
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get("location");
    return {
      url,
      status: response.status,
      text: await response.text(),
      location: location === null ? undefined : new URL(location, url),
    };
  }
}
