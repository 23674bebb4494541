//! One request that is being answered: what it brought, the doors to the world, and what the answer
//! changes about the browser's cookies.

mod calls;
mod ends;
mod page_form;

use std::cell::{Cell, RefCell};

use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::audit::Attempt;
use crate::config::Config;
use crate::cookies::outcome::{self, News};
use crate::cookies::session::Session;
use crate::cookies::{Jar, sid, ui_locales};
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::memory::Memory;
use crate::platform::{Platform, UnixTime};
use crate::reply::Reply;
use crate::route::Route;
use crate::seal::KeyRing;
use crate::words::Language;
use page_form::PageForm;

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
    /// Whether a form, or a script in its place, posted it.
    pub posted: bool,
    /// Which page it stands in, where it ends, and in which language.
    pub page: PageForm,
    /// Whether the script of a listed page sent it (`embed_origins`).
    pub embedded: bool,
    /// Whether it asks for JSON.
    pub wants_json: bool,
    /// The browser's cookies.
    pub jar: Jar,
    /// What becomes of the session that came with it.
    pub sessions: Sessions,
    /// What the log should know, in words that hold no personal data.
    pub notes: RefCell<Vec<String>>,
    /// What is tried, for the audit.
    pub attempt: Attempt,
    /// What it has cost.
    pub budget: Budget,
}

/// What becomes of a request's session.
#[derive(Default)]
pub struct Sessions {
    /// The session as it was opened last, and the cookies that it was in.
    opened: RefCell<Option<(String, Option<Session>)>>,
    /// Whether it is over: then it counts as if none had come.
    pub over: bool,
    /// The session that another one takes the place of.
    pub replaced: Option<Session>,
    /// The session that the tenant refused while the request was answered.
    pub lost: Option<Session>,
}

/// What a request has cost.
#[derive(Default)]
pub struct Budget {
    /// How many seconds were spent on waiting for the tenant.
    waited: Cell<u64>,
    /// Whether anything was asked of the tenant.
    pub asked: Cell<bool>,
    /// Whether anything was read from the store or written to it.
    pub uses_store: Cell<bool>,
    /// Whether the store took so long that nothing is asked of it any more.
    pub store_is_slow: Cell<bool>,
}

impl<'a, P: Platform> Visit<'a, P> {
    /// A request that nothing has been done about yet.
    #[must_use]
    pub fn begin(
        (config, platform, memory): (&'a Config, &'a P, &'a Memory),
        parts: Parts,
        embedded: bool,
        wants_json: bool,
    ) -> Self {
        Self {
            config,
            platform,
            memory,
            now: platform.now(),
            posted: parts.method == Method::POST,
            jar: Jar::new(&parts.headers, config.is_https()),
            headers: parts.headers,
            page: PageForm::default(),
            embedded,
            wants_json,
            sessions: Sessions::default(),
            notes: RefCell::default(),
            attempt: Attempt::default(),
            budget: Budget::default(),
        }
    }

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
        if self.sessions.over {
            return Err(Refusal::SignedOut);
        }
        // Opened once, as long as its cookies stay as they are.
        let cookies = Session::cookies(&self.jar);
        let opened = self.sessions.opened.take().filter(|(of, _)| *of == cookies);
        let open = || Session::open(&self.jar, self.config, self.now);
        let session = opened.map_or_else(open, |(_, session)| session);
        self.sessions.opened.replace(Some((cookies, session.clone())));
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
        self.sessions.lost = self.session().ok();
        self.sessions.over = true;
    }

    /// Gives up cookies that no browser would keep, and the session that they were to replace lives on.
    pub fn give_up(&mut self) {
        self.jar.give_up();
        self.sessions.replaced = None;
    }

    /// The language of this answer, or the one that the visitor chose, or else the one of ours that their
    /// browser asks for; none if we speak none of those.
    #[must_use]
    pub fn wanted_language(&self) -> Option<Language> {
        self.page.lang.or_else(|| wanted_language(&self.headers, &self.jar))
    }

    /// The language that somebody chose, for this answer or for all.
    #[must_use]
    pub fn chosen_language(&self) -> Option<Language> {
        self.page.lang.or_else(|| ui_locales::get(&self.jar))
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

    /// Reads what a form of our page says of that page, and `lang` at `/settings`. Refuses a form for somebody else
    /// than is signed in: a product has a session of its own, and what it shows must not be done to another person's
    /// account.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`], [`Refusal::SessionChanged`].
    pub fn read_page_form(&mut self, route: Route, fields: &Fields) -> Result<(), Refusal> {
        self.page = PageForm::read(route, fields, self.config)?;
        // Whoever differs may leave, or decide who goes on.
        let parts = [Route::LoginSwitch, Route::Logout].contains(&route);
        let named = self.page.user.as_deref().filter(|_| !parts);
        let differs = named.is_some_and(|user| self.session().is_ok_and(|it| !it.subject.is(user)));
        if differs { Err(Refusal::SessionChanged) } else { Ok(()) }
    }

    /// Tells the log something that holds no personal data.
    pub fn note(&self, note: impl Into<String>) {
        self.notes.borrow_mut().push(note.into());
    }

    /// How a success ended. Its code is kept for the next look at the page of whoever is signed in now, with what
    /// changed about them.
    ///
    /// # Errors
    /// If the cookie cannot be sealed.
    pub fn done(&mut self, code: &'static str, mut news: News) -> Result<Reply, Error> {
        if let Ok(session) = self.session() {
            // In mode `client` the page also shows kept metadata, which that answer does not say.
            let by_client = self.config.management_client().is_some();
            news.identities = news.identities.filter(|_| !by_client);
            outcome::store(code, &session.subject, news, &mut self.jar, self.config, self.now)?;
        }
        Ok(self.outcome(code))
    }
}

/// The language that was chosen, or else the one of ours that the browser asks for.
#[must_use]
pub fn wanted_language(headers: &HeaderMap, jar: &Jar) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    ui_locales::get(jar).or_else(|| header.and_then(Language::accepted))
}
