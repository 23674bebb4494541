// What the page says: the messages of one language, from static/words, and how they are filled.

const files = {
  en: "/words-en.js", de: "/words-de.js", fr: "/words-fr.js", es: "/words-es.js", "pt-BR": "/words-pt-BR.js", ja: "/words-ja.js", ar: "/words-ar.js",
};
const rightToLeft = ["ar"];
const cookie = `${location.protocol === "https:" ? "__Host-" : "insecure-"}ui_locales`;

export let language = "en"; // the tag of the language that is spoken
export let wanted; // the same, where it was chosen or the browser asks for it; nothing where it is only the best that we have
let messages = {}, plurals = new Intl.PluralRules("en");

export const directionOf = (tag) => (rightToLeft.includes(tag) ? "rtl" : "ltr");
const main = (tag) => tag.split("-")[0].toLowerCase();
const ours = (tag) => Object.keys(files).find((own) => own === tag) ?? Object.keys(files).find((own) => main(own) === main(tag));

let asked = 0;

/** Speaks the first of these languages that we have, or else what was chosen earlier, or what the browser asks for; whether it still is the one that was asked for last. */
export async function speak(...tags) {
  const mine = ++asked;
  const chosen = document.cookie.split("; ").find((pair) => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1);
  const tag = [...tags, chosen, ...navigator.languages].filter(Boolean).map(ours).find(Boolean);
  const table = await import(files[tag ?? "en"]);
  if (mine !== asked) return false;
  wanted = tag;
  language = tag ?? "en";
  messages = table.default;
  plurals = new Intl.PluralRules(language);
  return true;
}

/** Keeps a choice, for the pages that are rendered at the edge, too. */
export function keep(tag) {
  document.cookie = `${cookie}=${tag}; Path=/; Max-Age=31536000; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;
}

export const has = (id) => Object.hasOwn(messages, id);

// A text whose letters may run the other way must not turn the sentence around it (Unicode UAX #9, first strong isolate).
const apart = (value) => (rightToLeft.includes(language) || /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(value) ? `\u2068${value}\u2069` : value);

function resolve(pattern, values) {
  return [pattern].flat().flatMap((part) => {
    if (typeof part === "string") return part;
    const [name, choices, otherwise] = part, value = values[name];
    if (choices) {
      const key = Object.hasOwn(choices, value) ? value : typeof value === "number" ? plurals.select(value) : otherwise;
      return resolve(choices[key] ?? choices[otherwise], values);
    }
    return value instanceof Node || typeof value === "number" ? value : apart(String(value));
  });
}

/** A message, as pieces: elements that are put in stay elements. */
export const pieces = (id, values = {}) => resolve(has(id) ? messages[id] : id, values);

/** A message, as text. */
export const text = (id, values) => pieces(id, values).join("");

/** An outcome: what happened, and what to do. Nothing where there is no such message. */
export const outcome = (id) => (has(id) ? [text(id), has(`${id}.todo`) ? text(`${id}.todo`) : ""] : undefined);

/** So many seconds in words, or from two minutes on minutes. */
export const time = (seconds) => (seconds <= 120 ? text("seconds", { count: seconds }) : text("minutes", { count: Math.ceil(seconds / 60) }));
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
export const list = (words) => new Intl.ListFormat(language).format(words);
