//! The stage of a test: the edge and the tenant, native or as a component, behind one interface.

mod attacks;
mod browser;
mod component;
pub(crate) mod document;
mod exchange;
mod form;
mod message;
mod native;
pub(crate) mod openapi;
mod seen;
mod sessions;
mod set_cookie;
mod steps;
mod store;
mod tenant;

pub(crate) use attacks::Attacks;
pub(crate) use browser::{Browser, Page, form_request, json};
pub(crate) use document::document;
pub(crate) use exchange::Exchange;
pub(crate) use form::Form;
pub(crate) use message::{by_message, named, wrong};
pub(crate) use seen::{seen, timeless};
pub(crate) use set_cookie::{Seen, TABLE};
pub(crate) use steps::SEPARATE_CLIENT;

use std::cell::RefCell;
use std::io::Write as _;

use http::{Request, Response};
use serde_json::Value;

use component::Component;
use native::Native;

/// The edge and the tenant, the cookies that the edge has set so far, and what it was asked and answered
/// where a test wants that kept.
pub(crate) struct Stage(Kind, RefCell<Seen>, RefCell<Option<Vec<Exchange>>>);

enum Kind {
    Native(Box<Native>),
    Component(Component),
}

/// In a setting's value, what stands for the tenant's origin.
pub(crate) const TENANT_ORIGIN: &str = "{tenant}";

/// White space that Unicode has and a header keeps: a name that begins with it has no prefix to a browser.
pub(crate) const WHITE_SPACE: [char; 19] = [
    '\u{85}', '\u{a0}', '\u{1680}', '\u{2000}', '\u{2001}', '\u{2002}', '\u{2003}', '\u{2004}',
    '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{2028}', '\u{2029}',
    '\u{202f}', '\u{205f}', '\u{3000}',
];

pub(crate) const DATABASE: &str = "Username-Password-Authentication";

/// What can be linked unless a setting says otherwise.
const CONNECTIONS: &str = "google-oauth2=Google,github=GitHub,windowslive=Microsoft,\
    Username-Password-Authentication=Email and password";

/// Notes, if `cargo verify` asks for it, that the test asks where its edge is: over the component only such ones run.
fn note_edge_test() {
    let (Some(file), thread) = (std::env::var_os("EDGE_TESTS"), std::thread::current()) else {
        return;
    };
    let mut file = std::fs::File::options().append(true).create(true).open(file).unwrap();
    file.write_all(format!("{}\n", thread.name().unwrap_or_default()).as_bytes()).unwrap();
}

impl Stage {
    /// The example tenant, and the edge with its default settings.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// The same with these settings changed.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        note_edge_test();
        match std::env::var("EDGE").as_deref() {
            Ok("component" | "spin") => {
                let kind = Kind::Component(Component::start(settings, &[]));
                Self(kind, RefCell::default(), RefCell::default())
            }
            Ok("native") | Err(_) => Self::native(settings),
            Ok(other) => panic!("EDGE is native, component or spin, not {other}"),
        }
    }

    /// The edge where an instance answers so many requests in all, and so many of them at once; native
    /// stages have one instance for everything. WASI 0.2 has one for each request.
    pub(crate) fn reusing(count: usize, at_once: usize) -> Self {
        if Self::are_native() {
            return Self::new();
        }
        let (count, at_once) = (count.to_string(), at_once.to_string());
        let options = [
            ("--max-instance-reuse-count", count.as_str()),
            ("--max-instance-concurrent-reuse-count", at_once.as_str()),
        ];
        let kind = Kind::Component(Component::start(&[], &options));
        Self(kind, RefCell::default(), RefCell::default())
    }

    /// Always in this process, for tests that move the clock or look inside.
    pub(crate) fn native(settings: &[(&str, &str)]) -> Self {
        let kind = Kind::Native(Box::new(Native::new(settings)));
        Self(kind, RefCell::default(), RefCell::default())
    }

    /// Whether stages are in this process unless a test wants one that is.
    pub(crate) fn are_native() -> bool {
        note_edge_test();
        std::env::var_os("EDGE").is_none_or(|edge| edge == "native")
    }

    /// Whether they run on the command `spin` in place of the development host.
    pub(crate) fn are_on_spin() -> bool {
        std::env::var_os("EDGE").is_some_and(|edge| edge == "spin")
    }

    /// Whether it is in this process, with a clock to move.
    pub(crate) fn is_native(&self) -> bool {
        matches!(self.0, Kind::Native(_))
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser in which this person has signed in with their password.
    pub(crate) fn signed_in(&self, person: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.log_in(person);
        browser
    }

    /// Our own origin.
    pub(crate) fn app(&self) -> &str {
        match &self.0 {
            Kind::Native(_) => native::APP,
            Kind::Component(component) => &component.app,
        }
    }

    /// The tenant's origin, another site.
    pub(crate) fn tenant(&self) -> &str {
        match &self.0 {
            Kind::Native(_) => native::TENANT,
            Kind::Component(component) => &component.tenant,
        }
    }

    /// What comes before a cookie's name.
    pub(crate) fn cookie_prefix(&self) -> &str {
        if self.app().starts_with("https:") { "__Host-" } else { "insecure-" }
    }

    /// One request, its answer; the address says to whom. Every answer of ours must be one that the document
    /// of the interface tells of, and its cookies are looked at.
    pub(crate) fn exchange(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let ours = !request.uri().to_string().starts_with(self.tenant());
        let keeps = ours && self.2.borrow().is_some();
        let asked = keeps.then(|| Exchange::asked(&request));
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = match &self.0 {
            Kind::Native(native) => native.exchange(request),
            Kind::Component(component) => component.exchange(request),
        };
        if ours {
            self.1.borrow_mut().look_at(&answer, self.cookie_prefix());
            openapi::look_at(&method, &path, &answer);
        }
        if let (Some(kept), Some(asked)) = (self.2.borrow_mut().as_mut(), asked) {
            kept.push(asked.answered(&answer));
        }
        answer
    }

    /// Keeps what we are asked and answer from now on.
    pub(crate) fn keep_exchanges(&self) {
        self.2.replace(Some(Vec::new()));
    }

    /// What was kept.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.2.borrow().clone().unwrap_or_default()
    }

    /// The cookies that were set and removed so far.
    pub(crate) fn seen_cookies(&self) -> Seen {
        self.1.borrow().clone()
    }

    /// Requests to the edge, all sent at the same time; their answers in the same order. A native stage
    /// answers them by one instance.
    pub(crate) fn together(&self, requests: Vec<Request<Vec<u8>>>) -> Vec<Response<Vec<u8>>> {
        match &self.0 {
            Kind::Native(native) => native.together(requests),
            Kind::Component(component) => component.together(requests),
        }
    }

    /// Requests of which each begins only after the one before has waited so often; native stages only.
    pub(crate) fn apart(
        &self,
        waits: usize,
        requests: Vec<Request<Vec<u8>>>,
    ) -> Vec<Response<Vec<u8>>> {
        match &self.0 {
            Kind::Native(native) => native.apart(waits, requests),
            Kind::Component(_) => panic!("only a native stage decides who waits"),
        }
    }

    /// Changes every answer to a request for the tenant's keys, until [`Stage::heal`].
    pub(crate) fn break_key_set(&self, then: &Value) {
        let when = serde_json::json!({ "method": "GET", "path": "/.well-known/jwks.json" });
        self.fault(&serde_json::json!({ "when": when, "times": 0, "then": then }));
    }

    /// The tenant's keys, as anybody can read them.
    pub(crate) fn key_set(&self) -> Vec<Value> {
        let url = format!("{}/.well-known/jwks.json", self.tenant());
        let answer = self.exchange(Request::get(url).body(Vec::new()).unwrap());
        json(&answer)["keys"].as_array().unwrap().clone()
    }

    /// Changes the next ID token.
    pub(crate) fn forge(&self, forgery: &Value) {
        let then = serde_json::json!({ "id_token": forgery });
        let when = serde_json::json!({ "method": "POST", "path": "/oauth/token" });
        self.fault(&serde_json::json!({ "when": when, "then": then }));
    }

    /// Another instance answers from now on, with the same store; native stages only.
    pub(crate) fn next_instance(&self) {
        match &self.0 {
            Kind::Native(native) => native.next_instance(),
            Kind::Component(_) => panic!("only a native stage can change its instance"),
        }
    }

    /// The time, in seconds since the epoch; native stages only.
    pub(crate) fn now(&self) -> u64 {
        match &self.0 {
            Kind::Native(native) => native.now(),
            Kind::Component(_) => panic!("only a native stage has a clock to look at"),
        }
    }

    /// The ids of a user's identities, as `provider|id`.
    pub(crate) fn identities(&self, user_id: &str) -> Vec<String> {
        let user = self.user(user_id).expect(user_id);
        user["identities"].as_array().unwrap().iter().map(identity_id).collect()
    }

    /// Everything that was logged.
    pub(crate) fn log(&self) -> String {
        match &self.0 {
            Kind::Native(native) => native.log(),
            Kind::Component(component) => component.log(),
        }
    }

    /// Nobody reads the log any more; components only.
    pub(crate) fn close_log(&self) {
        match &self.0 {
            Kind::Native(_) => panic!("only a component has a stream to write its log to"),
            Kind::Component(component) => component.close_log(),
        }
    }

    /// Moves the clock; native stages only.
    pub(crate) fn pass(&self, seconds: u64) {
        match &self.0 {
            Kind::Native(native) => native.pass(seconds),
            Kind::Component(_) => panic!("only a native stage has a clock to move"),
        }
    }
}

/// Whether a text holds a JSON web token or the beginning of one. All of them begin with an encoded `{"`;
/// so may a few letters in the middle of a random value, behind which no full stop comes.
pub(crate) fn holds_token(text: &str) -> bool {
    let letter = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    text.match_indices("eyJ").any(|(at, _)| {
        let inside = text[..at].ends_with(letter);
        let part = text[at..].split(|it| !letter(it)).next().unwrap_or_default();
        !inside || text[at + part.len()..].starts_with('.')
    })
}

/// A log without the moments of its events, whose digits may be anything.
pub(crate) fn without_times(log: &str) -> String {
    let mut parts = log.split("\"at\":");
    let first = parts.next().unwrap_or_default().to_owned();
    let digit = |letter: char| letter.is_ascii_digit();
    parts.fold(first, |text, part| text + part.trim_start_matches(digit))
}

pub(crate) fn identity_id(identity: &Value) -> String {
    let id = &identity["user_id"];
    let id = id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned);
    format!("{}|{id}", identity["provider"].as_str().unwrap())
}

/// How many random cases: few where they run with everything else; `PROPTEST_CASES=1000` for a long look.
pub(crate) fn cases(few: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}
