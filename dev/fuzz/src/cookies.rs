//! The `Cookie` header: whatever it says, nothing that we did not seal or sign for that very name opens.

use account_linking::cookies::passwordless::Passwordless;
use account_linking::cookies::review::PendingReview;
use account_linking::cookies::session::Session;
use account_linking::cookies::transaction::Transaction;
use account_linking::cookies::{Jar, Purpose, outcome, resume};
use account_linking::seal::KeyRing;
use account_linking::user::UserId;
use http::{HeaderMap, HeaderValue};

use crate::cast::{ADA, Cast};
use crate::variants::NOW;

/// Gives the input to the component.
///
/// # Panics
/// Where a cookie opens that is not ours.
pub fn run(data: &[u8]) {
    let Some((_, cast, rest)) = Cast::of(data) else { return };
    let config = &cast.config;
    let ring = config.cookie_keys();
    let filled = fill(rest, ring);
    let mut headers = HeaderMap::new();
    for line in filled.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append("cookie", value);
        }
    }
    let mut jar = Jar::new(&headers, true);
    let ada = UserId::parse(ADA).expect("an id");
    assert!(Session::open(&jar, config, NOW).is_none());
    assert!(Session::put_aside_earlier(&jar, config, NOW).is_none());
    assert!(PendingReview::open(&jar, config, &ada, NOW).is_none());
    assert!(Passwordless::open(&jar, &ada, config, NOW).is_none());
    assert!(resume::open(&jar, &ada, config, NOW).is_none());
    for state in ["state", cast.word("login-state").unwrap_or_default()] {
        assert!(Transaction::take(state, &mut jar, config, NOW).is_err());
    }
    assert!(outcome::take(&mut jar, &ada, config, NOW).is_none());
    for name in jar.names_with("") {
        let first = jar.get(&name).map(ToOwned::to_owned);
        jar.remove(&name);
        assert!(jar.get(&name).is_none(), "{name} {first:?}");
    }
    let _fits = jar.make_fit();
    jar.give_up();
    let mut written = HeaderMap::new();
    jar.write(&mut written);
    for line in written.get_all("set-cookie") {
        let line = line.to_str().expect("plain characters");
        assert!(line.starts_with("__Host-") && line.contains("; Max-Age=0; "), "{line}");
    }
}

/// `{sealed}` and `{signed}` stand for values made with the right secret, for a purpose that no cookie of
/// that kind has: they reach every check but the last.
fn fill(text: &[u8], ring: KeyRing<'_>) -> Vec<u8> {
    let content = serde_json::json!({ "sub": ADA, "code": "linked", "at": NOW.0 });
    let sealed = ring.seal("nothing", &content, NOW, NOW.plus(60)).expect("a seal");
    // Transactions are the one kind that is signed, and not sealed.
    let signed =
        ring.sign(Purpose::Outcome.name(), &content, NOW, NOW.plus(60)).expect("a signature");
    let text = String::from_utf8_lossy(text);
    text.replace("{sealed}", &sealed).replace("{signed}", &signed).into_bytes()
}
