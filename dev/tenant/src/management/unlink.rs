//! `DELETE /users/{id}/identities/{provider}/{user_id}`: takes an identity out of a user.

use http::StatusCode;

use super::call::{Answered, Bearer};
use crate::reply;
use crate::tenant::Tenant;

pub(super) fn unlink(
    tenant: &mut Tenant,
    bearer: &Bearer,
    now: u64,
    id: &str,
    (provider, user_id): &(String, String),
) -> Answered {
    bearer.require(&["update:users"], &["update:current_user_identities"], id)?;
    let user = tenant.users.unlink(id, provider, user_id, now)?;
    Ok(reply::json(StatusCode::OK, &user.identities_json()))
}
