//! The name of a review as it was shown, `ID.TAG`: a confirmation for anything else is refused. Nothing is
//! stored for that, since the tag is a keyed hash of what must not change unseen.

use serde_json::json;

use crate::cookies::review::PendingReview;
use crate::flows::joining::review::told::Told;
use crate::seal::{Key, KeyRing, equal};
use crate::user::User;

/// The label of the key that makes the tags.
const LABEL: &str = "review as shown";
/// That of what only the page's own button says.
const PRESS: &str = "the other account is to stay";
/// How many characters a tag has: 96 bits.
const LENGTH: usize = 16;

/// What a person sees of both accounts and may not change before they confirm: how one signs in to them, and what
/// the two tell of the link. Roles, memberships and a second factor that the users themselves do not tell are asked
/// for once, when it is shown: what is given within the minutes that a review waits is not noticed.
pub struct AsShown(String);

impl AsShown {
    /// Of this review.
    #[must_use]
    pub fn of(review: &PendingReview, [present, other]: [&User; 2], told: &Told) -> Self {
        // As JSON, so that no two values run together.
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

    /// What no page but our own can ask with for the other account: none other reads it.
    #[must_use]
    pub fn press(&self, ring: KeyRing<'_>) -> String {
        self.tag(PRESS, ring.newest())
    }

    /// Whether a form names the review so. It may have been shown before the secrets changed.
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
