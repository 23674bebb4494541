//! The score that the rules of MDN's HTTP Observatory give our answers: what it deducts and adds for each
//! header, computed over the real ones. The rules are those of its published scoring, in our own words.

use crate::answers::{Kind, native};
use crate::support::document;

/// A rule's name, what it found, and what that counts.
type Finding = (&'static str, &'static str, i32);

/// A site below this gets no bonus.
const BONUS_FROM: i32 = 90;

struct Seen<'a> {
    policy: &'a str,
    cookies: Vec<&'a str>,
    cors: Option<&'a str>,
    embedder: &'a str,
    hsts: &'a str,
    referrer: &'a str,
    resource: &'a str,
    sniff: &'a str,
    scripts_from_here: bool,
}

const BROAD: [&str; 8] =
    ["*", "ftp:", "http:", "https:", "http://*", "https://*", "http://*.*", "https://*.*"];

/// The sources of a directive, or of what stands in for it.
fn sources<'a>(policy: &'a str, names: &[&str]) -> Vec<&'a str> {
    let directives = || policy.split(';').map(|it| it.split_whitespace());
    let of = |name: &str| {
        directives().find_map(|mut words| (words.next() == Some(name)).then(|| words.collect()))
    };
    names.iter().find_map(|name| of(name)).unwrap_or_else(|| vec!["*"])
}

fn policy(policy: &str) -> (&'static str, i32) {
    if policy.is_empty() {
        return ("none", -25);
    }
    let script = sources(policy, &["script-src", "default-src"]);
    let style = sources(policy, &["style-src", "default-src"]);
    let object = sources(policy, &["object-src", "default-src"]);
    let broad = |list: &[&str]| list.iter().any(|it| BROAD.contains(it));
    let inline = |list: &[&str]| list.iter().any(|it| ["'unsafe-inline'", "data:"].contains(it));
    let plain_http = policy.split_whitespace().any(|it| it.starts_with("http:") || it == "ftp:");
    if broad(&script) || broad(&object) || inline(&script) {
        ("unsafe scripts or objects", -20)
    } else if plain_http {
        ("loads over plain http", -20)
    } else if [&script, &style].iter().any(|it| it.contains(&"'unsafe-eval'")) {
        ("`unsafe-eval`", -10)
    } else if broad(&style) || inline(&style) {
        ("unsafe styles", 0)
    } else if sources(policy, &["default-src"]) == ["'none'"] {
        ("nothing unsafe, `default-src 'none'`", 10)
    } else {
        ("nothing unsafe", 5)
    }
}

fn cookies(lines: &[&str], hsts: bool) -> (&'static str, i32) {
    let has = |line: &str, attribute: &str| line.to_lowercase().contains(attribute);
    let is_session = |line: &str| {
        let name = line.split('=').next().unwrap_or_default().to_lowercase();
        name.contains("sess") || name.contains("login")
    };
    let any = |bad: &dyn Fn(&str) -> bool| lines.iter().any(|line| bad(line));
    if lines.is_empty() {
        ("none", 0)
    } else if any(&|it| is_session(it) && !has(it, "; secure")) {
        ("a session's without `Secure`", if hsts { -10 } else { -40 })
    } else if any(&|it| is_session(it) && !has(it, "; httponly")) {
        ("a session's without `HttpOnly`", -30)
    } else if any(&|it| !has(it, "; secure")) {
        ("one without `Secure`", if hsts { -5 } else { -20 })
    } else if any(&|it| !has(it, "; samesite=")) {
        ("one without `SameSite`", 0)
    } else {
        ("all `Secure`, `HttpOnly`, `SameSite`", 5)
    }
}

fn hsts(value: &str) -> (&'static str, i32) {
    let age = value.split(';').find_map(|it| it.trim().strip_prefix("max-age="));
    match age.and_then(|age| age.parse::<u64>().ok()) {
        None => ("none", -20),
        Some(age) if age < 15_768_000 => ("less than six months", -10),
        Some(_) => ("six months or more", 0),
    }
}

fn findings(seen: &Seen<'_>) -> Vec<Finding> {
    let with = |name, (found, points): (&'static str, i32)| (name, found, points);
    let (hsts_found, hsts_points) = hsts(seen.hsts);
    let ancestors = sources(seen.policy, &["frame-ancestors"]);
    vec![
        with("Content Security Policy", policy(seen.policy)),
        with("cookies", cookies(&seen.cookies, hsts_points == 0)),
        with(
            "CORS",
            match seen.cors {
                None => ("none", 0),
                Some(_) => ("open", -50),
            },
        ),
        with("Strict-Transport-Security", (hsts_found, hsts_points)),
        with(
            "framing",
            match &ancestors[..] {
                ["'none'" | "'self'"] => ("`frame-ancestors`", 5),
                _ => ("not refused", -20),
            },
        ),
        with(
            "Referrer-Policy",
            match seen.referrer {
                "no-referrer"
                | "same-origin"
                | "strict-origin"
                | "strict-origin-when-cross-origin" => ("private", 5),
                "" => ("none", 0),
                _ => ("unsafe", -5),
            },
        ),
        with(
            "X-Content-Type-Options",
            match seen.sniff {
                "nosniff" => ("`nosniff`", 0),
                _ => ("none", -5),
            },
        ),
        with(
            "Cross-Origin-Resource-Policy",
            match seen.resource {
                "same-origin" | "same-site" => ("kept to ourselves", 10),
                "" | "cross-origin" => ("open", 0),
                _ => ("unreadable", -5),
            },
        ),
        with(
            "Cross-Origin-Embedder-Policy",
            match seen.embedder {
                "require-corp" | "credentialless" => ("only what agreed", 10),
                _ => ("none", 0),
            },
        ),
        with(
            "Subresource Integrity",
            match seen.scripts_from_here {
                true => ("scripts from here only", 0),
                false => ("scripts from elsewhere", -5),
            },
        ),
    ]
}

/// Deductions first; bonuses count for whoever has lost little.
fn score(findings: &[Finding]) -> i32 {
    let lost: i32 = findings.iter().map(|(.., points)| (*points).min(0)).sum();
    let won: i32 = findings.iter().map(|(.., points)| (*points).max(0)).sum();
    let base = 100 + lost;
    if base >= BONUS_FROM { base + won } else { base.max(0) }
}

fn seen(kind: &Kind) -> Seen<'_> {
    let body = String::from_utf8_lossy(kind.answer.body());
    let scripts = body.split("<script").skip(1).filter_map(|it| it.split("src=\"").nth(1));
    let cookies = kind.answer.headers().get_all("set-cookie").iter();
    Seen {
        policy: kind.header("content-security-policy"),
        cookies: cookies.map(|line| line.to_str().unwrap()).collect(),
        cors: kind.answer.headers().get("access-control-allow-origin").map(|_| "there"),
        embedder: kind.header("cross-origin-embedder-policy"),
        hsts: kind.header("strict-transport-security"),
        referrer: kind.header("referrer-policy"),
        resource: kind.header("cross-origin-resource-policy"),
        sniff: kind.header("x-content-type-options"),
        scripts_from_here: scripts
            .into_iter()
            .all(|it| it.starts_with('/') && !it.starts_with("//")),
    }
}

#[test]
fn every_page_scores_a_hundred_or_more() {
    let kinds = native();
    let page = |kind: &&Kind| kind.header("content-type").starts_with("text/html");
    let mut table = String::from("| rule | the settings page | counts |\n|---|---|---|\n");
    let first = findings(&seen(&kinds[0]));
    for (rule, found, points) in &first {
        table += &format!("| {rule} | {found} | {points:+} |\n");
    }
    table += &format!("| together | | **{}** |\n\n", score(&first));
    table += "| page | score |\n|---|---|\n";
    for kind in kinds.iter().filter(page) {
        let score = score(&findings(&seen(kind)));
        let configured = !kind.name.starts_with("wrong settings");
        assert!(score >= if configured { 100 } else { 80 }, "{}: {score}", kind.name);
        table += &format!("| {} | {score} |\n", kind.name);
    }
    document(true, "headers.md", "observatory", &table);
}

#[test]
fn the_score_falls_with_every_defence_that_is_taken_out() {
    let kinds = native();
    let login = kinds.iter().find(|kind| kind.name == "`/login`").unwrap();
    let best = || seen(login);
    let full = score(&findings(&best()));
    let unsafe_script =
        best().policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'");
    let framed = best().policy.replace("frame-ancestors 'none'", "frame-ancestors *");
    let bare: Vec<String> = best().cookies.iter().map(|it| it.replace("; Secure", "")).collect();
    for worse in [
        Seen { policy: "", ..best() },
        Seen { policy: &unsafe_script, ..best() },
        Seen { policy: &framed, ..best() },
        Seen { cookies: bare.iter().map(String::as_str).collect(), ..best() },
        Seen { cors: Some("*"), ..best() },
        Seen { embedder: "", ..best() },
        Seen { hsts: "max-age=60", ..best() },
        Seen { referrer: "unsafe-url", ..best() },
        Seen { resource: "", ..best() },
        Seen { sniff: "", ..best() },
        Seen { scripts_from_here: false, ..best() },
    ] {
        let found = findings(&worse);
        assert!(score(&found) < full, "{found:?}");
    }
}
