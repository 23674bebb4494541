// What a malicious login server can answer besides tokens: redirects, other kinds of documents, answers
// without end, and callbacks of its own.
import { once } from "node:events";
import { gzipSync } from "node:zlib";

const TOKEN = "/oauth/token";
const KEYS = "/.well-known/jwks.json";

/** Where an answer without end ends after all, should nobody stop reading it. */
export const FLOOD_BYTES = 64 * 1024 * 1024;

const whole =
  (status, headers, body = "") =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };
const html = whole(200, { "content-type": "text/html" }, "<!doctype html><title>Sign in</title><p>Sign in");
const json = (status, value) => whole(status, { "content-type": "application/json" }, JSON.stringify(value));
const to = (status, location) => whole(status, { location });

/** An answer that would sign in, were it read. */
async function tokens(login, request) {
  const sent = Buffer.concat(await request.toArray()).toString();
  const response = await fetch(`${login.origin}/honest`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: sent,
  });
  return response.text();
}

/** Writes as long as somebody reads, and tells by `sent` how much, by `ended` of the end. */
function flood(login, chunk) {
  return async (request, response) => {
    request.resume();
    response.on("error", () => {}).writeHead(200, { "content-type": "application/json" });
    login.ended = once(response, "close");
    for (login.sent = 0; login.sent < FLOOD_BYTES && !response.destroyed; login.sent += chunk.length) {
      if (!response.write(chunk)) await Promise.race([once(response, "drain"), login.ended]);
    }
    response.end();
  };
}

/** One byte now and then, until nobody waits any more. */
function drip(login) {
  return (request, response) => {
    request.resume();
    response.on("error", () => {}).writeHead(200, { "content-type": "application/json" });
    login.ended = once(response, "close");
    const timer = setInterval(() => response.write(" "), 200);
    login.ended.then(() => clearInterval(timer));
  };
}

/** Nothing at all, until nobody waits any more. */
function silence(login) {
  return (request, response) => {
    request.resume();
    login.ended = once(response, "close");
  };
}

const at = (path, answer) => (login) => ({
  answers: { [path]: typeof answer === "function" && answer.length === 1 ? answer(login) : answer },
});
const unreachable = "tenant_unreachable";

/** Answers at the two addresses that a sign-in asks. `watched` must not be asked. */
export const ANSWERS = [
  [
    "a token request led elsewhere (302)",
    (login) => ({
      answers: { [TOKEN]: to(302, `${login.origin}/elsewhere`) },
      watched: ["GET /elsewhere", "POST /elsewhere"],
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "a token request led elsewhere with its secret (307)",
    (login) => ({
      answers: { [TOKEN]: to(307, `${login.origin}/elsewhere`) },
      watched: ["GET /elsewhere", "POST /elsewhere"],
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "a token request led elsewhere with its secret (308)",
    (login) => ({
      answers: { [TOKEN]: to(308, `${login.origin}/elsewhere`) },
      watched: ["GET /elsewhere", "POST /elsewhere"],
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "a page instead of tokens",
    at(TOKEN, html),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "nothing instead of tokens",
    at(TOKEN, whole(200, {})),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "nothing instead of tokens (204)",
    at(TOKEN, whole(204, {})),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "a list instead of tokens",
    at(TOKEN, json(200, [])),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "an access token alone",
    () => ({
      response: ({ body }) => {
        delete body.id_token;
      },
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "an ID token alone",
    () => ({
      response: ({ body }) => {
        delete body.access_token;
      },
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "an empty access token",
    () => ({
      response: ({ body }) => {
        body.access_token = "";
      },
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "a token of another kind (`token_type` mac)",
    () => ({
      response: ({ body }) => {
        body.token_type = "mac";
      },
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "tokens that last for less than no time",
    () => ({
      response: ({ body }) => {
        body.expires_in = -1;
      },
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "tokens beside an error",
    () => ({
      response: (answer) => {
        answer.statusCode = 400;
        answer.body.error = "invalid_grant";
      },
    }),
    "token_refused",
    "token request: the code is used, too old or wrong (invalid_grant)",
  ],
  [
    "tokens under an error's status",
    () => ({
      response: (answer) => {
        answer.statusCode = 500;
      },
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "a token that may do less than was asked for",
    () => ({
      response: ({ body }) => {
        body.scope = "openid profile email";
      },
    }),
    "missing_scope",
  ],
  ["a demand to wait for a year", at(TOKEN, whole(429, { "retry-after": "31536000" })), "rate_limited"],
  [
    "tokens compressed, with megabytes of space between",
    at(TOKEN, (login) => async (request, response) => {
      const text = await tokens(login, request);
      const bomb = gzipSync(`{${" ".repeat(8 * 1024 * 1024)}${text.slice(1)}`);
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "tokens compressed",
    at(TOKEN, (login) => async (request, response) => {
      const text = await tokens(login, request);
      response
        .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
        .end(gzipSync(text));
    }),
    unreachable,
    "token request: the tenant failed (no error named)",
  ],
  [
    "tokens behind a megabyte of spaces",
    at(TOKEN, (login) => async (request, response) => {
      const text = await tokens(login, request);
      response.writeHead(200, { "content-type": "application/json" }).end(" ".repeat(1024 * 1024) + text);
    }),
    unreachable,
    "token request: the answer is too large",
  ],
  [
    "tokens under two megabytes of headers",
    at(TOKEN, (login) => async (request, response) => {
      const text = await tokens(login, request);
      response
        .on("error", () => {})
        .writeHead(200, { "content-type": "application/json", "x-long": "x".repeat(2 * 1024 * 1024) })
        .end(text);
    }),
    unreachable,
    "token request: the connection failed",
  ],
  [
    "tokens under ten thousand headers",
    at(TOKEN, (login) => async (request, response) => {
      const text = await tokens(login, request);
      const many = Array.from({ length: 10_000 }, (_, number) => [`x-${number}`, "x"]);
      response
        .on("error", () => {})
        .writeHead(200, Object.fromEntries(many))
        .end(text);
    }),
    unreachable,
    "token request: the connection failed",
  ],
  [
    "tokens that break off in the middle",
    at(TOKEN, (login) => async (request, response) => {
      const text = await tokens(login, request);
      response
        .on("error", () => {})
        .writeHead(200, { "content-length": text.length + 1 })
        .write(text, () => response.destroy());
    }),
    unreachable,
    "token request: the connection failed",
  ],
  [
    "a token answer without end",
    at(TOKEN, (login) => flood(login, "x".repeat(65_536))),
    unreachable,
    "token request: the answer is too large",
  ],
  ["a token answer that drips", at(TOKEN, drip), unreachable, "token request: the deadline passed"],
  ["a token answer that never comes", at(TOKEN, silence), unreachable, "token request: the deadline passed"],
  [
    "keys led elsewhere (302)",
    (login) => ({ answers: { [KEYS]: to(302, `${login.origin}/elsewhere`) }, watched: ["GET /elsewhere"] }),
    unreachable,
    "fetch keys: the tenant failed (no error named)",
  ],
  [
    "a page instead of keys",
    at(KEYS, html),
    unreachable,
    "fetch keys: the signing keys cannot be read (no error named)",
  ],
  [
    "keys compressed",
    at(KEYS, (login) => whole(200, { "content-encoding": "gzip" }, gzipSync(JSON.stringify(login.keySet())))),
    unreachable,
    "fetch keys: the signing keys cannot be read (no error named)",
  ],
  [
    "keys behind a megabyte of spaces",
    at(KEYS, (login) => whole(200, {}, " ".repeat(1024 * 1024) + JSON.stringify(login.keySet()))),
    unreachable,
    "fetch keys: the answer is too large",
  ],
  [
    "keys without end",
    at(KEYS, (login) => flood(login, `{"keys":[${'{"kty":"RSA"},'.repeat(5_000)}`)),
    unreachable,
    "fetch keys: the answer is too large",
  ],
  ["keys that drip", at(KEYS, drip), unreachable, "fetch keys: the deadline passed"],
];

/** The way back: what is changed about the callback's address. */
const back = (change) => () => ({ redirect: (url) => change(url.searchParams) });

export const CALLBACKS = [
  [
    "a code that names another server (`iss`, mix-up)",
    back((query) => query.set("iss", "https://login.example/")),
    "authorization_failed",
    "callback: WrongIssuer",
  ],
  [
    "a code that names the server and another one",
    (login) =>
      back((query) => {
        query.append("iss", `${login.origin}/`);
        query.append("iss", "https://login.example/");
      })(),
    "authorization_failed",
    "callback: Malformed",
  ],
  [
    "two codes",
    back((query) => query.append("code", "another")),
    "authorization_failed",
    "callback: Malformed",
  ],
  [
    "a code and an error",
    back((query) => query.append("error", "access_denied")),
    "authorization_failed",
    "callback: Malformed",
  ],
  [
    "an error alone",
    back((query) => {
      query.delete("code");
      query.set("error", "server_error");
      query.set("error_description", "<script>alert(1)</script>");
    }),
    "authorization_failed",
  ],
  [
    "a refusal that the person never gave",
    back((query) => {
      query.delete("code");
      query.set("error", "access_denied");
    }),
    "access_denied",
  ],
  [
    "neither a code nor an error",
    back((query) => query.delete("code")),
    "authorization_failed",
    "callback: Malformed",
  ],
  [
    "a code that the server did not give",
    back((query) => query.set("code", "invented")),
    "login_setup",
    "token request: the application is not set up for this (invalid_request)",
  ],
];

/** Callbacks that belong to no sign-in of this browser: its own stays where it is. */
export const STRAY_CALLBACKS = [
  ["a callback with another state", back((query) => query.set("state", "A".repeat(43))), "no_transaction"],
  ["a callback without a state", back((query) => query.delete("state")), "no_transaction"],
  ["a callback with two states", back((query) => query.append("state", "A".repeat(43))), "no_transaction"],
];
