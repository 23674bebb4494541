//! A sign-in that asks for credentials, whatever session Auth0 has: the second account's, and one's own
//! once more.

use crate::auth0::assurance::Demands;
use crate::auth0::authorization::{AuthorizationRequest, authorization_request};
use crate::cookies::prompt;
use crate::cookies::transaction::{Aim, Transaction, Wish};
use crate::error::Error;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// Begins such a sign-in, and says where to go and what its state is.
///
/// # Errors
/// Where a cookie cannot be made.
pub fn ask<P: Platform>(
    visit: &mut Visit<'_, P>,
    aim: Aim,
    mut further: Vec<(&'static str, &str)>,
) -> Result<(Reply, String), Error> {
    let (config, now, ring) = (visit.config, visit.now, visit.cookie_keys());
    visit.add_language(&mut further);
    let random = visit.platform.random();
    // The rules of the organization that the person signed in to hold for their other account, too.
    let own = visit.session().ok().and_then(|session| session.assurance.organization);
    let settings = Demands::of(config);
    let organization = settings.organization.or(own);
    let demands = Demands { credentials: true, organization, ..settings };
    let (return_to, embedded) = (visit.return_to().clone(), visit.embedded);
    let jar = &mut visit.jar;
    let wish = Wish { aim, return_to, demands, embedded };
    let transaction = Transaction::begin(wish, random, now, ring, jar)?;
    // From here on Auth0's own session may become another account's, or another person's.
    prompt::set(jar, config);
    let request = AuthorizationRequest {
        state: transaction.state(),
        nonce: &transaction.nonce(),
        code_challenge: &transaction.code_challenge(),
        max_age: 0,
        demands: &transaction.demands,
        further,
    };
    let location = authorization_request(config, &request);
    Ok((Reply::elsewhere(&location, visit.wants_json), transaction.state().to_owned()))
}
