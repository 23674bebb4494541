//! The headers of every kind of answer: what all of them carry, and the page docs/headers.md, which lists the
//! rest.

mod inline;
mod kinds;

pub(crate) use kinds::{Kind, native};

use http::HeaderMap;

use crate::support::{Attacks, Stage, document};
use kinds::collect;

/// What every answer carries, unless its row says otherwise.
const COMMON: [&str; 10] = [
    "cache-control",
    "content-security-policy",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "strict-transport-security",
    "vary",
    "x-content-type-options",
];

#[test]
fn the_headers_of_every_kind_of_answer() {
    let kinds = native();
    let usual = kinds.iter().find(|kind| kind.name == "an unknown path").unwrap();
    let mut table = String::from("| header | value |\n|---|---|\n");
    for name in COMMON {
        table += &format!("| `{name}` | `{}` |\n", usual.values(name).join("`, `"));
    }
    document(true, "headers.md", "common", &table);

    let mut table = String::from("| answer | status | further headers |\n|---|---|---|\n");
    for kind in &kinds {
        let same = |name: &str, value: &str| {
            COMMON.contains(&name) && usual.values(name).iter().any(|it| it == value)
        };
        let mut further: Vec<String> = kind
            .lines()
            .iter()
            .filter(|(name, value)| !same(name, value))
            .map(|(name, value)| format!("`{name}: {value}`"))
            .collect();
        let lacks = COMMON.iter().filter(|name| kind.header(name).is_empty());
        further.extend(lacks.map(|name| format!("no `{name}`")));
        let status = kind.answer.status().as_u16();
        table += &format!("| {} | {status} | {} |\n", kind.name, further.join("<br>"));
    }
    document(true, "headers.md", "answers", &table);
}

/// The directives of a policy.
fn directive<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let policy = headers["content-security-policy"].to_str().unwrap();
    let found = policy.split(';').map(str::trim).find_map(|it| it.strip_prefix(name));
    found.unwrap_or_default().split_whitespace().collect()
}

#[test]
fn attack_no_answer_lets_itself_be_framed_sniffed_embedded_or_kept() {
    let stage = Stage::new();
    let https = stage.app().starts_with("https:");
    let kinds = if stage.is_native() { native() } else { collect(&stage).0 };
    let mut attacks = Attacks::new("answers", stage.is_native());
    let mut every = |attack: &str, holds: &dyn Fn(&Kind) -> bool, by: &str| {
        let open: Vec<_> =
            kinds.iter().filter(|kind| !holds(kind)).map(|kind| &kind.name).collect();
        let how = format!("{by}, on {} kinds of answers", kinds.len());
        assert!(open.is_empty(), "{attack}: {open:?}");
        attacks.tried(attack, open.is_empty(), &how);
    };
    let says = |kind: &Kind, name: &str, value: &str| {
        kind.answer.headers().get_all(name).iter().count() == 1 && kind.header(name) == value
    };
    let only = |kind: &Kind, name: &str, sources: &[&str]| {
        let found = directive(kind.answer.headers(), name);
        !found.is_empty() && found.iter().all(|it| sources.contains(it))
    };
    let lock = |kind: &Kind| kind.name.ends_with("`/login/lock`");
    every(
        "a frame around it (clickjacking)",
        &|it| only(it, "frame-ancestors", &["'none'"]),
        "`frame-ancestors 'none'`",
    );
    let [script, style] = inline::hashes(&stage);
    every(
        "a script from elsewhere, or in the markup",
        &|it| lock(it) || only(it, "script-src", &["'self'", &script]),
        "`script-src 'self'` and the hash of the page's first lines; Lock's page: also the tenant's `/client/`",
    );
    every(
        "a style from elsewhere, or in the markup",
        &|it| {
            let own = ["'self'", &style, "https://cdn.example/acme.css"];
            only(it, "style-src", &own[..if it.name.contains("brand") { 3 } else { 2 }])
        },
        "`style-src 'self'` and the hash of the page's own; the product's style sheet, where one is set",
    );
    every(
        "anything unsafe in a policy",
        &|it| !it.header("content-security-policy").contains("unsafe"),
        "no `unsafe-inline`, `unsafe-eval` or `unsafe-hashes`",
    );
    every(
        "a plug-in, a frame or a worker in it",
        &|it| only(it, "default-src", &["'none'"]),
        "`default-src 'none'`",
    );
    every(
        "a form that sends elsewhere",
        &|it| only(it, "form-action", &["'self'", "'none'"]),
        "`form-action`",
    );
    every(
        "another base for its addresses",
        &|it| only(it, "base-uri", &["'none'"]),
        "`base-uri 'none'`",
    );
    every(
        "markup made from text by a script",
        &|it| {
            lock(it)
                || only(it, "require-trusted-types-for", &["'script'"])
                    && only(it, "trusted-types", &["'none'"])
        },
        "Trusted Types, with no policy; not on Lock's page, whose library makes markup",
    );
    every(
        "guessing another content type",
        &|it| says(it, "x-content-type-options", "nosniff"),
        "`nosniff`",
    );
    every(
        "embedding it on another site",
        &|it| says(it, "cross-origin-resource-policy", "same-origin"),
        "`Cross-Origin-Resource-Policy: same-origin`",
    );
    every(
        "reading it from another site",
        &|it| !it.answer.headers().keys().any(|name| name.as_str().starts_with("access-control")),
        "no CORS",
    );
    every(
        "a handle on its window",
        &|it| says(it, "cross-origin-opener-policy", "same-origin"),
        "`Cross-Origin-Opener-Policy: same-origin`",
    );
    every(
        "what did not agree to be embedded, in its process",
        &|it| {
            lock(it)
                || ["require-corp", "credentialless"]
                    .contains(&it.header("cross-origin-embedder-policy"))
        },
        "`Cross-Origin-Embedder-Policy`; not on Lock's page",
    );
    every(
        "its address in another site's log",
        &|it| ["same-origin", "no-referrer"].contains(&it.header("referrer-policy")),
        "`Referrer-Policy`",
    );
    every(
        "camera, microphone, place, payment, USB",
        &|it| {
            ["camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"]
                .iter()
                .all(|off| it.header("permissions-policy").contains(off))
        },
        "`Permissions-Policy`",
    );
    every(
        "a private answer from a cache",
        &|it| it.public || says(it, "cache-control", "private, no-store"),
        "`private, no-store` on all but the page and its files",
    );
    every(
        "a private answer from a cache that is told to keep everything",
        &|it| it.public || it.values("vary").ends_with(&["cookie".to_owned(), "*".to_owned()]),
        "`Vary: cookie` and `Vary: *` beside `private, no-store`",
    );
    every(
        "a cookie in what caches keep",
        &|it| !it.public || it.header("set-cookie").is_empty(),
        "no `Set-Cookie` on the page and its files",
    );
    every(
        "a cookie that scripts or other sites can use",
        &|it| {
            it.answer.headers().get_all("set-cookie").iter().all(|line| {
                let line = line.to_str().unwrap();
                let kept = ["; Path=/;", "; SameSite=Lax"].iter().all(|part| line.contains(part));
                // The page's script reads the language, which says nothing.
                let language = line.split('=').next().is_some_and(|it| it.ends_with("ui_locales"));
                kept && (language || line.contains("; HttpOnly"))
                    && line.contains("; Secure") == https
                    && !line.contains("Domain")
            })
        },
        "`HttpOnly` but for the language, `Secure`, `SameSite=Lax`, no `Domain`",
    );
    every(
        "what it is made with",
        &|it| {
            !["server", "x-powered-by", "via"]
                .iter()
                .any(|name| it.answer.headers().contains_key(*name))
        },
        "no `Server`, no `X-Powered-By`",
    );
    every(
        "the same over plain http",
        &|it| {
            it.name.starts_with("wrong settings")
                || it.header("strict-transport-security").starts_with("max-age=31536000") == https
        },
        "`Strict-Transport-Security`, once the settings say what `base_url` is",
    );
    attacks.finish();
}
