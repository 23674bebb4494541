// <linked-accounts>: the panel in a product's own page, on our origin or on one of `embed_origins`.
import { home, make } from "/drawn.js";
import { openPanel } from "/panel.js";

const isOurs = home.origin === location.origin;
// Attributes: `lang`; `return-to`, where a sign-in comes back to (this page, unless it says another one).
// Events: the code of each success, `refused`, `signed-out`, `shown`.
class LinkedAccounts extends HTMLElement {
  static observedAttributes = ["lang"];
  #panel;

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const href = new URL("/settings.css", home);
    const sheet = make("link", { rel: "stylesheet", href, crossOrigin: isOurs ? null : "anonymous" });
    const styled = new Promise((resolve) => Object.assign(sheet, { onload: resolve, onerror: resolve }));
    root.replaceChildren(sheet);
    // What tells how an action ended is handed on, and leaves the address; the rest stays as it is spelled.
    const ended = /[?&](?:outcome|wait)=[^&]*/g;
    const told = location.search.match(ended) ?? [];
    const url = new URL(location.href);
    url.search = url.search.replace(ended, "").replace(/^&/, "?");
    if (told.length) history.replaceState(history.state, "", url);
    this.#panel = openPanel(root, {
      returnTo: () =>
        this.getAttribute("return-to") ?? (isOurs ? location.pathname + location.search : location.href),
      lang: () => this.closest("[lang]")?.lang,
      query: () => "",
      leave: (address) => location.assign(address),
      styled,
      frame(page) {
        const { lang, dir } = page.documentElement;
        const inner = page.querySelectorAll("#message, #view");
        const main = make("div", { id: "main", className: "scripted", lang, dir }, ...inner);
        root.replaceChildren(sheet, ...page.querySelectorAll("#signs, #corner"), main);
      },
      notify: (name, detail) =>
        this.dispatchEvent(
          new CustomEvent(name.replace("_", "-"), { detail, bubbles: true, composed: true }),
        ),
    });
    this.#panel.refresh(told.join("").slice(1));
  }

  disconnectedCallback() {
    this.#panel.close();
    this.#panel = undefined;
  }

  attributeChangedCallback() {
    this.#panel?.refresh();
  }
}

if (!customElements.get("linked-accounts")) customElements.define("linked-accounts", LinkedAccounts);
