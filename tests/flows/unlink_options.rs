//! What an unlink can do besides separating, in mode `client`: give back what the account had, or delete
//! it; and what becomes of that where something goes wrong in between.

use serde_json::{Value, json};

use crate::support::{Browser, DATABASE, Stage};

const CLIENT: [(&str, &str); 1] = [("management", "client")];
const GOOGLE: [(&str, &str); 2] = [("provider", "google-oauth2"), ("user_id", "1001")];

/// Unlinks Ada's Google account with this option.
fn unlink(browser: &mut Browser<'_>, option: &str) -> String {
    let fields = [GOOGLE[0], GOOGLE[1], (option, "on")];
    browser.post_outcome("/unlink", if option.is_empty() { &fields[..2] } else { &fields })
}

fn metadata(stage: &Stage, user_id: &str) -> Value {
    stage.user(user_id).expect(user_id)["user_metadata"].clone()
}

/// What is put by in an account.
fn kept(stage: &Stage, user_id: &str) -> Value {
    let user = stage.user(user_id).expect(user_id);
    let own = user["app_metadata"].as_object();
    let mut put_by =
        own.into_iter().flatten().filter(|(key, _)| key.starts_with("account_linking"));
    put_by.next().map_or(Value::Null, |(_, value)| value.clone())
}

fn restorable(browser: &mut Browser<'_>, index: usize) -> Value {
    browser.me()["identities"][index]["restorable"].clone()
}

#[test]
fn gives_back_exactly_what_was_there() {
    let stage = Stage::with(&CLIENT);
    let had = metadata(&stage, "google-oauth2|1001");
    let mut browser = stage.signed_in("ada");
    let ada_had = metadata(&stage, "auth0|ada");
    assert_eq!(browser.link("google-oauth2|1001"), "linked");
    assert_eq!(browser.link("github|2001"), "linked");
    assert_eq!(restorable(&mut browser, 0), false);
    assert_eq!(restorable(&mut browser, 1), true);
    assert_eq!(restorable(&mut browser, 2), false, "there was nothing to put by");
    assert_eq!(browser.me()["unlink"], json!({"restore": true, "delete": true}));

    assert_eq!(unlink(&mut browser, "restore"), "restored");
    assert_eq!(browser.me()["outcome"], "restored");
    assert_eq!(metadata(&stage, "google-oauth2|1001"), had);
    assert_eq!(kept(&stage, "auth0|ada"), Value::Null);
    assert_ne!(metadata(&stage, "auth0|ada"), ada_had, "what was carried over stays");

    // Where nothing was put by there is nothing to give back.
    let identity = [("provider", "github"), ("user_id", "2001"), ("restore", "on")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
}

#[test]
fn gives_back_after_a_swap() {
    let stage = Stage::with(&CLIENT);
    let had = metadata(&stage, "auth0|ada");
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    assert_eq!(browser.confirm(&[("primary", "google-oauth2|1001")]), "swapped");
    assert_eq!(restorable(&mut browser, 1), true);
    let identity = [("provider", "auth0"), ("user_id", "ada"), ("restore", "on")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "restored");
    assert_eq!(metadata(&stage, "auth0|ada"), had);
}

#[test]
fn what_two_accounts_had_does_not_get_mixed_up() {
    let stage = Stage::with(&CLIENT);
    stage.put_user(&json!({
        "user_id": "github|7001", "name": "Ada", "user_metadata": {"newsletter": false, "x": [1]},
    }));
    let had = metadata(&stage, "google-oauth2|1001");
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    browser.link("github|7001");
    assert_eq!(unlink(&mut browser, "restore"), "restored");
    assert_eq!(metadata(&stage, "google-oauth2|1001"), had);
    assert_eq!(restorable(&mut browser, 1), true);
    let identity = [("provider", "github"), ("user_id", "7001"), ("restore", "on")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "restored");
    assert_eq!(metadata(&stage, "github|7001"), json!({"newsletter": false, "x": [1]}));
}

#[test]
fn a_plain_unlink_forgets_what_was_put_by() {
    let stage = Stage::with(&CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    assert_ne!(kept(&stage, "auth0|ada"), Value::Null);
    assert_eq!(unlink(&mut browser, ""), "unlinked");
    assert_eq!(kept(&stage, "auth0|ada"), Value::Null);
    browser.me();
    assert_eq!(metadata(&stage, "google-oauth2|1001"), Value::Null, "as Auth0 gives it back");
}

#[test]
fn deletes_the_separated_account_and_no_other() {
    let stage = Stage::with(&CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    browser.link("google-oauth2|1002");
    assert_eq!(unlink(&mut browser, "delete"), "deleted");
    assert_eq!(browser.me()["outcome"], "deleted");
    assert!(stage.user("google-oauth2|1001").is_none());
    assert_eq!(kept(&stage, "auth0|ada"), Value::Null);
    assert_eq!(browser.identities(), ["auth0|ada", "google-oauth2|1002"]);
}

#[test]
fn attack_what_is_not_exactly_the_separated_account_is_neither_deleted_nor_changed() {
    let google = json!({"provider": "google-oauth2", "user_id": "1001",
        "connection": "google-oauth2"});
    let other = json!({"provider": "github", "user_id": "9", "connection": "github"});
    let elsewhere = json!({"provider": "google-oauth2", "user_id": "1001", "connection": "x"});
    let unknown = json!({"provider": "google-oauth2", "user_id": "1001"});
    for identities in
        [json!([google, other]), json!([other]), json!([elsewhere]), json!([unknown]), json!([])]
    {
        for option in ["delete", "restore"] {
            let stage = Stage::with(&CLIENT);
            let mut browser = stage.signed_in("ada");
            browser.link("google-oauth2|1001");
            let body = json!({"user_id": "google-oauth2|1001", "identities": identities});
            stage.fault(&json!({"when": {"method": "GET", "path": "/api/v2/users/google*"},
                "then": {"status": 200, "body": body}}));
            stage.forget_requests();
            assert_eq!(unlink(&mut browser, option), "unlinked_only", "{identities}");
            let touched = |line: &&String| !line.starts_with("GET ") && line.contains("/google");
            let requests = stage.requests();
            let touched: Vec<_> = requests.iter().filter(touched).collect();
            // The unlink itself.
            assert_eq!(touched.len(), 1, "{touched:?}");
        }
    }
}

/// Without scripts nothing keeps a person from ticking both.
#[test]
fn of_both_at_once_deleting_counts() {
    let both = [&GOOGLE[..], &[("restore", "on"), ("delete", "on")]].concat();
    let stage = Stage::with(&CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    stage.forget_requests();
    assert_eq!(browser.post_outcome("/unlink", &both), "deleted");
    assert!(stage.user("google-oauth2|1001").is_none());
    assert_eq!(stage.count("PATCH", "/api/v2/users/google"), 0, "nothing is given back");
    assert_eq!(kept(&stage, "auth0|ada"), Value::Null);

    // It is kept so over a repeated sign-in.
    let stage = Stage::native(&CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    stage.pass(16 * 60);
    browser.post_json("/unlink", &both);
    let resume = browser.me()["resume"].clone();
    assert_eq!((&resume["restore"], &resume["delete"]), (&json!(false), &json!(true)));
}

#[test]
fn without_the_scope_deleting_is_not_offered_and_does_not_work() {
    let stage = Stage::native(&CLIENT);
    stage.grant("local-app", &["read:users", "update:users"]);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    assert_eq!(browser.me()["unlink"], json!({"restore": true, "delete": false}));
    assert_eq!(unlink(&mut browser, "delete"), "unlinked_only");
    assert!(stage.user("google-oauth2|1001").is_some());
    assert!(stage.log().contains("delete user: refused; it needs the scope delete:users"));
}

#[test]
fn in_mode_user_there_are_no_options() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    assert_eq!(browser.me()["unlink"], json!({"restore": false, "delete": false}));
    assert_eq!(restorable(&mut browser, 1), false);
    assert_eq!(unlink(&mut browser, "restore"), "invalid_request");
    assert_eq!(unlink(&mut browser, "delete"), "invalid_request");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada", "google-oauth2|1001"]);
}

#[test]
fn refuses_nonsense() {
    let stage = Stage::with(&CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    stage.forget_requests();
    for further in [
        &[("restore", "true")][..],
        &[("restore", "1"), ("delete", "on")],
        &[("delete", "1")],
        &[("delete", "on"), ("delete", "on")],
    ] {
        let fields: Vec<_> = GOOGLE.iter().chain(further).copied().collect();
        assert_eq!(browser.post_outcome("/unlink", &fields), "invalid_request", "{further:?}");
    }
    assert_eq!(stage.requests(), [""; 0]);
}

#[test]
fn what_does_not_fit_is_not_put_by_and_the_link_works() {
    let stage = Stage::with(&CLIENT);
    let large = json!({"notes": "x".repeat(5_000)});
    stage.put_user(&json!({"user_id": "github|7001", "name": "Ada", "user_metadata": large}));
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|7001"), "linked");
    assert_eq!(metadata(&stage, "auth0|ada")["notes"], large["notes"]);
    assert_eq!(restorable(&mut browser, 1), false);
    assert_eq!(kept(&stage, "auth0|ada"), Value::Null);
    let identity = [("provider", "github"), ("user_id", "7001"), ("restore", "on")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
}

/// The calls of an unlink, by method, path and which of them.
const READ: (&str, &str, u32) = ("GET", "/api/v2/users/auth0*", 1);
const SEPARATE: (&str, &str, u32) = ("DELETE", "/api/v2/users/auth0*", 1);
const READ_AFTER: (&str, &str, u32) = ("GET", "/api/v2/users/auth0*", 2);
const GIVE: (&str, &str, u32) = ("PATCH", "/api/v2/users/google*", 1);
const DELETE: (&str, &str, u32) = ("DELETE", "/api/v2/users/google*", 1);
const FORGET: (&str, &str, u32) = ("PATCH", "/api/v2/users/auth0*", 1);

/// What the visitor is told for `drop_before`, 503, 429 and `drop_after`, and how it ends.
type Row = ((&'static str, &'static str, u32), &'static str, [&'static str; 4]);

const LOST: &str = "tenant_unreachable";
const LIMITED: &str = "rate_limited";
const ONLY: &str = "unlinked_only";

const ROWS: [Row; 10] = [
    (READ, "restore", [LOST, LOST, LIMITED, LOST]),
    (SEPARATE, "restore", [LOST, LOST, LIMITED, "restored"]),
    (READ_AFTER, "restore", [ONLY, ONLY, ONLY, ONLY]),
    (GIVE, "restore", [ONLY, ONLY, ONLY, "restored"]),
    (FORGET, "restore", ["restored"; 4]),
    (SEPARATE, "delete", [LOST, LOST, LIMITED, "deleted"]),
    (READ_AFTER, "delete", [ONLY, ONLY, ONLY, ONLY]),
    (DELETE, "delete", [ONLY, ONLY, ONLY, "deleted"]),
    (FORGET, "delete", ["deleted"; 4]),
    (FORGET, "", [LOST, LOST, LIMITED, LOST]),
];

#[test]
fn an_unlink_that_is_interrupted_is_told_and_finished() {
    let thens = [
        json!("drop_before"),
        json!({"status": 503}),
        json!({"status": 429, "headers": {"retry-after": "9"}}),
        json!("drop_after"),
    ];
    for ((method, path, nth), option, expected) in ROWS {
        for (then, expected) in thens.iter().zip(expected) {
            let stage = Stage::native(&CLIENT);
            let had = metadata(&stage, "google-oauth2|1001");
            let mut browser = stage.signed_in("ada");
            browser.link("google-oauth2|1001");
            stage.fault(&json!({
                "when": {"method": method, "path": path}, "nth": nth, "then": then,
            }));
            let row = format!("{option}: {method} {path} {nth} {then}");
            assert_eq!(unlink(&mut browser, option), expected, "{row}");
            stage.heal();
            if [LOST, LIMITED].contains(&expected) {
                // Nothing was done, and it can be asked for again.
                assert_eq!(browser.identities().len(), 2, "{row}");
                let again = match option {
                    "" => "unlinked",
                    "delete" => "deleted",
                    _ => "restored",
                };
                assert_eq!(unlink(&mut browser, option), again, "{row}");
            }
            // What is left the next visits see to.
            browser.me();
            browser.me();
            assert_eq!(browser.identities(), ["auth0|ada"], "{row}");
            assert_eq!(kept(&stage, "auth0|ada"), Value::Null, "{row}");
            let separated = stage.user("google-oauth2|1001");
            let gone = option == "delete" && expected != ONLY;
            assert_eq!(separated.is_none(), gone, "{row}");
            if let Some(separated) = separated {
                let given = if option.is_empty() { &Value::Null } else { &had };
                assert_eq!(separated["user_metadata"], *given, "{row}");
            }
        }
    }
}

#[test]
fn what_the_separated_account_got_meanwhile_is_not_overwritten() {
    let stage = Stage::with(&CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    stage.fault(&json!({
        "when": {"method": "PATCH", "path": "/api/v2/users/google*"}, "then": {"status": 503},
    }));
    assert_eq!(unlink(&mut browser, "restore"), "unlinked_only");
    let fresh = json!({"newsletter": false});
    stage.put_user(&json!({"user_id": "google-oauth2|1001", "user_metadata": fresh}));
    browser.me();
    assert_eq!(metadata(&stage, "google-oauth2|1001"), fresh);
    assert_eq!(kept(&stage, "auth0|ada"), Value::Null);
}

#[test]
fn what_is_put_by_goes_along_where_its_account_joins_another_one() {
    let stage = Stage::with(&CLIENT);
    // Google joins GitHub's account, and that one joins Ada's.
    let mut browser = stage.browser();
    let page = browser.open("/login?connection=github");
    browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    let had = metadata(&stage, "google-oauth2|1001");
    assert_eq!(browser.link("google-oauth2|1001"), "linked");
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked_all");
    let fields = [("provider", "google-oauth2"), ("user_id", "1001"), ("restore", "on")];
    assert_eq!(browser.post_outcome("/unlink", &fields), "restored");
    assert_eq!(metadata(&stage, "google-oauth2|1001"), had);
}

#[test]
fn two_sessions_do_not_undo_what_each_other_put_by() {
    let stage = Stage::with(&CLIENT);
    let mut one = stage.signed_in("ada");
    let mut two = stage.signed_in("ada");
    one.prove("google-oauth2|1001");
    one.get("/link/review");
    stage.put_user(
        &json!({"user_id": "github|9", "email_verified": true, "email": "a@example.com",
        "user_metadata": {"x": 1}, "identities": [{"provider": "github", "user_id": "9",
        "connection": "github"}]}),
    );
    assert_eq!(two.link("github|9"), "linked");
    // Shown before the other link was made.
    let review = one.review_id();
    assert_eq!(one.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    let me = one.me();
    let restorable: Vec<_> =
        me["identities"].as_array().unwrap().iter().map(|it| it["restorable"] == true).collect();
    assert_eq!(restorable, [false, true, true], "{me}");
}

/// The tenant may be late to show what it did, or another tab may have linked it again.
#[test]
fn attack_an_account_that_is_linked_again_is_neither_deleted_nor_given_anything() {
    let google = json!({"provider": "google-oauth2", "user_id": "1001",
        "connection": "google-oauth2"});
    let as_before = json!({"user_id": "google-oauth2|1001", "identities": [google]});
    let left = json!([{"provider": "auth0", "user_id": "ada", "connection": DATABASE}]);
    for option in ["delete", "restore"] {
        let stage = Stage::with(&CLIENT);
        let mut browser = stage.signed_in("ada");
        browser.link("google-oauth2|1001");
        for (method, path, body) in [
            ("DELETE", "/api/v2/users/auth0*", left.clone()),
            ("GET", "/api/v2/users/google*", as_before.clone()),
        ] {
            stage.fault(&json!({"when": {"method": method, "path": path}, "times": 0,
                "then": {"status": 200, "body": body}}));
        }
        stage.forget_requests();
        assert_eq!(unlink(&mut browser, option), ONLY);
        let changes = stage.requests().into_iter().filter(|line| !line.starts_with("GET "));
        assert_eq!(changes.count(), 1, "the unlink itself: {:?}", stage.requests());
    }
}

#[test]
fn a_deletion_that_nobody_could_see_to_the_end_is_not_told_as_done() {
    let stage = Stage::native(&CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    for (method, nth) in [("DELETE", 1), ("GET", 2)] {
        let when = json!({"method": method, "path": "/api/v2/users/google*"});
        stage.fault(&json!({"when": when, "nth": nth, "then": {"status": 503}}));
    }
    assert_eq!(unlink(&mut browser, "delete"), ONLY);
    assert!(stage.user("google-oauth2|1001").is_some());
}
