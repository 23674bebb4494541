//! Prepares the files of `static/` for `src/page.rs`: content-hashed names, compressed once, here,
//! instead of at every request.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Each file comes after those that it names. The page's own address comes last: it names them all.
const FILES: [(&str, &str); 8] = [
    ("settings.css", "text/css; charset=utf-8"),
    ("words.js", "text/javascript; charset=utf-8"),
    ("parts.js", "text/javascript; charset=utf-8"),
    ("review.js", "text/javascript; charset=utf-8"),
    ("passwordless.js", "text/javascript; charset=utf-8"),
    ("settings.js", "text/javascript; charset=utf-8"),
    ("favicon.svg", "image/svg+xml"),
    ("index.html", "text/html; charset=utf-8"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=static");
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    let mut renamed: Vec<(String, String)> = Vec::new();
    let mut table = format!("pub(super) static ASSETS: [Asset; {}] = [\n", FILES.len());

    for (name, content_type) in FILES {
        let source = Path::new("static").join(name);
        let mut content = fs::read(&source).map_err(|error| format!("{name}: {error}"))?;
        let page = name == "index.html";
        if page || name.ends_with(".js") {
            let mut text = String::from_utf8(content)?;
            for (from, to) in &renamed {
                let (quoted, hashed) = (format!("\"{from}\""), format!("\"{to}\""));
                if page && !text.contains(&quoted) {
                    return Err(format!("index.html does not name {from}").into());
                }
                text = text.replace(&quoted, &hashed);
            }
            if let Some((left, _)) =
                FILES.iter().find(|(it, _)| text.contains(&format!("\"/{it}\"")))
            {
                return Err(format!("{name} names {left}, which comes no earlier").into());
            }
            content = text.into_bytes();
        }
        let hash = hash(&content);
        let path = if page { "/".to_owned() } else { hashed(name, &hash)? };
        renamed.push((format!("/{name}"), path.clone()));

        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&content)?;
        fs::write(out.join(name), &content)?;
        fs::write(out.join(format!("{name}.gz")), gzip.finish()?)?;
        fs::write(out.join(format!("{name}.br")), brotli(&content)?)?;
        writeln!(
            table,
            "    Asset {{\n        path: {path:?},\n        content_type: {content_type:?},\n        \
             etag: \"\\\"{hash}\\\"\",\n        immutable: {immutable},\n        \
             plain: include_bytes!({plain:?}),\n        gzip: include_bytes!({gzip:?}),\n        \
             brotli: include_bytes!({brotli:?}),\n    }},",
            immutable = !page,
            plain = out.join(name),
            gzip = out.join(format!("{name}.gz")),
            brotli = out.join(format!("{name}.br")),
        )?;
    }
    table.push_str("];\n");
    for (constant, name) in [("STYLE", "/settings.css"), ("ICON", "/favicon.svg")] {
        let path = renamed.iter().find(|(from, _)| from == name).map(|(_, to)| to);
        let path = path.ok_or_else(|| format!("{name} is not among the files"))?;
        writeln!(
            table,
            "/// An address that the templates name.\nconst {constant}: &str = {path:?};"
        )?;
    }
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

/// `settings.css` becomes `/settings.0123456789ab.css`.
fn hashed(name: &str, hash: &str) -> Result<String, Box<dyn Error>> {
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

fn brotli(content: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}
