// Watches a page for what must never happen in it: an error, a breach of the page's own policy, a request to
// a third party, a token in an answer.
const redirects = [301, 302, 303, 307, 308];

/**
 * Begins to watch; the returned list of complaints fills as they occur. `refusals` holds the paths whose
 * requests may be refused now, `also` an origin that the page may load from.
 */
export async function watch(page, { app, tenant }, refusals = new Set(), also = app) {
  const complaints = [];
  const ours = [new URL(app).origin, new URL(tenant).origin];

  page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // Chromium reports every status of 400 and above, and every request without an answer.
    const [address] = message.location().url.split("?");
    const refused = [...refusals].some((path) => ours.some((origin) => address === `${origin}${path}`));
    if (!refused) complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && ![...ours, also].includes(url.origin))
      complaints.push(`request to ${url.origin}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`policy breached: ${violatedDirective} by ${blockedURI}`);
    });
  });
  await readAnswers(page, ours[0], complaints);
  return complaints;
}

/** Reads every answer of the app before the page does: later, a navigation may have thrown it away. */
async function readAnswers(page, app, complaints) {
  const session = await page.context().newCDPSession(page);
  session.on(
    "Fetch.requestPaused",
    async ({ requestId, request, responseStatusCode, responseHeaders = [] }) => {
      const name = `${request.method} ${new URL(request.url).pathname}`;
      // Cookies are sealed or signed by the app itself and hold no token that a script could read.
      const headers = responseHeaders.filter((header) => header.name.toLowerCase() !== "set-cookie");
      if (headers.some((header) => holdsToken(header.value))) complaints.push(`token in a header of ${name}`);
      try {
        if (responseStatusCode && !redirects.includes(responseStatusCode)) {
          const { body, base64Encoded } = await session.send("Fetch.getResponseBody", { requestId });
          const text = base64Encoded ? Buffer.from(body, "base64").toString("latin1") : body;
          if (holdsToken(name === "GET /settings" ? text.replace(sealed, "") : text))
            complaints.push(`token in the body of ${name}`);
        }
        await session.send("Fetch.continueRequest", { requestId });
      } catch (error) {
        // The page may be gone, or have given the request up.
        if (!/closed|Invalid InterceptionId/.test(error.message))
          complaints.push(`${name}: ${error.message}`);
      }
    },
  );
  await session.send("Fetch.enable", { patterns: [{ urlPattern: `${app}/*`, requestStage: "Response" }] });
}

/** The handle of a suggestion: encrypted, in the five parts of a JWE. */
const sealed = /name="suggestion" value="eyJ[\w-]+(\.[\w-]*){4}"/g;

/**
 * JSON Web Tokens begin with an encoded `{"`. So may letters in the middle of a random value, but no full
 * stop comes behind them.
 */
function holdsToken(text) {
  return /(?<![\w-])eyJ|eyJ[\w-]*\./.test(text);
}
