//! What follows the proof of a second account, by whichever way it came: the rules, and the review.

use crate::config::{ReviewSetting, VerifiedEmail};
use crate::cookies::resume::{self, Resume};
use crate::cookies::review::{self, PendingReview, SecondAccount};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::joining::both_accounts::{self, Accounts, Found};
use crate::flows::joining::carry_metadata::Short;
use crate::flows::joining::confirm;
use crate::flows::sign_in::reauthenticate;
use crate::flows::tenant::read_user::{self, Extent};
use crate::flows::tenant::verify_sign_in::VerifiedSignIn;
use crate::metadata;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::User;
use crate::user::identifier::{Channel, Identifier};
use crate::visit::Visit;

/// The provider of every database.
const DATABASES: &str = "auth0";

/// By which way an account was proved.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// The connection that was asked for.
    pub connection: &'a str,
    /// Names the proof: a callback's state, or what stands in for it.
    pub state: &'a str,
    /// Whether this is the account that was suggested, if one was.
    pub suggested: bool,
    /// Whether the script of a listed page began it: then nobody was asked yet.
    pub embedded: bool,
}

/// Checks what may be linked, and keeps the proof for its review. `is_of` says of the proved user whether
/// it belongs to the address or the number that the proof was asked for.
///
/// # Errors
/// A [`Refusal`] for each rule, and what reading the proved account can end in.
pub async fn accept<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    sign_in: VerifiedSignIn,
    way: Way<'_>,
    is_of: impl Fn(&User) -> bool,
) -> Result<Reply, Error> {
    let (config, now, connection) = (visit.config, visit.now, way.connection);
    visit.attempt.secondary(&sign_in.claims.subject, config);

    // Signing in with an identity that is linked returns its primary user.
    if sign_in.claims.subject == session.subject {
        return Err(same_user(visit, session, connection).await.into());
    }
    let second_account = SecondAccount {
        claims: sign_in.claims,
        access_token: sign_in.access_token,
        connection: connection.to_owned(),
    };
    let random = visit.platform.random();
    let mut review =
        PendingReview::new(session.subject.clone(), second_account, way.state, random, now);
    visit.page.return_to.clone_into(&mut review.return_to);
    // Somebody else than was suggested, and what a listed page began, is never linked without being looked at. Nor
    // is anybody by a sign-in that is too old by now: a confirmation asks for another one.
    let at_once = config.review == ReviewSetting::Never
        && way.suggested
        && !way.embedded
        && reauthenticate::is_fresh(visit, session);
    let (present, other) = read(visit, session, &review, at_once).await?;
    check(visit, session, connection, &other, is_of)?;
    if let Some(present) = present {
        let accounts = Accounts::of(&present, &other, config)?;
        if loses_nothing(visit, session, &review, &accounts).await {
            return confirm::link_at_once(visit, session, &review, &accounts).await;
        }
    } else {
        check_pair(visit, session, &review, &other).await?;
    }
    if !can_stay(visit, &review)? {
        visit.note("no room for the cookies: session, if the proved account stays");
        review::remove(&mut visit.jar);
        return Err(Refusal::TooLarge.into());
    }
    review.store(&mut visit.jar, config, now)?;
    resume::remove(&mut visit.jar);
    let code = if way.suggested { "review" } else { "wrong_account" };
    Ok(visit.goes_on(code))
}

/// The proved account, and the present one if the two may be joined at once.
async fn read<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    at_once: bool,
) -> Result<(Option<User>, User), Error> {
    if !at_once {
        let other = read_user::read_other(visit, review).await;
        return Ok((None, other.map_err(|fault| read_user::other_refusal(visit, fault))?));
    }
    // What the review and its confirmation would be decided by is decided by this.
    match both_accounts::read(visit, session, review).await? {
        Found::Two(users) => Ok((Some(users.0), users.1)),
        Found::One { .. } => Err(Refusal::AlreadyLinked.into()),
    }
}

/// What holds for a proved account by itself.
fn check<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    connection: &str,
    other: &User,
    is_of: impl Fn(&User) -> bool,
) -> Result<(), Error> {
    if !other.is_whole() {
        visit.note("the account has an identity that cannot be read");
        return Err(Refusal::LinkRefused.into());
    }
    // The connection can be stripped from the address on the way to Auth0.
    if !other.identities.iter().any(|identity| identity.is_through(connection)) {
        return Err(Refusal::WrongConnection.into());
    }
    if !is_of(other) {
        return Err(Refusal::OtherIdentifier.into());
    }
    let required = visit.config.verified_email == VerifiedEmail::Required;
    if required && !other.email_is_verified_or_absent() {
        return Err(unverified(visit, session, connection, other)?.into());
    }
    Ok(())
}

/// What must become the primary account, or would lose its metadata, is chosen in a review, and so is what is
/// left behind of more than fits.
async fn loses_nothing<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    accounts: &Accounts,
) -> bool {
    let loses = !both_accounts::carries_over(session, review)
        && metadata::has_data(&accounts.other.user_metadata);
    let (of_present, of_other) = (accounts.present.base(None), accounts.other.base(None));
    let (one, two) = ((&accounts.present, &of_present), (&accounts.other, &of_other));
    !accounts.other.managed && !loses && !Short::of(visit, one, two).await.any()
}

/// What holds for the two accounts together, as far as it can be told before a review.
async fn check_pair<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    other: &User,
) -> Result<(), Error> {
    let config = visit.config;
    if !config.allowed_pairs.restrict() && !read_user::may_share_ids(config, &review.other) {
        return Ok(());
    }
    let present = read_user::read_own(visit, session, Extent::Page).await?;
    // The other account is a user of its own, as was just read. An identity of that id is another database's:
    // nothing tells the two apart by their ids, and a confirmation would find them linked already.
    let shares = present.has_identity(&review.other);
    if shares || !config.allowed_pairs.allow(&present.identities, &other.identities) {
        return Err(Refusal::PairNotAllowed.into());
    }
    Ok(())
}

/// Whether a browser would keep the session of the proved account. A swap makes it when the two are joined already:
/// then it is too late to say that there is no room.
fn can_stay<P: Platform>(visit: &Visit<'_, P>, review: &PendingReview) -> Result<bool, Error> {
    let (sid, random) = (visit.latest_sid(), visit.platform.random());
    let session = Session::of_other(review.clone(), sid, random, visit.now);
    let mut jar = visit.jar.emptied();
    session.begin(&mut jar, visit.config, visit.now)?;
    Ok(jar.has_room())
}

/// The address of the proved account counts for nothing yet. If it is a database's, as after every sign-up,
/// a letter is on its way: its sign-in proves nothing before, nothing of it is kept, and the same link can be gone
/// on with once the letter was opened.
fn unverified<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    connection: &str,
    other: &User,
) -> Result<Refusal, Error> {
    let own = other.identities.first();
    let own = own.filter(|it| it.provider == DATABASES && it.is_through(connection));
    let email = other.email.as_deref().and_then(|email| Identifier::parse(Channel::Email, email));
    let Some((_, email)) = own.zip(email) else { return Ok(Refusal::EmailUnverified) };
    let then = Resume::Link {
        connection: connection.to_owned(),
        suggestion: None,
        letter: Some(email.expose().to_owned()),
    };
    resume::store(then, &session.subject, &mut visit.jar, visit.config, visit.now)?;
    Ok(Refusal::LetterUnopened)
}

/// The second login came back as the first one's user: as the same account, or as one that is linked
/// already. Which of the two can be told by the connection; if not, nothing was wrong.
async fn same_user<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    connection: &str,
) -> Refusal {
    let Ok(user) = read_user::read_own(visit, session, Extent::Page).await else {
        return Refusal::AlreadyLinked;
    };
    let mut through = user.identities.iter().filter(|it| it.is_through(connection));
    let own = through.next().is_some_and(|identity| identity.is(&session.subject));
    if own && through.next().is_none() { Refusal::SameAccount } else { Refusal::AlreadyLinked }
}
