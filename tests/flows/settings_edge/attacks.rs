//! Attacks through the drawn page: markup in what others choose, addresses that others write, and requests
//! that are no visit.

use http::Request;
use http::header::SET_COOKIE;
use serde_json::json;

use super::{says, sign_in};
use crate::support::{Attacks, DATABASE, Stage, seen};

/// What breaks out of text, of an attribute, of a comment.
const MARKUP: &str =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>--><b>&amp;{{1234*1234}}";

/// Markup is nowhere in a page as markup.
#[track_caller]
fn is_escaped(page: &str) -> bool {
    !page.contains("<script")
        && !page.contains("<img")
        && !page.contains("<b>")
        && !page.contains("onerror=alert(2)>")
        && !page.contains("1522756")
}

#[test]
fn attack_an_address_makes_nobody_wait_longer_than_an_hour() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    for (wait, counted) in [("3600", true), ("3601", false), ("0", false), ("-1", false)] {
        let page = browser.get(&format!("/settings?outcome=rate_limited&wait={wait}"));
        let left = format!("data-left=\"{wait}\"");
        assert_eq!(String::from_utf8_lossy(page.body()).contains(&left), counted, "{wait}");
    }
}

#[test]
fn attack_markup_in_whatever_others_choose_is_text() {
    let stage = Stage::with(&[
        ("management", "client"),
        ("connections", "github=<b>\"Git'Hub,google-oauth2=Google"),
    ]);
    let mut attacks = Attacks::new("settings-markup", stage.is_native());
    let person = |user_id: &str, provider: &str, own: &str, connection: &str| {
        json!({
            "user_id": user_id, "name": MARKUP, "nickname": MARKUP, "email": format!("{own}@example.com"),
            "email_verified": true, "picture": format!("https://x/{MARKUP}"),
            "user_metadata": {MARKUP: format!("{MARKUP}{own}"), "list": [MARKUP, own], "same": MARKUP},
            "app_metadata": {MARKUP: MARKUP},
            "identities": [{"provider": provider, "user_id": own, "connection": connection,
                "password": format!("worthless-{own}")},
                {"provider": "windowslive", "user_id": own, "connection": "windowslive",
                "profileData": {"name": MARKUP, "email": MARKUP}}],
        })
    };
    stage.put_user(&person("auth0|mallory", "auth0", "mallory", DATABASE));
    stage.put_user(&person("github|666", "github", "666", "github"));
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "mallory");
    assert!(page.words().contains("alert(1)"), "{}", page.words());
    attacks.tried("a name, on the overview", is_escaped(&page.body), "text");

    browser.prove("github|666");
    let page = browser.open("/settings");
    assert!(page.is_review());
    assert!(page.words().matches("alert(1)").count() > 3, "{}", page.words());
    attacks.tried(
        "names, addresses, labels and keys and values of metadata, in the review",
        is_escaped(&page.body),
        "text",
    );
    let key = page
        .forms()
        .iter()
        .flat_map(|it| it.fields.clone())
        .any(|(name, _)| name == format!("metadata.{MARKUP}"));
    attacks.tried("a key of metadata, as the field of the form", key, "the key itself");

    let page = browser.agree(&page);
    attacks.tried("the same, once it is linked", is_escaped(&page.body), "text");
    let page = browser.press(&page, "Unlink", &[]);
    attacks.tried("the same, in the question before an unlink", is_escaped(&page.body), "text");
    attacks.finish();
}

#[test]
fn attack_nothing_of_the_address_is_repeated() {
    let stage = Stage::by_message(&[("management", "client")]);
    let mut attacks = Attacks::new("settings-address", stage.is_native());
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    let mark = "zqx77";
    let coded: String =
        url::form_urlencoded::byte_serialize(format!("{mark}\"><script>").as_bytes()).collect();
    for name in
        ["outcome", "wait", "unlink", "ask", "suggestion", "step", "ui_locales", "suggestions", "x"]
    {
        for (more, where_to) in [
            ("", "on the overview"),
            ("&step=code", "at the second step of a link by a code"),
            ("&ask=email", "at the first one"),
        ] {
            let page = browser.open(&format!("/settings?{name}={coded}{more}"));
            let silent = !page.body.contains(mark);
            attacks.tried(&format!("markup in `{name}`, {where_to}"), silent, "not in the answer");
        }
    }
    for (code, what) in [
        ("linked", "a success"),
        ("deleted", "a success"),
        ("__proto__", "no code"),
        ("success-linked", "no code"),
    ] {
        let page = browser.open(&format!("/settings?outcome={code}"));
        let silent = page.says_nothing();
        attacks.tried(
            &format!("`outcome={code}`, which is {what} that did not happen"),
            silent,
            "nothing is said",
        );
    }
    attacks.finish();
}

#[test]
fn attack_a_look_that_is_no_visit_is_refused() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("settings-visits", stage.is_native());
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    stage.forget_requests();
    let (site, mode, dest) = ("sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest");
    let script = [(site, "same-origin"), (mode, "cors"), (dest, "empty")];
    let but = |name: &str, value: &'static str| {
        script.map(|(it, was)| (it, if it == name { value } else { was })).to_vec()
    };
    let with = |name: &'static str, value: &'static str| [&script[..], &[(name, value)]].concat();
    let scripts = [
        ("a sibling host's script", but(site, "same-site")),
        ("a script that says it is nobody's", but(site, "none")),
        ("a script of ours with another site's `Origin`", with("origin", "https://evil.example")),
        ("a sandboxed frame's script", with("origin", "null")),
        ("our page's beacon", but(mode, "no-cors")),
        ("our page's web socket", but(mode, "websocket")),
        ("a script tag on our page", but(dest, "script")),
        ("a frame on our page", but(dest, "iframe")),
        ("our page's script, ahead", with("sec-purpose", "prefetch")),
    ];
    let others = [
        ("another site's image", [("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "image")]),
        ("our page's image", [("sec-fetch-site", "same-origin"), ("sec-fetch-dest", "image")]),
        ("another site's frame", [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")]),
        ("an embedded object", [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "object")]),
        ("another site's script", [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")]),
        (
            "a script without CORS",
            [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")],
        ),
        ("a prefetch", [("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch")]),
        ("a prerender", [("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch;prerender")]),
        ("an old browser's prefetch", [("sec-fetch-mode", "navigate"), ("purpose", "prefetch")]),
    ];
    let others = others.map(|(what, headers)| (what, headers.to_vec()));
    for (what, headers) in others.into_iter().chain(scripts) {
        let mut request = Request::get(format!("{}/settings", stage.app()));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = browser.send(request.body(Vec::new()).unwrap());
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        let refused = answer.status() == 403 && !answer.headers().contains_key(SET_COOKIE);
        attacks.tried(
            &format!("`/settings`, asked for by {what}"),
            refused && !body.contains("ada@"),
            "`not_a_navigation`",
        );
    }
    assert_eq!(stage.requests(), Vec::<String>::new());
    attacks.finish();
}

/// The script of `/` asks as our own page, by an address of `/` that anybody may have written.
#[test]
fn attack_an_address_of_the_page_has_its_script_keep_or_look_for_something() {
    let script = include_str!("../../../static/start.js");
    let (names, _) = script.split_once("/^(").unwrap().1.split_once(")$/").unwrap();
    let stage = Stage::by_message(&[("management", "client")]);
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    browser.me();
    let before = browser.cookies.clone();
    let mut changes = |name: &str, value: &str| {
        stage.forget_requests();
        let asked = Request::get(format!("{}/settings?{name}={value}", stage.app()))
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-mode", "cors")
            .header("sec-fetch-dest", "empty");
        browser.send(asked.body(Vec::new()).unwrap());
        browser.cookies != before || stage.requests().len() > 1
    };
    for name in names.split('|') {
        for value in ["1", "de", "email", "code", "linked", "github%7C2001", "https://evil.example"]
        {
            assert!(!changes(name, value), "{name}={value}");
        }
    }
    // This is what the script must not hand on.
    assert!(changes("suggestions", "1"));
    assert!(changes("ui_locales", "de"));
}

#[test]
fn attack_another_sites_link_does_no_more_than_a_look() {
    let stage = Stage::with(&[("management", "client"), ("review", "never")]);
    let mut attacks = Attacks::new("settings-links", stage.is_native());
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    browser.me();
    let before = browser.cookies.clone();
    for (query, what) in [
        ("", "alone"),
        ("?ui_locales=de", "with a language"),
        ("?suggestions=1", "that looks for other accounts"),
        ("?unlink=auth0%7Cada", "that asks to unlink"),
        (
            "?provider=github&user_id=2001&restore=on&delete=on&choice=switch&review=x&_method=POST",
            "with every field",
        ),
    ] {
        stage.forget_requests();
        let url = format!("{}/settings{query}", stage.app());
        let page = browser.navigate(&url, Some("https://elsewhere.example"));
        let asked = stage.requests();
        let reads = asked.iter().all(|it| {
            it == "GET /api/v2/users/auth0%7Cada" || it.starts_with("GET /api/v2/users/auth0|ada")
        });
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        let framed = !policy.contains("frame-ancestors 'none'");
        let same = browser.cookies == before;
        attacks.tried(
            &format!("another site's link to `/settings`, {what}"),
            reads && same && !framed,
            "what `/me` does, and no more",
        );
        assert!(reads, "{asked:?}");
        assert!(same, "{query}: {:?}", browser.own_cookies());
    }
    shows_no_question(&mut attacks);
    attacks.finish();
}

/// All that an address can ask of the page: what is shown for it, by our own link and by another site's.
fn shows_no_question(attacks: &mut Attacks) {
    let settings = [("management", "client"), ("embed_origins", "https://shop.example")];
    let stage = Stage::by_message(&settings);
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = browser.press(&page, "Add GitHub", &[]);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    let page = browser.agree(&page);
    says(&page, " is linked.");
    let url = |query: &str| format!("{}/settings{query}", stage.app());
    let elsewhere = Some("https://elsewhere.example");
    let plain = browser.navigate(&url(""), elsewhere).words();
    for (what, query, own) in [
        ("the question before an unlink", "?unlink=github%7C2001", "Unlink GitHub?"),
        ("why the main account is not unlinked", "?unlink=auth0%7Cada", "cannot be unlinked"),
        ("why another's account is not unlinked", "?unlink=github%7C9", "account is not linked"),
        ("the form that sends a code", "?ask=email", "Send a code"),
        ("a search for other accounts", "?suggestions=1", "These may be yours"),
    ] {
        let at_home = browser.open(&format!("/settings{query}")).words();
        assert!(at_home.contains(own), "{query}: {own} is not in {at_home}");
        let led = browser.navigate(&url(query), elsewhere).words();
        let how = "the plain overview";
        attacks.tried(&format!("another site's link to {what}"), led == plain, how);
        // Only a listed page that names itself may ask for it.
        let unlisted = ["https://elsewhere.example/", "https://shop.example.evil.example/", ""];
        let led = |site: &str, referer: &str| {
            let headers = [("sec-fetch-site", site), ("referer", referer)];
            let headers = headers.into_iter().chain([("sec-fetch-mode", "navigate")]);
            let mut request = Request::get(url(query));
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let answer = browser.clone().send(request.body(Vec::new()).unwrap());
            seen(&String::from_utf8_lossy(answer.body())).contains(own)
        };
        let sites = ["cross-site", "same-site"];
        let none = sites.iter().all(|site| unlisted.iter().all(|it| !led(site, it)));
        attacks.tried(&format!("the same that names itself, to {what}"), none, how);
        let listed = "https://shop.example/account";
        assert!(led("same-site", listed) && !led("cross-site", listed), "{what}");
    }
    assert_eq!(browser.send_code("ada@home.example"), "code_sent");
    let step = browser.navigate(&url(""), elsewhere).words();
    assert!(step != plain && browser.open("/settings?step=overview").words() != step);
    let led = browser.navigate(&url("?step=overview"), elsewhere).words();
    // Apart from the seconds that pass.
    let same = led.contains("Enter the code") == step.contains("Enter the code");
    attacks.tried("another site's link past the step that is under way", same, "that step");
}

#[test]
fn attack_a_sibling_host_or_a_page_in_an_old_browser_leads_to_the_question() {
    let stage = Stage::with(&[]);
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    assert_eq!(browser.link("github|2001"), "linked");
    let url = format!("{}/settings?unlink=github%7C2001", stage.app());
    let mut asks = |headers: &[(&str, &str)]| {
        let mut request = Request::get(&url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = browser.send(request.body(Vec::new()).unwrap());
        seen(&String::from_utf8_lossy(answer.body())).contains("Unlink GitHub?")
    };
    let (site, evil) = ("sec-fetch-site", ("referer", "https://elsewhere.example/"));
    for headers in [&[(site, "same-site"), evil][..], &[(site, "same-site")], &[evil], &[]] {
        assert!(!asks(headers), "{headers:?}");
    }
    assert!(asks(&[("referer", &format!("{}/settings", stage.app()))]), "our own link");
    assert!(asks(&[(site, "none")]), "a typed address");
}
