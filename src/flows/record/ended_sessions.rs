//! Sessions that end early: by signing out, by signing in again, by the tenant. If there is a store, a mark in it ends
//! their copies too; every request with a session looks for one. The store may answer late or fail: then a session goes
//! on as if there were no mark, since otherwise a failing store would sign everybody out.

use futures_util::future::{join, join3};
use serde::{Deserialize, Serialize};

use crate::auth0::id_token::IdTokenClaims;
use crate::auth0::logout_token::Ends;
use crate::cookies::session::{self, Session};
use crate::error::Error;
use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::visit::Visit;

/// How many sessions a mark may name.
const MAX_NAMED: usize = 8;

/// Which sessions of a sign-in or of a person are over.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct EndedBefore {
    /// The person signed out then: sessions that began earlier are over, and so are earlier sign-ins at Auth0.
    #[serde(rename = "out")]
    signed_out: UnixTime,
    /// A later session replaced those that began earlier. The sign-in at Auth0 goes on.
    #[serde(rename = "new")]
    replaced: UnixTime,
    /// Single sessions that are over, even though they began no earlier than one that goes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    named: Vec<Named>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Named {
    id: String,
    /// When it expires: then it need not be named any more.
    until: UnixTime,
}

impl EndedBefore {
    fn ends(&self, session: &Session) -> bool {
        let before = self.signed_out.max(self.replaced);
        session.began < before || self.named.iter().any(|it| it.id == session.id())
    }

    /// Both marks in one: what ended stays ended. If too many are named, those that expire first are dropped.
    fn and(self, there: Self, now: UnixTime) -> Self {
        let new = |it: &Named| self.named.iter().all(|own| own.id != it.id);
        let mut named: Vec<Named> = there.named.into_iter().filter(new).collect();
        named.extend(self.named);
        named.retain(|it| it.until > now);
        // In one order, whoever writes: else two who write at the same moment would never agree.
        named.sort_by(|one, other| (one.until, &one.id).cmp(&(other.until, &other.id)));
        let surplus = named.len().saturating_sub(MAX_NAMED);
        Self {
            signed_out: self.signed_out.max(there.signed_out),
            replaced: self.replaced.max(there.replaced),
            named: named.into_iter().skip(surplus).collect(),
        }
    }
}

/// Names a session that the times of a mark do not end.
fn named<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> Vec<Named> {
    vec![Named { id: session.id(), until: session.last(visit.config) }]
}

/// Earlier sessions end by the mark's time; this one is named if it began at this very moment.
fn named_unless_earlier<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> Vec<Named> {
    if session.began < visit.now { Vec::new() } else { named(visit, session) }
}

/// The person signs out: ends the session with all its copies, and what they signed in to at Auth0 in this browser;
/// says whether that is stored.
pub async fn sign_out<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let named = named_unless_earlier(visit, session);
    let own = EndedBefore { signed_out: visit.now, named, ..EndedBefore::default() };
    let of_own = keep(visit, Record::EndedSession, session.handle(), own);
    let latest = visit.latest_sid().filter(|sid| sid != session.handle());
    let of_latest = async {
        let Some(sid) = latest else { return true };
        let mark = EndedBefore { signed_out: visit.now, ..EndedBefore::default() };
        keep(visit, Record::EndedSession, &sid, mark).await
    };
    join(of_own, of_latest).await == (true, true)
}

/// Ends a session and its copies, but no other of the same sign-in; says whether that is stored.
pub async fn end_alone<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let mark = EndedBefore { named: named(visit, session), ..EndedBefore::default() };
    keep(visit, Record::EndedSession, session.handle(), mark).await
}

/// Ends the sessions that a logout token names, if they began until then; says whether that is stored.
pub async fn end<P: Platform>(visit: &Visit<'_, P>, ends: &Ends, until: UnixTime) -> bool {
    let (record, of) = match ends {
        Ends::SignIn(sid) => (Record::EndedSession, sid.clone()),
        Ends::Person(subject) => (Record::EndedPerson, subject.to_string()),
    };
    let mark = EndedBefore { signed_out: until.plus(1), ..EndedBefore::default() };
    keep(visit, record, &of, mark).await
}

/// Begins a session in place of the present one.
///
/// # Errors
/// If a cookie cannot be sealed.
pub fn begin<P: Platform>(visit: &mut Visit<'_, P>, session: &Session) -> Result<(), Error> {
    visit.sessions.replaced = visit.session().ok();
    if visit.sessions.over {
        // Nobody waits for what it left.
        session::forget(&mut visit.jar);
        visit.sessions.over = false;
    }
    session.begin(&mut visit.jar, visit.config, visit.now)?;
    Ok(())
}

/// Ends the session that another one replaced, once the answer is sure to fit: with all its copies, and with what began
/// earlier in the same sign-in. A session of another account in the same browser goes on.
pub async fn replace<P: Platform>(visit: &mut Visit<'_, P>) {
    let Some(session) = visit.sessions.replaced.take() else { return };
    let named = named_unless_earlier(visit, &session);
    let mark = EndedBefore { replaced: visit.now, named, ..EndedBefore::default() };
    let _best_effort = keep(visit, Record::EndedSession, session.handle(), mark).await;
}

/// Adds to the stored mark. It is kept as long as any session that it ends could live.
async fn keep<P: Platform>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
    mark: EndedBefore,
) -> bool {
    store::change(visit, record, of, visit.config.session_max, |there: EndedBefore| {
        let both = mark.clone().and(there.clone(), visit.now);
        (both != there).then_some(both)
    })
    .await
}

/// Looks whether the request's session was ended; then the request goes on without one. Its cookies stay: by the time
/// the answer arrives they may be a newer session's.
pub async fn look<P: Platform>(visit: &mut Visit<'_, P>) {
    let Ok(session) = visit.session() else { return };
    let latest = visit.latest_sid();
    if is_ended(visit, &session, latest.as_deref()).await {
        visit.note("the session was ended");
        visit.sessions.over = true;
    }
}

/// Marks a session that turned out to be over during the request. If that cannot be stored, its cookies are removed, or
/// the tenant would be asked again and again.
pub async fn store_lost<P: Platform>(visit: &mut Visit<'_, P>) {
    let Some(session) = visit.sessions.lost.take() else { return };
    if !end_alone(visit, &session).await {
        session::end(&mut visit.jar);
    }
}

/// Whether a session was ended, by its own sign-in or by the latest one in this browser. The marks are looked up in
/// parallel if the platform can, since every request waits for them.
pub async fn is_ended<P: Platform>(
    visit: &Visit<'_, P>,
    session: &Session,
    latest: Option<&str>,
) -> bool {
    let handle = session.handle();
    let of_handle = find(visit, Record::EndedSession, Some(handle));
    let of_latest = find(visit, Record::EndedSession, latest.filter(|sid| *sid != handle));
    let subject = session.subject.to_string();
    let of_person = find(visit, Record::EndedPerson, Some(&subject));
    let (one, two, three) = join3(of_handle, of_latest, of_person).await;
    [one, two, three].into_iter().flatten().any(|mark| mark.ends(session))
}

/// Whether the person who signs in signed out after they authenticated: the answer was held back, or Auth0 still has a
/// session that should have ended. If the tenant's clock is slow, they sign in again.
pub async fn is_signed_out<P: Platform>(visit: &Visit<'_, P>, claims: &IdTokenClaims) -> bool {
    let subject = claims.subject.to_string();
    let of_sid = find(visit, Record::EndedSession, claims.sid.as_deref());
    let of_person = find(visit, Record::EndedPerson, Some(&subject));
    let (one, two) = join(of_sid, of_person).await;
    [one, two].into_iter().flatten().any(|mark| claims.auth_time < mark.signed_out)
}

async fn find<P: Platform>(
    visit: &Visit<'_, P>,
    record: Record,
    of: Option<&str>,
) -> Option<EndedBefore> {
    store::find(visit, record, of?).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        let named = json!([{ "id": "s", "until": 3 }]);
        keeps_its_shape::<EndedBefore>(&json!({ "out": 1, "new": 2, "named": named }));
    }

    fn mark(signed_out: u64, replaced: u64, named: &[(&str, u64)]) -> EndedBefore {
        let named =
            named.iter().map(|(id, until)| Named { id: (*id).to_owned(), until: UnixTime(*until) });
        EndedBefore {
            signed_out: UnixTime(signed_out),
            replaced: UnixTime(replaced),
            named: named.collect(),
        }
    }

    fn names(mark: &EndedBefore) -> Vec<&str> {
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
