// Makes docs/gallery.md and its pictures from the screenshots of the last run: `node gallery.mjs`, after the
// browser tests. Chromium scales and compresses them, since every machine that has screenshots has it.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./browser.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = "docs/pictures/gallery/";

/** [screenshot, sentence]; three phones stand in a row, a desktop stands alone. */
const chapters = [
  [
    "Sign in and see",
    [
      ["link-1-signed-out-desktop-light", "Before signing in: what the page is for, and one button."],
      ["link-3-signed-in-phone-light", "One account so far, and what can be linked."],
      ["link-8-history-phone-dark", "History, in dark."],
      ["state-1-loading-phone-light", "Before the first answer: the shapes of what comes."],
    ],
  ],
  [
    "Link",
    [
      [
        "link-4-review-desktop-light",
        "Where nothing is lost, one question: what is added, whose it is, and what follows.",
      ],
      [
        "choice-1-merge-desktop-dark",
        "Saved settings that conflict, with both values of each; all others are kept.",
      ],
      ["link-5-linked-desktop-light", "Linked, and what that means."],
      [
        "client-1-suggestions-phone-light",
        "Other accounts with the same e-mail address are suggested, their addresses masked.",
      ],
      ["code-1-number-phone-light", "A phone number is linked without leaving the page."],
      ["code-4-wrong-phone-dark", "A wrong code: what happened, and how many tries are left."],
    ],
  ],
  ["Unlink", [["link-6-unlink-desktop-light", "Before an account is unlinked, the page says what follows."]]],
  [
    "When something is in the way",
    [
      [
        "link-12-switch-phone-light",
        "Signed in as somebody else: which account to use is asked, never assumed.",
      ],
      ["link-11-refused-phone-light", "A refusal: what happened, and what to do."],
      ["state-15-ended-phone-light", "A session that ended leaves what was there to read."],
      ["state-13-limited-phone-dark", "The tenant wants a moment; the rest of the page is there."],
      ["state-10-offline-phone-light", "Without a network."],
      ["state-3-many-phone-light", "Fifty accounts are fifty rows."],
    ],
  ],
  [
    "For everyone",
    [
      ["language-ar-2-overview-phone-light", "Arabic, from right to left."],
      ["language-ja-2-overview-phone-light", "Japanese."],
      ["link-4-review-phone-forced-colours", "The review in forced colours."],
      ["bare-3-review-phone-light", "The review without JavaScript."],
      ["state-5-long-phone-light", "Names and addresses without a place to break."],
      ["state-8-right-to-left-names-phone-dark", "Names from right to left among words that are not."],
    ],
  ],
  [
    "As a product's own",
    [
      ["brand-2-signed-in-desktop-light", "With a product's name, logo and colour."],
      ["embed-1-same-origin-desktop-light", "The element `<linked-accounts>` in a product's own page."],
    ],
  ],
];

/** What is seen most, before the review asked by risk and the overview became one list, and since. */
const beforeAndAfter = [
  "## Before and after",
  "",
  "Above, the page before the review asked by risk and the ways to sign in became one list; below, the page today.",
  "",
  ...["phone-light", "phone-dark", "desktop-light"].flatMap((it) => [
    `![The same states before and after, ${it.replace("-", ", ")}](pictures/before-and-after-${it}.webp)`,
    "",
  ]),
];

/**
 * A phone keeps its width; a desktop is scaled to that of a page of text. What is longer than a look takes is
 * cut off.
 */
const measures = (name) =>
  name.includes("-phone-") ? { width: 390, most: 1100 } : { width: 800, most: 900 };
const isPhone = ([name]) => name.includes("-phone-");

/** The picture as WebP, made in the page. */
async function compress(page, name) {
  const png = await readFile(`${root}target/screenshots/${name}.png`, "base64");
  const webp = await page.evaluate(
    async ([png, { width, most }]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${png}`;
      await image.decode();
      const scale = width / image.naturalWidth,
        height = Math.min(Math.round(image.naturalHeight * scale), most);
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const brush = canvas.getContext("2d");
      brush.imageSmoothingQuality = "high";
      brush.drawImage(image, 0, 0, image.naturalWidth, height / scale, 0, 0, width, height);
      return canvas.toDataURL("image/webp", 0.8).split(",")[1];
    },
    [png, measures(name)],
  );
  await writeFile(`${root}${folder}${name}.webp`, webp, "base64");
}

const picture = ([name, sentence]) =>
  `<img src="pictures/gallery/${name}.webp" width="${isPhone([name]) ? 260 : 800}" alt="${sentence.replaceAll("`", "").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}">`;

function chapter([title, pictures]) {
  const phones = pictures.filter(isPhone),
    lines = [`## ${title}`, ""];
  for (const it of pictures.filter((it) => !isPhone(it))) lines.push(it[1], "", picture(it), "");
  for (let at = 0; at < phones.length; at += 3) {
    const row = phones.slice(at, at + 3);
    lines.push(
      `| ${row.map(([, sentence]) => sentence).join(" | ")} |`,
      `|${row.map(() => "---|").join("")}`,
      `| ${row.map(picture).join(" | ")} |`,
      "",
    );
  }
  return lines.join("\n");
}

const { page, close } = await openBrowser();
try {
  await rm(`${root}${folder}`, { recursive: true, force: true });
  await mkdir(`${root}${folder}`, { recursive: true });
  for (const [name] of chapters.flatMap(([, pictures]) => pictures)) await compress(page, name);
  await writeFile(
    `${root}docs/gallery.md`,
    [
      "# What the settings page looks like",
      "",
      "Pictures that the browser tests took: a phone of 390 and a desktop of 1280 CSS pixels, cut off where they are long. Made by `node tests/browser/gallery.mjs`; what else is looked at in every state: [page.md](page.md).",
      "",
      ...chapters.map(chapter),
      ...beforeAndAfter,
    ]
      .join("\n")
      .trimEnd()
      .concat("\n"),
  );
} finally {
  await close();
}
