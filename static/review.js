// The review: two accounts side by side, which of them stays, and what becomes of their settings.
import { each, fill, labelOf, nameOf, own, person, point, row, stamp } from "/parts.js";
import { has, list, text } from "/words.js";

const sides = ["present", "other"];

/** What tells an account from the other one: how one signs in to it, and its address where that is the same. */
function callOf(who, rival, connections) {
  const label = (account) => labelOf(account.identities?.find(({ primary }) => primary) ?? account.identities?.[0] ?? account, connections);
  return label(who) === label(rival) ? `${label(who)}, ${who.email || who.user_id}` : label(who);
}

/** The two accounts, which one stays, what becomes of their settings, and what follows from it. */
export function drawReview({ me, review }) {
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
    question: text(possible.length > 1 ? "keep-title" : "keep-fixed"),
    settings: state.metadata.length ? drawSettings(state) : Object.assign(each("p", [text(review.carries_over === false ? "settings-behind" : "settings-none")])[0], { className: "small" }),
  });
  for (const input of part.querySelectorAll("[name=review]")) input.value = review.review;
  const pair = part.querySelector(".pair");
  if (possible.length < 2) {
    pair.setAttribute("role", "group"); // its name stays
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

export function recall(review) {
  try {
    const kept = JSON.parse(sessionStorage.getItem("review"));
    if (kept?.review === review) return kept;
    sessionStorage.removeItem("review");
  } catch { /* As above. */ }
  return { picked: [] };
}

function drawAccount({ me, review, calls }, side, free, preferred) {
  const who = review[side], { reason } = review.choice, warnings = who.warnings ?? [];
  const what = list(warnings.filter((warning) => has(`has-${warning}`)).map((warning) => text(`has-${warning}`))) || text("has-something");
  const why = has(`reason-${reason}`) && text(`reason-${reason}`, { what });
  const part = stamp("account", {
    ...person(who), fate: !free, keep: free, recommended: free && side === preferred && text("recommended"),
    reason: side === preferred && why, methods: " ", fates: true,
    rows: (who.identities ?? []).map((identity) => row(identity, who, me.connections)),
  });
  const radio = part.querySelector("[type=radio]");
  if (!radio) return part;
  const fates = part.querySelector("[data-slot=fates]");
  fates.id = `fates-${side}`;
  radio.value = who.user_id;
  radio.setAttribute("aria-label", text("keep-name", { name: nameOf(who), how: calls[side] }));
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
    fate: text(kept ? "stays" : "joins"),
    methods: kept ? text("stays-methods") : text("joins-methods", { count: who.identities?.length ?? 1 }),
  });
  const differ = who.email && review.present.email !== review.other.email;
  const [sign, id, email, words, kind] = kept
    ? ["check", "stays-id", "stays-email", "keeps"] : ["gone", "joins-id", "joins-email", "loses", "warn"];
  point(part.querySelector("[data-slot=fates]"), [
    [sign, text(id, { id: who.user_id })],
    ...differ ? [[sign, text(email)]] : [],
    ...warnings.filter((warning) => has(`${words}-${warning}`))
      .map((warning) => [kept ? "check" : "lost", text(`${words}-${warning}`), kind]),
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

const shownValue = ({ kind, preview }) => {
  if (kind === "list" || kind === "group") return text(`a-${kind}`);
  return kind === "yes_no" ? text(preview === "yes" ? "yes" : "no") : preview || text("empty");
};
const isMany = ({ kind }) => kind === "list" || kind === "group";
const namedValue = (value, label) => (isMany(value) ? text(`${value.kind}-of`, { label }) : text("quoted", { value: shownValue(value) }));
const optionFor = (verb, value) => (isMany(value) ? text(`${verb}-${value.kind}`) : text(`${verb}-value`, { value: shownValue(value) }));
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
  const marks = Object.fromEntries(sides.map((side) => [side, text(side === stays ? "column-stays" : "column-joins")]));
  const rows = metadata.map((entry) => {
    const fate = fateOf(entry, state);
    let after = own({ same: text("same-setting"), only: text("kept-setting") }, fate);
    if (!after) {
      after = document.createElement("select");
      after.dataset.key = entry.key;
      after.setAttribute("aria-label", text("setting-name", { key: entry.key }));
      const options = !entry[stays] ? [["add", text("carry-over")], ["leave", text("leave-behind")]]
        : [["keep", optionFor("keep", entry[stays])], ["take", optionFor("take", entry[joins])], ...entry.joinable ? [["join", text("combine")]] : []];
      after.append(...options.map(([value, words]) => new Option(words, value, value === fate, value === fate)));
      nameChoice(after);
    }
    const part = stamp("setting", {
      key: entry.key, after: [after], presentWho: `${calls.present} ${marks.present}`, otherWho: `${calls.other} ${marks.other}`,
      ...Object.fromEntries(sides.map((side) => [side, entry[side] ? shownValue(entry[side]) : text("not-set")])),
    });
    sides.forEach((side, at) => part.children[at + 1].classList.toggle("unset", !entry[side]));
    return part;
  });
  part.querySelector("tbody").replaceChildren(...rows);
  const carried = metadata.filter((entry) => !entry[stays]).length;
  const differ = metadata.filter(({ present, other, same }) => present && other && !same).length;
  const says = differ ? text("settings-differ", { count: differ }) : carried ? text("settings-carried", { count: carried }) : text("settings-all");
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
    if (!side) return [];
    const value = namedValue(entry[side], calls[side]);
    return text("lost-setting", { key: entry.key, value });
  });
  if (lost.length > 4) lost.splice(3, lost.length, text("more", { count: lost.length - 3 }));
  const back = text(me.unlink?.restore ? "after-back-restored" : "after-back") + (warnings.length ? ` ${text("after-back-warned")}` : "");
  const unguarded = warnings.includes("second_factor") && !primary.warnings?.includes("second_factor");
  return [
    ["check", text("after", { count })],
    stays === "other" && ["next", text("after-swap", { label: calls.other })],
    lost.length ? ["lost", text("after-lost", { what: list(lost) }), "warn"] : metadata.length && ["check", text("after-settings")],
    review.too_large?.includes(primary.user_id) && ["lost", text("after-large"), "warn"],
    unguarded && ["lost", text("after-factor"), "grave"],
    review.choice.sign_in_again?.includes(primary.user_id) && ["note", text("after-again")],
    ["back", back],
  ].filter(Boolean);
}
