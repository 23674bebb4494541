//! Answers of the token endpoint, and of the one that sends codes.

use account_linking::auth0::passwordless::process_start_response;
use account_linking::auth0::token::{process_client_credentials_response, process_code_response};
use http::StatusCode;
use serde_json::Value;

use crate::cast::Cast;
use crate::variants::NOW;
use crate::world::response;

/// Gives the input to the component: three digits, then headers, a blank line and the body.
///
/// # Panics
/// Where something is taken for tokens that is none.
pub fn run(data: &[u8]) {
    let Some((_, cast, rest)) = Cast::of(data) else { return };
    let Some(response) = response(&cast.fill_answer(rest)) else { return };
    let answer = || response.clone();
    let done =
        [StatusCode::OK, StatusCode::CREATED, StatusCode::NO_CONTENT].contains(&response.status());
    // The parser does not look into texts that it has no use for.
    let text = String::from_utf8_lossy(response.body());
    let document: Value = serde_json::from_str(&text).unwrap_or_default();
    let bearer =
        document["token_type"].as_str().is_some_and(|it| it.eq_ignore_ascii_case("bearer"));
    // A list with the members' values in their order is read like the object.
    let named = document.is_object();
    if let Ok(tokens) = process_code_response(answer(), NOW) {
        assert!(done && (bearer || !named));
        let own = tokens.access_token.secret.expose().as_str();
        assert!(!own.is_empty() && (document["access_token"] == own || !named));
        assert!(tokens.access_token.expires >= NOW);
        let _kid = tokens.id_token.key_id();
    }
    if let Ok(tokens) = process_client_credentials_response(answer(), NOW) {
        assert!(done && (bearer || !named));
        assert!(document["expires_in"] == tokens.expires_in || !named);
    }
    // Sent is only what says so: an object, and no error in it.
    if process_start_response(answer(), NOW).is_ok() {
        assert!(done && named && document.get("error").is_none());
    }
}
