// Linking by a code or a link that is sent to a phone number or an e-mail address: the two steps of it on this page.
import { each, fill, own, pathOf, refusal, stamp, wayOf } from "/parts.js";
import { clock, outcome, pieces, text, time } from "/words.js";

const startPath = "/link/passwordless/start", verifyPath = "/link/passwordless/verify";
const saidHere = [ // refusals that leave the step as it is, and are said in it
  "phone_invalid", "phone_not_allowed", "email_invalid", "too_soon", "too_many_codes", "not_sent", "wrong_code", "code_expired",
];
const typos = ["phone_invalid", "phone_not_allowed", "email_invalid", "wrong_code"];
const news = ["too_soon", "wrong_code", "code_expired"]; // after these, /me tells something new

let asking; // what the first step is for, while it is there: {connection, suggestion, value}
let sent; // what /me says is under way, with points in time instead of seconds
let place; // where what is under way is shown: in its own "step", or on the "overview"; not decided yet
let heldUntil = 0; // the first step sends nothing before
let panel, ticking, paint;

const secondsTo = (time) => Math.max(0, Math.ceil((time - Date.now()) / 1000));
const isFirst = () => panel.matches(".asks");
const isOver = () => Date.now() >= sent.ends || sent.tries_left === 0;

/** Heeds what /me says is under way. */
export function heed({ passwordless }) {
  const now = Date.now();
  sent = passwordless && { ...passwordless, ends: now + passwordless.expires_in * 1000, again: now + passwordless.resend_in * 1000 };
  if (!sent) place = undefined;
}

/** Whether it waits for something that is opened elsewhere. */
export const awaitsLink = () => place === "step" && sent?.send === "link";

/** Begins with the first step, where this is one of our connections. */
export function begin({ connection, suggestion }, me) {
  const way = wayOf(me, connection);
  // An account is suggested because it has the person's own address.
  if (way) askFor({ connection, suggestion, value: suggestion && way.identifier === "email" && me.user.email });
  return way;
}

function askFor(what) {
  asking = what;
  heldUntil = sent?.again ?? 0;
}

/** Puts both steps away. What is under way stays so, and can be come back to. */
export function leave() {
  asking = undefined;
  place = "overview";
}

/** Goes where a button of these steps leads; `false` where it is none of theirs. */
export function follow(job) {
  if (job === "leave") leave();
  else if (job === "enter") place = "step";
  else if (job === "other") askFor({ connection: sent.connection });
  else return false;
  return true;
}

/** The step to draw: its name, how, and from what. None where it is the overview's turn. */
export function stepOf(me) {
  const way = wayOf(me, (asking ?? sent)?.connection);
  if (!way) return undefined;
  if (asking) return ["ask", drawAsk, { ...asking, way }];
  if (!place && !isOver()) place = "step";
  return place === "step" ? ["code", drawCode, { to: sent.to, connection: sent.connection, send: sent.send, way }] : undefined;
}

/** What is under way, as a card of the overview. */
export function drawUnderWay(me) {
  if (!sent || !wayOf(me, sent.connection)) return undefined;
  const { kind } = wayOf(me, sent.connection), words = kind === "phone" ? "phone-under-way" : `email-under-way-${sent.send}`;
  const [go] = each("button", [text(`${isOver() ? "over" : "step"}-${sent.send}`)]);
  Object.assign(go, { type: "button", className: "main" }).dataset.do = "enter";
  return stamp("resume", { title: text("resume-title"), words: withAddress(words, sent.to), later: text("later"), go });
}

const withAddress = (words, to) => pieces(words, { to: each("bdi", [to])[0] });

function drawAsk({ connection, suggestion, value, way: { identifier, send, kind } }) {
  panel = stamp("ask", {
    title: text(`link-${kind}`), lead: text(`${kind}-lead`), label: text(`${kind}-label`), hint: text(`${kind}-hint`),
    phone: identifier === "phone_number", email: identifier === "email", link: send.includes("link") && text("send-link"), said: true, wait: true,
  });
  const { elements } = panel.querySelector("form");
  elements.connection.value = connection;
  if (value) panel.querySelector(".field").value = value;
  if (suggestion) elements.suggestion.value = suggestion;
  else elements.suggestion.remove();
  return panel;
}

function drawCode({ connection, to, send, way: { kind } }) {
  const isLink = send === "link";
  panel = stamp("code", {
    title: true, lead: withAddress(`${kind}-sent-${send}`, to), how: isLink && text("link-how"), verify: !isLink, said: true, left: true,
    arrives: text(`${kind}-arrives`), again: text(`send-new-${send}`), instead: isLink && text("send-code-instead"), other: text(`${kind}-other`), wait: true,
  });
  panel.querySelector("[data-slot=again]").value = send;
  panel.querySelector("[name=connection]").value = connection;
  return panel;
}

/** Keeps the times of the step that is shown; one that has just been drawn gets focus. */
export function attend(drawn, paintButtons) {
  paint = paintButtons;
  clearInterval(ticking);
  ticking = setInterval(tick, 1000);
  tick();
  if (!drawn) return;
  scrollTo(0, 0);
  focusField();
}

function tick() {
  if (!panel.isConnected) return clearInterval(ticking);
  if (!isFirst()) {
    const over = isOver(), left = secondsTo(sent.ends), was = panel.classList.contains("over"), held = panel.contains(document.activeElement);
    panel.classList.toggle("over", over);
    for (const part of panel.querySelectorAll(".live")) part.hidden = over;
    panel.querySelector("[data-slot=again]").classList.toggle("main", over);
    fill(panel, { title: text(`${over ? "over" : "step"}-${sent.send}`), left: text("valid-for", { clock: clock(left) }) });
    if (over && !was) tell(outcome(sent.tries_left === 0 ? "no-tries" : `over-now-${sent.send}`), "note");
    if (over && !was && held) focusField();
  }
  const wait = secondsTo(isFirst() ? heldUntil : sent.again);
  fill(panel, { wait: wait ? text("send-in", { time: time(wait) }) : "" });
  return paint();
}

/** Whether nothing may be sent from this form yet. */
export const isHeld = (form) => form && pathOf(form) === startPath && Date.now() < (isFirst() ? heldUntil : sent.again);

const focusField = () => panel.querySelector(".over [data-slot=again], :not(.over) > form .field")?.focus();

/** Says something in the step, so that a screen reader says it, too; no words take back what was said. */
function tell(words = [], kind = "") {
  const said = panel.querySelector("[role=status]"), [happened, todo] = [words].flat(), field = panel.querySelector(".field");
  said.className = kind;
  said.replaceChildren(...happened ? each("strong", [happened]) : [], ...todo ? [" ", todo] : []);
  if (kind === "wrong") field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
}

/** Says what is plainly missing in what was typed, before it is sent as it is: the edge has the rules. */
export function isReady(form) {
  if (!form.closest(".step")) return true;
  const field = form.querySelector(".field"), fault = field && own(faults, field.name)(field);
  tell(fault, fault && "wrong");
  if (fault) field.focus();
  return !fault;
}

const faults = {
  phone_number: ({ value }) => (/^\s*(?!00)[\d\s()./-]+$/.test(value) ? outcome("no-country") : undefined),
  email: ({ value }) => (/[^\s]@[^\s]/.test(value) ? undefined : refusal("email_invalid")),
  otp: ({ value }) => (value.replace(/\s/g, "").length < 4 ? outcome("no-code") : undefined),
};

/** What follows from the answer to one of these forms; `false` where that is for the rest of the page. */
export async function settle(form, answer, refresh) {
  const before = panel;
  if (answer.ok && pathOf(form) === startPath) {
    asking = undefined;
    place = "step";
    await refresh(answer.body.outcome);
    if (panel === before && panel.isConnected) tellSent();
    return true;
  }
  if (answer.ok || !saidHere.includes(answer.code) || !form.closest(".step")) return false;
  if (!isFirst() && news.includes(answer.code)) await refresh();
  if (panel !== before || !panel.isConnected) return false;
  tellRefusal(answer);
  return true;
}

function tellSent() {
  tell(outcome(`sent-again-${sent.send}`), "good");
  const field = panel.querySelector(".field");
  if (field) field.value = "";
  focusField();
}

function tellRefusal({ code, wait }) {
  let [happened, todo] = refusal(code);
  if (code === "wrong_code" && sent.tries_left > 0) todo = text("tries-left", { count: sent.tries_left });
  if (code === "too_many_codes" && wait > 0) todo = text("try-again-in", { time: time(wait) });
  if (code === "too_soon" && isFirst() && wait > 0) heldUntil = Date.now() + wait * 1000;
  // What ended the code is said already.
  if (!panel.classList.contains("over") || !["wrong_code", "code_expired"].includes(code)) tell([happened, todo], typos.includes(code) ? "wrong" : "note");
  tick();
  focusField();
  panel.querySelector("#otp")?.select();
}
