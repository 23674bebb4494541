// <linked-accounts>: the panel in a product's own page. Its attributes and events: docs/embed.md.
import { home, make } from "/drawn.js";
import { openPanel } from "/panel.js";

class Linked extends HTMLElement {
  static observedAttributes = ["lang", "user"];
  #panel;

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = make("link", { rel: "stylesheet", href: new URL("/settings.css", home), crossOrigin: "" });
    root.replaceChildren(sheet);
    const ended = /[?&](outcome|wait)=[^&]*/g; // is handed on, and leaves the address; the rest stays
    const url = new URL(location);
    const told = url.search.match(ended)?.join("") ?? "";
    url.search = url.search.replace(ended, "").replace(/^&/, "?");
    if (told) history.replaceState(history.state, "", url);
    this.#panel = openPanel(root, {
      returnTo: () =>
        this.getAttribute("return-to") ?? location.href.slice(home.origin === origin ? origin.length : 0),
      given: () => ({
        lang: this.closest("[lang]")?.lang ?? "",
        user: this.getAttribute("user")?.replace(/^$/, "?") ?? "", // an empty one is nobody
      }),
      query: () => root.querySelector("[value*='=choose']")?.value.slice(10) ?? "",
      leave: (page) => location.assign(page),
      styled: new Promise((done) => Object.assign(sheet, { onload: done, onerror: done })),
      frame(page) {
        const { lang, dir } = page.documentElement;
        const main = make("div", { id: "main", className: "scripted", lang, dir });
        root.replaceChildren(sheet, ...page.querySelectorAll("#signs, #corner"), main);
        main.append(...page.querySelectorAll("#message, #view"));
      },
      notify: (name, detail) =>
        this.dispatchEvent(
          new CustomEvent(name.replace("_", "-"), { detail, bubbles: true, composed: true }),
        ),
    });
    this.#look(told.slice(1));
  }

  /** Asks; once a tab for each user also to be signed in unseen, but not where something has just ended. */
  #look(more) {
    const user = this.getAttribute("user");
    try {
      if (user && !sessionStorage["linked-accounts" + user]) {
        sessionStorage["linked-accounts" + user] = 1;
        more ||= this.#panel.back({ silent: 1 });
      }
    } catch {} // Nothing would tell that it was tried.
    this.#panel.told = this.#panel.refresh(more);
  }

  disconnectedCallback() {
    this.#panel = this.#panel.close();
  }

  attributeChangedCallback() {
    this.#panel?.told.then(() => this.#panel && this.#look()); // what the first answer tells is shown first
  }
}

try {
  customElements.define("linked-accounts", Linked);
} catch {} // Another copy of this file came first.
