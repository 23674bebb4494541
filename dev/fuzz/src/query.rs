//! The query of a callback, as the authorization response that it should be.

use account_linking::auth0::authorization::{CallbackFault, process_authorization_response};
use account_linking::auth0::said::Named;
use account_linking::fields::{Fields, Malformed};

const ISSUER: &str = "https://tenant.example/";

/// Gives the input to the component.
///
/// # Panics
/// Where it reads something else than the query says.
pub fn run(data: &[u8]) {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(data).into_owned().collect();
    let all = |name: &str| {
        let named = pairs.iter().filter(move |(it, _)| it == name);
        named.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let query = Fields::parse(data);
    match query.single("state") {
        Ok(state) => assert_eq!(all("state"), state.into_iter().collect::<Vec<_>>()),
        Err(Malformed) => assert!(all("state").len() > 1),
    }
    match process_authorization_response(&query, ISSUER) {
        Ok(response) => {
            assert!(all("iss").is_empty() || all("iss") == [ISSUER], "a mix-up");
            match response {
                Ok(code) => {
                    assert_eq!(all("code"), [code.expose()]);
                    assert!(!code.expose().is_empty() && all("error").is_empty());
                }
                Err(said) => {
                    assert!(all("code").is_empty());
                    assert_eq!(said.error, Named::of(all("error")[0]));
                }
            }
        }
        Err(CallbackFault::WrongIssuer) => assert!(all("iss") != [ISSUER]),
        Err(CallbackFault::Malformed) => {}
    }
}
