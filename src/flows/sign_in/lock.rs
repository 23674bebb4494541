//! `/login/lock` and `/login/lock/options`: our page that signs in with Auth0 Lock, or with auth0.js and plain fields,
//! if the setting `login_ui` says so. It replaces the tenant's login page, but is not trusted: what comes back is
//! verified at the callback like any other sign-in.

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

/// What the page must not take from its address, which anybody could have written.
#[derive(Serialize)]
struct Options<'a> {
    auth0_url: String,
    client_id: &'a str,
    redirect_uri: String,
    connections: Vec<&'a str>,
}

/// The page. It is the same for everybody: the request is in its address's fragment.
///
/// # Errors
/// [`Refusal::NotFound`] if `login_ui` is `universal`.
pub fn page<P: Platform>(visit: &Visit<'_, P>) -> Result<Reply, Error> {
    let config = wanted(visit.config)?;
    let page = match config.login_ui {
        LoginUi::Auth0Js => Page::Fields(config.connections.clone()),
        LoginUi::Lock | LoginUi::Universal => Page::Lock,
    };
    let page = Reply::html(StatusCode::OK, page);
    // The tenant's script does not say that other origins may load it.
    let page = page.with(HeaderName::from_static("cross-origin-embedder-policy"), "unsafe-none");
    Ok(page.with(CONTENT_SECURITY_POLICY, &policy(config)))
}

/// The page's options.
///
/// # Errors
/// [`Refusal::NotFound`] if `login_ui` is `universal`.
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

/// The tenant's origin, without a trailing slash.
fn tenant(config: &Config) -> String {
    config.auth0_url.origin().ascii_serialization()
}

/// Our only policy that names another origin: it loads the client's settings from there as a script, and sends there
/// what the person typed. Lock's pictures are in its style sheet.
fn policy(config: &Config) -> String {
    let (tenant, Sources { style, image, fonts }) = (tenant(config), Sources::of(&config.brand));
    let data = if config.login_ui == LoginUi::Lock { " data:" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' {tenant}/client/; style-src 'self'{style}; \
         img-src 'self'{data}{image};{fonts} connect-src 'self' {tenant}; form-action 'none'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}
