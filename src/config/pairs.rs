//! The setting `allowed_pairs`: which accounts may be joined, by connection or by kind.

use crate::user::{Identity, Kind};

/// The pairs that may be joined; `None` if all may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(Option<Vec<(Side, Side)>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Side {
    Kind(Kind),
    Connection(String),
}

impl Pairs {
    /// Parses `left+right` pairs, separated by commas.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let pair = |part: &str| {
            let (left, right) = part.split_once('+')?;
            Some((Side::parse(left.trim_ascii())?, Side::parse(right.trim_ascii())?))
        };
        Some(Self(Some(text.split(',').map(pair).collect::<Option<_>>()?)))
    }

    /// Whether there is anything that they do not allow.
    #[must_use]
    pub const fn restrict(&self) -> bool {
        self.0.is_some()
    }

    /// Whether two accounts with these identities may become one: every identity of the one with
    /// every identity of the other, since in the end all are in one account.
    #[must_use]
    pub fn allow(&self, one: &[Identity], other: &[Identity]) -> bool {
        let Some(pairs) = &self.0 else { return true };
        let allowed = |a: &Identity, b: &Identity| {
            pairs.iter().any(|(left, right)| {
                (left.is_of(a) && right.is_of(b)) || (left.is_of(b) && right.is_of(a))
            })
        };
        one.iter().all(|a| other.iter().all(|b| allowed(a, b)))
    }
}

impl Side {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "" => return None,
            "database" => Self::Kind(Kind::Database),
            "enterprise" => Self::Kind(Kind::Enterprise),
            "passwordless" => Self::Kind(Kind::Passwordless),
            "social" => Self::Kind(Kind::Social),
            // No connection is called so; a third side was meant, or another separator.
            name if name.contains(|it: char| it == '+' || !it.is_ascii_graphic()) => return None,
            name => Self::Connection(name.to_owned()),
        })
    }

    fn is_of(&self, identity: &Identity) -> bool {
        match self {
            Self::Kind(kind) => identity.kind() == *kind,
            Self::Connection(name) => identity.is_through(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(provider: &str) -> Identity {
        let json =
            format!(r#"{{"provider":"{provider}","user_id":"1","connection":"{provider}"}}"#);
        serde_json::from_str(&json).unwrap()
    }

    #[track_caller]
    fn check(pairs: &str, one: &[&str], other: &[&str], expected: bool) {
        let of = |providers: &[&str]| providers.iter().map(|it| identity(it)).collect::<Vec<_>>();
        let allowed = Pairs::parse(pairs).unwrap().allow(&of(one), &of(other));
        assert_eq!(allowed, expected, "{pairs}: {one:?} with {other:?}");
    }

    #[test]
    fn allows_the_listed_pairs_both_ways() {
        check("database+social", &["auth0"], &["github"], true);
        check("database+social", &["github"], &["auth0"], true);
        check("database+social", &["github"], &["google-oauth2"], false);
        check("social+social, database+sms", &["auth0"], &["sms"], true);
        check("social+social, database+sms", &["auth0"], &["email"], false);
    }

    #[test]
    fn an_enterprise_account_does_not_get_to_a_social_one_by_way_of_a_third() {
        check("enterprise+database,database+social", &["samlp"], &["github"], false);
        check("enterprise+database,database+social", &["auth0", "samlp"], &["github"], false);
    }

    #[test]
    fn refuses_half_a_pair() {
        for text in ["social", "social+", "+social", "social+social,", "a+b c+d,,"] {
            assert_eq!(Pairs::parse(text), None, "{text}");
        }
    }
}
