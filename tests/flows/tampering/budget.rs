//! Whatever a tenant sends: the browser never holds too much (which is looked at after every answer of
//! every test), and the person gets what they asked for, or `too_large` and what they had before.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Browser, DATABASE, Stage};

const REFUSED: &str = "too_large";

/// How long what a tenant tells of an account is, in letters, and which letter.
#[derive(Clone, Debug)]
struct Sizes {
    letter: &'static str,
    subject: usize,
    name: usize,
    email: usize,
    picture: usize,
    sid: usize,
    organization: usize,
    /// What the tenant's own actions add to the tokens.
    id_token: usize,
    access_token: usize,
}

/// Mostly of the usual size.
fn size(usual: usize, largest: usize) -> impl Strategy<Value = usize> {
    prop_oneof![8 => 0..=usual, 2 => 0..=largest]
}

prop_compose! {
    fn sizes()(
        letter in prop_oneof![Just("a"), Just("\u{e9}"), Just("\u{1f600}"), Just("\"")],
        subject in size(60, 1_000),
        name in size(100, 2_000),
        email in size(200, 3_000),
        picture in size(300, 3_000),
        sid in size(40, 2_000),
        organization in size(20, 2_000),
        id_token in size(300, 60_000),
        access_token in size(600, 3_500),
    ) -> Sizes {
        Sizes { letter, subject, name, email, picture, sid, organization, id_token, access_token }
    }
}

impl Sizes {
    /// A long name in another script, a long address, a picture. Nothing is added to the tokens.
    const ORDINARY: Self = Self {
        letter: "\u{e9}",
        subject: 30,
        name: 50,
        email: 50,
        picture: 100,
        sid: 32,
        organization: 0,
        id_token: 0,
        access_token: 0,
    };

    fn text(&self, count: usize) -> String {
        self.letter.repeat(count)
    }

    /// The account, as the tenant keeps it.
    fn put(&self, stage: &Stage, provider: &str, connection: &str) -> String {
        let id = format!("{}{}", provider.len(), "i".repeat(self.subject));
        let user_id = format!("{provider}|{id}");
        stage.put_user(&json!({
            "user_id": user_id, "name": self.text(self.name),
            "email": format!("{}{provider}@example.com", "e".repeat(self.email)),
            "email_verified": true,
            "picture": format!("https://pictures.example/{}", "p".repeat(self.picture)),
            "user_metadata": {"theme": provider},
            "identities": [{"provider": provider, "user_id": id, "connection": connection,
                "password": "worthless"}],
        }));
        user_id
    }

    /// The next tokens are of these sizes.
    fn shape_tokens(&self, stage: &Stage) {
        let mut claims = json!({ "https://example.com/more": "m".repeat(self.id_token) });
        if self.sid > 0 {
            claims["sid"] = Value::from(self.text(self.sid));
        }
        if self.organization > 0 {
            claims["org_id"] = Value::from(format!("org_{}", "o".repeat(self.organization)));
        }
        let access = json!({ "https://example.com/more": "m".repeat(self.access_token) });
        stage.forge(&json!({ "claims": claims, "access": access }));
    }
}

/// Signs in at a connection without a password, with tokens of these sizes.
fn log_in(stage: &Stage, browser: &mut Browser<'_>, account: &(String, Sizes)) -> Option<String> {
    let (user_id, sizes) = account;
    let connection = user_id.split('|').next().unwrap();
    let page = browser.open(&format!("/login?connection={connection}"));
    sizes.shape_tokens(stage);
    let page = browser.submit(&page, "/u/social", &[("user_id", user_id)]);
    stage.heal();
    page.outcome()
}

/// Who is signed in.
fn who(browser: &mut Browser<'_>) -> String {
    browser.me()["user"]["user_id"].as_str().unwrap().to_owned()
}

#[derive(Debug, PartialEq)]
enum Ended {
    TooLarge(&'static str),
    Swapped,
    Linked,
}

/// A login, a login as somebody else, a link or a swap, an unlink. Panics where the person ends up with
/// neither what they asked for nor what they had.
fn live(mode: &str, present: &Sizes, other: &Sizes, swap: bool) -> Ended {
    let stage = Stage::native(&[
        ("management", mode),
        ("pictures", "on"),
        ("connections", "github=GitHub,windowslive=Microsoft,google-oauth2=Google"),
    ]);
    // In an organization one links only with accounts of it, which this tenant does not have.
    let present = Sizes { organization: 0, ..present.clone() };
    let present = (present.put(&stage, "google-oauth2", "google-oauth2"), present);
    let other = (other.put(&stage, "github", "github"), other.clone());
    let mut browser = stage.browser();
    match log_in(&stage, &mut browser, &present).as_deref() {
        Some(REFUSED) => {
            assert_eq!(browser.get("/me").status(), 401);
            // Nothing of the attempt is in the way of another account: after a sign-out it is asked for.
            browser.post_json("/logout", &[]);
            browser.log_in("ada");
            assert_eq!(who(&mut browser), "auth0|ada");
            return Ended::TooLarge("login");
        }
        None => assert_eq!(who(&mut browser), present.0),
        Some(outcome) => panic!("{outcome}"),
    }

    // In another browser: whoever switches ends the copies of their cookies, too.
    let mut stranger = stage.browser();
    assert_eq!(log_in(&stage, &mut stranger, &present), None);
    let outcome = log_in(&stage, &mut stranger, &other);
    assert_eq!(who(&mut stranger), present.0);
    match outcome.as_deref() {
        Some(REFUSED) => assert!(stranger.me()["switch"].is_null()),
        Some("switch") => {
            let id = stranger.me()["switch"]["id"].as_str().unwrap().to_owned();
            let choice = [("choice", "switch"), ("switch", id.as_str())];
            assert_eq!(stranger.post_outcome("/login/switch", &choice), "switched");
            assert_eq!(who(&mut stranger), other.0);
        }
        outcome => panic!("{outcome:?}"),
    }

    let page = browser.start_link("github");
    other.1.shape_tokens(&stage);
    let page = browser.submit(&page, "/u/social", &[("user_id", &other.0)]);
    stage.heal();
    match page.outcome().as_deref() {
        Some(REFUSED) => {
            assert_eq!(who(&mut browser), present.0);
            assert!(browser.me()["pending"].is_null());
            // The same person can link an account of the usual size.
            small_link(&stage, &mut browser);
            return Ended::TooLarge("review");
        }
        Some("review") => assert_eq!(browser.me()["pending"]["connection"], "github"),
        outcome => panic!("{outcome:?}"),
    }

    if swap {
        // Where there was room for both accounts, there is room for the session of one.
        assert_eq!(browser.confirm(&[("primary", &other.0)]), "swapped");
        let me = browser.me();
        assert_eq!((&me["user"]["user_id"], &me["outcome"]), (&json!(other.0), &json!("swapped")));
        assert_eq!(stage.user(&present.0), None);
        return Ended::Swapped;
    }
    assert_eq!(browser.confirm(&[]), "linked");
    let me = browser.me();
    assert_eq!((&me["user"]["user_id"], &me["outcome"]), (&json!(present.0), &json!("linked")));
    assert_eq!(browser.identities(), [present.0.clone(), other.0.clone()]);
    let (provider, id) = other.0.split_once('|').unwrap();
    let identity = [("provider", provider), ("user_id", id)];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    assert_eq!(browser.me()["outcome"], "unlinked");
    Ended::Linked
}

fn small_link(stage: &Stage, browser: &mut Browser<'_>) {
    let before = who(browser);
    let page = browser.start_link("windowslive");
    let page = browser.submit(&page, "/u/social", &[("user_id", "windowslive|3001")]);
    let outcome = page.outcome();
    assert!(["review", "too_large"].map(Some).contains(&outcome.as_deref()), "{outcome:?}");
    assert_eq!(who(browser), before);
    assert!(stage.user(&before).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: crate::support::cases(24),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_person_gets_the_feature_or_too_large_and_keeps_what_they_had(
        present in sizes(), other in sizes(), swap: bool, client: bool,
    ) {
        live(if client { "client" } else { "user" }, &present, &other, swap);
    }
}

#[test]
fn a_profile_of_ordinary_size_can_sign_in_link_and_swap() {
    for mode in ["user", "client"] {
        for (swap, expected) in [(false, Ended::Linked), (true, Ended::Swapped)] {
            assert_eq!(live(mode, &Sizes::ORDINARY, &Sizes::ORDINARY, swap), expected, "{mode}");
        }
    }
}

#[test]
fn what_is_too_large_is_said_at_the_step_that_needs_the_room() {
    let usual = || Sizes { name: 10, email: 10, picture: 10, subject: 10, ..Sizes::ORDINARY };
    let check = |present: Sizes, other: Sizes, swap: bool, expected: Ended| {
        assert_eq!(live("user", &present, &other, swap), expected);
    };
    check(Sizes { email: 3_000, ..usual() }, usual(), false, Ended::TooLarge("login"));
    check(Sizes { sid: 2_000, ..usual() }, usual(), false, Ended::TooLarge("login"));
    check(usual(), Sizes { access_token: 3_000, ..usual() }, false, Ended::TooLarge("review"));
    check(usual(), Sizes { id_token: 3_000, ..usual() }, false, Ended::TooLarge("review"));
}

#[test]
fn a_picture_that_is_too_long_and_a_name_are_cut_and_nothing_is_refused() {
    let stage = Stage::native(&[("pictures", "on")]);
    stage.put_user(&json!({
        "user_id": "auth0|zoe", "name": "z".repeat(3_000), "email": "zoe@example.com",
        "email_verified": true, "picture": format!("https://p.example/{}", "p".repeat(1_000)),
        "identities": [{"provider": "auth0", "user_id": "zoe", "connection": DATABASE,
            "password": "worthless-zoe"}],
    }));
    let mut browser = stage.signed_in("zoe");
    assert_eq!(who(&mut browser), "auth0|zoe");
}

/// Links, with so many bytes that nobody needs in the second account's ID token.
fn link_with(mode: &str, claims: &Value) -> (Stage, Option<String>) {
    let stage = Stage::native(&[("management", mode)]);
    let mut browser = stage.browser();
    let page = browser.open("/login?connection=google-oauth2");
    stage.forge(&json!({ "claims": claims }));
    let page = browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    if page.outcome().is_some() {
        return (stage, page.outcome());
    }
    assert_eq!(who(&mut browser), "google-oauth2|1001");
    let page = browser.start_link("github");
    stage.forge(&json!({ "claims": claims }));
    let outcome = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]).outcome();
    if outcome.as_deref() == Some("review") {
        assert_eq!(browser.confirm(&[]), "linked");
    }
    (stage, outcome)
}

/// Of a sign-in nothing of the token is kept, nor of a proof in mode `client`.
#[test]
fn what_is_not_kept_may_be_large() {
    let picture = json!({"picture": format!("data:image/png;base64,{}", "A".repeat(6_000))});
    let lists = json!({"https://example.com/groups": vec!["a group of people"; 2_000]});
    let name = json!({"name": "n".repeat(9_000)});
    for claims in [picture, lists, name] {
        assert_eq!(link_with("client", &claims).1.as_deref(), Some("review"));
        let (stage, outcome) = link_with("user", &claims);
        // There the proof has to fit, and the sign-in went well.
        assert_eq!(outcome.as_deref(), Some(REFUSED));
        let log = stage.log();
        assert!(log.contains("no room for the cookies: review has "), "{log}");
    }
    for mode in ["user", "client"] {
        let (stage, outcome) = link_with(mode, &json!({"filler": "x".repeat(45_000)}));
        assert_eq!(outcome.as_deref() == Some(REFUSED), mode == "user");
        assert!(!stage.log().contains("token_invalid"));
    }
}

#[test]
fn a_token_above_64_kilobytes_is_said_to_be_too_large() {
    for mode in ["user", "client"] {
        let (stage, outcome) = link_with(mode, &json!({"filler": "x".repeat(64 * 1024)}));
        assert_eq!(outcome.as_deref(), Some(REFUSED));
        let log = stage.log();
        assert!(log.contains("ID token: of ") && log.contains("ID token: TooLong"), "{log}");
    }
}

/// In mode `user` a large proof of one's own is kept where there is a store, so that a swap needs no other one.
#[test]
fn a_large_sign_in_swaps_by_the_store() {
    let usual = || Sizes { name: 10, email: 10, picture: 10, subject: 10, ..Sizes::ORDINARY };
    let large = Sizes { id_token: 40_000, ..usual() };
    for mode in ["user", "client"] {
        assert_eq!(live(mode, &large, &usual(), true), Ended::Swapped, "{mode}");
    }
}

/// A swap makes the other account's session when the two are joined already.
#[test]
fn attack_a_swap_whose_session_has_no_room_is_not_begun() {
    let usual = || Sizes { name: 10, email: 10, picture: 10, subject: 10, ..Sizes::ORDINARY };
    let check = |mode, present: Sizes, other: Sizes| {
        assert_eq!(live(mode, &present, &other, true), Ended::TooLarge("review"), "{other:?}");
    };
    check("user", usual(), Sizes { email: 500, access_token: 1_500, ..usual() });
    let sizes = Sizes {
        subject: 25,
        name: 1_810,
        email: 2_202,
        picture: 2_346,
        sid: 322,
        organization: 16,
        id_token: 74,
        access_token: 439,
        ..Sizes::ORDINARY
    };
    check("client", Sizes { sid: 206, access_token: 2, letter: "a", ..usual() }, sizes);
}
