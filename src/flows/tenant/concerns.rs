//! What `/healthz` tells the operator for an hour: refusals by the tenant that no visitor can cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::visit::Visit;

/// How long it is reported, in seconds.
pub const LIFETIME: u64 = 60 * 60;

/// Something for the operator to fix.
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
    /// Its name in `/healthz`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::ManagementClient => "management_client",
            Self::SigningKeys => "signing_keys",
        }
    }
}

/// Remembers it; in the store too, since an instance may serve this request only.
pub async fn raise<P: Platform>(visit: &Visit<'_, P>, concern: Concern) {
    visit.memory.raise(concern.name(), visit.now);
    let mut kept = kept(visit).await;
    kept.insert(concern.name().to_owned(), visit.now.plus(LIFETIME));
    keep(visit, kept).await;
}

/// It works again, as this instance sees: `/healthz` stops reporting it at once.
pub async fn settle<P: Platform>(visit: &Visit<'_, P>, concern: Concern) {
    if visit.memory.settle(concern.name()) {
        let mut kept = kept(visit).await;
        kept.remove(concern.name());
        keep(visit, kept).await;
    }
}

/// What was raised within the last hour.
pub async fn all<P: Platform>(visit: &Visit<'_, P>) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = kept(visit).await.into_keys().collect();
    all.extend(visit.memory.concerns(LIFETIME, visit.now).into_iter().map(ToOwned::to_owned));
    all
}

/// What the store has. Each concern has its own end, so that another does not make it last longer.
async fn kept<P: Platform>(visit: &Visit<'_, P>) -> BTreeMap<String, UnixTime> {
    let kept: Option<BTreeMap<String, UnixTime>> =
        store::find(visit, Record::Concerns, visit.config.issuer()).await;
    let mut kept = kept.unwrap_or_default();
    kept.retain(|_, ends| *ends > visit.now);
    kept
}

async fn keep<P: Platform>(visit: &Visit<'_, P>, concerns: BTreeMap<String, UnixTime>) {
    let of = visit.config.issuer();
    let _best_effort = store::keep(visit, Record::Concerns, of, concerns, LIFETIME).await;
}
