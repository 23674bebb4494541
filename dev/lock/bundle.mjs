// Bundles Auth0 Lock, auth0.js and the scripts of the pages around them into target/lock, from where the
// component's build takes them with the feature `lock`: lock.js, auth0js.js, lock.css, lock-licenses.txt and
// Lock's languages, each with its compressed forms.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { auth0js } from "./auth0js.mjs";

/** The languages that Lock's page speaks, of the 44 that the package has. */
const languages = ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt-br", "zh"];

/** The scripts of the two pages. */
const scripts = ["lock.js", "auth0js.js"];

const here = fileURLToPath(new URL(".", import.meta.url));
const sources = join(here, "../../static/lock");
const out = join(here, "../../target/lock");
const require = createRequire(import.meta.url);
const lock = dirname(require.resolve("auth0-lock/package.json"));

/** Where Lock keeps its style sheet: one string, which it would write into the page as an inline style. */
const sheet = /^var css = ("(?:[^"\\]|\\.)*");$/m;

const changes = {
  name: "changes to Lock",
  setup({ onLoad, onResolve }) {
    // As a file the style sheet needs no `unsafe-inline`. Lock finds an element with its id and adds none.
    onLoad({ filter: /auth0-lock\/lib\/core\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (!sheet.test(text)) throw new Error("Lock keeps its style sheet elsewhere than it did");
      return { contents: text.replace(sheet, 'var css = "";'), loader: "js" };
    });
    // A plugin for apps in Cordova; Lock does without it where it is no function.
    onResolve({ filter: /cordova-auth0-plugin/ }, () => ({ path: "none", namespace: "empty" }));
    onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Writes a file and its compressed forms, which take the component's own build a minute. */
async function write(name, text) {
  await writeFile(join(out, name), text);
  await writeFile(join(out, `${name}.gz`), gzipSync(text, { level: 9 }));
  await writeFile(join(out, `${name}.br`), brotliCompressSync(text));
}

/** What the authors of every package in the bundle want to be kept beside it. */
async function licences(inputs, comments) {
  const folders = new Set(
    inputs.map((path) => /^(?!\().*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean),
  );
  const parts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
    const file = (await readdir(join(here, folder))).find((file) => /^licen[cs]e/i.test(file));
    const text = file
      ? (await readFile(join(here, folder, file), "utf8")).trim()
      : "(the package brings no text of it)";
    parts.push(`${name} ${version}: ${license}\n\n${text}\n`);
  }
  return [...parts, comments].join("\n----------------------------------------\n\n");
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile, outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: scripts.map((name) => join(sources, name)),
  outdir: ".",
  nodePaths: [join(here, "node_modules")],
  plugins: [auth0js, changes],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "external",
  metafile: true,
  write: false,
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"', LANGUAGES: JSON.stringify(languages) },
});
const outputs = (end) => outputFiles.filter((file) => file.path.endsWith(end));
for (const { path, text } of outputs(".js")) await write(basename(path), text);
const comments = outputs(".LEGAL.txt")
  .map((file) => file.text)
  .join("\n");
await write("lock-licenses.txt", await licences(Object.keys(metafile.inputs), comments));

const [, quoted] = sheet.exec(await readFile(join(lock, "lib/core.js"), "utf8"));
const styles = JSON.parse(quoted) + (await readFile(join(sources, "lock.css"), "utf8"));
// Lock's own sheet has prefixes that esbuild does not know.
await write("lock.css", (await transform(styles, { loader: "css", minify: true, logLevel: "error" })).code);

for (const language of languages) {
  const { default: dictionary } = require(`auth0-lock/lib/i18n/${language}`);
  // What Lock looks up for a wrong code that was sent, and has under another name only.
  dictionary.error.passwordless.invalid_user_password ??= dictionary.error.login["lock.invalid_code"];
  await write(
    `language-${language}.js`,
    `Auth0.registerLanguageDictionary("${language}",${JSON.stringify(dictionary)});`,
  );
}
await writeFile(join(out, "languages.txt"), languages.join("\n"));
await writeFile(join(out, "version.txt"), require("auth0-lock/package.json").version);
