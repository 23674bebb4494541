//! Where a sign-in may lead: a corpus of tricks for `return_to`, each judged by the WHATWG URL standard as a
//! browser reads the `Location`, and the addresses of our own actions.

mod forms;

use http::Request;
use http::header::LOCATION;
use url::Url;

use crate::support::{Attacks, Browser, Stage};

/// One a line, percent-encoded as in an address; the first lines say more.
const CORPUS: &str = include_str!("return_to.txt");

fn location(answer: &http::Response<Vec<u8>>) -> String {
    let text = answer.headers()[LOCATION].to_str();
    text.expect("a browser would have to guess at anything but ASCII").to_owned()
}

/// Signs in once more, where the tenant need not ask; what the callback answers.
fn location_after_sign_in(browser: &mut Browser<'_>, app: &str, return_to: &str) -> String {
    let get =
        |url: &str| Request::get(url).header("sec-fetch-site", "none").body(Vec::new()).unwrap();
    let authorize = location(&browser.send(get(&format!("{app}/login?return_to={return_to}"))));
    let callback = location(&browser.send(get(&authorize)));
    location(&browser.send(get(&callback)))
}

fn values<'a>() -> impl Iterator<Item = &'a str> {
    CORPUS.lines().filter(|line| !line.starts_with('#'))
}

/// A value in a cell of a table.
fn cell(value: &str) -> String {
    let short: String = value.chars().take(70).collect();
    let more = if short == value { "" } else { "…" };
    let text = if short.trim().is_empty() { "(a space)".to_owned() } else { short };
    format!("`{}{more}`", text.replace('|', "%7C").replace('`', "%60"))
}

#[test]
fn attack_a_return_to_that_leads_elsewhere_leads_home() {
    let stage = Stage::new();
    let app = Url::parse(stage.app()).unwrap();
    let mut attacks = Attacks::new("return-to", stage.is_native());
    let mut browser = stage.signed_in("ada");
    let (mut home, mut kept) = (0, 0);
    let long = [
        format!("/{}", "a".repeat(600)),
        format!("//evil.example/{}", "a".repeat(480)),
        format!("/{}//evil.example", "../".repeat(150)),
        format!("/{}", "%5C".repeat(300)),
        format!("/{}evil.example", "%09".repeat(300)),
        format!("https://{}@evil.example/", "app.example".repeat(40)),
    ];
    for value in values().chain(long.iter().map(String::as_str)) {
        let value = value.replace(' ', "%20");
        let location = location_after_sign_in(&mut browser, stage.app(), &value);
        let plain = location.bytes().all(|byte| byte.is_ascii_graphic());
        assert!(location.starts_with('/') && plain, "{value}: {location:?}");
        let resolved = app.join(&location).unwrap();
        let ours = resolved.origin() == app.origin() && resolved.path().starts_with('/');
        // What the value alone would have meant to a browser that follows it from our page.
        let decoded: String = url::form_urlencoded::parse(format!("v={value}").as_bytes())
            .map(|(_, value)| value.into_owned())
            .collect();
        let meant = app.join(&decoded).ok().filter(|it| it.origin() == app.origin());
        if meant.is_none() {
            assert_eq!(location, "/", "{value}");
        }
        home += usize::from(location == "/");
        kept += usize::from(location != "/");
        let how = if location == "/" {
            "leads home".to_owned()
        } else {
            format!("stays here: {}", cell(&location))
        };
        let page = browser.navigate(resolved.as_str(), Some(stage.tenant()));
        let ours = ours && page.url.origin() == app.origin();
        let size =
            if value.len() > 300 { format!(" ({} bytes)", value.len()) } else { String::new() };
        attacks.tried(&format!("{}{size}", cell(&value)), ours, &how);
    }
    assert!(home > 100 && kept > 30, "{home} lead home, {kept} stay");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
    attacks.finish();
}

#[test]
fn attack_a_return_to_our_own_actions_does_nothing() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("return-to-actions", stage.is_native());
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    for value in [
        "/logout".to_owned(),
        "/unlink?provider=github&user_id=2001".to_owned(),
        "/link/start?connection=github".to_owned(),
        format!("/link/confirm?review={review}"),
        format!("/link/cancel?review={review}"),
        "/link/passwordless/start?connection=sms&phone_number=%2B15550101".to_owned(),
        "/link/passwordless/verify?otp=1".to_owned(),
        "/link/callback?code=c&state=s".to_owned(),
        "/link/callback?error=access_denied&state=s".to_owned(),
        "/login/switch?choice=switch".to_owned(),
        "/me".to_owned(),
        "/link/review".to_owned(),
        "/settings?unlink=github%7C2001&suggestions=1".to_owned(),
        "/suggestions".to_owned(),
        "/healthz".to_owned(),
        "/login/lock#state=s".to_owned(),
        "/?outcome=linked".to_owned(),
        "/?outcome=review".to_owned(),
        "/login".to_owned(),
        "/login?return_to=/login".to_owned(),
        "/login?return_to=//evil.example".to_owned(),
        "/login?login_hint=grace@example.com".to_owned(),
        "/login?screen_hint=signup".to_owned(),
    ] {
        stage.forget_requests();
        let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let page = browser.open(&format!("/login?return_to={value}"));
        // After a link was begun, the tenant asks for the password once more.
        let asked = page.url.as_str().starts_with(stage.tenant());
        let page = if asked { browser.sign_in_at(&page, "ada") } else { page };
        let writes = stage.requests();
        let writes = writes.iter().filter(|it| !it.starts_with("GET ") && !it.ends_with("/token"));
        assert_eq!(writes.count(), 0, "{value}");
        let ours = page.url.as_str().starts_with(stage.app());
        // Still signed in, and everything as it was.
        let same = browser.identities() == ["auth0|ada", "github|2001"]
            && browser.review_id() == review
            && browser.me()["outcome"].is_null();
        let decoded = value.replace("%2F", "/").replace("%3F", "?").replace("%3D", "=");
        let decoded = decoded.replace("%26", "&").replace(&review, "…");
        let how = format!("{}, and nothing has changed", page.status.as_u16());
        attacks.tried(&format!("a sign-in that returns to `{decoded}`"), ours && same, &how);
    }
    assert!(stage.messages().is_empty());
    attacks.finish();
}

/// A sign-in that returns to a sign-in, as deep as an address can nest it, comes to an end.
#[test]
fn attack_a_loop_of_sign_ins_ends() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("return-to-loop", stage.is_native());
    let mut browser = stage.signed_in("ada");
    let mut path = "/".to_owned();
    let mut depth = 0;
    let mut visited = Vec::new();
    loop {
        let nested: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        path = format!("/login?return_to={nested}");
        depth += 1;
        if path.len() > 600 {
            break;
        }
        let mut next = path.clone();
        let mut steps = 0;
        while let Some(value) = next.strip_prefix("/login?return_to=") {
            next = location_after_sign_in(&mut browser, stage.app(), value);
            steps += 1;
            assert!(steps <= depth, "{path}");
        }
        visited.push((depth, next));
    }
    assert!(visited.len() >= 3, "{visited:?}");
    for (depth, end) in visited {
        attacks.tried(&format!("sign-ins nested {depth} deep"), end == "/", "end at `/`");
    }
    attacks.finish();
}
