//! `/u/signup`: a new account in a database, where the application asked for that or a person chose it.

use http::StatusCode;

use super::pages::{self, database_of};
use super::pending::PendingLogin;
use super::sign_in::{over, pending, succeed};
use crate::management::jobs;
use crate::passwordless::recipient::is_address;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::user::{Identity, IdentityKey, Profile, User};
use crate::visit::Visit;

/// The shortest password, as Auth0's own policy has it at first.
const SHORTEST: usize = 8;

/// Why nobody signs up so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Email,
    Password,
    Taken,
}

/// A new user of a database. The e-mail is not verified, since nobody has proved it; a letter is on its way there.
pub(crate) fn sign_up(
    tenant: &mut Tenant,
    now: u64,
    connection: &str,
    email: &str,
    password: &str,
) -> Result<IdentityKey, Unfit> {
    let email = email.trim().to_lowercase();
    if !is_address(&email) {
        return Err(Unfit::Email);
    }
    if password.chars().count() < SHORTEST {
        return Err(Unfit::Password);
    }
    let has = |identity: &Identity| {
        identity.profile.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(&email))
    };
    if tenant.users.identities_of(connection).any(|(_, identity)| has(identity)) {
        return Err(Unfit::Taken);
    }
    let profile = Profile {
        name: Some(email.clone()),
        nickname: email.split('@').next().map(str::to_owned),
        picture: Some("https://pictures.example.com/auth0.png".to_owned()),
        email: Some(email.clone()),
        ..Profile::default()
    };
    let id = tenant.random.hexadecimal(24);
    let password = Some(password.to_owned());
    let identity = Identity { profile, password, ..Identity::new("auth0", &id, connection) };
    let key = identity.key();
    tenant.users.add(User::of(identity, now));
    jobs::send_letter(tenant, key.id.clone(), email, now);
    Ok(key)
}

pub(crate) fn sign_up_page(tenant: &mut Tenant, visit: &Visit) -> Reply {
    match pending(tenant, visit, &visit.query) {
        Some((state, login)) => page(tenant, state, &login, None),
        None => over(),
    }
}

pub(crate) fn sign_up_by_password(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    let Some((state, login)) = pending(tenant, visit, &form) else { return over() };
    let Some(database) = database_of(tenant, &login).map(|database| database.name.clone()) else {
        return not_here();
    };
    let (email, password) =
        (form.get("email").unwrap_or_default(), form.get("password").unwrap_or_default());
    match sign_up(tenant, visit.now, &database, email, password) {
        Ok(identity) => succeed(tenant, visit, state, &login, &identity),
        Err(unfit) => page(tenant, state, &login, Some((unfit, email))),
    }
}

fn not_here() -> Reply {
    reply::error_page(StatusCode::BAD_REQUEST, "Nobody signs up with this connection.")
}

fn page(
    tenant: &Tenant,
    state: &str,
    login: &PendingLogin,
    refused: Option<(Unfit, &str)>,
) -> Reply {
    if database_of(tenant, login).is_none() {
        return not_here();
    }
    let mut content = pages::purpose(tenant, login);
    if let Some((unfit, _)) = refused {
        content = content
            .raw("<p class=\"bad\" role=\"alert\">")
            .raw(match unfit {
                Unfit::Email => "That is not an email address.",
                Unfit::Password => "The password needs eight characters.",
                // Auth0 does not say which addresses it has, either.
                Unfit::Taken => "That did not work. Log in, or take another address.",
            })
            .raw("</p>");
    }
    let email = refused.map(|(_, email)| email).or(login.request.login_hint.as_deref());
    content = content
        .raw("<form method=\"post\" action=\"/u/signup\">")
        .hidden("state", state)
        .raw("<label for=\"email\">E-mail</label>")
        .raw("<input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"email\" autofocus required value=\"")
        .text(email.unwrap_or_default())
        .raw("\"><label for=\"password\">Password</label>")
        .raw("<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"new-password\" minlength=\"8\" required>")
        .raw("<button class=\"main\">Sign up</button></form><p class=\"soft\">Is there an account already? <a href=\"/u/login?state=")
        .text(state)
        .raw("\">Log in</a></p>")
        .append(pages::cancel_form(state));
    let status = if refused.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    reply::page(status, "Sign up", content)
}
