// What must hold in every state of a page and what no rule of axe measures. Each function runs in the page
// and returns a sentence for each element that breaks it. They look into shadows, too.

/** Puts what the functions below share into the page. */
export function install() {
  if (globalThis.measures) return;
  const all = (root = document) =>
    [...root.querySelectorAll("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot ? all(element.shadowRoot) : []),
    ]);
  const seen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert], .unseen");
  const named = (element) => {
    const words = (element.getAttribute("aria-label") ?? element.innerText ?? "")
      .trim()
      .replace(/\s+/g, " ")
      .slice(0, 40);
    return `${element.localName}${element.id ? `#${element.id}` : ""}${words ? ` “${words}”` : ""}`;
  };
  /** What hides what runs over its edge. */
  const clips = (element) =>
    ["hidden", "clip", "auto", "scroll"].includes(getComputedStyle(element).overflowX);
  /** Controls, as they are pressed: a box to tick together with its words. */
  const controls = () =>
    all()
      .filter(
        (element) =>
          element.matches(
            "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']",
          ) && seen(element),
      )
      .map(
        (element) =>
          (element.matches("[type=radio], [type=checkbox]") && element.closest("label")) || element,
      );
  Object.defineProperty(globalThis, "measures", { value: { all, seen, named, clips, controls } });
}

/** WCAG 2.2, 2.5.8: every control is at least 24 CSS pixels high and wide. */
export function smallTargets() {
  const { controls, named } = globalThis.measures;
  return controls().flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width < 24 || height < 24
      ? [`${named(element)} is ${width} × ${height}: a target must be 24 × 24`]
      : [];
  });
}

/** WCAG 2.1, 1.4.10: nothing has to be scrolled sideways, the page or a part of it. */
export function sideways() {
  const { all, seen, named, clips } = globalThis.measures;
  const html = document.documentElement;
  const wide = html.scrollWidth - html.clientWidth;
  return [
    ...(wide > 0 ? [`the page is ${wide} pixels wider than a window of ${innerWidth}`] : []),
    ...all()
      .filter(
        (element) =>
          element !== html &&
          seen(element) &&
          clips(element) &&
          !element.matches("input, select") &&
          element.scrollWidth > element.clientWidth + 1,
      )
      .map(
        (element) =>
          `${named(element)} has to be scrolled sideways, or hides something, in a window of ${innerWidth}`,
      ),
  ];
}

/**
 * Sets text apart as 1.4.12 says, or, without `on`, as it was. A page's policy takes such a sheet, but no
 * element of style.
 */
export function spaceText(on) {
  const { all } = globalThis.measures;
  globalThis.spacing ??= new CSSStyleSheet();
  globalThis.spacing.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }",
  );
  const roots = [
    document,
    ...all()
      .map(({ shadowRoot }) => shadowRoot)
      .filter(Boolean),
  ];
  for (const root of roots)
    root.adoptedStyleSheets = on
      ? [...root.adoptedStyleSheets, globalThis.spacing]
      : root.adoptedStyleSheets.filter((sheet) => sheet !== globalThis.spacing);
}

/** WCAG 2.1, 1.4.12: no words are cut off or run out of the box that they are in. */
export function clippedText() {
  const { all, seen, named, clips } = globalThis.measures;
  const boxed = (element) =>
    clips(element) || element.matches("button, .button, .card, dialog, .message, .tag, .field");
  return all()
    .filter(seen)
    .flatMap((element) =>
      [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
        .flatMap((node) => {
          let box = element;
          while (box && !boxed(box)) box = box.parentElement ?? box.getRootNode().host;
          const range = document.createRange();
          range.selectNodeContents(node);
          const inner = range.getBoundingClientRect(),
            outer = (box ?? document.documentElement).getBoundingClientRect();
          const out =
            inner.width > 0 &&
            (inner.left < outer.left - 1 ||
              inner.right > outer.right + 1 ||
              (box && clips(box) && box.localName !== "dialog" && inner.bottom > outer.bottom + 1));
          return out
            ? [`“${node.data.trim().slice(0, 40)}” runs out of ${box ? named(box) : "the page"}`]
            : [];
        }),
    );
}

/** What still moves. A change without duration is none. */
export function motion() {
  const { named } = globalThis.measures;
  return document
    .getAnimations({ subtree: true })
    .filter(
      (animation) => animation.playState === "running" && animation.effect.getComputedTiming().duration > 0,
    )
    .map(
      ({ animationName, transitionProperty, effect: { target } }) =>
        `${animationName ?? transitionProperty} moves ${named(target)} where less motion was asked for`,
    );
}

/**
 * Where a scheme of few colours is forced, a button is one by its border, and a drawn sign has the colour of
 * the words beside it: a browser leaves drawings as they are.
 */
export function lostColours() {
  const { all, seen, named } = globalThis.measures;
  const buttons = all()
    .filter((element) => element.matches("button, .button, .field, select") && seen(element))
    .flatMap((element) => {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(element);
      return borderTopStyle === "none" || parseFloat(borderTopWidth) < 1
        ? [`${named(element)} has no border in forced colours`]
        : [];
    });
  const signs = all()
    .filter(
      (element) =>
        element.localName === "svg" &&
        seen(element) &&
        getComputedStyle(element).color !== getComputedStyle(element.parentElement).color,
    )
    .map(
      ({ parentElement }) =>
        `the sign in ${named(parentElement)} keeps its own colour where colours are forced`,
    );
  return [...buttons, ...new Set(signs)];
}

/** How many stops the Tab key should make: every control once, a group of radio buttons as one. */
export function countStops() {
  const { all, seen } = globalThis.measures;
  const modal = all().find((element) => element.matches("dialog:modal"));
  const groups = new Set();
  return all()
    .filter(
      (element) =>
        element.matches("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']") &&
        !element.disabled &&
        seen(element) &&
        (!modal || modal.contains(element)),
    )
    .filter(
      ({ type, name, form }) =>
        type !== "radio" || (!groups.has(name) && groups.add(name) && form !== undefined),
    ).length;
}

/** Remembers what has focus, and begins before the first control. */
export function beginTabbing() {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  globalThis.focusedBefore = focused;
  focused?.blur();
}

/** Gives focus back to what had it. */
export function endTabbing() {
  globalThis.focusedBefore?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/**
 * WCAG 2.4.7 and 2.4.11: what has focus now shows it, and is not behind something else. `number` marks it;
 * nothing where the round is over.
 */
export function focusNow() {
  const { named } = globalThis.measures;
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (
    !element ||
    element === document.body ||
    element === document.documentElement ||
    element.matches("dialog")
  )
    return null;
  globalThis.stops ??= new WeakMap();
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const target = (element.matches("[type=radio], [type=checkbox]") && element.closest("label")) || element;
  // What decides takes no clicks in its first second, and is not hidden then.
  for (const waiting of target.getAnimations()) waiting.finish();
  const { left, top, right, bottom } = target.getBoundingClientRect();
  const point = [
    (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
    (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
  ];
  const hit = element.getRootNode().elementFromPoint(...point);
  const problems = [];
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2)
    problems.push(`${named(element)} does not show that it has focus`);
  if (bottom < 1 || top > innerHeight - 1 || !target.contains(hit))
    problems.push(`${named(element)} is hidden while it has focus (behind ${hit ? named(hit) : "nothing"})`);
  const { x, y } = element.getBoundingClientRect();
  // What scrolls by itself shows two controls of the same name in the same place, one after the other.
  const place = `${named(element)} ${element.name} ${Math.round(x + scrollX)} ${Math.round(y + scrollY)}`;
  return { problems, place };
}

/** How many words the review has, how long the page is, and where the button that confirms it stands. */
export function reviewSize() {
  const [all, split] = [
    globalThis.measures.all(),
    new Intl.Segmenter(document.documentElement.lang, { granularity: "word" }),
  ];
  const button = all.find((element) => element.matches('form[action$="/link/confirm"] button'));
  const shown = button.getBoundingClientRect();
  // Where it would stand by itself: it may stay in sight while the page is scrolled.
  const bar = button.closest(".buttons") ?? button;
  bar.style.position = "static";
  const top = Math.round(button.getBoundingClientRect().top + scrollY);
  bar.style.position = "";
  const words = [...split.segment(button.closest("section").innerText)].filter((it) => it.isWordLike).length;
  return {
    words,
    height: document.documentElement.scrollHeight,
    top,
    shown: Math.round(shown.top),
    end: Math.round(shown.bottom),
  };
}
