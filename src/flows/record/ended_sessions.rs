//! Sessions that end before their time: by signing out, by signing in anew, by the tenant's word. Where
//! there is a store a mark in it ends their copies, too; every request with a session looks for one. The
//! store is not everywhere at once, and may fail: then a session goes on as if there were no mark, since
//! the other way a store that fails would sign everybody out.

use futures_util::future::{join, join3};
use serde::{Deserialize, Serialize};

use crate::auth0::id_token::IdTokenClaims;
use crate::cookies::session::{self, Session};
use crate::error::Error;
use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::user::UserId;
use crate::visit::Visit;

/// How many sessions a mark names.
const MAX_NAMED: usize = 8;

/// What is ended, of a sign-in or of a person.
#[derive(Default, Serialize, Deserialize)]
struct Mark {
    /// The person signed out then: sessions that began earlier are over, and so are sign-ins at Auth0.
    #[serde(rename = "out")]
    signed_out: UnixTime,
    /// A later session took the place of those that began earlier. The sign-in at Auth0 goes on.
    #[serde(rename = "new")]
    replaced: UnixTime,
    /// Sessions that are over though they began no earlier than one that lives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    named: Vec<Named>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Named {
    id: String,
    /// When it ends by itself: from then on it need not be named.
    until: UnixTime,
}

impl Mark {
    fn ends(&self, session: &Session) -> bool {
        let before = self.signed_out.max(self.replaced);
        session.began < before || self.named.iter().any(|it| it.id == session.id())
    }

    /// Both marks in one: nothing that was ended begins to live again. Where too many are named, those that end
    /// first give way.
    fn and(self, there: Self, now: UnixTime) -> Self {
        let new = |it: &Named| self.named.iter().all(|own| own.id != it.id);
        let mut named: Vec<Named> = there.named.into_iter().filter(new).collect();
        named.extend(self.named);
        named.retain(|it| it.until > now);
        named.sort_by_key(|it| it.until);
        let surplus = named.len().saturating_sub(MAX_NAMED);
        Self {
            signed_out: self.signed_out.max(there.signed_out),
            replaced: self.replaced.max(there.replaced),
            named: named.into_iter().skip(surplus).collect(),
        }
    }
}

/// Names a session that the bound of a mark does not end.
fn named<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> Vec<Named> {
    vec![Named { id: session.id(), until: session.last(visit.config) }]
}

/// Those that began earlier are over, and this one, though it may have begun at this very moment.
fn named_unless_earlier<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> Vec<Named> {
    if session.began < visit.now { Vec::new() } else { named(visit, session) }
}

/// The person signs out: the session ends with every copy of it, and what they signed in to at Auth0 in this
/// browser; says whether that is kept.
pub async fn sign_out<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let named = named_unless_earlier(visit, session);
    let own = Mark { signed_out: visit.now, named, ..Mark::default() };
    let of_own = keep(visit, Record::EndedSession, session.handle(), own);
    let latest = visit.latest_sid().filter(|sid| sid != session.handle());
    let of_latest = async {
        let Some(sid) = latest else { return true };
        let mark = Mark { signed_out: visit.now, ..Mark::default() };
        keep(visit, Record::EndedSession, &sid, mark).await
    };
    join(of_own, of_latest).await == (true, true)
}

/// Ends a session and its copies, and no other one of the same sign-in; says whether that is kept.
pub async fn end_alone<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let mark = Mark { named: named(visit, session), ..Mark::default() };
    keep(visit, Record::EndedSession, session.handle(), mark).await
}

/// Signs out the sessions of a sign-in that began until then, by the id of the tenant's session; says whether
/// that is kept.
pub async fn end_sid<P: Platform>(visit: &Visit<'_, P>, sid: &str, until: UnixTime) -> bool {
    let mark = Mark { signed_out: until.plus(1), ..Mark::default() };
    keep(visit, Record::EndedSession, sid, mark).await
}

/// Signs out all sessions of a person that began until then; says whether that is kept.
pub async fn end_person<P: Platform>(
    visit: &Visit<'_, P>,
    subject: &UserId,
    until: UnixTime,
) -> bool {
    let mark = Mark { signed_out: until.plus(1), ..Mark::default() };
    keep(visit, Record::EndedPerson, &subject.to_string(), mark).await
}

/// Begins a session in place of the one that is there.
///
/// # Errors
/// Where a cookie cannot be sealed.
pub fn begin<P: Platform>(visit: &mut Visit<'_, P>, session: &Session) -> Result<(), Error> {
    visit.replaced = visit.session().ok();
    if visit.over {
        // What it left waits for nobody.
        session::forget(&mut visit.jar);
        visit.over = false;
    }
    session.begin(&mut visit.jar, visit.config, visit.now)?;
    Ok(())
}

/// Ends the session that another one took the place of, once it is sure that the answer has room for that, with
/// every copy of it and with what began before in the same sign-in. One of another account in the same browser
/// goes on.
pub async fn replace<P: Platform>(visit: &mut Visit<'_, P>) {
    let Some(session) = visit.replaced.take() else { return };
    let named = named_unless_earlier(visit, &session);
    let mark = Mark { replaced: visit.now, named, ..Mark::default() };
    let _best_effort = keep(visit, Record::EndedSession, session.handle(), mark).await;
}

/// Adds to what is there. No session that a mark ends lives longer than this one is kept.
async fn keep<P: Platform>(visit: &Visit<'_, P>, record: Record, of: &str, mark: Mark) -> bool {
    let there = store::find::<P, Mark>(visit, record, of).await.unwrap_or_default();
    store::keep(visit, record, of, mark.and(there, visit.now), visit.config.session_max).await
}

/// Looks whether the session that came with the request was ended. Then the request goes on as if it had
/// come without one. Its cookies stay: by the time the answer arrives they may be a newer one's.
pub async fn look<P: Platform>(visit: &mut Visit<'_, P>) {
    let Ok(session) = visit.session() else { return };
    let latest = visit.latest_sid();
    if is_marked(visit, &session, latest.as_deref()).await {
        visit.note("the session was ended");
        visit.over = true;
    }
}

/// Marks the session that turned out to be over while the request was answered. Where nothing keeps that, its
/// cookies go: it would be asked for again and again.
pub async fn settle<P: Platform>(visit: &mut Visit<'_, P>) {
    let Some(session) = visit.lost.take() else { return };
    if !end_alone(visit, &session).await {
        session::end(&mut visit.jar);
    }
}

/// Whether a session that waits was ended.
pub async fn is_ended<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    is_marked(visit, session, None).await
}

/// Whether a session was ended, by its own sign-in or the latest one. The marks are looked for at the same time,
/// as far as the platform can: every request pays for that.
async fn is_marked<P: Platform>(
    visit: &Visit<'_, P>,
    session: &Session,
    latest: Option<&str>,
) -> bool {
    let subject = session.subject.to_string();
    let of_handle = store::find::<P, Mark>(visit, Record::EndedSession, session.handle());
    let of_latest = of_sid(visit, latest.filter(|sid| *sid != session.handle()));
    let of_person = store::find::<P, Mark>(visit, Record::EndedPerson, &subject);
    let (one, two, three) = join3(of_handle, of_latest, of_person).await;
    [one, two, three].into_iter().flatten().any(|mark| mark.ends(session))
}

/// Whether who signs in signed out since they showed who they are: the answer was held back, or Auth0 still has
/// a session that should have ended. A tenant whose clock runs behind asks them once more.
pub async fn is_signed_out<P: Platform>(visit: &Visit<'_, P>, claims: &IdTokenClaims) -> bool {
    let subject = claims.subject.to_string();
    let of_sid = of_sid(visit, claims.sid.as_deref());
    let of_person = store::find::<P, Mark>(visit, Record::EndedPerson, &subject);
    let (one, two) = join(of_sid, of_person).await;
    [one, two].into_iter().flatten().any(|mark| claims.auth_time < mark.signed_out)
}

async fn of_sid<P: Platform>(visit: &Visit<'_, P>, sid: Option<&str>) -> Option<Mark> {
    store::find(visit, Record::EndedSession, sid?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(signed_out: u64, replaced: u64, named: &[(&str, u64)]) -> Mark {
        let named =
            named.iter().map(|(id, until)| Named { id: (*id).to_owned(), until: UnixTime(*until) });
        Mark {
            signed_out: UnixTime(signed_out),
            replaced: UnixTime(replaced),
            named: named.collect(),
        }
    }

    fn names(mark: &Mark) -> Vec<&str> {
        mark.named.iter().map(|it| it.id.as_str()).collect()
    }

    #[test]
    fn nothing_that_was_ended_lives_again_by_a_later_mark() {
        let now = UnixTime(10);
        for (new, there) in [(mark(5, 9, &[]), mark(7, 3, &[])), (mark(7, 3, &[]), mark(5, 9, &[]))]
        {
            let both = new.and(there, now);
            assert_eq!((both.signed_out, both.replaced), (UnixTime(7), UnixTime(9)));
        }
        let both = mark(0, 0, &[("b", 20)]).and(mark(0, 0, &[("a", 30), ("b", 15)]), now);
        assert_eq!(names(&both), ["b", "a"]);
    }

    #[test]
    fn a_named_session_is_dropped_at_its_end_and_the_first_to_end_where_there_are_too_many() {
        let there = || mark(0, 0, &[("gone", 10), ("a", 11), ("b", 12), ("c", 13), ("d", 14)]);
        let both = mark(0, 0, &[("new", 11)]).and(there(), UnixTime(10));
        assert_eq!(names(&both), ["a", "new", "b", "c", "d"]);
        let more = mark(0, 0, &[("e", 15), ("f", 16), ("g", 17), ("h", 18), ("i", 19)]);
        let both = more.and(there(), UnixTime(10));
        assert_eq!(names(&both), ["b", "c", "d", "e", "f", "g", "h", "i"]);
    }
}
