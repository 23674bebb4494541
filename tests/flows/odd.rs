//! Odd values at every reader of a user, an identity, a token and a list. What is only shown is left out where
//! it cannot be read, and keeps nobody out.

mod decides;

use account_linking::auth0::users::process_belonging_response;
use account_linking::platform::UnixTime;
use http::{Response, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Browser, Page, Stage, json as read};

const ADA: &str = "github|2001";
const OTHER: &str = "windowslive|3001";
const LINKED: &str = "google-oauth2|9001";

/// Of a user. In mode `client` the address of a database's account decides whose it is; Ada is none here.
const USER: &[&str] =
    &["name", "email", "picture", "phone_number", "multifactor", "user_metadata", "app_metadata"];
/// Of an identity: the whole, and what is in it.
const PROFILE: &[&str] = &["profileData", "name", "nickname", "username", "email", "phone_number"];
/// Of an ID token: what is shown, and what nobody asked for.
const CLAIMS: &[&str] = &["name", "email", "picture", "sid", "acr", "org_id", "org_name"];

/// Somebody signed in, a link that waits, and a value.
struct Try<'a> {
    stage: &'a Stage,
    browser: Browser<'a>,
    member: &'static str,
    value: &'a Value,
}

/// What reads, with which members odd, and what must come of it all the same.
struct Reader {
    name: &'static str,
    members: &'static [&'static str],
    of_user: &'static [&'static str],
    check: fn(Try<'_>),
}

fn readers() -> Vec<Reader> {
    let reader = |name, members, check| Reader { name, members, of_user: &[], check };
    vec![
        Reader { of_user: USER, ..reader("/me", PROFILE, me) },
        Reader { of_user: USER, ..reader("/settings", PROFILE, settings) },
        Reader { of_user: USER, ..reader("the review", PROFILE, review) },
        Reader { of_user: USER, ..reader("the proved account", PROFILE, proved) },
        Reader { of_user: USER, ..reader("the confirmation", PROFILE, confirmation) },
        reader("the answer to a link", PROFILE, link),
        reader("the answer to an unlink", PROFILE, unlink),
        Reader { of_user: &["user", "name", "picture"], ..reader("/suggestions", &[], found) },
        reader("the ID token of a sign-in", CLAIMS, sign_in),
        reader("the ID token of a proof", CLAIMS, proof),
        reader("a logout token", &["sid", "name"], logout),
        reader("what belongs to a user", &["item", "type"], belongings),
    ]
}

impl Try<'_> {
    /// A user of the tenant with a linked identity, and with the odd member.
    fn user(&self, id: &str) -> Value {
        let mut user = self.stage.user(id).unwrap();
        user["identities"].as_array_mut().unwrap().push(identity(json!({"name": "Ada"})));
        self.spoil(&mut user, 1);
        user
    }

    /// The odd member, in the user or in the identity of that index.
    fn spoil(&self, user: &mut Value, index: usize) {
        let Some(member) = self.member.strip_prefix("user.") else {
            let profile = &mut user["identities"][index]["profileData"];
            match self.member {
                "profileData" => *profile = self.value.clone(),
                member => profile[member] = self.value.clone(),
            }
            return;
        };
        user[member] = self.value.clone();
    }

    fn answer(&self, method: &str, path: &str, body: &Value) {
        let when = json!({"method": method, "path": path});
        let then = json!({"status": 200, "body": body});
        self.stage.fault(&json!({"when": when, "times": 0, "then": then}));
    }

    fn users(&self, ids: &[&str]) {
        for id in ids {
            self.answer("GET", &format!("/api/v2/users/{id}"), &self.user(id));
        }
    }

    fn forge(&self) {
        let value = self.value.clone();
        self.stage.forge(&json!({"claims": {self.member: value}}));
    }
}

fn identity(profile: Value) -> Value {
    json!({"provider": "google-oauth2", "user_id": "9001", "connection": "google-oauth2",
        "isSocial": true, "profileData": profile})
}

fn ids(identities: &Value) -> Vec<String> {
    identities.as_array().unwrap().iter().map(crate::support::identity_id).collect()
}

fn me(mut it: Try<'_>) {
    it.users(&[ADA]);
    let me = it.browser.me();
    assert_eq!(
        (&me["user"]["user_id"], &me["user"]["email_verified"]),
        (&json!(ADA), &json!(true))
    );
    assert_eq!(ids(&me["identities"]), [ADA, LINKED]);
}

/// The page of a review, and without one that of what is linked.
fn settings(mut it: Try<'_>) {
    it.users(&[ADA, OTHER]);
    for button in ["/link/confirm", "Unlink"] {
        let page = it.browser.open("/settings");
        assert!(page.status.is_success() && page.body.contains(button), "{}", page.body);
        it.browser.lose("review");
    }
}

fn review(mut it: Try<'_>) {
    it.users(&[ADA, OTHER]);
    let answer = it.browser.get("/link/review");
    let review = read(&answer);
    assert_eq!(answer.status(), StatusCode::OK, "{review}");
    assert_eq!(ids(&review["present"]["identities"]), [ADA, LINKED]);
    assert_eq!(ids(&review["other"]["identities"]), [OTHER, LINKED]);
}

fn proved(mut it: Try<'_>) {
    it.users(&[OTHER]);
    assert_eq!(it.browser.prove(OTHER).outcome().as_deref(), Some("review"));
}

fn confirmation(mut it: Try<'_>) {
    it.users(&[ADA, OTHER]);
    let review = it.browser.review_id();
    let own = json!({"provider": "github", "user_id": "2001"});
    let joined = json!([own, identity(json!({})), {"provider": "windowslive", "user_id": "3001"}]);
    it.answer("POST", &format!("/api/v2/users/{ADA}/identities"), &joined);
    it.answer("PATCH", &format!("/api/v2/users/{ADA}"), &json!({"user_id": ADA}));
    assert_eq!(it.browser.post_outcome("/link/confirm", &[("review", &review)]), "linked_all");
}

fn link(mut it: Try<'_>) {
    let review = it.browser.review_id();
    let mut user = json!({"identities": [{"provider": "github", "user_id": "2001"}, {"provider":
        "windowslive", "user_id": "3001", "connection": "windowslive", "profileData": {}}]});
    it.spoil(&mut user, 1);
    it.answer("PATCH", &format!("/api/v2/users/{ADA}"), &json!({"user_id": ADA}));
    it.answer("POST", &format!("/api/v2/users/{ADA}/identities"), &user["identities"]);
    assert_eq!(it.browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    assert_eq!(it.browser.me()["outcome"], "linked");
}

fn unlink(mut it: Try<'_>) {
    let (stage, mut browser) = (it.stage, it.browser.clone());
    let own = stage.user(ADA).unwrap();
    let mut left = json!({"identities": [own["identities"][0], identity(json!({}))]});
    it.spoil(&mut left, 1);
    let mut user = own;
    user["identities"]
        .as_array_mut()
        .unwrap()
        .push(json!({"provider": "windowslive", "user_id": "3001", "connection": "windowslive"}));
    it.answer("GET", &format!("/api/v2/users/{ADA}"), &user);
    it.answer("DELETE", &format!("/api/v2/users/{ADA}/identities/*"), &left["identities"]);
    let identity = [("provider", "windowslive"), ("user_id", "3001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    it.browser = browser;
}

/// Only mode `client` looks for others.
fn found(mut it: Try<'_>) {
    if it.browser.me()["suggestions"] != true {
        return;
    }
    let before = read(&it.browser.get("/suggestions"));
    let count = before["suggestions"].as_array().unwrap().len();
    assert!(count > 1);
    let email = it.stage.user(ADA).unwrap()["email"].clone();
    let mut listed: Vec<Value> =
        it.stage.everybody().iter().map(|(id, _)| it.stage.user(id).unwrap()).collect();
    listed.retain(|user| user["email"] == email);
    let mut odd = listed[0].clone();
    match it.member {
        "user.user" => odd = it.value.clone(),
        member => odd[&member["user.".len()..]] = it.value.clone(),
    }
    // What is odd is only shown: the user counts. What is no user at all is left out.
    if it.member == "user.user" {
        listed.insert(0, odd);
    } else {
        listed[0] = odd;
    }
    it.answer("GET", "/api/v2/users-by-email", &json!(listed));
    let after = read(&it.browser.get("/suggestions"));
    assert_eq!(after["suggestions"].as_array().unwrap().len(), count, "{after}");
}

fn sign_in(it: Try<'_>) {
    let mut browser = it.stage.browser();
    let page = browser.open("/login?connection=github");
    it.forge();
    let page = browser.submit(&page, "/u/social", &[("user_id", ADA)]);
    assert_eq!(page.outcome(), None);
    assert_eq!(browser.me()["user"]["user_id"], ADA);
}

fn proof(mut it: Try<'_>) {
    let page = it.browser.start_link("windowslive");
    it.forge();
    let page: Page = it.browser.submit(&page, "/u/social", &[("user_id", OTHER)]);
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(ids(&read(&it.browser.get("/link/review"))["other"]["identities"]), [OTHER]);
}

/// Nobody's session is named by what is no text: all that the person has end.
fn logout(mut it: Try<'_>) {
    // A text names another session, and ends that one alone.
    let named = it.member == "sid" && it.value.is_string();
    let mut claims = json!({});
    claims[it.member] = it.value.clone();
    let token = it.stage.logout_token(json!({"sub": ADA, "forgery": {"claims": claims}}));
    let status = it.stage.deliver(&token).status();
    assert_eq!(status, if it.value == "" && named { 400 } else { 200 });
    assert_eq!(it.browser.is_signed_in(), named);
}

fn belongings(it: Try<'_>) {
    let mut role = json!({"id": "rol_1", "name": "editor"});
    if it.member == "type" {
        // A first factor is nothing that is lost.
        role["type"] = if it.value.is_string() { Value::Null } else { it.value.clone() };
    }
    let list = json!([it.value, role]).to_string().into_bytes();
    assert_eq!(process_belonging_response(Response::new(list), UnixTime(0)), Ok(true));
}

/// Any JSON, of every type.
fn value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    plain.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::btree_map(".{0,4}", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A stage for as long as the tests run, and Ada with a review that waits.
fn stand(settings: &[(&str, &str)]) -> (&'static Stage, Browser<'static>) {
    let stage: &'static Stage = Box::leak(Box::new(Stage::native(settings)));
    let mut browser = stage.browser();
    browser.log_in_by("github", ADA);
    browser.prove(OTHER);
    (stage, browser)
}

/// Says which try it was; it is seen where one fails.
#[expect(clippy::print_stdout, reason = "what a failing test has printed is shown with it")]
fn tell(reader: &str, member: &str, value: &Value) {
    println!("{reader} {member} {value}");
}

/// Gives the value to every reader in every member; how many tries that were.
fn try_everywhere(client: bool, value: &Value) -> usize {
    let settings: &[(&str, &str)] = if client { &[("management", "client")] } else { &[] };
    let mut tried = 0;
    for reader in readers() {
        let (mut stage, mut browser) = stand(settings);
        let of_user = reader.of_user.iter().map(|member| format!("user.{member}").leak() as &str);
        for member in of_user.chain(reader.members.iter().copied()) {
            if reader.name == "a logout token" {
                (stage, browser) = stand(settings);
            }
            tell(reader.name, member, value);
            (reader.check)(Try { stage, browser: browser.clone(), member, value });
            stage.heal();
            tried += 1;
        }
    }
    tried
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: crate::support::cases(4),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn attack_what_is_only_shown_keeps_nobody_out(value in value(), client in any::<bool>()) {
        try_everywhere(client, &value);
    }
}

#[test]
fn each_type_at_every_reader_in_both_modes() {
    let readers = readers();
    let members: usize = readers.iter().map(|it| it.members.len() + it.of_user.len()).sum();
    assert_eq!((readers.len(), members), (12, 98));
    for client in [false, true] {
        let values = [json!(7), json!(["a", "b"]), json!({"name": 1})];
        for value in &values[..if std::env::var_os("EDGE").is_some() { 1 } else { 3 }] {
            assert_eq!(try_everywhere(client, value), members);
        }
    }
}
