//! What goes on to the tenant's login page as it came, what does not, and under which names the tenant is
//! known: its custom domain and its own.

use serde_json::json;
use url::Url;

use crate::support::{Browser, Stage, json as read};

/// Every value of a parameter.
fn values(address: &Url, name: &str) -> Vec<String> {
    let found = address.query_pairs().filter(|(it, _)| it == name);
    found.map(|(_, value)| value.into_owned()).collect()
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Where `/link/start` leads with these fields besides the connection, or by which code it is refused.
fn link(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Result<Url, String> {
    let all = [&[("connection", "github")], fields].concat();
    let document = read(&browser.post_json("/link/start", &all));
    match document["location"].as_str() {
        Some(location) => Ok(location.parse().unwrap()),
        None => Err(document["code"].as_str().unwrap().to_owned()),
    }
}

#[test]
fn hints_for_the_login_page_go_on_to_it_as_they_came() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let rows = [
        ("screen_hint", "signup", 32),
        ("login_hint", "a+b&prompt=none@example.com", 256),
        ("ui_locales", "de-CH fr", 128),
        ("connection", "github", 128),
    ];
    for (name, value, longest) in rows {
        let address = browser.login_leads(&format!("{name}={}", encoded(value))).unwrap();
        assert_eq!(values(&address, name), [value]);
        assert_eq!(values(&address, "prompt"), [""; 0], "{name}: no parameter of its own");
        let most = "x".repeat(longest);
        let address = browser.login_leads(&format!("{name}={most}")).unwrap();
        assert_eq!(values(&address, name), [most.as_str()]);
        for wrong in [&format!("{most}x"), "a\nb", "a\u{0}", "a\u{7f}"] {
            let query = format!("{name}={}", encoded(wrong));
            assert_eq!(browser.login_leads(&query), Err(400), "{name} {wrong:?}");
        }
        let twice = format!("{name}=a&{name}=b");
        assert_eq!(browser.login_leads(&twice), Err(400), "{name}");
        let empty = browser.login_leads(&format!("{name}=")).unwrap();
        assert_eq!(values(&empty, name), [""; 0]);
    }
    for (name, value, longest) in [rows[1], rows[2]] {
        let address = link(&mut browser, &[(name, value)]).unwrap();
        assert_eq!(values(&address, name), [value]);
        assert_eq!(values(&address, "prompt"), ["login"], "{name}");
        for wrong in [&"x".repeat(longest + 1), "a\nb", "a\u{0}"] {
            let code = link(&mut browser, &[(name, wrong)]).unwrap_err();
            assert_eq!(code, "invalid_request", "{name} {wrong:?}");
        }
        let code = link(&mut browser, &[(name, "a"), (name, "b")]).unwrap_err();
        assert_eq!(code, "invalid_request", "{name}");
    }
}

#[test]
fn attack_what_would_weaken_a_sign_in_is_not_passed_on() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let parameters = [
        ("prompt", "none"),
        ("max_age", "999999999"),
        ("acr_values", "urn:weak"),
        ("redirect_uri", "https://evil.example/"),
        ("response_type", "token"),
        ("response_mode", "fragment"),
        ("scope", "openid offline_access"),
        ("audience", "https://evil.example/"),
        ("state", "fixed"),
        ("nonce", "fixed"),
        ("code_challenge", "fixed"),
        ("code_challenge_method", "plain"),
        ("client_id", "another-app"),
    ];
    let query: Vec<_> =
        parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let first = browser.login_leads(&query.join("&")).unwrap();
    let second = link(&mut browser, &parameters).unwrap();
    for address in [first, second] {
        for (name, value) in parameters {
            let found = values(&address, name);
            assert!(found.len() <= 1 && !found.contains(&value.to_owned()), "{name}: {found:?}");
        }
    }
}

#[test]
fn behind_a_custom_domain_people_sign_in_and_link() {
    let canonical = ("auth0_canonical_domain", "tenant.eu.auth0.example");
    for further in [&[][..], &[("management", "client")], &[("passwordless", "code")]] {
        let settings = [&[canonical], further].concat();
        let stage = Stage::native_by_message(&settings);
        let mut browser = stage.browser();
        let address = browser.login_leads("").unwrap();
        assert!(address.as_str().starts_with(&format!("{}/authorize?", stage.tenant())));
        let audience = values(&address, "audience");
        let by_client = further.first().is_some_and(|(name, _)| *name == "management");
        let expected: &[&str] =
            if by_client { &[] } else { &["https://tenant.eu.auth0.example/api/v2/"] };
        assert_eq!(audience, expected);

        browser.log_in("ada");
        assert_eq!(browser.link("github|2001"), "linked");
        assert_eq!(browser.prove_by_code("+15550100"), "review");
        assert_eq!(browser.confirm(&[]), "linked");
        assert_eq!(browser.identities(), ["auth0|ada", "github|2001", "sms|5001"]);

        // A token that names the other domain as its issuer is none of this tenant's.
        let page = browser.start_link("google-oauth2");
        stage.forge(&json!({"claims": {"iss": "https://tenant.eu.auth0.example/"}}));
        let page = browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
        assert_eq!(page.outcome().as_deref(), Some("token_invalid"));
        let callback = "/link/callback?code=c&state=s&iss=https%3A%2F%2Ftenant.eu.auth0.example%2F";
        assert_eq!(browser.open(callback).outcome().as_deref(), Some("no_transaction"));
    }
    // Where the settings do not name the tenant's own domain, the Management API has another audience.
    let stage = Stage::native(&[]);
    stage.set_canonical_domain("tenant.eu.auth0.example");
    let page = stage.browser().open("/login");
    assert_eq!(page.outcome().as_deref(), Some("login_setup"), "{page:?}");
}

#[test]
fn the_sign_up_that_was_asked_for_comes_in_the_language_that_was_asked_for() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login?screen_hint=signup&ui_locales=de%20en");
    assert_eq!(page.url.path(), "/u/signup", "{page:?}");
    assert!(page.body.contains("lang=\"de\""), "{}", page.body);
    let fields = [("email", "new@example.com"), ("password", "worthless-new")];
    let page = browser.submit(&page, "/u/signup", &fields);
    assert_eq!(page.url.path(), "/");
    let me = browser.me();
    assert_eq!(
        (&me["user"]["email"], &me["user"]["email_verified"]),
        (&json!("new@example.com"), &json!(false))
    );
    // An address that nobody has verified may be anybody's.
    let start = browser.post_outcome("/link/start", &[("connection", "github")]);
    assert_eq!(start, "own_email_unverified");

    let page = stage.browser().open("/login?login_hint=ada%40example.com");
    assert!(page.body.contains("ada@example.com"), "{}", page.body);
}
