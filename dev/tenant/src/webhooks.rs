//! `/local-webhook`: takes what an application sends to the outside, for a test to look at.

use http::StatusCode;

use crate::memory::Webhook;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;

/// How every such path begins.
pub(crate) const PATH: &str = "/local-webhook";

/// How many are kept.
const LOG: usize = 1000;

pub(crate) fn deliver(tenant: &mut Tenant, visit: &Visit) -> Reply {
    if visit.method != http::Method::POST {
        let page =
            reply::error_page(StatusCode::METHOD_NOT_ALLOWED, "This page cannot be used that way.");
        return reply::with_header(page, "allow", "POST");
    }
    if tenant.webhooks.len() >= LOG {
        tenant.webhooks.drain(..LOG / 2);
    }
    tenant.webhooks.push(Webhook {
        path: visit.path.clone(),
        headers: visit.headers(),
        body: String::from_utf8_lossy(&visit.body).into_owned(),
    });
    reply::empty(StatusCode::NO_CONTENT)
}
