// The settings page's script: asks /me what is true, draws it from the templates in index.html, and says what happened.

// Every sentence of the page. An outcome is [what happened, what to do]; `?outcome=` only ever picks one of them.
const text = {
  brand: "Your account",
  title: "Ways you sign in",
  footer: "Linking changes how you sign in here. It changes nothing at Google, GitHub or anywhere else.",
  loading: "Loading…",
  signIn: "Sign in",
  signOut: "Sign out",
  again: "Try again",
  signedOutTitle: "Sign in to see yours",
  signedOutLead: "Do you use a password here on one day and Google on another? Then you may have two accounts. Here you make them one.",
  signedOutSee: "See every way you sign in to your account.",
  signedOutLink: "Link another account, after you have seen both side by side.",
  signedOutUnlink: "Unlink it again, whenever you like.",
  personTitle: "You are signed in as",
  noName: "No name given",
  unverified: "E-mail not confirmed",
  linkedTitle: "Linked accounts",
  linkedLead: (count) => count > 1 ? "Each of these signs you in to this account." : "So far, only this one signs you in to this account.",
  primary: "The account you sign in as",
  unlink: "Unlink",
  unlinkName: (label, detail) => `Unlink ${label}, ${detail}`,
  moreTitle: "Link another account",
  moreLead: "You sign in to that account once, to show that it is yours. Then you see both and decide.",
  linkOne: (label, had) => `Link ${had ? "another" : /^[aeiou]/i.test(label) ? "an" : "a"} ${label} account`,
  linkWith: (label, had) => `Link ${had ? "another" : "an"} account with ${label.replace(/^\p{Lu}(?=\P{Lu})/u, (letter) => letter.toLowerCase())}`,
  limited: "Your linked accounts cannot be shown just now: too many requests at once.",
  limitedRetry: (seconds) => `They will appear by themselves in ${seconds === 1 ? "a second" : `${seconds} seconds`}.`,
  limitedAgain: "Wait a minute, then try again.",
  unlinkTitle: (label) => `Unlink this ${label} account?`,
  unlinkSeparate: "It becomes a separate account again. You can still sign in with it, but then you no longer get to the account you are in now.",
  unlinkEmpty: "That separate account starts with empty settings.",
  unlinkSafe: (label) => `Nothing is deleted at ${label}, and nothing else changes here. You can link the two again at any time.`,
  unlinkSafeHere: "Nothing else changes here. You can link the two again at any time.",
  unlinkConfirm: "Unlink",
  unlinkKeep: "Keep it linked",
  reviewTitle: "Link these two accounts?",
  reviewLead: "You have shown that both are yours. Nothing is linked yet.",
  stays: "This account stays",
  joins: "This account joins it",
  staysMethods: "You sign in to it with",
  joinsMethods: (count) => count > 1 ? "These move along" : "This moves along",
  staysId: "Keeps its user ID:",
  joinsId: "Gives up its user ID:",
  afterTitle: "If you link them",
  after: (count) => `${count > 2 ? `All ${count}` : "Both"} ways to sign in bring you to the account that stays.`,
  afterLost: "Settings saved with the account that joins are not carried over. They are lost.",
  afterBack: "You can unlink it later. It is then a separate account again, with empty settings.",
  confirm: "Link these accounts",
  cancel: "Cancel",
  timeLeft: (minutes, seconds) => `Time left: ${minutes}:${String(seconds).padStart(2, "0")}`,
  switchTitle: "You signed in as someone else",
  switchLead: "You were already signed in here with another account. Which one do you want to use?",
  switchNote: "The two accounts stay separate, whichever you choose.",
  switchNow: "Signed in until now",
  switchNew: "Just signed in",
  switchKeep: (name) => `Stay with ${name}`,
  switchGo: (name) => `Switch to ${name}`,
  providers: {
    auth0: "E-mail and password", email: "E-mail code", sms: "Phone code", "google-oauth2": "Google", github: "GitHub",
    windowslive: "Microsoft", waad: "Microsoft Entra", apple: "Apple", facebook: "Facebook", linkedin: "LinkedIn",
    twitter: "X", amazon: "Amazon", bitbucket: "Bitbucket", discord: "Discord", line: "LINE", paypal: "PayPal",
    slack: "Slack", spotify: "Spotify", samlp: "Company account", adfs: "Company account", oidc: "Company account",
  },
  successes: {
    signed_in: ["You are signed in."],
    linked: ["The accounts are linked.", "From now on, each of them signs you in to this account."],
    unlinked: ["The account is unlinked.", "It is a separate account again. You can link it again at any time."],
    cancelled: ["Nothing was linked.", "Both accounts are as they were."],
    switched: ["You switched accounts.", "This page now shows the account you just signed in with."],
    kept: ["You stay signed in as before.", "The other sign-in was set aside."],
  },
  refusals: {
    access_denied: ["The sign-in was not finished.", "It was cancelled or refused, and nothing has changed. You can start it again."],
    already_linked: ["That account is already linked to yours.", "There is nothing more to do. To link a different one, choose it when you are asked to sign in."],
    authorization_failed: ["The sign-in did not work.", "Nothing has changed. Try again, and if it keeps happening, tell the people who run the site."],
    connection_unknown: ["That kind of account cannot be linked here.", "Choose one of those listed on this page."],
    cross_site: ["We stopped a request that did not come from this page.", "Nothing has changed. If you want to link or unlink an account, use the buttons here."],
    email_unverified: ["The e-mail address of the other account is not confirmed.", "Follow the link in the message that was sent to that address, then start again."],
    expired: ["That took too long, so it was stopped.", "Nothing has changed. You can start again whenever you like."],
    invalid_request: ["That request was not complete.", "Nothing has changed. Try again with the buttons on this page."],
    joined_elsewhere: ["Your account was joined to another one.", "Sign in again as you always do, and you get to the account it now belongs to."],
    link_refused: ["The sign-in service did not link the accounts.", "Both are as they were. Start again, and if it keeps happening, tell the people who run the site."],
    linked_elsewhere: ["That account is already linked to someone else’s, or to another of yours.", "If it is yours, sign in with it, unlink it there, and link it here afterwards."],
    missing_scope: ["This site lacks a permission it needs for that.", "Nothing has changed. Please tell the people who run the site."],
    no_review: ["There is nothing to confirm any more.", "It was confirmed, cancelled, or ran out of time. This page shows what is linked now."],
    no_switch: ["There is nothing to choose any more.", "You stay signed in as before. Sign in again if you want to change accounts."],
    no_transaction: ["That sign-in was not started in this browser, or too long ago.", "Nothing has changed. Start again from this page, with cookies allowed."],
    not_a_navigation: ["That sign-in was not opened as a page of its own.", "Use the button on this page to sign in."],
    not_linked: ["That account is not linked to yours.", "There was nothing to unlink. This page shows what is linked now."],
    own_email_unverified: ["Your own e-mail address is not confirmed yet.", "Follow the link in the message that was sent to you, sign in again, and then link."],
    primary_identity: ["The account you sign in as cannot be unlinked.", "You can unlink any of the others."],
    rate_limited: ["There were too many requests at once.", "Wait a minute, then try again."],
    review_changed: ["The accounts to link are not the ones you were shown.", "Nothing was linked. Look at both again before you confirm."],
    same_account: ["You signed in with the account you are already using.", "To link another one, choose a different account when you are asked to sign in."],
    session_changed: ["You are signed in with another account than when you began.", "Nothing was linked. You can start again from here."],
    session_ended: ["You have been signed out.", "Sign in again to carry on. Nothing has changed."],
    signed_out: ["You are not signed in.", "Sign in, then try again. Nothing has changed."],
    tenant_unreachable: ["The sign-in service cannot be reached.", "Your account is still there. Wait a moment, then try again."],
    token_invalid: ["We could not verify that sign-in, so we did not use it.", "Nothing has changed. Try again, and if it keeps happening, tell the people who run the site."],
    token_refused: ["That sign-in was already used, or took too long.", "This page shows what is linked now. If something is missing, start again."],
    too_large: ["That account holds more information than this site can handle.", "Nothing was linked. Please tell the people who run the site."],
    wrong_connection: ["You signed in with another kind of account than you chose.", "Nothing was linked. Start again with the button for the account you want."],
    unavailable: ["That does not work at the moment.", "Wait a few minutes, then try again."],
    offline: ["This page cannot reach its site.", "Check your connection to the internet, then try again."],
    timeout: ["The site takes too long to answer.", "Wait a moment, then try again."],
  },
};

// The mark of a provider or connection, where it is not its initial. The sign of a company is its letter, in our own hand.
const marks = {
  "google-oauth2": "google", github: "github", windowslive: "microsoft", waad: "building", samlp: "building", adfs: "building",
  oidc: "building", apple: "apple", auth0: "key", "Username-Password-Authentication": "key", email: "mail", sms: "phone",
};
const ways = ["Username-Password-Authentication", "email", "sms"]; // "an account with …", not "a … account"

const main = document.getElementById("main");
const view = document.getElementById("view");
const corner = document.getElementById("corner");
const message = document.getElementById("message");
let shown; // what the view was drawn from, so that the same answer leaves the page, its focus and its dialog alone
let askedAt = 0, turn = 0, ticking, waiting, waited = false, busy = false, unbusy;

const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
const nameOf = (account) => account.name || account.email || text.noName;

/** Puts the sentences that never change into `root`. */
function translate(root) {
  for (const at of root.querySelectorAll("[data-text]")) at.textContent = text[at.dataset.text];
  for (const inner of root.querySelectorAll("template")) translate(inner.content);
}

/** A copy of a template with its slots filled: by text, by what takes the slot's place, or by a list. `true` leaves it, nothing removes it. */
function stamp(name, slots = {}) {
  const part = document.getElementById(`part-${name}`).content.firstElementChild.cloneNode(true);
  for (const at of part.querySelectorAll("[data-slot]")) {
    const value = slots[at.dataset.slot];
    if (!value) at.remove();
    else if (value instanceof Element) at.replaceWith(value);
    else if (value !== true) at.replaceChildren(...[value].flat());
  }
  return part;
}

const each = (name, words) => words.map((word) => Object.assign(document.createElement(name), { textContent: word }));
const unbroken = (sentence) => sentence.split(/(\b\p{L}-\p{L}+)/u).flatMap((piece, at) => (at % 2 ? each("span", [piece]) : piece)); // "e-mail"
const initial = (word) => [...word.trim()][0]?.toUpperCase() ?? "?";

function mark(kinds, label) {
  const known = kinds.map((kind) => own(marks, kind)).find(Boolean);
  const part = stamp("mark", { letter: !known && initial(label), sign: Boolean(known) });
  if (known) part.classList.add(known);
  part.querySelector("use")?.setAttribute("href", `#mark-${known}`);
  return part;
}

function avatar(account) {
  const words = nameOf(account).split("@")[0].split(/[\s._-]+/).filter(Boolean);
  const part = stamp("avatar", { letters: initial(words[0] ?? "?") + (words.length > 1 ? initial(words.at(-1)) : "") });
  if (account.picture) {
    const picture = Object.assign(new Image(), { alt: "", referrerPolicy: "no-referrer" });
    picture.onload = () => part.replaceChildren(picture);
    picture.src = account.picture;
  }
  return part;
}

const person = (account) => ({
  avatar: avatar(account),
  name: nameOf(account),
  email: account.email !== nameOf(account) && account.email,
  unverified: account.email && account.email_verified === false && text.unverified,
});

const labelOf = (identity, connections) => connections.find(({ name }) => name === identity.connection)?.label
  ?? own(text.providers, identity.provider) ?? identity.connection ?? identity.provider;
// A name that is the account's own says nothing about one of its identities.
function detailsOf({ name, email, user_id }, account) {
  const words = [name !== account.name && name, email].filter(Boolean);
  return words.length ? [...new Set(words)] : [String(name || user_id)];
}
const markOf = (identity, label) => mark([identity.connection, identity.provider], label);

function row(identity, account, connections, more) {
  const label = labelOf(identity, connections);
  return stamp("row", { mark: markOf(identity, label), label, details: each("bdi", detailsOf(identity, account)), ...more });
}

function drawOverview(me) {
  const { user, identities, connections } = me;
  const rows = (identities ?? []).map((identity) => {
    const label = labelOf(identity, connections);
    if (identity.primary) return row(identity, user, connections, { tag: text.primary });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text.unlink;
    button.setAttribute("aria-label", text.unlinkName(label, detailsOf(identity, user).join(", ")));
    button.addEventListener("click", () => askUnlink(identity, label, user));
    return row(identity, user, connections, { action: button });
  });
  const choices = connections.map(({ name, label }) => {
    const had = identities?.some((identity) => identity.connection === name);
    const sentence = (ways.includes(name) ? text.linkWith : text.linkOne)(label, had);
    const choice = stamp("choice", { mark: mark([name], label), label: unbroken(sentence) });
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
  });
  part.querySelector(".choices")?.append(...choices);
  return part;
}

/** Asks once more, in plain words, before an account is unlinked. */
function askUnlink(identity, label, user) {
  const social = own(text.providers, identity.provider) === label && !["auth0", "email", "sms"].includes(identity.provider);
  const dialog = stamp("unlink", {
    title: text.unlinkTitle(label), mark: markOf(identity, label), details: each("bdi", detailsOf(identity, user)),
    safe: social ? text.unlinkSafe(label) : text.unlinkSafeHere,
    confirm: text.unlinkConfirm,
  });
  const form = dialog.querySelector("form");
  form.elements.provider.value = identity.provider;
  form.elements.user_id.value = identity.user_id;
  dialog.addEventListener("close", () => dialog.remove());
  view.append(dialog);
  dialog.showModal();
}

function drawReview({ me, review }) {
  const { primary, secondary } = review;
  const account = (who, words) => stamp("account", {
    ...person(who), id: who.user_id, ...words, rows: (who.identities ?? []).map((identity) => row(identity, who, me.connections)),
  });
  const count = (primary.identities?.length ?? 1) + (secondary.identities?.length ?? 1);
  const part = stamp("review", {
    primary: account(primary, { fate: text.stays, methods: text.staysMethods, idSays: text.staysId }),
    secondary: account(secondary, { fate: text.joins, methods: text.joinsMethods(secondary.identities?.length ?? 1), idSays: text.joinsId }),
    after: text.after(count),
    left: " ",
  });
  for (const input of part.querySelectorAll("[name=review]")) input.value = review.review;
  part.querySelector("[name=primary]").value = primary.user_id;
  return part;
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
function say(code, me) {
  const success = me?.outcome === code && own(text.successes, code);
  const words = success || own(text.refusals, code);
  if (!words) return message.replaceChildren();
  const part = stamp("message", { happened: words[0], todo: words[1] });
  part.classList.add(success ? "good" : "note");
  part.querySelector("use").setAttribute("href", success ? "#sign-check" : "#sign-note");
  message.replaceChildren(part);
  message.focus();
}

/** Draws a state, unless it is the one that is there already. Focus that went with the old one goes to the new heading. */
function draw(state, make, data, signedIn) {
  const key = JSON.stringify([state, waited, data], (name, value) => (["outcome", "expires_in", "retry_after"].includes(name) ? undefined : value));
  main.removeAttribute("aria-busy");
  if (key === shown && state !== "trouble") return;
  const held = view.contains(document.activeElement);
  clearInterval(ticking);
  shown = key;
  message.replaceChildren();
  view.replaceChildren(make(data));
  if (signedIn !== undefined) corner.replaceChildren(...(signedIn ? [stamp("sign-out")] : []));
  const heading = view.querySelector("h2[tabindex]");
  document.title = state === "overview" ? text.title : `${heading.textContent} – ${text.title}`;
  if (held) heading.focus();
}

/** Asks /me (and what waits for a confirmation), draws the answer, and says the outcome `code`, if there is one. */
async function refresh(code) {
  const mine = ++turn;
  clearTimeout(waiting);
  main.setAttribute("aria-busy", "true");
  const answer = await ask("/me"), me = answer.body;
  let review = answer.ok && me.pending && !me.switch && await askReview();
  if (mine !== turn) return;
  askedAt = Date.now();
  if (review && review.code === "no_review") review = null;
  const trouble = [answer, review].find((one) => one && !one.ok);
  if (trouble?.code === "signed_out" || trouble?.code === "joined_elsewhere") {
    if (trouble.code === "joined_elsewhere") code = trouble.code;
    else if (!code && corner.hasChildNodes()) code = "session_ended";
    draw("signed-out", () => stamp("signed-out"), null, false);
  } else if (trouble) {
    const [happened, todo] = own(text.refusals, trouble.code) ?? text.refusals.unavailable;
    draw("trouble", () => stamp("trouble", { happened, todo }), trouble.code);
    if (code === trouble.code) code = undefined;
  } else if (me.switch) {
    draw("switch", drawSwitch, me, true);
  } else if (review) {
    draw("review", drawReview, { me, review: review.body }, true);
    countDown(review.body.expires_in);
  } else {
    if (me.identities) waited = false;
    draw("overview", drawOverview, me, true);
  }
  if (code && !(code === "expired" && review)) say(code, me);
  if (code === "review" || code === "switch") view.querySelector("h2[tabindex]")?.focus();
}

/** One request to our own site. What goes wrong comes back as a code, too. */
async function ask(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 20_000);
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
function setBusy(on, button) {
  busy = on;
  clearTimeout(unbusy);
  if (on) unbusy = setTimeout(setBusy, 25_000, false); // a post that was stopped by hand leaves the page here
  for (const each of document.querySelectorAll("button")) {
    if (on) each.setAttribute("aria-disabled", "true");
    else each.removeAttribute("aria-disabled");
    each.classList.toggle("working", on && each === button);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (busy) return event.preventDefault();
  setBusy(true, event.submitter);
  if (!("ask" in form.dataset)) return; // a plain post: it is answered by a redirect back to this page
  event.preventDefault();
  const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const next = answer.body?.location;
  if (/^(https?:\/)?\//.test(next)) return location.assign(next);
  setBusy(false);
  if (answer.code === "signed_out") await refresh("session_ended");
  else say(answer.code ?? "unavailable");
});

document.addEventListener("click", ({ target }) => {
  const job = !busy && target.closest?.("[data-do]")?.dataset.do;
  if (job === "again") refresh();
  if (job === "close") target.closest("dialog").close();
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
  if (document.visibilityState === "visible" && Date.now() - askedAt > 60_000) refresh();
});

translate(document);
const outcome = new URLSearchParams(location.search).get("outcome");
await refresh(outcome);
if (location.search) history.replaceState(null, "", location.pathname);
