//! One request that is being answered: what it brought, the doors to the world, and what the answer
//! changes about the browser's cookies.

mod begin;
mod ends;

use std::cell::{Cell, RefCell};

use http::header::{ACCEPT_LANGUAGE, CONTENT_LENGTH};
use http::{HeaderMap, Method, Request, Response};

use crate::audit::Attempt;
use crate::circuit::{Blame, Failure};
use crate::config::Config;
use crate::cookies::outcome::{self, News};
use crate::cookies::session::Session;
use crate::cookies::{Jar, sid, ui_locales};
use crate::error::{Error, Refusal};
use crate::memory::Memory;
use crate::platform::{Platform, SendError, UnixTime};
use crate::return_to::ReturnTo;
use crate::route::Route;
use crate::route::sender::Sender;
use crate::seal::KeyRing;
use crate::words::Language;

/// A request on its way through a flow. Not `Debug`: what it brought stays out of logs.
pub struct Visit<'a, P> {
    /// The settings.
    pub config: &'a Config,
    /// The doors to the world.
    pub platform: &'a P,
    /// What this instance remembers.
    pub memory: &'a Memory,
    /// When the request came.
    pub now: UnixTime,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its query, as it stands.
    pub query: String,
    /// The fields of its form.
    pub form: Vec<(String, String)>,
    /// Whether a form, or a script in its place, posted it.
    pub posted: bool,
    /// Where it ends, as [`Visit::return_to`] says.
    pub return_to: ReturnTo,
    /// Where the drawn page is, if a script of ours posted its form: how that ended is shown there, though a
    /// sign-in ends where `return_to` says.
    pub at: Option<ReturnTo>,
    /// Whether the script of a listed page sent it (`embed_origins`).
    pub embedded: bool,
    /// The language that it asks for by `lang`: for this one answer, and nothing keeps it.
    pub lang: Option<Language>,
    /// Whether it asks for JSON.
    pub wants_json: bool,
    /// The browser's cookies.
    pub jar: Jar,
    /// The session as it was opened last, and the cookies that it was in.
    pub opened: RefCell<Option<(String, Option<Session>)>>,
    /// Whether the session that came with it is over: then it counts as if none had come.
    pub over: bool,
    /// The session that another one takes the place of.
    pub replaced: Option<Session>,
    /// The session that the tenant refused while the request was answered.
    pub lost: Option<Session>,
    /// What the log should know, in words that hold no personal data.
    pub notes: RefCell<Vec<String>>,
    /// What is tried, for the audit.
    pub attempt: Attempt,
    /// How many seconds may still be spent on waiting for the tenant.
    pub patience: Cell<u64>,
    /// Whether anything was asked of the tenant.
    pub asked: Cell<bool>,
    /// Whether anything was read from the store or written to it.
    pub uses_store: Cell<bool>,
    /// Whether the store took so long that nothing is asked of it any more.
    pub store_is_slow: Cell<bool>,
}

/// How many seconds of waiting one request has.
pub const PATIENCE: u64 = 6;

/// After how many seconds a request sends nothing more. With one more deadline it stays below the 30
/// seconds that hosted platforms allow: what they cut off would not even be told.
const SENDS_FOR: u64 = 24;

impl<'a, P: Platform> Visit<'a, P> {
    /// What protects our cookies, and handles that go to the browser in another way.
    #[must_use]
    pub const fn cookie_keys(&self) -> KeyRing<'a> {
        self.config.cookie_keys()
    }

    /// What protects the records of the store, and journals.
    #[must_use]
    pub const fn record_keys(&self) -> KeyRing<'a> {
        self.config.record_keys()
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`Refusal::SignedOut`].
    pub fn session(&self) -> Result<Session, Refusal> {
        if self.over {
            return Err(Refusal::SignedOut);
        }
        // Opened once, as long as its cookies stay as they are.
        let cookies = Session::cookies(&self.jar);
        let opened = self.opened.borrow().clone();
        let session = match opened {
            Some((of, session)) if of == cookies => session,
            Some(_) | None => {
                let session = Session::open(&self.jar, self.config, self.now);
                self.opened.replace(Some((cookies, session.clone())));
                session
            }
        };
        session.ok_or(Refusal::SignedOut)
    }

    /// The session of another person that waits beside the present one.
    #[must_use]
    pub fn waiting(&self) -> Option<Session> {
        let _present = self.session().ok()?;
        Session::put_aside_earlier(&self.jar, self.config, self.now)
    }

    /// The id of Auth0's session in this browser, as far as the present session knows.
    #[must_use]
    pub fn latest_sid(&self) -> Option<String> {
        sid::latest(&self.session().ok()?, &self.jar, self.config, self.now)
    }

    /// The tenant says that the present session is over. Its cookies stay: by the time the answer arrives
    /// they may be a newer one's.
    pub fn lose_session(&mut self) {
        self.lost = self.session().ok();
        self.over = true;
    }

    /// The language of this answer, or the one that the visitor chose, or else the one of ours that their
    /// browser asks for; none where we speak none of those.
    #[must_use]
    pub fn wanted_language(&self) -> Option<Language> {
        self.lang.or_else(|| wanted_language(&self.headers, &self.jar))
    }

    /// The language that somebody chose, for this answer or for all.
    #[must_use]
    pub fn chosen_language(&self) -> Option<Language> {
        self.lang.or_else(|| ui_locales::get(&self.jar))
    }

    /// Tells the tenant's login page the language that the page speaks, unless the request names one.
    pub fn add_language(&self, further: &mut Vec<(&'static str, &str)>) {
        if !further.iter().any(|(name, _)| *name == "ui_locales")
            && let Some(language) = self.wanted_language()
        {
            further.push(("ui_locales", language.tag()));
        }
    }

    /// The language to speak.
    #[must_use]
    pub fn language(&self) -> Language {
        self.wanted_language().unwrap_or(Language::English)
    }

    /// A field of the form, which must come exactly once.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn field(&self, name: &str) -> Result<&str, Refusal> {
        self.optional_field(name)?.ok_or(Refusal::InvalidRequest)
    }

    /// A field of the form that may be absent or empty, but not come twice.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn optional_field(&self, name: &str) -> Result<Option<&str>, Refusal> {
        one(&self.form, name)
    }

    /// Where a page is shown at the end: the settings page, or what the form's `return_to` names, or in a
    /// callback what its transaction kept.
    #[must_use]
    pub const fn return_to(&self) -> &ReturnTo {
        &self.return_to
    }

    /// The page that a form of ours stands in.
    #[must_use]
    pub fn page(&self) -> &ReturnTo {
        self.at.as_ref().unwrap_or(&self.return_to)
    }

    /// Reads the form's `return_to`, where the route is one of our page's forms. One that leads nowhere is not
    /// worth a refusal: the action is done, and ends at the settings page.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`], where it comes twice.
    pub fn read_return_to(&mut self, route: Route) -> Result<(), Refusal> {
        if route.rules().sender != Sender::OwnPage {
            return Ok(());
        }
        let at = self.optional_field("at")?.and_then(|text| self.config.return_to(text));
        self.at = at.filter(|it| it.own_path() == Some("/settings"));
        // That page is to be for the same user, and in the same language, as far as its address has room for them.
        for name in ["lang", "user"] {
            let value = self.optional_field(name)?.unwrap_or_default();
            let is_given = self.form.iter().any(|(it, _)| it == name);
            if let Some(at) = self.at.as_ref().filter(|_| is_given) {
                self.at = self.config.return_to(&at.with(name, value)).or_else(|| self.at.clone());
            }
        }
        let text = self.optional_field("return_to")?;
        if let Some(named) = text.and_then(|text| self.config.return_to(text)) {
            self.ends_at(named);
        }
        Ok(())
    }

    /// Reads the language of this answer: `lang` at `/settings`, or in one of our page's forms. One that we do
    /// not speak says nothing.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`], where it comes twice.
    pub fn read_language(&mut self, route: Route) -> Result<(), Refusal> {
        let named = if route == Route::Settings {
            one(&self.parameters(), "lang")?.and_then(Language::of_range)
        } else if route.rules().sender == Sender::OwnPage {
            self.optional_field("lang")?.and_then(Language::of_range)
        } else {
            None
        };
        self.lang = named;
        Ok(())
    }

    /// Refuses a form of our page that names in `user` whom the page around believes to be signed in, where
    /// somebody else is: a product has a session of its own, and what it shows must not be done to another
    /// person's account.
    ///
    /// # Errors
    /// [`Refusal::SessionChanged`]; [`Refusal::InvalidRequest`], where it comes twice.
    pub fn check_user(&self, route: Route) -> Result<(), Refusal> {
        // Whoever differs may leave, or decide who goes on.
        let parts = [Route::LoginSwitch, Route::Logout].contains(&route);
        if route.rules().sender != Sender::OwnPage || parts {
            return Ok(());
        }
        let named = self.optional_field("user")?.filter(|user| !user.is_empty());
        let differs = named.is_some_and(|user| self.session().is_ok_and(|it| !it.subject.is(user)));
        if differs { Err(Refusal::SessionChanged) } else { Ok(()) }
    }

    /// Ends there from now on, but not at an address of ours that begins a sign-in or finishes one: that would
    /// go round in circles.
    pub fn ends_at(&mut self, return_to: ReturnTo) {
        let route = return_to.own_path().and_then(|path| Route::find(&Method::GET, path).ok());
        let signs_in = [Route::LinkAuthorize, Route::LinkCallback, Route::Login];
        if !route.is_some_and(|route| signs_in.contains(&route)) {
            self.return_to = return_to;
        }
    }

    /// The query's parameters.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    /// Sends a request to the tenant; `what` names it in the log. None is sent where the visitor's own
    /// request has taken too long already, or while a failing tenant is spared: that counts as one without
    /// an answer, though it was surely not done. To look once more does no harm, and is told as the same.
    ///
    /// # Errors
    /// [`SendError`], noted.
    pub async fn send(
        &self,
        what: &str,
        blame: Blame,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, SendError> {
        let circuit = &self.memory.circuit;
        if !circuit.admits(blame, self.platform.now()) {
            self.note(format!("{what}: not sent, the tenant has failed too often"));
            return Err(SendError::NotSent);
        }
        let outcome = self.send_out(what, request).await;
        match &outcome {
            Ok(response) if response.status().is_server_error() => {
                circuit.failed(blame, Failure::ServerError, self.platform.now());
            }
            Err(SendError::Failed | SendError::TimedOut) => {
                circuit.failed(blame, Failure::NoAnswer, self.platform.now());
            }
            Ok(_) => circuit.answered(),
            // The first is the host's word; an answer that is too large is an answer of sorts.
            Err(SendError::Denied | SendError::NotSent | SendError::TooLarge) => {}
        }
        outcome
    }

    /// Sends a request to the tenant or to the product, whatever state the tenant is in.
    ///
    /// # Errors
    /// [`SendError`], noted.
    pub async fn send_out(
        &self,
        what: &str,
        mut request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, SendError> {
        if self.platform.now().since(self.now) >= SENDS_FOR {
            self.note(format!("{what}: not sent, the request has taken too long"));
            return Err(SendError::NotSent);
        }
        self.asked.set(true);
        // Without a length hosts send even an empty body in chunks, which some servers answer slowly.
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            let length = request.body().len().into();
            request.headers_mut().insert(CONTENT_LENGTH, length);
        }
        let outcome = self.platform.send(request).await;
        if let Err(error) = &outcome {
            self.note(format!("{what}: {error}"));
        }
        outcome
    }

    /// Whether the request takes so long that what is merely nice should be left out.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.platform.now().since(self.now) >= SENDS_FOR / 2
    }

    /// Tells the log something that holds no personal data.
    pub fn note(&self, note: impl Into<String>) {
        self.notes.borrow_mut().push(note.into());
    }

    /// Keeps the code of a success for the next look at the page of whoever is signed in then.
    ///
    /// # Errors
    /// Where the cookie cannot be sealed.
    pub fn keep_outcome(&mut self, code: &'static str) -> Result<(), Error> {
        self.keep_outcome_with(code, News::default())
    }

    /// Keeps it with what changed about whoever is signed in now.
    ///
    /// # Errors
    /// Where the cookie cannot be sealed.
    pub fn keep_outcome_with(&mut self, code: &'static str, mut news: News) -> Result<(), Error> {
        let Ok(session) = self.session() else { return Ok(()) };
        // In mode `client` the page also shows what is put by, which that answer does not say.
        let by_client = self.config.management_client().is_some();
        news.identities = news.identities.filter(|_| !by_client);
        let (jar, config) = (&mut self.jar, self.config);
        outcome::store(code, &session.subject, news, jar, config, self.now)?;
        Ok(())
    }
}

/// The language that was chosen, or else the one of ours that the browser asks for.
#[must_use]
pub fn wanted_language(headers: &HeaderMap, jar: &Jar) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    ui_locales::get(jar).or_else(|| header.and_then(Language::accepted))
}

/// The value of a parameter that must not come twice; an empty one counts as absent.
///
/// # Errors
/// [`Refusal::InvalidRequest`].
pub fn one<'a>(pairs: &'a [(String, String)], name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = pairs.iter().filter(|(it, _)| it == name).map(|(_, value)| value.as_str());
    let first = values.next();
    if values.next().is_some() {
        return Err(Refusal::InvalidRequest);
    }
    Ok(first.filter(|value| !value.is_empty()))
}
