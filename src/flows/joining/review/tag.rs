//! The name of a review as it was shown, `ID.TAG`: a confirmation of anything else is refused. Nothing is stored for
//! that: the tag is a keyed hash of what must not change unseen.

use serde_json::json;

use crate::cookies::review::PendingReview;
use crate::flows::joining::review::told::Told;
use crate::seal::{Key, KeyRing, equal};
use crate::user::User;

/// The label of the key that makes the tags.
const LABEL: &str = "review as shown";
/// The label of the key for what only the page's own button sends.
const PRESS: &str = "the other account is to stay";
/// How many characters a tag has: 96 bits.
const LENGTH: usize = 16;

/// What the person saw of both accounts, and what must not change before they confirm: how one signs in to them, and
/// what the two profiles tell. Roles, memberships and second factors that a profile does not tell are read once, when
/// the review is shown: one that is granted while it waits is not noticed.
pub struct AsShown(String);

impl AsShown {
    /// Of this review.
    #[must_use]
    pub fn of(review: &PendingReview, [present, other]: [&User; 2], told: &Told) -> Self {
        // As JSON, so that values do not run together.
        let identities = |user: &User| {
            let parts = user.identities.iter();
            let mut parts: Vec<_> =
                parts.map(|it| (&it.provider, &it.user_id, &it.connection)).collect();
            parts.sort_unstable();
            json!(parts)
        };
        let shown = json!([review.id, identities(present), identities(other), told]);
        Self(shown.to_string())
    }

    /// The review's name.
    #[must_use]
    pub fn name(&self, review: &PendingReview, ring: KeyRing<'_>) -> String {
        format!("{}.{}", review.id, self.tag(LABEL, ring.newest()))
    }

    /// What a form must send to choose the other account: only our own page can read it.
    #[must_use]
    pub fn press(&self, ring: KeyRing<'_>) -> String {
        self.tag(PRESS, ring.newest())
    }

    /// Whether a form names the review like this. It may have been shown before the secrets changed.
    #[must_use]
    pub fn is(&self, named: &str, ring: KeyRing<'_>) -> bool {
        let Some((_, tag)) = named.split_once('.') else { return false };
        ring.keys().any(|key| equal(tag, &self.tag(LABEL, key)))
    }

    fn tag(&self, label: &str, key: Key<'_>) -> String {
        key.hash(label, &self.0).chars().take(LENGTH).collect()
    }
}

/// The review's id in its name.
#[must_use]
pub fn id(named: &str) -> &str {
    named.split_once('.').map_or(named, |(id, _)| id)
}
