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
  linkWith: (label, had) => `Link ${had ? "another" : "an"} account with ${lower(label)}`,
  resumeTitle: "Go on where you were",
  resumeAgain: "You signed in again. Go on where you were.",
  resumeLink: (what) => `You were about to ${what[0].toLowerCase()}${what.slice(1)}.`,
  resumeUnlink: (label, detail) => `You were about to unlink this account: ${label}, ${detail}.`,
  resumeDelete: (label, detail) => `You were about to unlink this account and delete it: ${label}, ${detail}. Deleting cannot be undone.`,
  resumeConfirm: "You were about to link two accounts. Nothing is linked yet.",
  goOn: (label) => `Go on with ${label}`,
  startAgain: (label) => `Start again with ${label}`,
  goOnUnlink: "Go on and unlink",
  goOnDelete: "Go on, unlink and delete",
  goOnConfirm: "Show both accounts",
  later: "Not now",
  historyTitle: "What was linked and unlinked here",
  history: {
    linked: (label) => `${label} linked on`, unlinked: (label) => `${label} unlinked on`,
    swapped: (label) => `${label} linked, and kept as your account, on`,
  },
  historyAll: (count) => `Show all ${count}`,
  someAccount: "An account",
  suggestedTitle: "These may be yours, too",
  suggestedLead: "They have the same e-mail address as your account. You sign in to one, to show that it is yours. Then you see both and decide.",
  suggestedLink: "Link it",
  suggestedName: (label, hint) => `Link it: ${label}, ${hint}`,
  limited: "Your linked accounts cannot be shown just now: too many requests at once.",
  limitedRetry: (seconds) => `They will appear by themselves in ${seconds === 1 ? "a second" : `${seconds} seconds`}.`,
  limitedAgain: "Wait a minute, then try again.",
  unlinkTitle: (label) => `Unlink this ${label} account?`,
  unlinkSeparate: "It becomes a separate account again. You can still sign in with it, but then you no longer get to the account you are in now.",
  unlinkGone: "It stops working as a way into this account, and the separate account that it becomes is deleted.",
  unlinkEmpty: "That separate account starts with empty settings.",
  unlinkRestored: "That separate account gets back the settings it had when it was linked.",
  unlinkForEver: "This cannot be undone. Signing in with it again, where that still works, begins a new and empty account.",
  unlinkSafe: (label) => `Nothing is deleted at ${label}, and nothing else changes here. You can link the two again at any time.`,
  unlinkSafeHere: "Nothing else changes here. You can link the two again at any time.",
  deleteSafe: (label) => `Nothing is deleted at ${label}, and nothing else changes in the account you are in now.`,
  deleteSafeHere: "Nothing else changes in the account you are in now.",
  unlinkRestore: "Give it back the settings it had when it was linked",
  unlinkDelete: "Also delete that separate account",
  unlinkDeleteNote: "This cannot be undone.",
  unlinkConfirm: "Unlink",
  unlinkAndDelete: "Unlink and delete",
  unlinkKeep: "Keep it linked",
  reviewTitle: "Link these two accounts?",
  reviewLead: "You have shown that both are yours. Nothing is linked yet.",
  keepTitle: "Which account do you want to keep?",
  keepFixed: "Which account stays",
  keepLead: "One account stays. The other one joins it: you can still sign in with it, but it is no longer an account of its own.",
  keep: "Keep this account",
  keepName: (who, how) => `Keep this account: ${who}, ${how}`,
  stays: "This account stays",
  joins: "This account joins it",
  recommended: "Recommended",
  reasons: {
    present: () => "It is the one you are using now.",
    managed: () => "Your company manages it, so it must stay.",
    chosen: () => "You chose to keep it, and signed in again to make sure.",
    more_to_lose: (what) => `If it joined, it would lose ${what || "permissions or a second sign-in step"}.`,
  },
  has: { app_metadata: "permissions or a plan", roles: "roles", organizations: "memberships", second_factor: "a second sign-in step" },
  keeps: {
    app_metadata: "Keeps its permissions or plan here.", roles: "Keeps its roles here.",
    organizations: "Keeps its memberships in organizations.", second_factor: "Keeps its second sign-in step.",
  },
  loses: {
    app_metadata: "Permissions or a plan that this site keeps with it are lost.", roles: "Its roles here are lost.",
    organizations: "Its memberships in organizations are lost.", second_factor: "Its second sign-in step is lost: set it up again.",
  },
  staysMethods: "You sign in to it with",
  joinsMethods: (count) => count > 1 ? "These move along" : "This moves along",
  staysId: "Stays, with its user ID:",
  joinsId: "Joins the other one and gives up its user ID:",
  staysEmail: "Its e-mail address is your account’s.",
  joinsEmail: "Its e-mail address is no longer your account’s.",
  settingsTitle: "Saved settings",
  settingsNone: "Neither account has saved settings.",
  settingsAll: "All are kept.",
  settingsCarried: (count) => count > 1 ? `Nothing conflicts. ${count} are carried over.` : "Nothing conflicts. One is carried over.",
  settingsDiffer: (count) => count > 1 ? `${count} differ. Choose what to keep.` : "One differs. Choose what to keep.",
  settingsKey: "Setting",
  settingsAfter: "After linking",
  settingName: (key) => `After linking: ${key}`,
  columnStays: "(stays)",
  columnJoins: "(joins)",
  notSet: "Not set",
  empty: "Empty",
  yes: "Yes",
  no: "No",
  aList: "A list",
  aGroup: "Several values",
  listOf: (account) => `the list of ${account}`,
  groupOf: (account) => `the values of ${account}`,
  carryOver: "Carry over",
  leaveBehind: "Leave behind",
  keepValue: (value) => `Keep “${value}”`, keepList: "Keep the list", keepGroup: "Keep the values",
  takeValue: (value) => `Take “${value}”`, takeList: "Take the other list", takeGroup: "Take the other values",
  combine: "Combine both",
  keptSetting: "Stays as it is",
  sameSetting: "Same in both",
  afterTitle: "If you link them",
  after: (count) => `${count > 2 ? `All ${count}` : "Both"} ways to sign in bring you to the account that stays.`,
  afterSwap: (account) => `From then on you are signed in to the account you keep: ${account}.`,
  afterSettings: "All saved settings are kept.",
  afterLost: (what) => `These saved settings are lost: ${what}.`,
  lostSetting: (key, value) => value ? `${key} (${value})` : key,
  more: (count) => `${count} more`,
  afterFactor: "The account that stays has no second sign-in step. It is protected less well until you set one up again.",
  afterAgain: "You will be asked to sign in to your present account once more before it is done.",
  afterBack: "You can unlink it later. It is then a separate account again, with empty settings.",
  afterBackRestored: "You can unlink it later. It is then a separate account again, and in most cases can get back the settings it has now.",
  afterBackWarned: "What is marked as lost above does not come back.",
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
    "Username-Password-Authentication": "E-mail and password",
  },
  successes: {
    signed_in: ["You are signed in."],
    linked: ["The accounts are linked.", "From now on, each of them signs you in to this account."],
    linked_all: ["The accounts are linked.", "Others were linked to the one that joined. They moved along, and each of them signs you in to this account."],
    swapped: ["The accounts are linked.", "As you chose, this is your account from now on, and each way to sign in brings you here."],
    unlinked: ["The account is unlinked.", "It is a separate account again. You can link it again at any time."],
    restored: ["The account is unlinked.", "It is a separate account again, with the settings it had when it was linked."],
    deleted: ["The account is unlinked and deleted.", "Nothing else has changed."],
    unlinked_only: ["The account is unlinked, but the rest did not work.", "It is a separate account now. Its settings were not given back, and it was not deleted. If you need that, tell the people who run the site."],
    cancelled: ["Nothing was linked.", "Both accounts are as they were."],
    switched: ["You switched accounts.", "This page now shows the account you just signed in with."],
    kept: ["You stay signed in as before.", "The other sign-in was set aside."],
  },
  refusals: {
    access_denied: ["The sign-in was not finished.", "It was cancelled or refused, and nothing has changed. You can start it again."],
    already_linked: ["That account is already linked to yours.", "There is nothing more to do. To link a different one, choose it when you are asked to sign in."],
    authorization_failed: ["The sign-in did not work.", "Nothing has changed. Try again, and if it keeps happening, tell the people who run the site."],
    cannot_be_primary: ["The account you wanted to keep cannot be the one that stays.", "Nothing was linked. Look at both again, and keep the other one."],
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
    pair_not_allowed: ["These two kinds of account may not be linked here.", "The people who run the site have decided so. Nothing was linked, and both accounts are as they were."],
    person_changed: ["You signed in again as somebody else.", "Nothing has changed. To go on, sign in with the account you were using."],
    primary_identity: ["The account you sign in as cannot be unlinked.", "You can unlink any of the others."],
    profile_too_large: ["Together, the saved settings of the two accounts are too large.", "Nothing was linked. Choose to leave some of them behind, then try again."],
    rate_limited: ["There were too many requests at once.", "Wait a minute, then try again."],
    review_changed: ["The accounts to link are not the ones you were shown.", "Nothing was linked. Look at both again before you confirm."],
    same_account: ["You signed in with the account you are already using.", "To link another one, choose a different account when you are asked to sign in."],
    session_changed: ["You are signed in with another account than when you began.", "Nothing was linked. You can start again from here."],
    session_ended: ["You have been signed out.", "Sign in again to carry on. Nothing has changed."],
    signed_out: ["You are not signed in.", "Sign in, then try again. Nothing has changed."],
    step_up_missing: ["That sign-in lacks the second step that is needed here.", "Nothing has changed. Sign in again with your second step, a code or a device, or set one up first."],
    tenant_unreachable: ["The sign-in service cannot be reached.", "Your account is still there. Wait a moment, then try again."],
    token_invalid: ["We could not verify that sign-in, so we did not use it.", "Nothing has changed. Try again, and if it keeps happening, tell the people who run the site."],
    token_refused: ["That sign-in was already used, or took too long.", "This page shows what is linked now. If something is missing, start again."],
    too_large: ["That account holds more information than this site can handle.", "Nothing was linked. Please tell the people who run the site."],
    wrong_account: ["You signed in to another account than the one that was suggested.", "Nothing is linked yet. If it is yours, too, you can link it instead."],
    wrong_connection: ["You signed in with another kind of account than you chose.", "Nothing was linked. Start again with the button for the account you want."],
    unavailable: ["That does not work at the moment.", "Wait a few minutes, then try again."],
    offline: ["This page cannot reach its site.", "Check your connection to the internet, then try again."],
    timeout: ["The site takes too long to answer.", "Wait a moment, then try again."],
  },
  waitFor: (seconds) => `Wait ${seconds === 1 ? "a second" : `${seconds} seconds`}, then try again.`,
  waitOver: "You can try again now.",
};

// The mark of a provider or connection, where it is not its initial. The sign of a company is its letter, in our own hand.
const marks = {
  "google-oauth2": "google", github: "github", windowslive: "microsoft", waad: "building", samlp: "building", adfs: "building",
  oidc: "building", apple: "apple", auth0: "key", "Username-Password-Authentication": "key", email: "mail", sms: "phone",
};
const ways = ["Username-Password-Authentication", "email", "sms"]; // "an account with …", not "a … account"
const costly = ["/link/start", "/link/confirm", "/unlink"]; // forms that would be refused again while the site wants us to wait
const sides = ["present", "other"];

const main = document.getElementById("main");
const view = document.getElementById("view");
const corner = document.getElementById("corner");
const message = document.getElementById("message");
let shown; // what the view was drawn from, so that the same answer leaves the page, its focus and its dialog alone
let askedAt = 0, turn = 0, ticking, waiting, waited = false, busy = false, unbusy;
let told, dismissed, suggestions; // the last code, whether the interrupted action was put away, the one answer of /suggestions
let coolUntil = 0, cooling;

const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
const lower = (label) => label.replace(/^\p{Lu}(?=\P{Lu})/u, (letter) => letter.toLowerCase());
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

/** Puts other words into slots that a copy has; the same words leave it alone. */
function fill(part, slots) {
  for (const [name, words] of Object.entries(slots)) {
    const at = part.querySelector(`[data-slot="${name}"]`);
    if (at && at.textContent !== words) at.textContent = words;
  }
}

/** Makes a list say these points, [sign, words, class]: what is said already stays, so that only changes are read out. */
function point(list, points) {
  points.forEach(([sign, words, kind = ""], at) => {
    const part = list.children[at] ?? list.appendChild(stamp("point", { words: " " }));
    fill(part, { words });
    part.className = kind;
    part.querySelector("use").setAttribute("href", `#sign-${sign}`);
  });
  while (list.children.length > points.length) list.lastChild.remove();
}

/** A form of one button that posts these fields. */
function post(action, fields, words, kind = "") {
  const form = stamp("post");
  form.action = action;
  for (const [name, value] of Object.entries(fields)) if (value) form.prepend(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  const button = form.querySelector("button");
  button.textContent = words;
  button.className = kind;
  return form;
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
  const words = nameOf(account).split("@")[0].split(/[^\p{L}\p{N}]+/u).filter(Boolean);
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

const linkSentence = ({ identities }, name, label) => (ways.includes(name) ? text.linkWith : text.linkOne)(
  label, identities?.some((identity) => identity.connection === name));

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
  const choices = connections.map(({ name, label }) => {
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
    resume: me.resume && !dismissed && drawResume(me), history: me.history?.length > 0 && drawHistory(me),
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

/** What tells an account from the other one: how one signs in to it, and its address where that is the same. */
function callOf(who, rival, connections) {
  const label = (account) => labelOf(account.identities?.find(({ primary }) => primary) ?? account.identities?.[0] ?? account, connections);
  return label(who) === label(rival) ? `${label(who)}, ${who.email || who.user_id}` : label(who);
}

/** The two accounts, which one stays, what becomes of their settings, and what follows from it. */
function drawReview({ me, review }) {
  const { choice, metadata } = review;
  const possible = sides.filter((side) => choice.possible.includes(review[side].user_id));
  const calls = Object.fromEntries(sides.map((side, at) => [side, callOf(review[side], review[sides[1 - at]], me.connections)]));
  const preferred = review.other.user_id === choice.recommended ? "other" : "present";
  const state = { me, review, calls, metadata: metadata ?? [], picked: new Map(), stays: possible.includes(preferred) ? preferred : possible[0] ?? "present" };
  const { stays, picked } = recall(review.review);
  if (possible.includes(stays)) state.stays = stays;
  for (const [key, value] of picked) state.picked.set(key, value);
  const accounts = sides.map((side) => drawAccount(state, side, possible.length > 1, preferred));
  const part = stamp("review", {
    present: accounts[0], other: accounts[1], left: " ", consequences: true,
    question: possible.length > 1 ? text.keepTitle : text.keepFixed,
    settings: state.metadata.length ? drawSettings(state) : Object.assign(each("p", [text.settingsNone])[0], { className: "small" }),
  });
  for (const input of part.querySelectorAll("[name=review]")) input.value = review.review;
  const pair = part.querySelector(".pair");
  if (possible.length < 2) {
    pair.removeAttribute("role");
    pair.append(Object.assign(document.createElement("input"), { type: "hidden", name: "primary", value: review[state.stays].user_id }));
  }
  const settings = part.querySelector(".settings");
  const tell = () => {
    accounts.forEach((account, at) => relabel(account, state, sides[at]));
    point(part.querySelector("[data-slot=consequences]"), consequences(state));
  };
  pair.addEventListener("change", ({ target }) => {
    state.stays = sides.find((side) => review[side].user_id === target.value);
    if (settings) fillSettings(settings, state);
    keepChoice(state);
    tell();
  });
  settings?.addEventListener("change", ({ target }) => {
    pick(state, target);
    keepChoice(state);
    tell();
  });
  tell();
  return part;
}

/** Signing in once more leads away from a review and back to it: until then the tab keeps what was chosen, and none of the values. */
function keepChoice({ review, stays, picked }) {
  try {
    sessionStorage.setItem("review", JSON.stringify({ review: review.review, stays, picked: [...picked] }));
  } catch { /* Not allowed here: then it is chosen again. */ }
}

function recall(review) {
  try {
    const kept = JSON.parse(sessionStorage.getItem("review"));
    if (kept?.review === review) return kept;
    sessionStorage.removeItem("review");
  } catch { /* As above. */ }
  return { picked: [] };
}

function drawAccount({ me, review, calls }, side, free, preferred) {
  const who = review[side], { reason } = review.choice, warnings = who.warnings ?? [];
  const has = new Intl.ListFormat("en").format(warnings.map((warning) => own(text.has, warning)).filter(Boolean));
  const why = own(text.reasons, reason)?.(has);
  const part = stamp("account", {
    ...person(who), fate: !free, keep: free, recommended: free && side === preferred && text.recommended,
    reason: side === preferred && why, methods: " ", fates: true,
    rows: (who.identities ?? []).map((identity) => row(identity, who, me.connections)),
  });
  const radio = part.querySelector("[type=radio]");
  if (!radio) return part;
  const fates = part.querySelector("[data-slot=fates]");
  fates.id = `fates-${side}`;
  radio.value = who.user_id;
  radio.setAttribute("aria-label", text.keepName(nameOf(who), calls[side]));
  radio.setAttribute("aria-describedby", fates.id);
  // The whole card may be pressed, but words in it may be marked, too.
  part.addEventListener("click", ({ target }) => {
    if (!target.closest("label") && getSelection().isCollapsed) radio.click();
  });
  return part;
}

/** Says in an account's card whether it stays or joins, and what it keeps or loses by that. */
function relabel(part, { review, stays }, side) {
  const who = review[side], warnings = who.warnings ?? [], kept = side === stays;
  const radio = part.querySelector("[type=radio]");
  if (radio) radio.checked = kept;
  part.classList.toggle("stays", kept);
  fill(part, {
    fate: kept ? text.stays : text.joins, methods: kept ? text.staysMethods : text.joinsMethods(who.identities?.length ?? 1),
  });
  const differ = who.email && review.present.email !== review.other.email;
  const [sign, says, words, kind] = kept ? ["check", text.staysId, text.keeps] : ["gone", text.joinsId, text.loses, "warn"];
  point(part.querySelector("[data-slot=fates]"), [
    [sign, `${says} ${who.user_id}`],
    ...differ ? [[sign, kept ? text.staysEmail : text.joinsEmail]] : [],
    ...warnings.filter((warning) => own(words, warning)).map((warning) => [kept ? "check" : "lost", words[warning], kind]),
  ]);
}

/** What becomes of one setting: keep, take, join, add or leave; or, where there is nothing to choose, same or only. */
function fateOf({ present, other, same, key }, { stays, picked }) {
  const [kept, joining] = stays === "present" ? [present, other] : [other, present], choice = picked.get(key);
  if (same) return "same";
  if (!joining) return "only";
  if (!kept) return choice === "leave" ? "leave" : "add";
  if (choice === "join") return "join";
  return !choice || choice === stays ? "keep" : "take";
}

const shownValue = ({ kind, preview }) => own({ list: text.aList, group: text.aGroup }, kind)
  ?? (kind === "yes_no" ? (preview === "yes" ? text.yes : text.no) : preview || text.empty);
const namedValue = (value, account) => own({ list: text.listOf, group: text.groupOf }, value.kind)?.(account) ?? `“${shownValue(value)}”`;
const optionFor = (verb, value) => own({ list: text[`${verb}List`], group: text[`${verb}Group`] }, value.kind) ?? text[`${verb}Value`](shownValue(value));
// What the site does by itself is not sent.
const nameChoice = (select) => { select.name = ["keep", "add"].includes(select.value) ? "" : `metadata.${select.dataset.key}`; };

/** Remembers a choice by the account whose value it is, so that it is the same value still when the other account is kept. */
function pick({ picked, stays }, select) {
  const joins = sides.find((side) => side !== stays);
  picked.set(select.dataset.key, own({ keep: stays, take: joins, join: "join", leave: "leave" }, select.value));
  nameChoice(select);
}

function drawSettings(state) {
  const part = stamp("settings", { ...state.calls, state: " ", presentFate: " ", otherFate: " ", rows: [] });
  part.open = fillSettings(part, state) > 0;
  return part;
}

/** Draws the settings anew for the account that stays now; returns how many of them conflict. */
function fillSettings(part, state) {
  const { metadata, stays, calls } = state;
  const joins = sides.find((side) => side !== stays);
  const marks = Object.fromEntries(sides.map((side) => [side, side === stays ? text.columnStays : text.columnJoins]));
  const rows = metadata.map((entry) => {
    const fate = fateOf(entry, state);
    let after = own({ same: text.sameSetting, only: text.keptSetting }, fate);
    if (!after) {
      after = document.createElement("select");
      after.dataset.key = entry.key;
      after.setAttribute("aria-label", text.settingName(entry.key));
      const options = !entry[stays] ? [["add", text.carryOver], ["leave", text.leaveBehind]]
        : [["keep", optionFor("keep", entry[stays])], ["take", optionFor("take", entry[joins])], ...entry.joinable ? [["join", text.combine]] : []];
      after.append(...options.map(([value, words]) => new Option(words, value, value === fate, value === fate)));
      nameChoice(after);
    }
    const part = stamp("setting", {
      key: entry.key, after: [after], presentWho: `${calls.present} ${marks.present}`, otherWho: `${calls.other} ${marks.other}`,
      ...Object.fromEntries(sides.map((side) => [side, entry[side] ? shownValue(entry[side]) : text.notSet])),
    });
    sides.forEach((side, at) => part.children[at + 1].classList.toggle("unset", !entry[side]));
    return part;
  });
  part.querySelector("tbody").replaceChildren(...rows);
  const carried = metadata.filter((entry) => !entry[stays]).length;
  const differ = metadata.filter(({ present, other, same }) => present && other && !same).length;
  const says = differ ? text.settingsDiffer(differ) : carried ? text.settingsCarried(carried) : text.settingsAll;
  fill(part, { presentFate: marks.present, otherFate: marks.other, state: says });
  return differ;
}

/** What follows, as points. */
function consequences(state) {
  const { me, review, calls, metadata, stays } = state;
  const joins = sides.find((side) => side !== stays), primary = review[stays], secondary = review[joins], warnings = secondary.warnings ?? [];
  const count = (primary.identities?.length ?? 1) + (secondary.identities?.length ?? 1);
  const lost = metadata.flatMap((entry) => {
    const side = own({ keep: joins, leave: joins, take: stays }, fateOf(entry, state));
    return side ? text.lostSetting(entry.key, namedValue(entry[side], calls[side])) : [];
  });
  if (lost.length > 4) lost.splice(3, lost.length, text.more(lost.length - 3));
  const back = (me.unlink?.restore ? text.afterBackRestored : text.afterBack) + (warnings.length ? ` ${text.afterBackWarned}` : "");
  const unguarded = warnings.includes("second_factor") && !primary.warnings?.includes("second_factor");
  return [
    ["check", text.after(count)],
    stays === "other" && ["next", text.afterSwap(calls.other)],
    lost.length ? ["lost", text.afterLost(new Intl.ListFormat("en").format(lost)), "warn"] : metadata.length && ["check", text.afterSettings],
    unguarded && ["lost", text.afterFactor, "grave"],
    review.choice.sign_in_again?.includes(primary.user_id) && ["note", text.afterAgain],
    ["back", back],
  ].filter(Boolean);
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
  paint();
  const heading = view.querySelector("h2[tabindex]");
  document.title = state === "overview" ? text.title : `${heading.textContent} – ${text.title}`;
  if (held) heading.focus();
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
    recall();
    if (me.identities) waited = false;
    draw("overview", drawOverview, me, true);
    askSuggestions(me);
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

const isCooling = (form) => Date.now() < coolUntil && costly.includes(form?.getAttribute("action"));

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
  if (busy || isCooling(form)) return event.preventDefault();
  setBusy(true, event.submitter, asks ? 65 : 25);
  if (!asks) return; // a plain post: it is answered by a redirect back to this page
  event.preventDefault();
  const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const next = answer.body?.location;
  if (/^(https?:\/)?\//.test(next)) return location.assign(next);
  setBusy(false);
  form.closest("dialog")?.close();
  if (answer.ok) return refresh(answer.body.outcome);
  if (answer.code === "signed_out") await refresh("session_ended");
  // A refusal that only asks to wait leaves the review, and what was chosen in it, as it is.
  else if (["rate_limited", "offline"].includes(answer.code) || form.getAttribute("action") === "/link/start") say(answer.code, undefined, answer.wait);
  else await refresh(answer.code);
});

// In a review or a dialog, Enter on a choice must not send the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("input")) event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const job = !busy && target.closest?.("[data-do]:not([aria-disabled])")?.dataset.do;
  if (job === "again") refresh();
  if (job === "review") refresh("review");
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
  if (document.visibilityState === "visible" && Date.now() - askedAt > 60_000) refresh();
});

translate(document);
const query = new URLSearchParams(location.search);
const wait = /^\d{1,3}$/.test(query.get("wait")) ? Number(query.get("wait")) : undefined;
await refresh(query.get("outcome"), wait);
if (location.search) history.replaceState(null, "", location.pathname);
