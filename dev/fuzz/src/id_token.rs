//! ID tokens. An input that begins with a brace is claims, which are signed rightly; any other one is a
//! token as it stands, which nobody signed.

use std::sync::LazyLock;

use account_linking::auth0::assurance::Demands;
use account_linking::auth0::id_token::{Asked, CLOCK_TOLERANCE, Expected, UnverifiedIdToken};
use account_linking::auth0::jwks::KeySet;
use account_linking::platform::UnixTime;
use account_linking::secret::Secret;
use serde_json::Value;

use crate::cast::{keys, sign};
use crate::variants::NOW;

static KEYS: LazyLock<KeySet> = LazyLock::new(keys);

/// Gives the input to the component.
///
/// # Panics
/// Where a token is believed that should not be.
pub fn run(data: &[u8]) {
    let claims: Option<Value> =
        if data.starts_with(b"{") { serde_json::from_slice(data).ok() } else { None };
    let since = UnixTime(NOW.0 - 60);
    let demands = Demands::default();
    let access_token = Secret::new("worthless".to_owned());
    let expected = Expected {
        issuer: "https://tenant.example/",
        client_id: "client",
        asked: Asked::SignIn { nonce: "n", begun: since, since },
        access_token: &access_token,
        demands: &demands,
        now: NOW,
    };
    let Some(claims) = claims else {
        let token = UnverifiedIdToken::new(String::from_utf8_lossy(data).into_owned());
        let _kid = token.key_id();
        assert!(token.verify(&KEYS, &expected).is_err(), "a token that nobody signed");
        return;
    };
    let Some(raw) = sign(claims.clone()) else { return };
    let Ok(believed) = UnverifiedIdToken::new(raw).verify(&KEYS, &expected) else { return };
    assert_eq!(claims["iss"], expected.issuer);
    match claims["aud"].as_array() {
        // One name may come several times.
        Some(list) => assert!(list.iter().all(|it| it == expected.client_id), "another audience"),
        None => assert_eq!(claims["aud"], expected.client_id),
    }
    assert!(claims["azp"].is_null() || claims["azp"] == expected.client_id);
    assert_eq!(claims["nonce"], "n");
    assert_eq!(claims["sub"], believed.subject.to_string());
    let number = |name: &str| claims[name].as_f64().expect("a number");
    let tolerance = CLOCK_TOLERANCE as f64;
    let now = NOW.0 as f64;
    assert!(number("exp") + tolerance >= now, "an expired token");
    assert!(number("iat") <= now + tolerance, "a token of the future");
    assert!(number("auth_time") + tolerance >= since.0 as f64, "a stale sign-in");
    let vouched = claims["email_verified"] == true || claims["email_verified"] == "true";
    assert_eq!(believed.email_verified, vouched);
}
