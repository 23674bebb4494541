//! `/settings`: the page in every state, complete without JavaScript. The scripts of `/` and of
//! `<linked-accounts>` ask for it and put it in place.

use askama::Template;
use http::StatusCode;
use http::header::RETRY_AFTER;
use url::Url;

use crate::config::brand::Brand;
use crate::cookies::outcome::take_sign_out;
use crate::cookies::resume::Resume;
use crate::cookies::session::Session;
use crate::cookies::{prompt, ui_locales};
use crate::error::{Error, Refusal};
use crate::flows::joining::review as reviews;
use crate::flows::me;
use crate::flows::second_account::suggestions;
use crate::page::drawn::with_signs;
use crate::page::settings::add::Add;
use crate::page::settings::others::{OtherUser, SignedOut, Switch, Trouble};
use crate::page::settings::overview::Overview;
use crate::page::settings::parts::{CHOOSE, Frame, Message, PATH, Place, chooses, pressed};
use crate::page::settings::review::ReviewPage;
use crate::page::settings::speaker::{Speaker, address};
use crate::page::settings::steps::{Ask, Code, First, Told};
use crate::page::settings::unlink::Unlink;
use crate::page::settings::{outcome, said, steps};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::route::embedder;
use crate::view::me::Suggestion;
use crate::view::user::ShownIdentity;
use crate::visit::{Visit, one};
use crate::words::{Language, Words};

/// What the address asks for.
struct Asked {
    outcome: Option<String>,
    wait: Option<u64>,
    language: Option<Language>,
    unlink: Option<String>,
    ask: Option<String>,
    suggestion: Option<String>,
    step: Option<String>,
    suggestions: bool,
    /// Whom the page around believes to be signed in.
    user: Option<String>,
    /// Whether there is a page around, which may not say that.
    within: bool,
    /// Whether that page would have them signed in, if that can be done unseen, and where it is.
    silent: Option<ReturnTo>,
    /// The listed page that leads here.
    back: Option<ReturnTo>,
    /// What a form of this page brought that was refused.
    typed: Option<String>,
}

/// Longest time to wait that an address can name, in seconds.
const MAX_WAIT: u64 = 3600;

/// The fields of the steps that are kept where they are refused.
const TYPED: [&str; 3] = ["phone_number", "email", "otp"];
/// Longest text that is, in bytes: no address is longer, in whichever way it is written.
const MAX_TYPED: usize = 1024;

impl Asked {
    fn of<P: Platform>(visit: &Visit<'_, P>) -> Result<Self, Refusal> {
        let parameters = visit.parameters();
        let text = |name| Ok::<_, Refusal>(one(&parameters, name)?.map(ToOwned::to_owned));
        let wait = text("wait")?.and_then(|it| it.parse().ok());
        let typed = visit.form.iter().find(|(name, _)| TYPED.contains(&name.as_str()));
        let typed = typed.map(|(_, text)| text).filter(|text| text.len() <= MAX_TYPED);
        Ok(Self {
            outcome: text("outcome")?,
            wait: wait.filter(|wait| (1..=MAX_WAIT).contains(wait)),
            language: text("ui_locales")?.and_then(|tag| Language::of_tag(&tag)),
            unlink: text("unlink")?,
            ask: text("ask")?,
            suggestion: text("suggestion")?,
            step: text("step")?,
            back: text("return_to")?
                .and_then(|it| visit.config.return_to(&it))
                .filter(|it| it.own_path().is_none()),
            user: text("user")?.filter(|user| !user.is_empty()),
            within: visit.embedded || parameters.iter().any(|(name, _)| name == "user"),
            silent: text("return_to")?
                .filter(|_| parameters.iter().any(|(name, _)| name == "silent"))
                .and_then(|it| visit.config.return_to(&it)),
            suggestions: parameters.iter().any(|(name, _)| name == "suggestions"),
            typed: typed.cloned(),
        })
    }

    /// Leaves what a listed page's script may ask for: how something ended, and the question before an unlink.
    /// What is searched for, sent or typed is our own page's.
    fn by_embedder(self) -> Self {
        let (unlink, user, silent) = (self.unlink.clone(), self.user.clone(), self.silent.clone());
        Self { unlink, user, silent, language: None, back: None, ..self.only_look() }
    }

    /// Leaves what another site may ask for: how something ended, since a callback comes from the tenant's
    /// site, and in which language. No question, no step, no search; and nobody's name and way out are left out.
    fn only_look(self) -> Self {
        let Self { outcome, wait, language, back, within, .. } = self;
        let (unlink, ask, suggestion, step, typed) = (None, None, None, None, None);
        let (user, silent, suggestions) = (None, None, false);
        Self {
            outcome,
            wait,
            language,
            user,
            within,
            silent,
            back,
            unlink,
            ask,
            suggestion,
            step,
            suggestions,
            typed,
        }
    }

    /// The same page, whatever it tells of how something ended.
    fn address(&self) -> String {
        let Self { unlink, ask, suggestion, step, back, .. } = self;
        let steps = [("unlink", unlink), ("ask", ask), ("suggestion", suggestion), ("step", step)];
        let steps = steps.into_iter().filter_map(|(name, it)| Some((name, it.as_deref()?)));
        let back = back.iter().map(|it| ("return_to", it.as_str()));
        address(&steps.chain(back).collect::<Vec<_>>())
    }

    fn chooses(&self) -> bool {
        self.step.as_deref().is_some_and(chooses)
    }
}

/// Shows the page.
///
/// # Errors
/// [`Refusal::InvalidRequest`], and what should not happen. Other refusals are part of the page.
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    // Where another site leads here, the plain page is shown: nothing is asked, kept or looked for because of
    // an address that it wrote.
    let at_home = embedder::knows(&visit.headers, visit.config);
    let asked = match Asked::of(visit)? {
        asked if visit.embedded => asked.by_embedder(),
        asked if at_home => asked,
        asked => asked.only_look(),
    };
    if let Some(language) = asked.language.filter(|_| at_home) {
        ui_locales::set(&mut visit.jar, language);
        return Ok(Reply::see_other(&asked.address()));
    }
    let brand = &visit.config.brand;
    let language = visit.lang.or(asked.language);
    let words = Words::of(language.unwrap_or_else(|| visit.language()));
    let session = visit.session().ok();
    let (embedded, named) = (visit.embedded, asked.user.is_some());
    let place = Place { embedded, named, within: asked.within };
    if let Some(user) = asked.user.as_ref().filter(|_| session.is_none())
        && let Some(address) = unseen(visit, user, asked.silent.as_ref())
    {
        return Ok(Reply::elsewhere(&address, false));
    }
    let is_other = |it: &Session| asked.user.as_ref().is_some_and(|user| !it.subject.is(user));
    let differs = session.as_ref().is_some_and(is_other);
    // The page's user may have signed in, and wait for the choice between both.
    let chooses = !visit.embedded && visit.waiting().is_some_and(|it| !is_other(&it));
    let other_user = || html(&OtherUser::new(&words, brand, asked.outcome.as_deref()));
    if differs && !chooses {
        return Ok(other_user());
    }
    let read = match me::read(visit).await {
        Ok(read) => read,
        Err(Error::Refused(refusal)) if refusal.ends_session() => {
            return Ok(signed_out(visit, &words, place, &asked, refusal));
        }
        Err(Error::Refused(refusal)) => return Ok(trouble(&words, brand, place, &asked, refusal)),
        Err(error @ Error::Broken(_)) => return Err(error),
    };
    let (config, now) = (visit.config, visit.now);
    let me = read.shown(config, now);
    if differs && me.switch.is_none() {
        return Ok(other_user());
    }
    let mut told = asked.outcome.as_deref();
    let waits = !embedded && (me.pending.is_some() || told == Some("review"));
    let back = asked.back.as_ref();
    let speaker = Speaker { words: &words, brand, me: &me, back, place };
    if me.switch.is_none() && waits {
        match reviews::read(visit).await {
            Ok(both) => {
                let shown = both.shown(config, now);
                // That the time is over is no news while another review waits.
                let message = told.filter(|code| *code != "expired");
                let message = message.and_then(|code| outcome::said(speaker, code, asked.wait));
                let frame = Frame::of(speaker, "review", message);
                let led = matches!(told, Some("review" | "resume"));
                // Whoever had to sign in again comes back to what they chose.
                let confirmed = match me.resume {
                    Some(Resume::Confirm { choose, swap }) => Some((*choose, *swap)),
                    Some(Resume::Link { .. } | Resume::Unlink { .. }) | None => None,
                };
                let chose = matches!(confirmed, Some((true, _)));
                let step = pressed(&shown);
                let presses = asked.step.as_ref() == Some(&step);
                let step = if presses { &step } else { CHOOSE };
                let confirmed = confirmed.filter(|_| chose || !presses).map(|(_, swap)| swap);
                let kept = shown.kept(confirmed, presses);
                return Ok(match Add::of(&shown) {
                    Some(it) if !chose && !asked.chooses() => {
                        html(&Add::new(speaker, frame, &shown, it, led))
                    }
                    one => {
                        let step = one.map(|_| step);
                        html(&ReviewPage::new(speaker, frame, &shown, led, step, kept))
                    }
                });
            }
            Err(Error::Refused(Refusal::NoReview)) => {
                told = told.map(|code| if code == "review" { "no_review" } else { code });
            }
            Err(Error::Refused(refusal)) if refusal.ends_session() => {
                return Ok(signed_out(visit, &words, place, &asked, refusal));
            }
            Err(Error::Refused(refusal)) => {
                return Ok(trouble(&words, brand, place, &asked, refusal));
            }
            Err(error @ Error::Broken(_)) => return Err(error),
        }
    }
    let (mut found, mut refused) = (None, None);
    if asked.suggestions && me.suggestions {
        match suggestions::find(visit, &read.session).await {
            Ok(suggestions) => found = Some(suggestions),
            Err(Error::Refused(refusal)) => refused = Some(outcome::of_refusal(&words, refusal)),
            Err(error @ Error::Broken(_)) => return Err(error),
        }
    }
    let suggestion = asked.suggestion.as_deref().zip(asked.ask.as_deref());
    let suggestion = suggestion.filter(|(handle, connection)| {
        suggestions::open(visit, &read.session, handle, connection).is_ok()
    });
    let main = Main {
        told,
        refused,
        found: found.as_deref(),
        suggestion: suggestion.map(|(handle, _)| handle),
        asked: &asked,
    };
    let reply = main.show(speaker);
    Ok(match me.retry_after {
        Some(seconds) => reply.with(RETRY_AFTER, &seconds.to_string()),
        None => reply,
    })
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
) -> Result<Reply, Error> {
    let Err(Error::Refused(refusal)) = outcome else { return outcome };
    let is_drawn = visit.posted && !visit.wants_json && !visit.embedded;
    let at = visit.at.as_ref().unwrap_or(&visit.return_to);
    if is_drawn && at.own_path() == Some(PATH) && steps::says(refusal.code()) {
        let address = at.with_outcome(refusal.code(), refusal.retry_after());
        address.split_once('?').unwrap_or_default().1.clone_into(&mut visit.query);
        // Where the page cannot be shown, the page says that when it is gone back to.
        if let Ok(mut page) = show(visit).await
            && (page.status, page.code) == (StatusCode::OK, None)
        {
            // Fine as a page: who asks for JSON gets the status.
            page.code = Some(refusal.code());
            return Ok(page);
        }
    }
    Err(refusal.into())
}

/// What a signed-in person sees where no review waits.
struct Main<'a> {
    asked: &'a Asked,
    /// How an action ended, as the address says.
    told: Option<&'a str>,
    /// What went wrong while the page was made.
    refused: Option<Message>,
    found: Option<&'a [Suggestion]>,
    /// A handle that was opened.
    suggestion: Option<&'a str>,
}

impl Main<'_> {
    fn show(self, speaker: Speaker<'_>) -> Reply {
        let Self { asked, told, refused, found, suggestion } = self;
        let Speaker { words, me, place: Place { embedded, .. }, .. } = speaker;
        let said = |code| outcome::said(speaker, code, asked.wait);
        let mut message = refused.or_else(|| told.and_then(said));
        if let Some(other) = me.switch.as_ref().filter(|_| !embedded) {
            return html(&Switch::new(speaker, Frame::of(speaker, "switch", message), other));
        }
        if let Some(id) = &asked.unlink {
            let named = |it: &&ShownIdentity<'_>| format!("{}|{}", it.provider, it.user_id) == *id;
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
        let step = asked.step.as_deref().filter(|_| !asked.chooses());
        let sent = matches!(told, Some("code_sent" | "link_sent"));
        let again = sent && step == Some("code");
        let here = told.filter(|code| steps::says(code) || again);
        let hold = me.passwordless.as_ref().map(|it| it.resend_in);
        let how = Told { code: here, wait: asked.wait, typed: asked.typed.as_deref(), hold };
        let in_step = |message: Option<Message>| message.filter(|_| here.is_none());
        let ask = asked.ask.as_deref().filter(|_| !sent).and_then(|name| speaker.offered(name));
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
}

/// Whoever is not signed in reads what the page is for.
fn signed_out<P: Platform>(
    visit: &mut Visit<'_, P>,
    words: &Words,
    place: Place,
    asked: &Asked,
    refusal: Refusal,
) -> Reply {
    let just = take_sign_out(&mut visit.jar, visit.config, visit.now);
    let message = if refusal == Refusal::SignedOut {
        let told = asked.outcome.as_deref();
        let refused = told.and_then(|code| outcome::of_case(words, code, said::Case::default()));
        refused.or_else(|| just.then(|| outcome::signed_out(words)))
    } else {
        Some(outcome::of_refusal(words, refusal))
    };
    let back = asked.back.as_ref();
    let frame = Frame::new(words, &visit.config.brand, place, back, "signed-out", message);
    let ended = refusal == Refusal::SignedOut;
    let mut reply = html(&SignedOut::new(words, frame, back, ended));
    reply.code = Some(refusal.code());
    reply
}

/// The page could not be made: why, and a link to try again.
fn trouble(words: &Words, brand: &Brand, place: Place, asked: &Asked, refusal: Refusal) -> Reply {
    let message = outcome::of_refusal(words, refusal);
    let frame = Frame::new(words, brand, place, asked.back.as_ref(), "trouble", None);
    let frame = Frame { signed_in: true, ..frame };
    let mut reply = html(&Trouble::new(words, frame, message));
    reply.status = refusal.status();
    reply.code = Some(refusal.code());
    match refusal.retry_after() {
        Some(seconds) => reply.with(RETRY_AFTER, &seconds.to_string()),
        None => reply,
    }
}

/// Rendering writes into memory and cannot fail for these templates.
fn html(page: &impl Template) -> Reply {
    let page = with_signs(&page.render().unwrap_or_default());
    Reply::new(StatusCode::OK, "text/html; charset=utf-8", page.into_bytes())
}
