// <linked-accounts>: the panel of the settings page in a product's own page, on our origin or on one of `embed_origins`.
import { ending, open, redraw } from "/panel.js";
import { translate, useTemplates } from "/parts.js";
import { directionOf, language, speak } from "/words.js";

const home = new URL("/", import.meta.url);

/** The settings page as a document of its own, for its templates and marks: an answer of this kind runs nothing and makes no markup from text. */
function fetchPage() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", home);
    request.responseType = "document";
    request.onload = () => (request.response?.getElementById("signs") ? resolve(request.response) : reject(new Error("no page")));
    request.onerror = reject;
    request.send();
  });
}

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/** The address of this page without what told how an action ended. */
function here() {
  const url = new URL(location.href);
  for (const name of ["outcome", "wait"]) url.searchParams.delete(name);
  return url;
}

/** The first language that the element, or what it stands in, names; then the person's own choices. */
const languagesOf = (element) => [element.closest("[lang]")?.lang].filter(Boolean);

/**
 * Attributes: `lang`; `return-to`, where a sign-in comes back to (this page, unless it says another one).
 * Events: the code of each success (`linked`, `unlinked`, …), `refused`, `signed-out`, `shown`. Parts for styling: `panel`, `message`, `card`, `row`, `button`.
 */
class LinkedAccounts extends HTMLElement {
  static observedAttributes = ["lang"];
  #opened = false;

  async connectedCallback() {
    if (this.#opened) return;
    this.#opened = true;
    const root = this.attachShadow({ mode: "open" });
    const style = make("link", { rel: "stylesheet", href: new URL("/settings.css", import.meta.url).href });
    if (home.origin !== location.origin) style.crossOrigin = "anonymous";
    const message = make("div", { id: "message", tabIndex: -1 }), view = make("div", { id: "view" }), corner = make("div", { id: "corner" });
    message.setAttribute("role", "status");
    message.part = "message";
    view.part = "panel";
    const main = make("div", { id: "main" }, message, view);
    main.setAttribute("aria-busy", "true");
    const [page] = await Promise.all([fetchPage(), speak(...languagesOf(this)), new Promise((resolve) => { style.onload = style.onerror = resolve; root.append(style); })]);
    useTemplates(page);
    translate(page);
    root.append(document.importNode(page.getElementById("signs"), true), corner, main);
    this.#dress();
    const { code, wait } = ending(location.search);
    const onNotice = (name, detail) => this.dispatchEvent(new CustomEvent(name.replaceAll("_", "-"), { detail, bubbles: true, composed: true }));
    const returnTo = this.getAttribute("return-to") ?? (home.origin === location.origin ? here().pathname + here().search : here().href);
    await open(root, { return_to: returnTo, onNotice, code, wait });
    if (code) history.replaceState(history.state, "", here());
  }

  #dress() {
    const main = this.shadowRoot.getElementById("main");
    main.lang = language;
    main.dir = directionOf(language);
  }

  async attributeChangedCallback() {
    if (!this.shadowRoot?.getElementById("main")) return;
    if (!await speak(...languagesOf(this))) return;
    translate(await fetchPage().then((page) => { useTemplates(page); return page; }));
    this.#dress();
    await redraw();
  }
}

customElements.define("linked-accounts", LinkedAccounts);
