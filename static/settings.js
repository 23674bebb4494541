// The settings page's script: asks /me what is true, draws it from the templates in index.html, and says what happened.
import {
  avatar, detailsOf, each, fill, labelOf, linkSentence, mark, markOf, nameOf, own, person, point, post, row, stamp, translate,
  unbroken, ways,
} from "/parts.js";
import { attend, awaitsLink, begin, drawUnderWay, follow, heed, isHeld, isReady, leave, settle, stepOf } from "/passwordless.js";
import { drawReview, recall } from "/review.js";
import { lower, text } from "/words.js";

const starts = ["/link/start", "/link/passwordless/start"];
const costly = [...starts, "/link/passwordless/verify", "/link/confirm", "/unlink"]; // forms that would be refused again while the site wants us to wait

const main = document.getElementById("main");
const view = document.getElementById("view");
const corner = document.getElementById("corner");
const message = document.getElementById("message");
const product = document.querySelector("meta[name=application-name]")?.content;
let latest; // what /me answered last
let shown; // what the view was drawn from, so that the same answer leaves the page, its focus and its dialog alone
let askedAt = 0, turn = 0, ticking, waiting, waited = false, busy = false, unbusy;
let told, dismissed, suggestions; // the last code, whether the interrupted action was put away, the one answer of /suggestions
let coolUntil = 0, cooling;

function drawOverview(me) {
  const { user, identities, connections } = me;
  const rows = (identities ?? []).map((identity) => {
    const label = labelOf(identity, connections);
    if (identity.primary) return row(identity, user, connections, { tag: text.primary });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text.unlink;
    button.setAttribute("aria-label", text.unlinkName(label, detailsOf(identity, user).join(", ")));
    button.addEventListener("click", () => askUnlink(identity, label, me));
    return row(identity, user, connections, { action: button });
  });
  const choices = connections.map(({ name }) => {
    const label = labelOf({ connection: name, provider: name }, connections);
    const choice = stamp("choice", { mark: mark([name], label), label: unbroken(linkSentence(me, name, label)) });
    choice.querySelector("input").value = name;
    return choice;
  });
  const seconds = Math.min(Math.max(Math.ceil(me.retry_after) || 5, 1), 120);
  let limited;
  if (!identities) {
    limited = stamp("limited", { when: waited ? text.limitedAgain : text.limitedRetry(seconds) });
    if (!waited) waiting = setTimeout(() => { waited = true; refresh(); }, seconds * 1000);
  }
  const part = stamp("overview", {
    ...person(user), limited, rows: identities && rows, lead: identities && text.linkedLead(rows.length), more: choices.length > 0,
    resume: !dismissed && (drawUnderWay(me) ?? (me.resume && drawResume(me))), history: me.history?.length > 0 && drawHistory(me),
  });
  part.querySelector(".choices")?.append(...choices);
  drawSuggestions(part, me);
  return part;
}

/** The action that a sign-in, or its end, came in between: one button posts it again. */
function drawResume(me) {
  const { resume, connections } = me;
  const begin = told === "resume" && text.resumeAgain;
  if (resume.action === "link") {
    const { connection, suggestion } = resume;
    const label = labelOf({ connection, provider: connection }, connections);
    const go = (told === "expired" || told === "access_denied" ? text.startAgain : text.goOn)(ways.includes(connection) ? lower(label) : label);
    return stamp("resume", {
      title: begin || text.resumeTitle, words: text.resumeLink(linkSentence(me, connection, label)), later: text.later,
      go: post("/link/start", { connection, suggestion }, go, "main"),
    });
  }
  if (resume.action === "unlink") {
    const identity = me.identities?.find(({ provider, user_id }) => provider === resume.provider && String(user_id) === String(resume.user_id)) ?? resume;
    const words = resume.delete ? text.resumeDelete : text.resumeUnlink;
    return stamp("resume", {
      title: begin || text.resumeTitle, words: words(labelOf(identity, connections), detailsOf(identity, me.user).join(", ")), later: text.later,
      go: post("/unlink", {
        provider: resume.provider, user_id: resume.user_id, restore: resume.restore && "on", delete: resume.delete && "on",
      }, resume.delete ? text.goOnDelete : text.goOnUnlink, "danger"),
    });
  }
  const show = Object.assign(document.createElement("button"), { type: "button", className: "main", textContent: text.goOnConfirm });
  show.dataset.do = "review";
  return stamp("resume", { title: begin || text.resumeTitle, words: text.resumeConfirm, go: show });
}

function drawHistory({ history, connections }) {
  const english = navigator.language.startsWith("en") ? navigator.language : "en-GB";
  const rows = history.map(({ what, connection, at }, index) => {
    const date = new Date(at * 1000), thisYear = date.getFullYear() === new Date().getFullYear();
    const day = new Intl.DateTimeFormat(english, { day: "numeric", month: "long", year: thisYear ? undefined : "numeric" }).format(date);
    const label = connection ? labelOf({ connection, provider: connection }, connections) : text.someAccount;
    const item = document.createElement("li");
    item.append(`${own(text.history, what)?.(label) ?? label} `, Object.assign(document.createElement("time"), { dateTime: date.toISOString(), textContent: day }));
    item.hidden = index >= 5;
    return item;
  });
  return stamp("history", { rows, all: rows.length > 5 && text.historyAll(rows.length) });
}

/** Fills in what /suggestions answered. */
function drawSuggestions(part, { connections }) {
  const section = part.querySelector("#suggested");
  if (!suggestions?.length) return;
  section.hidden = false;
  section.querySelector("ul").append(...suggestions.map((one) => {
    const label = labelOf(one, connections);
    const action = post("/link/start", { connection: one.connection, suggestion: one.handle }, text.suggestedLink);
    action.querySelector("button").setAttribute("aria-label", text.suggestedName(label, one.hint));
    return stamp("row", { mark: markOf(one, label), label, details: each("bdi", [one.hint]), action });
  }));
}

/** Asks for suggestions once, after the rest is there. They are an offer: where they fail, nothing is said. */
async function askSuggestions(me) {
  if (!me.suggestions || suggestions || me.resume || !me.identities) return;
  suggestions = [];
  const answer = await ask("/suggestions");
  if (answer.ok) suggestions = answer.body.suggestions ?? [];
  const overview = document.getElementById("suggested");
  if (overview) drawSuggestions(overview.parentElement, me);
  paint();
}

/** Asks once more, in plain words, before an account is unlinked. */
function askUnlink(identity, label, me) {
  const social = own(text.providers, identity.provider) === label && !["auth0", "email", "sms"].includes(identity.provider);
  const dialog = stamp("unlink", {
    title: text.unlinkTitle(label), mark: markOf(identity, label), details: each("bdi", detailsOf(identity, me.user)),
    confirm: true,
    restore: me.unlink?.restore && identity.restorable, delete: me.unlink?.delete,
  });
  const form = dialog.querySelector("form");
  const { restore, delete: gone } = form.elements;
  form.elements.provider.value = identity.provider;
  form.elements.user_id.value = identity.user_id;
  let back = true;
  const tell = ({ target } = {}) => {
    const lost = gone?.checked ?? false;
    if (target && target === restore) back = restore.checked;
    if (restore) Object.assign(restore, { checked: back && !lost, disabled: lost });
    const [sign, settings] = lost ? ["lost", text.unlinkForEver] : restore?.checked ? ["check", text.unlinkRestored] : ["lost", text.unlinkEmpty];
    const safe = social ? (lost ? text.deleteSafe : text.unlinkSafe)(label) : lost ? text.deleteSafeHere : text.unlinkSafeHere;
    point(dialog.querySelector(".points"), [
      lost ? ["gone", text.unlinkGone] : ["back", text.unlinkSeparate], [sign, settings, lost ? "grave" : sign === "lost" && "warn"], ["check", safe],
    ]);
    fill(dialog, { confirm: lost ? text.unlinkAndDelete : text.unlinkConfirm });
  };
  form.addEventListener("change", tell);
  tell();
  dialog.addEventListener("close", () => dialog.remove());
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
    if (at) at.textContent = text.timeLeft(Math.floor(left / 60), left % 60);
    at?.classList.toggle("soon", left < 60);
    if (left > 0) return;
    clearInterval(ticking);
    refresh("expired");
  };
  clearInterval(ticking);
  ticking = setInterval(tick, 1000);
  tick();
}

function drawSwitch({ user, switch: other }) {
  const part = stamp("switch", { keep: text.switchKeep(nameOf(user)), go: text.switchGo(nameOf(other)) });
  part.querySelector("input[name=switch]").value = other.id;
  part.querySelector("ul").append(...[[user, text.switchNow], [other, text.switchNew]].map(([who, tag]) =>
    stamp("row", { mark: avatar(who), label: nameOf(who), details: who.email !== nameOf(who) && who.email, tag })));
  return part;
}

/** Says what happened. Success is said only where /me says the same, since anyone can write an address. */
function say(code, me, wait) {
  const success = me?.outcome === code && own(text.successes, code);
  const again = code === "resume" && me?.resume && [text.resumeAgain];
  const words = success || again || own(text.refusals, code);
  if (!words) return message.replaceChildren();
  const part = stamp("message", { happened: words[0], todo: coolDown(code, wait) || words[1] });
  const good = again || (success && code !== "unlinked_only");
  part.classList.add(good ? "good" : "note");
  part.querySelector("use").setAttribute("href", good ? "#sign-check" : "#sign-note");
  message.replaceChildren(part);
  message.focus();
}

/** Where the site said how long to wait: the words that count it down. Until then nothing is sent that would be refused again. */
function coolDown(code, wait) {
  if (code !== "rate_limited" || !(wait >= 1 && wait <= 120)) return undefined;
  const end = Date.now() + Math.ceil(wait) * 1000, [words] = each("span", [""]);
  words.setAttribute("role", "timer");
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) words.textContent = text.waitFor(left);
    else words.replaceWith(text.waitOver);
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
  const key = JSON.stringify([state, waited, data], (name, value) => (["outcome", "expires_in", "resend_in", "retry_after"].includes(name) ? undefined : value));
  main.removeAttribute("aria-busy");
  if (key === shown && state !== "trouble") return false;
  const held = view.contains(document.activeElement);
  clearInterval(ticking);
  shown = key;
  message.replaceChildren();
  view.replaceChildren(make(data));
  if (signedIn !== undefined) corner.replaceChildren(...(signedIn ? [stamp("sign-out")] : []));
  paint();
  const heading = view.querySelector("h2[tabindex]");
  document.title = [state !== "overview" && heading.textContent, (state === "overview" || !product) && text.title, product].filter(Boolean).join(" – ");
  if (held) heading.focus();
  return true;
}

/** What a signed-in person sees where nothing waits for them: a step of a link by a code, or the overview. */
function drawMain(me) {
  const step = stepOf(me);
  if (step) return attend(draw(...step, true), paint);
  recall();
  if (me.identities) waited = false;
  draw("overview", drawOverview, me, true);
  return askSuggestions(me);
}

/** Asks /me (and what waits for a confirmation), draws the answer, and says the outcome `code`, if there is one. */
async function refresh(code, wait) {
  const mine = ++turn;
  clearTimeout(waiting);
  main.setAttribute("aria-busy", "true");
  const answer = await ask("/me"), me = answer.body;
  let review = answer.ok && (me.pending || code === "review") && !me.switch && await askReview();
  if (mine !== turn) return;
  askedAt = Date.now();
  if (review && review.code === "no_review") {
    review = null;
    if (code === "review") code = "no_review";
  }
  if (code) told = code;
  if (answer.ok) heed(latest = me);
  if (review || me?.switch) leave();
  const trouble = [answer, review].find((one) => one && !one.ok);
  if (trouble?.code === "signed_out" || trouble?.code === "joined_elsewhere") {
    if (trouble.code === "joined_elsewhere") code = trouble.code;
    else if (!code && corner.hasChildNodes()) code = "session_ended";
    draw("signed-out", () => stamp("signed-out"), null, false);
  } else if (trouble) {
    const [happened, todo] = own(text.refusals, trouble.code) ?? text.refusals.unavailable;
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
  const card = document.getElementById("resume");
  if (code === "resume" && card) return card.focus();
  if (code && !(code === "expired" && review)) say(code, me, wait);
  if (code === "review" || code === "switch") view.querySelector("h2[tabindex]")?.focus();
}

/** One request to our own site. What goes wrong comes back as a code, too. */
async function ask(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), options ? 60_000 : 20_000); // a link is several steps, each with its own deadline
  try {
    const response = await fetch(path, {
      ...options, headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store", signal: abort.signal,
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
  for (const each of document.querySelectorAll("button")) each.classList.toggle("working", on && each === button);
  paint();
}

const isCooling = (form) => (Date.now() < coolUntil && costly.includes(form?.getAttribute("action"))) || isHeld(form);

/** Shows which buttons do nothing now. */
function paint() {
  for (const button of document.querySelectorAll("button")) {
    const again = button.dataset.do === "again" && Date.now() < coolUntil && button.closest(".trouble");
    if (busy || again || (button.type === "submit" && isCooling(button.form))) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target, asks = "ask" in form.dataset;
  if (busy || isCooling(form) || !isReady(form)) return event.preventDefault();
  if (begin(form, latest)) {
    event.preventDefault();
    dismissed = false;
    return drawMain(latest);
  }
  setBusy(true, event.submitter, asks ? 65 : 25);
  if (!asks) return; // a plain post: it is answered by a redirect back to this page
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form)), { name, value } = event.submitter ?? {};
  if (name) body.set(name, value);
  const answer = await ask(form.action, { method: "POST", body });
  const next = answer.body?.location;
  if (/^(https?:\/)?\//.test(next)) return location.assign(next);
  setBusy(false);
  form.closest("dialog")?.close();
  if (await settle(form, answer, refresh)) return;
  if (answer.ok) return refresh(answer.body.outcome);
  if (answer.code === "signed_out") await refresh("session_ended");
  // A refusal that only asks to wait leaves the review, and what was chosen in it, as it is.
  else if (["rate_limited", "offline"].includes(answer.code) || starts.includes(form.getAttribute("action"))) say(answer.code, undefined, answer.wait);
  else await refresh(answer.code);
});

// In a review or a dialog, Enter on a choice must not send the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[type=radio], [type=checkbox]")) event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const job = !busy && target.closest?.("[data-do]:not([aria-disabled])")?.dataset.do;
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
    document.getElementById("linked-title").focus();
  }
});

// A page that comes back (history, another tab, a network that was gone) asks again instead of trusting what it shows.
addEventListener("pageshow", ({ persisted }) => {
  setBusy(false);
  if (!persisted) return;
  message.replaceChildren();
  refresh();
});
addEventListener("online", () => refresh());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && Date.now() - askedAt > (awaitsLink() ? 1000 : 60_000)) refresh();
});

translate(document);
const query = new URLSearchParams(location.search);
const wait = /^\d{1,3}$/.test(query.get("wait")) ? Number(query.get("wait")) : undefined;
await refresh(query.get("outcome"), wait);
if (location.search) history.replaceState(null, "", location.pathname);
