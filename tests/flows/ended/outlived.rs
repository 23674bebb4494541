//! Attacks on the end of a session: by a copy of its cookies, a callback that was held back, an answer that
//! comes late. Natively, where there is a store and time passes.

use http::Response;
use serde_json::{Value, json};

use crate::linking::{hold_link, hold_login, open};
use crate::support::{Attacks, Browser, Stage, json as read, named};

const ADA: &str = "auth0|ada";

/// Makes the person sign in as Grace, and choose.
fn waits(browser: &mut Browser<'_>) -> String {
    let page = browser.log_in_by("github", "github|2002");
    assert_eq!(page.outcome().as_deref(), Some("switch"));
    browser.me()["switch"]["id"].as_str().unwrap().to_owned()
}

fn choose(browser: &mut Browser<'_>, id: &str) -> String {
    browser.post_outcome("/login/switch", &[("choice", "switch"), ("switch", id)])
}

/// The tenant answers the next look so.
fn look_answered(stage: &Stage, browser: &mut Browser<'_>, status: u16) -> String {
    let when = json!({"method": "GET", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": when, "then": {"status": status}}));
    let code = named(&browser.get("/me"));
    stage.heal();
    code
}

/// Where signing out leads to at the tenant.
fn sign_out(browser: &mut Browser<'_>) -> String {
    let answer = read(&browser.post_json("/logout", &[]));
    answer["location"].as_str().unwrap().to_owned()
}

/// An answer that was on its way arrives now.
fn arrive(browser: &mut Browser<'_>, late: &Response<Vec<u8>>) {
    let host = browser.stage().app().split("//").nth(1).unwrap().to_owned();
    browser.keep_cookies(&host, late);
}

/// What the next sign-in asks the tenant for.
fn prompt(browser: &mut Browser<'_>) -> Option<String> {
    let url = format!("{}/login", browser.stage().app());
    let answer = browser.send(http::Request::get(url).body(Vec::new()).unwrap());
    let location: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    location.query_pairs().find(|(name, _)| name == "prompt").map(|(_, value)| value.into_owned())
}

#[test]
fn attack_a_copy_of_cookies_outlives_the_session_that_something_took_the_place_of() {
    let mut attacks = Attacks::new("outlived-copies", true);

    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let mut copy = browser.clone();
    assert_eq!(browser.confirm(&[("primary", "google-oauth2|1001")]), "swapped");
    let code = named(&copy.get("/me"));
    attacks.tried("a copy from before a swap", code == "signed_out", &code);
    assert!(browser.is_signed_in());

    for (status, told) in [(404, "joined_elsewhere"), (401, "signed_out")] {
        let stage = Stage::native(&[]);
        let mut browser = stage.signed_in("ada");
        let mut copy = browser.clone();
        assert_eq!(look_answered(&stage, &mut browser, status), told);
        let code = named(&copy.get("/me"));
        let attack = format!("a copy, after the tenant answered {status}");
        attacks.tried(&attack, code == "signed_out", &code);
        browser.log_in("ada");
        assert!(browser.is_signed_in());
    }

    // Each a session of its own, of one sign-in at Auth0.
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let mut copies = Vec::new();
    for _ in 0..8 {
        let id = waits(&mut browser);
        copies.push((browser.clone(), id));
        assert_eq!(browser.post_outcome("/login/switch", &[("choice", "keep")]), "kept");
    }
    let codes = copies.iter_mut().map(|(copy, id)| choose(copy, id));
    let codes: Vec<_> = codes.filter(|code| code != "no_switch").collect();
    attacks.tried(
        "eight sessions that waited, each after a later one was let go",
        codes.is_empty(),
        "no_switch",
    );
    assert!(browser.is_signed_in());

    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let first = waits(&mut browser);
    let mut copy = browser.clone();
    browser.log_in_by("google-oauth2", "google-oauth2|1003");
    let code = choose(&mut copy, &first);
    attacks.tried("a waiting session that gave way, by its cookie", code == "no_switch", &code);
    copy.lose("session");
    let code = choose(&mut copy, &first);
    attacks.tried("the same without the session beside it", code == "no_switch", &code);
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    for (how, id) in [("the beginning of", &id[..id.len() - 1]), ("more than", &format!("{id}A"))] {
        let code = choose(&mut browser, id);
        attacks.tried(&format!("{how} a waiting session's id"), code == "no_switch", &code);
    }
    assert_eq!(choose(&mut browser, &id), "switched");
    attacks.finish();
}

#[test]
fn attack_a_session_that_ended_signs_somebody_out_and_a_sign_out_leaves_a_sign_in() {
    let mut attacks = Attacks::new("outlived-sign-outs", true);
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let mut copy = browser.clone();
    stage.pass(60);
    browser.open("/login");
    stage.pass(60);
    let location = sign_out(&mut copy);
    assert!(!copy.own_cookies().contains(&"session"));
    let goes_on = browser.is_signed_in();
    attacks.tried("a copy that ended long ago signs out the later session", goes_on, "it goes on");
    let is_named = !location.contains("logout_hint=");
    attacks.tried("the same, at the tenant", is_named, "no session is named");
    let location = sign_out(&mut browser);
    assert!(location.contains(&format!("logout_hint={}", stage.sid(ADA))), "{location}");

    // A sign-in that was not for this session: the tenant's own is that one's, and ends with it.
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(16 * 60);
    let page = browser.start_link("github");
    let page = browser.sign_in_at(&page, "grace");
    assert_eq!(page.outcome().as_deref(), Some("person_changed"));
    let is_named = sign_out(&mut browser).contains(&stage.sid("auth0|grace"));
    attacks.tried(
        "signing in again as somebody else, then out",
        is_named,
        "their session is named",
    );

    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(120);
    let late = browser.clone().get("/me");
    assert!(late.headers().contains_key("set-cookie"), "the session is renewed");
    browser.prove("github|2001");
    arrive(&mut browser, &late);
    let mut others = browser.clone();
    let is_named = sign_out(&mut browser).contains(&stage.sid("github|2001"));
    attacks.tried("a late look after another account was proved", is_named, "its session is named");
    let code = named(&others.get("/me"));
    attacks.tried("a copy of that", code == "signed_out", &code);

    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let id = waits(&mut browser);
    browser.prove("google-oauth2|1001");
    assert_eq!(choose(&mut browser, &id), "switched");
    assert!(browser.own_cookies().contains(&"prompt"));
    let is_named = sign_out(&mut browser).contains(&stage.sid("google-oauth2|1001"));
    attacks.tried("a switch after another account was proved", is_named, "its session is named");
    attacks.finish();
}

/// What ends a sign-in, once its callback is held back.
fn signed_out_meanwhile(stage: &Stage, browser: &mut Browser<'_>, how: &str, user_id: &str) {
    let sid = || stage.sids(user_id).pop().unwrap();
    match how {
        "by the tenant's session" => {
            stage.deliver(&stage.logout_token(json!({ "sid": sid() })));
        }
        "by the tenant's word about the person" => {
            stage.deliver(&stage.logout_token(json!({ "sub": user_id })));
        }
        _ => {
            sign_out(browser);
        }
    }
}

#[test]
fn attack_a_callback_held_back_until_after_a_sign_out_signs_somebody_in() {
    let mut attacks = Attacks::new("outlived-callbacks", true);
    let ways =
        ["by the tenant's session", "by the tenant's word about the person", "by the person"];
    for mode in ["user", "client"] {
        for how in ways {
            let stage = Stage::native(&[("management", mode)]);
            let mut browser = stage.browser();
            let callback = hold_login(&mut browser, "ada");
            let mut held = browser.clone();
            if how == "by the person" {
                browser.log_in("ada");
            }
            stage.pass(30);
            signed_out_meanwhile(&stage, &mut browser, how, ADA);
            let code = open(&mut held, &callback);
            let refused = code == "credentials_missing" && !held.is_signed_in();
            let attack = format!("a login's callback, signed out {how}, in mode `{mode}`");
            attacks.tried(&attack, refused, &code);
            // Asked once, and not again.
            assert_eq!(prompt(&mut held.clone()).as_deref(), Some("login"));
            stage.pass(1);
            held.log_in("ada");
            assert!(held.is_signed_in(), "{attack}");
        }

        // The other account's, which the session here knows as the latest one.
        let stage = Stage::native(&[("management", mode)]);
        let mut browser = stage.signed_in("ada");
        browser.prove("github|2001");
        stage.pass(30);
        sign_out(&mut browser);
        browser.lose("prompt");
        let page = browser.open("/login");
        let code = page.outcome().unwrap_or_default();
        let attack = format!("the tenant's session of the other account, in mode `{mode}`");
        attacks.tried(&attack, code == "credentials_missing", &code);

        let stage = Stage::native(&[("management", mode)]);
        let mut browser = stage.signed_in("ada");
        let callback = hold_link(&mut browser, "github|2001");
        stage.pass(30);
        signed_out_meanwhile(&stage, &mut browser, ways[0], "github|2001");
        let code = open(&mut browser, &callback);
        let refused = code == "credentials_missing" && browser.me()["pending"].is_null();
        attacks.tried(&format!("a link's callback, in mode `{mode}`"), refused, &code);

        let stage = Stage::native(&[("management", mode)]);
        let mut browser = stage.signed_in("ada");
        stage.pass(16 * 60);
        let page = browser.start_link("github");
        let fields = [("username", "ada@example.com"), ("password", "worthless-ada")];
        let callback = crate::linking::hold(&mut browser, &page, &fields);
        let mut held = browser.clone();
        stage.pass(30);
        signed_out_meanwhile(&stage, &mut browser, ways[0], ADA);
        let code = open(&mut held, &callback);
        let refused = code == "session_changed" && !held.is_signed_in();
        attacks.tried(&format!("that of a sign-in done again, in mode `{mode}`"), refused, &code);
    }
    attacks.finish();
}

#[test]
fn a_sign_in_that_a_later_one_replaced_still_lets_the_tenant_answer_by_itself() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    for _ in 0..3 {
        stage.pass(60);
        let page = browser.open("/login");
        assert_eq!(page.url.as_str(), format!("{}/", stage.app()), "unasked");
        assert!(browser.is_signed_in());
    }
}

#[test]
fn attack_a_late_answer_takes_the_next_session_away() {
    let mut attacks = Attacks::new("outlived-late", true);
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.deliver(&stage.logout_token(json!({ "sid": stage.sid(ADA) })));
    let late = browser.clone().get("/me");
    browser.sign_out_at_the_tenant();
    browser.log_in("ada");
    arrive(&mut browser, &late);
    let goes_on = browser.is_signed_in();
    attacks.tried("a look with cookies that a mark ends", goes_on, "it removes none");

    for status in [404, 401] {
        let stage = Stage::native(&[]);
        let mut browser = stage.signed_in("ada");
        let mut early = browser.clone();
        let when = json!({"method": "GET", "path": "/api/v2/users/*"});
        stage.fault(&json!({"when": when, "then": {"status": status}}));
        let late = early.get("/me");
        stage.heal();
        browser.log_in("ada");
        browser.open("/login");
        arrive(&mut browser, &late);
        let goes_on = browser.is_signed_in();
        let attack = format!("a look that the tenant answered {status}");
        attacks.tried(&attack, goes_on, "it removes none");
    }
    attacks.finish();
}

#[test]
fn attack_an_older_word_of_the_tenant_revives_what_a_later_one_ended() {
    let older = |stage: &Stage, age: u64, of: Value| {
        let times = json!({"iat": stage.now() - age, "exp": stage.now() + 60});
        let mut wish = of;
        wish["forgery"] = json!({ "claims": times });
        stage.logout_token(wish)
    };
    for of in [json!({ "sub": ADA }), json!({ "sid": "s" })] {
        let stage = Stage::native(&[]);
        let browser = stage.signed_in("ada");
        let of = if of["sid"].is_null() { of } else { json!({ "sid": stage.sid(ADA) }) };
        let mut copy = browser.clone();
        stage.pass(600);
        for age in [0, 3_600] {
            assert!(stage.deliver(&older(&stage, age, of.clone())).status().is_success());
            assert!(!copy.is_signed_in(), "{of}: a word of {age} seconds ago");
        }
    }
}
