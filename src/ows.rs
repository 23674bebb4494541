//! Optional white space in HTTP (RFC 9110 section 5.6.3): space and tab. `str::trim` removes two dozen characters, and
//! `trim_ascii` line ends, which no header has.

/// The text without the white space around it.
#[must_use]
pub fn ows(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_and_tab_and_nothing_else() {
        assert_eq!(ows(" \t a b\t "), "a b");
        for other in
            ["\n", "\r", "\u{b}", "\u{c}", "\0", "\u{85}", "\u{a0}", "\u{2009}", "\u{3000}"]
        {
            let text = format!("{other}a{other}");
            assert_eq!(ows(&text), text, "{other:?}");
        }
    }
}
