// The parts of the settings page: copies of the templates in index.html, filled, and how accounts are named and marked in them.
import { text } from "/words.js";

// The mark of a provider or connection, where it is not its initial. The sign of a company is its letter, in our own hand.
const marks = {
  "google-oauth2": "google", github: "github", windowslive: "microsoft", waad: "building", samlp: "building", adfs: "building",
  oidc: "building", apple: "apple", auth0: "key", "Username-Password-Authentication": "key", email: "mail", sms: "phone",
};
export const ways = ["Username-Password-Authentication", "email", "sms"]; // "an account with …", not "a … account"

export const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
export const nameOf = (account) => account.name || account.email || text.noName;

/** Puts the sentences that never change into `root`. */
export function translate(root) {
  for (const at of root.querySelectorAll("[data-text]")) at.textContent = text[at.dataset.text];
  for (const inner of root.querySelectorAll("template")) translate(inner.content);
}

/** A copy of a template with its slots filled: by text, by what takes the slot's place, or by a list. `true` leaves it, nothing removes it. */
export function stamp(name, slots = {}) {
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
export function fill(part, slots) {
  for (const [name, words] of Object.entries(slots)) {
    const at = part.querySelector(`[data-slot="${name}"]`);
    if (at && at.textContent !== words) at.textContent = words;
  }
}

/** Makes a list say these points, [sign, words, class]: what is said already stays, so that only changes are read out. */
export function point(list, points) {
  points.forEach(([sign, words, kind = ""], at) => {
    const part = list.children[at] ?? list.appendChild(stamp("point", { words: " " }));
    fill(part, { words });
    part.className = kind;
    part.querySelector("use").setAttribute("href", `#sign-${sign}`);
  });
  while (list.children.length > points.length) list.lastChild.remove();
}

/** A form of one button that posts these fields. */
export function post(action, fields, words, kind = "") {
  const form = stamp("post");
  form.action = action;
  for (const [name, value] of Object.entries(fields)) if (value) form.prepend(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  const button = form.querySelector("button");
  button.textContent = words;
  button.className = kind;
  return form;
}

export const each = (name, words) => words.map((word) => Object.assign(document.createElement(name), { textContent: word }));
export const unbroken = (sentence) => sentence.split(/(\b\p{L}-\p{L}+)/u).flatMap((piece, at) => (at % 2 ? each("span", [piece]) : piece)); // "e-mail"
const initial = (word) => [...word.trim()][0]?.toUpperCase() ?? "?";

export function mark(kinds, label) {
  const known = kinds.map((kind) => own(marks, kind)).find(Boolean);
  const part = stamp("mark", { letter: !known && initial(label), sign: Boolean(known) });
  if (known) part.classList.add(known);
  part.querySelector("use")?.setAttribute("href", `#mark-${known}`);
  return part;
}

export function avatar(account) {
  const words = nameOf(account).split("@")[0].split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const part = stamp("avatar", { letters: initial(words[0] ?? "?") + (words.length > 1 ? initial(words.at(-1)) : "") });
  if (account.picture) {
    const picture = Object.assign(new Image(), { alt: "", referrerPolicy: "no-referrer" });
    picture.onload = () => part.replaceChildren(picture);
    picture.src = account.picture;
  }
  return part;
}

export const person = (account) => ({
  avatar: avatar(account),
  name: nameOf(account),
  email: account.email !== nameOf(account) && account.email,
  unverified: account.email && account.email_verified === false && text.unverified,
});

/** What a connection is called: by the operator in the page's language, by the operator, or by its provider. */
export function labelOf({ connection, provider }, connections) {
  const { label, labels = {} } = connections.find(({ name }) => name === connection) ?? {};
  return own(labels, document.documentElement.lang) ?? label ?? own(text.providers, provider) ?? connection ?? provider;
}
// A name that is the account's own says nothing about one of its identities.
export function detailsOf({ name, email, user_id }, account) {
  const words = [name !== account.name && name, email].filter(Boolean);
  return words.length ? [...new Set(words)] : [String(name || user_id)];
}
export const markOf = (identity, label) => mark([identity.connection, identity.provider], label);

export function row(identity, account, connections, more) {
  const label = labelOf(identity, connections);
  return stamp("row", { mark: markOf(identity, label), label, details: each("bdi", detailsOf(identity, account)), ...more });
}

/** How a connection is used on this page, with the words for it; nothing where it leads to the tenant's page. */
export function wayOf({ connections }, name) {
  const way = connections.find((one) => one.name === name)?.passwordless, words = own(text.passwordless, way?.identifier);
  return words && { ...way, words };
}

export function linkSentence(me, name, label) {
  const had = me.identities?.some((identity) => identity.connection === name), words = wayOf(me, name)?.words;
  return words ? text.linkTyped(words, had) : (ways.includes(name) ? text.linkWith : text.linkOne)(label, had);
}
