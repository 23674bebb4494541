//! One test for each module of the OpenID Foundation's conformance tests for relying parties that fits
//! this component, under the module's name. `docs/conformance.md` lists all of them; the last test here
//! holds that list to the sources.

use http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Browser, Stage, json as read};

/// A login and a link are answered with a forged ID token: what the visitor is told, that nobody is signed
/// in and nothing waits, and that the tenant works afterwards.
#[track_caller]
fn check_forged(forgery: &Value, fault: &str) {
    let stage = Stage::new();
    crate::forgeries::refused(&stage, &json!({ "id_token": forgery }), fault);
    assert_eq!(stage.signed_in("ada").link("github|2001"), "linked", "after {forgery}");
}

macro_rules! forged {
    ($($name:ident: $forgery:tt => $fault:literal;)*) => {
        $(#[test] fn $name() { check_forged(&json!($forgery), $fault) })*

        /// What these modules forge, to be counted.
        pub(crate) fn forged_modules() -> Vec<(&'static str, Value, &'static str)> {
            vec![$((stringify!($name), json!($forgery), $fault)),*]
        }
    };
}

forged! {
    invalid_iss: {"claims": {"iss": "https://evil.example/"}} => "WrongIssuer";
    missing_sub: {"claims": {"sub": null}} => "Subject";
    invalid_aud: {"claims": {"aud": "another-app"}} => "WrongAudience";
    missing_aud: {"claims": {"aud": null}} => "WrongAudience";
    missing_iat: {"claims": {"iat": null}} => "IssuedAtMissing";
    kid_absent_multiple_jwks: {"header": {"kid": null}} => "KeyIdMissing";
    idtoken_sig_none: {"header": {"alg": "none"}} => "Algorithm";
    invalid_sig_rs256: {"sign": "broken"} => "Signature";
    invalid_sig_es256: {"header": {"alg": "ES256"}} => "Algorithm";
    invalid_sig_hs256: {"header": {"alg": "HS256"}} => "Algorithm";
    nonce_invalid: {"claims": {"nonce": "another"}} => "Nonce";
    invalid_athash: {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}} => "AccessTokenHash";
    invalid_expired_exp: {"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}} => "Expired";
    invalid_missing_exp: {"claims": {"exp": null}} => "ExpiryMissing";
    invalid_secondary_aud: {"claims": {"aud": ["local-app", "another-app"]}} => "WrongAudience";
}

/// A login with this ID token goes through.
#[track_caller]
fn check_accepted(forgery: &Value) {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.forge(forgery);
    browser.sign_in_at(&page, "ada");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada", "{forgery}");
}

/// The address to which a login leads.
fn authorization_request(stage: &Stage, browser: &mut Browser<'_>, path: &str) -> Url {
    let request = http::Request::get(format!("{}{path}", stage.app())).body(Vec::new()).unwrap();
    browser.send(request).headers()["location"].to_str().unwrap().parse().unwrap()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
}

#[test]
fn oidcc_client_test() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
    assert_eq!(stage.count("POST", "/oauth/token"), 1);
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 1);
    // What the modules for `/userinfo` and for discovery would look at.
    assert_eq!(stage.count("GET", "/userinfo") + stage.count("POST", "/userinfo"), 0);
    assert_eq!(stage.count("GET", "/.well-known/openid-configuration"), 0);
}

#[test]
fn idtoken_sig_rs256() {
    check_accepted(&json!({"header": {"alg": "RS256"}, "sign": "right"}));
}

#[test]
fn valid_aud_as_array() {
    check_accepted(&json!({"claims": {"aud": ["local-app"]}}));
    check_accepted(&json!({"claims": {"aud": ["local-app"], "azp": "local-app"}}));
}

/// The module would have such a token accepted. Auth0 names its key in every token, and publishes more
/// than one: one that names none is not Auth0's.
#[test]
fn kid_absent_single_jwks() {
    let stage = Stage::new();
    let only = stage.key_set().remove(0);
    stage.break_key_set(&json!({"status": 200, "body": {"keys": [only]}}));
    let unnamed = json!({"id_token": {"header": {"kid": null}}});
    crate::forgeries::refused(&stage, &unnamed, "KeyIdMissing");
}

#[test]
fn iat_is_week_in_past() {
    let stage = Stage::native(&[]);
    let week = stage.now() - 7 * 24 * 60 * 60;
    let old = json!({"id_token": {"claims": {"iat": week}}});
    crate::forgeries::refused(&stage, &old, "IssuedTooEarly");
}

#[test]
fn nonce_unless_code_flow() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let (one, other) = (
        authorization_request(&stage, &mut browser, "/login"),
        authorization_request(&stage, &mut browser, "/login"),
    );
    let nonce = |url| parameter(url, "nonce").unwrap();
    assert_eq!(parameter(&one, "response_type").as_deref(), Some("code"));
    assert_eq!(nonce(&one).len(), 43);
    assert_ne!(nonce(&one), nonce(&other));
}

#[test]
fn form_post_error() {
    let stage = Stage::with(&[("response_mode", "form_post")]);
    let mut browser = stage.browser();
    let state = parameter(&authorization_request(&stage, &mut browser, "/login"), "state").unwrap();
    let mut callback: Url = format!("{}/link/callback", stage.app()).parse().unwrap();
    let answer = [("state", state.as_str()), ("error", "access_denied")];
    callback.query_pairs_mut().extend_pairs(answer);
    let outcome = crate::form_post::answered(&stage, &mut browser, &callback);
    assert_eq!(outcome.as_deref(), Some("access_denied"));
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn _3rd_party_init_login() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    // OpenID Connect Core section 4. Where to go then, our own `return_to` says, and not their address.
    let asked = "/login?iss=https%3A%2F%2Fevil.example%2F&login_hint=ada%40example.com\
        &target_link_uri=https%3A%2F%2Fevil.example%2F";
    let request = authorization_request(&stage, &mut browser, asked);
    assert_eq!(request.origin(), stage.tenant().parse::<Url>().unwrap().origin());
    assert_eq!(parameter(&request, "login_hint").as_deref(), Some("ada@example.com"));
    assert!(!request.as_str().contains("evil"), "{request}");
    let page = browser.navigate(request.as_str(), None);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.url.as_str(), format!("{}/", stage.app()));
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
}

#[test]
fn signing_key_rotation() {
    let stage = Stage::native(&[]);
    stage.signed_in("ada");
    // A key that was published before it is used, and one that was not.
    stage.rotate_keys();
    stage.signed_in("ada");
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 1);
    stage.rotate_keys();
    stage.rotate_keys();
    stage.pass(61);
    stage.signed_in("ada");
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 2);
}

#[test]
fn signing_key_rotation_just_before_signing() {
    let stage = Stage::native(&[]);
    stage.signed_in("ada");
    stage.pass(61);
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.rotate_keys();
    stage.rotate_keys();
    browser.sign_in_at(&page, "ada");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 2);
}

/// Signs out, up to the address to which that leads.
fn sign_out(browser: &mut Browser<'_>) -> Url {
    let answer = read(&browser.post_json("/logout", &[]));
    answer["location"].as_str().unwrap().parse().unwrap()
}

#[test]
fn rp_init_logout() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let location = sign_out(&mut browser);
    assert_eq!(location.path(), "/oidc/logout");
    let back = parameter(&location, "post_logout_redirect_uri");
    assert_eq!(back.as_deref(), Some(format!("{}/", stage.app()).as_str()));
    let page = browser.navigate(location.as_str(), Some(stage.app()));
    assert_eq!(page.url.as_str(), format!("{}/", stage.app()));
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
}

/// No state is sent, since nothing hangs on the way back: the session has ended before.
#[test]
fn rp_init_logout_no_state() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let location = sign_out(&mut browser);
    assert_eq!(parameter(&location, "state"), None);
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn rp_init_logout_other_state() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    sign_out(&mut browser);
    // Nobody's sign-out comes back: that address signs nobody out.
    browser.log_in("grace");
    let page = browser.open("/?state=another");
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(browser.me()["user"]["user_id"], "auth0|grace");
}

#[test]
fn every_module_is_tested_or_does_not_apply() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let read = |path: &str| std::fs::read_to_string(format!("{root}{path}")).unwrap();
    let page = read("docs/conformance.md");
    let mut listed: Vec<&str> = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let module = cells[0].trim_start_matches("| ").trim_matches('`');
        let answer = cells[1].trim_end_matches(" |");
        assert!(!listed.contains(&module), "{module} is listed twice");
        listed.push(module);
        if let Some(reason) = answer.strip_prefix("not applicable: ") {
            assert!(reason.len() > 10, "no reason: {row}");
            continue;
        }
        let file = answer.split('`').nth(1).unwrap_or_else(|| panic!("no test: {row}"));
        let name = function(module);
        let text = read(file);
        let written = text.contains(&format!("#[test]\nfn {name}() {{"));
        let by_macro = text.contains(&format!("\n    {name}: {{"));
        assert!(written || by_macro, "no test {name} in {file}");
    }
    // Whatever stands here under a module's name is listed.
    let forged = forged_modules().into_iter().map(|(name, ..)| name.to_owned());
    for name in forged {
        assert!(listed.iter().any(|module| function(module) == name), "{name} is not listed");
    }
}

/// A function's name may not begin with a digit, nor hold a hyphen.
fn function(module: &str) -> String {
    let name = module.replace('-', "_");
    if name.starts_with(|letter: char| letter.is_ascii_digit()) { format!("_{name}") } else { name }
}
