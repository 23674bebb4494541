//! What two profiles tell of a link between them: read when a review is shown, and again when it is confirmed. Only
//! verdicts and names, or a product that often writes metadata would keep people from confirming.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::cookies::review::PendingReview;
use crate::cookies::session::Session;
use crate::flows::joining::both_accounts::{self, Accounts};
use crate::flows::joining::carry_metadata::Short;
use crate::flows::joining::lost_with_account;
use crate::metadata::{self, ShownKey};
use crate::platform::Platform;
use crate::user::User;
use crate::user::called::given_name;
use crate::user::identifier::folded;
use crate::view::review::Warning;
use crate::visit::Visit;

/// Two accounts' saved settings, the signed-in account's first.
pub struct Saved {
    /// The metadata that counts.
    pub data: [Map<String, Value>; 2],
    /// Whether it is carried over.
    pub carries_over: bool,
    /// What of the default is impossible if the one stays, and if the other does.
    pub short: [Short; 2],
}

/// The verdicts, the signed-in account's first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The two have different names and different addresses.
    pub people: bool,
    /// The proved account is the older one.
    pub older: bool,
    /// Which of them must stay.
    pub managed: [bool; 2],
    /// What each would lose.
    pub loses: [Vec<Warning>; 2],
    /// Whether metadata is carried over.
    pub carries_over: bool,
    /// The saved settings that lose something if the one stays, and if the other does, by their keys.
    pub settings: [Vec<String>; 2],
    /// Whether all of them together are then too large.
    pub too_large: [bool; 2],
    /// Whether something could not be read.
    pub unread: bool,
}

impl Saved {
    /// Of two users as they were just read.
    pub async fn of<P: Platform>(
        visit: &Visit<'_, P>,
        (session, review): (&Session, &PendingReview),
        Accounts { present, other }: &Accounts,
    ) -> Self {
        let left = both_accounts::interrupted(visit, &review.present, &present.user_metadata).await;
        let of_present = present.base(left.as_ref());
        let left = both_accounts::interrupted(visit, &review.other, &other.user_metadata).await;
        let of_other = other.base(left.as_ref());
        let (one, two) = ((present, &of_present), (other, &of_other));
        Self {
            short: [Short::of(visit, one, two).await, Short::of(visit, two, one).await],
            carries_over: both_accounts::carries_over(session, review),
            data: [of_present, of_other],
        }
    }

    /// The keys that lose something if the one stays, and if the other does.
    fn loses(&self) -> [Vec<String>; 2] {
        let [present, other] = &self.data;
        if !self.carries_over {
            return [other, present].map(|it| metadata::data_keys(it).map(str::to_owned).collect());
        }
        let shown = metadata::shown(present, other);
        self.short.each_ref().map(|short| {
            let lost = |it: &&ShownKey<'_>| {
                it.conflict || short.falls_back.iter().any(|key| key == it.key)
            };
            shown.iter().filter(lost).map(|it| it.key.to_owned()).collect()
        })
    }
}

impl Told {
    /// Of two users as they were just read.
    #[must_use]
    pub fn of(users: [&User; 2], accounts: &Accounts, saved: &Saved) -> Self {
        let [present, other] = users;
        let created = present.created_at.as_ref().zip(other.created_at.as_ref());
        Self {
            people: are_two_people(present, other),
            older: created.is_some_and(|(present, other)| other < present),
            managed: [accounts.present.managed, accounts.other.managed],
            loses: users.map(lost_with_account::told),
            carries_over: saved.carries_over,
            settings: saved.loses(),
            too_large: saved.short.each_ref().map(|it| it.too_large && saved.carries_over),
            unread: created.is_none() || users.iter().any(|it| it.is_half_read),
        }
    }
}

/// Whether both have a name and an address, and both differ.
fn are_two_people(one: &User, two: &User) -> bool {
    let names = given_name(one).zip(given_name(two));
    let emails = one.email.as_deref().zip(two.email.as_deref());
    names.is_some_and(|(one, two)| one != two)
        && emails.is_some_and(|(one, two)| folded(one) != folded(two))
}
