// The page around Auth0 Lock: finds the authorization request in the fragment, and hands it to Lock. What an address
// says was perhaps written by somebody else: only known parameters are read, and where the person comes back to,
// whose login it is and where the tenant is come from the component itself.
import { Auth0Lock, Auth0LockPasswordless } from "auth0-lock";

/** Parameters that may stand in the fragment; their shapes, and which must be there. */
const PARAMETERS = {
  state: { needed: true, shape: /^[\w-]{16,128}$/ },
  nonce: { needed: true, shape: /^[\w-]{16,128}$/ },
  code_challenge: { needed: true, shape: /^[\w-]{43}$/ },
  code_challenge_method: { needed: true, shape: /^S256$/ },
  scope: { needed: true, shape: /^[\x20-\x7e]{1,512}$/ },
  audience: { shape: /^https:\/\/[\x21-\x7e]{1,256}$/ },
  max_age: { shape: /^\d{1,9}$/ },
  connection: { shape: /^[\x21-\x7e]{1,128}$/ },
  login_hint: { shape: /^[^\p{Cc}]{1,256}$/u },
  screen_hint: { shape: /^\w{1,32}$/ },
  ui_locales: { shape: /^[\w -]{1,128}$/ },
  organization: { shape: /^[\w-]{1,128}$/ },
  response_mode: { shape: /^(query|form_post)$/ },
  acr_values: { shape: /^[\x20-\x7e]{1,512}$/ },
};

/** Connections whose people get a code sent. */
const PASSWORDLESS = ["sms", "email"];

const element = (id) => document.getElementById(id);

/** Says in a sentence why there is nothing to sign in to, and the way back. */
function refuse(sentence) {
  for (const id of ["wait", "lock", "back"]) element(id).hidden = true;
  element("refused").querySelector("[data-slot=sentence]").textContent = sentence;
  element("refused").hidden = false;
}

/** The request in the fragment; nothing where it is none of ours. */
function read(fragment) {
  const given = new URLSearchParams(fragment);
  const request = {};
  for (const [name, { needed, shape }] of Object.entries(PARAMETERS)) {
    const values = given.getAll(name);
    if (values.length > 1 || (needed && values.length === 0)) return null;
    if (values.length === 0) continue;
    if (!shape.test(values[0])) return null;
    request[name] = values[0];
  }
  return request;
}

/** The first wish that we can fulfil, `de-CH` by `de`. */
function languageOf(request) {
  const wishes = request.ui_locales?.split(" ") ?? navigator.languages ?? [];
  for (const wish of wishes.map((it) => it.toLowerCase())) {
    const found = [wish, wish.split("-")[0]].find((it) => LANGUAGES.includes(it));
    if (found) return found;
  }
  return "en";
}

/** Opens Lock in the card. */
function open(request, { auth0_url: tenant, client_id: client, redirect_uri: redirectUrl }) {
  const { connection, login_hint: hint, screen_hint: screen, audience, ...params } = request;
  const passwordless = PASSWORDLESS.includes(connection);
  const language = languageOf(request);
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  const options = {
    auth: {
      redirect: true,
      redirectUrl,
      responseType: "code",
      audience,
      // The fragment is a request, not an answer.
      autoParseHash: false,
      sso: false,
      params: { ...params, ...(audience && { audience }) },
    },
    container: "lock",
    clientBaseUrl: tenant,
    languageBaseUrl: location.origin,
    language,
    // Our own heading says what this is, and whose terms count is not for Lock to say.
    languageDictionary: { title: "", signUpTerms: "" },
    allowedConnections: connection ? [connection] : undefined,
    passwordlessMethod: "code",
    prefill: hint?.startsWith("+") ? { phoneNumber: hint } : { email: hint, username: hint },
    initialScreen: screen === "signup" ? "signUp" : "login",
    // Neither pictures from elsewhere, nor a word of who signed in last, nor which library this is.
    avatar: null,
    rememberLastLogin: false,
    _sendTelemetry: false,
    allowShowPassword: true,
    allowPasswordAutocomplete: true,
    theme: { logo: element("lock").dataset.icon, primaryColor: "#1d5c63" },
  };
  // As an address the tenant's is taken as it is; a mere domain would become one with https.
  const lock = new (passwordless ? Auth0LockPasswordless : Auth0Lock)(client, tenant, options);
  lock.on("unrecoverable_error", () => {
    refuse("The sign-in could not be opened here. Nothing was changed. Please try again in a moment.");
  });
  element("wait").hidden = true; // from here on Lock itself shows that it waits
  lock.show();
}

async function start() {
  const request = read(location.hash.slice(1));
  if (!request) {
    refuse("This page is part of signing in, and its address is not complete. Please start again.");
    return;
  }
  try {
    const answer = await fetch("/login/lock/options", { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    open(request, await answer.json());
  } catch (error) {
    console.error(error);
    refuse("The sign-in could not be opened. Please try again in a moment.");
  }
}

// Another request typed into the same tab's address loads no page by itself.
addEventListener("hashchange", () => location.reload());
start();
