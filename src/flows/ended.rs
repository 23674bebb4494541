//! Sessions that end before their time: by signing out, by signing in anew, by the tenant's word. Where
//! there is a store a mark in it ends their copies, too; every request with a session looks for one. The
//! store is not everywhere at once, and may fail: then a session goes on as if there were no mark, since
//! the other way a store that fails would sign everybody out.

use futures_util::future::join3;
use serde::{Deserialize, Serialize};

use crate::cookies::session::{self, Session};
use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::user::UserId;
use crate::visit::Visit;

/// What is ended, of a sign-in or of a person.
#[derive(Serialize, Deserialize)]
struct Mark {
    /// Sessions that began earlier.
    before: u64,
    /// That session, which may have begun in the same second as one that is to live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<String>,
}

impl Mark {
    fn ends(&self, session: &Session) -> bool {
        session.began.0 < self.before || self.session.as_ref() == Some(&session.id())
    }
}

/// Ends a session, every copy of it, and what began before it in the same sign-in; says whether that is
/// kept. One that begins now is none of them, one of another account in the same browser is.
pub async fn end<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let mark = Mark { before: visit.now.0, session: Some(session.id()) };
    keep(visit, Record::EndedSession, session.handle(), mark).await
}

/// Ends a session and its copies, and no other one of the same sign-in; says whether that is kept.
pub async fn end_alone<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let mark = Mark { before: 0, session: Some(session.id()) };
    keep(visit, Record::EndedSession, session.handle(), mark).await
}

/// Ends the sessions of a sign-in that began until then, by the id of the tenant's session; says whether
/// that is kept.
pub async fn end_sid<P: Platform>(visit: &Visit<'_, P>, sid: &str, until: UnixTime) -> bool {
    let mark = Mark { before: until.plus(1).0, session: None };
    keep(visit, Record::EndedSession, sid, mark).await
}

/// Ends all sessions of a person that began until then; says whether that is kept.
pub async fn end_person<P: Platform>(
    visit: &Visit<'_, P>,
    subject: &UserId,
    until: UnixTime,
) -> bool {
    let mark = Mark { before: until.plus(1).0, session: None };
    keep(visit, Record::EndedPerson, &subject.to_string(), mark).await
}

/// Adds to what is there: nothing that was ended begins to live again, by an older logout token say. No
/// session that a mark ends lives longer than this one is kept.
async fn keep<P: Platform>(visit: &Visit<'_, P>, record: Record, of: &str, mark: Mark) -> bool {
    let there = store::find::<P, Mark>(visit, record, of).await;
    let mark = match there {
        Some(there) => {
            Mark { before: mark.before.max(there.before), session: mark.session.or(there.session) }
        }
        None => mark,
    };
    store::keep(visit, record, of, mark, visit.config.session_max).await
}

/// Looks whether the session that came with the request was ended. Then the request goes on as if it had
/// come without one. What is under way stays: signing in again, say.
pub async fn look<P: Platform>(visit: &mut Visit<'_, P>) {
    let Ok(session) = visit.session() else { return };
    if is_ended(visit, &session).await {
        visit.note("the session was ended");
        session::forget(&mut visit.jar);
    }
}

/// Whether a session was ended. The marks are looked for at the same time, as far as the platform can:
/// every request pays for that.
pub async fn is_ended<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let subject = session.subject.to_string();
    let sid = session.sid.as_deref().filter(|sid| *sid != session.handle());
    let of_sid = async {
        match sid {
            Some(sid) => store::find::<P, Mark>(visit, Record::EndedSession, sid).await,
            None => None,
        }
    };
    let of_handle = store::find::<P, Mark>(visit, Record::EndedSession, session.handle());
    let of_person = store::find::<P, Mark>(visit, Record::EndedPerson, &subject);
    let (one, two, three) = join3(of_handle, of_sid, of_person).await;
    [one, two, three].into_iter().flatten().any(|mark| mark.ends(session))
}
