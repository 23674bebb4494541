//! How every call to the Management API is made: at the tenant's pace, with a valid token, and with a note to the
//! operator if a scope is missing.

use std::collections::BTreeSet;

use http::{Request, Response};
use serde::{Deserialize, Serialize};

use crate::auth0::said::{Answer, Said};
use crate::auth0::users::{Access, Belonging};
use crate::auth0::{self, Fault, token};
use crate::circuit::Blame;
use crate::config::Management;
use crate::flows::tenant::concerns::{self, Concern, LIFETIME};
use crate::flows::tenant::reason::{self, Act, Place, Whose};
use crate::lenient::Read;
use crate::platform::{Platform, UnixTime};
use crate::secret::Secret;
use crate::store::{self, Record};
use crate::user::UserId;
use crate::visit::Visit;

/// The scopes that mode `client` needs in any case.
const CLIENT_SCOPES: [&str; 2] = ["read:users", "update:users"];

/// A call by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Deletes an unlinked account.
    Delete,
    /// Finds users by their e-mail address.
    FindByEmail,
    /// Links an identity.
    Link,
    /// Lists what else belongs to a user.
    List(Belonging),
    /// Reads the proved account.
    ReadOther,
    /// Reads the signed-in person.
    ReadUser,
    /// Unlinks an identity.
    Unlink,
    /// Changes metadata.
    Update,
    /// Sends a verification e-mail.
    VerificationEmail,
}

/// Whose user a call is about, by mode: `user`, `client`.
const OWN: [Whose; 2] = [Whose::Own, Whose::OwnByClient];
const OTHER: [Whose; 2] = [Whose::Other, Whose::OtherByClient];

impl Operation {
    /// Its name in the log; whose fault a failure can be; what it does, and to whose user, for the table of reasons;
    /// the scope that it needs, by mode. A change may take long because of what is changed,
    /// and searches and lists may fail while users can be read.
    #[rustfmt::skip]
    const fn row(self) -> (&'static str, Blame, Act, [Whose; 2], [&'static str; 2]) {
        use Act::{Else, Link, Unlink};
        use Belonging::{AuthenticationMethods, Organizations, Roles};
        use Blame::{Request, Tenant};
        match self {
            Self::Delete => ("delete user", Request, Else, OTHER, ["delete:users"; 2]),
            Self::FindByEmail => ("find users by e-mail", Request, Else, OWN, ["read:users"; 2]),
            Self::Link => ("link identity", Request, Link, OWN, ["update:current_user_identities", "update:users"]),
            Self::List(AuthenticationMethods) =>
                ("list authentication methods", Request, Else, OTHER, ["read:authentication_methods"; 2]),
            Self::List(Organizations) => ("list organizations", Request, Else, OTHER, ["read:organizations"; 2]),
            Self::List(Roles) => ("list roles", Request, Else, OTHER, ["read:roles"; 2]),
            Self::ReadOther => ("read other user", Tenant, Else, OTHER, ["read:current_user", "read:users"]),
            Self::ReadUser => ("read user", Tenant, Else, OWN, ["read:current_user", "read:users"]),
            Self::Unlink => ("unlink identity", Request, Unlink, OWN, ["update:current_user_identities", "update:users"]),
            Self::Update => ("update metadata", Request, Else, OWN, ["update:current_user_metadata", "update:users"]),
            Self::VerificationEmail => ("verification e-mail", Request, Else, OWN, ["update:users"; 2]),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredToken {
    token: String,
    fetched: u64,
    until: u64,
    scopes: BTreeSet<String>,
}

/// Sends a request about the user that `access` is for, and reads its answer. If the tenant asks for a pause, waits
/// that long, within the request's patience; if it refuses our client's token, fetches a new one, once.
///
/// # Errors
/// [`Fault`], noted; a call without an answer is [`Fault::Unexpected`].
pub async fn call<P: Platform, T: Read>(
    visit: &Visit<'_, P>,
    operation: Operation,
    access: &Access,
    build: impl Fn(&Access) -> Request<Vec<u8>>,
    process: impl Fn(Response<Vec<u8>>, UnixTime) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let by_client = visit.config.management_client().is_some();
    let (name, blame, ..) = operation.row();
    let mut renewed: Option<Access> = None;
    loop {
        let access = renewed.as_ref().unwrap_or(access);
        keep_pace(visit).await;
        let response = visit.send(name, blame, build(access)).await;
        let response = response.map_err(|_| Fault::Unexpected)?;
        visit.memory.pause.set(auth0::pause(response.headers()));
        let said = Said::of(&response, visit.now);
        let fault = match process(response, visit.platform.now()) {
            Ok(done) => {
                for odd in done.odd() {
                    visit.note(format!("{name}: {odd}"));
                }
                return Ok(done);
            }
            Err(fault) => fault,
        };
        if let Fault::RateLimited(seconds) = fault
            && visit.wait(seconds).await
        {
            continue;
        }
        if fault != Fault::Unauthorized || !by_client || renewed.is_some() {
            note(visit, operation, fault, &said).await;
            return Err(fault);
        }
        visit.memory.drop_token();
        store::forget(visit, Record::ManagementToken, &token_of(visit)).await;
        renewed = Some(access.by(fetch_token(visit).await?));
    }
}

fn of_mode<T>([user, client]: [T; 2], by_client: bool) -> T {
    if by_client { client } else { user }
}

/// Notes why a call failed, and a missing scope for the operator.
async fn note<P: Platform>(visit: &Visit<'_, P>, operation: Operation, fault: Fault, said: &Said) {
    let by_client = visit.config.management_client().is_some();
    let (name, _, act, whose, scopes) = operation.row();
    let note = match fault {
        Fault::Forbidden => {
            // A scope that was granted later comes only with a new token.
            if by_client && visit.memory.forget_token_older_than(60, visit.platform.now()) {
                store::forget(visit, Record::ManagementToken, &token_of(visit)).await;
            }
            let scope = of_mode(scopes, by_client);
            // Anybody can sign in without a scope, or ask for what is not offered: that only goes to the log, or
            // they could alarm the operator.
            if by_client && CLIENT_SCOPES.contains(&scope) {
                miss_scope(visit, scope).await;
            }
            format!("refused; it needs the scope {scope}")
        }
        Fault::Blocked => "the user is blocked".to_owned(),
        Fault::OtherUser => "another user".to_owned(),
        Fault::BadRequest
        | Fault::ClientRefused
        | Fault::Conflict
        | Fault::Denied
        | Fault::NotFound
        | Fault::RateLimited(_)
        | Fault::Unauthorized
        | Fault::Unexpected
        | Fault::Unreadable => {
            reason::note(Place::Management(act, of_mode(whose, by_client)), said)
        }
    };
    visit.note(format!("{name}: {note}"));
}

/// Remembers a missing scope for the operator; in the store too, since an instance may serve this request only.
async fn miss_scope<P: Platform>(visit: &Visit<'_, P>, scope: &'static str) {
    visit.memory.miss_scope(scope);
    let missing = missing_scopes(visit).await;
    let _best_effort =
        store::keep(visit, Record::MissingScopes, &token_of(visit), missing, LIFETIME).await;
}

/// The scopes for lack of which calls with the token of mode `client` were refused within the last hour. In mode `user`
/// the token is the person's, and says nothing about the settings.
pub async fn missing_scopes<P: Platform>(visit: &Visit<'_, P>) -> BTreeSet<String> {
    if visit.config.management_client().is_none() {
        return BTreeSet::new();
    }
    let kept: Option<BTreeSet<String>> =
        store::find(visit, Record::MissingScopes, &token_of(visit)).await;
    let mut missing = kept.unwrap_or_default();
    missing.extend(visit.memory.missing_scopes().into_iter().map(ToOwned::to_owned));
    missing
}

/// The right to act on this user: with the user's own token in mode `user`, with the client's in mode `client`. The
/// caller must make sure that it is the right user, as [`crate::flows::tenant::read_user`] does for those who signed
/// in.
///
/// # Errors
/// [`Fault`] if the client's token cannot be fetched; [`Fault::Unauthorized`] in mode `user` without a token.
pub async fn access<P: Platform>(
    visit: &Visit<'_, P>,
    user_id: &UserId,
    own: Option<&token::AccessToken>,
) -> Result<Access, Fault> {
    let user_id = user_id.clone();
    match (&visit.config.management, own) {
        (Management::User, Some(token)) => {
            let access = Access::new(user_id, token.secret.clone());
            Ok(if token.writes_metadata { access } else { access.without_metadata() })
        }
        (Management::User, None) => Err(Fault::Unauthorized),
        (Management::Client(_), _) => Ok(Access::new(user_id, client_token(visit).await?)),
    }
}

/// Whose token it is: if the settings change, another tenant's or client's token must not be used.
fn token_of<P>(visit: &Visit<'_, P>) -> String {
    let client = visit.config.management_client().map_or("", |client| &client.client_id);
    format!("{} {client}", visit.config.issuer())
}

async fn client_token<P: Platform>(visit: &Visit<'_, P>) -> Result<Secret<String>, Fault> {
    if let Some(token) = visit.memory.token(visit.now) {
        return Ok(token);
    }
    let kept =
        store::find::<P, StoredToken>(visit, Record::ManagementToken, &token_of(visit)).await;
    if let Some(StoredToken { token, fetched, until, scopes }) = kept {
        let token = Secret::new(token);
        visit.memory.set_token(token.clone(), UnixTime(fetched), UnixTime(until), scopes);
        return Ok(token);
    }
    fetch_token(visit).await
}

/// Fetches the token; it is replaced after four fifths of its life (Auth0's own advice for its Actions).
async fn fetch_token<P: Platform>(visit: &Visit<'_, P>) -> Result<Secret<String>, Fault> {
    let client = visit.config.management_client().ok_or(Fault::Unauthorized)?;
    let request = token::client_credentials_request(visit.config, client);
    let response = visit.send("management token", Blame::Tenant, request).await;
    let response = response.map_err(|_| Fault::Unexpected)?;
    let now = visit.platform.now();
    let tokens = match token::process_client_credentials_response(response, now) {
        Ok(tokens) => tokens,
        Err(said) => {
            let from = Place::ClientCredentials;
            visit.note(format!("management token: {}", reason::note(from, &said)));
            // If the client may not have a token, the operator must fix that, not the visitor.
            let Some(concern) = reason::find(from, &said).health else {
                let wait = said.answer == Answer::TooMany;
                return Err(if wait { Fault::RateLimited(said.wait) } else { Fault::Unexpected });
            };
            concerns::raise(visit, concern).await;
            return Err(Fault::ClientRefused);
        }
    };
    concerns::settle(visit, Concern::ManagementClient).await;
    for needed in CLIENT_SCOPES {
        if !tokens.scopes.contains(needed) {
            miss_scope(visit, needed).await;
            visit.note(format!("management token: lacks the scope {needed}"));
        }
    }
    let lifetime = tokens.expires_in.saturating_mul(4) / 5;
    let until = now.plus(lifetime);
    let kept = StoredToken {
        token: tokens.access_token.expose().clone(),
        fetched: now.0,
        until: until.0,
        scopes: tokens.scopes.clone(),
    };
    let of = token_of(visit);
    let _best_effort = store::keep(visit, Record::ManagementToken, &of, kept, lifetime).await;
    visit.memory.set_token(tokens.access_token.clone(), now, until, tokens.scopes);
    Ok(tokens.access_token)
}

/// Waits if the Management API said that this second's requests are used up.
async fn keep_pace<P: Platform>(visit: &Visit<'_, P>) {
    let Some(until) = visit.memory.pause.get() else { return };
    let seconds = until.since(visit.platform.now());
    if seconds == 0 || !visit.wait(seconds).await {
        // Over, or too long to wait: let the tenant decide.
        visit.memory.pause.set(None);
    }
}
