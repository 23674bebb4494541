//! `Cookie` headers that are too large, too many, oddly written, or shared with others on the host.

use http::header::COOKIE;
use http::{HeaderValue, Request, StatusCode};

use crate::support::{Attacks, Browser, Stage, json};

/// `/me` with these header lines: who is signed in or why nobody is.
fn me(stage: &Stage, lines: &[Vec<u8>]) -> String {
    let mut request = Request::get(format!("{}/me", stage.app()));
    for line in lines {
        request = request.header(COOKIE, HeaderValue::from_bytes(line).unwrap());
    }
    let request = request.header("accept", "application/json").body(Vec::new()).unwrap();
    let answer = stage.exchange(request);
    if answer.status() == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE || answer.body().is_empty() {
        // By the component, or by the host before it.
        return answer.status().as_str().to_owned();
    }
    let me = json(&answer);
    let name = me["user"]["user_id"].as_str().or(me["code"].as_str());
    name.unwrap().to_owned()
}

fn own(browser: &Browser<'_>) -> Vec<String> {
    let prefix = browser.stage().cookie_prefix();
    let own = browser.cookies.iter().filter(|(_, name, _)| name.starts_with(prefix));
    own.map(|(_, name, value)| format!("{name}={value}")).collect()
}

#[test]
fn attack_cookie_headers_that_are_too_large_too_many_and_odd() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("cookies-headers", stage.is_native());
    let browser = stage.signed_in("ada");
    let cookies = own(&browser);
    let line = cookies.join("; ");
    let beside = |others: &str| vec![format!("{others}; {line}").into_bytes()];
    let huge = beside(&format!("theirs={}", "x".repeat(25_000)));
    let huge_apart = vec![line.clone().into_bytes(), format!("a={}", "x".repeat(25_000)).into()];
    for (attack, lines) in [
        ("another cookie of 25 KB beside the session", huge),
        ("the same in a header of its own", huge_apart),
    ] {
        let told = me(&stage, &lines);
        attacks.tried(attack, told == "431", "431");
    }

    let many: Vec<String> = (0..2_000).map(|at| format!("a{at}=1")).collect();
    let prefix = stage.cookie_prefix();
    let planted: Vec<String> = (0..300).map(|at| format!("{prefix}x{at}=1")).collect();
    let mut crumbs: Vec<Vec<u8>> = cookies.iter().map(|it| it.clone().into_bytes()).collect();
    crumbs.insert(0, b"theirs=1".to_vec());
    let no_text = [b"theirs=caf\xe9; ", line.as_bytes()].concat();
    let no_text_apart = vec![b"theirs=\xff\xfe".to_vec(), line.clone().into_bytes()];
    for (attack, lines) in [
        ("two thousand small cookies beside the session", beside(&many.join("; "))),
        ("three hundred with our prefix", beside(&planted.join("; "))),
        ("the cookies in a header each", crumbs),
        ("a cookie of others in another script", beside("theirs=caf\u{e9}")),
        ("a cookie of others that is no text", vec![no_text]),
        ("that cookie in a header of its own", no_text_apart),
        ("semicolons and signs without end", beside(&";=; =;".repeat(500))),
        ("no spaces between cookies", vec![cookies.join(";").into_bytes()]),
        ("a name without a value", beside(&format!("{prefix}session"))),
    ] {
        // Spin takes no header that is not UTF-8, whoever it is for, and answers that itself.
        if !stage.is_native() && lines.iter().any(|line| std::str::from_utf8(line).is_err()) {
            continue;
        }
        let told = me(&stage, &lines);
        attacks.tried(attack, told == "auth0|ada", "no matter: still signed in");
    }

    // Of ours alone in each line, and so twice.
    let twice = vec![line.clone().into_bytes(), line.clone().into_bytes()];
    let told = me(&stage, &twice);
    attacks.tried("the session in two headers", told == "signed_out", &told);

    let mut browser = browser;
    let host = stage.app().split("//").nth(1).unwrap().to_owned();
    for at in 0..40 {
        let name = format!("{prefix}transaction-login-{at:012}");
        browser.cookies.push((host.clone(), name, "x".to_owned()));
    }
    let url = format!("{}/login", stage.app());
    let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
    let left = browser.own_cookies().iter().filter(|it| it.starts_with("transaction-")).count();
    // They may be another version's, which runs beside this one: browsers drop them within the hour.
    let begun = answer.status() == StatusCode::SEE_OTHER && left > 1;
    attacks.tried("forty forged transactions at a login", begun, "no matter: it begins");
    attacks.finish();
}
