// The settings page around the panel: its address, its history, its title.
import { Panel } from "/panel.js";

const { documentElement: html, body } = document;
const asked = new URLSearchParams(location.search);
const returnTo = asked.get("return_to");
const base = returnTo ? `/?${new URLSearchParams({ return_to: returnTo })}` : "/";
const isStep = () => ["ask", "step", "unlink"].some((name) => new URLSearchParams(location.search).has(name));
/** The address of a step, or of none. */
const addressOf = (query) => `${base}${query && (returnTo ? "&" : "?")}${query}`;

const panel = new Panel(document, {
  returnTo: returnTo ?? "/",
  query: () => handOn(location.search),
  leave: (address) => location.replace(address),
  /** What a click opens is an entry of its own, made in the click. */
  enter: (query) => history.pushState("entered", "", addressOf(query)),
  /** Goes back to where a step was entered from; whether there is such a place. */
  back: () => history.state === "entered" && (history.back(), true),
  /** A step that has ended gives its address up. */
  end: () => history.replaceState(null, "", base),
  frame(page) {
    html.lang = page.documentElement.lang;
    html.dir = page.documentElement.dir;
    html.classList.add("scripted");
    body.replaceChildren(...page.body.childNodes);
  },
  entitle: (title) => {
    document.title = title;
  },
});

addEventListener("popstate", () =>
  panel.go(isStep() ? new URLSearchParams(location.search) : new URLSearchParams()),
);
for (const name of ["outcome", "wait", "suggestion"]) asked.delete(name);
const query = String(asked);
const first = panel.refresh(undefined, globalThis.drawn);
history.replaceState(null, "", query ? `/?${query}` : "/");
await first;
