//! Lends the local tenant, which is a value, a socket and a clock.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use tenant::{Keys, Outcome, Tenant};
use url::Url;

use crate::log::{self, Source};
use crate::screen::Account;
use crate::serve::{Body, Service, plain};

/// More than any request of the protocols that it speaks.
const BODY_LIMIT: usize = 1024 * 1024;

/// How the application identifies itself to the tenant's sample application; it protects nothing.
const CLIENT_ID: &str = "local-app";
const CLIENT_SECRET: &str = "local-app-worthless-secret";
/// What can be linked there, as the component's variable `connections` wants it; without labels, so that the page
/// names each in the visitor's language.
const CONNECTIONS: &str =
    "google-oauth2,github,windowslive,Username-Password-Authentication,sms,email";

/// The tenant with its sample people.
pub(crate) struct LocalTenant(Mutex<Tenant>);

impl LocalTenant {
    /// `canonical_domain` is the tenant's own, where the address that it is reached at is a custom one.
    pub(crate) fn new(origin: Url, app: &Url, keys: Keys, canonical_domain: Option<&str>) -> Self {
        let mut tenant = Tenant::example(origin, app, keys);
        if let Some(domain) = canonical_domain {
            tenant.set_canonical_domain(domain);
        }
        Self(Mutex::new(tenant))
    }

    /// Lets pages ask for codes to be sent, as Auth0 Lock does: a page has no secret to show.
    pub(crate) fn send_codes_for_pages(&self) {
        let mut tenant = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tenant.enforce_client_authentication_on_passwordless_start = false;
    }

    /// Values for the component's variables, so that it uses this tenant.
    pub(crate) fn variables(origin: &str) -> [(&'static str, String); 6] {
        [
            ("auth0_url", origin.to_owned()),
            ("client_id", CLIENT_ID.to_owned()),
            ("client_secret", CLIENT_SECRET.to_owned()),
            ("connections", CONNECTIONS.to_owned()),
            ("passwordless", "code_or_link".to_owned()),
            ("client_ip_header", "spin-client-addr".to_owned()),
        ]
    }

    pub(crate) fn accounts(&self) -> Vec<Account> {
        let tenant = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let account = |account: tenant::Account| Account {
            connection: account.connection,
            username: account.username,
            password: account.password,
            user_id: account.user_id,
        };
        tenant.accounts().into_iter().map(account).collect()
    }
}

impl Service for LocalTenant {
    const SOURCE: Source = Source::Tenant;

    async fn answer(
        &self,
        request: Request<Incoming>,
        _client: SocketAddr,
    ) -> Option<Response<Body>> {
        let (parts, body) = request.into_parts();
        let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
            return Some(plain(StatusCode::PAYLOAD_TOO_LARGE, "too large"));
        };
        let request = Request::from_parts(parts, body.to_bytes().to_vec());
        let answer = {
            let mut tenant = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            tenant.handle(log::now().as_secs(), request)
        };
        tokio::time::sleep(answer.delay).await;
        match answer.outcome {
            Outcome::Dropped => None,
            Outcome::Response(response) => {
                Some(response.map(|body| {
                    Full::new(body.into()).map_err(|never| match never {}).boxed_unsync()
                }))
            }
        }
    }
}
