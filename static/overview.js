// The overview: who is signed in, what is linked, what can be linked, and what was interrupted.
import {
  avatar, details, detailsOf, each, fill, isCompany, labelOf, linkSentence, mark, markOf, nameOf, own, person, point, post, row, stamp, unbroken,
} from "/parts.js";
import { drawUnderWay } from "/passwordless.js";
import { language, pieces, text } from "/words.js";

/** The overview. `told` is what was said last, `dismissed` whether the interrupted action was put away, `limited` the words for when the tenant wants a moment. */
export function drawOverview(me, { told, dismissed, limited, askUnlink, suggestions }) {
  const { user, identities, connections, verify } = me;
  const rows = (identities ?? []).map((identity) => {
    const label = labelOf(identity, connections), account = detailsOf(identity, user).join(", ");
    if (identity.primary) return row(identity, user, connections, { tag: text("primary") });
    const button = Object.assign(document.createElement("button"), { type: "button", part: "button", textContent: text("unlink") });
    button.setAttribute("aria-label", text("unlink-name", { label, account }));
    button.addEventListener("click", () => askUnlink(identity, label, me));
    return row(identity, user, connections, { action: button });
  });
  const choices = connections.map((connection) => {
    const { name } = connection, label = labelOf({ connection: name, provider: name }, connections);
    const choice = stamp("choice", { mark: mark([name], label), label: unbroken(linkSentence(me, name, label)) });
    choice.querySelector("input").value = name;
    return choice;
  });
  const part = stamp("overview", {
    ...person(user), rows: identities && rows, lead: identities && text("linked-lead", { count: rows.length }), more: choices.length > 0,
    first: verify ? pieces("verify-lead", { email: each("bdi", [user.email])[0] }) : text("more-lead"),
    choices: !verify && choices, letter: verify?.letter && post("/verification-email", {}, text("verify-send"), "main"),
    limited: !identities && stamp("limited", { when: limited }), stale: !verify && text("more-stale"),
    resume: !dismissed && (drawUnderWay(me) ?? (me.resume && drawResume(me, told))), history: me.history?.length > 0 && drawHistory(me),
  });
  drawSuggestions(part, me, suggestions);
  return part;
}

/** The action that a sign-in, or its end, came in between: one button posts it again. */
function drawResume(me, told) {
  const { resume, connections } = me;
  const title = text(told === "resume" ? "resume-again" : "resume-title"), later = text("later");
  if (resume.action === "link") {
    const { connection, suggestion, letter } = resume;
    const label = labelOf({ connection, provider: connection }, connections);
    const go = text(told === "expired" || told === "access_denied" ? "start-again" : "go-on", { label });
    return stamp("resume", {
      title, words: letter ? pieces("resume-letter", { email: each("bdi", [letter])[0] }) : text("resume-link", { label }), later, go: post("/link/start", { connection, suggestion }, go, "main"),
    });
  }
  if (resume.action === "unlink") {
    const identity = me.identities?.find(({ provider, user_id }) => provider === resume.provider && String(user_id) === String(resume.user_id)) ?? resume;
    const label = labelOf(identity, connections), account = detailsOf(identity, me.user).join(", ");
    const fields = { provider: resume.provider, user_id: resume.user_id, restore: resume.restore && "on", delete: resume.delete && "on" };
    return stamp("resume", {
      title, words: text(resume.delete ? "resume-delete" : "resume-unlink", { label, account }), later,
      go: post("/unlink", fields, text(resume.delete ? "go-on-delete" : "go-on-unlink"), "danger"),
    });
  }
  const show = Object.assign(document.createElement("button"), { type: "button", className: "main", textContent: text("go-on-confirm") });
  show.dataset.do = "review";
  return stamp("resume", { title, words: text("resume-confirm"), go: show });
}

function drawHistory({ history, connections }) {
  const rows = history.map(({ what, connection, at }, index) => {
    const date = new Date(at * 1000), thisYear = date.getFullYear() === new Date().getFullYear();
    const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: thisYear ? undefined : "numeric" }).format(date);
    const label = connection ? labelOf({ connection, provider: connection }, connections) : text("some-account");
    const item = document.createElement("li");
    item.append(...pieces(`history-${what}`, { label, date: Object.assign(document.createElement("time"), { dateTime: date.toISOString(), textContent: day }) }));
    item.hidden = index >= 5;
    return item;
  });
  return stamp("history", { rows, all: rows.length > 5 && text("history-all", { count: rows.length }) });
}

/** Fills in what /suggestions answered. */
export function drawSuggestions(part, { connections }, suggestions) {
  const section = part.querySelector("#suggested");
  if (!suggestions?.length) return;
  section.hidden = false;
  section.querySelector("ul").append(...suggestions.map((one) => {
    const label = labelOf(one, connections);
    const action = post("/link/start", { connection: one.connection, suggestion: one.handle }, text("suggested-link"));
    action.querySelector("button").setAttribute("aria-label", text("suggested-name", { label, account: one.hint }));
    return stamp("row", { mark: markOf(one, label), label, details: details([one.hint]), action });
  }));
}

/** The question before an account is unlinked, and what follows from each answer. */
export function drawUnlink(identity, label, me, stale) {
  const company = isCompany(identity, label);
  const dialog = stamp("unlink", {
    title: company ? text("unlink-title", { label }) : text("unlink-title-way"), mark: markOf(identity, label),
    details: details([...company ? [] : [label], ...detailsOf(identity, me.user)]), confirm: true, stale: stale && text("unlink-stale"),
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
    const [sign, settings] = lost ? ["lost", "unlink-for-ever"] : restore?.checked ? ["check", "unlink-restored"] : ["lost", "unlink-empty"];
    const safe = text(`${lost ? "delete" : "unlink"}-safe${company ? "" : "-here"}`, { label });
    point(dialog.querySelector(".points"), [
      lost ? ["gone", text("unlink-gone")] : ["back", text("unlink-separate")], [sign, text(settings), lost ? "grave" : sign === "lost" && "warn"], ["check", safe],
    ]);
    fill(dialog, { confirm: text(lost ? "unlink-and-delete" : "unlink-confirm") });
  };
  form.addEventListener("change", tell);
  tell();
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
}

export function drawSwitch({ user, switch: other }) {
  const part = stamp("switch", { keep: text("switch-keep", { name: nameOf(user) }), go: text("switch-go", { name: nameOf(other) }) });
  part.querySelector("input[name=switch]").value = other.id;
  part.querySelector("ul").append(...[[user, "switch-now"], [other, "switch-new"]].map(([who, tag]) =>
    stamp("row", { mark: avatar(who), label: nameOf(who), details: who.email !== nameOf(who) && who.email, tag: text(tag) })));
  return part;
}

/** What a button of this form begins, for whoever waits for it. */
export function beginning(form, me) {
  const connection = form.elements.connection?.value;
  return connection ? text("opening", { label: labelOf({ connection, provider: connection }, me.connections) }) : text("one-moment");
}
