// The panel: puts the page that the edge draws in place, and adds what a document cannot do by itself.
import { fetchPage, fit, home, make, sayingOf, spoken } from "/drawn.js";

const away = home.origin !== location.origin; // there it shows and begins; the rest is our own page's
const costly = /\/(link\/(start|confirm|passwordless\/\w+)|unlink)$/; // waits while the site wants us to
/** Opens the panel in a document or a shadow; settings.js and linked-accounts.js have its options. */
export function openPanel(root, options) {
  const closed = new AbortController();
  const timers = {};
  let shown = {}; // what is there: {saying, state, signedIn, lang}
  let [turn, arrived] = [0, 0];
  let opener, tried, busy, cooling; // the form that opened a step over the overview; what happened so far
  const at = (id) => root.getElementById(id);
  const find = (selector) => root.querySelector(selector);
  const all = (selector) => root.querySelectorAll(selector);
  const since = (seconds) => Math.max(0, Math.ceil(seconds - (Date.now() - arrived) / 1000));

  /** Asks, or posts a form, and shows what comes. Only the last answer counts. */
  async function load(path, body, request) {
    turn += 1;
    const mine = turn;
    if (at("main")) at("main").ariaBusy = "true";
    let answer = await fetchPage(path, body, request);
    // The tenant may want a moment between requests: it gets one, twice at most.
    for (let tries = 0; !body && answer.wait <= 10 && tries < 2 && mine === turn; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, answer.wait * 1000));
      answer = await fetchPage(path);
    }
    await options.styled;
    if (mine !== turn) return;
    clearTimeout(timers.slow);
    const next = answer.page?.querySelector("[http-equiv=refresh]")?.content.replace(/^\d+;url=/, "");
    if (/^(https?:\/)?\//.test(next)) return options.leave(new URL(next, home), path);
    if (answer.page?.getElementById("view")) put(fit(answer.page), body, answer.wait < Infinity);
    else sayAlone(answer.code ?? "timeout", ...(answer.page?.querySelectorAll("main p") ?? []));
    setBusy();
    if (at("main")) at("main").ariaBusy = null;
  }

  /** Asks for the page as it is now; `more` is asked for, too. */
  function refresh(more = "", request = undefined) {
    const query = opener || find("dialog[open]") ? "" : options.query();
    return load(`/settings?${query}&${more}&${new URLSearchParams(options.given())}`, undefined, request);
  }

  /** Puts a page in place, if it says something else than what is there. `posted`: it answers a form. */
  function put(page, posted, limited) {
    const [fresh, ended, said] = ["#view", "#ended", ".message"].map((it) => page.querySelector(it));
    const [{ state }, { code }] = [fresh.dataset, said?.dataset ?? {}];
    const { lang } = page.documentElement;
    const before = shown;
    arrived = Date.now();
    // Nobody is signed in any more: what is shown stays, to be read but not used, with one way back to it.
    if (before.signedIn && ended) {
      options.end?.();
      find("dialog[open]")?.close();
      at("view").inert = true;
      at("corner").replaceChildren();
      ended.hidden = false;
      at("message").replaceChildren(ended);
      at("message").focus();
      shown = { lang: before.lang };
      return options.notify?.("signed_out", {});
    }
    shown = { saying: sayingOf(fresh), state, lang, signedIn: Boolean(page.querySelector("#corner form")) };
    // Whoever is to wait loses nothing of what was chosen.
    if (posted && (limited || code === "rate_limited")) shown = before;
    if (posted && limited && state === "trouble") {
      const [{ textContent }, { childNodes }] = fresh.querySelectorAll("[tabindex], p");
      return sayAlone("rate_limited", make("strong", {}, textContent), " ", make("span", {}, ...childNodes));
    }
    const [sheet, own] = [page.querySelector("[rel=stylesheet]"), find("[data-href], [rel=stylesheet]")];
    if (new URL(own.dataset.href ?? own.href, home).href !== sheet.href) {
      own.dataset.href = sheet.href;
      own.after(Object.assign(sheet, { href: sheet.href, crossOrigin: "" })); // the tab is the older one
    }
    const changed = shown.saying !== before.saying || (state === "trouble" && !posted);
    const held = root.activeElement;
    const inside = at("view")?.contains(held);
    const filling = changed && !posted && (opener || /ask=/.test(options.query()));
    const typed = filling ? find("#view .field:not([hidden] *)") : null;
    if (before.lang !== lang) {
      options.frame(page);
      if (held?.name === "ui_locales") find("[name=ui_locales]").focus();
    } else {
      const [view, message] = [at("view"), at("message")];
      for (const id of ["signs", "corner"]) at(id).replaceWith(page.getElementById(id));
      if (changed && find("dialog[open]")) options.end?.();
      if (changed) view.replaceChildren(...fresh.childNodes);
      else renew(view, fresh);
      Object.assign(view.dataset, { fresh: "", hold: "", ...fresh.dataset });
      view.inert = false;
      const over = changed && (posted || state !== before.state);
      if (said || over || find(".alone")) message.replaceChildren(said ?? "");
    }
    options.entitle?.(page.title);
    if (posted && state !== before.state) options.end?.();
    if (changed) {
      opener = undefined;
      if (find(".review")) remember(find(".review"));
      options.notify?.("shown", { state });
    }
    // A step that is being filled in goes on, in other words and in another language, too.
    const again = typed && at(typed.id);
    if (again?.closest("[hidden]")) open(again.closest("[hidden]").id);
    if (again) again.value = typed.value;
    tick();
    const field = (changed || posted) && find("#view [autofocus]:not(dialog *, [hidden] *)");
    const target = said && !find("#resume[autofocus]") ? at("message") : field;
    if (target) target.focus();
    else if (changed && inside) find("#view [tabindex]").focus();
    if (target?.matches("#otp[aria-invalid]")) target.select();
    if (said) options.notify?.("done" in said.dataset ? code : "refused", { code });
    suggest();
  }

  /** The same is said: only times and sealed values are newer, and what is heard by itself. */
  function renew(view, fresh) {
    const pair = (selector, heed) => {
      const rest = [...fresh.querySelectorAll(selector)];
      for (const it of view.querySelectorAll(selector)) {
        const nth = rest.findIndex(({ name, form }) => form?.action === it.form?.action && name === it.name);
        if (nth >= 0) heed(it, ...rest.splice(nth, 1));
      }
    };
    pair("[type=hidden]:not([name$=to])", (it, { value }) => it.setAttribute("value", value));
    pair("[data-left]", (it, { dataset }) => Object.assign(it.dataset, { left: dataset.left }));
    pair("details", (it, { open }) => it.toggleAttribute("open", it.open || open));
    pair(".field", (it, newer) => it.toggleAttribute("aria-invalid", newer.matches("[aria-invalid]")));
    pair("[role=status]", (it, { className, childNodes }) => {
      Object.assign(it, { className }).replaceChildren(...childNodes);
      if (className === "good") it.closest(".step").querySelector(".field").value = "";
    });
  }

  /** Looks for suggestions after the rest is there. They are an offer: where they fail, nothing is said. */
  async function suggest() {
    const look = find("#look:not([inert])");
    if (!look) return;
    look.inert = true;
    const { page } = await fetchPage(`/settings?suggestions=1&${new URLSearchParams(options.given())}`);
    const found = page && fit(page).getElementById("suggested");
    look.replaceWith(found?.querySelector("li") ? found : "");
  }

  /** Says something that the edge did not draw as a message. */
  function say(kind, ...words) {
    const part = make("div", { className: `message ${kind} alone` }, make("p", {}, ...words));
    at("message").replaceChildren(part);
    tick();
  }

  /** Says what went wrong: these words, or what can be said without the edge, in the language of the page. */
  function sayAlone(code, ...words) {
    const tags = [shown.lang, options.given().lang, ...navigator.languages];
    const own = tags.map((tag) => spoken[tag?.slice(0, 2)]).find(Boolean) ?? spoken.en;
    if (!at("message")) root.append(make("div", { id: "message", tabIndex: -1 }));
    const plain = shown.lang ? "" : make("a", { href: new URL("/settings", home) }, own.plain);
    const happened = shown.lang ? own[code] : make(options.entitle ? "h1" : "h2", {}, own[code]);
    say("note", ...(words.length ? words : [happened, " ", plain]));
    if (busy || !shown.saying) at("message").focus(); // who asked for nothing goes on with what they do
    options.notify?.("refused", { code });
  }

  /** Counts down, and does what is to be done in the end. */
  function tick() {
    const words = (seconds) => {
      const [count, unit] = seconds <= 120 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
      return count.toLocaleString(shown.lang, { style: "unit", unit, unitDisplay: "long" });
    };
    let next;
    cooling = false;
    for (const it of all("[data-left]")) {
      const { left, then, over, clock } = it.dataset;
      const seconds = since(left);
      const minutes = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      it.textContent = clock === undefined ? words(seconds) : minutes;
      it.closest("[role=timer]")?.classList.toggle("soon", seconds < 60);
      if (seconds > 0) cooling ||= Boolean(over && !then);
      else if (it.asked !== left && (then === "ask" || (then === "once" && !tried))) next = it;
      else if (over) it.parentElement.replaceChildren(over);
    }
    const { fresh, hold } = at("view")?.dataset ?? {};
    for (const it of all(".stale")) it.hidden = !fresh || since(fresh) > 0;
    for (const it of all("p [data-hold]")) {
      it.textContent = words(since(hold));
      it.parentElement.hidden = !(since(hold) > 0);
    }
    paint();
    if (!next || busy) return;
    tried ||= next.dataset.then === "once";
    next.asked = next.dataset.left;
    refresh(next.closest(".review") ? "outcome=expired" : "");
  }

  function waits({ form, dataset }) {
    const held = /less.start$/.test(form?.action) && since(at("view").dataset.hold) > 0;
    return busy || held || (cooling && ("again" in dataset || costly.test(form?.action)));
  }

  /** Shows which buttons do nothing now. */
  function paint() {
    for (const it of all("button")) it.ariaDisabled = waits(it) ? "true" : null;
  }

  /** While something is under way no button does anything, the pressed one shows it, and focus stays. */
  function setBusy(button) {
    busy = Boolean(button);
    clearTimeout(timers.busy);
    if (busy) timers.busy = setTimeout(setBusy, 65_000); // a page that was not left after all is here again
    for (const it of all("button")) it.classList.toggle("working", it === button);
    paint();
  }

  /** What decides begins its second anew, though it was there before. */
  function hold() {
    at("view")?.classList.add("anew");
    if (at("view")?.offsetTop >= 0) at("view").classList.remove("anew");
  }

  /** Opens what is drawn already; whether there is such a thing. */
  function open(id, form) {
    const part = at(id);
    if (part?.localName === "dialog") {
      part.showModal();
      part.scrollTop = 0;
    } else if (part) {
      opener = form ?? find(`[data-opens="${id}"]`) ?? part;
      for (const it of all("#view > div")) it.hidden = it !== part;
      const field = part.querySelector(".field");
      part.querySelector("[name=suggestion]").value = form?.elements.suggestion?.value ?? "";
      if (form?.dataset.value) field.value = form.dataset.value;
      at("message").replaceChildren();
      shown.state = "ask";
      options.notify?.("shown", { state: "ask" });
      scrollTo(0, 0);
      field.focus();
    }
    return Boolean(part);
  }

  /** Goes to a step or to the overview, as an address says: by what is here already, or by asking. */
  function go(query) {
    find("dialog[open]")?.close();
    if (open(`ask-${query.get("ask")}`)) return;
    const left = opener;
    opener = undefined;
    if (!left || query.get("step") === "code" || query.has("unlink"))
      return refresh(options.enter ? "" : query);
    for (const it of all("#view > div")) it.hidden = it.id !== "overview";
    left.querySelector("button").focus();
    shown.state = "overview";
  }

  /** A form that only leads somewhere. */
  function follow(form, submitter) {
    const query = new URLSearchParams(new FormData(form, submitter));
    const { opens } = form.dataset;
    if (form.ui_locales) return refresh(`ui_locales=${form.ui_locales.value}`);
    if (form.querySelector("[data-again]")) return refresh();
    if (!at(opens) && away) return goHome("/", query);
    if (query.get("step") !== "code" && !query.has("ask") && !opens && options.back?.()) return;
    if (at(opens)) query.delete("suggestion");
    options.enter?.(query);
    if (!open(opens, form)) go(query);
  }

  const back = (more) => new URLSearchParams({ ...more, return_to: options.returnTo() });
  const goHome = (path, query) => options.leave(new URL(`${path}?${query}&${back()}`, home));

  function submit(event) {
    const { target: form, submitter } = event;
    if (submitter?.formMethod === "dialog") return;
    event.preventDefault();
    // What was shown only just now does nothing yet (`wait` in settings.css).
    if (getComputedStyle(submitter ?? form).pointerEvents === "none" || waits(submitter ?? form[0])) return;
    if (form.method === "get") return follow(form, submitter);
    // What is plainly missing is said before it is sent; the edge has the rules.
    const field = form.querySelector("[data-happened]");
    if (field?.validity.patternMismatch || field?.validity.valueMissing) {
      const said = make("strong", {}, field.dataset.happened);
      const status = field.closest(".step").querySelector("[role=status]");
      Object.assign(status, { className: "wrong" }).replaceChildren(said, ` ${field.dataset.todo}`);
      field.ariaInvalid = "true";
      return field.focus();
    }
    const body = new URLSearchParams(new FormData(form, submitter));
    const unlink = `${body.get("provider")}|${body.get("user_id")}`;
    if (away && body.has("delete")) return goHome("/settings", new URLSearchParams({ unlink }));
    body.set("at", body.get("return_to"));
    body.set("return_to", options.returnTo());
    for (const [name, value] of Object.entries(options.given())) body.set(name, value);
    setBusy(submitter ?? form);
    if (form.dataset.label) say("going", at("view").dataset.opening.replace("{label}", form.dataset.label));
    if (form.closest("dialog")) options.end?.();
    find("dialog[open]")?.close();
    load(new URL(form.action).pathname, body);
  }

  function click({ target }) {
    // A product's router may have gone on since this was drawn.
    const link = target.closest?.("a[href*='/login?']");
    if (link?.origin === home.origin) link.search = back(options.given());
    if (target.matches?.(".all")) {
      target.remove();
      find(".history [tabindex]").focus();
    }
  }

  /** A sign-in may lead away from a review and back to it: until then the tab keeps what was chosen. */
  function remember(form, now) {
    try {
      if (now) return sessionStorage.setItem("linked-accounts", new URLSearchParams(new FormData(form)));
      const kept = new URLSearchParams(sessionStorage.getItem("linked-accounts"));
      if (kept.get("review") !== form.review.value) return;
      for (const [name, value] of kept)
        if (form.elements[name].type !== "hidden")
          Object.assign(form.elements[name], { value, checked: true });
    } catch {} // Not allowed here, or no choice any more: then it is chosen again.
  }

  const listen = (target, name, heed) =>
    target.addEventListener(name, heed, { signal: closed.signal, capture: name === "close" });
  listen(root, "submit", submit);
  listen(root, "click", click);
  listen(root, "close", () => options.back?.());
  listen(root, "change", ({ target }) => {
    if (target.name === "ui_locales") target.form.requestSubmit();
    if (target.form?.matches(".review")) remember(target.form, true);
  });
  // In a review or a dialog, Enter on a choice must not send the form.
  listen(root, "keydown", (event) => {
    if (event.key === "Enter" && /radio|checkbox/.test(event.target.type)) event.preventDefault();
  });
  // What comes back (from the history, another tab, offline) asks instead of trusting what it shows.
  listen(globalThis, "pageshow", ({ persisted }) => {
    setBusy();
    if (!persisted) return;
    hold();
    at("message")?.replaceChildren();
    refresh();
  });
  const look = () => busy || refresh(); // what is under way will tell more
  listen(globalThis, "online", look);
  listen(globalThis, "focus", hold);
  listen(document, "visibilitychange", () => {
    if (!document.hidden && Date.now() > arrived + (find("[data-awaits]") ? 1000 : 60_000)) look();
  });
  timers.tick = setInterval(tick, 1000);
  timers.slow = setTimeout(sayAlone, 12_000, "slow");

  /** Ends it: nothing is heard or asked any more. */
  function close() {
    closed.abort();
    turn += 1;
    for (const timer of Object.values(timers)) clearTimeout(timer);
  }
  return { refresh, go, close, back };
}
