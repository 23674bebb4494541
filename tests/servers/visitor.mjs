// A browser without a screen: keeps cookies by host, says where its requests come from as browsers do,
// follows redirects, and sends forms.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";

/** Browsers keep no cookie whose name and value are longer than this. */
const MAX_COOKIE_BYTES = 4096;

/** What a page's markup stands for. */
const ENTITIES = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#38;": "&",
  "&#60;": "<",
  "&#62;": ">",
  "&#34;": '"',
  "&#39;": "'",
};
export const unescaped = (text) =>
  text.replace(/&(?:amp|lt|gt|quot|#38|#60|#62|#34|#39);/g, (entity) => ENTITIES[entity]);

export class Visitor {
  #app;
  #ca;
  #jars = new Map();
  #seen;

  /** `app` is the component's origin; `ca` is whom to trust over TLS; `seen` is told what was largest. */
  constructor(app, { ca, seen = { head: 0, together: 0, line: 0 } } = {}) {
    this.#app = app;
    this.#ca = ca;
    this.#seen = seen;
  }

  /** The cookies for the component, by name. */
  get cookies() {
    return this.#jar(new URL(this.#app).hostname);
  }

  /** Another visitor with copies of this one's cookies. */
  copy() {
    const copy = new Visitor(this.#app, { ca: this.#ca });
    for (const [host, jar] of this.#jars) copy.#jars.set(host, new Map(jar));
    return copy;
  }

  /**
   * Goes to an address, or a path of the component, and on to wherever that leads; stops in front of `until`.
   */
  async open(address, until) {
    return this.#follow(await this.navigate(address), until);
  }

  /** One step of that: what the address itself answers. */
  navigate(address, from) {
    const site =
      from === undefined
        ? "none"
        : new URL(from).hostname === new URL(address, this.#app).hostname
          ? "same-origin"
          : "cross-site";
    const headers = {
      accept: "text/html",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
      "sec-fetch-site": site,
    };
    return this.#send("GET", address, headers);
  }

  /** Sends a form of the component's page by script, which gets JSON. */
  async post(path, fields = {}) {
    const headers = {
      accept: "application/json",
      origin: this.#app,
      "sec-fetch-site": "same-origin",
      "sec-fetch-mode": "cors",
      "sec-fetch-dest": "empty",
    };
    const page = await this.#send("POST", path, headers, fields);
    return { ...page, json: JSON.parse(page.text) };
  }

  /** Asks for a JSON document of the component's. */
  async get(path) {
    const page = await this.#send("GET", path, {
      accept: "application/json",
      "sec-fetch-site": "same-origin",
      "sec-fetch-mode": "cors",
      "sec-fetch-dest": "empty",
    });
    return { ...page, json: JSON.parse(page.text) };
  }

  /** Sends a form of a page that somebody else serves, and follows. */
  async submit(page, fields, until) {
    const [, action] = /<form[^>]* action="([^"]*)"/.exec(page.text) ?? [];
    assert.ok(action !== undefined, `no form on ${page.url}: ${page.text}`);
    const hidden = [...page.text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name, unescaped(value)],
    );
    const url = new URL(unescaped(action), page.url);
    const headers = {
      accept: "text/html",
      origin: url.origin,
      "sec-fetch-site": "same-origin",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    };
    return this.#follow(
      await this.#send("POST", url, headers, { ...Object.fromEntries(hidden), ...fields }),
      until,
    );
  }

  async #follow(page, until) {
    for (let steps = 0; page.location !== undefined; steps += 1) {
      assert.ok(steps < 10, `too many redirects: ${page.location}`);
      if (until !== undefined && page.location.href.startsWith(until)) return page;
      page = await this.navigate(page.location, page.url);
    }
    return page;
  }

  async #send(method, address, headers, fields) {
    const url = new URL(address, this.#app);
    const jar = this.#jar(url.hostname);
    if (jar.size > 0) headers.cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const body = fields === undefined ? "" : new URLSearchParams(fields).toString();
    if (fields !== undefined)
      Object.assign(headers, {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": Buffer.byteLength(body),
      });
    const request = (url.protocol === "https:" ? overHttps : overHttp)(url, {
      method,
      headers,
      ca: this.#ca,
      maxHeaderSize: 65_536,
    });
    request.end(body);
    const [response] = await once(request, "response");
    const text = Buffer.concat(await response.toArray()).toString();
    const lines = response.headers["set-cookie"] ?? [];
    for (const line of lines) keep(jar, line, url);
    if (url.origin === this.#app) this.#measure(headers, response);
    // A page can lead on as a redirect does.
    // Not the one that is for browsers without scripts.
    const refresh = /(?<!<noscript>)<meta http-equiv="refresh" content="[01];\s*url=([^"]*)"/i.exec(
      text,
    )?.[1];
    const location = response.headers.location ?? (refresh && unescaped(refresh));
    return {
      url,
      status: response.statusCode,
      text,
      location: location === undefined ? undefined : new URL(location, url),
      /** The code in the component's address. */
      outcome: new URL(location ?? url, url).searchParams.get("outcome"),
    };
  }

  /** How long the head of an answer is, the component's cookies together, and the line that sends them. */
  #measure({ cookie = "" }, { rawHeaders }) {
    const head = rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part) + 2, 0);
    const together = [...this.cookies].reduce(
      (sum, [name, value]) => sum + name.length + 1 + value.length,
      0,
    );
    const now = { head, together, line: "Cookie: ".length + cookie.length };
    for (const [what, size] of Object.entries(now)) this.#seen[what] = Math.max(this.#seen[what], size);
  }

  #jar(host) {
    if (!this.#jars.has(host)) this.#jars.set(host, new Map());
    return this.#jars.get(host);
  }
}

/** Keeps a cookie as a browser would, or does not. */
function keep(jar, line, url) {
  const [pair, ...attributes] = line.split(";").map((part) => part.trim());
  const [, name, value] = /^([^=]+)=(.*)$/.exec(pair);
  const attribute = (wanted) =>
    attributes.map((it) => it.split("=")).find(([it]) => it.toLowerCase() === wanted);
  if (name.startsWith("__Host-")) {
    const fits =
      url.protocol === "https:" &&
      attribute("secure") &&
      attribute("path")?.[1] === "/" &&
      !attribute("domain");
    assert.ok(fits, `a browser would not keep ${name}`);
  }
  assert.ok(pair.length <= MAX_COOKIE_BYTES, `a browser would not keep ${name}: ${pair.length} bytes`);
  const ended =
    attribute("max-age")?.[1] === "0" || new Date(attribute("expires")?.[1] ?? "9999-01-01") < new Date();
  if (ended) jar.delete(name);
  else jar.set(name, value);
}
