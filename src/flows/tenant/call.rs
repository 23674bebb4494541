//! The way of every call to the Management API: at the tenant's pace, with a token that is good, and
//! with a word to the operator where a scope is missing.

use std::collections::BTreeSet;
use std::time::Duration;

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

/// Longest wait for the Management API to take requests again, in seconds. Auth0's window is a
/// second.
const LONGEST_PAUSE: u64 = 3;

/// What mode `client` cannot do without.
const CLIENT_SCOPES: [&str; 2] = ["read:users", "update:users"];

/// A call by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Deletes a separated account.
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
    /// Has the letter sent that verifies an address.
    VerificationEmail,
}

impl Operation {
    const fn name(self) -> &'static str {
        match self {
            Self::Delete => "delete user",
            Self::FindByEmail => "find users by e-mail",
            Self::Link => "link identity",
            Self::List(Belonging::AuthenticationMethods) => "list authentication methods",
            Self::List(Belonging::Organizations) => "list organizations",
            Self::List(Belonging::Roles) => "list roles",
            Self::ReadOther => "read other user",
            Self::ReadUser => "read user",
            Self::Unlink => "unlink identity",
            Self::Update => "update metadata",
            Self::VerificationEmail => "verification e-mail",
        }
    }

    /// Whose fault it is where it fails. A change may take long by what is changed, and a search or a
    /// list is not always there where users are.
    const fn blame(self) -> Blame {
        match self {
            Self::ReadOther | Self::ReadUser => Blame::Tenant,
            Self::Delete
            | Self::FindByEmail
            | Self::Link
            | Self::List(_)
            | Self::Unlink
            | Self::Update
            | Self::VerificationEmail => Blame::Request,
        }
    }

    /// Where its answer comes from.
    const fn from(self, by_client: bool) -> Place {
        let act = match self {
            Self::Link => Act::Link,
            Self::Unlink => Act::Unlink,
            Self::Delete
            | Self::FindByEmail
            | Self::List(_)
            | Self::ReadOther
            | Self::ReadUser
            | Self::Update
            | Self::VerificationEmail => Act::Else,
        };
        let whose = match (self, by_client) {
            (Self::Delete | Self::List(_) | Self::ReadOther, true) => Whose::OtherByClient,
            (Self::Delete | Self::List(_) | Self::ReadOther, false) => Whose::Other,
            (_, true) => Whose::OwnByClient,
            (_, false) => Whose::Own,
        };
        Place::Management(act, whose)
    }

    /// The scope that it needs, by mode.
    const fn scope(self, by_client: bool) -> &'static str {
        match (self, by_client) {
            (Self::Delete, _) => "delete:users",
            (Self::List(Belonging::AuthenticationMethods), _) => "read:authentication_methods",
            (Self::List(Belonging::Organizations), _) => "read:organizations",
            (Self::List(Belonging::Roles), _) => "read:roles",
            (Self::FindByEmail, _) | (Self::ReadOther | Self::ReadUser, true) => "read:users",
            (Self::ReadOther | Self::ReadUser, false) => "read:current_user",
            (Self::Link | Self::Unlink | Self::Update, true) | (Self::VerificationEmail, _) => {
                "update:users"
            }
            (Self::Link | Self::Unlink, false) => "update:current_user_identities",
            (Self::Update, false) => "update:current_user_metadata",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct KeptToken {
    token: String,
    fetched: u64,
    until: u64,
    scopes: BTreeSet<String>,
}

/// Sends a request about the user that `access` is for, and reads its answer. A wait that the tenant
/// asks for is waited for, within this request's patience; a token of ours that it refuses is
/// fetched anew, once.
///
/// # Errors
/// [`Fault`], noted; a call without an answer counts as [`Fault::Unexpected`].
pub async fn call<P: Platform, T: Read>(
    visit: &Visit<'_, P>,
    operation: Operation,
    access: &Access,
    build: impl Fn(&Access) -> Request<Vec<u8>>,
    process: impl Fn(Response<Vec<u8>>, UnixTime) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let by_client = visit.config.management_client().is_some();
    let mut renewed: Option<Access> = None;
    loop {
        let access = renewed.as_ref().unwrap_or(access);
        keep_pace(visit).await;
        let response = visit.send(operation.name(), operation.blame(), build(access)).await;
        let response = response.map_err(|_| Fault::Unexpected)?;
        visit.memory.set_pause(auth0::pause(response.headers()));
        let said = Said::of(&response, visit.now);
        let fault = match process(response, visit.platform.now()) {
            Ok(done) => {
                for odd in done.odd() {
                    visit.note(format!("{}: {odd}", operation.name()));
                }
                return Ok(done);
            }
            Err(fault) => fault,
        };
        match fault {
            Fault::RateLimited(seconds) if wait(visit, seconds).await => continue,
            Fault::Unauthorized if by_client && renewed.is_none() => {
                visit.memory.drop_token();
                store::forget(visit, Record::ManagementToken, &token_of(visit)).await;
                renewed = Some(access.by(fetch_token(visit).await?));
                continue;
            }
            Fault::Forbidden => {
                // A scope that was granted since comes with a new token only.
                if by_client && visit.memory.forget_token_older_than(60, visit.platform.now()) {
                    store::forget(visit, Record::ManagementToken, &token_of(visit)).await;
                }
                let scope = operation.scope(by_client);
                // Whoever is signed in can sign in without a scope, or ask for what is not offered: that is
                // for the log, or anybody could have the operator alarmed.
                if by_client && CLIENT_SCOPES.contains(&scope) {
                    miss_scope(visit, scope).await;
                }
                visit.note(format!("{}: refused; it needs the scope {scope}", operation.name()));
            }
            Fault::Blocked => visit.note(format!("{}: the user is blocked", operation.name())),
            Fault::OtherUser => visit.note(format!("{}: another user", operation.name())),
            Fault::BadRequest
            | Fault::ClientRefused
            | Fault::Conflict
            | Fault::Denied
            | Fault::NotFound
            | Fault::RateLimited(_)
            | Fault::Unauthorized
            | Fault::Unexpected
            | Fault::Unreadable => {
                let note = reason::note(operation.from(by_client), &said);
                visit.note(format!("{}: {note}", operation.name()));
            }
        }
        return Err(fault);
    }
}

/// Remembers a scope that is missing, for the operator: also in the store, since an instance may live
/// for this one request.
async fn miss_scope<P: Platform>(visit: &Visit<'_, P>, scope: &'static str) {
    visit.memory.miss_scope(scope);
    let missing = missing_scopes(visit).await;
    let _best_effort =
        store::keep(visit, Record::MissingScopes, &token_of(visit), missing, LIFETIME).await;
}

/// The scopes that calls with the token of mode `client` were refused for within the last hour. In mode
/// `user` the token is the person's, and says nothing about the settings.
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

/// The right to act on this user: by the user's own token in mode `user`, by the client's in mode
/// `client`. The caller answers for that it is the user who is meant: [`crate::flows::tenant::read_user`] for those who signed in.
///
/// # Errors
/// [`Fault`] where the client's token cannot be had, and [`Fault::Unauthorized`] without one's own.
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

/// Whose token it is: another tenant's or another client's is none of ours, should the settings change.
fn token_of<P>(visit: &Visit<'_, P>) -> String {
    let client = visit.config.management_client().map_or("", |client| &client.client_id);
    format!("{} {client}", visit.config.issuer())
}

async fn client_token<P: Platform>(visit: &Visit<'_, P>) -> Result<Secret<String>, Fault> {
    if let Some(token) = visit.memory.token(visit.now) {
        return Ok(token);
    }
    let kept = store::find::<P, KeptToken>(visit, Record::ManagementToken, &token_of(visit)).await;
    if let Some(KeptToken { token, fetched, until, scopes }) = kept {
        let token = Secret::new(token);
        visit.memory.set_token(token.clone(), UnixTime(fetched), UnixTime(until), scopes);
        return Ok(token);
    }
    fetch_token(visit).await
}

/// Fetched anew once four fifths of its life are over (Auth0's own advice for its Actions).
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
            // A client that may not have one is the operator's affair, and no visitor's.
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
    let kept = KeptToken {
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

/// Waits where the Management API said that the present second's requests are used up.
async fn keep_pace<P: Platform>(visit: &Visit<'_, P>) {
    let Some(until) = visit.memory.pause() else { return };
    let seconds = until.since(visit.platform.now());
    if seconds == 0 || !wait(visit, seconds).await {
        // Over, or too long to be waited for: the tenant may decide.
        visit.memory.set_pause(None);
    }
}

/// Waits, if that is not too long; `false` where it is.
async fn wait<P: Platform>(visit: &Visit<'_, P>, seconds: u64) -> bool {
    let Some(left) = visit.patience.get().checked_sub(seconds) else { return false };
    if seconds > LONGEST_PAUSE {
        return false;
    }
    visit.patience.set(left);
    visit.platform.sleep(Duration::from_secs(seconds)).await;
    true
}
