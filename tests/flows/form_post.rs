//! `response_mode = form_post`: the tenant's page posts its answer from another site, without our cookies.
//! The one address that takes such a post changes nothing; the GET that it leads to has them.

use http::header::{ACCEPT, ORIGIN, SET_COOKIE};
use http::{Request, Response, StatusCode};
use url::Url;

use crate::support::{Browser, DATABASE, Stage, form_request, json as read};

const FORM_POST: (&str, &str) = ("response_mode", "form_post");

/// A form of another site, as a browser sends it: without the cookies, which are `Lax`.
fn post(stage: &Stage, from: &str, fields: &[(&str, &str)]) -> Response<Vec<u8>> {
    let mut request = form_request(&format!("{}/link/callback", stage.app()), fields);
    let headers = request.headers_mut();
    headers.insert(ORIGIN, from.parse().unwrap());
    headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
    headers.insert("sec-fetch-mode", "navigate".parse().unwrap());
    stage.exchange(request)
}

/// Where a posted answer leads to.
fn location(stage: &Stage, answer: &Response<Vec<u8>>) -> Url {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(!answer.headers().contains_key(SET_COOKIE));
    let location = answer.headers()["location"].to_str().unwrap();
    Url::parse(stage.app()).unwrap().join(location).unwrap()
}

/// What a callback's address holds, as its form would.
fn fields(callback: &Url) -> Vec<(String, String)> {
    callback.query_pairs().into_owned().collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Signs in at the tenant up to its answer, and holds that back. Where it came by a query, its fields are
/// what a form would have had.
pub(crate) fn held(
    stage: &Stage,
    browser: &mut Browser<'_>,
    address: &str,
    fields: &[(&str, &str)],
) -> Url {
    let asked: Url = address.parse().unwrap();
    let mode = asked.query_pairs().find(|(name, _)| name == "response_mode");
    assert_eq!(mode.unwrap().1, "form_post");
    let page = browser.navigate(&address.replace("&response_mode=form_post", ""), None);
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let state = state.split('"').next().unwrap().to_owned();
    let path = page.url.path().to_owned();
    let all = [&[("state", state.as_str())], fields].concat();
    let answer = browser.send(form_request(&format!("{}{path}", stage.tenant()), &all));
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

#[test]
fn the_methods_of_the_callback_go_by_the_setting() {
    for (settings, methods) in [(&[FORM_POST][..], "GET, POST"), (&[], "GET")] {
        let stage = Stage::with(settings);
        let request = Request::put(format!("{}/link/callback", stage.app()));
        let answer = stage.exchange(request.body(Vec::new()).unwrap());
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers()["allow"], methods);
    }
}

const ADA: [(&str, &str); 2] = [("username", "ada@example.com"), ("password", "worthless-ada")];

/// A login up to the tenant's answer.
pub(crate) fn held_login(stage: &Stage, browser: &mut Browser<'_>) -> Url {
    let login = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
    let address = browser.send(login).headers()["location"].to_str().unwrap().to_owned();
    held(stage, browser, &address, &ADA)
}

/// Posts the tenant's answer, and goes on where that leads.
pub(crate) fn answered(stage: &Stage, browser: &mut Browser<'_>, callback: &Url) -> Option<String> {
    let answer = post(stage, stage.tenant(), &borrowed(&fields(callback)));
    let location = location(stage, &answer);
    assert_eq!(location.origin(), Url::parse(stage.app()).unwrap().origin());
    assert_eq!(location.path(), "/link/callback");
    browser.navigate(location.as_str(), Some(stage.tenant())).outcome()
}

#[test]
fn the_tenants_page_posts_its_answer_and_signs_in_and_links() {
    for settings in [&[FORM_POST][..], &[FORM_POST, ("management", "client")]] {
        let stage = Stage::with(settings);
        let mut browser = stage.browser();
        assert_eq!(browser.log_in("ada").url.path(), "/");
        assert_eq!(stage.count("GET", "/authorize"), 1);
        assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
        let page = browser.prove("github|2001");
        assert_eq!(page.outcome().as_deref(), Some("review"));
        assert_eq!(browser.confirm(&[]), "linked");
        assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);

        let page = browser.start_link(DATABASE);
        let page = browser.submit(&page, "/u/cancel", &[]);
        assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    }
    // In the way of a browser without a script: the answer's address is ours, and says no more than it must.
    let stage = Stage::with(&[FORM_POST]);
    let fields = [
        ("state", "s&x=1"),
        ("code", "c"),
        ("error_description", "x"),
        ("reloaded", "1"),
        ("scope", "openid"),
    ];
    let location = location(&stage, &post(&stage, stage.tenant(), &fields));
    assert_eq!(location.as_str(), format!("{}/link/callback?state=s%26x%3D1&code=c", stage.app()));
}

#[test]
fn a_posted_answer_is_refused_where_the_tenant_answers_by_a_query() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let answer = post(&stage, stage.tenant(), &[("code", "c"), ("state", "s")]);
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.headers()["allow"], "GET");
    let mut request = form_request(&format!("{}/link/callback", stage.app()), &[("code", "c")]);
    request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
    let answer = browser.send(request);
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(!answer.headers().contains_key(SET_COOKIE));
}

#[test]
fn attack_a_forged_post_changes_nothing() {
    let stage = Stage::with(&[FORM_POST, ("review", "never")]);
    let mut attacker = stage.browser();
    let theirs = held_login(&stage, &mut attacker);
    let mut victim = stage.browser();
    let own = held_login(&stage, &mut victim);
    assert_eq!(answered(&stage, &mut victim, &own), None);

    // The attacker's own answer, posted from the attacker's page: login CSRF.
    let evil = "https://evil.example";
    let location_of = |fields: &[(&str, &str)]| location(&stage, &post(&stage, evil, fields));
    let forged = location_of(&borrowed(&fields(&theirs)));
    let page = victim.navigate(forged.as_str(), Some(evil));
    assert_eq!(page.outcome().as_deref(), Some("no_transaction"));
    assert_eq!(victim.me()["user"]["user_id"], "auth0|ada");
    assert!(victim.me()["switch"].is_null());

    // A link that is under way stands, whatever is posted meanwhile, even with its cookies.
    let start = victim.post_json("/link/start", &[("connection", "github")]);
    let address = read(&start)["location"].as_str().unwrap().to_owned();
    let before = victim.cookies.len();
    for fields in [
        &[][..],
        &[("code", "forged")],
        &[("code", "forged"), ("state", "forged")],
        &[("error", "access_denied"), ("state", "forged")],
        &[("location", evil), ("redirect_uri", evil), ("reloaded", "1")],
    ] {
        let mut request = form_request(&format!("{}/link/callback", stage.app()), fields);
        request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let location = location(&stage, &victim.send(request));
        assert_eq!(location.origin(), Url::parse(stage.app()).unwrap().origin());
        assert!(!location.as_str().contains("evil") && !location.as_str().contains("reloaded"));
        let page = victim.navigate(location.as_str(), Some(evil));
        assert_eq!(page.outcome().as_deref(), Some("no_transaction"), "{fields:?}");
    }
    assert_eq!(victim.cookies.len(), before);
    let callback = held(&stage, &mut victim, &address, &[("user_id", "github|2001")]);
    assert_eq!(answered(&stage, &mut victim, &callback).as_deref(), Some("linked"));
}

#[test]
fn attack_a_posted_answer_that_is_doubled_long_or_no_form_says_nothing() {
    let stage = Stage::with(&[FORM_POST]);
    let mut browser = stage.browser();
    let callback = held_login(&stage, &mut browser);
    let right = fields(&callback);
    let right = borrowed(&right);
    for (extra, expected) in [
        (("state", "another"), "no_transaction"),
        (("code", "another"), "authorization_failed"),
        (("error", "access_denied"), "authorization_failed"),
        (("iss", "https://evil.example/"), "authorization_failed"),
    ] {
        let mut copy = browser.clone();
        let location =
            location(&stage, &post(&stage, stage.tenant(), &[&right[..], &[extra]].concat()));
        let page = copy.navigate(location.as_str(), Some(stage.tenant()));
        assert_eq!(page.outcome().as_deref(), Some(expected), "{extra:?}");
        assert_eq!(copy.get("/me").status(), StatusCode::UNAUTHORIZED);
    }
    let long = "x".repeat(5_000);
    let answer = post(&stage, stage.tenant(), &[("state", &long), ("code", "c")]);
    assert_eq!(location(&stage, &answer).query(), Some("outcome=invalid_request"));
    let mut request = form_request(&format!("{}/link/callback", stage.app()), &right);
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    assert_ne!(stage.exchange(request).status(), StatusCode::OK);
    // The right one is none the worse for it.
    assert_eq!(answered(&stage, &mut browser, &callback), None);
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
}
