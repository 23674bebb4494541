//! The table of what the tenant's refusals mean: `docs/reasons.md` is it, and every row is tried for every place
//! that it is for, from the tenant's answer to what the person is told, to the log, and to `/healthz`.

use account_linking::auth0::said::{Answer, BEGINNINGS, ERRORS, Named, Said};
use account_linking::flows::tenant::reason::{self, Act, Place, ROWS, Row, Whose};
use serde_json::{Value, json};

use crate::support::{Browser, SEPARATE_CLIENT, Stage, document, json as read, named};

const HUB: &str = "github|2001";
const NUMBER: &str = "+15550100";
/// What the tenant's descriptions end in, and nobody may see.
const REST: &str = " zqx77rest";

fn place(place: Place) -> String {
    let whose = |whose| match whose {
        Whose::Own => "one's own user, own token",
        Whose::OwnByClient => "one's own user, client's token",
        Whose::Other => "the other user, its token",
        Whose::OtherByClient => "the other user, client's token",
    };
    let act = |act| match act {
        Act::Else => "read, find, change",
        Act::Link => "link",
        Act::Unlink => "unlink",
    };
    match place {
        Place::Callback => "callback".to_owned(),
        Place::ClientCredentials => "client credentials".to_owned(),
        Place::CodeExchange => "code exchange".to_owned(),
        Place::Keys => "signing keys".to_owned(),
        Place::Management(of, by) => format!("{} ({})", act(of), whose(by)),
        Place::OneTimeCode => "one-time code".to_owned(),
        Place::PasswordlessStart => "message".to_owned(),
    }
}

const fn kind(answer: Answer) -> &'static str {
    match answer {
        Answer::Conflict => "409",
        Answer::Failed => "5xx, 3xx",
        Answer::Forbidden => "403",
        Answer::NotFound => "404",
        Answer::Query => "query",
        Answer::Refused => "400",
        Answer::TooMany => "429",
        Answer::Unauthorized => "401",
        Answer::Unreadable => "unreadable",
    }
}

fn list(words: Vec<String>) -> String {
    if words.is_empty() { "any".to_owned() } else { words.join(", ") }
}

#[test]
fn the_page_lists_what_every_refusal_of_the_tenant_means() {
    let mut table = String::from(
        "| from | answer | error | begins | told | noted | `/healthz` |\n|---|---|---|---|---|---|---|\n",
    );
    for row in ROWS {
        let places: Vec<String> = row.from.iter().copied().map(place).collect();
        // The whole Management API in one word.
        let from = if places.len() == 10 { "Management API".to_owned() } else { list(places) };
        let answers = row.answers.iter().copied().map(|it| kind(it).to_owned()).collect();
        let errors = row.errors.iter().map(|it| format!("`{it}`")).collect();
        let begins = row.begins.iter().map(|it| format!("\"{it}\"")).collect();
        table.push_str(&format!(
            "| {from} | {} | {} | {} | `{}` | {} | {} |\n",
            list(answers),
            list(errors),
            list(begins),
            row.refusal.code(),
            row.note,
            row.health.map_or(String::new(), |it| format!("`{}`", it.name())),
        ));
    }
    document(Stage::are_native(), "reasons.md", "reasons", &table);
}

#[test]
fn every_name_in_the_table_is_in_the_lists_and_every_answer_is_in_the_table() {
    for row in ROWS {
        assert!(row.errors.iter().all(|it| ERRORS.contains(it)), "{row:?}");
        assert!(row.begins.iter().all(|it| BEGINNINGS.contains(it)), "{row:?}");
    }
    for begins in BEGINNINGS {
        assert!(ROWS.iter().any(|row| row.begins.contains(&begins)), "{begins}");
    }
    for (place, answer) in places() {
        let said = Said { answer, error: Named::Nothing, begins: None, wait: 0 };
        assert!(!reason::find(place, &said).from.is_empty(), "{place:?} {answer:?}");
    }
}

/// Every place with every answer that it can give.
fn places() -> Vec<(Place, Answer)> {
    let mut places: Vec<Place> = ROWS.iter().flat_map(|row| row.from).copied().collect();
    places.sort_by_key(|place| format!("{place:?}"));
    places.dedup();
    let answers = [
        Answer::Refused,
        Answer::Forbidden,
        Answer::Unauthorized,
        Answer::NotFound,
        Answer::Conflict,
        Answer::TooMany,
        Answer::Failed,
        Answer::Unreadable,
    ];
    let of = |place: Place| {
        let answers = if place == Place::Callback { &[Answer::Query][..] } else { &answers };
        answers.iter().map(move |answer| (place, *answer)).collect::<Vec<_>>()
    };
    places.into_iter().flat_map(of).collect()
}

/// An answer at that place which this row is for; none where earlier rows take them all.
fn said(row: &'static Row, place: Place) -> Option<Said> {
    let errors = row.errors.iter().map(|it| Named::Known(it));
    let errors: Vec<Named> =
        if row.errors.is_empty() { vec![Named::Nothing, Named::Other] } else { errors.collect() };
    let begins: Vec<_> = if row.begins.is_empty() {
        vec![None]
    } else {
        row.begins.iter().copied().map(Some).collect()
    };
    let answers = places().into_iter().filter(|(it, _)| *it == place).map(|(_, answer)| answer);
    let all = answers.flat_map(|answer| {
        let begins = &begins;
        errors.iter().flat_map(move |error| {
            begins.iter().map(move |begins| Said {
                answer,
                error: *error,
                begins: *begins,
                wait: 9,
            })
        })
    });
    let mut fitting = all.filter(|said| std::ptr::eq(reason::find(place, said), row));
    fitting.next()
}

/// The tenant's answer that says so.
fn answer(said: &Said, by_code: bool) -> Value {
    let status = match said.answer {
        Answer::Conflict => 409,
        Answer::Failed => 500,
        Answer::Forbidden => 403,
        Answer::NotFound => 404,
        Answer::Query | Answer::Refused => 400,
        Answer::TooMany => 429,
        Answer::Unauthorized => 401,
        Answer::Unreadable => 200,
    };
    let mut body = json!({});
    let (error, description) =
        if by_code { ("errorCode", "message") } else { ("error", "error_description") };
    match said.error {
        Named::Known(name) => body[error] = json!(name),
        Named::Nothing => {}
        Named::Other => body[error] = json!("zqx77error"),
    }
    body[description] = json!(format!("{}{REST}", said.begins.unwrap_or("zqx77")));
    json!({"status": status, "body": body, "headers": {"retry-after": "9"}})
}

/// Tries it, and says what the person is told.
fn try_it(stage: &Stage, place: Place, said: &Said) -> String {
    let fault = |method: &str, path: &str, by_code| {
        let when = json!({"method": method, "path": path});
        stage.fault(&json!({"when": when, "times": 0, "then": answer(said, by_code)}));
    };
    // While the tenant wants fewer requests, the session answers.
    let code = |answer: &http::Response<Vec<u8>>| {
        let document = read(answer);
        let waits = document["retry_after"] == 9;
        if waits { "rate_limited" } else { document["code"].as_str().unwrap() }.to_owned()
    };
    let outcome = |page: &crate::support::Page| page.outcome().unwrap();
    let mut browser: Browser<'_> = stage.browser();
    if !matches!(place, Place::Callback | Place::CodeExchange | Place::Keys) {
        browser.log_in("ada");
    }
    match place {
        Place::Callback => {
            let answer = browser.send(
                http::Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap(),
            );
            let login: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
            let state =
                login.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
            let mut callback: url::Url = format!("{}/link/callback", stage.app()).parse().unwrap();
            let error = if let Named::Known(name) = said.error { name } else { "zqx77error" };
            let description = format!("{}{REST}", said.begins.unwrap_or("zqx77"));
            let pairs =
                [("state", &*state), ("error", error), ("error_description", &*description)];
            callback.query_pairs_mut().extend_pairs(pairs);
            outcome(&browser.navigate(callback.as_str(), None))
        }
        Place::CodeExchange | Place::Keys => {
            let page = browser.open("/login");
            if place == Place::Keys {
                fault("GET", "/.well-known/jwks.json", false);
            } else {
                fault("POST", "/oauth/token", false);
            }
            outcome(&browser.sign_in_at(&page, "ada"))
        }
        Place::ClientCredentials => {
            fault("POST", "/oauth/token", false);
            code(&browser.get("/me"))
        }
        Place::OneTimeCode => {
            assert_eq!(browser.send_code(NUMBER), "code_sent");
            fault("POST", "/oauth/token", false);
            browser.type_code("000000")
        }
        Place::PasswordlessStart => {
            fault("POST", "/passwordless/start", false);
            named(&browser.ask(NUMBER, &[]))
        }
        Place::Management(Act::Else, Whose::Own | Whose::OwnByClient) => {
            fault("GET", "/api/v2/users/auth0|ada", true);
            code(&browser.get("/me"))
        }
        Place::Management(Act::Else, Whose::Other | Whose::OtherByClient) => {
            browser.prove(HUB);
            fault("GET", "/api/v2/users/github|2001", true);
            code(&browser.get("/link/review"))
        }
        Place::Management(Act::Link, whose) => {
            browser.prove(HUB);
            let review = browser.review_id();
            let swap = [Whose::Other, Whose::OtherByClient].contains(&whose);
            let primary = if swap { HUB } else { "auth0|ada" };
            fault("POST", "/api/v2/users/*", true);
            let fields = [("review", &*review), ("primary", primary)];
            browser.post_outcome("/link/confirm", &fields)
        }
        Place::Management(Act::Unlink, _) => {
            browser.link(HUB);
            fault("DELETE", "/api/v2/users/*", true);
            browser.post_outcome("/unlink", &[("provider", "github"), ("user_id", "2001")])
        }
    }
}

#[test]
fn every_row_is_told_noted_and_shown_to_the_operator_as_it_says() {
    for row in ROWS {
        let mut tried = 0;
        for place in row.from {
            let Some(said) = said(row, *place) else { continue };
            // It leads on to the sign-in page, and is no refusal: tried below.
            if (*place, said.error) == (Place::OneTimeCode, Named::Known("mfa_required")) {
                continue;
            }
            let by_client = matches!(
                place,
                Place::ClientCredentials
                    | Place::Management(_, Whose::OwnByClient | Whose::OtherByClient)
            );
            let mut settings =
                vec![("connections", "github=GitHub,sms=Phone"), ("passwordless", "code")];
            settings.extend(if by_client { &SEPARATE_CLIENT[..] } else { &[] });
            let stage = Stage::native(&settings);
            let told = try_it(&stage, *place, &said);
            let what = format!("{place:?} {said:?} {row:?}");
            assert_eq!(told, row.refusal.code(), "{what}\n{}", stage.log());
            let log = stage.log();
            assert!(log.contains(row.note), "{what}\n{log}");
            assert!(!log.contains("zqx77"), "{what}\n{log}");
            let health = read(&stage.browser().get("/healthz"));
            let expected: Vec<&str> = row.health.iter().map(|it| it.name()).collect();
            assert_eq!(health["refused"], json!(expected), "{what}");
            let scopes = health["missing_scopes"].as_array().unwrap().len();
            let missing = told == "missing_scope" && by_client;
            assert_eq!(scopes > 0, missing, "{what}: {health}");
            let well = expected.is_empty() && !missing;
            assert_eq!(health["status"] == "ok", well, "{what}: {health}");
            tried += 1;
        }
        assert!(tried > 0, "no answer comes to this row: {row:?}");
    }
}

#[test]
fn attack_a_callbacks_query_reaches_neither_the_operator_nor_the_log() {
    let stage = Stage::native(&[]);
    for error in ERRORS.into_iter().chain(["zqx77", "Unauthorized", ""]) {
        for begins in BEGINNINGS.into_iter().chain(["zqx77"]) {
            let mut browser = stage.browser();
            let request = http::Request::get(format!("{}/login", stage.app()));
            let answer = browser.send(request.body(Vec::new()).unwrap());
            let login: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
            let state = login.query_pairs().find(|(name, _)| name == "state").unwrap().1;
            let mut callback: url::Url = format!("{}/link/callback", stage.app()).parse().unwrap();
            let description = format!("{begins}{REST}");
            callback
                .query_pairs_mut()
                .append_pair("state", &state)
                .append_pair("error", error)
                .append_pair("error_description", &description);
            browser.navigate(callback.as_str(), None);
        }
    }
    let health = read(&stage.browser().get("/healthz"));
    assert_eq!((&health["status"], &health["refused"]), (&json!("ok"), &json!([])));
    assert!(!stage.log().contains("zqx77"));
}

#[test]
fn a_code_that_the_tenant_refuses_counts_as_a_try_whatever_it_says_of_it() {
    for begins in BEGINNINGS {
        let stage = Stage::native_by_message(&[]);
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.send_code(NUMBER), "code_sent");
        let body = json!({"error": "invalid_grant", "error_description": begins});
        let when = json!({"path": "/oauth/token"});
        stage.fault(&json!({"when": when, "then": {"status": 403, "body": body}}));
        browser.type_code("000000");
        assert_eq!(browser.me()["passwordless"]["tries_left"], 2, "{begins}");
    }
}

#[test]
fn one_concern_does_not_make_another_one_last_longer() {
    let stage = Stage::native(&[]);
    let refused = |stage: &Stage| read(&stage.browser().get("/healthz"))["refused"].clone();
    let fault = |path: &str, then: Value| {
        stage.fault(&json!({"when": {"path": path}, "times": 1, "then": then}));
    };
    fault("/oauth/token", json!({"status": 401, "body": {"error": "invalid_client"}}));
    stage.browser().log_in("ada");
    stage.next_instance();
    stage.pass(3_000);
    fault("/.well-known/jwks.json", json!({"status": 200, "body": []}));
    stage.browser().log_in("ada");
    stage.next_instance();
    assert_eq!(refused(&stage), json!(["client_secret", "signing_keys"]));
    stage.pass(1_000);
    assert_eq!(refused(&stage), json!(["signing_keys"]));
}

#[test]
fn what_works_again_is_told_at_once_and_else_after_an_hour() {
    let stage = Stage::native(&[]);
    let refused = |stage: &Stage| read(&stage.browser().get("/healthz"))["refused"].clone();
    let body = json!({"error": "access_denied", "error_description": "Unauthorized"});
    let then = json!({"status": 401, "body": body});
    stage.fault(&json!({"when": {"path": "/oauth/token"}, "times": 2, "then": then}));
    stage.browser().log_in("ada");
    assert_eq!(refused(&stage), json!(["client_secret"]));
    stage.next_instance();
    assert_eq!(refused(&stage), json!(["client_secret"]), "another instance");
    stage.pass(3_700);
    assert_eq!(refused(&stage), json!([]));
    stage.browser().log_in("ada");
    assert_eq!(refused(&stage), json!(["client_secret"]));
    stage.signed_in("ada").me();
    assert_eq!(refused(&stage), json!([]));
    stage.next_instance();
    assert_eq!(refused(&stage), json!([]));
}

#[test]
fn attack_a_person_with_a_second_factor_does_not_tell_the_operator_of_a_wrong_secret() {
    let stage = Stage::native_by_message(&[]);
    for status in [401, 403] {
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.send_code(NUMBER), "code_sent");
        let when = json!({"path": "/oauth/token"});
        let then = json!({"status": status, "body": {"error": "mfa_required"}});
        stage.fault(&json!({"when": when, "then": then}));
        browser.post_json("/link/passwordless/verify", &[("otp", "000000")]);
        let health = read(&stage.browser().get("/healthz"));
        assert_eq!(health["refused"], json!([]), "{status}\n{}", stage.log());
        stage.pass(120);
    }
}
