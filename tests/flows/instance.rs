//! One instance answers several people at once: nobody meets another's data, and nothing is borrowed
//! while a request waits. Over the component on the host, with instances that are used once and often,
//! by one request at a time and by sixteen.

use http::{Request, Response};
use serde_json::{Value, json};

use crate::support::{Browser, Stage, form_request, json as document};

/// Three people, and what each has proved in the end.
const PEOPLE: [(&str, &str); 3] =
    [("ada", "google-oauth2|1001"), ("grace", "windowslive|3001"), ("joan", "google-oauth2|1002")];

/// How many requests an instance answers: in all, and at once.
const REUSE: [(usize, usize); 4] = [(1, 1), (1, 16), (128, 1), (128, 16)];

const KEYS: &str = "/.well-known/jwks.json";

/// The address by which Auth0 sends somebody back who signs in with their password.
pub(crate) fn callback(stage: &Stage, browser: &mut Browser<'_>, person: &str) -> String {
    let page = browser.open("/login");
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let (email, password) = (format!("{person}@example.com"), format!("worthless-{person}"));
    let fields = [
        ("state", state.split('"').next().unwrap()),
        ("username", email.as_str()),
        ("password", password.as_str()),
    ];
    let answer = browser.send(form_request(&format!("{}/u/login", stage.tenant()), &fields));
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// Everybody's browser gets its answer of all that were sent at once.
fn keep(stage: &Stage, browsers: &mut [Browser<'_>], answers: &[Response<Vec<u8>>]) {
    let host = stage.app().split("//").nth(1).unwrap().to_owned();
    for (browser, answer) in browsers.iter_mut().zip(answers) {
        browser.keep_cookies(&host, answer);
    }
}

fn everybody(stage: &Stage) -> Vec<Browser<'_>> {
    PEOPLE.iter().map(|(person, _)| stage.signed_in(person)).collect()
}

fn get(browser: &Browser<'_>, url: &str) -> Request<Vec<u8>> {
    let request = Request::get(url).header("accept", "application/json");
    browser.with_cookies(request.body(Vec::new()).unwrap())
}

/// A form that our own page sends.
fn post(browser: &Browser<'_>, url: &str, fields: &[(&str, &str)]) -> Request<Vec<u8>> {
    let mut request = form_request(url, fields);
    request.headers_mut().insert("accept", "application/json".parse().unwrap());
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    browser.with_cookies(request)
}

#[test]
fn people_who_sign_in_at_once_are_not_mixed_up() {
    for (count, at_once) in REUSE {
        let stage = Stage::reusing(count, at_once);
        let mut browsers: Vec<Browser<'_>> = PEOPLE.iter().map(|_| stage.browser()).collect();
        let mut requests = Vec::new();
        for (browser, (person, _)) in browsers.iter_mut().zip(PEOPLE) {
            let url = callback(&stage, browser, person);
            requests.push(browser.with_cookies(Request::get(url).body(Vec::new()).unwrap()));
        }
        let answers = stage.together(requests);
        keep(&stage, &mut browsers, &answers);
        for (browser, (person, _)) in browsers.iter_mut().zip(PEOPLE) {
            assert_eq!(browser.me()["user"]["user_id"], format!("auth0|{person}"));
        }
    }
}

#[test]
fn people_who_look_at_once_see_their_own_among_strangers_and_forgers() {
    for (count, at_once) in REUSE {
        let stage = Stage::reusing(count, at_once);
        let browsers = everybody(&stage);
        let stranger = stage.browser();
        let me = format!("{}/me", stage.app());
        let unlink = format!("{}/unlink", stage.app());
        let mut requests = Vec::new();
        let mut expected = Vec::new();
        for round in 0..12 {
            for (browser, (person, _)) in browsers.iter().zip(PEOPLE) {
                requests.push(get(browser, &me));
                expected.push((200, json!(format!("auth0|{person}"))));
            }
            if round % 3 == 0 {
                requests.push(get(&stranger, &me));
                expected.push((401, Value::Null));
                let mut forged = post(&browsers[0], &unlink, &[("provider", "auth0")]);
                forged.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
                requests.push(forged);
                expected.push((403, Value::Null));
                let mut broken = get(&browsers[1], &me);
                let cookies =
                    broken.headers()["cookie"].to_str().unwrap().replace("session=", "session=A");
                broken.headers_mut().insert("cookie", cookies.parse().unwrap());
                requests.push(broken);
                expected.push((401, Value::Null));
            }
        }
        let answers = stage.together(requests);
        let found: Vec<_> = answers
            .iter()
            .map(|it| (it.status().as_u16(), document(it)["user"]["user_id"].clone()))
            .collect();
        assert_eq!(found, expected, "{count} in all, {at_once} at once");
    }
}

#[test]
fn links_of_several_at_once_are_each_persons_own() {
    for (count, at_once) in REUSE {
        let stage = Stage::reusing(count, at_once);
        let mut browsers = everybody(&stage);
        let mut requests = Vec::new();
        for (browser, (_, other)) in browsers.iter_mut().zip(PEOPLE) {
            browser.prove(other);
            let review = browser.review_id();
            let url = format!("{}/link/confirm", stage.app());
            requests.push(post(browser, &url, &[("review", &review)]));
        }
        let answers = stage.together(requests);
        keep(&stage, &mut browsers, &answers);
        for ((browser, answer), (person, other)) in browsers.iter_mut().zip(&answers).zip(PEOPLE) {
            assert_eq!(document(answer)["outcome"], "linked", "{person}");
            let own = format!("auth0|{person}");
            let linked = stage.identities(&own);
            assert!(linked.contains(&own) && linked.contains(&other.to_owned()), "{linked:?}");
            assert_eq!(browser.identities(), linked);
        }
    }
}

#[test]
fn a_call_that_the_tenant_answers_late_holds_up_one_person_alone() {
    for (count, at_once) in [(128, 1), (128, 16)] {
        let stage = Stage::reusing(count, at_once);
        let browsers = everybody(&stage);
        let me = format!("{}/me", stage.app());
        // Longer than an answer is waited for.
        let when = json!({"method": "GET", "path": "/api/v2/users/auth0|ada"});
        stage.fault(&json!({"when": when, "then": {"delay_before_ms": 60_000}}));
        let requests = (0..6).flat_map(|_| &browsers[1..]).map(|it| get(it, &me));
        let requests: Vec<_> = std::iter::once(get(&browsers[0], &me)).chain(requests).collect();
        let answers = stage.together(requests);
        assert_eq!(document(&answers[0])["code"], "tenant_unreachable");
        for (answer, (person, _)) in answers[1..].iter().zip(PEOPLE[1..].iter().cycle()) {
            assert_eq!(document(answer)["user"]["user_id"], format!("auth0|{person}"));
        }
    }
}

#[test]
fn keys_are_used_for_ten_minutes_and_an_unknown_one_is_asked_for_once_a_minute() {
    let stage = Stage::native(&[]);
    let sign_in = |seconds, kid: Option<&str>| {
        stage.pass(seconds);
        let mut browser = stage.browser();
        let page = browser.open("/login");
        if let Some(kid) = kid {
            stage.forge(&json!({ "header": { "kid": kid } }));
        }
        browser.sign_in_at(&page, "ada");
        stage.count("GET", KEYS)
    };
    assert_eq!([sign_in(0, None), sign_in(599, None), sign_in(1, None)], [1, 1, 2]);
    let unknown = Some("nobody");
    assert_eq!([sign_in(59, unknown), sign_in(1, unknown), sign_in(59, unknown)], [2, 3, 3]);
}
