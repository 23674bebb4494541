//! Prepares the files of `static/` for `src/page.rs`: hashes their names and compresses them once, here, not at every
//! request. Takes the sentences that the script says without the edge from `static/words`. With the feature `lock`,
//! also adds what `npm run bundle` made in `dev/lock`.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use fluent_syntax::ast::{Entry, PatternElement};
use serde_json::{Map, Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

const PAGE: &str = "index.html";
/// The module that other pages load: its address stays the same.
const ELEMENT: &str = "linked-accounts.js";

/// Where the page takes the product's looks, in this order, around what it has without any:
/// `<!--brand:NAME-->…<!--/brand-->`.
const SLOTS: [&str; 4] = ["title", "scheme", "head", "header"];

/// What is inlined into the page, and the constants with their hashes, which the policy names.
const INLINE: [(&str, &str, &str); 2] =
    [("start.js", "script", "START_HASH"), ("settings.css", "style", "STYLE_HASH")];

/// The script with the sentences for when the edge cannot be reached: what happened, and what to do.
const SPOKEN: &str = "drawn.js";
const SPOKEN_IDS: [&str; 4] = ["refusal-offline", "refusal-timeout", "slow", "plain-page"];

/// The sentences.
const WORDS: &str = "static/words";

/// Each file comes after those it names. The page comes last: it names them all.
const FILES: [(&str, &str); 7] = [
    ("settings.css", CSS),
    (SPOKEN, JAVASCRIPT),
    ("panel.js", JAVASCRIPT),
    ("settings.js", JAVASCRIPT),
    (ELEMENT, JAVASCRIPT),
    ("favicon.svg", "image/svg+xml"),
    (PAGE, "text/html; charset=utf-8"),
];

/// The folder of Lock's bundle.
const BUNDLE: &str = "target/lock";

/// The files that Lock's page and auth0.js's name.
const LOCK_FILES: [(&str, &str, &str); 4] = [
    ("AUTH0JS_SCRIPT", "auth0js.js", JAVASCRIPT),
    ("LOCK_SCRIPT", "lock.js", JAVASCRIPT),
    ("LOCK_STYLE", "lock.css", CSS),
    ("LOCK_LICENSES", "lock-licenses.txt", "text/plain; charset=utf-8"),
];

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=static");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(lock)");
    let bundled = env::var_os("CARGO_FEATURE_LOCK").is_some();
    // Native builds only test, and the tests do without Lock's files.
    if bundled || env::var("CARGO_CFG_TARGET_FAMILY")? != "wasm" {
        println!("cargo::rustc-cfg=lock");
    }
    let mut table = Table::new(PathBuf::from(env::var("OUT_DIR")?));

    let mut renamed: Vec<(String, String)> = Vec::new();
    for (name, content_type) in FILES {
        let content = naming(name, content(name)?, &renamed)?;
        let path = if name == PAGE {
            let page = table.inline(String::from_utf8(content)?)?;
            let page = table.slots(&page)?;
            table.add(name, "/", content_type, false, page.as_bytes())?
        } else if name == ELEMENT {
            table.add(name, &format!("/{ELEMENT}"), content_type, false, &content)?
        } else {
            let path = hashed(name, &hash(&content))?;
            table.add(name, &path, content_type, true, &content)?
        };
        renamed.push((format!("/{name}"), path));
    }
    for language in languages()? {
        let folder = Path::new(WORDS).join(&language);
        let files = ["page.ftl", "outcomes.ftl", "edge.ftl"].map(|name| folder.join(name));
        let brands = Path::new(WORDS).join("brands.ftl");
        let texts =
            files.iter().chain([&brands]).map(|it| read(it)).collect::<Outcome<Vec<_>>>()?;
        fs::write(table.out.join(format!("words-{language}.ftl.gz")), gzip(&texts.concat())?)?;
    }
    for (constant, name) in [("STYLE", "/settings.css"), ("ICON", "/favicon.svg")] {
        let path = renamed.iter().find(|(from, _)| from == name).map(|(_, to)| to);
        table.name(constant, path.ok_or_else(|| format!("{name} is not among the files"))?)?;
    }
    lock(&mut table, bundled)?;
    table.write()
}

/// Lock's files, or only their addresses if there is no bundle.
fn lock(table: &mut Table, bundled: bool) -> Outcome<()> {
    if !bundled {
        for (constant, name, _) in LOCK_FILES {
            table.name(constant, &format!("/{name}"))?;
        }
        return Ok(());
    }
    println!("cargo::rerun-if-changed={BUNDLE}");
    let bundle = Path::new(BUNDLE);
    if !bundle.join("lock.js").exists() {
        return Err(
            "The feature lock needs the bundle of Auth0 Lock: `npm ci --ignore-scripts && \
                    npm run bundle` in dev/lock makes it (`cargo dev --lock` does all of that)."
                .into(),
        );
    }
    for (constant, name, content_type) in LOCK_FILES {
        let [content, gzip, brotli] = bundled_file(&bundle.join(name))?;
        let path = hashed(name, &hash(&content))?;
        table.add_compressed(name, &path, content_type, true, [&content, &gzip, &brotli])?;
        table.name(constant, &path)?;
    }
    // Lock asks for its languages by these names.
    let version = String::from_utf8(read(&bundle.join("version.txt"))?)?;
    for language in String::from_utf8(read(&bundle.join("languages.txt"))?)?.lines() {
        let name = format!("language-{language}.js");
        let [content, gzip, brotli] = bundled_file(&bundle.join(&name))?;
        let path = format!("/js/lock/{version}/{language}.js");
        table.add_compressed(&name, &path, JAVASCRIPT, false, [&content, &gzip, &brotli])?;
    }
    Ok(())
}

/// A file of the bundle, which includes its compressed forms: making them here would take a minute.
fn bundled_file(path: &Path) -> Outcome<[Vec<u8>; 3]> {
    let beside = |extension: &str| {
        let mut path = path.as_os_str().to_owned();
        path.push(extension);
        read(Path::new(&path))
    };
    Ok([read(path)?, beside(".gz")?, beside(".br")?])
}

/// The languages: one folder each.
fn languages() -> Outcome<Vec<String>> {
    let mut tags = Vec::new();
    for entry in fs::read_dir(WORDS)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            tags.extend(entry.file_name().into_string());
        }
    }
    tags.sort_unstable();
    Ok(tags)
}

/// A file of `static/`; the script of sentences gets them added.
fn content(name: &str) -> Outcome<Vec<u8>> {
    let content = minified(name)?;
    if name != SPOKEN {
        return Ok(content);
    }
    let mut by_language = Map::new();
    for language in languages()? {
        let mut said = Map::new();
        for file in ["page.ftl", "outcomes.ftl"] {
            let path = Path::new(WORDS).join(&language).join(file);
            let text = String::from_utf8(read(&path)?)?;
            let resource = fluent_syntax::parser::parse(text.as_str())
                .map_err(|(_, errors)| format!("{}: {errors:?}", path.display()))?;
            said.extend(resource.body.iter().filter_map(spoken));
        }
        if said.len() != SPOKEN_IDS.len() {
            return Err(format!("{language} does not say all of {SPOKEN_IDS:?}").into());
        }
        let (main, _) = language.split_once('-').unwrap_or((&language, ""));
        by_language.insert(main.to_owned(), Value::Object(said));
    }
    let spoken = Value::Object(by_language);
    let spoken = format!("\nexport const spoken={spoken};");
    Ok([content, spoken.into_bytes()].concat())
}

/// A file of `static/` as it is served: without comments and white space.
fn minified(name: &str) -> Outcome<Vec<u8>> {
    let content = read(&Path::new("static").join(name))?;
    let text = std::str::from_utf8(&content)?;
    Ok(match name.rsplit('.').next() {
        Some("js") => minifier::js::minify(text)?.to_string().into_bytes(),
        Some("css") => minifier::css::minify(text)?.to_string().into_bytes(),
        _ => content,
    })
}

/// A message of [`SPOKEN_IDS`] without values: its code, and its sentences.
fn spoken(entry: &Entry<&str>) -> Option<(String, Value)> {
    let Entry::Message(message) = entry else { return None };
    let id = SPOKEN_IDS.into_iter().find(|id| *id == message.id.name)?;
    let todo = message.attributes.first().map(|it| &it.value);
    let said = message.value.iter().chain(todo).map(|pattern| {
        let piece = |it: &PatternElement<&str>| match it {
            PatternElement::TextElement { value } => Some((*value).to_owned()),
            PatternElement::Placeable { .. } => None,
        };
        pattern.elements.iter().map(piece).collect::<Option<String>>()
    });
    let said = said.collect::<Option<Vec<_>>>()?;
    let name = id.trim_start_matches("refusal-").trim_end_matches("-page");
    Some((name.to_owned(), json!(said.join(" "))))
}

/// The page or a script, with the other files' names replaced by their hashed names.
fn naming(name: &str, content: Vec<u8>, renamed: &[(String, String)]) -> Outcome<Vec<u8>> {
    if name != PAGE && !name.ends_with(".js") {
        return Ok(content);
    }
    let mut text = String::from_utf8(content)?;
    for (from, to) in renamed {
        let (quoted, hashed) = (format!("\"{from}\""), format!("\"{to}\""));
        // The element is for other pages, so ours need not name it.
        let elsewhere = from.ends_with(ELEMENT);
        if name == PAGE && !text.contains(&quoted) && !elsewhere {
            return Err(format!("{PAGE} does not name {from}").into());
        }
        text = text.replace(&quoted, &hashed);
    }
    if let Some((left, _)) = FILES.iter().find(|(it, _)| text.contains(&format!("\"/{it}\""))) {
        return Err(format!("{name} names {left}, which comes no earlier").into());
    }
    Ok(text.into_bytes())
}

/// The Rust code that `src/page.rs` includes.
struct Table {
    out: PathBuf,
    assets: String,
    constants: String,
}

impl Table {
    fn new(out: PathBuf) -> Self {
        Self { out, assets: String::new(), constants: String::new() }
    }

    /// Compresses and adds a file; returns its address.
    fn add(
        &mut self,
        name: &str,
        path: &str,
        content_type: &str,
        immutable: bool,
        content: &[u8],
    ) -> Outcome<String> {
        let (gzip, brotli) = (gzip(content)?, brotli(content)?);
        self.add_compressed(name, path, content_type, immutable, [content, &gzip, &brotli])
    }

    /// Adds a compressed file.
    fn add_compressed(
        &mut self,
        name: &str,
        path: &str,
        content_type: &str,
        immutable: bool,
        [content, gzip, brotli]: [&[u8]; 3],
    ) -> Outcome<String> {
        let file = |extension: &str| self.out.join(format!("{name}{extension}"));
        fs::write(file(""), content)?;
        fs::write(file(".gz"), gzip)?;
        fs::write(file(".br"), brotli)?;
        writeln!(
            self.assets,
            "    Asset {{\n        path: {path:?},\n        content_type: {content_type:?},\n        \
             etag: \"\\\"{hash}\\\"\",\n        immutable: {immutable},\n        \
             plain: include_bytes!({plain:?}),\n        gzip: include_bytes!({gzip:?}),\n        \
             brotli: include_bytes!({brotli:?}),\n    }},",
            hash = hash(content),
            plain = file(""),
            gzip = file(".gz"),
            brotli = file(".br"),
        )?;
        Ok(path.to_owned())
    }

    /// Inlines files into the page.
    fn inline(&mut self, mut page: String) -> Outcome<String> {
        for (name, element, constant) in INLINE {
            let content = String::from_utf8(minified(name)?)?;
            let place = format!(">/{name}</{element}>");
            if page.matches(&place).count() != 1 {
                return Err(format!("{PAGE} has no {element} of {name}").into());
            }
            let hash = hmac_sha256::Hash::hash(content.as_bytes());
            self.name(constant, &format!("'sha256-{}'", BASE64_STANDARD.encode(hash)))?;
            page = page.replace(&place, &format!(">{content}</{element}>"));
        }
        Ok(page)
    }

    /// Adds an address or name for the templates.
    fn name(&mut self, constant: &str, path: &str) -> Outcome<()> {
        writeln!(self.constants, "/// What the templates name.")?;
        writeln!(self.constants, "pub(crate) const {constant}: &str = {path:?};")?;
        Ok(())
    }

    /// Takes the slots out of the page; stores the text before each, with the slot's name.
    fn slots(&mut self, page: &str) -> Outcome<String> {
        let (mut whole, mut rest) = (String::new(), page);
        writeln!(self.constants, "/// The page: text, and the slot behind it.")?;
        writeln!(self.constants, "pub(crate) static PAGE: &[(&str, &str)] = &[")?;
        for slot in SLOTS {
            let missing = || format!("{PAGE} lacks the slot {slot}");
            let begin = format!("<!--brand:{slot}-->");
            let (text, slotted) = rest.split_once(&begin).ok_or_else(missing)?;
            let (without, behind) = slotted.split_once("<!--/brand-->").ok_or_else(missing)?;
            writeln!(self.constants, "    ({text:?}, {slot:?}),")?;
            whole.extend([text, without]);
            rest = behind;
        }
        writeln!(self.constants, "    ({rest:?}, \"\"),\n];")?;
        whole.push_str(rest);
        if whole.contains("brand-->") || whole.contains("<!--brand") {
            return Err(format!("{PAGE} has a slot too many").into());
        }
        Ok(whole)
    }

    fn write(self) -> Outcome<()> {
        let Self { out, assets, constants } = self;
        let text = format!("pub(crate) static ASSETS: &[Asset] = &[\n{assets}];\n{constants}");
        Ok(fs::write(out.join("assets.rs"), text)?)
    }
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// `settings.css` becomes `/settings.0123456789ab.css`.
fn hashed(name: &str, hash: &str) -> Outcome<String> {
    let (stem, extension) = name.rsplit_once('.').ok_or("a file without an extension")?;
    Ok(format!("/{stem}.{hash}.{extension}"))
}

fn hash(content: &[u8]) -> String {
    hmac_sha256::Hash::hash(content).iter().take(6).fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn brotli(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}
