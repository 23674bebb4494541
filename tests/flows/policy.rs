//! The operator's rules: which kinds of account may be joined, and which must stay primary.

use serde_json::{Value, json};

use crate::support::{Browser, Stage, json as read};

const CONNECTIONS: (&str, &str) = (
    "connections",
    "google-oauth2=Google,github=GitHub,windowslive=Microsoft,okta=Company,\
     Username-Password-Authentication=Email and password",
);
const PAIRS: (&str, &str) = ("allowed_pairs", "database+social, database+database");
const MANAGED: (&str, &str) = ("managed_connections", "okta");
const GRACE_AT_WORK: &str = "samlp|okta|grace@corp.example";
const MODES: [&str; 2] = ["user", "client"];

fn stage(mode: &str, rule: (&str, &str)) -> Stage {
    Stage::with(&[("management", mode), CONNECTIONS, rule])
}

/// Somebody who signed in with their company account.
fn employee(stage: &Stage) -> Browser<'_> {
    let mut browser = stage.browser();
    browser.log_in_by("okta", GRACE_AT_WORK);
    browser
}

/// Somebody else at that company.
fn put_colleague(stage: &Stage) {
    stage.put_user(&json!({"user_id": "samlp|okta|joan@corp.example", "name": "Joan"}));
}

/// A user at GitHub who has a company account as well.
fn put_mixed(stage: &Stage) {
    stage.put_user(&json!({"user_id": "github|2001", "name": "Ada", "identities": [
        {"provider": "github", "user_id": "2001", "connection": "github"},
        {"provider": "samlp", "user_id": "okta|ada@corp.example", "connection": "okta"},
    ]}));
}

#[test]
fn a_pair_that_is_not_allowed_is_refused_at_the_callback() {
    for mode in MODES {
        for review in ["always", "never"] {
            let stage =
                Stage::with(&[("management", mode), ("review", review), CONNECTIONS, PAIRS]);
            let mut browser = stage.signed_in("ada");
            let page = browser.prove_by("okta", GRACE_AT_WORK);
            assert_eq!(page.outcome().as_deref(), Some("pair_not_allowed"), "{mode} {review}");
            assert_eq!(browser.me()["pending"], Value::Null);
            assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);

            let mut employee = employee(&stage);
            let page = employee.prove("github|2001");
            assert_eq!(page.outcome().as_deref(), Some("pair_not_allowed"), "{mode} {review}");
            assert!(stage.user("github|2001").is_some());
        }
    }
}

#[test]
fn a_pair_that_is_allowed_links_in_both_directions() {
    for mode in MODES {
        let stage = stage(mode, PAIRS);
        assert_eq!(stage.signed_in("ada").link("google-oauth2|1001"), "linked");

        let mut browser = stage.browser();
        browser.log_in_by("github", "github|2001");
        let page = browser.start_link(crate::support::DATABASE);
        browser.sign_in_at(&page, "grace");
        assert_eq!(browser.confirm(&[("primary", "auth0|grace")]), "swapped");
    }
}

#[test]
fn a_second_social_account_beside_the_first_one_needs_a_rule_of_its_own() {
    let stage = stage("user", PAIRS);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("google-oauth2|1001"), "linked");
    let page = browser.prove("github|2001");
    assert_eq!(page.outcome().as_deref(), Some("pair_not_allowed"), "social with social");

    let pairs = ("allowed_pairs", "database+social,google-oauth2+github");
    let stage = Stage::with(&[CONNECTIONS, pairs]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("google-oauth2|1001"), "linked");
    assert_eq!(browser.link("github|2001"), "linked");
    let page = browser.prove("windowslive|3001");
    assert_eq!(page.outcome().as_deref(), Some("pair_not_allowed"));
}

#[test]
fn by_way_of_a_third_account_nothing_gets_joined_either() {
    let pairs = ("allowed_pairs", "enterprise+database,database+social");
    let stage = stage("user", pairs);
    let mut browser = stage.signed_in("grace");
    browser.prove_by("okta", GRACE_AT_WORK);
    assert_eq!(browser.confirm(&[]), "linked");
    let page = browser.prove("windowslive|3001");
    assert_eq!(page.outcome().as_deref(), Some("pair_not_allowed"));
}

#[test]
fn a_pair_that_became_forbidden_is_refused_at_the_review() {
    for mode in MODES {
        let stage = stage(mode, PAIRS);
        let mut browser = stage.signed_in("ada");
        browser.prove("github|2001");
        put_mixed(&stage);
        assert_eq!(read(&browser.get("/link/review"))["code"], "pair_not_allowed", "{mode}");
        assert_eq!(browser.me()["pending"], Value::Null, "{mode}");
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
    }
}

#[test]
fn a_pair_that_became_forbidden_is_refused_at_the_confirmation() {
    for mode in MODES {
        let stage = stage(mode, PAIRS);
        let mut browser = stage.signed_in("ada");
        browser.prove("github|2001");
        put_mixed(&stage);
        assert_eq!(browser.confirm_unseen(&[]), "pair_not_allowed", "{mode}");
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "{mode}");
        assert_eq!(browser.me()["pending"], Value::Null, "{mode}");
    }
}

#[test]
fn the_present_accounts_links_count_as_well() {
    let stage = stage("user", PAIRS);
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    // In another browser she links something that does not go with it.
    let mut second = stage.signed_in("ada");
    assert_eq!(second.link("google-oauth2|1001"), "linked");
    assert_eq!(browser.confirm_unseen(&[]), "pair_not_allowed");
}

#[test]
fn a_managed_account_that_is_proved_must_become_primary() {
    for mode in MODES {
        let stage = stage(mode, MANAGED);
        let mut browser = stage.signed_in("grace");
        let page = browser.prove_by("okta", GRACE_AT_WORK);
        assert_eq!(page.outcome().as_deref(), Some("review"), "{mode}");
        let choice = read(&browser.get("/link/review"))["choice"].clone();
        assert_eq!(choice["possible"], json!([GRACE_AT_WORK]), "{mode}");
        assert_eq!(choice["recommended"], GRACE_AT_WORK);
        assert_eq!(choice["reason"], "managed");
        assert_eq!(browser.confirm(&[]), "cannot_be_primary", "{mode}");
        assert_eq!(browser.confirm(&[("primary", "auth0|grace")]), "cannot_be_primary");
        assert_eq!(stage.identities("auth0|grace"), ["auth0|grace"]);
        assert_eq!(browser.confirm(&[("primary", GRACE_AT_WORK)]), "swapped", "{mode}");
        assert_eq!(browser.me()["user"]["user_id"], GRACE_AT_WORK);
        assert_eq!(browser.identities(), [GRACE_AT_WORK, "auth0|grace"]);
    }
}

#[test]
fn a_managed_account_that_is_proved_is_looked_at_even_where_no_review_is_asked_for() {
    let stage = Stage::with(&[("review", "never"), CONNECTIONS, MANAGED]);
    let mut browser = stage.signed_in("grace");
    let page = browser.prove_by("okta", GRACE_AT_WORK);
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(browser.confirm(&[("primary", GRACE_AT_WORK)]), "swapped");
}

#[test]
fn a_managed_account_that_is_signed_in_stays_primary() {
    for mode in MODES {
        let stage = stage(mode, MANAGED);
        let mut browser = employee(&stage);
        browser.prove("windowslive|3001");
        let choice = read(&browser.get("/link/review"))["choice"].clone();
        assert_eq!(choice["possible"], json!([GRACE_AT_WORK]), "more to lose or not");
        assert_eq!(choice["reason"], "managed");
        let swap = browser.confirm(&[("primary", "windowslive|3001")]);
        assert_eq!(swap, "cannot_be_primary", "{mode}");
        assert!(stage.user(GRACE_AT_WORK).is_some());
        assert_eq!(browser.confirm(&[]), "linked", "{mode}");
        assert_eq!(browser.identities(), [GRACE_AT_WORK, "windowslive|3001"]);
    }
}

#[test]
fn two_managed_accounts_are_not_joined() {
    for mode in MODES {
        let stage = stage(mode, MANAGED);
        put_colleague(&stage);
        let mut browser = employee(&stage);
        browser.prove_by("okta", "samlp|okta|joan@corp.example");
        assert_eq!(read(&browser.get("/link/review"))["code"], "pair_not_allowed", "{mode}");
        assert_eq!(browser.me()["pending"], Value::Null);

        // Whoever confirms without having looked is refused as well.
        for primary in [&[][..], &[("primary", "samlp|okta|joan@corp.example")]] {
            browser.prove_by("okta", "samlp|okta|joan@corp.example");
            assert_eq!(browser.confirm_unseen(primary), "pair_not_allowed", "{mode}");
        }
        assert_eq!(stage.identities(GRACE_AT_WORK), [GRACE_AT_WORK]);
    }
}

#[test]
fn accounts_of_other_connections_are_not_touched_by_that_rule() {
    let stage = stage("user", MANAGED);
    assert_eq!(stage.signed_in("ada").link("github|2001"), "linked");
}
