// The parts of the panel: copies of the templates in index.html, filled, and how accounts are named and marked in them.
import { has, language, outcome, text } from "/words.js";

// The mark of a provider or connection, where it is not its initial. The sign of a company is its letter, in our own hand.
const marks = {
  "google-oauth2": "google", github: "github", windowslive: "microsoft", waad: "building", samlp: "building", adfs: "building",
  oidc: "building", apple: "apple", auth0: "key", "Username-Password-Authentication": "key", email: "mail", sms: "phone",
};
/** Ways to sign in that are no company's. */
const ways = { "Username-Password-Authentication": "password", email: "email-code", sms: "phone-code" };
const companies = ["waad", "samlp", "adfs", "oidc", "auth0"]; // not connections that everybody knows by this name

let templates = document;

export const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
export const nameOf = (account) => account.name || account.email || text("no-name");
export const refusal = (code) => (/^\w+$/.test(code) ? outcome(`refusal-${code}`) : undefined);

/** Takes the templates from another document than the one that is shown. */
export function useTemplates(source) {
  templates = source;
}

/** Puts the sentences that never change into `root`, and into the templates in it. */
export function translate(root) {
  for (const at of root.querySelectorAll("[data-text]")) at.textContent = text(at.dataset.text);
  for (const inner of root.querySelectorAll("template")) translate(inner.content);
}

/** A copy of a template with its slots filled: by text, by what takes the slot's place, or by a list. `true` leaves it, nothing removes it. */
export function stamp(name, slots = {}) {
  const part = document.importNode(templates.getElementById(`part-${name}`).content.firstElementChild, true);
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
  form.setAttribute("action", action);
  for (const [name, value] of Object.entries(fields)) if (value) form.prepend(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  const button = form.querySelector("button");
  button.textContent = words;
  button.className = kind;
  return form;
}

/** Where a form posts to, whatever address its page has. */
export const pathOf = (form) => form.getAttribute("action");
export const each = (name, words) => words.map((word) => Object.assign(document.createElement(name), { textContent: word }));
export const unbroken = (sentence) => sentence.split(/(\b\p{L}-\p{L}+)/u).flatMap((piece, at) => (at % 2 ? each("span", [piece]) : piece)); // "e-mail"
/** A name or an address, which may be broken behind its signs before it is anywhere else. */
const breakable = (words) => (words.match(/[^@.]+[@.]*|[@.]+/g) ?? []).flatMap((piece, at) => (at ? [document.createElement("wbr"), piece] : piece));
/** Names and addresses, each set apart from what stands around it. */
export const details = (words) => words.map((word) => {
  const part = document.createElement("bdi");
  part.append(...breakable(word));
  return part;
});
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
  name: breakable(nameOf(account)),
  email: account.email && account.email !== nameOf(account) && breakable(account.email),
  unverified: account.email && account.email_verified === false && text("unverified"),
});

const givenLabel = (connection) => connection && (own(connection.labels ?? {}, language) ?? connection.label);
const known = (name) => (name && has(`provider-${name}`) ? text(`provider-${name}`) : undefined);
/** How an account's way to sign in is called: by the site, or else by everybody. */
export const labelOf = (identity, connections) => givenLabel(connections.find(({ name }) => name === identity.connection))
  ?? known(identity.connection) ?? known(identity.provider) ?? identity.connection ?? identity.provider;
// A name that is the account's own says nothing about one of its identities.
export function detailsOf({ name, email, user_id }, account) {
  const words = [name !== account.name && name, email].filter(Boolean);
  return words.length ? [...new Set(words)] : [String(name || user_id)];
}
export const markOf = (identity, label) => mark([identity.connection, identity.provider], label);
/** Whether what stands in the label is a company's name. */
export const isCompany = ({ connection, provider }, label) => !companies.includes(provider) && !own(ways, connection ?? provider) && known(provider) === label;

export function row(identity, account, connections, more) {
  const label = labelOf(identity, connections);
  return stamp("row", { mark: markOf(identity, label), label, details: details(detailsOf(identity, account)), ...more });
}

/** How a connection is used on this page, `kind` for short; nothing where it leads to the tenant's page. */
export function wayOf({ connections }, name) {
  const way = connections.find((one) => one.name === name)?.passwordless, kind = own({ phone_number: "phone", email: "email" }, way?.identifier);
  return kind && { ...way, kind };
}

export function linkSentence(me, name, label) {
  const had = me.identities?.some((identity) => identity.connection === name) ? "-another" : "", kind = wayOf(me, name)?.kind;
  if (kind) return text(`link-${kind}${had}`);
  if (own(ways, name) && label === known(name)) return text(`link-${ways[name]}${had}`);
  if (!own(ways, name) && !companies.includes(name) && known(name)) return text(`link-provider${had}`, { label, initial: label[0].toLowerCase() });
  return text(`link-label${had}`, { label });
}
