//! `/__tenant/sessions` and `/__tenant/logout-token`: what Auth0 tells applications of when one of its sessions ends
//! (OpenID Connect Back-Channel Logout 1.0). The tenant opens no connections: whoever asks for the token delivers it.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::faults::Forgery;
use crate::jws;
use crate::reply::{self, Reply, refuse};
use crate::tenant::Tenant;

/// How long a logout token counts, as Auth0's.
const LIFETIME: u64 = 120;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a logout token is to say; a `sub` or `sid` that is left out is not in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewToken {
    client_id: String,
    sub: Option<String>,
    sid: Option<String>,
    #[serde(default)]
    forgery: Forgery,
}

/// The sessions that are there.
pub(super) fn list(tenant: &Tenant, now: u64) -> Reply {
    let sessions = tenant.sessions.values().filter(|session| !session.is_over(now));
    let shown = sessions.filter_map(|session| {
        let user = tenant.users.with_key(&session.identity)?;
        Some(json!({ "sid": session.sid, "user_id": user.user_id, "auth_time": session.auth_time }))
    });
    reply::json(StatusCode::OK, &json!(shown.collect::<Vec<_>>()))
}

/// Signs a logout token.
pub(super) fn logout_token(tenant: &mut Tenant, new: &NewToken, now: u64) -> Reply {
    if tenant.client(&new.client_id).is_none() {
        return refuse(StatusCode::NOT_FOUND, "There is no such client.");
    }
    let mut claims = Map::new();
    let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    say("iss", json!(tenant.issuer()));
    say("aud", json!(new.client_id));
    say("iat", json!(now));
    say("exp", json!(now.saturating_add(LIFETIME)));
    say("jti", json!(tenant.random.draw()));
    say("events", json!({ EVENT: {} }));
    for (name, value) in [("sub", &new.sub), ("sid", &new.sid)] {
        if let Some(value) = value {
            say(name, json!(value));
        }
    }
    let token = jws::forged(&tenant.keys, &tenant.signing_key(), claims, &new.forgery);
    reply::json(StatusCode::OK, &json!({ "logout_token": token }))
}
