//! Ending the session at Auth0: OpenID Connect RP-Initiated Logout 1.0, `/oidc/logout`.

use url::Url;

use crate::config::Config;

/// Builds the address that ends the browser's session at Auth0. Without the session's id as a hint, Auth0 asks the
/// person to confirm.
#[must_use]
pub fn logout_request(config: &Config, sid: Option<&str>) -> Url {
    let mut url = super::address(config, "/oidc/logout");
    let mut query = url.query_pairs_mut();
    query
        .append_pair("client_id", &config.client_id)
        .append_pair("post_logout_redirect_uri", config.base_url.as_str())
        .extend_pairs(sid.map(|sid| ("logout_hint", sid)));
    drop(query);
    url
}
