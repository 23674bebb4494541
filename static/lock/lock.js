// The page around Auth0 Lock: hands it the authorization request.
import { Auth0Lock, Auth0LockPasswordless } from "auth0-lock";
import { element, refuse, start } from "./request.js";

/** Connections whose people get a code sent. */
const PASSWORDLESS = ["sms", "email"];

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
    refuse("unopened");
  });
  element("wait").hidden = true; // from here on Lock itself shows that it waits
  lock.show();
}

start(open);
