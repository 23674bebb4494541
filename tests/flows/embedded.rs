//! `embed_origins`: pages of other origins that show the settings by their own script.

mod address;
mod attacks;
mod drawn;
mod early;
mod script;
mod unseen;
mod user;

use http::header::{ACCEPT, ORIGIN};
use http::{Request, Response};
use serde_json::Value;
use url::Url;

use crate::support::{Browser, Page, Stage, form_request, json, named};

/// A product's page on the same site.
const SHOP: &str = "https://shop.example";
/// With a developer's own beside it.
const LISTED: (&str, &str) = ("embed_origins", "https://shop.example,http://localhost:3000");
/// Where the product shows the settings.
const ACCOUNT: &str = "https://shop.example/account?tab=2";

/// As browsers say that a script of a sibling host asks.
const SCRIPT: [(&str, &str); 3] =
    [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];

/// A request of ours that the product's script sends, asking for JSON.
fn request(
    stage: &Stage,
    method: &str,
    path: &str,
    fields: &[(&str, &str)],
    headers: &[(&'static str, &str)],
) -> Request<Vec<u8>> {
    let url = format!("{}{path}", stage.app());
    let mut request = if method == "POST" {
        form_request(&url, fields)
    } else {
        Request::builder().method(method).uri(url).body(Vec::new()).unwrap()
    };
    request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    request
}

/// What the product's script gets, and may read.
fn fetched(
    browser: &mut Browser<'_>,
    method: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> Response<Vec<u8>> {
    fetched_as("application/json", browser, method, path, fields)
}

/// The same for what the script asks for.
#[track_caller]
fn fetched_as(
    accept: &str,
    browser: &mut Browser<'_>,
    method: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> Response<Vec<u8>> {
    let mut request = request(browser.stage(), method, path, fields, &SCRIPT);
    request.headers_mut().insert(ACCEPT, accept.parse().unwrap());
    request.headers_mut().insert(ORIGIN, SHOP.parse().unwrap());
    let answer = browser.send(request);
    check_readable(&answer);
    answer
}

/// A cache must know that the answer is another one for another origin.
fn varies_by_origin(answer: &Response<Vec<u8>>) -> bool {
    answer.headers().get_all("vary").iter().any(|it| it == "origin")
}

#[track_caller]
fn check_readable(answer: &Response<Vec<u8>>) {
    for (name, value) in [
        ("access-control-allow-origin", SHOP),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "retry-after"),
    ] {
        let values: Vec<_> = answer.headers().get_all(name).iter().collect();
        assert_eq!(values, [value], "{name}");
    }
    assert!(varies_by_origin(answer), "{:?}", answer.headers());
}

fn posted(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Value {
    json(&fetched(browser, "POST", path, fields))
}

fn me(browser: &mut Browser<'_>) -> Value {
    json(&fetched(browser, "GET", "/me", &[]))
}

/// Sends a form of the tenant's page, and looks where the callback that it leads to ends.
fn ends_at(
    browser: &mut Browser<'_>,
    page: &Page,
    action: &str,
    fields: &[(&str, &str)],
) -> String {
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let fields = [&[("state", state.split('"').next().unwrap())], fields].concat();
    let url = format!("{}{action}", browser.stage().tenant());
    let callback = location(&browser.send(form_request(&url, &fields)));
    location(&browser.send(Request::get(callback).body(Vec::new()).unwrap()))
}

fn location(answer: &Response<Vec<u8>>) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// Goes to the tenant's page, from the product's.
fn go_to_tenant(browser: &mut Browser<'_>, document: &Value) -> Page {
    let location = document["location"].as_str().unwrap_or_else(|| panic!("{document}"));
    browser.navigate(location, Some(SHOP))
}

#[test]
fn a_person_signs_in_links_unlinks_and_signs_out_from_a_listed_page() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.browser();
    let signed_out = fetched(&mut browser, "GET", "/me", &[]);
    assert_eq!((signed_out.status().as_u16(), named(&signed_out)), (401, "signed_out".to_owned()));
    let account: String = url::form_urlencoded::byte_serialize(ACCOUNT.as_bytes()).collect();
    let login = format!("{}/login?return_to={account}", stage.app());
    let page = browser.navigate(&login, Some(SHOP));
    let ada = [("username", "ada@example.com"), ("password", "worthless-ada")];
    assert_eq!(ends_at(&mut browser, &page, "/u/login", &ada), ACCOUNT);
    assert_eq!(me(&mut browser)["user"]["user_id"], "auth0|ada");

    let fields = [("connection", "github"), ("return_to", ACCOUNT)];
    let document = posted(&mut browser, "/link/start", &fields);
    let page = go_to_tenant(&mut browser, &document);
    let ended = ends_at(&mut browser, &page, "/u/cancel", &[]);
    assert_eq!(ended, format!("{ACCOUNT}&outcome=access_denied"));
    for (path, outcome) in [("/link/cancel", "cancelled"), ("/link/confirm", "linked")] {
        let document = posted(&mut browser, "/link/start", &fields);
        let page = go_to_tenant(&mut browser, &document);
        let ended = ends_at(&mut browser, &page, "/u/social", &[("user_id", "github|2001")]);
        assert_eq!(ended, format!("/?return_to={account}&outcome=review"), "our own page");
        let shown = json(&fetched(&mut browser, "GET", "/link/review", &[]));
        // Our own page's script is led back, whether or not it names the page once more.
        let review = [("review", shown["review"].as_str().unwrap())];
        let back = json(&browser.post_json(path, &review));
        assert_eq!(back["location"], format!("{ACCOUNT}&outcome={outcome}"));
    }
    let shown = me(&mut browser);
    assert_eq!(shown["outcome"], "linked");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada", "github|2001"]);
    let identity = [("provider", "github"), ("user_id", "2001"), ("return_to", ACCOUNT)];
    assert_eq!(posted(&mut browser, "/unlink", &identity)["outcome"], "unlinked");
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);

    // The tenant leads to registered addresses only after that.
    let left = posted(&mut browser, "/logout", &[("return_to", ACCOUNT)]);
    let left: Url = left["location"].as_str().unwrap().parse().unwrap();
    let back = left.query_pairs().find(|(name, _)| name == "post_logout_redirect_uri").unwrap().1;
    assert_eq!(back, format!("{}/", stage.app()));
    assert_eq!(fetched(&mut browser, "GET", "/me", &[]).status(), 401);
}

#[test]
fn a_link_that_a_listed_page_began_takes_its_hints_along_and_may_be_opened_again() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    let hints = [("login_hint", "grace@example.com"), ("ui_locales", "de")];
    let fields = [&[("connection", "github"), ("return_to", ACCOUNT)], &hints[..]].concat();
    let document = posted(&mut browser, "/link/start", &fields);
    let address: Url = document["location"].as_str().unwrap().parse().unwrap();
    assert_eq!(address.origin().ascii_serialization(), stage.app());
    assert_eq!(address.path(), "/link/authorize");
    let mut asked = Vec::new();
    for _ in 0..2 {
        let led = Request::get(address.as_str()).header("sec-fetch-mode", "navigate");
        let answer = browser.send(led.body(Vec::new()).unwrap());
        let request: Url = location(&answer).parse().unwrap();
        assert!(request.as_str().starts_with(stage.tenant()), "{request}");
        let told =
            |name: &str| request.query_pairs().find(|it| it.0 == name).unwrap().1.into_owned();
        for (name, value) in [&hints[..], &[("connection", "github"), ("prompt", "login")]].concat()
        {
            assert_eq!(told(name), value, "{name}");
        }
        assert_eq!(told("max_age"), "0");
        asked.push(told("state"));
    }
    assert_eq!(asked[0], asked[1]);
    let long = "x".repeat(257);
    for (name, value) in [("login_hint", long.as_str()), ("ui_locales", &long[..129])] {
        let fields = [("connection", "github"), (name, value)];
        assert_eq!(posted(&mut browser, "/link/start", &fields)["code"], "invalid_request");
        let mut changed = address.clone();
        changed
            .query_pairs_mut()
            .clear()
            .extend_pairs(address.query_pairs().filter(|it| it.0 == "transaction"))
            .append_pair(name, value);
        let led = Request::get(changed.as_str()).header("sec-fetch-mode", "navigate");
        let answer = browser.send(led.body(Vec::new()).unwrap());
        assert_eq!(location(&answer), format!("{ACCOUNT}&outcome=invalid_request"));
    }
}

#[test]
fn signing_in_again_for_a_listed_page_expects_the_same_person() {
    let stage = Stage::native(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    stage.pass(16 * 60);
    let identity = [("provider", "github"), ("user_id", "2001"), ("return_to", ACCOUNT)];
    let document = posted(&mut browser, "/unlink", &identity);
    let address = document["location"].as_str().unwrap();
    assert!(!address.contains("ada"), "{address}");
    let led = Request::get(address).header("sec-fetch-mode", "navigate");
    let request = location(&browser.send(led.body(Vec::new()).unwrap()));
    assert!(request.contains("&login_hint=ada%40example.com"), "{request}");
    assert!(!request.contains("connection="), "{request}");
}

#[test]
fn a_number_is_proved_on_our_own_page_which_leads_back() {
    let stage = Stage::by_message(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    let back = [("return_to", ACCOUNT)];
    let sent = json(&browser.ask("+15550100", &back));
    assert_eq!(sent["outcome"], "code_sent", "the next step is here");
    let code = stage.code("+15550100");
    let fields = [("otp", code.as_str()), ("return_to", ACCOUNT)];
    assert_eq!(browser.post_outcome("/link/passwordless/verify", &fields), "review");
    let review = browser.review_id();
    let linked = json(&browser.post_json("/link/confirm", &[("review", &review)]));
    assert_eq!(linked["location"], format!("{ACCOUNT}&outcome=linked"));
    let numbers = [("provider", "sms"), ("user_id", "5001"), ("return_to", ACCOUNT)];
    let unlinked = json(&browser.post_json("/unlink", &numbers));
    assert_eq!(unlinked["location"], format!("{ACCOUNT}&outcome=unlinked"));
}

#[test]
fn an_old_browser_says_the_origin_alone() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    let identity = [("provider", "github"), ("user_id", "2001")];
    for (method, path, code) in [("GET", "/me", None), ("POST", "/unlink", Some("not_linked"))] {
        for origin in [SHOP, "http://localhost:3000"] {
            let request = request(&stage, method, path, &identity, &[("origin", origin)]);
            let answer = browser.send(request);
            assert_eq!(json(&answer)["code"].as_str(), code, "{path}");
            assert_eq!(answer.headers()["access-control-allow-origin"], origin);
        }
    }
}

#[test]
fn a_listed_page_can_read_why_it_was_refused() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    stage.fault(&serde_json::json!({
        "when": {"path": "/api/v2/*"},
        "times": 0,
        "then": {"status": 429, "headers": {"retry-after": "60"}, "body": {}},
    }));
    let answer = fetched(&mut browser, "GET", "/me", &[]);
    assert!(answer.headers().contains_key("retry-after"));
    stage.heal();
    let long = "x".repeat(20_000);
    for (path, field, status) in [("/link/start", "x", 400), ("/unlink", &*long, 413)] {
        let answer = fetched(&mut browser, "POST", path, &[("connection", field)]);
        assert_eq!(answer.status(), status);
        assert!(json(&answer)["code"].is_string());
    }
}

#[test]
fn a_file_of_the_page_is_for_everybody_where_any_page_is_listed() {
    for (settings, expected) in [(&[LISTED][..], Some("*")), (&[], None)] {
        let stage = Stage::with(settings);
        let page = stage.exchange(request(&stage, "GET", "/", &[], &[("origin", SHOP)]));
        let text = String::from_utf8_lossy(page.body()).into_owned();
        let files = text.split('"').filter(|it| it.starts_with("/settings.")).map(str::to_owned);
        let files: Vec<_> = files.chain(["/".to_owned()]).collect();
        assert!(files.len() > 2, "{files:?}");
        for file in files {
            let answer = stage.exchange(request(&stage, "GET", &file, &[], &[("origin", SHOP)]));
            let headers = answer.headers();
            let found = headers.get("access-control-allow-origin").map(|it| it.to_str().unwrap());
            assert_eq!(found, expected, "{file}");
            assert!(!headers.contains_key("access-control-allow-credentials"), "{file}");
            assert!(headers.get_all("vary").iter().all(|it| it == "accept-encoding"), "{file}");
        }
    }
}

/// Without scripts the same page serves a listed one, which leads there and is led back to.
#[test]
fn the_page_without_scripts_leads_back_to_the_listed_page() {
    let stage = Stage::by_message(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    browser.scripts = false;
    let account: String = url::form_urlencoded::byte_serialize(ACCOUNT.as_bytes()).collect();
    let here = format!("/settings?return_to={account}");
    let led_back = |browser: &mut Browser<'_>, path: &str, page: &Page| {
        let forms = page.forms();
        let form = forms.iter().find(|it| it.action == path).unwrap();
        let fields: Vec<_> = form.fields.iter().map(|it| (&*it.0, &*it.1)).collect();
        let answer = browser.post_form(path, &fields);
        let page = String::from_utf8_lossy(answer.body()).into_owned();
        let address = page.split("content=\"0;url=").nth(1).unwrap_or_else(|| panic!("{page}"));
        address.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
    };

    let page = browser.open(&format!("{here}&ask=sms"));
    let page = browser.press(&page, "Send a code", &[("phone_number", "+15550100")]);
    assert_eq!(page.url.query_pairs().next().unwrap().1, "sms");
    let code = stage.code("+15550100");
    let page = browser.open(&format!("{here}&step=code"));
    let page = browser.press(&page, "Check the code", &[("otp", &code)]);
    assert_eq!(page.url.path(), "/settings");
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(page.url.query_pairs().next().unwrap().1, ACCOUNT);
    let ended = led_back(&mut browser, "/link/cancel", &page);
    assert_eq!(ended, format!("{ACCOUNT}&outcome=cancelled"));

    let page = browser.open(&here);
    let page = browser.press(&page, "Add GitHub", &[]);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.url.path(), "/settings", "a link comes back here, too");
    let ended = led_back(&mut browser, "/link/confirm", &page);
    assert_eq!(ended, format!("{ACCOUNT}&outcome=linked"));

    let page = browser.open(&format!("{here}&unlink=github%7C2001"));
    assert_eq!(page.link("Keep it linked").as_deref(), Some(ACCOUNT));
    let ended = led_back(&mut browser, "/unlink", &page);
    assert_eq!(ended, format!("{ACCOUNT}&outcome=unlinked"));

    for other in ["https%3A%2F%2Fevil.example%2F", "%2F%2Fevil.example", "%2Flogin", "javascript:1"]
    {
        let page = browser.open(&format!("/settings?return_to={other}"));
        assert!(!page.body.contains("evil") && !page.body.contains("javascript"), "{other}");
        assert!(!page.body.contains("value=\"/login\""), "{other}");
    }
}

#[test]
fn what_waits_is_shown_masked_and_put_away_from_a_listed_page_too() {
    let stage = Stage::by_message(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code("+4915112345678"), "code_sent");
    for shown in [me(&mut browser), browser.me()] {
        assert_eq!(shown["passwordless"]["to"], "+49 ••• 78");
        assert!(!shown.to_string().contains("+4915112345678"), "{shown}");
    }
    assert_eq!(posted(&mut browser, "/later", &[("return_to", ACCOUNT)])["outcome"], "put_away");
    assert_eq!(me(&mut browser)["passwordless"], Value::Null);
}
