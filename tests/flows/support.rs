//! The stage of a test: the edge and the tenant, native or as a component, behind one interface.

mod attacks;
mod browser;
mod component;
mod document;
mod exchange;
mod message;
mod native;
mod sessions;
mod set_cookie;

pub(crate) use attacks::Attacks;
pub(crate) use browser::{Browser, Page, form_request, json};
pub(crate) use document::document;
pub(crate) use exchange::Exchange;
pub(crate) use message::{by_message, named, wrong};
pub(crate) use set_cookie::{Seen, Shape, TABLE};

use std::cell::RefCell;

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

pub(crate) const DATABASE: &str = "Username-Password-Authentication";

/// What can be linked unless a setting says otherwise.
const CONNECTIONS: &str = "google-oauth2=Google,github=GitHub,windowslive=Microsoft,\
    Username-Password-Authentication=E-mail and password";

impl Stage {
    /// The example tenant, and the edge with its default settings.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// The same with these settings changed.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        match std::env::var("EDGE").as_deref() {
            Ok("component") => {
                let kind = Kind::Component(Component::start(settings, &[]));
                Self(kind, RefCell::default(), RefCell::default())
            }
            Ok("native") | Err(_) => Self::native(settings),
            Ok(other) => panic!("EDGE is native or component, not {other}"),
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
        std::env::var_os("EDGE").is_none_or(|edge| edge == "native")
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

    /// One request, its answer; the address says to whom. Of every answer of ours the cookies are looked
    /// at.
    pub(crate) fn exchange(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let ours = !request.uri().to_string().starts_with(self.tenant());
        let keeps = ours && self.2.borrow().is_some();
        let asked = keeps.then(|| Exchange::asked(&request));
        let answer = match &self.0 {
            Kind::Native(native) => native.exchange(request),
            Kind::Component(component) => component.exchange(request),
        };
        if ours {
            self.1.borrow_mut().look_at(&answer, self.cookie_prefix());
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

    /// A request to the tenant's own door for tests.
    fn admin(&self, method: &str, path: &str, body: Option<&Value>) -> Response<Vec<u8>> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/__tenant/{path}", self.tenant()))
            .header("content-type", "application/json");
        let body = body.map(Value::to_string).unwrap_or_default().into_bytes();
        self.exchange(request.body(body).unwrap())
    }

    /// Makes something go wrong at the tenant.
    pub(crate) fn fault(&self, fault: &Value) {
        let answer = self.admin("POST", "faults", Some(fault));
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(answer.status().is_success(), "{fault}: {text}");
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

    /// So many Management API requests a second, as on Auth0's free tier.
    pub(crate) fn limit_management(&self, per_second: u32) {
        let body = serde_json::json!({ "per_second": per_second });
        assert!(self.admin("POST", "rate-limit", Some(&body)).status().is_success());
    }

    /// Makes a user exactly so, or replaces it.
    pub(crate) fn put_user(&self, user: &Value) {
        let answer = self.admin("PUT", "users", Some(user));
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(answer.status().is_success(), "{user}: {text}");
    }

    /// Makes an organization of these members, or changes the one of that name; its id.
    pub(crate) fn put_organization(&self, name: &str, members: &[&str]) -> String {
        let body = serde_json::json!({ "name": name, "members": members });
        let answer = self.admin("POST", "organizations", Some(&body));
        assert!(answer.status().is_success(), "{name}");
        json(&answer)["id"].as_str().unwrap().to_owned()
    }

    /// The id of an organization.
    pub(crate) fn organization_id(&self, name: &str) -> String {
        let all = json(&self.admin("GET", "organizations", None));
        let found = all.as_array().unwrap().iter().find(|it| it["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Changes a connection of the tenant.
    pub(crate) fn change_connection(&self, change: &Value) {
        let answer = self.admin("POST", "connections", Some(change));
        assert!(answer.status().is_success(), "{change}");
    }

    /// The id of a connection, which follows from its name.
    pub(crate) fn connection_id(&self, name: &str) -> String {
        let all = json(&self.admin("GET", "connections", None));
        let found = all.as_array().unwrap().iter().find(|it| it["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// What the Management API's client may do, from its next token on.
    pub(crate) fn grant(&self, client_id: &str, scopes: &[&str]) {
        let body = serde_json::json!({ "client_id": client_id, "scopes": scopes });
        assert!(self.admin("POST", "machine-scopes", Some(&body)).status().is_success());
    }

    /// The Management API refuses the client's tokens given so far.
    pub(crate) fn revoke_machine_tokens(&self) {
        assert!(self.admin("POST", "revoke-machine-tokens", None).status().is_success());
    }

    /// What the product's webhook received.
    pub(crate) fn webhooks(&self) -> Vec<Value> {
        serde_json::from_slice(self.admin("GET", "webhooks", None).body()).unwrap()
    }

    /// Forgets the faults that wait.
    pub(crate) fn heal(&self) {
        assert!(self.admin("DELETE", "faults", None).status().is_success());
    }

    /// Forgets which requests came.
    pub(crate) fn forget_requests(&self) {
        assert!(self.admin("DELETE", "requests", None).status().is_success());
    }

    /// Every request that came to the tenant's API, as `METHOD /path`, the oldest first.
    pub(crate) fn requests(&self) -> Vec<String> {
        let answer = self.admin("GET", "requests", None);
        let requests: Vec<Value> = serde_json::from_slice(answer.body()).unwrap();
        let line = |seen: &Value| {
            format!("{} {}", seen["method"].as_str().unwrap(), seen["path"].as_str().unwrap())
        };
        let api = |line: &String| {
            let parts = ["/api/", "/oauth/token", "/passwordless/start", "/.well-known/"];
            parts.iter().any(|part| line.contains(part))
        };
        requests.iter().map(line).filter(api).collect()
    }

    /// Another instance answers from now on, with the same store; native stages only.
    pub(crate) fn next_instance(&self) {
        match &self.0 {
            Kind::Native(native) => native.next_instance(),
            Kind::Component(_) => panic!("only a native stage can change its instance"),
        }
    }

    /// How many bytes a whole profile may have, as on Auth0.
    pub(crate) fn limit_profile(&self, bytes: usize) {
        let body = serde_json::json!({ "bytes": bytes });
        assert!(self.admin("POST", "profile-limit", Some(&body)).status().is_success());
    }

    /// The time, in seconds since the epoch; native stages only.
    pub(crate) fn now(&self) -> u64 {
        match &self.0 {
            Kind::Native(native) => native.now(),
            Kind::Component(_) => panic!("only a native stage has a clock to look at"),
        }
    }

    /// As where the manifest grants no store; native stages only.
    pub(crate) fn take_store_away(&self) {
        match &self.0 {
            Kind::Native(native) => native.take_store_away(),
            Kind::Component(_) => panic!("only a native stage has a store to take away"),
        }
    }

    /// What was kept in the store is gone; native stages only.
    pub(crate) fn forget_store(&self) {
        match &self.0 {
            Kind::Native(native) => native.forget_store(),
            Kind::Component(_) => panic!("only a native stage has a store to empty"),
        }
    }

    /// What the tenant calls itself behind a custom domain; native stages only.
    pub(crate) fn set_canonical_domain(&self, domain: &str) {
        match &self.0 {
            Kind::Native(native) => native.set_canonical_domain(domain),
            Kind::Component(_) => panic!("only a native stage has a tenant with two names"),
        }
    }

    /// The keys of the store's records of one kind; native stages only.
    pub(crate) fn stored(&self, kind: &str) -> Vec<String> {
        match &self.0 {
            Kind::Native(native) => native.stored(kind),
            Kind::Component(_) => panic!("only a native stage has a store to look into"),
        }
    }

    /// Writes something else over a record; native stages only.
    pub(crate) fn overwrite_stored(&self, key: &str, value: &[u8]) {
        match &self.0 {
            Kind::Native(native) => native.overwrite_stored(key, value),
            Kind::Component(_) => panic!("only a native stage has a store to write to"),
        }
    }

    /// Puts a copy of a record where another one lies; native stages only.
    pub(crate) fn copy_stored(&self, from: &str, to: &str) {
        match &self.0 {
            Kind::Native(native) => native.copy_stored(from, to),
            Kind::Component(_) => panic!("only a native stage has a store to write to"),
        }
    }

    pub(crate) fn rotate_keys(&self) {
        assert!(self.admin("POST", "rotate-keys", None).status().is_success());
    }

    /// A user as the tenant has it; none where it is gone.
    pub(crate) fn user(&self, user_id: &str) -> Option<Value> {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        };
        let path: String = user_id.bytes().map(byte).collect();
        let path = format!("users/{path}");
        let answer = self.admin("GET", &path, None);
        answer.status().is_success().then(|| serde_json::from_slice(answer.body()).unwrap())
    }

    /// The ids of a user's identities, as `provider|id`.
    pub(crate) fn identities(&self, user_id: &str) -> Vec<String> {
        let user = self.user(user_id).expect(user_id);
        user["identities"].as_array().unwrap().iter().map(identity_id).collect()
    }

    /// Every user of the tenant, and what is linked: what an attack must not change.
    pub(crate) fn everybody(&self) -> Vec<(String, Vec<String>)> {
        let accounts = json(&self.admin("GET", "accounts", None));
        let ids = accounts.as_array().unwrap().iter().map(|it| it["user_id"].as_str().unwrap());
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let users = ids.into_iter().filter(|id| self.user(id).is_some());
        users.map(|id| (id.to_owned(), self.identities(id))).collect()
    }

    /// How often the tenant was asked for a path that begins so.
    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        let answer = self.admin("GET", "requests", None);
        let requests: Vec<Value> = serde_json::from_slice(answer.body()).unwrap();
        let matching = requests.iter().filter(|seen| {
            seen["method"] == method && seen["path"].as_str().unwrap().starts_with(path)
        });
        matching.count()
    }

    /// Everything that was logged.
    pub(crate) fn log(&self) -> String {
        match &self.0 {
            Kind::Native(native) => native.log(),
            Kind::Component(component) => component.log(),
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
