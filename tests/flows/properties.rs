//! Properties that hold after any sequence of links, swaps, unlinks and faults, over generated users:
//! no identity is lost or doubled, metadata is what the choices make of it, the primary identity stays,
//! and `/me` tells the truth.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::{Browser, Stage, identity_id, json as read};

/// Provider, id, connection. Two of one provider, bars, a number, a slash and a percent sign, a space.
const IDENTITIES: [(&str, &str, &str); 7] = [
    ("auth0", "0000", "Username-Password-Authentication"),
    ("google-oauth2", "1", "google-oauth2"),
    ("google-oauth2", "2", "google-oauth2"),
    ("samlp", "okta|x|y", "okta"),
    ("github", "77", "github"),
    ("oauth2", "line|U/1%2F", "line"),
    ("windowslive", "a b", "windowslive"),
];

/// The person starts as the first one, so that one has a password and stays whoever they are.
const SETTINGS: [(&str, &str); 2] = [
    ("reauth_after", "off"),
    (
        "connections",
        "google-oauth2=Google,okta=Okta,github=GitHub,line=LINE,windowslive=Microsoft,\
         Username-Password-Authentication=Password",
    ),
];

#[derive(Clone, Debug)]
enum Step {
    Link { target: usize, swap: bool, choices: BTreeMap<String, &'static str>, trouble: Trouble },
    Unlink { which: usize, trouble: Trouble },
}

/// At which of the API's requests from then on, and what; none where there is no body.
type Trouble = Option<(u32, u32, Value)>;

fn value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(json!(true)),
        (0..3_u8).prop_map(|number| json!(number)),
        "[ab]{0,2}".prop_map(|text| json!(text)),
    ];
    plain.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::btree_map("[xy]", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn metadata() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map("[abcd]", value(), 0..4).prop_map(|map| map.into_iter().collect())
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let fault = prop_oneof![
        Just(json!("drop_before")),
        Just(json!("drop_after")),
        Just(json!({"status": 503})),
        Just(json!({"status": 400})),
        Just(json!({"status": 403})),
        Just(json!({"status": 409})),
        Just(json!({"status": 429, "headers": {"retry-after": "1"}})),
        Just(json!({"status": 429, "headers": {"retry-after": "9"}})),
    ];
    // From the nth request on, once or for ever.
    prop::option::of((1..4_u32, 0..2_u32, fault))
}

fn step() -> impl Strategy<Value = Step> {
    let choice = prop::sample::select(vec!["keep", "take", "join", "leave"]);
    let choices = prop::collection::btree_map("[abcd]", choice, 0..3);
    prop_oneof![
        3 => (0..IDENTITIES.len(), any::<bool>(), choices, trouble()).prop_map(
            |(target, swap, choices, trouble)| Step::Link { target, swap, choices, trouble }
        ),
        1 => (0..IDENTITIES.len(), trouble())
            .prop_map(|(which, trouble)| Step::Unlink { which, trouble }),
    ]
}

/// A user as the tenant has it: its metadata and its identities, its own first.
type Users = BTreeMap<String, (Value, Vec<String>)>;

fn id(index: usize) -> String {
    let (provider, id, _) = IDENTITIES[index];
    format!("{provider}|{id}")
}

fn users(stage: &Stage) -> Users {
    let all = (0..IDENTITIES.len()).map(id);
    all.filter_map(|id| {
        let user = stage.user(&id)?;
        let identities = user["identities"].as_array().unwrap().iter().map(identity_id).collect();
        let metadata = user.get("user_metadata").cloned().unwrap_or_else(|| json!({}));
        Some((id, (metadata, identities)))
    })
    .collect()
}

fn check_whole(users: &Users) {
    let all: Vec<&String> = users.values().flat_map(|(_, identities)| identities).collect();
    let distinct: BTreeSet<&String> = all.iter().copied().collect();
    assert_eq!(all.len(), IDENTITIES.len(), "an identity is lost or doubled: {users:?}");
    assert_eq!(distinct.len(), IDENTITIES.len(), "an identity is doubled: {users:?}");
    for (user_id, (_, identities)) in users {
        assert_eq!(identities.first(), Some(user_id), "the primary identity");
    }
}

/// What the choices make of two users' metadata, said once more, independently.
fn merged(primary: &Value, secondary: &Value, choices: &BTreeMap<String, &str>) -> Value {
    let mut merged = primary.as_object().unwrap().clone();
    for (key, theirs) in secondary.as_object().unwrap() {
        let choice = choices.get(key).copied().unwrap_or("");
        match (merged.get(key).cloned(), choice) {
            (None, "leave") => {}
            (None, _) | (Some(_), "take") => {
                merged.insert(key.clone(), theirs.clone());
            }
            (Some(ours), "join" | "") => {
                merged.insert(key.clone(), united(&ours, theirs));
            }
            (Some(_), _) => {}
        }
    }
    Value::Object(merged)
}

fn united(ours: &Value, theirs: &Value) -> Value {
    if let (Some(ours), Some(theirs)) = (ours.as_array(), theirs.as_array()) {
        // Words alone, and each of them once.
        let set = |list: &[Value]| {
            let words: BTreeSet<&str> = list.iter().filter_map(Value::as_str).collect();
            words.len() == list.len()
        };
        if !set(ours) || !set(theirs) {
            return ours.iter().cloned().collect();
        }
        let new = theirs.iter().filter(|item| !ours.contains(item));
        return ours.iter().chain(new).cloned().collect();
    }
    if let (Some(ours), Some(theirs)) = (ours.as_object(), theirs.as_object()) {
        let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let value = |key: &String| match (ours.get(key), theirs.get(key)) {
            (Some(one), Some(two)) => united(one, two),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => Value::Null,
        };
        return keys.into_iter().map(|key| (key.clone(), value(key))).collect();
    }
    ours.clone()
}

/// Signs in by any identity; the session is the one of the user that has it.
fn sign_in<'a>(stage: &'a Stage, index: usize) -> Browser<'a> {
    let mut browser = stage.browser();
    let (_, _, connection) = IDENTITIES[index];
    let page = browser.open(&format!("/login?connection={connection}"));
    submit(&mut browser, &page, index);
    browser
}

fn submit(
    browser: &mut Browser<'_>,
    page: &crate::support::Page,
    index: usize,
) -> crate::support::Page {
    if index == 0 {
        let fields = [("username", "p0@example.com"), ("password", "worthless-p0")];
        browser.submit(page, "/u/login", &fields)
    } else {
        browser.submit(page, "/u/social", &[("user_id", &id(index))])
    }
}

fn strike(stage: &Stage, trouble: &Trouble) {
    if let Some((nth, times, then)) = trouble {
        let when = json!({"path": "/api/v2/*"});
        stage.fault(&json!({"when": when, "nth": nth, "times": times, "then": then}));
    }
}

/// Everybody looks in once more, later, with nothing wrong: what was interrupted is finished.
fn settle(stage: &Stage) {
    stage.heal();
    stage.pass(6 * 60);
    for user_id in users(stage).keys() {
        let index = (0..IDENTITIES.len()).find(|index| id(*index) == *user_id).unwrap();
        assert_eq!(sign_in(stage, index).get("/me").status(), 200);
    }
}

fn link(
    stage: &Stage,
    target: usize,
    swap: bool,
    choices: &BTreeMap<String, &'static str>,
    trouble: &Trouble,
) {
    let mut browser = sign_in(stage, 0);
    let before = users(stage);
    let present = browser.me()["user"]["user_id"].as_str().unwrap().to_owned();
    let page = browser.start_link(IDENTITIES[target].2);
    let page = submit(&mut browser, &page, target);
    let owner = |users: &Users| {
        let mut owners = users.iter().filter(|(_, (_, all))| all.contains(&id(target)));
        owners.next().unwrap().0.clone()
    };
    let other = owner(&before);
    if other == present {
        let outcome = page.outcome().unwrap();
        assert!(["same_account", "already_linked"].contains(&&*outcome), "{outcome}");
        return;
    }
    assert_eq!(page.outcome().as_deref(), Some("review"));
    let review = browser.review_id();
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["other"]["user_id"], *other);
    strike(stage, trouble);
    let (primary, secondary) = if swap { (&other, &present) } else { (&present, &other) };
    let names: Vec<(String, &str)> =
        choices.iter().map(|(key, choice)| (format!("metadata.{key}"), *choice)).collect();
    let mut fields = vec![("review", review.as_str()), ("primary", primary.as_str())];
    fields.extend(names.iter().map(|(name, choice)| (name.as_str(), *choice)));
    let outcome = browser.post_outcome("/link/confirm", &fields);
    settle(stage);

    let after = users(stage);
    check_whole(&after);
    let done = !after.contains_key(secondary);
    let told = ["linked", "linked_all", "swapped"].contains(&&*outcome);
    assert!(done || !told, "told {outcome}, and it is not so");
    for (user_id, (metadata, identities)) in &before {
        if user_id == secondary && done {
            continue;
        }
        let mut expected = (metadata.clone(), identities.clone());
        if user_id == primary && done {
            expected.0 = merged(metadata, &before[secondary].0, choices);
            expected.1.extend(before[secondary].1.clone());
        }
        assert_eq!(after[user_id], expected, "{user_id} after {outcome}, {trouble:?}");
    }
}

fn unlink(stage: &Stage, which: usize, trouble: &Trouble, client: bool) {
    let mut browser = sign_in(stage, 0);
    let before = users(stage);
    let present = browser.me()["user"]["user_id"].as_str().unwrap().to_owned();
    strike(stage, trouble);
    let (provider, user_id, _) = IDENTITIES[which];
    let fields = [("provider", provider), ("user_id", user_id)];
    let outcome = browser.post_outcome("/unlink", &fields);
    settle(stage);
    let after = users(stage);
    check_whole(&after);
    let linked = before[&present].1.contains(&id(which)) && id(which) != present;
    if id(which) == present {
        assert_eq!(outcome, "primary_identity");
    }
    let mut expected = before.clone();
    if linked && after.contains_key(&id(which)) {
        expected.get_mut(&present).unwrap().1.retain(|it| *it != id(which));
        // An unlink that was interrupted may give back what the account had; it takes nothing.
        let own = after[&id(which)].0.clone();
        let bare = if client && trouble.is_some() { own } else { json!({}) };
        expected.insert(id(which), (bare, vec![id(which)]));
    }
    // Where the answer was lost, "not there any more" is all that can be known.
    assert!(outcome != "unlinked" || linked || trouble.is_some(), "{outcome}");
    assert!(outcome != "unlinked" || after.contains_key(&id(which)), "told so, and it is not");
    assert_eq!(after, expected, "{outcome}, {trouble:?}");
}

/// What `/me` says is what the tenant has.
fn check_me(stage: &Stage) {
    let mut browser = sign_in(stage, 0);
    let me = browser.me();
    let own = me["user"]["user_id"].as_str().unwrap();
    let shown: Vec<String> = me["identities"].as_array().unwrap().iter().map(identity_id).collect();
    assert_eq!(shown, users(stage)[own].1);
    for identity in me["identities"].as_array().unwrap() {
        assert_eq!(identity["primary"], identity_id(identity) == own);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: crate::support::cases(32),
        // A failure is shrunk and printed; a file of former ones would be a leftover.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_is_lost(
        all in prop::collection::vec(metadata(), IDENTITIES.len()),
        steps in prop::collection::vec(step(), 1..6),
        store in any::<bool>(),
        client in any::<bool>(),
    ) {
        if std::env::var_os("EDGE").is_some() {
            // It needs the clock, so it is native in any case, and has run.
            return Ok(());
        }
        let mut settings = SETTINGS.to_vec();
        settings.push(("management", if client { "client" } else { "user" }));
        let stage = Stage::native(&settings);
        if !store {
            stage.take_store_away();
        }
        for (index, metadata) in all.iter().enumerate() {
            let (provider, user_id, connection) = IDENTITIES[index];
            let number = user_id.parse::<u64>().ok().filter(|_| provider == "github");
            stage.put_user(&json!({
                "user_id": id(index), "name": format!("Person {index}"),
                "email": format!("p{index}@example.com"), "email_verified": true,
                "user_metadata": metadata,
                "identities": [{"provider": provider, "connection": connection,
                    "user_id": number.map_or_else(|| json!(user_id), |number| json!(number)),
                    "password": "worthless-p0"}],
            }));
        }
        check_whole(&users(&stage));
        for step in &steps {
            match step {
                Step::Link { target, swap, choices, trouble } => {
                    // Without a store a swap begins with another sign-in: the tests of swaps have it.
                    link(&stage, *target, *swap && (store || client), choices, trouble);
                }
                Step::Unlink { which, trouble } => unlink(&stage, *which, trouble, client),
            }
            check_me(&stage);
        }
    }
}
