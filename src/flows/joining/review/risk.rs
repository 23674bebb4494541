//! Whether a link loses nothing, so that the review is one question; otherwise why the person has to choose. Decided by
//! what was just read; what could not be read counts as a risk.

use super::told::Told;
use crate::flows::joining::lost_with_account::Belongings;
use crate::user::User;
use crate::view::review::{Choice, Risk};

/// The risks of a link. Of the belongings, the signed-in account's come first.
#[must_use]
pub fn risks(
    told: &Told,
    other: &User,
    belongings: &[Belongings; 2],
    choice: &Choice,
) -> Vec<Risk> {
    let [_, of_other] = belongings;
    let ([settings, _], [too_large, _]) = (&told.settings, told.too_large);
    let all = [
        (Risk::People, told.people),
        (Risk::OtherStays, choice.recommended == other.user_id),
        (Risk::Older, told.older && choice.possible.len() > 1),
        (Risk::Belongings, !of_other.warnings.is_empty()),
        (Risk::Settings, too_large || !settings.is_empty()),
        (Risk::Identities, other.identities.len() != 1),
        (Risk::Unread, told.unread || belongings.iter().any(|it| it.unread)),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(risk, _)| risk).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::flows::joining::both_accounts::{Account, Accounts};
    use crate::flows::joining::carry_metadata::Short;
    use crate::flows::joining::review::told::Saved;
    use crate::view::review::Warning;

    /// Two accounts of one person, of which the second has nothing to lose.
    struct Case {
        users: [Value; 2],
        belongings: [Belongings; 2],
        metadata: [Value; 2],
        carries_over: bool,
        too_large: [bool; 2],
        falls_back: [&'static [&'static str]; 2],
        stays: &'static str,
        possible: &'static [&'static str],
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
            carries_over: true,
            too_large: [false, false],
            falls_back: [&[], &[]],
            stays: "auth0|ada",
            possible: &["auth0|ada", "github|1"],
        }
    }

    fn account() -> Account {
        Account {
            user_metadata: Map::new(),
            app_metadata: Map::new(),
            bytes: 0,
            many: false,
            managed: false,
            connection: None,
            connection_id: None,
        }
    }

    #[track_caller]
    fn check(change: impl Fn(&mut Case), expected: &[Risk]) {
        let mut case = case();
        change(&mut case);
        let [one, two] = case.users.map(|it| serde_json::from_value::<User>(it).unwrap());
        let short = |side: usize| Short {
            too_large: case.too_large[side],
            falls_back: case.falls_back[side].iter().map(ToString::to_string).collect(),
        };
        let saved = Saved {
            short: [short(0), short(1)],
            carries_over: case.carries_over,
            data: case.metadata.map(|it| serde_json::from_value(it).unwrap()),
        };
        let accounts = Accounts { present: account(), other: account() };
        let told = Told::of([&one, &two], &accounts, &saved);
        let choice = Choice {
            recommended: case.stays.to_owned(),
            reason: "",
            possible: case.possible.iter().map(ToString::to_string).collect(),
            sign_in_again: Vec::new(),
        };
        assert_eq!(risks(&told, &two, &case.belongings, &choice), expected);
    }

    #[test]
    fn what_loses_nothing_has_no_risk() {
        check(|_| {}, &[]);
        check(|it| it.users[0]["email"] = json!("ada@home.example"), &[]);
        check(|it| it.users[1]["created_at"] = json!("2025-01-01T00:00:00.001Z"), &[]);
        // The one that stays loses nothing, whatever it has.
        check(|it| it.belongings[0].warnings = vec![Warning::Roles], &[]);
        check(|it| it.metadata = [json!({}), json!({"theme": "dark"})], &[]);
        check(|it| it.metadata = [json!({"tags": ["a"]}), json!({"tags": ["b"]})], &[]);
        check(|it| it.metadata = [json!({"a": 1, "b": 1}), json!({"a": 1, "c": 2})], &[]);
        // What falls back only if the other one stayed is no loss here.
        check(
            |it| {
                it.metadata = [json!({"tags": ["a"]}), json!({"tags": ["b"]})];
                it.falls_back = [&[], &["tags"]];
                it.too_large = [false, true];
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
        check(
            |it| {
                it.metadata = [json!({}), json!({"theme": "dark"})];
                it.carries_over = false;
            },
            &[Risk::Settings],
        );
        check(|it| it.too_large = [true, false], &[Risk::Settings]);
        check(
            |it| {
                it.metadata = [json!({"tags": ["a"]}), json!({"tags": ["b"]})];
                it.falls_back = [&["tags"], &[]];
            },
            &[Risk::Settings],
        );
        let older = |it: &mut Case| {
            it.users[1]["created_at"] = json!("2024-12-31T23:59:59.999Z");
        };
        check(older, &[Risk::Older]);
        // If one of them has to stay, there is nothing to choose.
        let decided = |it: &mut Case| {
            older(it);
            it.possible = &["auth0|ada"];
        };
        check(decided, &[]);
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
        // A name that is shown cut is compared whole.
        let long = |end: &str| json!(format!("{}{end}", "Ada Maria ".repeat(5)));
        let both = |it: &mut Case| {
            it.users[0]["name"] = long("Lindqvist");
            it.users[1]["name"] = long("Castillo");
            it.users[1]["email"] = json!("joan@example.com");
        };
        check(both, &[Risk::People]);
        let address = json!(format!("{}@example.com", "joan".repeat(12)));
        check(
            |it| {
                it.users[1]["name"] = json!(format!("{} Castillo", "joan".repeat(12)));
                it.users[1]["email"] = address.clone();
            },
            &[Risk::People],
        );
        // Letters that nobody sees make no other name, and hide none.
        other(json!("\u{200d}Joan"), json!("joan@example.com"), &[Risk::People]);
    }
}
