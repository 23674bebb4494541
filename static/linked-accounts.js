// <linked-accounts>: the panel in a product's own page, on our origin or on one of `embed_origins`.
import { openPanel } from "/panel.js";

const home = new URL("/", import.meta.url);
const isOurs = home.origin === location.origin;
const style = (href) =>
  Object.assign(document.createElement("link"), {
    rel: "stylesheet",
    href,
    crossOrigin: isOurs ? null : "anonymous",
  });

/**
 * Attributes: `lang`; `return-to`, where a sign-in comes back to (this page, unless it says another one).
 * Events: the code of each success (`linked`, `unlinked`, …), `refused`, `signed-out`, `shown`.
 * Parts for styling: `panel`, `message`, `card`, `row`, `button`.
 */
class LinkedAccounts extends HTMLElement {
  static observedAttributes = ["lang"];
  #panel;

  connectedCallback() {
    if (this.#panel) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = style(new URL("/settings.css", home).href);
    const styled = new Promise((resolve) => Object.assign(sheet, { onload: resolve, onerror: resolve }));
    root.replaceChildren(sheet);
    // What tells how an action ended is handed on, and leaves the address.
    const url = new URL(location.href);
    const told = [...url.searchParams].filter(([name]) => name === "outcome" || name === "wait");
    for (const [name] of told) url.searchParams.delete(name);
    this.#panel = openPanel(root, {
      returnTo: this.getAttribute("return-to") ?? (isOurs ? url.pathname + url.search : url.href),
      lang: () => this.closest("[lang]")?.lang,
      query: () => "",
      leave: (address) => location.assign(address),
      async frame(page) {
        await styled;
        const { lang, dir } = page.documentElement;
        const [signs, corner, ...rest] = ["signs", "corner", "message", "view"].map((id) =>
          page.getElementById(id),
        );
        const main = Object.assign(document.createElement("div"), {
          id: "main",
          className: "scripted",
          lang,
          dir,
        });
        main.append(...rest);
        root.replaceChildren(sheet, signs, corner, main);
      },
      notify: (name, detail) =>
        this.dispatchEvent(
          new CustomEvent(name.replaceAll("_", "-"), { detail, bubbles: true, composed: true }),
        ),
    });
    this.#panel.refresh(new URLSearchParams(told));
    if (told.length > 0) history.replaceState(history.state, "", url);
  }

  disconnectedCallback() {
    // What is only moved is connected again at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#panel?.close();
      this.#panel = undefined;
    });
  }

  attributeChangedCallback() {
    this.#panel?.refresh();
  }
}

if (!customElements.get("linked-accounts")) customElements.define("linked-accounts", LinkedAccounts);
