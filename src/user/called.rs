//! A person's name in a row, in a sentence or on a button: text that others chose, who may mean harm.

use super::User;
use super::identifier::folded;
use super::typed::visible;

/// Longest name in a sentence, in characters.
const MAX_NAME: usize = 40;
/// Most combining marks on one letter: more of them cover what is around.
const MAX_MARKS: usize = 2;
/// What looks like the sign in an address.
const AT: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];

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

/// The same in a sentence, and cut: of an address in the middle of what stands before its domain.
#[must_use]
pub fn in_a_sentence(name: &str) -> Option<String> {
    let name = in_a_line(name)?;
    let length = name.chars().count();
    if length <= MAX_NAME {
        return Some(name);
    }
    let domain = name.rfind('@').filter(|_| !name.contains(' ')).and_then(|at| name.get(at..));
    let room = domain.map_or(0, |it| MAX_NAME.saturating_sub(it.chars().count()));
    let first = if domain.is_some() { room / 2 } else { MAX_NAME };
    let last = if domain.is_some() { MAX_NAME.saturating_sub(first) } else { 0 };
    let start: String = name.chars().take(first).collect();
    let end: String = name.chars().skip(length.saturating_sub(last)).collect();
    Some(format!("{}…{end}", start.trim_ascii_end()))
}

/// The first of these names that can stand for an account of this address: something of it is to be seen, and it does
/// not pose as another address.
pub fn first_fit<'a>(
    names: impl IntoIterator<Item = Option<&'a str>>,
    email: Option<&str>,
) -> Option<&'a str> {
    let email = email.and_then(compared);
    let fits = |name: &&str| compared(name).is_some_and(|it| !is_address(&it) || Some(it) == email);
    names.into_iter().flatten().find(fits)
}

/// In a line, without regard to case.
fn compared(text: &str) -> Option<String> {
    in_a_line(text).map(|it| folded(&it))
}

/// Whether something in it looks like an address: a sign for “at” between two letters.
fn is_address(line: &str) -> bool {
    line.split(' ').any(|word| word.trim_matches(AT).contains(AT))
}

/// The name that an account was given, to compare, not to show: in full, without regard to case. `None` if it is the
/// account's address, which Auth0 fills in.
#[must_use]
pub fn given_name(user: &User) -> Option<String> {
    let name = compared(user.name.as_deref()?)?;
    let is_email = user.email.as_deref().and_then(compared).is_some_and(|email| email == name);
    (!is_email).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_a_name_poses_as_an_address() {
        for (name, email, fits) in [
            ("ada@example.com", Some("mallory@evil.example"), false),
            ("ada@example.com", None, false),
            ("ada\u{200b}@example.com", Some("mallory@evil.example"), false),
            ("ada\u{ff20}example.com", Some("mallory@evil.example"), false),
            ("ada\u{fe6b}example.com", Some("mallory@evil.example"), false),
            ("Ada <ada@example.com>", Some("mallory@evil.example"), false),
            ("a@mallory@evil.example", Some("mallory@evil.example"), false),
            ("Ada@Example.com", Some("ada@example.com"), true),
            ("@ada", Some("ada@example.com"), true),
            ("Ada @ home", None, true),
            ("Ada", None, true),
            ("\u{202e}\u{3164}", Some("ada@example.com"), false),
        ] {
            assert_eq!(first_fit([Some(name)], email).is_some(), fits, "{name:?} of {email:?}");
            let next = first_fit([None, Some(name), Some("+15550100")], email);
            assert_eq!(next, Some(if fits { name } else { "+15550100" }), "{name:?}");
        }
    }

    #[test]
    fn attack_a_long_address_loses_its_domain() {
        let of = |local: usize, domain: &str| format!("{}z@{domain}", "a".repeat(local));
        let cut = in_a_sentence(&of(80, "evil.example")).unwrap();
        assert_eq!(cut, "aaaaaaaaaaaaa…aaaaaaaaaaaaaz@evil.example");
        // Of a domain that has no room its end counts, which says whose it is.
        let long = in_a_sentence(&of(9, &format!("{}.evil.example", "bank.".repeat(20)))).unwrap();
        assert!(long.starts_with('…') && long.ends_with(".evil.example"), "{long}");
        assert_eq!(long.chars().count(), MAX_NAME + 1);
        let fits = of(20, "example.com");
        assert_eq!(in_a_sentence(&fits), Some(fits));
    }

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
