// The settings page around the panel: its address, its history, its title.
import { openPanel } from "/panel.js";

const asked = new URLSearchParams(location.search);
const returnTo = asked.get("return_to");
/** The address of a step, or of none; whither this page leads back stays, for when it is loaded again. */
const addressOf = (query) =>
  `/?${new URLSearchParams([...query, ...(returnTo ? [["return_to", returnTo]] : [])])}`.replace(/\?$/, "");

const panel = openPanel(document, {
  given: () => ({}),
  returnTo: () => returnTo ?? "/",
  query: () => globalThis.handOn(location.search),
  // Going back from a sign-in leads to where this page was opened; from a sign-out, to this page.
  leave: (address, path) => (path === "/logout" ? location.assign(address) : location.replace(address)),
  // What a click opens is an entry of its own, made in the click; one that has ended gives its address up.
  enter: (query) => history.pushState("entered", "", addressOf(query)),
  end: () => history.replaceState(null, "", addressOf([])),
  back: () => history.state === "entered" && !history.back(),
  frame(page) {
    const { lang, dir } = page.documentElement;
    Object.assign(document.documentElement, { lang, dir, className: "scripted" });
    document.body.replaceChildren(...page.body.childNodes);
  },
  entitle: (title) => Object.assign(document, { title }),
});
addEventListener("popstate", () => panel.go(new URLSearchParams(location.search)));
panel.refresh("", globalThis.drawn);
history.replaceState(null, "", addressOf([...asked].filter(([name]) => /^(ask|step|unlink)$/.test(name))));
