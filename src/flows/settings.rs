//! `/settings`: the page in every state, complete without JavaScript. The scripts of `/` and of
//! `<linked-accounts>` ask for it and put it in place.

mod asked;

use askama::Template;
use http::StatusCode;
use url::Url;

use crate::config::brand::Brand;
use crate::cookies::outcome::take_sign_out;
use crate::cookies::resume::Resume;
use crate::cookies::session::Session;
use crate::cookies::{prompt, ui_locales};
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::joining::review as reviews;
use crate::flows::me;
use crate::flows::second_account::suggestions;
use crate::page::drawn::with_signs;
use crate::page::settings::add::Add;
use crate::page::settings::others::{OtherUser, SignedOut, Switch, Trouble};
use crate::page::settings::overview::Overview;
use crate::page::settings::parts::{CHOOSE, Frame, Message, PATH, Place, pressed};
use crate::page::settings::review::ReviewPage;
use crate::page::settings::speaker::Speaker;
use crate::page::settings::steps::{Ask, Code, First, Told};
use crate::page::settings::unlink::Unlink;
use crate::page::settings::{outcome, said, steps};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::view::me::Suggestion;
use crate::view::review::Review;
use crate::view::user::ShownIdentity;
use crate::visit::Visit;
use crate::words::Words;
pub use asked::Asked;

/// Shows the page.
///
/// # Errors
/// What should not happen. Refusals are part of the page.
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>, asked: Asked<'_>) -> Result<Reply, Error> {
    if let Some(language) = asked.chosen {
        ui_locales::set(&mut visit.jar, language);
        return Ok(Reply::see_other(&asked.address()));
    }
    let session = visit.session().ok();
    if let (Some(user), None) = (asked.user, &session)
        && let Some(address) = unseen(visit, user, asked.silent.as_ref())
    {
        return Ok(Reply::elsewhere(&address, false));
    }
    let (config, embedded) = (visit.config, visit.embedded);
    let language = visit.page.lang.or(asked.language);
    let words = &Words::of(language.unwrap_or_else(|| visit.language()));
    let place = Place { embedded, named: asked.user.is_some(), within: asked.within };
    let blank = Blank { words, brand: &config.brand, place, asked: &asked };
    let is_other = |it: &Session| asked.user.is_some_and(|user| !it.subject.is(user));
    let differs = session.as_ref().is_some_and(is_other);
    // The page's user may have signed in, and wait for the choice between both.
    let chooses = !embedded && visit.waiting().is_some_and(|it| !is_other(&it));
    if differs && !chooses {
        return Ok(blank.other_user());
    }
    let look = match me::read(visit).await {
        Ok(look) => look,
        Err(error) => return blank.refused(visit, error),
    };
    let me = &look.shown(config, visit.now);
    if differs && me.switch.is_none() {
        return Ok(blank.other_user());
    }
    let back = asked.back.as_ref();
    let speaker = Speaker { words, brand: &config.brand, me, back, place };
    let mut told = asked.outcome;
    let waits = !embedded && (me.pending.is_some() || told == Some("review"));
    if me.switch.is_none() && waits {
        match reviews::read(visit).await {
            Ok(both) => return Ok(review(speaker, &asked, &both.shown(config, visit.now))),
            Err(Error::Refused(Refusal::NoReview)) => {
                told = told.map(|code| if code == "review" { "no_review" } else { code });
            }
            Err(error) => return blank.refused(visit, error),
        }
    }
    let reply = main(visit, &look.session, speaker, &asked, told).await?;
    Ok(reply.waiting(me.retry_after))
}

/// Where a product's page leads its own user, who may have a session at Auth0, if it asks for that and nobody
/// would have to give credentials.
fn unseen<P: Platform>(visit: &Visit<'_, P>, user: &str, page: Option<&ReturnTo>) -> Option<Url> {
    let page = page.filter(|_| !prompt::is_set(&visit.jar))?;
    let mut address = visit.config.base_url.join("/login").ok()?;
    let parameters = [("prompt", "none"), ("user", user), ("return_to", page.as_str())];
    address.query_pairs_mut().extend_pairs(parameters);
    Some(address)
}

/// Answers the form of a step that was refused with that step, and with what was typed in its field: nobody
/// types it twice, and an address, a cookie or the log is no place for it. Every other outcome stays.
///
/// # Errors
/// As the form itself.
pub async fn in_step<P: Platform>(
    visit: &mut Visit<'_, P>,
    outcome: Result<Reply, Error>,
    form: &Fields,
) -> Result<Reply, Error> {
    let Err(Error::Refused(refusal)) = outcome else { return outcome };
    let at = visit.page.address();
    if !visit.wants_json && at.own_path() == Some(PATH) && steps::says(refusal.code()) {
        let address = at.with_outcome(refusal.code(), refusal.retry_after());
        let query = Fields::parse(address.split_once('?').unwrap_or_default().1.as_bytes());
        // If the page cannot be shown, it says why when it is gone back to.
        if let Ok(asked) = Asked::read(visit, &query)
            && let Ok(mut page) = show(visit, asked.with_typed(form)).await
            && (page.status, page.code) == (StatusCode::OK, None)
        {
            // Fine as a page: who asks for JSON gets the status.
            page.code = Some(refusal.code());
            return Ok(page);
        }
    }
    Err(refusal.into())
}

/// The page of a review that waits.
fn review(speaker: Speaker<'_>, asked: &Asked<'_>, shown: &Review<'_>) -> Reply {
    // That the time is over is no news while another review waits.
    let message = asked.outcome.filter(|code| *code != "expired");
    let message = message.and_then(|code| outcome::said(speaker, code, asked.wait));
    let frame = Frame::of(speaker, "review", message);
    let led = matches!(asked.outcome, Some("review" | "resume"));
    // Whoever had to sign in again comes back to what they chose.
    let confirmed = match speaker.me.resume {
        Some(Resume::Confirm { choose, swap }) => Some((*choose, *swap)),
        Some(Resume::Link { .. } | Resume::Unlink { .. }) | None => None,
    };
    let chose = matches!(confirmed, Some((true, _)));
    let step = pressed(shown);
    let presses = asked.step == Some(&step);
    let confirmed = confirmed.filter(|_| chose || !presses).map(|(_, swap)| swap);
    match Add::of(shown) {
        Some(it) if !chose && !asked.chooses() => html(&Add::new(speaker, frame, shown, it, led)),
        one => {
            let step = one.map(|_| if presses { step.as_str() } else { CHOOSE });
            let kept = shown.kept(confirmed, presses);
            html(&ReviewPage::new(speaker, frame, shown, led, step, kept))
        }
    }
}

/// The page if no review waits, with what is searched for.
async fn main<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    speaker: Speaker<'_>,
    asked: &Asked<'_>,
    told: Option<&str>,
) -> Result<Reply, Error> {
    let (mut found, mut refused) = (None, None);
    if asked.suggestions && speaker.me.suggestions {
        match suggestions::find(visit, session).await {
            Ok(suggestions) => found = Some(suggestions),
            Err(Error::Refused(it)) => refused = Some(outcome::of_refusal(speaker.words, it)),
            Err(error @ Error::Broken(_)) => return Err(error),
        }
    }
    let suggestion = asked.suggestion.zip(asked.ask).filter(|(handle, connection)| {
        suggestions::open(visit, session, handle, connection).is_ok()
    });
    let suggestion = suggestion.map(|(handle, _)| handle);
    Ok(shown(speaker, asked, told, refused, found.as_deref(), suggestion))
}

/// What a signed-in person sees if no review waits. `refused` went wrong while the page was made, and `suggestion` is a
/// handle that was opened.
fn shown(
    speaker: Speaker<'_>,
    asked: &Asked<'_>,
    told: Option<&str>,
    refused: Option<Message>,
    found: Option<&[Suggestion]>,
    suggestion: Option<&str>,
) -> Reply {
    let Speaker { words, me, place: Place { embedded, .. }, .. } = speaker;
    let said = |code| outcome::said(speaker, code, asked.wait);
    let mut message = refused.or_else(|| told.and_then(said));
    if let Some(other) = me.switch.as_ref().filter(|_| !embedded) {
        return html(&Switch::new(speaker, Frame::of(speaker, "switch", message), other));
    }
    if let Some(id) = asked.unlink {
        let named = |it: &&ShownIdentity<'_>| format!("{}|{}", it.provider, it.user_id) == id;
        match me.identities.iter().flatten().find(named) {
            Some(identity) if !identity.primary => {
                let frame = Frame::of(speaker, "unlink", message);
                return html(&Unlink::new(speaker, frame, identity));
            }
            Some(_) => message = Some(outcome::of_refusal(words, Refusal::PrimaryIdentity)),
            None if me.identities.is_none() => {}
            None => message = Some(outcome::of_refusal(words, Refusal::NotLinked)),
        }
    }
    let step = asked.step.filter(|_| !asked.chooses());
    let sent = matches!(told, Some("code_sent" | "link_sent"));
    let again = sent && step == Some("code");
    let here = told.filter(|code| steps::says(code) || again);
    let hold = me.passwordless.as_ref().map(|it| it.resend_in);
    let how = Told { code: here, wait: asked.wait, typed: asked.typed, hold };
    let in_step = |message: Option<Message>| message.filter(|_| here.is_none());
    let ask = asked.ask.filter(|_| !sent).and_then(|name| speaker.offered(name));
    if let Some(ask) = ask.and_then(|it| First::new(speaker, it, suggestion, how)) {
        let frame = Frame::of(speaker, "ask", in_step(message));
        return html(&Ask::new(speaker, frame, ask));
    }
    let on_the_way = me.passwordless.as_ref().filter(|_| !embedded);
    let on_the_way = on_the_way.filter(|it| match step {
        Some("code") => true,
        Some(_) => false,
        None => it.expires_in > 0 || here.is_some(),
    });
    if let Some(on_the_way) = on_the_way {
        let frame = Frame::of(speaker, "code", in_step(message));
        return html(&Code::new(speaker, frame, on_the_way, how));
    }
    let left = step.filter(|it| *it == "overview").map(|it| ("step", it));
    let frame = Frame::of(speaker, "overview", message).at(left.as_slice());
    html(&Overview::new(speaker, frame, told, found))
}

/// A page that shows nothing of anybody's account.
struct Blank<'a> {
    words: &'a Words,
    brand: &'a Brand,
    place: Place,
    asked: &'a Asked<'a>,
}

impl Blank<'_> {
    /// The page around names somebody else.
    fn other_user(&self) -> Reply {
        html(&OtherUser::new(self.words, self.brand, self.asked.outcome))
    }

    /// Why nothing is shown.
    fn refused<P: Platform>(&self, visit: &mut Visit<'_, P>, error: Error) -> Result<Reply, Error> {
        match error {
            Error::Refused(refusal) if refusal.ends_session() => {
                Ok(self.signed_out(visit, refusal))
            }
            Error::Refused(refusal) => Ok(self.trouble(refusal)),
            error @ Error::Broken(_) => Err(error),
        }
    }

    fn frame(&self, state: &'static str, message: Option<Message>) -> Frame<'_> {
        Frame::new(self.words, self.brand, self.place, self.asked.back.as_ref(), state, message)
    }

    /// Whoever is not signed in reads what the page is for.
    fn signed_out<P: Platform>(&self, visit: &mut Visit<'_, P>, refusal: Refusal) -> Reply {
        let words = self.words;
        let just = take_sign_out(&mut visit.jar, visit.config, visit.now);
        let ended = refusal == Refusal::SignedOut;
        let message = if ended {
            let told = self.asked.outcome;
            let refused =
                told.and_then(|code| outcome::of_case(words, code, said::Case::default()));
            refused.or_else(|| just.then(|| outcome::signed_out(words)))
        } else {
            Some(outcome::of_refusal(words, refusal))
        };
        let frame = self.frame("signed-out", message);
        let mut reply = html(&SignedOut::new(words, frame, self.asked.back.as_ref(), ended));
        reply.code = Some(refusal.code());
        reply
    }

    /// The page could not be made: why, and a link to try again.
    fn trouble(&self, refusal: Refusal) -> Reply {
        let frame = Frame { signed_in: true, ..self.frame("trouble", None) };
        let why = outcome::of_refusal(self.words, refusal);
        let mut reply = html(&Trouble::new(self.words, frame, why));
        reply.status = refusal.status();
        reply.code = Some(refusal.code());
        reply.waiting(refusal.retry_after())
    }
}

/// Rendering writes into memory and cannot fail for these templates.
fn html(page: &impl Template) -> Reply {
    let page = with_signs(&page.render().unwrap_or_default());
    Reply::new(StatusCode::OK, "text/html; charset=utf-8", page.into_bytes())
}
