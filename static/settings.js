// The settings page around the panel: its language, its title, its address.
import { ending, open, redraw } from "/panel.js";
import { translate } from "/parts.js";
import { directionOf, keep, language, speak, text } from "/words.js";

let heading = "";

/** Says who says it: the product's name, where it has one. */
function entitle() {
  const product = document.querySelector("meta[name=application-name]")?.content;
  document.title = [heading, (!heading || !product) && text("title"), product].filter(Boolean).join(" – ");
}

function dress() {
  const { documentElement: html } = document;
  html.lang = language;
  html.dir = directionOf(language);
  html.classList.remove("unspoken");
  translate(document);
  document.querySelector("select[name=ui_locales]").value = language;
  entitle();
}

document.querySelector("select[name=ui_locales]").addEventListener("change", async ({ target }) => {
  keep(target.value);
  if (!await speak()) return;
  dress();
  await redraw();
});

await speak();
dress();
const { return_to, ask, suggestion } = Object.fromEntries(new URLSearchParams(location.search));
await open(document, {
  ...ending(location.search), return_to, ask, suggestion,
  onNotice(name, detail) {
    if (name !== "shown") return;
    ({ heading } = detail);
    entitle();
  },
});
// What told an outcome goes. Whither this page leads back stays, for when it is loaded again.
if (location.search) history.replaceState(null, "", location.pathname + (return_to ? `?${new URLSearchParams({ return_to })}` : ""));
