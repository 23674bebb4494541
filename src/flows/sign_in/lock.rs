//! `/login/lock` and `/login/lock/options`: the page that signs in with Auth0 Lock, or with auth0.js and
//! plain fields, where the setting `login_ui` wants one. The page does in the browser what the tenant's login page does elsewhere; what
//! comes back is judged at the callback all the same, and the page itself is trusted with nothing.

use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderName, StatusCode};
use serde::Serialize;

use crate::config::{Config, LoginUi};
use crate::error::{Error, Refusal};
use crate::page::Page;
use crate::page::policy::Sources;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// What the page must not take from an address, which anybody could have written.
#[derive(Serialize)]
struct Options<'a> {
    auth0_url: String,
    client_id: &'a str,
    redirect_uri: String,
    connections: Vec<&'a str>,
}

/// The page. It is the same for everybody: the request is in the fragment of its address.
///
/// # Errors
/// [`Refusal::NotFound`] where `login_ui` is `universal`.
pub fn page<P: Platform>(visit: &Visit<'_, P>) -> Result<Reply, Error> {
    let config = wanted(visit.config)?;
    let page = match config.login_ui {
        LoginUi::Auth0Js => Page::Fields(config.connections.clone()),
        LoginUi::Lock | LoginUi::Universal => Page::Lock,
    };
    let page = Reply::html(StatusCode::OK, page);
    // The tenant's script does not say that others may load it.
    let page = page.with(HeaderName::from_static("cross-origin-embedder-policy"), "unsafe-none");
    Ok(page.with(CONTENT_SECURITY_POLICY, &policy(config)))
}

/// What the page is set up with.
///
/// # Errors
/// [`Refusal::NotFound`] where `login_ui` is `universal`.
pub fn options<P: Platform>(visit: &Visit<'_, P>) -> Result<Reply, Error> {
    let config = wanted(visit.config)?;
    Ok(Reply::json(&Options {
        auth0_url: tenant(config),
        client_id: &config.client_id,
        redirect_uri: config.redirect_uri(),
        connections: config.connections.iter().map(|it| it.name.as_str()).collect(),
    }))
}

fn wanted(config: &Config) -> Result<&Config, Refusal> {
    match config.login_ui {
        LoginUi::Auth0Js | LoginUi::Lock => Ok(config),
        LoginUi::Universal => Err(Refusal::NotFound),
    }
}

/// The tenant's origin, without a slash at its end.
fn tenant(config: &Config) -> String {
    config.auth0_url.origin().ascii_serialization()
}

/// The only policy of ours that names another origin. From there it takes one script, the client's
/// settings; there it sends what the person typed. Lock's pictures are in its style sheet.
fn policy(config: &Config) -> String {
    let (tenant, Sources { style, image, fonts }) = (tenant(config), Sources::of(&config.brand));
    let data = if config.login_ui == LoginUi::Lock { " data:" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' {tenant}/client/; style-src 'self'{style}; \
         img-src 'self'{data}{image};{fonts} connect-src 'self' {tenant}; form-action 'none'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}
