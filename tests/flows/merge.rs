//! Metadata when two accounts become one: what is carried over, by which choice, and that nothing is
//! lost on the way.

use serde_json::{Value, json};

use crate::support::{Browser, Stage, json as read};

/// Ada's password account and her Google account, with what each has.
fn stage(present: &Value, other: &Value) -> Stage {
    let stage = Stage::new();
    set(&stage, present, other);
    stage
}

fn set(stage: &Stage, present: &Value, other: &Value) {
    for (user_id, connection, metadata) in [
        ("auth0|ada", "Username-Password-Authentication", present),
        ("google-oauth2|1001", "google-oauth2", other),
    ] {
        let mut user = stage.user(user_id).unwrap();
        let (provider, id) = user_id.split_once('|').unwrap();
        stage.put_user(&json!({
            "user_id": user_id, "name": user["name"].take(), "email": user["email"].take(),
            "email_verified": true, "user_metadata": metadata,
            "identities": [{"provider": provider, "user_id": id, "connection": connection,
                "password": "worthless-ada"}],
        }));
    }
}

fn proved(stage: &Stage) -> (Browser<'_>, String) {
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    (browser, review)
}

#[track_caller]
fn check(choices: &[(&str, &str)], expected: Value) {
    let stage = stage(
        &json!({"theme": "dark", "tags": ["a", "b"], "profile": {"city": "London"}, "own": 1}),
        &json!({"theme": "light", "tags": ["b", "c"], "profile": {"city": "Lund", "age": 36},
            "news": true}),
    );
    let (mut browser, review) = proved(&stage);
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["metadata"].as_array().unwrap().len(), 5, "{shown}");
    let mut fields = vec![("review", review.as_str())];
    fields.extend_from_slice(choices);
    stage.forget_requests();
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "linked");
    let requests = [
        "GET /api/v2/users/auth0%7Cada",
        "GET /api/v2/users/google-oauth2%7C1001",
        "PATCH /api/v2/users/auth0%7Cada",
        "POST /api/v2/users/auth0%7Cada/identities",
    ];
    let mut asked = stage.requests();
    // The two are read at the same time.
    asked[..2].sort();
    assert_eq!(asked, requests, "both accounts, the metadata, then the link");
    assert_eq!(stage.user("auth0|ada").unwrap()["user_metadata"], expected);
}

#[test]
fn by_default_all_is_kept_that_can_be_and_else_the_primary_wins() {
    check(
        &[],
        json!({"theme": "dark", "tags": ["a", "b", "c"], "profile": {"city": "London", "age": 36},
            "own": 1, "news": true}),
    );
}

#[test]
fn each_key_can_be_chosen() {
    check(
        &[("metadata.theme", "take"), ("metadata.tags", "join"), ("metadata.profile", "keep")],
        json!({"theme": "light", "tags": ["a", "b", "c"], "profile": {"city": "London"},
            "own": 1, "news": true}),
    );
}

/// With a store, and without one, where the journal needs room inside the profile.
#[test]
fn what_is_too_large_to_be_joined_stays_as_it_is_and_that_is_shown() {
    let big = |letter: &str| letter.repeat(2_500);
    for has_store in [true, false] {
        let stage = Stage::native(&[]);
        set(
            &stage,
            &json!({"small": ["1"], "large": [big("a"), big("b")]}),
            &json!({"small": ["2"], "large": [big("c"), big("d")], "news": true}),
        );
        if !has_store {
            stage.take_store_away();
        }
        let (mut browser, review) = proved(&stage);
        let shown = read(&browser.get("/link/review"));
        assert_eq!(shown["too_large"], json!([]));
        let keys = shown["metadata"].as_array().unwrap();
        let [large, _, small] = &keys[..] else { panic!("{shown}") };
        assert_eq!(large["falls_back"], json!(["auth0|ada", "google-oauth2|1001"]), "{large}");
        assert_eq!((&small["falls_back"], &small["conflict"]), (&json!([]), &json!(false)));
        assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
        let metadata = stage.user("auth0|ada").unwrap()["user_metadata"].clone();
        let expected = json!({"small": ["1", "2"], "large": [big("a"), big("b")], "news": true});
        assert_eq!(metadata, expected, "with a store: {has_store}");
    }
}

/// The journal of a link lies in the store, where there is one, and takes no room beside what it is about.
#[test]
fn room_for_the_journal_is_made_where_it_goes_and_nowhere_else() {
    let long = |letter: &str| letter.repeat(4_000);
    let lists = [json!({"tags": [long("a")]}), json!({"tags": [long("b")]})];
    let both = json!({"tags": [long("a"), long("b")]});
    let alone = [json!({"own": long("a")}), json!({"theirs": "b".repeat(5_250)})];
    for has_store in [true, false] {
        let proved = |[own, theirs]: &[Value; 2]| {
            let stage = Stage::native(&[]);
            set(&stage, own, theirs);
            if !has_store {
                stage.take_store_away();
            }
            let (mut browser, review) = proved(&stage);
            let shown = read(&browser.get("/link/review"));
            let code = browser.post_outcome("/link/confirm", &[("review", &review)]);
            assert!(stage.stored("journal").is_empty());
            (shown, code, stage.user("auth0|ada").unwrap()["user_metadata"].clone())
        };
        let (shown, code, metadata) = proved(&lists);
        let ids = if has_store { json!([]) } else { json!(["auth0|ada", "google-oauth2|1001"]) };
        assert_eq!(shown["metadata"][0]["falls_back"], ids, "with a store: {has_store}");
        assert_eq!(code, "linked");
        assert_eq!(&metadata, if has_store { &both } else { &lists[0] });
        let (shown, code, _) = proved(&alone);
        assert_eq!(shown["too_large"], ids, "with a store: {has_store}");
        assert_eq!(code, if has_store { "linked" } else { "profile_too_large" });
    }
}

/// Who asked for it is told that it cannot be.
#[test]
fn what_was_asked_to_be_joined_is_never_left_out_unsaid() {
    let big = |letter: &str| json!({"large": [letter.repeat(6_000)]});
    let stage = stage(&big("a"), &big("b"));
    let (mut browser, review) = proved(&stage);
    let fields = [("review", review.as_str()), ("metadata.large", "join")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "profile_too_large");
}

#[test]
fn a_key_can_be_left_behind() {
    let stage = stage(&json!({"own": 1}), &json!({"news": true}));
    let (mut browser, review) = proved(&stage);
    stage.forget_requests();
    let fields = [("review", review.as_str()), ("metadata.news", "leave")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "linked");
    assert_eq!(stage.user("auth0|ada").unwrap()["user_metadata"], json!({"own": 1}));
    assert!(!stage.requests().iter().any(|line| line.starts_with("PATCH")), "nothing to change");
}

#[test]
fn a_choice_that_does_not_exist_or_comes_twice_is_refused() {
    let stage = stage(&json!({}), &json!({"news": true}));
    let (mut browser, review) = proved(&stage);
    for wrong in
        [&[("metadata.news", "burn")][..], &[("metadata.news", "leave"), ("metadata.news", "take")]]
    {
        let mut fields = vec![("review", review.as_str())];
        fields.extend_from_slice(wrong);
        assert_eq!(browser.post_outcome("/link/confirm", &fields), "invalid_request");
    }
    assert_eq!(browser.identities(), ["auth0|ada"]);
}

#[test]
fn a_swap_carries_over_in_the_other_direction() {
    let stage = stage(&json!({"theme": "dark", "own": 1}), &json!({"theme": "light"}));
    let (mut browser, review) = proved(&stage);
    let fields = [("review", review.as_str()), ("primary", "google-oauth2|1001")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "swapped");
    let metadata = stage.user("google-oauth2|1001").unwrap()["user_metadata"].clone();
    assert_eq!(metadata, json!({"theme": "light", "own": 1}));
}

#[test]
fn app_metadata_never_moves() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("windowslive|3001");
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    assert!(stage.user("auth0|ada").unwrap()["app_metadata"].is_null());
}

#[test]
fn a_profile_above_ten_kilobytes_is_refused_before_anything_is_written() {
    let big = "x".repeat(6_000);
    let stage = stage(&json!({"own": big}), &json!({"theirs": big, "small": 1}));
    let (mut browser, review) = proved(&stage);
    browser.get("/link/review");
    stage.forget_requests();
    let outcome = browser.post_outcome("/link/confirm", &[("review", &review)]);
    assert_eq!(outcome, "profile_too_large");
    assert!(stage.requests().iter().all(|it| it.starts_with("GET ")), "{:?}", stage.requests());
    // The review still waits: what is too large can be left behind.
    let fields = [("review", review.as_str()), ("metadata.theirs", "leave")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "linked");
    assert_eq!(stage.user("auth0|ada").unwrap()["user_metadata"]["small"], 1);
}

#[test]
fn without_a_store_the_journal_lies_in_the_metadata_and_goes_again() {
    let stage = Stage::native(&[]);
    set(&stage, &json!({"theme": "dark"}), &json!({"theme": "light", "news": true}));
    stage.take_store_away();
    let (mut browser, review) = proved(&stage);
    stage.forget_requests();
    let fields = [("review", review.as_str()), ("metadata.theme", "take")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "linked");
    let methods: Vec<String> =
        stage.requests().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(methods, ["GET", "GET", "PATCH", "POST", "PATCH"]);
    let metadata = stage.user("auth0|ada").unwrap()["user_metadata"].clone();
    assert_eq!(metadata, json!({"theme": "light", "news": true}));
}

/// A product that writes often keeps nobody from confirming.
#[test]
fn what_others_change_between_review_and_confirmation() {
    let stage = stage(&json!({"theme": "dark"}), &json!({"theme": "light", "news": true}));
    let (mut browser, review) = proved(&stage);
    browser.get("/link/review");
    // The product changes both accounts meanwhile.
    set(
        &stage,
        &json!({"theme": "blue", "new": 1}),
        &json!({"theme": "red", "news": false, "late": 2}),
    );
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    let metadata = stage.user("auth0|ada").unwrap()["user_metadata"].clone();
    // It goes by what both have now, and for a key that was not shown by the default.
    assert_eq!(metadata, json!({"theme": "blue", "news": false, "new": 1, "late": 2}));
}

#[test]
fn a_link_is_not_sent_when_the_metadata_took_too_long() {
    let stage = Stage::native(&[]);
    set(&stage, &json!({"theme": "dark"}), &json!({"news": true}));
    let (mut browser, review) = proved(&stage);
    browser.get("/link/review");
    let patch = json!({"method": "PATCH", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": patch, "times": 2,
        "then": {"status": 429, "headers": {"retry-after": "3"}}}));
    stage.fault(&json!({"when": patch, "nth": 3, "then": {"delay_ms": 4900}}));
    let outcome = browser.post_outcome("/link/confirm", &[("review", &review)]);
    assert_eq!(outcome, "tenant_unreachable");
    assert_eq!(stage.user("auth0|ada").unwrap()["user_metadata"], json!({"theme": "dark"}));
    assert_eq!(stage.count("POST", "/api/v2/users/auth0%7Cada/identities"), 0);
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
}

#[test]
fn what_may_yet_be_linked_is_not_taken_back_too_early() {
    let stage = Stage::native(&[]);
    set(&stage, &json!({"theme": "dark"}), &json!({"news": true}));
    let (mut browser, review) = proved(&stage);
    browser.get("/link/review");
    let mut elsewhere = stage.signed_in("ada");
    let link = json!({"method": "POST", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": link, "then": {"status": 503}}));
    let outcome = browser.post_outcome("/link/confirm", &[("review", &review)]);
    assert_eq!(outcome, "tenant_unreachable");
    let with_rest = json!({"theme": "dark", "news": true});
    let metadata = || stage.user("auth0|ada").unwrap()["user_metadata"].clone();
    // Another device looks in while the request may still be under way.
    elsewhere.me();
    assert_eq!(metadata(), with_rest);
    // Later it is over for sure; but here the review waits, and may be confirmed at any moment.
    stage.pass(31);
    browser.me();
    assert_eq!(metadata(), with_rest);
    elsewhere.me();
    assert_eq!(metadata(), json!({"theme": "dark"}));
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    assert_eq!(metadata(), with_rest);
}

/// What is already larger than Auth0 takes is linked with nothing carried over, and that is said before.
#[test]
fn the_review_says_which_account_cannot_take_everything() {
    let big = "x".repeat(11_000);
    for (own, theirs, short) in [
        (json!({"own": 1}), json!({"theirs": 1}), json!([])),
        (json!({"own": big}), json!({"theirs": 1}), json!(["auth0|ada", "google-oauth2|1001"])),
        // Where the larger one joins, its settings are what does not fit.
        (json!({"own": big}), json!({"own": 1}), json!([])),
        (json!({"own": big}), json!({}), json!(["google-oauth2|1001"])),
    ] {
        let stage = stage(&own, &theirs);
        let (mut browser, review) = proved(&stage);
        let shown = read(&browser.get("/link/review"));
        assert_eq!(shown["too_large"], short, "{theirs}");
        let drawn = browser.open("/settings?step=choose").body;
        let says = drawn.contains("are too large. Leave");
        assert_eq!(says, short != json!([]), "{theirs}");
        let fails = short.as_array().unwrap().contains(&json!("auth0|ada"));
        let outcome = browser.post_outcome("/link/confirm", &[("review", &review)]);
        assert_eq!(outcome, if fails { "profile_too_large" } else { "linked" });
        if fails {
            let fields = [("review", review.as_str()), ("metadata.theirs", "leave")];
            assert_eq!(browser.post_outcome("/link/confirm", &fields), "linked");
        }
    }
}

#[test]
fn attack_a_list_too_large_to_be_joined_is_not_left_behind_without_a_review() {
    let stage = Stage::with(&[("review", "never")]);
    let big = |letter: &str| json!({"large": [letter.repeat(6_000)]});
    set(&stage, &big("a"), &big("b"));
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove("google-oauth2|1001").outcome().as_deref(), Some("review"));
}

#[test]
fn what_does_not_fit_waits_for_a_review_also_where_none_is_asked_for() {
    let stage = Stage::with(&[("review", "never")]);
    let big = "x".repeat(6_000);
    set(&stage, &json!({"own": big}), &json!({"theirs": big}));
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove("google-oauth2|1001").outcome().as_deref(), Some("review"));
    assert_eq!(browser.confirm(&[("metadata.theirs", "leave")]), "linked");
}
