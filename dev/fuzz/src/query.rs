//! The query of a callback, as the authorization response that it should be.

use account_linking::auth0::authorization::{AuthorizationResponse, CallbackFault, CallbackQuery};

const ISSUER: &str = "https://tenant.example/";

/// Gives the input to the component.
///
/// # Panics
/// Where it reads something else than the query says.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let all = |name: &str| {
        let named = pairs.iter().filter(move |(it, _)| it == name);
        named.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let Some(query) = CallbackQuery::parse(&text) else {
        assert_ne!(all("state").len(), 1);
        return;
    };
    assert_eq!(all("state"), [query.state.as_str()]);
    match query.process(ISSUER) {
        Ok(response) => {
            assert!(all("iss").is_empty() || all("iss") == [ISSUER], "a mix-up");
            match response {
                AuthorizationResponse::Code(code) => {
                    assert_eq!(all("code"), [code.expose()]);
                    assert!(!code.expose().is_empty() && all("error").is_empty());
                }
                AuthorizationResponse::AccessDenied(_) => {
                    assert_eq!(all("error"), ["access_denied"])
                }
                AuthorizationResponse::Error(_) => assert!(all("code").is_empty()),
            }
        }
        Err(CallbackFault::WrongIssuer) => assert!(all("iss") != [ISSUER]),
        Err(CallbackFault::Malformed) => {}
    }
}
