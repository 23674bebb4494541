// The panel: asks /me what is true, draws it from the templates in index.html, and says what happened. A page has one of it, in its
// document or in the shadow of <linked-accounts>.
import { beginning, drawOverview, drawSuggestions, drawSwitch, drawUnlink } from "/overview.js";
import { own, pathOf, refusal, stamp, wayOf } from "/parts.js";
import { attend, awaitsLink, begin, drawUnderWay, follow, heed, isHeld, isReady, leave, settle, stepOf } from "/passwordless.js";
import { drawReview, recall } from "/review.js";
import { clock, has, outcome, text, time, wanted } from "/words.js";

const starts = ["/link/start", "/link/passwordless/start"];
const costly = [...starts, "/link/passwordless/verify", "/link/confirm", "/unlink"]; // forms that would be refused again while the site wants us to wait
const home = new URL("/", import.meta.url); // the site of the panel, which is not the page's where it is embedded
const away = home.origin !== location.origin; // there it shows and begins; codes, letters, reviews, switching and deleting are our own page's, which leads back

let root, main, view, corner, message; // where it is drawn
let returnTo; // where a sign-in comes back to; nothing on our own page
let notice = () => {}; // told of what happens: (name, detail)
let latest; // what /me answered last
let shown; // what the view was drawn from, so that the same answer leaves the page, its focus and its dialog alone
let askedAt = 0, turn = 0, ticking, waiting, waited = false, busy = false, unbusy;
let led; // for which connection the address asks where a code is to go: {connection, suggestion}
let told, dismissed, suggestions; // the last code, whether the interrupted action was put away, the one answer of /suggestions
let coolUntil = 0, cooling;
let freshUntil = Infinity, staling; // until when linking and unlinking need no new sign-in

const isStale = () => Date.now() >= freshUntil;
const hrefOf = (path) => new URL(path, home).href;
const goHome = (query, path = "/") => location.assign(hrefOf(`${path}?${new URLSearchParams({ ...query, return_to: returnTo })}`));
/** What decides begins its second anew, though it was there before. */
function hold() {
  view.classList.add("anew");
  view.getBoundingClientRect();
  view.classList.remove("anew");
}

/** Whether a button was shown only just now, and does nothing yet (`wait` in settings.css). */
const isEarly = (button) => button && getComputedStyle(button).pointerEvents === "none";

function overview(me) {
  const seconds = Math.min(Math.max(Math.ceil(me.retry_after) || 5, 1), 120);
  const limited = waited ? text("limited-again") : text("limited-retry", { time: time(seconds) });
  if (!me.identities && !waited) waiting = setTimeout(() => { waited = true; refresh(); }, seconds * 1000);
  return drawOverview(me, { told, dismissed, limited, askUnlink, suggestions });
}

/** Asks for suggestions once, after the rest is there. They are an offer: where they fail, nothing is said. */
async function askSuggestions(me) {
  if (!me.suggestions || suggestions || me.resume || !me.identities) return;
  suggestions = [];
  const answer = await ask("/suggestions");
  if (answer.ok) suggestions = answer.body.suggestions ?? [];
  const section = root.getElementById("suggested");
  if (section) drawSuggestions(section.parentElement, me, suggestions);
  paint();
}

/** Asks once more, in plain words, before an account is unlinked. */
function askUnlink(identity, label, me) {
  const dialog = drawUnlink(identity, label, me, isStale());
  view.append(dialog);
  paint();
  dialog.showModal();
}

/** Counts down beside the review, and asks anew when its time is up. */
function countDown(seconds) {
  const end = Date.now() + Math.max(1, seconds) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const at = view.querySelector("[role=timer]");
    if (at) at.textContent = text("time-left", { clock: clock(left) });
    at?.classList.toggle("soon", left < 60);
    if (left > 0) return;
    clearInterval(ticking);
    refresh("expired");
  };
  clearInterval(ticking);
  ticking = setInterval(tick, 1000);
  tick();
}

/** Says what happened. Success is said only where /me says the same, since anyone can write an address. */
function say(code, me, wait) {
  const success = me?.outcome === code && outcome(`success-${code}`);
  const again = code === "resume" && me?.resume && [text("resume-again")];
  const taken = me && code === "no_transaction" && outcome("took-its-place"); // the cookies of whoever is signed in are there
  const words = success || again || taken || refusal(code);
  if (!words) return message.replaceChildren();
  const good = again || (success && code !== "unlinked_only");
  tell([words[0], coolDown(code, wait) || words[1]], good ? "good" : "note");
  message.focus();
  notice(success ? code : "refused", { code });
}

function tell([happened, todo], kind) {
  const part = stamp("message", { happened, todo });
  part.classList.add(kind);
  part.querySelector("use").setAttribute("href", kind === "good" ? "#sign-check" : "#sign-note");
  message.replaceChildren(part);
}

/** Where the site said how long to wait: the words that count it down. Until then nothing is sent that would be refused again. */
function coolDown(code, wait) {
  if (code !== "rate_limited" || !(wait >= 1 && wait <= 120)) return undefined;
  const end = Date.now() + Math.ceil(wait) * 1000, words = document.createElement("span");
  words.setAttribute("role", "timer");
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) words.textContent = text("wait-for", { time: time(left) });
    else words.replaceWith(text("wait-over"));
    if (left <= 0) clearInterval(cooling);
    paint();
  };
  clearInterval(cooling);
  coolUntil = end;
  cooling = setInterval(tick, 1000);
  tick();
  return words;
}

/** Draws a state, unless it is the one that is there already; whether it did. Focus that went with the old one goes to the new heading. */
function draw(state, make, data, signedIn) {
  const key = JSON.stringify([state, waited, data], (name, value) => (["outcome", "expires_in", "resend_in", "retry_after", "fresh_for"].includes(name) ? undefined : value));
  main.removeAttribute("aria-busy");
  if (key === shown && state !== "trouble") return false;
  const held = view.contains(root.activeElement);
  clearInterval(ticking);
  shown = key;
  message.replaceChildren();
  view.inert = false;
  view.replaceChildren(make(data));
  if (signedIn !== undefined) corner.replaceChildren(...(signedIn ? [stamp("sign-out")] : []));
  paint();
  const heading = view.querySelector("h2[tabindex]");
  notice("shown", { state, heading: state === "overview" ? "" : heading.textContent });
  if (held) heading.focus();
  return true;
}

/** What a signed-in person sees where nothing waits for them: a step of a link by a code, or the overview. */
function drawMain(me) {
  if (led && begin(led, me)) dismissed = false;
  led = undefined;
  const step = !away && stepOf(me);
  if (step) return attend(draw(...step, true), paint);
  recall();
  if (me.identities) waited = false;
  if (away && me.verify) me.verify.letter = false;
  draw("overview", overview, away && me.pending ? { ...me, resume: { action: "confirm" } } : me, true);
  return askSuggestions(me);
}

/** What ends a session by what became of its account: what was shown is not worth reading then. */
const parted = ["account_blocked", "joined_elsewhere"];

/** Nobody is signed in any more. What is shown stays, to be read but not used, with one way back to it; a page that has shown nothing yet says what it is for. */
function drawEnded(code) {
  const signIn = hrefOf(`/login?${new URLSearchParams({ return_to: returnTo ?? "/", ...wanted && { ui_locales: wanted } })}`);
  if (latest && !parted.includes(code)) {
    for (const dialog of view.querySelectorAll("dialog")) dialog.close();
    clearInterval(ticking);
    const part = stamp("ended");
    part.querySelector("a").href = signIn;
    main.removeAttribute("aria-busy");
    view.inert = true;
    shown = undefined;
    corner.replaceChildren();
    message.replaceChildren(part);
    message.focus();
    return notice("signed_out", {});
  }
  draw("signed-out", () => stamp("signed-out"), null, false);
  view.querySelector("a.main").href = signIn;
  return code && say(code);
}

/** Asks /me (and what waits for a confirmation), draws the answer, and says the outcome `code`, if there is one. */
export async function refresh(code, wait) {
  const mine = ++turn;
  clearTimeout(waiting);
  main.setAttribute("aria-busy", "true");
  const answer = await ask("/me"), me = answer.body;
  let review = answer.ok && (me.pending || code === "review") && !me.switch && !away && await askReview();
  if (mine !== turn) return;
  askedAt = Date.now();
  if (review && review.code === "no_review") {
    review = null;
    if (code === "review") code = "no_review";
  }
  if (code) told = code;
  if (answer.ok) heedMe(me);
  if (review || me?.switch) leave();
  const trouble = [answer, review].find((one) => one && !one.ok);
  if (trouble?.code === "signed_out" || parted.includes(trouble?.code)) return drawEnded(trouble.code === "signed_out" ? code : trouble.code);
  if (trouble) {
    const [happened, todo] = refusal(trouble.code) ?? refusal("unavailable");
    draw("trouble", () => stamp("trouble", { happened, todo: coolDown(trouble.code, trouble.wait) || todo }), trouble.code);
    if (code === trouble.code) code = undefined;
  } else if (me.switch) {
    draw("switch", drawSwitch, me, true);
  } else if (review) {
    draw("review", drawReview, { me, review: review.body }, true);
    countDown(review.body.expires_in);
    if (code === "profile_too_large") view.querySelector(".settings")?.setAttribute("open", "");
  } else {
    drawMain(me);
  }
  const card = root.getElementById("resume");
  if (code === "resume" && card) return card.focus();
  if (code && !(code === "expired" && review)) say(code, me, wait);
  if (code === "review" || code === "switch") view.querySelector("h2[tabindex]")?.focus();
}

function heedMe(me) {
  heed(latest = me);
  freshUntil = typeof me.fresh_for === "number" ? Date.now() + me.fresh_for * 1000 : Infinity;
  clearTimeout(staling);
  if (freshUntil < Infinity && me.fresh_for > 0) staling = setTimeout(paint, me.fresh_for * 1000);
}

/** One request to our own site. What goes wrong comes back as a code, too. */
async function ask(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), options ? 60_000 : 20_000); // a link is several steps, each with its own deadline
  try {
    const response = await fetch(hrefOf(path), {
      ...options, headers: { Accept: "application/json" }, credentials: "include", cache: "no-store", signal: abort.signal,
    });
    const body = await response.json().catch(() => null);
    if (response.ok && body) return { ok: true, body };
    return { ok: false, code: body?.code ?? (abort.signal.aborted ? "timeout" : "unavailable"), wait: body?.retry_after };
  } catch {
    return { ok: false, code: abort.signal.aborted ? "timeout" : "offline" };
  } finally {
    clearTimeout(timer);
  }
}

/** Asks for the two accounts of the review. The tenant may want a moment between requests: it gets one, twice at most. */
async function askReview() {
  for (let tries = 0; ; tries += 1) {
    const review = await ask("/link/review");
    if (review.code !== "rate_limited" || tries === 2 || !(review.wait <= 10)) return review;
    await new Promise((resolve) => setTimeout(resolve, review.wait * 1000));
  }
}

/** While something is under way no button does anything, the pressed one shows it, and focus stays where it is. */
function setBusy(on, button, seconds = 25) {
  busy = on;
  clearTimeout(unbusy);
  if (on) unbusy = setTimeout(setBusy, seconds * 1000, false); // a post that was stopped by hand leaves the page here
  for (const each of root.querySelectorAll("button")) each.classList.toggle("working", on && each === button);
  paint();
}

const isCooling = (form) => (form && Date.now() < coolUntil && costly.includes(pathOf(form))) || isHeld(form);

/** Shows which buttons do nothing now, and whether one has to sign in again first. */
function paint() {
  for (const button of root.querySelectorAll("button")) {
    const again = button.dataset.do === "again" && Date.now() < coolUntil && button.closest(".trouble");
    if (busy || again || (button.type === "submit" && isCooling(button.form))) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
  for (const stale of view.querySelectorAll("[data-slot=stale]")) stale.hidden = !isStale();
}

async function submit(event) {
  const form = event.target;
  if (!form.matches("[data-ask]")) return;
  event.preventDefault();
  if (busy || isEarly(event.submitter) || isCooling(form) || !isReady(form)) return;
  const { connection, suggestion = "", choice, provider, user_id: id, delete: gone } = Object.fromEntries(new FormData(form));
  const asks = pathOf(form) === "/link/start" && wayOf(latest, connection);
  if (away && asks) return goHome({ ask: connection, suggestion });
  if (away && gone) return goHome({ unlink: `${provider}|${id}` }, "/settings");
  if (away && choice === "switch") return goHome();
  if (asks) {
    begin({ connection, suggestion }, latest);
    dismissed = false;
    return drawMain(latest);
  }
  setBusy(true, event.submitter, 65);
  const body = new URLSearchParams(new FormData(form)), { name, value } = event.submitter ?? {};
  if (name) body.set(name, value);
  if (returnTo) body.set("return_to", returnTo);
  if (wanted && starts.includes(pathOf(form))) body.set("ui_locales", wanted);
  const answer = await ask(pathOf(form), { method: "POST", body });
  const next = answer.body?.location;
  if (/^(https?:\/)?\//.test(next)) {
    form.closest("dialog")?.close();
    if (latest) tell([beginning(form, latest)], "going");
    return location.assign(new URL(next, home));
  }
  setBusy(false);
  form.closest("dialog")?.close();
  if (await settle(form, answer, refresh)) return;
  if (answer.ok) return refresh(answer.body.outcome);
  // A refusal that only asks to wait leaves the review, and what was chosen in it, as it is.
  if (["rate_limited", "offline"].includes(answer.code) || (starts.includes(pathOf(form)) && answer.code !== "signed_out")) return say(answer.code, undefined, answer.wait);
  return refresh(answer.code);
}

function press({ target }) {
  const job = !busy && target.closest?.("[data-do]:not([aria-disabled])")?.dataset.do;
  if (away && ["review", "enter"].includes(job)) return goHome();
  if (job === "again") refresh();
  if (job === "review") refresh("review");
  if (job && follow(job)) {
    dismissed = false;
    drawMain(latest);
  }
  if (job === "close") target.closest("dialog").close();
  if (job === "all") {
    const rest = [...target.closest("details").querySelectorAll("li[hidden]")];
    for (const item of rest) item.hidden = false;
    rest[0].tabIndex = -1;
    rest[0].focus();
    target.remove();
  }
  if (job === "later") {
    dismissed = true;
    target.closest("section").remove();
    root.getElementById("linked-title").focus();
  }
}

/** Draws everything anew, in another language. */
export function redraw() {
  shown = undefined;
  return refresh();
}

/** Opens the panel in a document or a shadow. */
export async function open(place, { return_to, onNotice = notice, code, wait, ask: asked, suggestion }) {
  root = place;
  [main, view, corner, message] = ["main", "view", "corner", "message"].map((id) => root.getElementById(id));
  returnTo = return_to;
  notice = onNotice;
  led = asked && { connection: asked, suggestion };
  root.addEventListener("submit", submit);
  root.addEventListener("click", press);
  // In a review or a dialog, Enter on a choice must not send the form.
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[type=radio], [type=checkbox]")) event.preventDefault();
  });
  // A page that comes back (history, another tab, a network that was gone) asks again instead of trusting what it shows.
  addEventListener("pageshow", ({ persisted }) => {
    setBusy(false);
    if (!persisted) return;
    hold();
    message.replaceChildren();
    refresh();
  });
  addEventListener("online", () => refresh());
  addEventListener("focus", hold);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - askedAt > (awaitsLink() ? 1000 : 60_000)) refresh();
  });
  await refresh(code, wait);
}

/** What an address says about how an action ended: looked up, never shown as it is. */
export function ending(search) {
  const query = new URLSearchParams(search), wait = query.get("wait");
  return { code: query.get("outcome") ?? undefined, wait: /^\d{1,3}$/.test(wait) ? Number(wait) : undefined };
}
