//! `/suggestions`: other users of the tenant with the person's own verified e-mail address, as hints that
//! tell nothing of them. Only if the Management API is called with a client's token.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::auth0::{Fault, users};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::tenant::call::{Operation, call};
use crate::flows::tenant::read_user::{self, Extent};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::{Identity, User, UserId};
use crate::view::me::Suggestion;
use crate::visit::Visit;

/// How long a hint can be followed, in seconds.
const LIFETIME: u64 = 15 * 60;
/// The label of the key that seals handles.
const LABEL: &str = "suggestion";
/// Longest handle that is opened, in bytes.
const MAX_HANDLE: usize = 2048;
/// How many are shown.
const MAX_SHOWN: usize = 5;

#[derive(Serialize, Deserialize)]
struct Handle {
    /// Whose suggestion it is.
    subject: String,
    /// Who is suggested.
    user_id: String,
    connection: String,
}

/// Whether there is any use in asking.
#[must_use]
pub fn offered<P>(visit: &Visit<'_, P>, email: Option<&str>, email_verified: bool) -> bool {
    visit.config.management_client().is_some() && email_verified && email.is_some()
}

/// Shows what [`find`] finds.
///
/// # Errors
/// As [`find`], and [`Refusal::SignedOut`].
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session()?;
    Ok(Reply::json(&json!({ "suggestions": find(visit, &session).await? })))
}

/// Finds accounts that may be the same person's. Only verified ones, and only those that the settings
/// let be linked; nothing of them but the provider and a letter.
///
/// # Errors
/// [`Refusal::NotFound`] if the mode offers none, and what the tenant may say.
pub async fn find<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
) -> Result<Vec<Suggestion>, Error> {
    let email = session.email.as_deref().filter(|email| offered(visit, Some(email), true));
    let email = email.ok_or(Refusal::NotFound)?;
    // Nobody is looked for by an address that is not proved; it may be by now.
    if session.email_is_unverified()
        && !read_user::read_own(visit, session, Extent::Page).await?.email_verified
    {
        return Err(Refusal::NotFound.into());
    }
    let access = read_user::own_access(visit, session).await;
    let access = access.map_err(|fault| read_user::own_refusal(visit, fault))?;
    let build = |access: &_| users::users_by_email_request(visit.config, access, email);
    let process = users::process_users_response;
    let found = call(visit, Operation::FindByEmail, &access, build, process).await;
    let found = found.map_err(|fault| read_user::own_refusal(visit, fault))?;
    let subject = session.subject.to_string();
    let own = found.list.iter().find(|user| user.user_id == subject);
    if own.is_some_and(|user| user.blocked) {
        return Err(read_user::own_refusal(visit, Fault::Blocked).into());
    }
    if own.is_some_and(|user| !user.email_verified) {
        return Err(Refusal::NotFound.into());
    }
    let candidates = found.list.iter().filter(|user| {
        // Auth0 finds by the exact spelling; an answer that does not hold to that is not believed.
        let found = user.email_verified && user.email.as_deref() == Some(email);
        found && !user.blocked && user.is_whole()
    });
    let mut suggestions = Vec::new();
    for user in candidates {
        if suggestions.len() == MAX_SHOWN {
            break;
        }
        let Some(user_id) = UserId::parse(&user.user_id).filter(|it| *it != session.subject) else {
            continue;
        };
        let Some((identity, connection)) = linkable(visit, user, &user_id) else { continue };
        let handle = Handle {
            subject: subject.clone(),
            user_id: user.user_id.clone(),
            connection: connection.to_owned(),
        };
        let expires = visit.now.plus(LIFETIME);
        let handle = visit.cookie_keys().seal(LABEL, handle, visit.now, expires)?;
        let (provider, connection) = (identity.provider.clone(), connection.to_owned());
        suggestions.push(Suggestion { handle, provider, connection, hint: hint(user) });
    }
    Ok(suggestions)
}

/// The candidate's own identity, if its connection can be linked here.
fn linkable<'a, P>(
    visit: &Visit<'_, P>,
    user: &'a User,
    user_id: &UserId,
) -> Option<(&'a Identity, &'a str)> {
    let identity = user.identities.iter().find(|identity| identity.is(user_id))?;
    let connection = identity.connection.as_deref()?;
    visit.config.connection(connection).map(|_| (identity, connection))
}

/// The first letter of the name, and nothing more.
#[expect(clippy::disallowed_methods, reason = "a name is people's text")]
fn hint(user: &User) -> String {
    let letter = user.name.as_deref().or(user.email.as_deref()).and_then(|it| it.chars().next());
    letter.map_or_else(|| "•••".to_owned(), |letter| format!("{}•••", letter.to_lowercase()))
}

/// The user whom a handle suggests, to this person and by this connection.
///
/// # Errors
/// [`Refusal::InvalidRequest`].
pub fn open<P: Platform>(
    visit: &Visit<'_, P>,
    session: &Session,
    handle: &str,
    connection: &str,
) -> Result<UserId, Refusal> {
    let opened = visit.cookie_keys().open::<Handle>(LABEL, handle, MAX_HANDLE, visit.now);
    let handle = opened.ok_or(Refusal::InvalidRequest)?;
    if handle.subject != session.subject.to_string() || handle.connection != connection {
        return Err(Refusal::InvalidRequest);
    }
    UserId::parse(&handle.user_id).ok_or(Refusal::InvalidRequest)
}
