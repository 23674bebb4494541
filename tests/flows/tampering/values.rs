//! Every cookie changed, cut, moved to another name, doubled, renamed, dressed up.

use crate::support::{Attacks, Stage, json};

use super::specimens::{ADA, GRACE, Specimen, of_person};

fn stage() -> Stage {
    Stage::by_message(&[])
}

/// Of every so many bytes one is tried over the component: natively each.
fn step(stage: &Stage, seldom: usize) -> usize {
    if stage.is_native() { 1 } else { seldom }
}

/// Another letter of the alphabet that cookies are written in, one bit away.
fn turned(letter: char) -> char {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let place = ALPHABET.find(letter);
    place.map_or('A', |place| ALPHABET.chars().nth(place ^ 1).unwrap())
}

fn changed_at(value: &str, index: usize, change: impl Fn(char) -> char) -> String {
    let letters = value.chars().enumerate();
    letters.map(|(at, it)| if at == index { change(it) } else { it }).collect()
}

/// One attack in several spellings: all are refused in the way in which no cookie at all is.
#[track_caller]
fn all_refused(specimen: &Specimen<'_>, values: impl Iterator<Item = String>) -> bool {
    let mut tried = 0;
    for value in values {
        let browser = specimen.with(&value);
        assert!(specimen.is_refused(&browser), "{}: {value}", specimen.kind);
        tried += 1;
    }
    tried > 0
}

#[test]
fn attack_every_cookie_changed_cut_emptied_and_dressed_up() {
    let stage = stage();
    let mut attacks = Attacks::new("cookies-changed", stage.is_native());
    for specimen in of_person(&stage, &ADA) {
        let (kind, value) = (specimen.kind, specimen.value());
        let refused = specimen.refused;
        let length = value.len();
        let bits = (0..length).step_by(step(&stage, 97)).map(|at| changed_at(&value, at, turned));
        let refuses = all_refused(&specimen, bits);
        attacks.tried(&format!("`{kind}` with a bit turned, at every letter"), refuses, refused);

        // The last letter of a part holds bits that count for nothing.
        let ends = value.match_indices('.').map(|(at, _)| at).chain([length]);
        let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
        let ends = ends.filter(|at| *at > 0).map(|at| at - 1);
        let others = ends.flat_map(|at| {
            letters.iter().map(|letter| changed_at(&value, at, |_| *letter)).collect::<Vec<_>>()
        });
        let others = others.filter(|it| *it != value).step_by(step(&stage, 11));
        let refuses = all_refused(&specimen, others);
        attacks.tried(&format!("`{kind}` with parts that end otherwise"), refuses, refused);

        let cuts = (1..length).step_by(step(&stage, 83));
        let cuts = cuts.flat_map(|at| [value[..at].to_owned(), value[at..].to_owned()]);
        let refuses = all_refused(&specimen, cuts);
        attacks.tried(&format!("`{kind}` cut, at every length"), refuses, refused);

        for (how, value) in [
            ("emptied", String::new()),
            ("in quotes", format!("\"{value}\"")),
            ("with a space inside", format!("{} {}", &value[..9], &value[9..])),
            ("with a semicolon inside", format!("{};{}", &value[..9], &value[9..])),
            ("with a comma and another value behind it", format!("{value},{value}")),
            ("with one part more", format!("{value}.{}", &value[..9])),
            ("padded", format!("{value}=")),
            ("percent-encoded", format!("%{:02X}{}", value.as_bytes()[0], &value[1..])),
            ("in other letters", value.to_lowercase()),
            ("of four kilobytes", value.repeat(4096 / length + 1)[..4096].to_owned()),
        ] {
            let refuses = all_refused(&specimen, std::iter::once(value));
            attacks.tried(&format!("`{kind}` {how}"), refuses, refused);
        }
    }
    attacks.finish();
}

#[test]
fn attack_every_cookie_under_the_name_of_every_other_one() {
    let stage = stage();
    let mut attacks = Attacks::new("cookies-moved", stage.is_native());
    let specimens = of_person(&stage, &ADA);
    for to in &specimens {
        for from in specimens.iter().filter(|it| it.kind != to.kind) {
            let attack = format!("the value of `{}` in `{}`", from.kind, to.kind);
            let outcome = to.outcome(&to.with(&from.value()));
            attacks.tried(&attack, outcome == to.refused, to.refused);
        }
    }
    attacks.finish();
}

#[test]
fn attack_a_suggestions_handle_for_a_cookie_and_a_cookie_for_a_handle() {
    let stage = Stage::by_message(&[("management", "client")]);
    let mut attacks = Attacks::new("cookies-handles", stage.is_native());
    stage.put_user(&serde_json::json!({"user_id": "github|7001", "name": "Ada",
        "email": "ada@example.com", "email_verified": true}));
    let mut browser = stage.signed_in("ada");
    let handle = browser.suggestion("github");
    let fields = [("connection", "github"), ("suggestion", handle.as_str())];
    let answer = json(&browser.clone().post_json("/link/start", &fields));
    assert!(answer["location"].is_string(), "the handle is good: {answer}");

    let session = browser.cookies.iter().find(|(_, name, _)| name.ends_with("-session"));
    let session = session.unwrap().2.clone();
    let fields = [("connection", "github"), ("suggestion", session.as_str())];
    let code = browser.post_outcome("/link/start", &fields);
    attacks.tried("the value of `session` as a handle", code == "invalid_request", &code);
    for (_, name, value) in &mut browser.cookies {
        if name.ends_with("-session") {
            handle.clone_into(value);
        }
    }
    let code = json(&browser.get("/me"))["code"].clone();
    attacks.tried("a handle in `session`", code == "signed_out", "signed_out");
    attacks.finish();
}

#[test]
fn attack_every_cookie_doubled() {
    let stage = stage();
    let mut attacks = Attacks::new("cookies-doubled", stage.is_native());
    let theirs = of_person(&stage, &GRACE);
    for (own, planted) in of_person(&stage, &ADA).iter().zip(&theirs) {
        let (kind, value, planted) = (own.kind, own.value(), planted.value());
        assert_ne!(value, planted, "{kind}");
        for (how, browser) in [
            ("twice", own.with_both(&value, &value)),
            ("behind an attacker's own", own.with_both(&planted, &value)),
            ("before an attacker's own", own.with_both(&value, &planted)),
            ("behind an empty one", own.with_both("", &value)),
            ("before an empty one", own.with_both(&value, "")),
        ] {
            let refuses = own.is_refused(&browser);
            attacks.tried(&format!("`{kind}` {how}"), refuses, own.refused);
        }
    }

    // The one cookie without which less is asked for: in doubt it is there.
    let mut browser = stage.signed_in("ada");
    browser.start_link("github");
    let asks = |browser: &mut crate::support::Browser<'_>| {
        let url = format!("{}/login", stage.app());
        let typed = http::Request::get(url).header("sec-fetch-site", "none");
        let answer = browser.send(typed.body(Vec::new()).unwrap());
        answer.headers()["location"].to_str().unwrap().contains("prompt=login")
    };
    assert!(!asks(&mut stage.browser()));
    assert!(asks(&mut browser.clone()));
    let prompt = browser.cookies.iter().find(|(_, name, _)| name.ends_with("-prompt")).unwrap();
    let prompt = prompt.clone();
    browser.cookies.push(prompt);
    attacks.tried("`prompt` twice, to be let in unasked", asks(&mut browser), "asked");
    attacks.finish();
}

#[test]
fn doubled_cookies_go_with_the_rest_at_sign_out() {
    let stage = stage();
    let mut browser = stage.signed_in("ada");
    let doubled = browser.cookies.clone();
    browser.cookies.extend(doubled);
    browser.post_json("/logout", &[]);
    // The outcome is nobody's: that somebody signed out.
    assert_eq!(browser.own_cookies(), ["outcome", "prompt"]);
}

#[test]
fn attack_names_that_look_alike() {
    let stage = stage();
    let mut attacks = Attacks::new("cookies-names", stage.is_native());
    let prefix = stage.cookie_prefix().to_owned();
    let other = if prefix == "__Host-" { "insecure-" } else { "__Host-" };
    for specimen in of_person(&stage, &ADA) {
        let (kind, name, value) = (specimen.kind, specimen.name.clone(), specimen.value());
        for (how, look_alike) in [
            ("without its prefix", name.clone()),
            ("with the prefix for the other scheme", format!("{other}{name}")),
            ("with `__Secure-`", format!("__Secure-{name}")),
            ("with `__Http-`", format!("__Http-{name}")),
            ("with its prefix in small letters", format!("{}{name}", prefix.to_lowercase())),
            ("with its prefix in capitals", format!("{}{name}", prefix.to_uppercase())),
            ("with its prefix twice", format!("{prefix}{prefix}{name}")),
            ("with its name in capitals", format!("{prefix}{}", name.to_uppercase())),
            ("with a space before the sign", format!("{prefix}{name} ")),
            ("with a tab before its name", format!("{prefix}\t{name}")),
            ("with an empty name before it", format!("={prefix}{name}")),
            ("percent-encoded", format!("{prefix}%{:02X}{}", name.as_bytes()[0], &name[1..])),
        ] {
            if look_alike == format!("{prefix}{name}") {
                // The prefix for plain http is in small letters.
                continue;
            }
            let refuses = specimen.is_refused(&specimen.instead(&[(&look_alike, &value)]));
            attacks.tried(&format!("`{kind}` {how}"), refuses, specimen.refused);
        }
    }
    attacks.finish();
}
