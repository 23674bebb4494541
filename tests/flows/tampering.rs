//! Cookies that were changed, moved, doubled or copied do not sign anybody in and link nothing.

mod beside;
mod budget;
mod forge;
mod headers;
mod planted;
mod protection;
mod specimens;
mod table;
mod transactions;
mod values;

use http::StatusCode;

use crate::support::{Browser, Stage};

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
