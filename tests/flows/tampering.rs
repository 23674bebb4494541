//! Cookies that were changed, moved, doubled or copied do not sign anybody in and link nothing.

use http::StatusCode;

use crate::support::{Browser, Stage};

#[test]
fn a_changed_session_is_no_session() {
    let stage = Stage::new();
    let browser = stage.signed_in("ada");
    let name = format!("{}session", stage.cookie_prefix());
    let place = browser.cookies.iter().position(|(_, it, _)| *it == name).unwrap();
    let value = browser.cookies[place].2.clone();
    // Some of the bytes here; every byte in the tests of the key ring.
    for index in (0..value.len()).step_by(97) {
        let mut tampered = browser.clone();
        let mut bytes = value.clone().into_bytes();
        bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
        tampered.cookies[place].2 = String::from_utf8(bytes).unwrap();
        assert_eq!(tampered.get("/me").status(), StatusCode::UNAUTHORIZED, "byte {index}");
    }
    for value in ["", "x", "a.b.c", "a.b.c.d.e", &value[..value.len() / 2]] {
        let mut tampered = browser.clone();
        tampered.cookies[place].2 = value.to_owned();
        assert_eq!(tampered.get("/me").status(), StatusCode::UNAUTHORIZED, "{value}");
    }
}

#[test]
fn a_session_put_aside_does_not_become_the_session_by_renaming() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.open("/login?connection=github");
    browser.submit(&page, "/u/social", &[("user_id", "github|2002")]);
    assert!(!browser.me()["switch"].is_null());
    let prefix = stage.cookie_prefix();
    let aside = browser.cookies.iter().find(|(_, name, _)| *name == format!("{prefix}switch"));
    let value = aside.unwrap().2.clone();
    let session = format!("{prefix}session");
    let place = browser.cookies.iter().position(|(_, name, _)| *name == session).unwrap();
    browser.cookies[place].2 = value;
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn a_session_without_its_generation_or_with_another_is_none() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let mut other = stage.signed_in("grace");
    let is_generation = |name: &str| name.ends_with("generation");
    let generation =
        other.cookies.iter().find(|(_, name, _)| is_generation(name)).unwrap().2.clone();
    let place = browser.cookies.iter().position(|(_, name, _)| is_generation(name)).unwrap();
    browser.cookies[place].2 = generation;
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
    other.lose("generation");
    assert_eq!(other.get("/me").status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn a_session_fixed_beside_the_real_one_counts_as_none() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let attacker = stage.signed_in("grace");
    let name = format!("{}session", stage.cookie_prefix());
    let planted = attacker.cookies.iter().find(|(_, it, _)| *it == name).unwrap().clone();
    browser.cookies.insert(0, planted);
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn the_prefix_protects() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let prefix = stage.cookie_prefix().to_owned();
    for (_, name, _) in &mut browser.cookies {
        if let Some(bare) = name.strip_prefix(&prefix) {
            *name = bare.to_owned();
        }
    }
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn a_forged_outcome_is_no_success() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let host = browser.cookies.last().unwrap().0.clone();
    let app_host = stage.app().split("//").nth(1).unwrap().to_owned();
    for value in ["linked", "e30.eyJjb2RlIjoibGlua2VkIn0."] {
        browser.lose("outcome");
        let name = format!("{}outcome", stage.cookie_prefix());
        browser.cookies.push((app_host.clone(), name, value.to_owned()));
        assert!(browser.me()["outcome"].is_null(), "{value} at {host}");
    }
}

#[test]
fn cookies_of_another_application_on_the_host_do_no_harm() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let host = stage.app().split("//").nth(1).unwrap().to_owned();
    let name = format!("{}theirs", stage.cookie_prefix());
    browser.cookies.push((host, name, "x".repeat(7_000)));
    browser.me();
    assert_eq!(browser.open("/healthz").status, StatusCode::OK);
}

#[test]
fn cookies_stay_within_their_budget() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    let long = format!("{}@home.example", "a".repeat(240));
    assert_eq!(browser.send_link(&long), "link_sent");
    check_budget(&stage, &browser);
    for connection in ["github", "google-oauth2", "windowslive"] {
        browser.start_link(connection);
    }
    for _ in 0..5 {
        browser.open("/login");
    }
    check_budget(&stage, &browser);
    browser.prove("github|2001");
    check_budget(&stage, &browser);
    assert_eq!(browser.send_code(&long), "code_sent");
    check_budget(&stage, &browser);
}

#[track_caller]
fn check_budget(stage: &Stage, browser: &Browser<'_>) {
    let prefix = stage.cookie_prefix();
    let own = browser.cookies.iter().filter(|(_, name, _)| name.starts_with(prefix));
    let sizes: Vec<usize> = own.map(|(_, name, value)| name.len() + 1 + value.len()).collect();
    assert!(sizes.iter().all(|size| *size <= 4096), "{sizes:?}");
    assert!(sizes.iter().sum::<usize>() <= 7_500, "{sizes:?}");
}
