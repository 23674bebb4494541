//! From the two accounts that were read to what the page and `/link/review` show.

use super::Both;
use super::risk;
use crate::config::Config;
use crate::flows::joining::lost_with_account::Belongings;
use crate::metadata::{self, ShownKey};
use crate::platform::UnixTime;
use crate::user::User;
use crate::view::review::{Account, Review};

impl Both {
    /// What the page and `/link/review` show of it.
    #[must_use]
    pub fn shown<'a>(&'a self, config: &Config, now: UnixTime) -> Review<'a> {
        let account = |user, of: &'a Belongings| Account {
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
        Review {
            review: &self.name,
            expires_in: self.review.expires.since(now),
            present: account(&self.present, of_present),
            other: account(&self.other, of_other),
            metadata,
            carries_over,
            too_large,
            risks: risk::risks(&self.told, &self.other, &self.belongings, &self.choice),
            choice: &self.choice,
            press: &self.press,
        }
    }
}
