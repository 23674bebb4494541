//! A second account by a code that goes to a phone or an e-mail address and is typed on the settings
//! page: what follows it, and where it is offered.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Browser, Stage, json as read};

const NUMBER: &str = "+4915112345678";
/// Of the sample people.
const KNOWN_NUMBER: &str = "+15550100";
const KNOWN_ADDRESS: &str = "grace@home.example";

const CLIENT: (&str, &str) = ("management", "client");

/// A new number, an address that has an account, and a number whose account becomes the primary one.
fn walk(stage: &Stage) {
    let mut browser = stage.signed_in("ada");
    assert!(browser.me()["passwordless"].is_null());
    assert_eq!(browser.send_code("+49 (151) 123-456 78"), "code_sent");
    let message = stage.message(NUMBER);
    assert_eq!((&message["send"], &message["connection"]), (&json!("code"), &json!("sms")));
    let waiting = browser.me()["passwordless"].take();
    assert_eq!(
        (&waiting["connection"], &waiting["send"], &waiting["tries_left"]),
        (&json!("sms"), &json!("code"), &json!(3))
    );
    assert!((150..=180).contains(&waiting["expires_in"].as_u64().unwrap()), "{waiting}");
    assert!((1..=30).contains(&waiting["resend_in"].as_u64().unwrap()), "{waiting}");
    let shown = waiting["to"].as_str().unwrap();
    assert!(shown.starts_with("+49") && shown.ends_with("78"), "{shown}");
    assert!(!shown.contains("151") && !shown.contains("34"), "{shown}");

    let code = stage.code(NUMBER);
    assert_eq!(browser.type_code(&format!(" {} {}", &code[..3], &code[3..])), "review");
    let me = browser.me();
    assert!(me["passwordless"].is_null());
    assert_eq!(me["pending"]["connection"], "sms");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "nothing is linked yet");
    assert_eq!(browser.confirm(&[]), "linked");
    let identities = browser.identities();
    assert!(identities.len() == 2 && identities[1].starts_with("sms|"), "{identities:?}");
    assert_eq!(stage.user(&identities[1]), None);

    assert_eq!(browser.prove_by_code(KNOWN_ADDRESS), "review");
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["other"]["user_id"], "email|5002");
    assert_eq!(browser.confirm(&[]), "linked");
    assert_eq!(browser.identities()[2], "email|5002");
    assert_eq!(stage.user("email|5002"), None);

    assert_eq!(browser.prove_by_code(KNOWN_NUMBER), "review");
    assert_eq!(browser.confirm(&[("primary", "sms|5001")]), "swapped");
    assert_eq!(browser.me()["user"]["user_id"], "sms|5001");
    assert_eq!(browser.identities().len(), 4);
    assert_eq!(stage.user("auth0|ada"), None);
}

#[test]
fn a_code_signs_up_a_new_number_and_proves_accounts_that_exist() {
    walk(&Stage::by_message(&[]));
    walk(&Stage::by_message(&[CLIENT]));
}

#[test]
fn what_people_type_is_tidied_at_the_edge() {
    let numbers = [
        ("+44 (0)7700 900123", "+447700900123"),
        ("tel:+1-555-0100-222", "+15550100222"),
        ("\u{202a}+٤٩ ١٥١\u{2011}١٢٣٤٥٦٧٨\u{202c}", NUMBER),
        ("\u{feff}grace\u{200b}@home.example ", KNOWN_ADDRESS),
    ];
    for (typed, meant) in numbers {
        let stage = Stage::by_message(&[]);
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.send_code(typed), "code_sent", "{typed:?}");
        let code = stage.code(meant);
        let digits = code.chars().map(|it| char::from_u32(u32::from(it) + 0x630).unwrap());
        let code: String = digits.collect();
        let (start, end) = code.split_at(6);
        let typed = format!("\u{202d}{start}\u{2011}\u{200b}{end}\u{202c}");
        assert_eq!(browser.type_code(&typed), "review", "{typed:?}");
    }
}

#[test]
fn a_code_proves_an_account_where_there_is_no_store() {
    let stage = Stage::native_by_message(&[CLIENT]);
    stage.take_store_away();
    walk(&stage);

    // In mode `user` the account that joins another one has to prove itself again.
    let stage = Stage::native_by_message(&[]);
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove_by_code(NUMBER), "review");
    assert_eq!(browser.confirm(&[]), "linked");
    assert_eq!(browser.identities().len(), 2);
}

#[test]
fn a_code_links_at_once_where_no_review_is_asked_for() {
    let stage = Stage::by_message(&[("review", "never")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove_by_code(KNOWN_NUMBER), "linked");
    assert_eq!(browser.identities(), ["auth0|ada", "sms|5001"]);
    // Again: the number signs in as the same person.
    assert_eq!(browser.prove_by_code(KNOWN_NUMBER), "already_linked");

    // Somebody whose own account is of that number, signed in by another one.
    stage.put_user(&json!({
        "user_id": "sms|7001", "name": "Zoe", "phone_number": "+15550171",
        "identities": [{"provider": "sms", "user_id": "7001", "connection": "sms"},
            {"provider": "github", "user_id": "7001", "connection": "github"}],
    }));
    let mut zoe = stage.browser();
    zoe.log_in_by("github", "github|7001");
    assert_eq!(zoe.prove_by_code("+15550171"), "same_account");

    // Of two accounts that are verified only one is.
    stage.put_user(&json!({
        "user_id": "sms|7002", "name": "Zoe", "phone_number": "+15550172",
        "email": "zoe@example.com", "email_verified": false,
    }));
    assert_eq!(browser.prove_by_code("+15550172"), "email_unverified");
    let mut linus = stage.signed_in("linus");
    assert_eq!(linus.send_code("+15550173"), "own_email_unverified");
    assert!(!stage.messages().iter().any(|message| message["to"] == "+15550173"));
    assert_eq!(browser.identities(), ["auth0|ada", "sms|5001"]);
}

#[test]
fn a_code_does_not_get_past_the_rules_of_pairs() {
    let rules = ("allowed_pairs", "database+social,database+email");
    let stage = Stage::by_message(&[rules]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove_by_code(KNOWN_NUMBER), "pair_not_allowed");
    assert!(browser.me()["pending"].is_null());
    assert_eq!(browser.prove_by_code(KNOWN_ADDRESS), "review");
}

#[test]
fn a_suggestion_is_followed_by_a_code_and_another_account_waits_to_be_looked_at() {
    for review in ["always", "never"] {
        let stage = Stage::by_message(&[CLIENT, ("review", review)]);
        stage.put_user(&json!({"user_id": "email|7001", "name": "Ada",
            "email": "ada@example.com", "email_verified": true}));
        let mut browser = stage.signed_in("ada");
        let handle = browser.suggestion("email");
        let handle = [("suggestion", handle.as_str())];

        browser.ask(KNOWN_ADDRESS, &handle);
        assert_eq!(browser.type_code(&stage.code(KNOWN_ADDRESS)), "wrong_account", "{review}");
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "{review}");
        assert_eq!(browser.me()["pending"]["email"], KNOWN_ADDRESS, "{review}");

        browser.ask("ada@example.com", &handle);
        let outcome = if review == "never" { "linked" } else { "review" };
        assert_eq!(browser.type_code(&stage.code("ada@example.com")), outcome);

        let other = [("suggestion", "forged")];
        assert_eq!(read(&browser.ask("bob@example.com", &other))["code"], "invalid_request");
    }
}

#[test]
fn who_signed_in_long_ago_signs_in_again_before_a_code_is_sent() {
    let stage = Stage::native_by_message(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(16 * 60);
    let answer = read(&browser.ask(NUMBER, &[]));
    assert!(stage.messages().is_empty());
    let page = browser.navigate(answer["location"].as_str().unwrap(), Some(stage.app()));
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("resume"));
    assert_eq!(browser.me()["resume"]["connection"], "sms");
    assert_eq!(browser.prove_by_code(NUMBER), "review");
    assert!(browser.me()["resume"].is_null());
}

/// What `/me` says of a connection's messages.
fn offered(browser: &mut Browser<'_>, connection: &str) -> Value {
    let me = browser.me();
    let all = me["connections"].as_array().unwrap();
    all.iter().find(|it| it["name"] == connection).unwrap()["passwordless"].clone()
}

/// Whether asking for a message leads to the tenant's own page instead.
#[track_caller]
fn leads_to_the_tenant(stage: &Stage, browser: &mut Browser<'_>, to: &str) {
    let before = stage.messages().len();
    let answer = read(&browser.ask(to, &[("login_hint", to)]));
    let location = answer["location"].as_str().unwrap_or_else(|| panic!("{answer}"));
    let connection = if to.contains('@') { "email" } else { "sms" };
    assert!(location.starts_with(stage.tenant()), "{location}");
    assert!(location.contains(&format!("connection={connection}")), "{location}");
    assert_eq!(stage.messages().len(), before);
}

#[test]
fn codes_are_typed_on_the_page_only_where_the_settings_say_so() {
    let code = json!({"identifier": "phone_number", "send": ["code"]});
    let stage = Stage::by_message(&[("passwordless", "universal")]);
    let mut browser = stage.signed_in("ada");
    assert!(offered(&mut browser, "sms").is_null() && offered(&mut browser, "email").is_null());
    leads_to_the_tenant(&stage, &mut browser, NUMBER);

    let stage = Stage::by_message(&[("passwordless", "code")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(offered(&mut browser, "sms"), code);
    assert_eq!(offered(&mut browser, "email"), json!({"identifier": "email", "send": ["code"]}));
    assert_eq!(browser.send_link(KNOWN_ADDRESS), "invalid_request");

    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(offered(&mut browser, "sms"), code);
    let both = json!({"identifier": "email", "send": ["code", "link"]});
    assert_eq!(offered(&mut browser, "email"), both);
    assert!(offered(&mut browser, "github").is_null());
    assert_eq!(browser.send_link(NUMBER), "invalid_request", "a link goes by e-mail only");
    let other = [("send", "carrier pigeon")];
    assert_eq!(read(&browser.ask(NUMBER, &other))["code"], "invalid_request");
    assert!(stage.messages().is_empty());
    let path = "/link/passwordless/start";
    let answer = read(&browser.post_json(path, &[("connection", "github")]));
    assert!(answer["location"].as_str().unwrap().contains("connection=github"), "{answer}");
    for connection in ["", "SMS", "okta"] {
        let code = browser.post_outcome(path, &[("connection", connection)]);
        assert!(["connection_unknown", "invalid_request"].contains(&&*code), "{connection}");
    }
    let twice = [("connection", "sms"), ("phone_number", NUMBER), ("phone_number", KNOWN_NUMBER)];
    assert_eq!(browser.post_outcome(path, &twice), "invalid_request");
}

#[test]
fn forms_without_a_script_lead_back_to_the_page() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    let (start, verify) = ("/link/passwordless/start", "/link/passwordless/verify");
    let fields = [("connection", "sms"), ("phone_number", NUMBER)];
    let mut check = |path: &str, fields: &[(&str, &str)], expected: &str| {
        let answer = browser.post_form(path, fields);
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{expected}");
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(location.starts_with(&format!("/?outcome={expected}")), "{location}");
        location
    };
    check(start, &fields, "code_sent");
    assert!(check(start, &fields, "too_soon").contains("&wait="));
    check(verify, &[("otp", &stage.wrong_code(NUMBER))], "wrong_code");
    check(verify, &[], "invalid_request");
    check(verify, &[("otp", &stage.code(NUMBER))], "review");
    check(start, &[("connection", "email"), ("email", "nobody")], "email_invalid");
}

#[test]
fn nobody_who_is_signed_out_sends_or_types_anything() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.browser();
    let answer = browser.ask(NUMBER, &[]);
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(read(&answer)["code"], "signed_out");
    assert_eq!(browser.type_code("123456"), "signed_out");
    assert!(stage.messages().is_empty());

    // What was under way is not taken over by a later session.
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let code = stage.code(NUMBER);
    browser.post_json("/logout", &[]);
    // The outcome is nobody's: that somebody signed out.
    assert_eq!(browser.own_cookies(), ["outcome", "prompt"], "nothing of the person's stays");
    assert_eq!(browser.type_code(&code), "signed_out");
    browser.log_in("grace");
    assert_eq!(browser.type_code(&code), "code_expired");
}

#[test]
fn a_code_sent_again_is_for_the_account_that_was_suggested() {
    let stage = Stage::native_by_message(&[CLIENT, ("review", "never")]);
    stage.put_user(&json!({"user_id": "email|7001", "name": "Ada",
        "email": "ada@example.com", "email_verified": true}));
    let mut browser = stage.signed_in("ada");
    let handle = browser.suggestion("email");

    browser.ask(KNOWN_ADDRESS, &[("suggestion", &handle)]);
    stage.pass(30);
    let path = "/link/passwordless/start";
    assert_eq!(browser.post_outcome(path, &[("connection", "email")]), "code_sent");
    assert_eq!(browser.type_code(&stage.code(KNOWN_ADDRESS)), "wrong_account");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
}
