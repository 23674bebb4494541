//! A person's name in a row, in a sentence or on a button: text that others chose, who may mean harm.

use super::User;
use super::identifier::folded;
use super::typed::visible;

/// Longest name in a sentence, in characters.
const MAX_NAME: usize = 40;
/// Most combining marks on one letter: more of them cover what is around.
const MAX_MARKS: usize = 2;

/// The name in a row of its own: on one line, without invisible letters or letters that change the direction of the
/// text around, and without marks that reach into other lines. `None` if nothing is left.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a name is people's text")]
pub fn in_a_line(name: &str) -> Option<String> {
    let plain = |it: char| if it.is_control() { ' ' } else { it };
    let lines: String = visible(name).chars().map(plain).collect();
    let mut marks: usize = 0;
    let mut few = |letter: &char| {
        let is_mark = matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}');
        marks = if is_mark { marks.saturating_add(1) } else { 0 };
        marks <= MAX_MARKS
    };
    let words: Vec<_> = lines.split_whitespace().collect();
    let name: String = words.join(" ").chars().filter(|it| few(it)).collect();
    (!name.is_empty()).then_some(name)
}

/// The same for a sentence, cut short.
#[must_use]
pub fn in_a_sentence(name: &str) -> Option<String> {
    let name = in_a_line(name)?;
    let cut: String = name.chars().take(MAX_NAME).collect();
    let more = if cut.len() < name.len() { "…" } else { "" };
    Some(format!("{}{more}", cut.trim_ascii_end()))
}

/// The name that an account was given, to compare, not to show: in full, without regard to case. `None` if it is the
/// account's address, which Auth0 fills in.
#[must_use]
pub fn given_name(user: &User) -> Option<String> {
    let compared = |text: &str| in_a_line(text).map(|it| folded(&it));
    let name = compared(user.name.as_deref()?)?;
    let is_email = user.email.as_deref().and_then(compared).is_some_and(|email| email == name);
    (!is_email).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_a_name_turns_hides_or_outgrows_nothing() {
        for (name, expected) in [
            ("Joan Castillo", Some("Joan Castillo")),
            (" Joan\n\tCastillo\u{a0}", Some("Joan Castillo")),
            ("Joan\u{2069}\u{202e} elbatrofmocnu", Some("Joan elbatrofmocnu")),
            ("\u{1b}[31mJoan\u{7}", Some("[31mJoan")),
            ("J\u{301}\u{301}\u{301}\u{301}oan", Some("J\u{301}\u{301}oan")),
            ("نور", Some("نور")),
            ("<b>Joan</b>", Some("<b>Joan</b>")),
            ("", None),
            ("\u{200b}\u{3164}\u{e0041}\u{2028}", None),
        ] {
            assert_eq!(in_a_sentence(name).as_deref(), expected, "{name:?}");
        }
        let long = in_a_sentence(&"Joan ".repeat(1_000)).unwrap();
        assert_eq!((long.chars().count(), long.ends_with("n…")), (MAX_NAME, true), "{long}");
    }
}
