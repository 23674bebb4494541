// What somebody tries at a cache in front of the component: to change what it keeps for others, and to have
// it keep what is somebody's. And the check that docs/deploy/cdn.md gives.
import assert from "node:assert/strict";
import { blocks, commands } from "./guide.mjs";

/** First requests that are odd in what the key does not have. */
const ODD = [
  { method: "HEAD" },
  { method: "POST", body: "x=1" },
  { method: "OPTIONS" },
  { method: "FOO" },
  { body: "x=1" },
  { path: "/?outcome=linked&lang=ar&return_to=//evil.example" },
  { cookie: "ui_locales=ar; __Host-ui_locales=ar" },
  ...Object.entries({
    "accept-language": "ar",
    accept: "application/json",
    "accept-encoding": "br",
    "content-encoding": "gzip",
    expect: "200-ok",
    forwarded: "host=evil.example;proto=http",
    "if-match": '"x"',
    "if-modified-since": "Fri, 31 Dec 2100 00:00:00 GMT",
    "if-none-match": "*",
    origin: "https://evil.example",
    range: "bytes=0-3",
    referer: "https://evil.example/",
    "sec-fetch-dest": "iframe",
    "sec-fetch-mode": "no-cors",
    "sec-fetch-site": "cross-site",
    "spin-full-url": "http://evil.example/me",
    "spin-path-info": "/me",
    "x-forwarded-host": "evil.example",
    "x-forwarded-prefix": "/evil",
    "x-forwarded-proto": "http",
    "x-host": "evil.example",
    "x-http-method-override": "POST",
    "x-original-url": "/me",
    "x-rewrite-url": "/me",
  }).map(([name, value]) => ({ headers: { [name]: value } })),
  // Too much for the component, and for a cache (a refusal that is kept would shut everybody out).
  { headers: Object.fromEntries(["a", "b", "c", "d"].map((it) => [`x-${it}`, it.repeat(6500)])) },
  { headers: { "x-long": "x".repeat(40_000) } },
];

/** Each of these is the first at a host name of its own, so that nothing is kept there yet. */
export async function poisons(front) {
  const good = {};
  for (const path of ["/", "/brand.css"]) {
    good[path] = await front.ask(path);
    assert.equal(good[path].status, 200);
  }
  for (const [number, { path: odd, headers, ...more }] of ODD.entries())
    for (const path of odd ? ["/"] : Object.keys(good)) {
      const host = `odd-${number}.example`;
      const what = `${path} ${JSON.stringify(ODD[number]).slice(0, 90)}`;
      // A cache may refuse by hanging up.
      const tried = await front
        .ask(odd ?? path, { ...more, headers: { ...headers, host } })
        .catch(() => "refused");
      assert.ok(tried === "refused" || tried.status !== 502, what);
      const { status, bytes } = await front.ask(path, { headers: { host } });
      assert.deepEqual([status, bytes.equals(good[path].bytes)], [200, true], what);
    }
}

/** Addresses of private answers that look like files to a cache, and are no paths of ours. */
const baits = (path) => [
  `${path}/x.css`,
  `${path}.css`,
  `${path};x.css`,
  `${path}?x.css`,
  `${path}?x=/settings.0123456789ab.css`,
  `${path}%3Fx.css`,
  `${path}%23x.css`,
  `${path}%2fx.css`,
  `${path}%00.css`,
  `${path}%0A.css`,
  `/${path}?x.css`,
  `/x.css/..${path}`,
  `/x.css/%2e%2e${path}`,
  `/x.css/..%2f${path.slice(1)}`,
  `${path}/..%2fx.css`,
  `/settings.0123456789ab.css/..${path}`,
];

/** Ada follows a link to each of these; then others do. */
export async function deceives(front, { ada, grace }) {
  let hers = 0;
  for (const path of ["/me", "/settings", "/link/start"])
    for (const bait of baits(path)) {
      const led = await front.ask(bait, { cookie: ada });
      if (led.text.includes("ada@example.com")) hers += 1;
      for (const cookie of [grace, undefined]) {
        const { headers, bytes } = await front.ask(bait, {
          cookie,
          headers: { "accept-encoding": "identity" },
        });
        assert.ok(!headers["set-cookie"]?.join().includes("session"), bait);
        assert.ok(!bytes.includes("ada@example.com"), bait);
      }
    }
  assert.ok(hers > 0, "Ada sees what is hers at some of them");
}

/** What the commands of the guide print. */
export async function check({ base, ca }) {
  const [block] = await blocks("cdn", "sh");
  const lines = await commands(block, { "https://accounts.example.com": base }, ca);
  assert.ok(lines.length === 2 && lines.every((it) => it.includes("/authorize?")), lines);
  return lines;
}
