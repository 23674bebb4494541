// The page with auth0.js and plain fields: shows the ways of the authorization request, and hands it to
// auth0.js with what was typed. Passwords are for the application's databases; for everything else there is
// the tenant's or a provider's page.
import auth0 from "auth0-js";
import { element, start } from "./request.js";

/** What the tenant refuses a password with, and the page's sentence for it; for others it is "failed". */
const SENTENCES = new Map([
  ["access_denied", "wrong"],
  ["invalid_user_password", "wrong"],
  ["too_many_attempts", "attempts"],
  ["blocked_user", "blocked"],
  ["password_leaked", "leaked"],
]);

/** The names of the databases, from the script by which the tenant tells Lock the same. */
const databases = ({ auth0_url: tenant, client_id: client }) =>
  new Promise((resolve, reject) => {
    const namesOf = ({ strategies }) =>
      strategies
        .filter(({ name }) => name === "auth0")
        .flatMap(({ connections }) => connections.map(({ name }) => name));
    const failed = () => reject(new Error("the application's connections are not told"));
    window.Auth0 = { setClient: (settings) => resolve(namesOf(settings)) };
    document.head.append(
      Object.assign(document.createElement("script"), {
        src: `${tenant}/client/${encodeURIComponent(client)}.js`,
        onload: failed,
        onerror: failed,
      }),
    );
  });

/** Says a sentence at a password's field, or none. */
function tell(form, name) {
  const said = form.querySelector("[role=status]"),
    { password } = form.elements;
  const sentence = name && document.querySelector(`[data-said=${name}]`).cloneNode(true);
  said.replaceChildren(...(sentence ? [sentence] : []));
  password.removeAttribute("aria-invalid");
  if (!sentence) return;
  password.setAttribute("aria-invalid", "true");
  password.focus();
  password.select();
}

async function open(request, options) {
  const { connection, login_hint: hint, screen_hint: screen } = request;
  const { auth0_url: domain, client_id: clientID, redirect_uri: redirectUri } = options;
  const library = new auth0.WebAuth({
    domain,
    clientID,
    redirectUri,
    responseType: "code",
    _sendTelemetry: false,
  });
  const known = await databases(options);
  let busy = false;
  // Back from the next page, this one is perhaps as it was left.
  addEventListener("pageshow", () => {
    busy = false;
  });

  for (const way of document.querySelectorAll("[data-connection]")) {
    const { connection: name } = way.dataset,
      form = way.querySelector("form"),
      button = way.querySelector("[type=button]");
    // Whoever has no account yet makes one on the tenant's page.
    if (screen === "signup" || (connection !== undefined && connection !== name)) {
      way.remove();
    } else if (known.includes(name)) {
      button.remove();
      if (hint) form.elements.username.value = hint;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (busy) return;
        busy = true;
        tell(form);
        const {
          username: { value: username },
          password: { value: password },
        } = form.elements;
        library.login({ ...request, realm: name, username, password }, ({ code }) => {
          busy = false;
          tell(form, SENTENCES.get(code) ?? "failed");
        });
      });
    } else {
      form.remove();
      button.addEventListener("click", () => library.authorize({ ...request, connection: name }));
    }
  }
  const elsewhere = element("elsewhere");
  elsewhere.addEventListener("click", () => library.authorize(request));
  if (connection && screen !== "signup") {
    // A chosen button says it all. One that we have no button for, the tenant has.
    elsewhere.hidden = document.querySelector("[data-connection] > [type=button]") !== null;
    if (!document.querySelector("[data-connection]")) elsewhere.textContent = elsewhere.dataset.go;
  }
  element("wait").hidden = true;
  element("lock").hidden = false;
  const first = document.querySelector("[data-connection] form")?.elements;
  (hint ? first?.password : first?.username)?.focus();
}

start(open);
