//! Where a flow ends: what is accepted leads to our own origin or to the listed one, however a browser reads it.

use account_linking::return_to::ReturnTo;
use url::Url;

use crate::variants::APP;

/// Another origin that may be returned to.
const LISTED: &str = "https://shop.example";

/// Gives the input to the component.
///
/// # Panics
/// Where another origin is accepted.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let base = Url::parse(APP).expect("an origin");
    let listed = [LISTED.to_owned()];
    let Some(accepted) = ReturnTo::parse(&text, &base, &listed) else { return };
    let path = accepted.as_str();
    let told = accepted.with_outcome("code", Some(1));
    assert_eq!(ReturnTo::parse(&told, &base, &listed).is_none(), told.len() > 512, "{told}");
    if accepted.own_path().is_none() {
        let address = Url::parse(path).expect("an address");
        assert_eq!(address.origin().ascii_serialization(), LISTED, "{path}");
        assert!(path.starts_with(LISTED), "{path}");
        assert_eq!(accepted.elsewhere("code", None).expect("one").origin(), address.origin());
        return;
    }
    let second = path.chars().nth(1);
    assert!(path.starts_with('/') && second != Some('/') && second != Some('\\'), "{path}");
    assert!(path.is_ascii() && !path.contains(|it: char| it.is_ascii_control()), "{path:?}");
    for page in ["/", "/link/callback?a=b", "/a/b/../c"] {
        let from = base.join(page).expect("an address");
        let target = from.join(path).expect("an address");
        assert_eq!(target.origin(), base.origin(), "{target}");
    }
    // It goes into a cookie and is parsed once more when it comes back.
    if path.len() <= 512 {
        assert_eq!(ReturnTo::parse(path, &base, &listed).as_ref(), Some(&accepted));
    }
}
