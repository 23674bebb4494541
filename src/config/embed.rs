//! `embed_origins`: the origins whose pages may show the settings.

use super::origin;

/// The origins as browsers write them into `Origin`: what is compared there is the whole text, so there are
/// no wildcards.
pub(super) fn origins(text: &str) -> Option<Vec<String>> {
    let one = |part: &str| Some(origin::origin(part.trim_ascii())?.origin().ascii_serialization());
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&[&str]>) {
        let parsed = origins(text);
        let parsed = parsed.as_ref().map(|it| it.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(parsed.as_deref(), expected, "{text}");
    }

    #[test]
    fn takes_exact_origins_only() {
        check("https://www.example.com", Some(&["https://www.example.com"]));
        check(
            "https://www.example.com/, https://shop.example.com:444,http://localhost:3000",
            Some(&[
                "https://www.example.com",
                "https://shop.example.com:444",
                "http://localhost:3000",
            ]),
        );
        for text in [
            "*",
            "null",
            "HTTPS://www.example.com",
            "https://Www.example.com",
            "https://www.example.com:443",
            "https://*",
            "https://*.example.com",
            "http://www.example.com",
            "www.example.com",
            "https://www.example.com/path",
            "https://www.example.com?a",
            "https://www.example.com#a",
            "https://me@www.example.com",
            "https://www.example.com,",
            "https://www.example.com,,https://shop.example.com",
            "https://www.example.com https://shop.example.com",
            "file:///",
            "capacitor://localhost",
        ] {
            check(text, None);
        }
    }
}
