//! Whether a link loses nothing, so that the review is one question, or why its person has to choose. Decided by what
//! was read now; what could not be read counts against it.

use serde::Serialize;

use crate::flows::belongings::Belongings;
use crate::metadata::ShownKey;
use crate::user::User;
use crate::user::called::{given_name, is_same};
use crate::user::identifier::folded;

/// Why somebody has to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// The two have other names and other addresses: perhaps they are two people.
    People,
    /// The proved account should stay, or has to.
    OtherStays,
    /// The proved account would leave something behind: roles, memberships, a second factor, what the product keeps.
    Belongings,
    /// Saved settings conflict, or some are left behind.
    Settings,
    /// The proved account has other ways to sign in, which move along.
    Identities,
    /// Not everything could be read.
    Unread,
}

/// What was read of both accounts, the signed-in one first.
pub struct Seen<'a> {
    /// The accounts.
    pub users: [&'a User; 2],
    /// What each would leave behind.
    pub belongings: [&'a Belongings; 2],
    /// The saved settings of both, as far as they are carried over.
    pub metadata: &'a [ShownKey<'a>],
    /// The proved account has settings, and none is carried over.
    pub leaves_metadata: bool,
    /// The accounts that, if they stay, cannot take all of it.
    pub too_large: &'a [&'a str],
    /// The account that should stay.
    pub stays: &'a str,
}

/// The risks of a link; none where it loses nothing.
#[must_use]
pub fn risks(seen: &Seen<'_>) -> Vec<Risk> {
    let [present, other] = seen.users;
    let [_, of_other] = seen.belongings;
    let own = present.user_id.as_str();
    let loses = |key: &ShownKey<'_>| key.conflict || key.falls_back.contains(&own);
    let unread = seen.belongings.iter().any(|it| it.unread)
        || seen.users.iter().any(|it| it.created_at.is_none() || it.is_half_read || !it.is_whole());
    let all = [
        (Risk::People, are_two_people(present, other)),
        (Risk::OtherStays, seen.stays != own),
        (Risk::Belongings, !of_other.warnings.is_empty()),
        (
            Risk::Settings,
            seen.leaves_metadata
                || seen.too_large.contains(&own)
                || seen.metadata.iter().any(loses),
        ),
        (Risk::Identities, other.identities.len() != 1),
        (Risk::Unread, unread),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(risk, _)| risk).collect()
}

/// Whether both tell a name and an address, and neither is the same.
fn are_two_people(one: &User, two: &User) -> bool {
    let names = given_name(one).zip(given_name(two));
    let emails = one.email.as_deref().zip(two.email.as_deref());
    names.is_some_and(|(one, two)| !is_same(&one, &two))
        && emails.is_some_and(|(one, two)| folded(one) != folded(two))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::flows::belongings::Warning;
    use crate::metadata;

    /// Two accounts of one person, of which the second has nothing to lose.
    struct Case {
        users: [Value; 2],
        belongings: [Belongings; 2],
        metadata: [Value; 2],
        leaves_metadata: bool,
        too_large: Vec<&'static str>,
        falls_back: Vec<&'static str>,
        stays: &'static str,
    }

    fn case() -> Case {
        let user = |id: &str, provider: &str| {
            json!({"user_id": format!("{provider}|{id}"), "name": "Ada", "email": "ada@example.com",
                "created_at": "2025-01-01T00:00:00.000Z",
                "identities": [{"provider": provider, "user_id": id, "connection": provider}]})
        };
        Case {
            users: [user("ada", "auth0"), user("1", "github")],
            belongings: [Belongings::default(), Belongings::default()],
            metadata: [json!({}), json!({})],
            leaves_metadata: false,
            too_large: Vec::new(),
            falls_back: Vec::new(),
            stays: "auth0|ada",
        }
    }

    #[track_caller]
    fn check(change: impl Fn(&mut Case), expected: &[Risk]) {
        let mut case = case();
        change(&mut case);
        let users = case.users.map(|it| serde_json::from_value::<User>(it).unwrap());
        let data = case.metadata.map(|it| serde_json::from_value::<Map<_, _>>(it).unwrap());
        let mut metadata = metadata::shown(&data[0], &data[1]);
        for key in &mut metadata {
            key.falls_back.clone_from(&case.falls_back);
        }
        let found = risks(&Seen {
            users: users.each_ref(),
            belongings: case.belongings.each_ref(),
            metadata: &metadata,
            leaves_metadata: case.leaves_metadata,
            too_large: &case.too_large,
            stays: case.stays,
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn what_loses_nothing_has_no_risk() {
        check(|_| {}, &[]);
        check(|it| it.users[0]["email"] = json!("ada@home.example"), &[]);
        check(|it| it.users[1]["created_at"] = json!("2025-01-01T00:00:00.001Z"), &[]);
        // The one that stays loses nothing, whatever it has.
        check(|it| it.belongings[0].warnings = vec![Warning::Roles], &[]);
        check(|it| it.metadata = [json!({}), json!({"theme": "dark"})], &[]);
        check(|it| it.metadata = [json!({"tags": [1]}), json!({"tags": [2]})], &[]);
        check(|it| it.metadata = [json!({"a": 1, "b": 1}), json!({"a": 1, "c": 2})], &[]);
        // What falls back only if the other one stayed is no loss here.
        check(
            |it| {
                it.metadata = [json!({"tags": [1]}), json!({"tags": [2]})];
                it.falls_back = vec!["github|1"];
                it.too_large = vec!["github|1"];
            },
            &[],
        );
    }

    #[test]
    fn each_loss_is_a_risk() {
        for warning in
            [Warning::AppMetadata, Warning::Organizations, Warning::Roles, Warning::SecondFactor]
        {
            check(|it| it.belongings[1].warnings = vec![warning], &[Risk::Belongings]);
        }
        check(|it| it.stays = "github|1", &[Risk::OtherStays]);
        check(|it| it.metadata = [json!({"a": 1}), json!({"a": 2})], &[Risk::Settings]);
        let groups = [json!({"a": {"b": 1}}), json!({"a": {"b": 2}})];
        check(|it| it.metadata.clone_from(&groups), &[Risk::Settings]);
        check(|it| it.leaves_metadata = true, &[Risk::Settings]);
        check(|it| it.too_large = vec!["auth0|ada"], &[Risk::Settings]);
        check(
            |it| {
                it.metadata = [json!({"tags": [1]}), json!({"tags": [2]})];
                it.falls_back = vec!["auth0|ada"];
            },
            &[Risk::Settings],
        );
        let second = json!({"provider": "sms", "user_id": "2", "connection": "sms"});
        check(
            |it| it.users[1]["identities"].as_array_mut().unwrap().push(second.clone()),
            &[Risk::Identities],
        );
    }

    #[test]
    fn attack_what_could_not_be_read_is_never_nothing() {
        for side in [0, 1] {
            check(|it| it.belongings[side].unread = true, &[Risk::Unread]);
            for odd in [json!(null), json!(7), json!(""), json!("yesterday"), json!("2025-01-01")] {
                check(|it| it.users[side]["created_at"] = odd.clone(), &[Risk::Unread]);
            }
            for name in ["user_metadata", "app_metadata", "multifactor"] {
                for odd in [json!("x"), json!(7), json!(true)] {
                    check(|it| it.users[side][name] = odd.clone(), &[Risk::Unread]);
                }
            }
        }
        check(|it| it.users[0]["identities"] = json!([7]), &[Risk::Unread]);
        check(|it| it.users[1]["identities"] = json!(null), &[Risk::Identities, Risk::Unread]);
    }

    #[test]
    fn two_people_have_other_names_and_other_addresses() {
        let other = |name: Value, email: Value, expected: &[Risk]| {
            let change = |it: &mut Case| {
                it.users[1]["name"] = name.clone();
                it.users[1]["email"] = email.clone();
            };
            check(change, expected);
        };
        other(json!("Joan Castillo"), json!("joan@example.com"), &[Risk::People]);
        other(json!("Joan Castillo"), json!("ada@example.com"), &[]);
        other(json!("ada"), json!("ada@home.example"), &[]);
        other(json!(" A\u{200b}da\n"), json!("ada@home.example"), &[]);
        other(json!("Joan Castillo"), json!(null), &[]);
        other(json!("Joan Castillo"), json!("ADA@Example.com"), &[]);
        // A name that Auth0 made of the address, or that nobody can read, is none.
        for none in [json!(null), json!("joan@example.com"), json!("\u{202e}\u{3164}"), json!(" ")]
        {
            other(none, json!("joan@example.com"), &[]);
        }
        // Letters that nobody sees make no other name, and hide none.
        other(json!("\u{200d}Joan"), json!("joan@example.com"), &[Risk::People]);
    }
}
