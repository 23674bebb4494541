//! Every refusal that there is, by people whose every word is marked: none of it is in the log, and in
//! answers only where the person looks at their own account.

mod sign_in;

use std::collections::BTreeSet;

use account_linking::error::REFUSALS;
use http::Request;
use serde_json::json;

use crate::support::{
    Browser, DATABASE, Stage, TENANT_ORIGIN, by_message, holds_token, json as read, wrong,
};

use super::searched;

/// In every name, address, id and picture of the people here.
const MARK: &str = "zqx77";
const NUMBER: &str = "+4915177317731";
const SEARCHED_NUMBER: &str = "1517731773";

const OWN: &str = "auth0|zqx77own";
const HUB: &str = "github|zqx77hub";
const EDITOR: &str = "windowslive|zqx77editor";
/// The metadata of this one and one's own do not fit into one account.
const LARGE: &str = "google-oauth2|zqx77large";

const WEBHOOK: [(&str, &str); 3] = [
    ("webhook_origin", TENANT_ORIGIN),
    ("webhook_path", "/local-webhook/accounts"),
    ("webhook_secret", "YSB3b3J0aGxlc3Mgc2VjcmV0IGZvciB3ZWJob29rcyE"),
];

fn put(stage: &Stage, user_id: &str, verified: bool) {
    let (provider, id) = user_id.split_once('|').unwrap();
    let connection = if provider == "auth0" { DATABASE } else { provider };
    let much = if [OWN, LARGE].contains(&user_id) { 5_500 } else { 100 };
    stage.put_user(&json!({
        "user_id": user_id, "name": format!("{MARK} Name"), "email": format!("{id}@example.com"),
        "email_verified": verified, "picture": format!("https://{MARK}.example/face.png"),
        "user_metadata": {"note": "n".repeat(900), provider: "x".repeat(much)},
        "identities": [{"provider": provider, "user_id": id, "connection": connection,
            "password": format!("worthless-{id}")}],
    }));
}

fn stage(settings: &[(&'static str, &'static str)]) -> Stage {
    let stage = Stage::with(&by_message(settings));
    populate(&stage);
    stage
}

fn populate(stage: &Stage) {
    for user_id in ["auth0|zqx77own", "auth0|zqx77second", HUB, LARGE] {
        put(stage, user_id, true);
    }
    put(stage, "auth0|zqx77raw", false);
    put(stage, EDITOR, false);
    stage.keep_exchanges();
}

fn own(stage: &Stage) -> Browser<'_> {
    stage.signed_in("zqx77own")
}

/// While the tenant answers with this status, and tells everything about the person along with it.
fn failing(stage: &Stage, method: &str, path: &str, status: u16, act: impl FnOnce()) {
    let told = format!("{MARK} {MARK}@example.com auth0|{MARK} {NUMBER}");
    let body = json!({"error": "invalid_grant", "error_description": told, "message": told,
        "errorCode": told});
    stage.fault(&json!({"when": {"method": method, "path": path}, "times": 0,
        "then": {"status": status, "body": body}}));
    act();
    stage.heal();
}

fn prove_hub(browser: &mut Browser<'_>) {
    browser.prove(HUB);
}

/// Reviews, confirmations, unlinks.
fn by_form(stage: &Stage) {
    let mut browser = own(stage);
    for (path, fields) in [
        ("/link/confirm", &[("review", "zqx77review")][..]),
        ("/login/switch", &[("choice", "switch"), ("switch", "zqx77")]),
        ("/link/start", &[("connection", "zqx77connection")]),
        ("/link/start", &[("connection", "github"), ("connection", "zqx77")]),
        ("/link/start", &[("connection", "github"), ("suggestion", "zqx77")]),
        ("/unlink", &[("provider", "github"), ("user_id", "zqx77stranger")]),
        ("/unlink", &[("provider", "auth0"), ("user_id", "zqx77own")]),
        ("/unlink", &[("provider", "zqx77|"), ("user_id", "..")]),
    ] {
        browser.post_json(path, fields);
        browser.post_form(path, fields);
    }
    // The development host's own line names the path; the component's does not.
    let nowhere = if stage.is_native() { "/zqx77path" } else { "/nowhere" };
    let nowhere = format!("{nowhere}?email=zqx77@example.com&code=zqx77code");
    for path in [
        nowhere.as_str(),
        "/logout?zqx77",
        "/link/start?connection=zqx77",
        "/login?connection=zqx77&connection=zqx77",
    ] {
        browser.get(path);
        browser.open(path);
    }
    let url = format!("{}/login?login_hint=zqx77@example.com", stage.app());
    let request = Request::get(&url).header("sec-purpose", "prefetch").body(Vec::new());
    browser.send(request.unwrap());
    let url = format!("{}/unlink", stage.app());
    browser.send(Request::post(url).body(b"user_id=zqx77".to_vec()).unwrap());

    browser.prove(LARGE);
    assert_eq!(browser.confirm(&[]), "profile_too_large");
    prove_hub(&mut browser);
    browser.get("/link/review");
    browser.post_json("/link/confirm", &[("review", "zqx77review")]);
    let review = browser.review_id();
    for status in [429, 503] {
        failing(stage, "POST", "/api/v2/users/*", status, || {
            browser.post_json("/link/confirm", &[("review", &review)]);
        });
    }
    for status in [400, 409] {
        prove_hub(&mut browser);
        failing(stage, "POST", "/api/v2/users/*", status, || {
            browser.confirm(&[]);
        });
    }
    prove_hub(&mut browser);
    failing(stage, "POST", "/local-webhook*", 500, || {
        assert_eq!(browser.confirm(&[]), "linked");
        browser.me();
    });
    browser.prove(HUB);
    let identity = [("provider", "github"), ("user_id", "zqx77hub")];
    browser.post_json("/unlink", &identity);
    let lacks = json!({"errorCode": "insufficient_scope", "message": "Insufficient scope, zqx77"});
    let when = json!({"method": "GET", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": when, "then": {"status": 403, "body": lacks}}));
    let mut look = browser.clone();
    look.lose("outcome");
    look.get("/me");
    stage.heal();
    for status in [400, 403, 404, 429, 500] {
        let mut look = browser.clone();
        look.lose("outcome");
        failing(stage, "GET", "/api/v2/users/*", status, || {
            look.get("/me");
            look.get("/suggestions");
        });
    }
    browser.post_json("/logout", &[]);
    browser.get("/me");
}

/// An administrator blocks the other account while its review waits, and then one's own.
fn by_block(stage: &Stage) {
    let mut browser = own(stage);
    prove_hub(&mut browser);
    stage.block(HUB, true);
    assert_eq!(browser.confirm_unseen(&[]), "other_blocked");
    stage.block(HUB, false);
    stage.block(OWN, true);
    assert_eq!(read(&browser.get("/me"))["code"], "account_blocked");
    stage.block(OWN, false);
}

/// Codes and links.
fn by_message_sent(stage: &Stage) {
    let address = "zqx77mail@home.example";
    let mut browser = own(stage);
    browser.type_code("123456");
    for to in ["zqx77@", "+49zqx77", "+15177317731"] {
        browser.send_code(to);
    }
    for status in [400, 429, 500] {
        failing(stage, "POST", "/passwordless/start", status, || {
            browser.send_code(&format!("+491517731773{}", status / 100));
        });
    }
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    browser.send_code(NUMBER);
    browser.me();
    browser.type_code(&wrong(&stage.code(NUMBER)));
    assert_eq!(browser.type_code(&stage.code(NUMBER)), "review");
    browser.me();
    browser.get("/link/review");

    let mut browser = stage.signed_in("zqx77second");
    assert_eq!(browser.send_link(address), "link_sent");
    let callback = browser.held_callback(&stage.link(address));
    let reloaded = format!("{callback}&reloaded=1");
    stage.browser().navigate(callback.as_str(), None);
    stage.browser().navigate(&reloaded, None);
    // The code of a link to another address, from which the nonce was taken.
    let mut other = stage.signed_in("zqx77own");
    other.lose("passwordless");
    assert_eq!(other.send_link("zqx77other@home.example"), "link_sent");
    let parameter = |url: &url::Url, name: &str| {
        url.query_pairs().find(|(it, _)| it == name).unwrap().1.into_owned()
    };
    let mut link: url::Url = stage.link("zqx77other@home.example").parse().unwrap();
    let pairs: Vec<(String, String)> = link.query_pairs().into_owned().collect();
    let kept = pairs.iter().filter(|(name, _)| name != "nonce");
    link.query_pairs_mut().clear().extend_pairs(kept);
    let theirs = other.held_callback(link.as_str());
    let (state, code) = (parameter(&callback, "state"), parameter(&theirs, "code"));
    browser.open(&format!("/link/callback?state={state}&code={code}"));
}

/// What needs time to pass: an own sign-in that is too old, and one that takes too long.
fn by_time(stage: &Stage) {
    let mut browser = own(stage);
    let page = browser.start_link("github");
    stage.pass(11 * 60);
    browser.submit(&page, "/u/social", &[("user_id", HUB)]);
    stage.pass(5 * 60);
    let answer = read(&browser.post_json("/link/start", &[("connection", "github")]));
    let page = browser.navigate(answer["location"].as_str().unwrap(), Some(stage.app()));
    browser.sign_in_at(&page, "zqx77second");
    browser.get("/me");
}

/// What only other settings refuse.
fn by_settings(mode: (&'static str, &'static str)) -> Vec<Stage> {
    let mfa = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    let step_up = stage(&[mode, ("acr_values", mfa), ("passwordless", "universal")]);
    let mut browser = step_up.browser();
    let page = browser.open("/login");
    browser.sign_in_at(&page, "zqx77own");

    let managed = stage(&[mode, ("managed_connections", "github")]);
    let mut browser = own(&managed);
    prove_hub(&mut browser);
    browser.confirm(&[("primary", "auth0|zqx77own")]);

    let pairs = stage(&[mode, ("allowed_pairs", "database+enterprise")]);
    prove_hub(&mut own(&pairs));

    let member = stage(&[mode]);
    let id = member.put_organization("zqx77org", &["auth0|zqx77own"]);
    let mut browser = member.browser();
    let page = browser.open("/login?organization=zqx77org");
    browser.sign_in_at(&page, "zqx77own");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|zqx77own");
    browser.post_json("/link/start", &[("connection", "github")]);
    assert!(!member.log().contains(&id));
    vec![step_up, managed, pairs, member]
}

/// A setting that is wrong is named in the log; nobody who asks is.
fn unconfigured() -> Stage {
    let broken = Stage::with(&[("review", "maybe")]);
    broken.keep_exchanges();
    broken.browser().get("/me?email=zqx77@example.com");
    broken.browser().open("/login?login_hint=zqx77@example.com");
    broken
}

/// Looks through a log, and through everything that was answered.
#[track_caller]
fn check(stage: &Stage) -> BTreeSet<String> {
    let log = stage.log();
    let searched = searched(&log);
    let exchanges = stage.exchanges();
    assert!(!exchanges.is_empty());
    let secrets: BTreeSet<&String> = exchanges.iter().flat_map(|it| &it.secrets).collect();
    let words = [MARK, SEARCHED_NUMBER, "worthless", "@example.com", "@home.example"];
    assert!(!holds_token(&searched), "a token in the log:\n{searched}");
    let shapes = ["Bearer", "otp=", "code=", "state=", "emailed-", "sms|", "auth0|", "%7C"];
    let words = words.iter().chain(&shapes).copied();
    for text in words.chain(secrets.iter().map(|it| it.as_str())) {
        let known = ["review", "switch"].contains(&text);
        assert!(known || !searched.contains(text), "{text:?} in the log:\n{searched}");
    }
    for exchange in &exchanges {
        let asked = &exchange.asked;
        // The one place for a person's own data.
        let shows = ["GET /me", "GET /link/review"].contains(&asked.as_str());
        let own = shows && exchange.status == 200;
        // The pattern of an address is our own words'.
        let body = without_hint(&exchange.body).replace("name@example.com", "");
        for word in [MARK, SEARCHED_NUMBER, "@example.com", "@home.example"] {
            assert!(own || !body.contains(word), "{word:?} in the answer to {asked}: {body}");
            assert!(!exchange.headers.contains(word), "{word:?} in a header of {asked}");
        }
        assert!(!holds_token(&exchange.body), "a token in the answer to {asked}: {body}");
        for shape in ["access_token", "id_token", "worthless-secret"] {
            assert!(!exchange.body.contains(shape), "{shape:?} in the answer to {asked}: {body}");
        }
        let Some(location) = &exchange.location else { continue };
        let location = without_hint(location);
        // A login's own parameters go on to the tenant, as the person wrote them.
        let passed_on = asked == "GET /login" && location.starts_with(stage.tenant());
        assert!(passed_on || !location.contains(MARK), "{asked} leads to {location}");
        if !location.starts_with(stage.tenant()) {
            let secret = secrets.iter().find(|it| location.contains(it.as_str()));
            assert_eq!(secret, None, "{asked} leads to {location}");
        }
    }
    log.split("\"code\":\"").skip(1).map(|it| it.split('"').next().unwrap().to_owned()).collect()
}

/// The hint by which the tenant fills in its form is for the tenant alone.
fn without_hint(text: &str) -> String {
    let mut parts = text.split("login_hint=");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let end = part.find(['&', '"', '\'', '<']).unwrap_or(part.len());
        text + &part[end..]
    })
}

#[test]
fn no_refusal_tells_of_a_person_in_the_log_or_in_an_answer() {
    let mut codes = BTreeSet::new();
    for mode in [("management", "user"), ("management", "client")] {
        let main = stage(&[&[mode, ("phone_prefixes", "+49")], &WEBHOOK[..]].concat());
        sign_in::walk(&main);
        by_form(&main);
        by_block(&main);
        by_message_sent(&main);
        codes.extend(check(&main));
        for other in by_settings(mode) {
            codes.extend(check(&other));
        }
        let late = Stage::native(&by_message(&[mode]));
        populate(&late);
        by_time(&late);
        codes.extend(check(&late));
    }
    codes.extend(check(&unconfigured()));
    let all: BTreeSet<&str> = REFUSALS.iter().map(|(_, code)| *code).collect();
    let missing: Vec<&&str> = all.iter().filter(|code| !codes.contains(**code)).collect();
    assert!(missing.is_empty(), "refusals that nobody looked at: {missing:?}");
}
