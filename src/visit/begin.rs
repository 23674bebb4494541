//! How a visit begins.

use std::cell::{Cell, RefCell};

use http::Method;
use http::request::Parts;

use super::{PATIENCE, Visit};
use crate::audit::Attempt;
use crate::config::Config;
use crate::cookies::Jar;
use crate::memory::Memory;
use crate::platform::Platform;
use crate::return_to::ReturnTo;

impl<'a, P: Platform> Visit<'a, P> {
    /// A request that nothing has been done about yet.
    #[must_use]
    pub fn begin(
        (config, platform, memory): (&'a Config, &'a P, &'a Memory),
        parts: Parts,
        form: Vec<(String, String)>,
        jar: Jar,
    ) -> Self {
        Self {
            config,
            platform,
            memory,
            now: platform.now(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            posted: parts.method == Method::POST,
            headers: parts.headers,
            form,
            jar,
            return_to: ReturnTo::home(),
            at: None,
            embedded: false,
            lang: None,
            wants_json: false,
            over: false,
            replaced: None,
            lost: None,
            notes: RefCell::default(),
            attempt: Attempt::default(),
            patience: Cell::new(PATIENCE),
            asked: Cell::new(false),
            uses_store: Cell::new(false),
            store_is_slow: Cell::new(false),
            opened: RefCell::default(),
        }
    }
}
