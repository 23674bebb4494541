//! Which form the review has: one question where nothing is lost, and else both accounts. What could not be read
//! never makes it the shorter one.

use serde_json::{Value, json};

use crate::support::{Browser, DATABASE, Page, SEPARATE_CLIENT, Stage, json as read};

pub(super) const ADA: &str = "auth0|ada";
pub(super) const OTHER: &str = "github|77";

/// Ada at GitHub, who signed up now and has nothing but what `change` gives her.
pub(super) fn put(stage: &Stage, change: &Value) {
    let mut user = json!({
        "user_id": OTHER, "name": "Ada Lindqvist", "email": "ada@example.com", "email_verified": true,
        "identities": [{"provider": "github", "user_id": "77", "connection": "github"}],
    });
    for (name, value) in change.as_object().unwrap() {
        user[name] = value.clone();
    }
    stage.put_user(&user);
}

/// The tenant answers with this in the place of a member of the user.
pub(super) fn answer(stage: &Stage, id: &str, member: &str, value: &Value) {
    let mut user = stage.user(id).unwrap();
    user[member] = value.clone();
    let when = json!({"method": "GET", "path": format!("/api/v2/users/{id}")});
    stage.fault(&json!({"when": when, "times": 0, "then": {"status": 200, "body": user}}));
}

pub(super) fn review<'a>(stage: &'a Stage) -> (Browser<'a>, Page) {
    let mut browser = stage.signed_in("ada");
    browser.scripts = false;
    browser.prove(OTHER);
    let page = browser.open("/settings");
    assert!(page.is_review(), "{}", page.words());
    (browser, page)
}

pub(super) fn asks_one_question(page: &Page) -> bool {
    let short = page.body.contains("Add GitHub (ada@example.com) to your account?");
    assert_ne!(short, page.words().contains("Merge these two accounts?"), "{}", page.words());
    short
}

#[test]
fn where_nothing_is_lost_it_is_one_question_and_one_button() {
    for settings in [&[][..], &SEPARATE_CLIENT] {
        let stage = Stage::with(settings);
        put(&stage, &json!({"user_metadata": {"interests": ["music"], "news": true}}));
        let (mut browser, page) = review(&stage);
        assert!(asks_one_question(&page), "{}", page.words());
        let words = page.words();
        for said in [
            "GitHub Ada Lindqvist ada@example.com",
            "Whoever can sign in with it gets into your account.",
            "Add Cancel",
            "Keep the other account instead",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(words.split(' ').count() <= 45, "{words}");
        assert!(!page.body.contains("type=\"radio\"") && !words.contains('|'), "{words}");
        assert_eq!(read(&browser.get("/link/review"))["risks"], json!([]));
        browser.press(&page, "Add", &[]);
        assert_eq!(stage.identities(ADA), [ADA, OTHER]);
        let metadata = stage.user(ADA).unwrap()["user_metadata"].clone();
        assert_eq!(metadata["interests"], json!(["maths", "engines", "music"]));
        assert_eq!(metadata["news"], true);
    }
}

#[test]
fn the_other_account_can_be_kept_from_there() {
    let stage = Stage::new();
    put(&stage, &json!({}));
    let (mut browser, page) = review(&stage);
    let page = browser.press(&page, "Keep the other account instead", &[]);
    assert!(page.words().contains("Merge these two accounts?"), "{}", page.words());
    browser.press(&page, "Merge accounts", &[]);
    assert_eq!(stage.identities(OTHER), [OTHER, ADA]);
}

#[test]
fn a_new_number_and_a_new_address_are_asked_for_in_the_same_way() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code("+15550100199"), "code_sent");
    let code = stage.code("+15550100199");
    assert_eq!(browser.post_outcome("/link/passwordless/verify", &[("otp", &code)]), "review");
    let words = browser.open("/settings").words();
    assert!(words.contains("Add +15550100199 to your account?"), "{words}");
    assert!(words.split(' ').count() <= 45, "{words}");
}

#[test]
fn whoever_has_something_to_lose_sees_both_accounts() {
    let sms = json!({"provider": "sms", "user_id": "9", "connection": "sms"});
    let github = json!({"provider": "github", "user_id": "77", "connection": "github"});
    for (what, change, risk) in [
        ("a setting that conflicts", json!({"user_metadata": {"theme": "light"}}), "settings"),
        ("a role", json!({"roles": ["Editor"]}), "belongings"),
        ("a membership", json!({"organizations": ["corp"]}), "belongings"),
        ("a plan", json!({"app_metadata": {"plan": "pro"}}), "belongings"),
        ("a second factor", json!({"authentication_methods": ["totp"]}), "belongings"),
        ("a second identity", json!({"identities": [github, sms]}), "identities"),
        ("another person", json!({"name": "Joan Castillo", "email": "joan@example.com"}), "people"),
    ] {
        let stage = Stage::with(&SEPARATE_CLIENT);
        put(&stage, &change);
        let (mut browser, page) = review(&stage);
        assert!(!asks_one_question(&page), "{what}");
        let risks = read(&browser.get("/link/review"))["risks"].clone();
        assert!(risks.as_array().unwrap().contains(&json!(risk)), "{what}: {risks}");
    }
}

#[test]
fn an_older_account_is_recommended_to_stay() {
    let stage = Stage::native(&[]);
    put(&stage, &json!({}));
    answer(&stage, OTHER, "created_at", &json!("2019-03-01T08:00:00.000Z"));
    let (mut browser, page) = review(&stage);
    assert!(!asks_one_question(&page));
    assert!(page.words().contains("Recommended You have had it longer."), "{}", page.words());
    let choice = read(&browser.get("/link/review"))["choice"].clone();
    assert_eq!((&choice["recommended"], &choice["reason"]), (&json!(OTHER), &json!("older")));
}

#[test]
fn an_older_account_is_shown_also_if_ones_own_has_something_to_lose() {
    let stage = Stage::native(&[]);
    put(&stage, &json!({}));
    answer(&stage, OTHER, "created_at", &json!("2019-03-01T08:00:00.000Z"));
    answer(&stage, ADA, "app_metadata", &json!({"plan": "pro"}));
    let (mut browser, page) = review(&stage);
    assert!(!asks_one_question(&page));
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["risks"], json!(["older"]));
    assert_eq!(shown["choice"]["recommended"], ADA);
}

#[test]
fn attack_what_cannot_be_read_never_makes_it_one_question() {
    let unread = |stage: &Stage, what: &str| {
        let (mut browser, page) = review(stage);
        assert!(!asks_one_question(&page), "{what}");
        assert!(
            page.words().contains("We could not check everything."),
            "{what}: {}",
            page.words()
        );
        let risks = read(&browser.get("/link/review"))["risks"].clone();
        assert!(risks.as_array().unwrap().contains(&json!("unread")), "{what}: {risks}");
    };
    for list in ["roles", "organizations", "authentication-methods"] {
        for then in [
            json!({"status": 500}),
            json!({"status": 403, "body": {"errorCode": "insufficient_scope"}}),
            json!({"status": 200, "body": {"odd": true}}),
            json!("drop_before"),
        ] {
            let stage = Stage::native(&SEPARATE_CLIENT);
            put(&stage, &json!({}));
            let when = json!({"method": "GET", "path": format!("/api/v2/users/{OTHER}/{list}")});
            stage.fault(&json!({"when": when, "times": 0, "then": then}));
            unread(&stage, &format!("{list}: {then}"));
        }
    }
    // Without the scopes nothing of it can be read.
    let stage = Stage::native(&[("management", "client")]);
    put(&stage, &json!({}));
    unread(&stage, "no scopes");
    for id in [ADA, OTHER] {
        for (member, odd) in [
            ("created_at", Value::Null),
            ("created_at", json!("long ago")),
            ("multifactor", json!("guardian")),
            ("app_metadata", json!(["roles"])),
            ("user_metadata", json!("theme=dark")),
        ] {
            let stage = Stage::native(&[]);
            put(&stage, &json!({}));
            answer(&stage, id, member, &odd);
            unread(&stage, &format!("{id}: {member} {odd}"));
        }
    }
}

#[test]
fn two_people_are_told_so_first_and_the_button_says_what_it_does() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.scripts = false;
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "joan");
    let page = browser.open("/settings");
    let first = "Merge these two accounts? These look like two different people.";
    assert!(page.words().contains(first), "{}", page.words());
    assert!(page.body.contains("<div class=\"warning note\">"));
    assert!(page.body.contains("Merge <bdi>Joan Castillo</bdi>’s account into mine"));
    browser.press(&page, "Merge Joan Castillo ’s account into mine", &[]);
    assert_eq!(stage.identities(ADA)[..2], [ADA, "auth0|joan"]);
}

/// Whoever is made to prove another person's account gives up their own by a choice, never by one press.
#[test]
fn attack_a_strangers_account_is_recommended_to_stay() {
    for (how, member, told) in [
        ("older", "created_at", json!("2019-03-01T08:00:00.000Z")),
        ("more to lose", "app_metadata", json!({"plan": "pro"})),
    ] {
        let stage = Stage::native(&[]);
        put(&stage, &json!({"name": "Joan Castillo", "email": "joan@example.com"}));
        answer(&stage, OTHER, member, &told);
        let (mut browser, page) = review(&stage);
        let choice = read(&browser.get("/link/review"))["choice"].clone();
        assert_eq!(choice["recommended"], ADA, "{how}");
        assert_eq!(choice["reason"], "present", "{how}");
        assert_eq!(choice["possible"], json!([ADA, OTHER]), "{how}");
        browser.press(&page, "Merge Joan Castillo ’s account into mine", &[]);
        stage.heal();
        assert_eq!(stage.identities(ADA), [ADA, OTHER], "{how}");
    }
}

/// A name is somebody else's text, and it stands on a button.
#[test]
fn attack_a_name_on_the_button_turns_hides_and_outgrows_nothing() {
    let long = "Joan ".repeat(60);
    for (name, shown) in [
        ("<img src=x onerror=alert(1)>", "&#60;img src=x onerror=alert(1)&#62;"),
        ("Joan\u{2069}\u{202e}\u{200b}", "Joan"),
        ("Joan\u{2068}\n\n\u{7}Castillo", "Joan Castillo"),
        (&long, "Joan Joan Joan Joan Joan Joan Joan Joan…"),
        ("نور", "نور"),
    ] {
        let stage = Stage::native(&[]);
        put(&stage, &json!({"name": name, "email": "joan@example.com"}));
        let (_, page) = review(&stage);
        let expected = format!("<bdi>{shown}</bdi>’s account into mine");
        assert!(page.body.contains(&expected), "{name:?}: {}", page.body);
    }
    // Without a name that can be seen nothing tells two people apart, and nobody is named.
    for name in ["\u{202e}\u{3164}", "joan@example.com", " "] {
        let stage = Stage::native(&[]);
        put(&stage, &json!({"name": name, "email": "joan@example.com"}));
        let (_, page) = review(&stage);
        assert!(
            page.words().contains("Add GitHub (joan@example.com) to your account?"),
            "{name:?}"
        );
    }
}
