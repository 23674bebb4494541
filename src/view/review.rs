//! The two accounts of a link that waits for confirmation.

use serde::Serialize;

use crate::metadata::ShownKey;
use crate::view::user::{ShownIdentity, ShownUser};

/// The JSON document.
#[derive(Serialize)]
pub struct Review<'a> {
    /// The review's id.
    pub review: &'a str,
    /// For how many seconds it waits.
    pub expires_in: u64,
    /// The account that is signed in.
    pub present: Account<'a>,
    /// The account that was proved.
    pub other: Account<'a>,
    /// The root keys of their metadata; empty if none is carried over.
    pub metadata: Vec<ShownKey<'a>>,
    /// Whether metadata is carried over.
    pub carries_over: bool,
    /// The accounts that cannot hold all of the other's metadata: something is left behind.
    pub too_large: Vec<&'a str>,
    /// Why the person has to choose; empty if the link loses nothing.
    pub risks: Vec<Risk>,
    /// What there is to choose.
    pub choice: &'a Choice,
    /// What the page's own button asks with for the other account.
    #[serde(skip)]
    pub press: &'a str,
}

/// One of the two accounts.
#[derive(Serialize)]
pub struct Account<'a> {
    /// Its user.
    #[serde(flatten)]
    pub user: ShownUser<'a>,
    /// How one signs in to it.
    pub identities: Vec<ShownIdentity<'a>>,
    /// What is lost if this account is linked to the other one.
    pub warnings: &'a [Warning],
}

/// Which account may stay.
#[derive(Serialize)]
pub struct Choice {
    /// The recommended one.
    pub recommended: String,
    /// Why: `present`, `managed`, `chosen`, `more_to_lose` or `older`.
    pub reason: &'static str,
    /// The possible ones.
    pub possible: Vec<String>,
    /// Those of them that need another sign-in.
    pub sign_in_again: Vec<String>,
}

impl Review<'_> {
    /// The account that is chosen already: as somebody confirmed it before they had to sign in again, or else the
    /// other one if its button was pressed and it may stay; the recommended one if nobody chose.
    #[must_use]
    pub fn kept(&self, confirmed: Option<bool>, pressed: bool) -> &str {
        let swap = confirmed.or(pressed.then_some(true));
        let chosen =
            swap.map(|swap| if swap { &self.other } else { &self.present }.user.user_id.as_str());
        let possible = &self.choice.possible;
        chosen.filter(|id| possible.iter().any(|it| it == id)).unwrap_or(&self.choice.recommended)
    }

    /// Whether this account cannot hold all of the other's metadata.
    #[must_use]
    pub fn lacks_room(&self, account: &Account<'_>) -> bool {
        self.too_large.contains(&account.user.user_id.as_str())
    }
}

/// Why the person has to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// The two have different names and addresses: perhaps they are two people.
    People,
    /// The proved account should or must stay.
    OtherStays,
    /// The proved account is the older one, and may stay: perhaps its person means that one.
    Older,
    /// The proved account would leave something behind: roles, memberships, a second factor, the product's data.
    Belongings,
    /// Saved settings conflict, or some are left behind.
    Settings,
    /// The proved account has other ways to sign in, which move along.
    Identities,
    /// Not everything could be read.
    Unread,
}

/// Something that an account has and that does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Data that the product keeps with it: permissions, a plan.
    AppMetadata,
    /// Memberships of organizations.
    Organizations,
    /// Roles.
    Roles,
    /// A second factor.
    SecondFactor,
}
