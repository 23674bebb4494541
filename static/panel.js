// The panel: asks the edge for the drawn page, puts it in place, and adds what a document cannot do by itself. A page has one
// of it, in its document or in the shadow of <linked-accounts>.
import { spoken } from "/spoken.js";

const home = new URL("/", import.meta.url);
const away = home.origin !== location.origin; // there it shows and begins; the rest is our own page's, which leads back
/** Posts that would be refused again while the site wants us to wait. */
const costly = /^\/(link\/(start|confirm|passwordless\/\w+)|unlink)$/;
const starts = /\/start$/;
/** Refusals of a step that are about what was typed. */
const typos = /_invalid|_not_allowed|wrong_code/;
const start = "/link/passwordless/start";
const hrefOf = (path) => new URL(path, home).href;
const pathOf = (form) => new URL(form.action).pathname;
const isOver = (moment) => Date.now() >= moment;
const secondsTo = (moment) => Math.max(0, Math.ceil((moment - Date.now()) / 1000));
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const make = (name, className, ...children) => {
  const element = Object.assign(document.createElement(name), { className });
  element.append(...children);
  return element;
};

/** The drawn page, or the code of why there is none; `request` may have been sent already. */
function fetchPage(path, request = new XMLHttpRequest()) {
  return new Promise((resolve) => {
    const answer = () => {
      const page = request.response;
      const wait = Number(request.getResponseHeader("retry-after"));
      // Anybody in between may answer in the edge's place.
      if (page?.documentElement?.dataset.page === "settings")
        resolve({ page, wait, limited: request.status === 429 });
      else resolve({ code: request.status === 0 ? "offline" : "timeout" });
    };
    if (request.readyState === XMLHttpRequest.DONE) return answer();
    request.onload = answer;
    request.onerror = request.onabort = () => resolve({ code: "offline" });
    request.ontimeout = () => resolve({ code: "timeout" });
    if (request.readyState > 0) return undefined;
    request.open("GET", hrefOf(path));
    request.responseType = "document";
    request.withCredentials = true;
    request.timeout = 20_000;
    request.setRequestHeader("Accept", "text/html");
    return request.send();
  });
}

/** Everything that a view says: without times, sealed values, and what opens or is heard by itself. */
function sayingOf(view) {
  const copy = view.cloneNode(true);
  for (const it of copy.querySelectorAll("[data-left], [data-hold], [role=status]")) it.textContent = "";
  for (const it of copy.querySelectorAll("[type=hidden]")) it.removeAttribute("value");
  for (const it of copy.querySelectorAll("[data-left]")) it.removeAttribute("data-left");
  for (const it of copy.querySelectorAll("[open], [autofocus], [role=timer], .stale")) {
    for (const name of ["open", "autofocus", "hidden"]) it.removeAttribute(name);
  }
  return copy.innerHTML;
}

export class Panel {
  #root;
  #options;
  #over = new AbortController();
  #shown = {}; // {saying, state, signedIn} of what is there
  #base; // the overview, while a step that was opened from it stands in its place
  #turn = 0;
  #arrived = 0;
  #holdUntil = 0;
  #coolUntil = 0;
  #busy = false;
  #tried = false; // whether it has asked by itself where the tenant wanted a moment
  #timers = {};

  /**
   * `root` is a document or a shadow. Options: `returnTo`, where a sign-in comes back to; `query()`, the path that is asked
   * for; `leave(address)`; `frame(page)`, which puts everything there; and, where they are wanted, `enter(query)`, `back()`,
   * `end()` for the history, `entitle(title)`, `lang()`, `notify(name, detail)`.
   */
  constructor(root, options) {
    this.#root = root;
    this.#options = { notify() {}, entitle() {}, back() {}, lang() {}, ...options };
    const { signal } = this.#over;
    const listen = (target, name, heed) => target.addEventListener(name, heed, { signal });
    listen(root, "submit", (event) => this.#submit(event));
    listen(root, "click", (event) => this.#click(event));
    listen(root, "change", ({ target }) => {
      if (target.name === "ui_locales") target.form.requestSubmit();
      else if (target.form?.matches(".review")) this.#keepChoice(target.form);
    });
    // In a review or a dialog, Enter on a choice must not send the form.
    listen(root, "keydown", (event) => {
      if (event.key === "Enter" && event.target.matches?.("[type=radio], [type=checkbox]"))
        event.preventDefault();
    });
    // A page that comes back (history, another tab, a network that was gone) asks again instead of trusting what it shows.
    listen(globalThis, "pageshow", ({ persisted }) => {
      this.#setBusy(false);
      if (!persisted) return;
      this.#hold();
      this.#at("message")?.replaceChildren();
      this.refresh();
    });
    listen(globalThis, "online", () => this.refresh());
    listen(globalThis, "focus", () => this.#hold());
    listen(document, "visibilitychange", () => {
      const patience = this.#at("view")?.querySelector("[data-awaits]") ? 1000 : 60_000;
      if (document.visibilityState === "visible" && isOver(this.#arrived + patience)) this.refresh();
    });
    this.#timers.tick = setInterval(() => this.#tick(), 1000);
    this.#timers.slow = setTimeout(() => this.#sayAlone("slow"), 12_000);
  }

  /** Ends it: nothing is heard or asked any more. */
  close() {
    this.#over.abort();
    this.#turn += 1;
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  #at(id) {
    return this.#root.getElementById(id);
  }

  /** Asks for the page as it is now, and shows it; `query` tells how an action ended. */
  async refresh(query, request) {
    this.#turn += 1;
    const mine = this.#turn;
    const path = this.#dialog() ? "/settings" : this.#options.query();
    const asked = new URLSearchParams(path.split("?")[1]);
    for (const [name, value] of new URLSearchParams(query)) asked.set(name, value);
    if (this.#options.lang()) asked.set("lang", this.#options.lang());
    this.#at("main")?.setAttribute("aria-busy", "true");
    let answer = await fetchPage(`/settings?${asked}`, request);
    // The tenant may want a moment between requests: it gets one, twice at most.
    for (let tries = 0; answer.limited && answer.wait <= 10 && tries < 2; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, answer.wait * 1000));
      if (mine === this.#turn) answer = await fetchPage(`/settings?${asked}`);
    }
    if (mine !== this.#turn) return;
    clearTimeout(this.#timers.slow);
    this.#at("main")?.removeAttribute("aria-busy");
    if (answer.code) this.#sayAlone(answer.code);
    else await this.#put(answer.page);
  }

  /** Makes addresses absolute: the page that shows it may have another base; and leads sign-ins back there. */
  #lead(page) {
    for (const it of page.querySelectorAll("a")) {
      const url = new URL(it.href);
      if (url.pathname === "/login") url.searchParams.set("return_to", this.#options.returnTo);
      it.setAttribute("href", url.href);
    }
    for (const it of page.forms) it.setAttribute("action", it.action);
    for (const it of page.images) it.setAttribute("src", it.src);
    for (const { content } of page.querySelectorAll("template")) {
      for (const it of content.querySelectorAll("a, form")) {
        const name = it.localName === "a" ? "href" : "action";
        it.setAttribute(name, hrefOf(it.getAttribute(name)));
      }
      const login = content.querySelector("a");
      if (login) login.search = String(new URLSearchParams({ return_to: this.#options.returnTo }));
    }
    for (const it of page.querySelectorAll("time")) {
      const date = new Date(it.dateTime);
      const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
      const options = { day: "numeric", month: "long", year };
      it.textContent = new Intl.DateTimeFormat(page.documentElement.lang, options).format(date);
    }
  }

  /** Puts a drawn page in place, as far as it says something else than what is there. */
  async #put(page) {
    this.#lead(page);
    const fresh = page.getElementById("view");
    const { state } = fresh.dataset;
    const said = page.querySelector(".message");
    const signedIn = Boolean(page.querySelector("#corner form"));
    const ended = page.getElementById("ended")?.content.firstElementChild;
    const { lang } = page.documentElement;
    this.#arrived = Date.now();
    this.#holdUntil = this.#arrived + 1000 * (fresh.dataset.hold ?? 0);
    if (ended && this.#shown.signedIn && !signedIn) return this.#end(ended);
    const saying = sayingOf(fresh);
    const view = this.#at("view");
    const focused = this.#root.activeElement;
    const held = view?.contains(focused);
    let changed = true;
    if (this.#shown.lang !== lang) {
      const { name } = focused ?? {};
      await this.#options.frame(page);
      if (name === "ui_locales") this.#root.querySelector("[name=ui_locales]").focus();
    } else {
      this.#at("corner").replaceChildren(...page.getElementById("corner").childNodes);
      changed = saying !== this.#shown.saying || state === "trouble";
      if (changed) view.replaceChildren(...fresh.childNodes);
      else this.#renew(view, fresh);
      for (const name of ["fresh", "hold", "state"]) view.dataset[name] = fresh.dataset[name] ?? "";
      view.inert = false;
      const message = this.#at("message");
      if (said) message.replaceChildren(said);
      else if (changed || message.querySelector("[data-alone]")) message.replaceChildren();
    }
    const had = this.#shown.saying;
    this.#shown = { saying, state, signedIn, lang };
    this.#options.entitle(page.title);
    if (changed) {
      this.#base = undefined;
      if (state !== "overview" || !this.#root.querySelector("[data-then=once]")) this.#tried = false;
      this.#restoreChoice();
      const heading = this.#at("view").querySelector("h2[tabindex]")?.textContent ?? "";
      this.#options.notify("shown", { state, heading: state === "overview" ? "" : heading });
      if (state === "overview") this.#suggest();
    }
    this.#tick();
    const field = changed && this.#at("view").querySelector("[autofocus]");
    if (said) {
      (field && field.id === "resume" ? field : this.#at("message")).focus();
      this.#options.notify(said.matches(".good") ? said.dataset.code : "refused", {
        code: said.dataset.code,
      });
    } else if (field) {
      if (had && state !== "overview") scrollTo(0, 0);
      field.focus();
    } else if (held && changed) this.#at("view").querySelector("h2[tabindex]")?.focus();
    return undefined;
  }

  /** The same is said: only times and sealed values are newer, and what is heard by itself. */
  #renew(view, fresh) {
    const pair = (selector, heed) => {
      const now = fresh.querySelectorAll(selector);
      view.querySelectorAll(selector).forEach((it, at) => now[at] && heed(it, now[at]));
    };
    pair("[type=hidden]", (it, now) => it.setAttribute("value", now.getAttribute("value")));
    pair("[data-left]", (it, now) => it.setAttribute("data-left", now.dataset.left));
    pair("details", (it, now) => now.open && it.setAttribute("open", ""));
    pair("[role=status]", (it, now) => {
      if (!now.hasChildNodes()) return;
      it.className = now.className;
      it.replaceChildren(...now.childNodes);
    });
  }

  /** Nobody is signed in any more. What is shown stays, to be read but not used, with one way back to it. */
  #end(ended) {
    for (const dialog of this.#root.querySelectorAll("dialog")) dialog.remove();
    this.#at("view").inert = true;
    this.#at("corner").replaceChildren();
    this.#at("message").replaceChildren(ended);
    this.#at("message").focus();
    this.#shown = { lang: this.#shown.lang };
    this.#options.notify("signed_out", {});
  }

  /** Looks for suggestions after the rest is there. They are an offer: where they fail, nothing is said. */
  async #suggest() {
    const look = this.#at("look");
    if (!look) return;
    const mine = this.#turn;
    const { page } = await fetchPage(`/settings?suggestions=1`);
    const found = page?.getElementById("suggested");
    if (mine !== this.#turn || !look.isConnected) return;
    if (found?.querySelector("li")) {
      this.#lead(page);
      look.replaceWith(found);
    } else look.remove();
    this.#paint();
  }

  /** Says something that the edge did not: in a message, as a note. */
  #say({ happened, todo = "", over = "" }, kind = "note", wait = 0, code = "") {
    const note = make("p", "", make("strong", "", happened), " ");
    const [before, after] = todo.split("{time}");
    const rest = make("span", "", before);
    if (after !== undefined) {
      const left = make("span", "");
      Object.assign(left.dataset, { left: wait, over });
      left.at = Date.now() + wait * 1000;
      rest.append(left, after);
    }
    note.append(rest);
    const part = make("div", `message ${kind}`, note);
    part.dataset.alone = code;
    this.#at("message")?.replaceChildren(part);
    this.#tick();
    return part;
  }

  /** Says what can be said without the edge, in the language of the page. */
  #sayAlone(code) {
    const tags = [this.#shown.lang, this.#options.lang(), document.cookie.match(/ui_locales=([\w-]+)/)?.[1]];
    const known = (tag) =>
      Object.keys(spoken).find((own) => tag && (own === tag || own.split("-")[0] === tag.split("-")[0]));
    const lang = [...tags, ...navigator.languages].map(known).find(Boolean) ?? "en";
    const [happened, todo] = spoken[lang][code] ?? spoken[lang].offline;
    if (!this.#at("message"))
      this.#root.append(Object.assign(make("div", ""), { id: "message", tabIndex: -1 }));
    const part = this.#say({ happened, todo }, "note", 0, code);
    if (!this.#shown.lang) {
      part.lang = lang;
      const link = make("a", "", spoken[lang]["plain-page"][0]);
      link.href = hrefOf("/settings");
      part.firstChild.append(" ", link);
    }
    this.#options.notify("refused", { code });
    if (code !== "slow") this.#at("message").focus();
  }

  /** Counts down, and does what is to be done in the end. */
  #tick() {
    const lang = this.#shown.lang ?? "en";
    const words = (seconds) => {
      const [count, unit] = seconds <= 120 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
      return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
    };
    let cooling = 0;
    let next;
    for (const it of this.#root.querySelectorAll("[data-left]")) {
      const { left, then, over } = it.dataset;
      const end = it.at ?? this.#arrived + left * 1000;
      const seconds = secondsTo(end);
      it.textContent = "clock" in it.dataset ? clock(seconds) : words(seconds);
      it.closest("[role=timer]")?.classList.toggle("soon", seconds < 60);
      if (seconds > 0) {
        if (over && then !== "once") cooling = end;
        continue;
      }
      if (then === "ask" || (then === "once" && !this.#tried)) next = it;
      else if (over) it.parentElement.replaceChildren(over);
    }
    this.#coolUntil = cooling;
    const { fresh } = this.#at("view")?.dataset ?? {};
    for (const it of this.#root.querySelectorAll(".stale"))
      it.hidden = !fresh || !isOver(this.#arrived + fresh * 1000);
    for (const it of this.#root.querySelectorAll("[data-hold]:not(#view)")) {
      it.textContent = words(secondsTo(this.#holdUntil));
      it.parentElement.hidden = isOver(this.#holdUntil);
    }
    this.#paint();
    if (!next || this.#busy) return;
    if (next.dataset.then === "once") this.#tried = true;
    delete next.dataset.left;
    this.refresh(next.closest(".review") ? "outcome=expired" : "");
  }

  /** Shows which buttons do nothing now. */
  #paint() {
    for (const button of this.#root.querySelectorAll("button")) {
      if (this.#busy || this.#waits(button)) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  #waits({ form, dataset }) {
    if (!form) return false;
    const cool = !isOver(this.#coolUntil) && ("again" in dataset || costly.test(pathOf(form)));
    return cool || (pathOf(form) === start && !isOver(this.#holdUntil));
  }

  /** While something is under way no button does anything, the pressed one shows it, and focus stays where it is. */
  #setBusy(on, button, seconds = 25) {
    this.#busy = on;
    clearTimeout(this.#timers.busy);
    // A post that was stopped by hand leaves the page here.
    if (on) this.#timers.busy = setTimeout(() => this.#setBusy(false), seconds * 1000);
    for (const each of this.#root.querySelectorAll("button"))
      each.classList.toggle("working", on && each === button);
    this.#paint();
  }

  /** What decides begins its second anew, though it was there before. */
  #hold() {
    const view = this.#at("view");
    view?.classList.add("anew");
    view?.getBoundingClientRect();
    view?.classList.remove("anew");
  }

  #dialog() {
    return this.#root.querySelector("dialog[open]");
  }

  /** Goes to a step, or to the overview, as its address says: by what is here already, or by asking. */
  go(query) {
    const id = query.get("ask") ?? undefined;
    const dialog = this.#dialog();
    if (dialog) {
      dialog.remove();
      if (!query.has("unlink")) return undefined;
    }
    if (!id && this.#base && !query.has("unlink") && query.get("step") !== "code") return this.#return();
    if (id && !query.has("suggestion") && this.#open(`ask-${id}`)) return undefined;
    return this.refresh();
  }

  /** Puts the overview back whose place a step has taken. */
  #return() {
    const view = this.#at("view");
    view.replaceChildren(...this.#base.nodes);
    this.#shown = this.#base.shown;
    this.#options.entitle(this.#base.title);
    const { opener } = this.#base;
    this.#base = undefined;
    this.#tick();
    opener?.querySelector("button").focus();
  }

  /** Opens what is drawn already; whether there is such a thing. */
  #open(id, opener) {
    const part = this.#root
      .querySelector(`template[id="${CSS.escape(id)}"]`)
      ?.content.firstElementChild.cloneNode(true);
    if (!part) return false;
    const view = this.#at("view");
    if (part.localName === "dialog") {
      view.append(part);
      part.addEventListener("close", () => {
        part.remove();
        this.#options.back();
      });
      this.#tick();
      part.showModal();
      part.scrollTop = 0;
      return true;
    }
    this.#base = { nodes: [...view.childNodes], shown: this.#shown, title: document.title, opener };
    for (const [name, value] of opener ? new FormData(opener) : []) {
      const field = part.querySelector(`form [type=hidden][name="${name}"]`);
      if (field) field.value = value;
    }
    const field = part.querySelector(".field");
    if (opener?.dataset.value) field.value = opener.dataset.value;
    view.replaceChildren(part);
    this.#at("message").replaceChildren();
    this.#shown = { ...this.#shown, state: "ask", saying: sayingOf(view) };
    const heading = part.querySelector("h2").textContent;
    this.#options.notify("shown", { state: "ask", heading });
    this.#tick();
    scrollTo(0, 0);
    field.focus();
    return true;
  }

  /** A form that only leads somewhere. */
  #follow(form) {
    const query = new URLSearchParams(new FormData(form));
    if (query.has("ui_locales")) return this.refresh(String(query));
    if (query.get("step") === "overview" && this.#options.back()) return undefined;
    if (query.get("step") === "overview" && this.#base) return this.#return();
    const steps = ["ask", "step", "unlink"].some((name) => query.has(name));
    if (form.dataset.opens && this.#root.querySelector(`template[id="${CSS.escape(form.dataset.opens)}"]`)) {
      query.delete("suggestion");
      this.#options.enter?.(String(query));
      return this.#open(form.dataset.opens, form);
    }
    if (form.querySelector("[data-again]")) return this.refresh();
    if (away || !this.#options.enter) return this.#goHome(query);
    if (steps) this.#options.enter(String(query));
    else if (!this.#options.back()) this.#options.end();
    return this.refresh();
  }

  #goHome(query, path = "/") {
    query.set("return_to", this.#options.returnTo);
    location.assign(hrefOf(`${path}?${query}`));
  }

  async #submit(event) {
    const form = event.target;
    const { submitter } = event;
    if (submitter?.formMethod === "dialog") return undefined;
    event.preventDefault();
    // What was shown only just now does nothing yet (`wait` in settings.css).
    const early = submitter && getComputedStyle(submitter).pointerEvents === "none";
    if (this.#busy || early || (submitter && this.#waits(submitter))) return undefined;
    if (form.method === "get") return this.#follow(form);
    if (!this.#isReady(form)) return undefined;
    const body = new URLSearchParams(new FormData(form));
    if (away && body.has("delete")) {
      return this.#goHome(
        new URLSearchParams({ unlink: `${body.get("provider")}|${body.get("user_id")}` }),
        "/settings",
      );
    }
    if (submitter?.name) body.set(submitter.name, submitter.value);
    body.set("return_to", this.#options.returnTo);
    if (this.#shown.lang) body.set("lang", this.#shown.lang);
    this.#setBusy(true, submitter, 65);
    const answer = await this.#post(pathOf(form), body);
    if (this.#over.signal.aborted) return undefined;
    this.#heed(form, answer);
    return undefined;
  }

  /** Posts a form. What goes wrong comes back as a code, too. */
  async #post(path, body) {
    try {
      const signal = AbortSignal.timeout(60_000); // a link is several steps, each with its own deadline
      const headers = { Accept: "application/json" };
      const options = { method: "POST", body, headers, credentials: "include", cache: "no-store", signal };
      const response = await fetch(hrefOf(path), options);
      const answer = await response.json().catch(() => ({}));
      return response.ok ? { ...answer, ok: true } : { code: "timeout", ...answer };
    } catch ({ name }) {
      return { code: name === "TimeoutError" ? "timeout" : "offline" };
    }
  }

  /** What follows from the answer to a form. */
  #heed(form, { ok, outcome, location: next, code, said, retry_after: wait }) {
    const dialog = form.closest("dialog");
    if (/^(https?:\/)?\//.test(next)) {
      dialog?.remove();
      const { opening, moment } = this.#at("view").dataset;
      const { label } = form.dataset;
      this.#say({ happened: label ? opening.replace("{label}", label) : moment }, "going");
      return this.#options.leave(new URL(next, home));
    }
    this.#setBusy(false);
    const step = form.closest(".step");
    if (step && !ok && said && code !== "signed_out") return this.#tellInStep(step, code, said, wait);
    if (dialog) {
      dialog.remove();
      this.#options.back();
    }
    // A refusal to wait, or no answer, leaves everything as it is; so does a link that could not begin.
    if (!ok && !said) return this.#sayAlone(code);
    if (!ok && (code === "rate_limited" || (starts.test(pathOf(form)) && code !== "signed_out"))) {
      this.#say(said, "note", wait, code);
      this.#at("message").focus();
      return this.#options.notify("refused", { code });
    }
    if (!step || !/_sent$/.test(outcome)) this.#options.end?.();
    else if (this.#shown.state === "code") return this.#sentAgain(step, outcome);
    else this.#options.end?.();
    return this.refresh(`outcome=${ok ? (outcome ?? "") : code}`);
  }

  async #sentAgain(step, outcome) {
    await this.refresh(`step=code&outcome=${outcome}`);
    const field = step.querySelector(".field");
    if (!step.isConnected || !field) return;
    field.value = "";
    field.focus();
  }

  /** Says something in the step, so that a screen reader says it, too. */
  async #tellInStep(step, code, { happened, todo = "" }, wait) {
    if (code === "too_soon" && wait > 0) this.#holdUntil = Date.now() + wait * 1000;
    // These tell something new of the code, too.
    if (/^(wrong_code|code_expired|too_soon)$/.test(code) && this.#shown.state === "code")
      await this.refresh("step=code");
    if (!step.isConnected) return;
    this.#tell(step, happened, todo, typos.test(code));
    this.#tick();
  }

  #tell(step, happened, todo, wrong) {
    const said = step.querySelector("[role=status]");
    const field = step.querySelector(".field");
    said.className = wrong ? "wrong" : "note";
    said.replaceChildren(make("strong", "", happened), ` ${todo}`);
    if (wrong) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
    field?.focus();
    if (field?.id === "otp" && wrong) field.select();
  }

  /** Says what is plainly missing in what was typed, before it is sent as it is: the edge has the rules. */
  #isReady(form) {
    const field = form.querySelector(".field[data-happened]");
    if (!field) return true;
    const { patternMismatch, valueMissing } = field.validity;
    if (patternMismatch || valueMissing)
      this.#tell(form.closest(".step"), field.dataset.happened, field.dataset.todo, true);
    return !patternMismatch && !valueMissing;
  }

  #click({ target }) {
    const all = target.closest?.(".all");
    if (all) {
      const list = all.closest("details");
      list.classList.add("whole");
      const sixth = list.querySelectorAll("li")[5];
      sixth.tabIndex = -1;
      sixth.focus();
      all.remove();
    }
    // The whole card of an account may be pressed, but words in it may be marked, too.
    const radio = target.closest?.(".account")?.querySelector("[type=radio]");
    if (radio && !target.closest("label") && getSelection().isCollapsed) radio.click();
  }

  /** Signing in once more leads away from a review and back to it: until then the tab keeps what was chosen, and none of the values. */
  #keepChoice({ elements }) {
    const choices = [...elements]
      .filter(({ localName }) => localName === "select")
      .map(({ name, value }) => [name, value]);
    const stays = [...elements].find(({ type, checked }) => type === "radio" && checked)?.id;
    try {
      sessionStorage.setItem("review", JSON.stringify({ review: elements.review.value, stays, choices }));
    } catch {
      // Not allowed here: then it is chosen again.
    }
  }

  #restoreChoice() {
    const form = this.#root.querySelector("form.review");
    try {
      const kept = JSON.parse(sessionStorage.getItem("review"));
      if (!form || kept?.review !== form.elements.review.value)
        return form && sessionStorage.removeItem("review");
      if (kept.stays && this.#at(kept.stays)) this.#at(kept.stays).checked = true;
      for (const [name, value] of kept.choices) {
        const field = form.elements[name];
        if (field) field.value = value;
      }
    } catch {
      // As above.
    }
    return undefined;
  }
}
