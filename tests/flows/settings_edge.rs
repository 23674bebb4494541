//! The settings page as the edge draws it: everything that a person does, by its forms and its one link alone,
//! as in a browser without JavaScript.

mod attacks;
mod markup;
mod names;
mod overview;
mod packed;
mod refusals;
mod steps;
mod typed;

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{Browser, DATABASE, Form, Page, Stage};

/// Signs in from the page, with a password.
#[track_caller]
pub(crate) fn sign_in(browser: &mut Browser<'_>, person: &str) -> Page {
    // Which leads on where there are no scripts.
    browser.scripts = false;
    let page = browser.open("/");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.words().contains("Manage how you sign in"), "{}", page.words());
    let page = browser.follow(&page, "Sign in");
    let page = browser.sign_in_at(&page, person);
    says(&page, "Signed in as");
    page
}

#[track_caller]
pub(crate) fn says(page: &Page, words: &str) {
    // A step whose form was refused is drawn in the answer to it.
    let drawn = ["/settings", "/link/passwordless/start", "/link/passwordless/verify"];
    assert!(drawn.contains(&page.url.path()), "{page:?}");
    assert!(page.words().contains(words), "{words} is not in: {}", page.words());
}

#[track_caller]
fn says_not(page: &Page, words: &str) {
    assert!(!page.words().contains(words), "{words} is in: {}", page.words());
}

/// Proves another account from the page; ends at the review.
#[track_caller]
fn prove(browser: &mut Browser<'_>, page: &Page, button: &str, user_id: &str) -> Page {
    let page = browser.press(page, button, &[]);
    let page = browser.submit(&page, "/u/social", &[("user_id", user_id)]);
    assert!(page.is_review());
    page
}

/// Gives a user of the example tenant this metadata.
fn set(stage: &Stage, user_id: &str, metadata: &Value) {
    let (provider, id) = user_id.split_once('|').unwrap();
    let connection = if provider == "auth0" { DATABASE } else { provider };
    stage.put_user(&json!({
        "user_id": user_id, "name": "Ada", "email": "ada@example.com", "email_verified": true,
        "user_metadata": metadata,
        "identities": [{"provider": provider, "user_id": id, "connection": connection,
            "password": "worthless-ada"}],
    }));
}

#[test]
fn a_person_links_looks_unlinks_and_signs_out() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    says(&page, "With a second way to sign in, you are never locked out.");
    assert!(page.headers["cache-control"] == "private, no-store");

    let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
    says(&page, "Add GitHub (ada@example.com) to your account?");
    says(&page, "Time left: 5 minutes");
    let page = browser.agree(&page);
    says(&page, "GitHub (ada@example.com) is linked. You can sign in with it from now on.");
    assert_eq!(page.body.matches("class=\"changed\"").count(), 1, "{}", page.body);
    says(&page, "Add another GitHub account");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada", "github|2001"]);
    let page = browser.open("/settings?outcome=linked");
    says_not(&page, " is linked.");
    assert!(!page.body.contains("class=\"changed\""), "{}", page.body);

    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "Unlink GitHub?");
    says(&page, "The separate account starts without saved settings.");
    let kept = browser.press(&page, "Keep it linked", &[]);
    says(&kept, "Ways you sign in");
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "GitHub (ada@example.com) is unlinked. It is a separate account again.");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);

    let page = browser.press(&page, "Sign out", &[]);
    says(&page, "You are signed out. Manage how you sign in");
    says_not(&browser.open("/settings"), "You are signed out.");
}

#[test]
fn a_review_is_cancelled() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
    // It is there until it is decided, wherever the person goes meanwhile.
    assert!(browser.open("/settings?step=overview").is_review());
    let review = page.forms().iter().find(|it| it.action == "/link/cancel").cloned().unwrap();
    assert_eq!(review.fields[0].0, "review");
    let page = browser.choose_form(&page, "/link/cancel");
    says(&page, "Nothing was linked. Both accounts stay as they were.");
    assert!(
        page.body.contains("message plain") && !page.body.contains("#sign-check\""),
        "{}",
        page.body
    );
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
}

#[test]
fn the_other_account_is_kept_and_of_each_setting_the_value_that_was_chosen() {
    for kept in ["auth0|ada", "github|2001"] {
        let stage = Stage::native(&[("management", "client")]);
        set(&stage, "auth0|ada", &json!({"tone": "dark", "only": 1, "tags": ["a"]}));
        set(&stage, "github|2001", &json!({"tone": "light", "size": "big", "tags": ["b"]}));
        let mut browser = stage.browser();
        let page = sign_in(&mut browser, "ada");
        let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
        says(&page, "One differs. Choose which value to keep.");
        says(&page, "dark Email and password light GitHub");
        says(&page, "All other saved settings are kept");
        says(&page, "We could not check everything.");
        let page = browser.press(
            &page,
            "Merge accounts",
            &[
                ("primary", kept),
                ("metadata.tone", "other"),
                ("metadata.tags", "join"),
                ("metadata.size", "leave"),
            ],
        );
        says(&page, " is linked.");
        let user = stage.user(kept).unwrap();
        let metadata = &user["user_metadata"];
        assert_eq!(metadata["tone"], "light", "{kept}: {metadata}");
        assert_eq!(metadata["only"], 1, "{kept}: {metadata}");
        // What stays has what it has; only what joins can leave something behind.
        assert_eq!(metadata["size"].is_null(), kept == "auth0|ada", "{kept}: {metadata}");
        assert_eq!(metadata["tags"].as_array().unwrap().len(), 2, "{kept}: {metadata}");
    }
}

#[test]
fn an_account_that_must_stay_is_no_choice() {
    let stage = Stage::with(&[("managed_connections", "github")]);
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
    says(&page, "This account stays Your company manages it, so it must stay.");
    says(&page, "You are then signed in to the account you keep: GitHub.");
    assert!(!page.body.contains("type=\"radio\""));
}

#[test]
fn what_an_unlinked_account_gets_is_chosen() {
    let stage = Stage::with(&[("management", "client")]);
    set(&stage, "github|2001", &json!({"size": "big"}));
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
    let page = browser.agree(&page);
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "Restore the settings it had when it was linked");
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "It is a separate account again, with the settings it had.");
    assert_eq!(stage.user("github|2001").unwrap()["user_metadata"]["size"], "big");

    let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
    let page = browser.agree(&page);
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "This cannot be undone.");
    let page = browser.press(&page, "Unlink and delete", &[("delete", "on")]);
    says(&page, "GitHub (ada@example.com) is unlinked and deleted.");
    assert!(stage.user("github|2001").is_none());
}

#[test]
fn a_number_is_linked_by_a_code() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = browser.press(&page, "Add a phone number", &[]);
    says(&page, "We text a code to this number");
    let page = browser.press(&page, "Send a code", &[("phone_number", "12")]);
    says(&page, "The country code is missing. Start with + and the code");
    let page = browser.press(&page, "Send a code", &[("phone_number", "+12")]);
    says(&page, "That is not a complete phone number.");
    let page = browser.press(&page, "Send a code", &[("phone_number", "+15550100199")]);
    says(&page, "Enter the code");
    says(&page, "You can ask for a new one in");
    let later = browser.press(&page, "Not now", &[]);
    says(&later, "Signed in as");
    let under_way = browser.open("/settings");
    says(&under_way, "Enter the code");

    let wrong = stage.wrong_code("+15550100199");
    let page = browser.press(&page, "Check the code", &[("otp", &wrong)]);
    says(&page, "That is not the code we sent. You have 2 tries left.");
    let page = browser.press(&page, "Send a new code", &[]);
    says(&page, "We sent a message a moment ago.");
    let code = stage.code("+15550100199");
    let page = browser.press(&page, "Check the code", &[("otp", &code)]);
    assert!(page.is_review());
    let page = browser.agree(&page);
    says(&page, " is linked.");
}

#[test]
fn an_address_is_linked_by_a_link() {
    let stage = Stage::native_by_message(&[]);
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = browser.press(&page, "Add an email address", &[]);
    let page = browser.press(&page, "Send a link instead", &[("email", "ada.new@example.com")]);
    says(&page, "Open the link");
    says(&page, "Open it in this browser.");
    stage.pass(4 * 60);
    says(&browser.open("/settings"), "We sent a link to");
    let page = browser.open("/settings?step=code");
    says(&page, "This link no longer works. Ask for a new one.");
    let page = browser.press(&page, "Send a new link", &[]);
    says(&page, "Open the link");
    let link = stage.link("ada.new@example.com");
    let page = browser.navigate(&link, None);
    assert!(page.is_review());
}

#[test]
fn after_a_long_time_one_signs_in_again_and_goes_on() {
    let stage = Stage::native(&[]);
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
    let page = browser.agree(&page);
    says_not(&page, "Your last sign-in was a while ago");
    stage.pass(16 * 60);
    let page = browser.open("/settings");
    says(&page, "Your last sign-in was a while ago");
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "so you sign in again first");
    let page = browser.press(&page, "Unlink", &[]);
    let page = browser.sign_in_at(&page, "ada");
    says(&page, "You are signed in again. Continue where you left off.");
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "GitHub (ada@example.com) is unlinked.");

    stage.pass(16 * 60);
    let page = browser.press(&page, "Add GitHub", &[]);
    let page = browser.sign_in_at(&page, "ada");
    // Beginning a link goes on by itself; a cancellation is not the end of it.
    let page = browser.submit(&page, "/u/cancel", &[]);
    says(&page, "You were adding an account: GitHub.");
    let put_away = browser.press(&page, "Not now", &[]);
    says_not(&put_away, "You were about to link");
    let page = browser.press(&page, "Start again with GitHub", &[]);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert!(page.is_review());
}

#[test]
fn who_comes_back_as_somebody_else_chooses() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    let other = |browser: &mut Browser<'_>| {
        let page = browser.open("/login?connection=windowslive&return_to=/settings");
        let page = browser.submit(&page, "/u/social", &[("user_id", "windowslive|3001")]);
        says(&page, "You signed in with another account");
        page
    };
    let page = other(&mut browser);
    let page = browser.choose(&page, "choice", "keep");
    says(&page, "You stay signed in as before.");
    assert!(page.body.contains("message plain"), "{}", page.body);
    let page = other(&mut browser);
    let page = browser.choose(&page, "choice", "switch");
    says(&page, "You switched accounts.");
    assert_eq!(browser.me()["user"]["user_id"], "windowslive|3001");
}

#[test]
fn other_accounts_are_looked_for_when_asked() {
    let stage = Stage::with(&[("management", "client")]);
    for (user_id, connection) in [("auth0|zoe", DATABASE), ("github|77", "github")] {
        let (provider, id) = user_id.split_once('|').unwrap();
        stage.put_user(&json!({
            "user_id": user_id, "name": "Zoe", "email": "zoe@example.com", "email_verified": true,
            "identities": [{"provider": provider, "user_id": id, "connection": connection,
                "password": "worthless-zoe"}],
        }));
    }
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "zoe");
    says_not(&page, "These may be yours, too");
    let page = browser.press(&page, "Look for your other accounts", &[]);
    says(&page, "These may be yours, too");
    let page = browser.press(&page, "Add", &[]);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|77")]);
    assert!(page.is_review());
    let page = browser.agree(&page);
    let page = browser.press(&page, "Look for your other accounts", &[]);
    says(&page, "No other account has your email address.");
}

#[test]
fn what_happened_is_told_with_its_day() {
    let stage = Stage::native(&[]);
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    browser.link("github|2001");
    let page = browser.open("/settings");
    says(&page, "GitHub linked on");
    let (_, time) = page.body.split_once("<time datetime=\"").unwrap();
    assert_eq!((&time[4..5], &time[10..11], &time[19..21]), ("-", "T", "Z\""), "{time}");
}

#[test]
fn many_accounts_with_long_names_fit() {
    let stage = Stage::native(&[]);
    let long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(8);
    let mut identities = vec![json!({
        "provider": "auth0", "user_id": "many", "connection": DATABASE,
        "password": "worthless-many",
    })];
    identities.extend((0..49).map(|at| {
        json!({
            "provider": "github", "user_id": at.to_string(), "connection": "github",
            "profileData": {"name": format!("{long}{at}"), "email": format!("a{at}@example.com")},
        })
    }));
    stage.put_user(&json!({
        "user_id": "auth0|many", "name": long, "email": "many@example.com",
        "email_verified": true, "identities": identities,
    }));
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "many");
    let asks = |form: &Form| form.fields.iter().any(|(name, _)| name == "unlink");
    assert_eq!(page.forms().iter().filter(|it| asks(it)).count(), 49);
}

#[test]
fn a_look_renews_the_session_as_the_other_one_does() {
    let stage = Stage::native(&[("session_idle", "1h")]);
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    for _ in 0..3 {
        stage.pass(50 * 60);
        says(&browser.open("/settings"), "Signed in as");
    }
    stage.pass(61 * 60);
    says(&browser.open("/settings"), "Manage how you sign in");
}

#[test]
fn speaks_the_language_that_was_asked_for_or_chosen() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    assert!(page.body.contains("<html lang=\"en\" dir=\"ltr\""));
    let page = browser.press(&page, "Change", &[("ui_locales", "ar")]);
    assert_eq!(page.url.query(), None);
    assert!(page.body.contains("<html lang=\"ar\" dir=\"rtl\""), "{}", page.body);
    assert!(browser.own_cookies().contains(&"ui_locales"));
    let page = browser.open("/settings?ui_locales=xx");
    assert!(page.body.contains("<html lang=\"ar\""));
    // Another site's link shows another language, and leaves the choice as it is.
    let url = format!("{}/settings?ui_locales=de", stage.app());
    let page = browser.navigate(&url, Some("https://elsewhere.example"));
    assert!(page.body.contains("<html lang=\"de\""));
    assert!(browser.open("/settings").body.contains("<html lang=\"ar\""));
    // What the browser asks for, on every page.
    for path in ["/settings", "/nowhere", "/link/start?connection=github"] {
        let request = Request::get(format!("{}{path}", stage.app()));
        let request = request.header("accept-language", "nl, de-AT;q=0.9, en;q=0.8");
        let answer = stage.exchange(request.body(Vec::new()).unwrap());
        let page = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(page.contains("<html lang=\"de\" dir=\"ltr\""), "{path}: {page}");
    }
}
