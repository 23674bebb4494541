//! A link that waits: `/link/review` and `/settings` show both accounts, `/link/cancel` forgets the proof.

pub mod risk;
pub mod shown;
pub mod tag;
pub mod told;

use crate::audit::What;
use crate::auth0::Fault;
use crate::auth0::users::Access;
use crate::cookies::outcome::News;
use crate::cookies::resume;
use crate::cookies::review::{self, PendingReview};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::fields::Malformed;
use crate::flows::joining::both_accounts::{self, Accounts, Found};
use crate::flows::joining::lost_with_account::{self, Belongings};
use crate::flows::joining::recover_interrupted::{self, Recovered};
use crate::flows::record::completed;
use crate::flows::tenant::call::Operation;
use crate::flows::tenant::read_user::{self, Extent};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::User;
use crate::visit::Visit;

use crate::view::review::Choice;
use tag::AsShown;
use told::{Saved, Told};

/// The two accounts of a review, as the tenant has them now.
pub struct Both {
    review: PendingReview,
    present: User,
    other: User,
    /// What each would lose.
    belongings: [Belongings; 2],
    saved: Saved,
    told: Told,
    choice: Choice,
    /// Its name, by which it can be confirmed.
    name: String,
    /// What the page's own button asks with for the other account.
    press: String,
}

/// Shows the two accounts, both as the tenant has them now, and what there is to choose.
///
/// # Errors
/// As [`read`].
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let both = read(visit).await?;
    Ok(Reply::json(&both.shown(visit.config, visit.now)))
}

/// Reads the two accounts of the review that waits.
///
/// # Errors
/// [`Refusal::NoReview`], and what [`Accounts::of`] and reading a user can end in.
pub async fn read<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Both, Error> {
    let (session, review) = waiting(visit)?;
    let found = both_accounts::read(visit, &session, &review).await.inspect_err(|error| {
        // The proved account is gone or blocked, or its token is gone: there is nothing left to confirm.
        if let Error::Refused(
            Refusal::LinkedElsewhere
            | Refusal::NoReview
            | Refusal::OtherBlocked
            | Refusal::WrongConnection,
        ) = error
        {
            review::remove(&mut visit.jar);
        }
    });
    let Found::Two(users) = found? else {
        // `/me` sees what became of it.
        return Err(Refusal::NoReview.into());
    };
    let (present, other) = *users;
    let both = Accounts::of(&present, &other, visit.config).inspect_err(|_| {
        review::remove(&mut visit.jar);
        visit.attempt.of_review(What::Link, &review, visit.config);
    })?;
    let belongings = lost_with_account::of_both(visit, &present, &other).await;
    let saved = Saved::of(visit, (&session, &review), &both).await;
    let told = Told::of([&present, &other], &both, &saved);
    let choice = choice(visit, &session, &review, &told, &belongings).await;
    let shown = AsShown::of(&review, [&present, &other], &told);
    let name = shown.name(&review, visit.cookie_keys());
    let press = shown.press(visit.cookie_keys());
    Ok(Both { review, present, other, belongings, saved, told, choice, name, press })
}

/// Which account may become primary, and which should: by which of them has what would be lost, and whether the
/// proved one is older. What looks like another person's is never what should.
async fn choice<P: Platform>(
    visit: &Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
    told: &Told,
    belongings: &[Belongings; 2],
) -> Choice {
    let [present_has, other_has] = belongings.each_ref().map(|it| !it.warnings.is_empty());
    let [present_managed, other_managed] = told.managed;
    let (present, other) = (review.present.to_string(), review.other.to_string());
    let (possible, recommended, reason) = if review.swap || other_managed {
        let reason = if other_managed { "managed" } else { "chosen" };
        (vec![other.clone()], other.clone(), reason)
    } else if present_managed {
        (vec![present.clone()], present, "managed")
    } else if !told.people && !present_has && (other_has || told.older) {
        let reason = if other_has { "more_to_lose" } else { "older" };
        (vec![present, other.clone()], other.clone(), reason)
    } else {
        let reason = if present_has { "more_to_lose" } else { "present" };
        (vec![present.clone(), other.clone()], present, reason)
    };
    // Auth0 wants the ID token of the account that joins. A login's is kept if there is a store.
    let needs_proof = review.access_token.is_some() && !review.swap;
    let has_proof = !needs_proof || read_user::stored_id_token(visit, session).await.is_some();
    let sign_in_again =
        if !has_proof && possible.contains(&other) { vec![other] } else { Vec::new() };
    Choice { recommended, reason, possible, sign_in_again }
}

/// Forgets the proof.
///
/// # Errors
/// [`Refusal::ReviewChanged`], [`Refusal::NoReview`].
pub async fn cancel<P: Platform>(
    visit: &mut Visit<'_, P>,
    named: Result<&str, Malformed>,
) -> Result<Reply, Error> {
    let (session, review) = waiting(visit)?;
    visit.attempt.of_review(What::Cancel, &review, visit.config);
    check_is(&review, named?)?;
    forget(visit, &session, &review).await;
    if review.return_to.own_path().is_none() {
        visit.page.ends_at(review.return_to);
    }
    visit.done("cancelled", News::default())
}

/// The review goes, and with it what an interrupted confirmation of it wrote.
async fn forget<P: Platform>(visit: &mut Visit<'_, P>, session: &Session, review: &PendingReview) {
    review::remove(&mut visit.jar);
    resume::remove(&mut visit.jar);
    // Looked for in the store alone: what is in the metadata itself the next visit finds.
    if both_accounts::stored_journal(visit, &review.present).await.is_some() {
        recover_now(visit, read_user::own_access(visit, session).await).await;
    }
    if both_accounts::stored_journal(visit, &review.other).await.is_some() {
        recover_now(visit, read_user::other_access(visit, review).await).await;
    }
}

async fn recover_now<P: Platform>(visit: &Visit<'_, P>, access: Result<Access, Fault>) {
    let Ok(access) = access else { return };
    let read = read_user::read(visit, Operation::ReadUser, &access, Extent::Page).await;
    if let Ok(user) = read
        && let Recovered::Linked(journal) =
            recover_interrupted::recover(visit, &access, &user, None).await
    {
        completed::recovered(visit, access.user_id(), &journal).await;
    }
}

/// The review that waits, and for whom.
///
/// # Errors
/// [`Refusal::SignedOut`], [`Refusal::NoReview`].
pub fn waiting<P: Platform>(visit: &Visit<'_, P>) -> Result<(Session, PendingReview), Refusal> {
    let session = visit.session()?;
    let review = PendingReview::open(&visit.jar, visit.config, &session.subject, visit.now);
    Ok((session, review.ok_or(Refusal::NoReview)?))
}

/// Refuses a form that is for another review than the one that waits.
///
/// # Errors
/// [`Refusal::ReviewChanged`].
pub fn check_is(review: &PendingReview, named: &str) -> Result<(), Refusal> {
    if review.is(tag::id(named)) { Ok(()) } else { Err(Refusal::ReviewChanged) }
}
