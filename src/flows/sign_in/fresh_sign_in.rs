//! A sign-in that asks for credentials even if Auth0 has a session: with the second account, or again with one's own.
//! On a listed page, `/link/authorize` leads to it, since the page's script must not see the request.

use url::Url;

use crate::auth0::assurance::Demands;
use crate::auth0::authorization::{AuthorizationRequest, authorization_request};
use crate::cookies::prompt;
use crate::cookies::session::Session;
use crate::cookies::transaction::{Aim, NotFound, Transaction, Wish};
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// Hints for the sign-in with another account, and their greatest lengths in bytes.
pub const HINTS: [(&str, usize); 2] = [("login_hint", 256), ("ui_locales", 128)];

/// More parameters of an authorization request.
pub type Further<'a> = Vec<(&'static str, &'a str)>;

/// The fields of these names, which go on to Auth0, each with its greatest length in bytes.
///
/// # Errors
/// [`Refusal::InvalidRequest`].
pub fn passed_on<'a>(
    fields: &'a Fields,
    names: &[(&'static str, usize)],
) -> Result<Further<'a>, Refusal> {
    let mut further = Vec::new();
    for (name, longest) in names {
        let Some(value) = fields.optional(name)? else { continue };
        #[expect(clippy::disallowed_methods, reason = "a hint is people's text")]
        if value.len() > *longest || value.chars().any(char::is_control) {
            return Err(Refusal::InvalidRequest);
        }
        further.push((*name, value));
    }
    Ok(further)
}

/// Suggests an address, unless one was sent. Who comes back is checked.
pub fn hint<'a>(further: &mut Further<'a>, email: Option<&'a str>) {
    if !further.iter().any(|(name, _)| *name == "login_hint") {
        further.extend(email.map(|email| ("login_hint", email)));
    }
}

/// The same for the person's own account.
#[must_use]
pub fn own_hint(session: &Session) -> Further<'_> {
    session.email.as_deref().map(|email| ("login_hint", email)).into_iter().collect()
}

/// Lets the person create the account: for the address that they have here, unless they type another one.
pub fn sign_up<'a>(further: &mut Further<'a>, session: &'a Session) {
    further.push(("screen_hint", "signup"));
    hint(further, session.email.as_deref());
}

/// Begins such a sign-in; returns where to go, and its state. Whoever knows state, nonce or challenge could prove an
/// account of their own in their own browser, and bring the answer here: so the script of a listed page only gets an
/// address of ours that leads on.
///
/// # Errors
/// If a cookie cannot be made.
pub fn ask<P: Platform>(
    visit: &mut Visit<'_, P>,
    aim: Aim,
    mut further: Further<'_>,
) -> Result<(Reply, String), Error> {
    let (config, now, ring) = (visit.config, visit.now, visit.cookie_keys());
    let random = visit.platform.random();
    // The rules of the organization that the person signed in to apply to their other account too.
    let own = visit.session().ok().and_then(|session| session.assurance.organization);
    let settings = Demands::of(config);
    let organization = settings.organization.or(own);
    let demands = Demands { credentials: true, organization, ..settings };
    let (return_to, embedded) = (visit.page.return_to.clone(), visit.embedded);
    let jar = &mut visit.jar;
    let wish = Wish { aim, return_to, demands, embedded };
    let transaction = Transaction::begin(wish, random, now, ring, jar)?;
    // From now on Auth0's session may be another account's, or another person's.
    prompt::set(jar, config);
    let location = if embedded {
        // Nothing else would tell that later request the page's language.
        if visit.page.lang.is_some() {
            visit.add_language(&mut further);
        }
        let mut ours = config.base_url.clone();
        ours.set_path("/link/authorize");
        ours.query_pairs_mut().append_pair("transaction", &transaction.tag()).extend_pairs(further);
        ours
    } else {
        request(visit, &transaction, 0, further)
    };
    let reply = if visit.posted {
        Reply::elsewhere(&location, visit.wants_json)
    } else {
        Reply::see_other(location.as_str())
    };
    Ok((reply, transaction.state().to_owned()))
}

/// Leads to the sign-in of a transaction. It changes nothing, so it may be opened again.
///
/// # Errors
/// [`Refusal::NoTransaction`], [`Refusal::Expired`], [`Refusal::SignedOut`], [`Refusal::SessionChanged`],
/// [`Refusal::InvalidRequest`].
pub fn go<P: Platform>(
    visit: &mut Visit<'_, P>,
    tag: &str,
    hints: Result<Further<'_>, Refusal>,
) -> Result<Reply, Error> {
    let config = visit.config;
    let transaction = match Transaction::named(tag, &visit.jar, config, visit.now) {
        Ok(transaction) => transaction,
        Err(NotFound::Expired { return_to, .. }) => {
            visit.page.ends_at(return_to);
            return Err(Refusal::Expired.into());
        }
        Err(NotFound::Missing) => return Err(Refusal::NoTransaction.into()),
    };
    visit.page.ends_at(transaction.return_to.clone());
    let session = visit.session()?;
    if !transaction.is_for(&session.subject) {
        return Err(Refusal::SessionChanged.into());
    }
    let further = match &transaction.aim {
        Aim::Link { connection, sign_up: up, .. } => {
            let mut further = hints?;
            if *up {
                sign_up(&mut further, &session);
            }
            further.push(("connection", connection));
            further
        }
        Aim::Again { .. } => own_hint(&session),
        Aim::Login => return Err(Refusal::NoTransaction.into()),
    };
    Ok(Reply::see_other(request(visit, &transaction, 0, further).as_str()))
}

/// The address of a transaction's sign-in, which may be at most this old.
pub fn request<P: Platform>(
    visit: &Visit<'_, P>,
    transaction: &Transaction<'_>,
    max_age: u64,
    mut further: Further<'_>,
) -> Url {
    visit.add_language(&mut further);
    let request = AuthorizationRequest {
        state: transaction.state(),
        nonce: &transaction.nonce(),
        code_challenge: &transaction.code_challenge(),
        max_age,
        demands: &transaction.demands,
        further,
    };
    authorization_request(visit.config, &request)
}
