// Varnish and nginx as a CDN in front of the built component: the rules of docs/deploy/cdn.md keep the page
// and its files and nothing private; and what careless rules do, in a table of that guide.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer } from "../browser/server.mjs";
import { freePort, runNginx } from "../servers/nginx.mjs";
import { LIMIT, WORLDS } from "../servers/stage.mjs";
import { Front, examine, signedIn } from "./caches.mjs";
import * as careless from "./careless.mjs";
import { check, deceives, poisons } from "./cache-attacks.mjs";
import { adapted, blocks, document } from "./guide.mjs";
import { startCounting } from "./origin.mjs";
import { startVarnish } from "./varnish.mjs";

const [nginxRules] = await blocks("cdn", "nginx");
const [vcl] = await blocks("cdn", "vcl");

/** The guide's server, on a port of ours, in front of `address`. */
const documented = (port, address) => (folder) =>
  adapted(nginxRules, {
    "/var/cache/nginx/accounts": `${folder}/cache`,
    "listen 443": `listen 127.0.0.1:${port}`,
    "accounts.example.com": "localhost",
    "/etc/ssl/accounts": folder,
    "127.0.0.1:3000": address,
  });

/** A server with one `location`. */
const one = (rules) => (port, address) => (folder) =>
  `
  proxy_cache_path ${folder}/cache keys_zone=all:1m;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/certificate.pem;
    ssl_certificate_key ${folder}/key.pem;
    proxy_buffer_size 12k;
    location / { proxy_pass http://${address}; ${rules} }
  }`;

const backend = (rules, address) => adapted(rules, { 3000: address.split(":")[1] });
const below = (rules) => `vcl 4.1; backend default { .host = "127.0.0.1"; .port = "3000"; } ${rules}`;

const PROGRAMS = {
  nginx: {
    scheme: "https",
    start: (port, address, rules) => runNginx(port, (rules ? one(rules) : documented)(port, address)),
    careless: careless.NGINX,
  },
  Varnish: {
    scheme: "http",
    start: (port, address, rules) =>
      startVarnish(port, backend(rules === undefined ? vcl : below(rules), address)),
    careless: careless.VARNISH,
  },
};

/** The component with room for a cache in front of it, and people who are signed in there. */
async function startStage({ scheme, start }, wasi) {
  const port = await freePort();
  const base = `${scheme}://localhost:${port}`;
  const variables = { base_url: base, accent_color: "#5b2a86" };
  const server = await startServer({ wasi, variables });
  await server.tell("PUT", "clients", {
    client_id: "local-app",
    client_secret: "local-app-worthless-secret",
    callbacks: [`${base}/link/callback`],
    logout_urls: [`${base}/`],
  });
  const origin = await startCounting(server.app);
  return {
    /** Does something with a cache of these rules, or of the guide's. */
    async behind(rules, action) {
      const cache = await start(port, origin.address, rules);
      try {
        return await action(new Front(base, origin, cache.ca));
      } finally {
        await cache.stop();
      }
    },
    async end() {
      await origin.stop();
      assert.equal(await server.stop(), 0, "the host ends cleanly");
    },
  };
}

const FROM = "`/`, `/?…`, `/` with cookies, files";
const GOOD = [FROM, "nothing", "nothing", "themselves"];
const HEAD = [
  "in front",
  "rules",
  "from the cache",
  "private answers kept",
  "shown to others",
  "the second signs in as",
];
const rows = [];

/** Rules of which the same came, in one row. */
function together(all) {
  const found = new Map();
  for (const [program, rules, ...results] of all) {
    const key = JSON.stringify([program, results]);
    found.set(key, found.has(key) ? `${found.get(key)}; ${rules}` : rules);
  }
  return [...found].map(([key, rules]) => {
    const [program, results] = JSON.parse(key);
    return [program, rules, ...results];
  });
}

for (const [name, program] of Object.entries(PROGRAMS))
  for (const wasi of WORLDS)
    describe(`${name}, WASI ${wasi}`, () => {
      let stage;
      let people;
      before(async () => {
        stage = await startStage(program, wasi);
        people = await stage.behind(undefined, signedIn);
      });
      after(() => stage.end());

      test("the guide's rules keep the page and its files, and nothing private", LIMIT, async () => {
        const found = await stage.behind(undefined, (front) => examine(front, people));
        assert.deepEqual(found, GOOD);
        if (wasi === "0.3") rows.push([name, "**this page's**", ...found]);
      });

      if (wasi !== "0.3") return;
      test("nobody changes what the guide's rules keep for the next one", LIMIT, async () => {
        await stage.behind(undefined, poisons);
      });

      test("nobody is led to an address under which what is theirs is kept", LIMIT, async () => {
        await stage.behind(careless.BY_EXTENSION[name], (front) => deceives(front, people));
      });

      test("the guide's check tells good rules from bad ones", LIMIT, async () => {
        assert.equal(new Set(await stage.behind(undefined, check)).size, 2);
        const [, worst] = program.careless.at(-1);
        assert.equal(new Set(await stage.behind(worst, check)).size, 1);
      });

      for (const [words, rules] of program.careless)
        test(`careless: ${words}`, LIMIT, async () => {
          const found = await stage.behind(rules, (front) => examine(front, people));
          rows.push([name, words, ...found]);
        });
    });

after(async () => {
  await document("cdn", "caches", HEAD, rows, together(rows));
});
