//! Scripts and styles in the markup: the two that stand in the page are allowed by their hashes, and nothing
//! else is.

use ct_codecs::{Base64, Encoder as _};
use hmac_sha256::Hash;
use http::Request;

use super::directive;
use super::kinds::{Kind, native};
use crate::support::Stage;

/// The source that allows a script or a style in the markup.
fn source(content: &str) -> String {
    format!("'sha256-{}'", Base64::encode_to_string(Hash::hash(content.as_bytes())).unwrap())
}

/// What stands in a page's elements of this name that name no file.
fn inline<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("<{name}");
    let pieces = page.split(&start).skip(1);
    let elements = pieces.map(|it| it.split_once('>').unwrap());
    let own = elements.filter(|(tag, _)| !tag.contains(" src="));
    own.map(|(_, rest)| rest.split_once(&format!("</{name}>")).unwrap().0).collect()
}

fn page(stage: &Stage) -> String {
    let asked = Request::get(format!("{}/", stage.app())).body(Vec::new()).unwrap();
    String::from_utf8(stage.exchange(asked).into_body()).unwrap()
}

/// The hashes of the one script and the one style that stand in the page.
pub(super) fn hashes(stage: &Stage) -> [String; 2] {
    let page = page(stage);
    ["script", "style"].map(|name| {
        let own = inline(&page, name);
        assert_eq!(own.len(), 1, "{name}: {own:?}");
        source(own[0])
    })
}

/// Whether an answer's policy allows this in its markup (CSP 3, "Does element match source list?").
fn allows(kind: &Kind, name: &str, content: &str) -> bool {
    let sources = directive(kind.answer.headers(), &format!("{name}-src"));
    let any = ["'unsafe-inline'", "'unsafe-hashes'", "'unsafe-eval'", "'strict-dynamic'", "*"];
    sources.iter().any(|it| {
        *it == source(content)
            || any.contains(it)
            || it.starts_with("'nonce-")
            || it.starts_with("data:")
            || *it == "https:" && name == "script"
    })
}

#[test]
fn attack_markup_brings_a_script_or_a_style_of_its_own() {
    let page = page(&Stage::native(&[]));
    let [script, style] = ["script", "style"].map(|name| inline(&page, name)[0]);
    let kinds = native();
    for kind in kinds.iter().filter(|it| !it.name.ends_with("`/login/lock`")) {
        for (name, own, other) in [("script", script, style), ("style", style, script)] {
            assert!(allows(kind, name, own), "{}: {name}", kind.name);
            for theirs in [
                "",
                "alert(1)",
                "*{display:none}",
                other,
                own.trim(),
                &format!("{own} "),
                &format!("{own}alert(1)"),
                &own.replacen(['a', 'e'], "A", 1),
                &own.replace('\n', "\r\n"),
                &own.repeat(2),
            ] {
                assert!(theirs == own || !allows(kind, name, theirs), "{}: {theirs}", kind.name);
            }
            let sources = directive(kind.answer.headers(), &format!("{name}-src"));
            let hashes = sources.iter().filter(|it| it.starts_with("'sha")).count();
            assert_eq!(hashes, 1, "{}: {sources:?}", kind.name);
        }
    }
}

/// A hash allows no attribute, and what is drawn needs none: a browser would only report it.
#[test]
fn no_answer_has_another_script_or_style_in_its_markup() {
    let mut pages = 0;
    for kind in native().iter().filter(|it| it.header("content-type").starts_with("text/html")) {
        let lock = kind.name.ends_with("`/login/lock`");
        let packed = !kind.header("content-encoding").is_empty();
        let Ok(page) = String::from_utf8(kind.answer.body().clone()) else {
            assert!(packed, "{}", kind.name);
            continue;
        };
        let is_frame = kind.name.contains("the settings page");
        for name in ["script", "style"] {
            let own = usize::from(is_frame && !page.is_empty());
            assert_eq!(inline(&page, name).len(), own, "{}", kind.name);
        }
        for tag in page.split('<').skip(1).map(|it| it.split('>').next().unwrap()) {
            let named = tag.split('"').step_by(2).flat_map(str::split_whitespace);
            let mut named = named.filter(|it| it.starts_with("on") || it.starts_with("style="));
            let script =
                is_frame && (tag.starts_with("script") || !tag.starts_with(char::is_alphabetic));
            assert!(script || named.all(|it| !it.contains('=')), "{}: {tag}", kind.name);
        }
        pages += usize::from(!lock);
    }
    assert!(pages > 10, "{pages}");
}
