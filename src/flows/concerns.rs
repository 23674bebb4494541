//! What `/healthz` tells the operator for an hour: what the tenant refused, and no visitor can have brought
//! about.

use std::collections::BTreeSet;

use crate::platform::Platform;
use crate::store::{self, Record};
use crate::visit::Visit;

/// For how long it is told, in seconds.
pub const LIFETIME: u64 = 60 * 60;

/// Something for the operator to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// The token endpoint refuses `client_id` or `client_secret`.
    ClientSecret,
    /// The client of mode `client` gets no token.
    ManagementClient,
    /// The signing keys cannot be read.
    SigningKeys,
}

impl Concern {
    /// As `/healthz` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::ManagementClient => "management_client",
            Self::SigningKeys => "signing_keys",
        }
    }
}

/// Remembers it: also in the store, since an instance may live for this one request.
pub async fn raise<P: Platform>(visit: &Visit<'_, P>, concern: Concern) {
    visit.memory.raise(concern.name(), visit.now);
    keep(visit, all(visit).await).await;
}

/// It works again, as this instance sees: the operator is told so at once.
pub async fn settle<P: Platform>(visit: &Visit<'_, P>, concern: Concern) {
    if visit.memory.settle(concern.name()) {
        let mut left = all(visit).await;
        left.remove(concern.name());
        keep(visit, left).await;
    }
}

/// What was raised within the last hour.
pub async fn all<P: Platform>(visit: &Visit<'_, P>) -> BTreeSet<String> {
    let kept: Option<BTreeSet<String>> =
        store::find(visit, Record::Concerns, visit.config.issuer()).await;
    let mut all = kept.unwrap_or_default();
    all.extend(visit.memory.concerns(LIFETIME, visit.now).into_iter().map(ToOwned::to_owned));
    all
}

async fn keep<P: Platform>(visit: &Visit<'_, P>, concerns: BTreeSet<String>) {
    let of = visit.config.issuer();
    let _best_effort = store::keep(visit, Record::Concerns, of, concerns, LIFETIME).await;
}
