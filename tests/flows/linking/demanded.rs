//! A first sign-in that was to ask for credentials: after a sign-out, after a link was begun, when another
//! site begins it. The demand can be taken out of the address, so what comes back is looked at.

use http::Request;

use super::{Trial, changed, outcome, parameter, who};
use crate::support::{Attacks, Browser, Page, Stage};

const SHOP: (&str, &str) = ("embed_origins", "https://shop.example");

/// `/login` as a browser opens it with these headers: where it leads.
fn begin(browser: &mut Browser<'_>, headers: &[(&str, &str)]) -> url::Url {
    let url = format!("{}/login", browser.stage().app());
    let mut request = Request::get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = browser.send(request.body(Vec::new()).unwrap());
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

/// Opens `/login`, takes the demand out of the address, and comes back by Auth0's own session.
fn stripped(browser: &mut Browser<'_>) -> Page {
    let address = begin(browser, &[("sec-fetch-site", "none")]);
    assert_eq!(parameter(&address, "prompt"), "login");
    let changes = [("prompt", None), ("max_age", Some("604800"))];
    browser.navigate(changed(&address, &changes).as_str(), None)
}

#[test]
fn attack_a_demand_for_credentials_is_taken_out_of_a_login() {
    let mut attacks = Attacks::new("linking-demanded", Stage::are_native());
    for mode in ["user", "client"] {
        let stage = Stage::native(&[("management", mode)]);
        let on = format!(", mode `{mode}`");
        let mut trial = Trial::new(&stage, &mut attacks, &on);

        // Signed out here; the person did not go on to the tenant, so that its session is still there.
        let mut browser = stage.signed_in("ada");
        stage.pass(60);
        browser.post_json("/logout", &[]);
        let code = outcome(&stripped(&mut browser));
        assert_eq!((code.as_str(), who(&mut browser)), ("credentials_missing", None));
        trial.refused("prompt and max_age, from the login after a sign-out", &code);
        // The next one asks, and lets the person in.
        let page = browser.open("/login");
        assert!(page.url.as_str().starts_with(stage.tenant()), "{page:?}");
        browser.sign_in_at(&page, "ada");
        assert!(browser.is_signed_in());

        // After a link was begun, Auth0's session may be the other account's.
        let mut browser = stage.signed_in("ada");
        browser.start_link("github");
        stage.pass(60);
        for name in ["session", "generation"] {
            browser.lose(name);
        }
        let code = outcome(&stripped(&mut browser));
        assert_eq!(who(&mut browser), None);
        trial.refused("prompt and max_age, from the login after a link was begun", &code);

        // Another site begins it.
        let mut browser = stage.signed_in("ada");
        stage.pass(60);
        for name in ["session", "generation"] {
            browser.lose(name);
        }
        let address = begin(&mut browser, &[("sec-fetch-site", "cross-site")]);
        let address = changed(&address, &[("prompt", None)]);
        let code = outcome(&browser.navigate(address.as_str(), None));
        assert_eq!(who(&mut browser), None);
        trial.refused("prompt, from a login that another site began", &code);
    }
    attacks.finish();
}

#[test]
fn a_demand_that_came_up_during_a_login_counts() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(60);
    // A login is under way in one tab; in another one the person signs out.
    let address = begin(&mut browser, &[("sec-fetch-site", "none")]);
    browser.post_json("/logout", &[]);
    let page = browser.navigate(address.as_str(), None);
    // Signing out takes what was under way along.
    assert_eq!(page.outcome().as_deref(), Some("no_transaction"));

    // Or begins a link.
    let mut browser = stage.signed_in("ada");
    stage.pass(60);
    let address = begin(&mut browser, &[("sec-fetch-site", "none")]);
    browser.start_link("github");
    let page = browser.navigate(address.as_str(), None);
    assert_eq!(page.outcome().as_deref(), Some("credentials_missing"));
    assert!(browser.is_signed_in(), "who was signed in stays so");
}

#[test]
fn attack_a_demand_is_taken_out_within_the_tolerance_after_a_sign_out() {
    for mode in ["user", "client"] {
        let stage = Stage::native(&[("management", mode)]);
        let mut browser = stage.signed_in("ada");
        stage.pass(5);
        browser.post_json("/logout", &[]);
        stage.pass(5);
        let code = outcome(&stripped(&mut browser));
        assert_eq!((code.as_str(), who(&mut browser)), ("credentials_missing", None), "{mode}");
        // Who does sign in gets in at once.
        let page = browser.open("/login");
        browser.sign_in_at(&page, "ada");
        assert!(browser.is_signed_in(), "{mode}");
    }
}

#[test]
fn attack_a_switch_takes_the_demand_away_where_the_tenant_names_no_session() {
    let stage = Stage::native(&[]);
    let unnamed = || stage.forge(&serde_json::json!({"claims": {"sid": null}}));
    let mut browser = stage.browser();
    unnamed();
    browser.log_in("ada");
    unnamed();
    assert_eq!(outcome(&browser.log_in_by("github", "github|2002")), "switch");
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    // The tenant's session is a third account's from here on.
    unnamed();
    assert_eq!(outcome(&browser.prove("google-oauth2|1001")), "review");
    let fields = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &fields), "switched");
    let address = begin(&mut browser, &[("sec-fetch-site", "none")]);
    let asked = address.query_pairs().any(|it| it == ("prompt".into(), "login".into()));
    assert!(asked, "{address}");
}

#[test]
fn a_tenant_that_does_not_heed_the_demand_sends_nobody_in_circles() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(60);
    browser.post_json("/logout", &[]);
    for _ in 0..3 {
        let page = stripped(&mut browser);
        assert_eq!(page.outcome().as_deref(), Some("credentials_missing"));
        assert!(page.url.as_str().starts_with(stage.app()), "{page:?}");
        // On the drawn page, the sentence stands beside the button.
        let drawn = browser.open("/settings?outcome=credentials_missing");
        assert!(
            drawn.body.contains("let in without signing in again") && drawn.body.contains("/login")
        );
    }
}

#[test]
fn attack_a_sibling_host_begins_a_silent_login() {
    let mut attacks = Attacks::new("linking-silent-sibling", Stage::are_native());
    let stage = Stage::with(&[SHOP]);
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let from = |site: Option<&'static str>, referer: Option<&'static str>| {
        let site = site.map(|site| ("sec-fetch-site", site));
        site.into_iter().chain(referer.map(|referer| ("referer", referer))).collect::<Vec<_>>()
    };
    for (name, headers) in [
        ("a sibling host", from(Some("same-site"), Some("https://evil.example/"))),
        ("a sibling host that says nothing of itself", from(Some("same-site"), None)),
        (
            "a host that begins like a listed one",
            from(Some("same-site"), Some("https://shop.example.evil.example/")),
        ),
        (
            "a listed host at another port",
            from(Some("same-site"), Some("https://shop.example:444/")),
        ),
        ("a listed host without TLS", from(Some("same-site"), Some("http://shop.example/"))),
        ("a listed host in capitals", from(Some("same-site"), Some("https://SHOP.example/"))),
        ("a listed page of another site", from(Some("cross-site"), Some("https://shop.example/"))),
        ("a page in an old browser", from(None, Some("https://evil.example/"))),
        ("a page in an old browser that says nothing of itself", from(None, None)),
        ("a browser that says something else", from(Some("same-origin, none"), None)),
    ] {
        let mut browser = stage.signed_in("grace");
        for name in ["session", "generation"] {
            browser.lose(name);
        }
        let address = begin(&mut browser, &headers);
        let asked = address.query_pairs().any(|it| it == ("prompt".into(), "login".into()));
        trial.held(&format!("{name} leads to /login"), asked, "credentials are asked for");
    }
    attacks.finish();
    // A listed page, our own, a bookmark: the tenant's session does.
    let own = format!("{}/", stage.app());
    for headers in [
        from(Some("same-site"), Some("https://shop.example/account")),
        from(Some("same-site"), Some("https://shop.example")),
        from(None, Some("https://shop.example/")),
        vec![("referer", own.as_str())],
        from(Some("same-origin"), None),
        from(Some("none"), None),
    ] {
        let mut browser = stage.browser();
        let address = begin(&mut browser, &headers);
        assert!(address.query_pairs().all(|(name, _)| name != "prompt"), "{headers:?}");
    }
}

/// The demand that was taken out is made again, also of a login that the person begins by themselves.
#[test]
fn attack_after_a_demand_was_taken_out_the_next_login_slips_in() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(60);
    for name in ["session", "generation"] {
        browser.lose(name);
    }
    let address = begin(&mut browser, &[("sec-fetch-site", "cross-site")]);
    let address = changed(&address, &[("prompt", None)]);
    let page = browser.navigate(address.as_str(), None);
    assert_eq!(page.outcome().as_deref(), Some("credentials_missing"));
    let page = browser.open("/login");
    assert!(page.url.as_str().starts_with(stage.tenant()), "it must ask: {page:?}");
}
