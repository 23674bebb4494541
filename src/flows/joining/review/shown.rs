//! What `/link/review` says of what was read, and `/settings` draws.

use serde::Serialize;

use super::Both;
use super::risk::{self, Risk};
use crate::config::Config;
use crate::flows::joining::lost_with_account::{Belongings, Warning};
use crate::metadata::{self, ShownKey};
use crate::platform::UnixTime;
use crate::user::User;
use crate::view::user::{ShownIdentity, ShownUser};

/// The document.
#[derive(Serialize)]
pub struct Shown<'a> {
    /// The review's name as it is shown here.
    pub review: &'a str,
    /// For how many seconds it waits.
    pub expires_in: u64,
    /// The account that is signed in.
    pub present: ShownAccount<'a>,
    /// The account that was proved.
    pub other: ShownAccount<'a>,
    /// The root keys of their metadata; none where none is carried over.
    pub metadata: Vec<ShownKey<'a>>,
    /// Whether metadata is carried over.
    pub carries_over: bool,
    /// The accounts that cannot take all of the other one's metadata: something has to be left behind.
    pub too_large: Vec<&'a str>,
    /// Why the person has to choose; nothing where the link loses nothing.
    pub risks: Vec<Risk>,
    /// What there is to choose.
    pub choice: &'a ShownChoice,
}

/// One of the two accounts.
#[derive(Serialize)]
pub struct ShownAccount<'a> {
    /// Its user.
    #[serde(flatten)]
    pub user: ShownUser<'a>,
    /// How one signs in to it.
    pub identities: Vec<ShownIdentity<'a>>,
    /// What is lost if this account joins the other one.
    pub warnings: &'a [Warning],
}

/// Which account may stay.
#[derive(Serialize)]
pub struct ShownChoice {
    /// The one that had better.
    pub recommended: String,
    /// Why: `present`, `managed`, `chosen`, `more_to_lose` or `older`.
    pub reason: &'static str,
    /// Those that may.
    pub possible: Vec<String>,
    /// Those of them that lead through one more sign-in.
    pub sign_in_again: Vec<String>,
}

impl Shown<'_> {
    /// Whether this account cannot take all of the other one's metadata.
    #[must_use]
    pub fn lacks_room(&self, account: &ShownAccount<'_>) -> bool {
        self.too_large.contains(&account.user.user_id.as_str())
    }
}

impl Both {
    /// What the page and `/link/review` show of it.
    #[must_use]
    pub fn shown<'a>(&'a self, config: &Config, now: UnixTime) -> Shown<'a> {
        let account = |user, of: &'a Belongings| ShownAccount {
            user: User::shown(user, config.pictures),
            identities: User::shown_identities(user),
            warnings: &of.warnings,
        };
        let [of_present, of_other] = &self.belongings;
        let [own_data, other_data] = &self.saved.data;
        let carries_over = self.saved.carries_over;
        let ids = [self.present.user_id.as_str(), self.other.user_id.as_str()];
        let short = || ids.into_iter().zip(&self.saved.short).filter(|_| carries_over);
        let with_room = |key: ShownKey<'a>| {
            let falls_back = short().filter(|(_, it)| it.falls_back.iter().any(|it| it == key.key));
            ShownKey { falls_back: falls_back.map(|(id, _)| id).collect(), ..key }
        };
        let metadata: Vec<_> = if carries_over {
            metadata::shown(own_data, other_data).into_iter().map(with_room).collect()
        } else {
            Vec::new()
        };
        let too_large: Vec<_> = short().filter(|(_, it)| it.too_large).map(|(id, _)| id).collect();
        Shown {
            review: &self.name,
            expires_in: self.review.expires.since(now),
            present: account(&self.present, of_present),
            other: account(&self.other, of_other),
            metadata,
            carries_over,
            too_large,
            risks: risk::risks(&self.told, &self.other, &self.belongings, &self.choice),
            choice: &self.choice,
        }
    }
}
