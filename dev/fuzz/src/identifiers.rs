//! What names people: user ids, e-mail addresses, phone numbers.

use std::sync::LazyLock;

use account_linking::auth0::users::{Access, unlink_identity_request};
use account_linking::config::Config;
use account_linking::secret::Secret;
use account_linking::user::UserId;
use account_linking::user::identifier::{Channel, Identifier};
use percent_encoding::percent_decode_str;

use crate::variants::config;

static CONFIG: LazyLock<Config> = LazyLock::new(|| config(0));

/// Gives the input to the component.
///
/// # Panics
/// Where an id leaves its place in an address, or a message could go to several places.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(email) = Identifier::parse(Channel::Email, &text) {
        let value = email.expose();
        assert!(value.len() <= 254 && value.matches('@').count() == 1, "{value}");
        assert!(!value.contains(|it: char| it.is_whitespace() || it.is_control() || it == ','));
        let _masked = email.masked();
    }
    if let Some(number) = Identifier::parse(Channel::Sms, &text) {
        let digits = number.expose().strip_prefix('+').expect("a plus");
        assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit()));
        assert_ne!(number.masked(), number.expose());
    }
    let Some(id) = UserId::parse(&text) else { return };
    assert_eq!(id.to_string(), text);
    let access = Access::new(id.clone(), Secret::new("worthless".to_owned()));
    let request = unlink_identity_request(&CONFIG, &access, &id);
    let uri = request.uri();
    assert_eq!(uri.authority().map(|it| it.as_str()), Some("tenant.example"));
    assert_eq!(uri.query(), None);
    let decoded = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let segments: Vec<String> = uri.path().split('/').map(decoded).collect();
    let (whole, provider, own) = (id.to_string(), id.provider(), id.id());
    assert_eq!(segments, ["", "api", "v2", "users", &whole, "identities", provider, own]);
}
