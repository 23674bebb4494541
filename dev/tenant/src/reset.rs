//! Back to the beginning: how a tenant was made, so that it can be made again.

use crate::keys::Keys;
use crate::tenant::Tenant;

impl Tenant {
    /// A tenant that [`Tenant::reset`] makes again with the same function.
    #[must_use]
    pub fn seeded(keys: Keys, seed: impl Fn(Keys) -> Self + Send + 'static) -> Self {
        let mut tenant = seed(keys);
        tenant.seed = Some(Box::new(seed));
        tenant
    }

    /// Goes back to the seed: what was set up, linked, changed or remembered since then is gone. The keys stay, and so
    /// does what they signed: an application need not fetch the key set or a Management API token again.
    ///
    /// A tenant without a seed becomes empty.
    pub fn reset(&mut self) {
        let seed = self.seed.take();
        let mut fresh = match &seed {
            Some(seed) => seed(self.keys.clone()),
            None => self.emptied(),
        };
        fresh.seed = seed;
        fresh.canonical_domain.clone_from(&self.canonical_domain);
        fresh.current_key = self.current_key;
        fresh.machine_tokens = std::mem::take(&mut self.machine_tokens);
        *self = fresh;
    }
}
