//! `/link/confirm`: the two accounts that were shown become one, in the way that was chosen.

use crate::audit::What;
use crate::auth0::users::LinkCredential;
use crate::cookies::outcome::News;
use crate::cookies::resume::{self, Resume};
use crate::cookies::review::{self, PendingReview};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::joining::both_accounts::{self, Accounts, Found};
use crate::flows::joining::link;
use crate::flows::joining::primary::Link;
use crate::flows::joining::review::tag::AsShown;
use crate::flows::joining::review::told::{Saved, Told};
use crate::flows::joining::review::{check_is, waiting};
use crate::flows::record::{completed, ended_sessions};
use crate::flows::sign_in::reauthenticate;
use crate::flows::tenant::read_user;
use crate::metadata::{Choice, Choices};
use crate::page::settings::parts::chooses;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::{Identity, UserId};
use crate::visit::Visit;

/// What a form's fields for metadata begin with; the root key follows.
const METADATA: &str = "metadata.";

/// What is confirmed.
pub struct ConfirmForm<'a> {
    /// The name under which the review was shown.
    review: &'a str,
    /// The id of the account that is to stay.
    primary: Option<&'a str>,
    /// What is chosen for a root key of the metadata.
    choices: Vec<(&'a str, &'a str)>,
}

impl<'a> ConfirmForm<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn read(form: &'a Fields) -> Result<Self, Refusal> {
        let choice =
            |(name, value): (&'a str, &'a str)| Some((name.strip_prefix(METADATA)?, value));
        Ok(Self {
            review: form.required("review")?,
            primary: form.optional("primary")?,
            choices: form.pairs().filter_map(choice).collect(),
        })
    }

    /// The choices for metadata. A key that is chosen twice, or a choice that does not exist, is refused. A page
    /// on which nothing changes while somebody chooses cannot know which account stays: it names the account
    /// whose value is wanted.
    fn choices(&self, swap: bool) -> Result<Choices, Refusal> {
        let mut choices = Choices::new();
        for (key, value) in &self.choices {
            let choice = match (*value, swap) {
                ("present", false) | ("other", true) => Some(Choice::Keep),
                ("present", true) | ("other", false) => Some(Choice::Take),
                (value, _) => Choice::parse(value),
            };
            let choice = choice.ok_or(Refusal::InvalidRequest)?;
            if choices.insert((*key).to_owned(), choice).is_some() {
                return Err(Refusal::InvalidRequest);
            }
        }
        Ok(choices)
    }
}

/// Links the two accounts that were shown.
///
/// # Errors
/// [`Refusal::ReviewChanged`], [`Refusal::NoReview`], [`Refusal::CannotBePrimary`] and what linking can
/// end in. The review stays if a second try could help.
pub async fn confirm<P: Platform>(
    visit: &mut Visit<'_, P>,
    form: Result<ConfirmForm<'_>, Refusal>,
) -> Result<Reply, Error> {
    let (session, review) = waiting(visit)?;
    visit.attempt.of_review(What::Link, &review, visit.config);
    let form = form?;
    check_is(&review, form.review)?;
    let swap = match form.primary {
        None => review.swap,
        Some(id) if id == review.other.to_string() => true,
        Some(id) if id == review.present.to_string() => false,
        Some(_) => return Err(Refusal::InvalidRequest.into()),
    };
    if swap {
        visit.attempt.swap();
    }
    // Its proof went when the other account was chosen.
    if review.swap && !swap {
        return Err(Refusal::CannotBePrimary.into());
    }
    let choices = form.choices(swap)?;
    if !reauthenticate::is_fresh(visit, &session) {
        let choose = visit.page.address().value("step").is_some_and(|step| chooses(&step));
        let then = Resume::Confirm { choose, swap };
        return reauthenticate::ask(visit, &session, Some(then), None);
    }
    let Some(credential) = credential(visit, &session, &review, swap).await else {
        return reauthenticate::ask(visit, &session, None, None);
    };
    let ask = Ask { swap, credential, choices };
    let outcome = as_shown(visit, &session, &review, ask, form.review).await;
    let helps = |refusal: &Refusal| {
        matches!(
            refusal,
            Refusal::RateLimited(_)
                | Refusal::TenantUnreachable
                | Refusal::ProfileTooLarge
                | Refusal::CannotBePrimary
                | Refusal::ReviewChanged
                | Refusal::TenantRefused
                | Refusal::Unavailable
        )
    };
    match outcome {
        Err(Error::Refused(refusal)) if helps(&refusal) => Err(refusal.into()),
        Err(error) => {
            review::remove(&mut visit.jar);
            Err(error)
        }
        Ok(joined) => conclude(visit, review, joined).await,
    }
}

/// Links as soon as the account is proved, without a review (`review = never`): the signed-in account stays primary, and
/// metadata goes by the defaults. Both were just read, and may be joined.
///
/// # Errors
/// What linking can end in.
pub async fn link_at_once<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    accounts: &Accounts,
) -> Result<Reply, Error> {
    let (swap, credential, choices) = (false, link_credential(review), Choices::new());
    let joined = join(visit, session, review, Ask { swap, credential, choices }, accounts).await?;
    conclude(visit, review.clone(), joined).await
}

/// What is asked of a link.
struct Ask {
    /// The proved account is to stay.
    swap: bool,
    /// What shows Auth0 the account that joins.
    credential: LinkCredential,
    choices: Choices,
}

/// Links two accounts of a review, if they are as it was shown. What they are now decides, and nothing from before.
async fn as_shown<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    ask: Ask,
    named: &str,
) -> Result<Joined, Error> {
    let (present, other) = match both_accounts::read(visit, session, review).await? {
        Found::Two(users) => *users,
        Found::One { swapped } => {
            return Ok(Joined { swap: swapped, many: false, identities: None });
        }
    };
    let accounts = Accounts::of(&present, &other, visit.config)?;
    let saved = Saved::of(visit, (session, review), &accounts).await;
    let users = [&present, &other];
    let told = Told::of(users, &accounts, &saved);
    if !AsShown::of(review, users, &told).is(named, visit.cookie_keys()) {
        return Err(Refusal::ReviewChanged.into());
    }
    join(visit, session, review, ask, &accounts).await
}

/// The link itself, once everything is known.
async fn join<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    Ask { swap, credential, choices }: Ask,
    accounts: &Accounts,
) -> Result<Joined, Error> {
    let (stays, joins) = accounts.by_role(swap);
    if joins.managed {
        return Err(Refusal::CannotBePrimary.into());
    }
    let primary = if swap {
        read_user::other_access(visit, review)
            .await
            .map_err(|fault| read_user::other_refusal(visit, fault))?
    } else {
        let access = read_user::own_access(visit, session).await;
        access.map_err(|fault| read_user::own_refusal(visit, fault))?
    };
    let secondary = if swap { &review.present } else { &review.other };
    let credential = match credential {
        LinkCredential::IdToken(_) => credential,
        LinkCredential::Named { user_id, .. } => {
            LinkCredential::Named { user_id, connection_id: joins.connection_id.clone() }
        }
    };
    let link = Link {
        primary,
        swap,
        secondary: secondary.clone(),
        credential,
        connection: review.connection.clone(),
        review: review.id.clone(),
        data: both_accounts::carries_over(session, review).then_some((stays, joins, &choices)),
    };
    let identities = link::link(visit, &link).await?;
    Ok(Joined { swap, many: accounts.other.many, identities })
}

/// Two accounts that are one now.
struct Joined {
    /// Whether the proved account is the one that stayed.
    swap: bool,
    /// Whether the proved account brought links of its own.
    many: bool,
    /// Its identities, if the tenant said them.
    identities: Option<Vec<Identity>>,
}

/// What follows a link: the review is done with, and after a swap the session is the other account's.
async fn conclude<P: Platform>(
    visit: &mut Visit<'_, P>,
    review: PendingReview,
    Joined { swap, many, identities }: Joined,
) -> Result<Reply, Error> {
    review::remove(&mut visit.jar);
    resume::remove(&mut visit.jar);
    completed::linked(visit, &review, swap).await;
    if review.return_to.own_path().is_none() {
        visit.page.ends_at(review.return_to.clone());
    }
    let code = match (swap, many) {
        (true, _) => "swapped",
        (false, true) => "linked_all",
        (false, false) => "linked",
    };
    let changed = Identity::of(if swap { &review.present } else { &review.other });
    if swap {
        become_other(visit, review)?;
    } else if let Ok(session) = visit.session() {
        session.linked_by(&review).store(&mut visit.jar, visit.config, visit.now)?;
    }
    visit.done(code, News { identities, changed: Some(changed) })
}

/// After a swap the session's user is gone, and the session becomes the other account's.
///
/// # Errors
/// If a cookie cannot be sealed.
pub fn become_other<P: Platform>(
    visit: &mut Visit<'_, P>,
    review: PendingReview,
) -> Result<Session, Error> {
    let (sid, random) = (visit.latest_sid(), visit.platform.random());
    let session = Session::of_other(review, sid, random, visit.now);
    ended_sessions::begin(visit, &session)?;
    Ok(session)
}

/// What proves the account that joins; `None` if its person must sign in once more.
async fn credential<P: Platform>(
    visit: &Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    swap: bool,
) -> Option<LinkCredential> {
    if !swap || review.swap {
        return Some(link_credential(review));
    }
    if review.access_token.is_none() {
        return Some(named(&review.present));
    }
    read_user::stored_id_token(visit, session).await.map(LinkCredential::IdToken)
}

/// The proof that the review holds: of the other account, or after the choice of the other one as
/// primary, of the present one.
fn link_credential(review: &PendingReview) -> LinkCredential {
    let joins = if review.swap { &review.present } else { &review.other };
    review.id_token.clone().map_or_else(|| named(joins), LinkCredential::IdToken)
}

/// Which connection it is of is filled in once both accounts are known.
fn named(user_id: &UserId) -> LinkCredential {
    LinkCredential::Named { user_id: user_id.clone(), connection_id: None }
}
