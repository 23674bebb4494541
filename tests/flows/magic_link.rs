//! A second account by a link in an e-mail: it works in the browser that asked for it, once, and for
//! the address that it went to. What protects a code without a challenge is tried here one by one.

use http::Request;
use serde_json::json;
use url::Url;

use crate::support::{Attacks, Browser, Page, Stage, named};

const ADDRESS: &str = "grace@home.example";
const NEVER: (&str, &str) = ("review", "never");

/// The same address with another value of a parameter, or without it.
fn changed(address: &Url, name: &str, value: Option<&str>) -> Url {
    let kept: Vec<_> = address.query_pairs().into_owned().filter(|(it, _)| it != name).collect();
    let mut address = address.clone();
    let mut query = address.query_pairs_mut();
    query.clear().extend_pairs(kept);
    if let Some(value) = value {
        query.append_pair(name, value);
    }
    drop(query);
    address
}

fn parameter(address: &Url, name: &str) -> String {
    let found = address.query_pairs().find(|(it, _)| it == name);
    found.unwrap_or_else(|| panic!("{name} in {address}")).1.into_owned()
}

/// What a callback in this browser ends in.
fn outcome(browser: &mut Browser<'_>, callback: &Url) -> String {
    let page: Page = browser.navigate(callback.as_str(), None);
    page.outcome().unwrap_or_else(|| panic!("{page:?}"))
}

#[test]
fn a_link_proves_an_account_that_exists_and_one_that_it_signs_up() {
    for settings in [&[][..], &[("management", "client")]] {
        let stage = Stage::by_message(settings);
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.send_link(ADDRESS), "link_sent");
        let message = stage.message(ADDRESS);
        assert_eq!((&message["send"], &message["code"]), (&json!("link"), &json!(null)));
        let waiting = browser.me()["passwordless"].take();
        assert_eq!(
            (&waiting["send"], &waiting["to"]),
            (&json!("link"), &json!("g•••@home.example"))
        );

        // Codes are not for it, and what it holds is no code of ours.
        let link: Url = stage.link(ADDRESS).parse().unwrap();
        let held = parameter(&link, "verification_code");
        assert_eq!(browser.type_code(&held), "code_expired");

        let page = browser.open_link(link.as_str());
        assert_eq!(page.outcome().as_deref(), Some("review"));
        let me = browser.me();
        assert_eq!(me["pending"]["email"], ADDRESS);
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "nothing is linked yet");
        assert_eq!(browser.confirm(&[]), "linked");
        assert_eq!(browser.identities(), ["auth0|ada", "email|5002"]);

        browser.lose("passwordless");
        assert_eq!(browser.prove_by_link("new@home.example").outcome().as_deref(), Some("review"));
        assert_eq!(browser.confirm(&[("metadata.theme", "keep")]), "linked");
        let identities = browser.identities();
        assert!(identities[2].starts_with("email|"), "{identities:?}");

        // Auth0's own session was the other account's: the next login asks.
        browser.lose("session");
        let page = browser.open("/login");
        assert!(page.url.as_str().starts_with(stage.tenant()), "{page:?}");
    }
}

#[test]
fn a_link_links_at_once_where_no_review_is_asked_for() {
    let stage = Stage::by_message(&[NEVER]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove_by_link(ADDRESS).outcome().as_deref(), Some("linked"));
    assert_eq!(browser.identities(), ["auth0|ada", "email|5002"]);
    browser.lose("passwordless");
    assert_eq!(browser.prove_by_link(ADDRESS).outcome().as_deref(), Some("already_linked"));
}

#[test]
fn a_link_that_was_opened_does_not_wait_any_more() {
    let stage = Stage::by_message(&[NEVER]);
    let mut browser = stage.signed_in("ada");
    for expected in ["linked", "already_linked"] {
        assert_eq!(browser.prove_by_link(ADDRESS).outcome().as_deref(), Some(expected));
        assert!(browser.me()["passwordless"].is_null(), "{expected}");
    }
}

#[test]
fn a_link_is_asked_for_without_a_challenge_and_its_code_is_used_with_the_secret() {
    let stage = Stage::native_by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    let link: Url = stage.link(ADDRESS).parse().unwrap();
    assert_eq!(parameter(&link, "response_type"), "code");
    assert_eq!(parameter(&link, "redirect_uri"), format!("{}/link/callback", stage.app()));
    assert!(parameter(&link, "audience").ends_with("/api/v2/"));
    assert!(parameter(&link, "scope").starts_with("openid "));
    assert!(parameter(&link, "state").len() > 43 && parameter(&link, "nonce").len() == 43);
    let names: Vec<_> = link.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert!(!names.iter().any(|name| name.contains("challenge") || name.contains("secret")));

    // The tenant compares the verifier with the challenge that there was not, and wants the secret: with a
    // verifier, or without the secret, it would give nothing.
    let callback = browser.held_callback(link.as_str());
    let exchange = |further: &[(&str, &str)]| {
        let code = parameter(&callback, "code");
        let redirect_uri = format!("{}/link/callback", stage.app());
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", "local-app"),
            ("code", &code),
            ("redirect_uri", &redirect_uri),
        ];
        let url = format!("{}/oauth/token", stage.tenant());
        let form = crate::support::form_request(&url, &[&fields[..], further].concat());
        stage.exchange(form).status().as_u16()
    };
    assert_eq!(exchange(&[]), 401, "without the secret");
    assert_eq!(outcome(&mut browser, &callback), "review");
    assert_eq!(exchange(&[("client_secret", "local-app-worthless-secret")]), 403, "once");
}

#[test]
fn a_link_opened_in_another_browser_says_so_and_a_code_there_works() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    let link = stage.link(ADDRESS);
    // On a phone where nobody is signed in, and where the same person is.
    let mut bare = stage.browser();
    let callback = bare.held_callback(&link);
    assert_eq!(outcome(&mut bare, &callback), "other_browser");
    let mut phone = stage.signed_in("ada");
    assert_eq!(outcome(&mut phone, &callback), "other_browser");
    // The first browser's transaction is as it was, but the link is used.
    let page = browser.open_link(&link);
    assert_eq!(page.status, 403, "{page:?}");

    assert_eq!(phone.prove_by_code(ADDRESS), "review");
    assert_eq!(phone.confirm(&[]), "linked");
    assert_eq!(phone.identities(), ["auth0|ada", "email|5002"]);
}

#[test]
fn a_link_is_opened_once_in_three_minutes_and_only_the_latest() {
    let stage = Stage::native_by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    let first = stage.link(ADDRESS);
    stage.pass(30);
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    let second = stage.link(ADDRESS);
    assert_eq!(browser.open_link(&first).status, 403);
    let callback = browser.held_callback(&second);
    let mut copy = browser.clone();
    assert_eq!(outcome(&mut browser, &callback), "review");
    assert_eq!(browser.open_link(&second).status, 403);
    // The callback once more leads to its review; with the cookies of before, to nothing.
    assert_eq!(outcome(&mut browser, &callback), "review");
    assert_eq!(outcome(&mut copy, &callback), "token_refused");

    stage.pass(30);
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    stage.pass(3 * 60);
    assert_eq!(browser.me()["passwordless"]["expires_in"], 0);
    assert_eq!(browser.open_link(&stage.link(ADDRESS)).status, 403);

    // One that was opened in time, and whose answer lay about.
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    let callback = browser.held_callback(&stage.link(ADDRESS));
    stage.pass(11 * 60);
    assert_eq!(outcome(&mut browser, &callback), "expired");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
}

#[test]
fn attack_a_link_that_somebody_else_asked_for_links_nothing() {
    let stage = Stage::by_message(&[NEVER]);
    let mut attacker = stage.signed_in("grace");
    let mut victim = stage.signed_in("ada");
    // For the attacker's own address, sent on to the victim, as a link and as its callback.
    assert_eq!(attacker.send_link("evil@home.example"), "link_sent");
    let link = stage.link("evil@home.example");
    let callback = victim.held_callback(&link);
    assert_eq!(outcome(&mut victim, &callback), "other_browser");

    // The victim's own account, asked for by the attacker: the victim, who opens it, is no party to it.
    assert_eq!(stage.newcomer("p1").send_link(ADDRESS), "link_sent");
    let callback = victim.held_callback(&stage.link(ADDRESS));
    assert_eq!(outcome(&mut victim, &callback), "other_browser");
    // The code went to the victim's browser; with the callback's address the attacker gets no further.
    assert_eq!(outcome(&mut attacker, &callback), "other_browser");
    for subject in ["auth0|ada", "auth0|grace", "auth0|p1"] {
        assert_eq!(stage.identities(subject), [subject]);
    }
}

#[test]
fn attack_a_code_of_another_address_does_not_fit_into_ones_own_link() {
    let stage = Stage::by_message(&[NEVER]);
    let mut victim = stage.signed_in("ada");
    assert_eq!(victim.send_link(ADDRESS), "link_sent");
    let own = victim.held_callback(&stage.link(ADDRESS));
    let state = parameter(&own, "state");

    // The attacker's code comes with the attacker's nonce.
    let mut attacker = stage.signed_in("grace");
    assert_eq!(attacker.send_link("evil@home.example"), "link_sent");
    let theirs = attacker.held_callback(&stage.link("evil@home.example"));
    let injected = changed(&own, "code", Some(&parameter(&theirs, "code")));
    assert_eq!(outcome(&mut victim.clone(), &injected), "token_invalid");
    assert!(stage.log().contains("ID token: Nonce"), "{}", stage.log());

    // Without a nonce, which the attacker leaves out of the link: the address tells.
    attacker.lose("passwordless");
    assert_eq!(attacker.send_link("evil2@home.example"), "link_sent");
    let link: Url = stage.link("evil2@home.example").parse().unwrap();
    let theirs = attacker.held_callback(changed(&link, "nonce", None).as_str());
    let injected = changed(&own, "code", Some(&parameter(&theirs, "code")));
    assert_eq!(outcome(&mut victim.clone(), &injected), "other_identifier");

    // A code of a sign-in that had a challenge needs its verifier.
    let page = attacker.start_link("github");
    let state_there = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let state_there = state_there.split('"').next().unwrap().to_owned();
    let url = format!("{}/u/social", stage.tenant());
    let fields = [("state", state_there.as_str()), ("user_id", "github|2001")];
    let answer = attacker.send(crate::support::form_request(&url, &fields));
    let theirs: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    let injected = changed(&own, "code", Some(&parameter(&theirs, "code")));
    assert_eq!(outcome(&mut victim.clone(), &injected), "token_refused");

    for forged in [&*format!("{state}x"), "emailed-", "x"] {
        let expected =
            if forged.starts_with("emailed-") { "other_browser" } else { "no_transaction" };
        let forged = changed(&own, "state", Some(forged));
        assert_eq!(outcome(&mut victim.clone(), &forged), expected, "{forged}");
    }
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
    // And the right one fits.
    assert_eq!(outcome(&mut victim, &own), "linked");
}

#[test]
fn attack_an_account_that_tells_no_address_does_not_fit_into_a_link() {
    for settings in [&[NEVER][..], &[NEVER, ("management", "client")]] {
        let stage = Stage::by_message(settings);
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.send_link(ADDRESS), "link_sent");
        let callback = browser.held_callback(&stage.link(ADDRESS));
        let identity = json!({"provider": "email", "user_id": "5002", "connection": "email"});
        stage.fault(&json!({
            "when": {"method": "GET", "path": "/api/v2/users/email%7C5002"}, "times": 0,
            "then": {"status": 200, "body": {"user_id": "email|5002", "identities": [identity]}},
        }));
        assert_eq!(outcome(&mut browser, &callback), "other_identifier", "{settings:?}");
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
    }
}

#[test]
fn attack_a_forged_token_in_answer_to_a_link_links_nothing() {
    let stage = Stage::by_message(&[NEVER]);
    let mut attacks = Attacks::new("forged-for-links", stage.is_native());
    for (index, (forgery, fault)) in [
        (json!({"claims": {"nonce": "another"}}), "Nonce"),
        (json!({"claims": {"iat": 1_700_000_000}}), "IssuedTooEarly"),
        (json!({"claims": {"iss": "https://evil.example/"}}), "WrongIssuer"),
        (json!({"claims": {"aud": "another-app"}}), "WrongAudience"),
        (json!({"sign": "wrong_key"}), "Signature"),
        (json!({"header": {"alg": "none"}, "sign": "none"}), "Algorithm"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut browser = stage.newcomer(&format!("p{index}"));
        let to = format!("a{index}@home.example");
        assert_eq!(browser.send_link(&to), "link_sent");
        stage.forge(&forgery);
        let page = browser.open_link(&stage.link(&to));
        assert_eq!(page.outcome().as_deref(), Some("token_invalid"), "{forgery}");
        assert!(stage.log().contains(&format!("ID token: {fault}")), "{fault}");
        let refused = browser.identities().len() == 1;
        attacks.tried(&format!("`{forgery}`"), refused, &format!("`{fault}`"));
    }
    attacks.finish();
}

#[test]
fn a_link_of_before_a_logout_or_a_switch_links_nothing() {
    let stage = Stage::by_message(&[NEVER]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    let callback = browser.held_callback(&stage.link(ADDRESS));
    let mut switched = browser.clone();

    // One whose cookie came along into another person's session.
    let mut other = stage.signed_in("grace");
    other.take_cookie(&switched, "transaction");
    assert_eq!(outcome(&mut other, &callback), "session_changed");

    switched.log_in_by("github", "github|2002");
    let id = switched.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(switched.post_outcome("/login/switch", &choice), "switched");
    assert_eq!(outcome(&mut switched, &callback), "other_browser");

    browser.post_json("/logout", &[]);
    assert_eq!(outcome(&mut browser, &callback), "other_browser");
    browser.log_in("ada");
    assert_eq!(outcome(&mut browser, &callback), "other_browser");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
    assert_eq!(stage.identities("github|2002"), ["github|2002"]);
}

#[test]
fn a_link_that_was_not_sent_takes_no_place_among_those_that_were() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    let before = browser.own_cookies().len();
    stage.fault(&json!({"when": {"path": "/passwordless/start"}, "then": {"status": 400}}));
    assert_eq!(named(&browser.ask(ADDRESS, &[("send", "link")])), "not_sent");
    assert_eq!(browser.own_cookies().len(), before, "{:?}", browser.own_cookies());
}

#[test]
fn attack_logins_that_another_site_begins_do_not_push_out_a_link() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_link(ADDRESS), "link_sent");
    for _ in 0..5 {
        let login = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
        browser.send(login);
    }
    assert_eq!(browser.open_link(&stage.link(ADDRESS)).outcome().as_deref(), Some("review"));
}
