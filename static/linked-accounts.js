// <linked-accounts>: the panel of the settings page in a product's own page, on our origin or on one of `embed_origins`.
import { Panel } from "/panel.js";

const home = new URL("/", import.meta.url);
const sheet = new URL("/settings.css", import.meta.url).href;

/** The address of this page without what told how an action ended. */
function here() {
  const url = new URL(location.href);
  for (const name of ["outcome", "wait"]) url.searchParams.delete(name);
  return url;
}

/** What the address tells of how an action ended. */
function told() {
  const own = new URLSearchParams(location.search);
  const query = ["outcome", "wait"].filter((name) => own.has(name)).map((name) => [name, own.get(name)]);
  return String(new URLSearchParams(query));
}

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
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
    if (home.origin !== location.origin) style.crossOrigin = "anonymous";
    const styled = new Promise((resolve) => {
      style.onload = style.onerror = resolve;
    });
    root.replaceChildren(style);
    const url = here();
    const own = home.origin === location.origin ? url.pathname + url.search : url.href;
    const ending = told();
    this.#panel = new Panel(root, {
      returnTo: this.getAttribute("return-to") ?? own,
      lang: () => this.closest("[lang]")?.lang,
      query: () => "/settings",
      leave: (address) => location.assign(address),
      async frame(page) {
        await styled;
        const main = Object.assign(document.createElement("div"), { id: "main", className: "scripted" });
        const { lang, dir } = page.documentElement;
        Object.assign(main, { lang, dir });
        const [signs, corner, message, view] = ["signs", "corner", "message", "view"].map((id) =>
          page.getElementById(id),
        );
        message.part = "message";
        view.part = "panel";
        main.append(message, view);
        root.replaceChildren(style, signs, corner, main);
      },
      notify: (name, detail) =>
        this.dispatchEvent(
          new CustomEvent(name.replaceAll("_", "-"), { detail, bubbles: true, composed: true }),
        ),
    });
    this.#panel.refresh(ending);
    if (ending) history.replaceState(history.state, "", url);
  }

  disconnectedCallback() {
    // Moved, not removed: it is connected again at once.
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
