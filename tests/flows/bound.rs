//! What a cookie or a record is bound to: cookies to tenant, application and host, records to the tenant
//! alone; a session to what the settings ask of a sign-in now.

use http::Request;
use serde_json::json;

use crate::support::{Attacks, Browser, Stage, json as read};

const MFA: &str = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

/// Everything that waits: a login and a link under way, a review, a code, an interrupted action.
fn busy<'a>(stage: &'a Stage) -> Vec<(&'static str, Browser<'a>)> {
    let mut linking = stage.signed_in("ada");
    linking.start_link("github");
    linking.open("/login");
    let mut reviewing = stage.signed_in("ada");
    reviewing.prove("github|2001");
    let mut switching = stage.signed_in("ada");
    switching.log_in_by("github", "github|2002");
    vec![("a link under way", linking), ("a review", reviewing), ("a choice", switching)]
}

/// Whoever looks here with the cookies of another place is a stranger, and keeps those cookies: the other
/// place may be another version of the same one.
fn check_strangers(
    stage: &Stage,
    attacks: &mut Attacks,
    where_to: &str,
    busy: &[(&str, Browser<'_>)],
) {
    for (what, browser) in busy {
        let mut browser = browser.clone();
        let before = browser.cookies.clone();
        for (method, path, fields) in [
            ("GET", "/me", &[][..]),
            ("GET", "/settings", &[]),
            ("GET", "/link/review", &[]),
            ("POST", "/link/start", &[("connection", "github")]),
            ("POST", "/link/confirm", &[("review", "any")]),
            ("POST", "/unlink", &[("provider", "github"), ("user_id", "2001")]),
            ("POST", "/login/switch", &[("choice", "keep")]),
        ] {
            let code = if method == "POST" {
                read(&browser.post_json(path, fields))["code"].clone()
            } else if path == "/settings" {
                let page = browser.open(path);
                json!(if page.body.contains("ada@example.com") { "shown" } else { "signed_out" })
            } else {
                read(&browser.get(path))["code"].clone()
            };
            let refused = code == "signed_out" || code == "no_switch";
            let how = format!("`{}`", code.as_str().unwrap_or("accepted"));
            attacks.tried(&format!("{what}, {method} {path} {where_to}"), refused, &how);
        }
        browser.open("/link/callback?state=unknown&error=access_denied");
        assert_eq!(browser.cookies, before, "{what} {where_to}");
        // A sign-in may begin beside it.
        let url = format!("{}/login", stage.app());
        browser.send(Request::get(url).body(Vec::new()).unwrap());
        let kept = before.iter().filter(|it| browser.cookies.contains(it)).count();
        assert_eq!(kept, before.len(), "{what} {where_to}");
    }
}

#[test]
fn attack_cookies_of_another_place_are_nobodys() {
    let mut attacks = Attacks::new("cookies-elsewhere", Stage::are_native());
    for mode in ["user", "client"] {
        for (setting, other, own) in [
            ("client_id", "another-app", "local-app"),
            ("auth0_url", "https://login.tenant.example", "https://tenant.example"),
            ("base_url", "https://staging.example", "https://app.example"),
        ] {
            let stage = Stage::native(&[("management", mode)]);
            let busy = busy(&stage);
            stage.set(setting, other);
            let place = format!("under another `{setting}`, mode `{mode}`");
            check_strangers(&stage, &mut attacks, &place, &busy);
            // Nothing was lost by that.
            stage.set(setting, own);
            for (what, mut browser) in busy {
                assert!(browser.is_signed_in(), "{what} {place}");
            }
        }
    }
    attacks.finish();
}

#[test]
fn a_session_ends_where_the_settings_ask_for_more_than_it_proved() {
    for mode in ["user", "client"] {
        for (setting, value) in [("acr_values", MFA), ("organization", "corp")] {
            let stage = Stage::native(&[("management", mode)]);
            let mut browser = stage.signed_in("ada");
            let mut waiting = stage.signed_in("ada");
            waiting.log_in_by("github", "github|2002");
            stage.set(setting, value);
            assert!(!browser.is_signed_in(), "{mode} {setting}");
            let choice = [("choice", "switch"), ("switch", "any")];
            assert_eq!(waiting.post_outcome("/login/switch", &choice), "no_switch");
            stage.set(setting, "");
            assert!(browser.is_signed_in(), "it proves enough for that");
        }
    }
}

#[test]
fn a_value_added_to_those_that_suffice_ends_nothing() {
    let stage = Stage::native(&[("acr_values", MFA)]);
    let mut browser = stage.signed_in("grace");
    stage.set("acr_values", &format!("urn:other {MFA}"));
    assert!(browser.is_signed_in());
    stage.set("acr_values", "urn:other");
    assert!(!browser.is_signed_in());
}

#[test]
fn attack_a_proof_that_does_not_suffice_any_more_is_not_confirmed() {
    let stage = Stage::native(&[("acr_values", MFA)]);
    let mut browser = stage.signed_in("grace");
    // While nothing is asked for, an account is proved by less.
    stage.set("acr_values", "");
    browser.prove("github|2001");
    let review = browser.review_id();
    stage.set("acr_values", MFA);
    assert!(browser.is_signed_in());
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "no_review");
    assert_eq!(stage.identities("auth0|grace"), ["auth0|grace"]);
}

#[test]
fn a_demand_counts_that_stood_when_the_sign_in_began_or_stands_when_it_ends() {
    for (setting, value, code) in
        [("acr_values", MFA, "step_up_missing"), ("organization", "corp", "token_invalid")]
    {
        let stage = Stage::native(&[]);
        let mut browser = stage.browser();
        let page = browser.open("/login");
        stage.set(setting, value);
        let page = browser.sign_in_at(&page, "ada");
        assert_eq!(page.outcome().as_deref(), Some(code), "came up");
    }
    let stage = Stage::native(&[("acr_values", MFA)]);
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.set("acr_values", "");
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("step_up_missing"), "went away");
}

/// A history that was kept before, looked at by the same person in another application.
#[test]
fn records_outlive_another_application() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    let application = json!({
        "client_id": "another-app", "client_secret": "local-app-worthless-secret",
        "callbacks": [format!("{}/link/callback", stage.app())],
    });
    stage.put_application(&application);
    stage.set("client_id", "another-app");
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.me()["history"].as_array().map(Vec::len), Some(1));
}
