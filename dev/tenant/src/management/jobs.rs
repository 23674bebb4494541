//! `POST /jobs/verification-email`: the letter by which a person shows that their address is theirs; and the
//! page that its link opens.

use http::StatusCode;
use serde_json::{Value, json};

use super::call::{Answered, ApiError, Bearer, body};
use crate::memory::VerificationTicket;
use crate::passwordless;
use crate::passwordless::sent::Message;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::time;
use crate::visit::Visit;

/// Auth0's default: five days.
const LIFETIME: u64 = 5 * 24 * 60 * 60;

pub(super) fn verification_email(tenant: &mut Tenant, bearer: &Bearer, visit: &Visit) -> Answered {
    bearer.require(&["update:users"], &[], "")?;
    let wish = body(visit)?;
    let text = |name: &str| wish.get(name).and_then(Value::as_str);
    let known = ["client_id", "identity", "organization_id", "user_id"];
    if let Some(name) = wish.keys().find(|name| !known.contains(&name.as_str())) {
        let message =
            format!("Payload validation error: 'Additional properties not allowed: {name}'.");
        return Err(ApiError::invalid_body(&message));
    }
    let user_id = text("user_id").ok_or_else(|| {
        ApiError::invalid_body("Payload validation error: 'Missing required property: user_id'.")
    })?;
    if text("client_id").is_some_and(|id| tenant.client(id).is_none()) {
        return Err(ApiError::invalid_body("Client not found."));
    }
    let user = tenant.user(user_id).ok_or_else(ApiError::no_user)?;
    let Some(email) = user.profile.email.clone() else {
        return Err(ApiError::invalid_body("User does not have an email address."));
    };
    // Of a database Auth0 knows by itself which identity is meant.
    let named = wish.get("identity").map(|it| {
        let part = |name: &str| it.get(name).and_then(Value::as_str).unwrap_or_default();
        format!("{}|{}", part("provider"), part("user_id"))
    });
    let own = user.user_id.starts_with("auth0|");
    if named.map_or(!own, |named| named != user.user_id) {
        return Err(ApiError::invalid_body("The identity must be provided, and be the user's."));
    }
    let user_id = user.user_id.clone();
    send_letter(tenant, user_id, email, visit.now);
    let id = format!("job_{}", tenant.random.hexadecimal(16));
    let created_at = time::iso(visit.now);
    let job = json!({ "type": "verification_email", "status": "pending", "created_at": created_at, "id": id });
    Ok(reply::json(StatusCode::CREATED, &job))
}

/// The letter itself, which a sign-up sends by itself.
pub(crate) fn send_letter(tenant: &mut Tenant, user_id: String, email: String, now: u64) {
    let ticket = tenant.random.hexadecimal(24);
    let until = now.saturating_add(LIFETIME);
    tenant
        .tickets
        .insert(ticket.clone(), VerificationTicket { user_id, email: email.clone(), until });
    let message = Message {
        connection: "email".to_owned(),
        to: email,
        send: "verification".to_owned(),
        code: None,
        link: Some(format!("{}/u/email-verification?ticket={ticket}", tenant.origin)),
        forwarded_for: None,
        language: "en".to_owned(),
        at: now,
    };
    passwordless::keep(tenant, message);
}

/// A link counts once, and for the address that it went to.
pub(crate) fn verify(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let ticket = visit.query.get("ticket").and_then(|name| tenant.tickets.remove(name));
    let ticket = ticket.filter(|ticket| ticket.until > visit.now);
    let user = ticket.and_then(|ticket| {
        let user = tenant.users.get_mut(&ticket.user_id)?;
        (user.profile.email.as_deref() == Some(&ticket.email)).then_some(user)
    });
    let Some(user) = user else {
        return reply::error_page(
            StatusCode::FORBIDDEN,
            "This link was already used, or is too old. Ask for a new one.",
        );
    };
    user.profile.email_verified = true;
    let content = crate::html::Html::new().raw("<p>You can close this page.</p>");
    reply::page(StatusCode::OK, "Your email address is verified", content)
}
