//! The edge as a library, and the tenant as a value, in this process, with a clock that the test
//! moves.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use account_linking::handle::{Instance, handle};
use account_linking::platform::{
    MAX_RESPONSE_BYTES, Platform, SEND_DEADLINE, SendError, UnixTime, Unread,
};
use hmac_sha256::Hash;
use http::header::CONTENT_LENGTH;
use http::{Method, Request, Response};
use tenant::{Keys, Outcome, Tenant};

pub(crate) const APP: &str = "https://app.example";
pub(crate) const TENANT: &str = "https://tenant.example";

/// What tests count on: with another default of the product's they are as they were.
pub(super) const ASSUMED: [(&str, &str); 12] = [
    ("connections", super::CONNECTIONS),
    ("review", "always"),
    ("verified_email", "required"),
    ("session_idle", "1d"),
    ("session_max", "7d"),
    ("pictures", "off"),
    ("management", "user"),
    ("reauth_after", "15m"),
    ("login_ui", "universal"),
    ("passwordless", "universal"),
    ("response_mode", "query"),
    ("color_scheme", "auto"),
];

/// Generated once: RSA keys are slow to make.
static KEYS: LazyLock<Keys> = LazyLock::new(Keys::generate);

pub(crate) struct Native {
    instance: RefCell<Instance>,
    settings: RefCell<Vec<(String, String)>>,
    world: World,
    log: RefCell<Vec<String>>,
}

/// What the edge sees through its doors.
struct World {
    tenant: RefCell<Tenant>,
    now: Cell<u64>,
    drawn: Cell<u64>,
    /// Whether a call to the tenant, or a pause, lets others go first.
    waits: Cell<bool>,
    store: RefCell<HashMap<String, Vec<u8>>>,
    /// Whether a call to the store does, too.
    store_waits: Cell<bool>,
    /// Whether there is no store.
    storeless: Cell<bool>,
    /// Whether it does not list its keys.
    listless: Cell<bool>,
    unreadable: Cell<bool>,
    /// How often it did.
    listed: Cell<u64>,
    /// How many seconds each of its calls takes.
    store_takes: Cell<u64>,
}

impl Native {
    pub(crate) fn new(settings: &[(&str, &str)]) -> Self {
        let own = [
            ("auth0_url", TENANT),
            ("base_url", APP),
            ("client_id", "local-app"),
            ("client_secret", "local-app-worthless-secret"),
            ("cookie_secrets", "d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28"),
        ];
        let pairs = settings.iter().chain(&own).chain(&ASSUMED);
        let settings: Vec<_> = pairs
            .map(|(name, value)| ((*name).to_owned(), value.replace(super::TENANT_ORIGIN, TENANT)))
            .collect();
        let instance = RefCell::new(instance(&settings));
        let origin = TENANT.parse().unwrap();
        let mut tenant = Tenant::example(origin, &APP.parse().unwrap(), KEYS.clone());
        if let Some((_, domain)) = settings.iter().find(|(it, _)| it == "auth0_canonical_domain") {
            tenant.set_canonical_domain(domain);
        }
        let world = World {
            tenant: RefCell::new(tenant),
            now: Cell::new(1_800_000_000),
            drawn: Cell::new(0),
            waits: Cell::new(false),
            store: RefCell::default(),
            store_waits: Cell::new(false),
            storeless: Cell::new(false),
            listless: Cell::new(false),
            unreadable: Cell::new(false),
            listed: Cell::new(0),
            store_takes: Cell::new(0),
        };
        Self { instance, settings: RefCell::new(settings), world, log: RefCell::default() }
    }

    pub(crate) fn exchange(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        if request.uri().to_string().starts_with(TENANT) {
            return self.world.ask(request).expect("the tenant answers its own pages");
        }
        let (response, event) = run(handle(request, &self.instance.borrow(), &self.world));
        self.log.borrow_mut().push(event.line());
        response
    }

    /// Several requests to the edge at once, in this one instance: while one awaits the tenant, the
    /// others go on.
    pub(crate) fn together(&self, requests: Vec<Request<Vec<u8>>>) -> Vec<Response<Vec<u8>>> {
        self.apart(0, requests)
    }

    /// The same, but each begins only after the one before has waited so often.
    pub(crate) fn apart(
        &self,
        waits: usize,
        requests: Vec<Request<Vec<u8>>>,
    ) -> Vec<Response<Vec<u8>>> {
        self.world.waits.set(true);
        let instance = self.instance.borrow();
        let answers = requests.into_iter().map(|it| handle(it, &instance, &self.world));
        let mut under_way: Vec<_> = answers.map(|it| (Box::pin(it), None)).collect();
        let mut round = 0;
        while under_way.iter().any(|(_, answer)| answer.is_none()) {
            for (place, (future, answer)) in under_way.iter_mut().enumerate() {
                if answer.is_some() || round < place * waits {
                    continue;
                }
                let mut context = Context::from_waker(Waker::noop());
                if let Poll::Ready((response, _)) = future.as_mut().poll(&mut context) {
                    *answer = Some(response);
                }
            }
            round += 1;
        }
        self.world.waits.set(false);
        under_way.into_iter().filter_map(|(_, answer)| answer).collect()
    }

    /// The store is somewhere else: of requests at once, others go on while one asks it.
    pub(crate) fn let_store_wait(&self) {
        self.world.store_waits.set(true);
    }

    /// Another instance answers from now on, which remembers nothing.
    pub(crate) fn next_instance(&self) {
        self.instance.replace(instance(&self.settings.borrow()));
    }

    /// Another instance answers from now on, with this setting changed.
    pub(crate) fn set(&self, name: &str, value: &str) {
        self.settings.borrow_mut().insert(0, (name.to_owned(), value.to_owned()));
        self.next_instance();
    }

    pub(crate) fn log(&self) -> String {
        self.log.borrow().join("\n")
    }

    /// What was kept is gone.
    pub(crate) fn forget_store(&self) {
        self.world.store.borrow_mut().clear();
    }

    /// As where the manifest grants no store.
    pub(crate) fn take_store_away(&self) {
        self.world.storeless.set(true);
        self.world.store.borrow_mut().clear();
    }

    /// As where the store does not list its keys.
    pub(crate) fn keep_keys_back(&self) {
        self.world.listless.set(true);
    }

    /// As where the store takes what is written, but says of nothing what it has.
    pub(crate) fn keep_values_back(&self, back: bool) {
        self.world.unreadable.set(back);
    }

    /// Each of its calls takes so many seconds from now on, as where somebody else has locked it.
    pub(crate) fn slow_store_down(&self, seconds: u64) {
        self.world.store_takes.set(seconds);
    }

    /// How often it listed them.
    pub(crate) fn listed(&self) -> u64 {
        self.world.listed.get()
    }

    /// The keys of the store's records of one kind.
    pub(crate) fn stored(&self, kind: &str) -> Vec<String> {
        let store = self.world.store.borrow();
        let keys = store.keys().filter(|key| key.split('/').next() == Some(kind));
        keys.cloned().collect()
    }

    pub(crate) fn record(&self, key: &str) -> Option<Vec<u8>> {
        self.world.store.borrow().get(key).cloned()
    }

    /// The store's records of one kind, by their keys.
    pub(crate) fn records(&self, kind: &str) -> BTreeMap<String, Vec<u8>> {
        let keys = self.stored(kind).into_iter();
        let store = self.world.store.borrow();
        keys.map(|key| (key.clone(), store[&key].clone())).collect()
    }

    /// Puts a copy of a record where another one lies.
    pub(crate) fn copy_stored(&self, from: &str, to: &str) {
        let mut store = self.world.store.borrow_mut();
        let record = store[from].clone();
        store.insert(to.to_owned(), record);
    }

    /// Writes something else over a record.
    pub(crate) fn overwrite_stored(&self, key: &str, value: &[u8]) {
        self.world.store.borrow_mut().insert(key.to_owned(), value.to_vec());
    }

    /// What the tenant calls itself behind a custom domain.
    pub(crate) fn set_canonical_domain(&self, domain: &str) {
        self.world.tenant.borrow_mut().set_canonical_domain(domain);
    }

    pub(crate) fn now(&self) -> u64 {
        self.world.now.get()
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.world.now.set(self.world.now.get() + seconds);
    }
}

fn instance(settings: &[(String, String)]) -> Instance {
    Instance::new(|name| settings.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone()))
}

impl World {
    async fn let_others_go_first(&self) {
        let mut waited = !self.waits.get();
        poll_fn(
            |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
        )
        .await;
    }

    async fn wait_for_store(&self) {
        if self.store_waits.get() {
            self.let_others_go_first().await;
        }
        self.now.set(self.now.get() + self.store_takes.get());
    }

    fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
        let answer = self.tenant.borrow_mut().handle(self.now.get(), request);
        // Time passes while an answer is waited for, though never longer than that.
        let waited = answer.delay.min(SEND_DEADLINE).as_secs_f64().ceil();
        self.now.set(self.now.get() + waited as u64);
        if answer.delay >= SEND_DEADLINE {
            return Err(SendError::TimedOut);
        }
        match answer.outcome {
            Outcome::Response(response) if response.body().len() > MAX_RESPONSE_BYTES => {
                Err(SendError::TooLarge)
            }
            Outcome::Response(response) => Ok(response),
            Outcome::Dropped => Err(SendError::Failed),
        }
    }
}

impl Platform for World {
    fn now(&self) -> UnixTime {
        UnixTime(self.now.get())
    }

    fn random(&self) -> [u8; 32] {
        self.drawn.set(self.drawn.get() + 1);
        // Each time others, and any as likely.
        Hash::hash(&self.drawn.get().to_be_bytes())
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
        if !request.uri().to_string().starts_with(TENANT) {
            return Err(SendError::Denied);
        }
        assert_is_framed(&request);
        self.let_others_go_first().await;
        self.ask(request)
    }

    async fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, Unread> {
        self.wait_for_store().await;
        if self.unreadable.get() {
            return Err(Unread);
        }
        Ok(self.store.borrow().get(key).cloned())
    }

    async fn remember(&self, key: &str, value: &[u8]) -> bool {
        self.wait_for_store().await;
        if self.storeless.get() {
            return false;
        }
        self.store.borrow_mut().insert(key.to_owned(), value.to_vec());
        true
    }

    async fn forget(&self, key: &str) {
        self.wait_for_store().await;
        self.store.borrow_mut().remove(key);
    }

    async fn keys(&self, beginning: &str, most: usize) -> Option<Vec<String>> {
        self.wait_for_store().await;
        if self.listless.get() {
            return None;
        }
        self.listed.set(self.listed.get() + 1);
        let store = self.store.borrow();
        let keys = store.keys().filter(|key| key.starts_with(beginning));
        Some(keys.take(most).cloned().collect())
    }

    async fn sleep(&self, duration: Duration) {
        self.let_others_go_first().await;
        self.now.set(self.now.get() + duration.as_secs());
    }
}

/// Without a length a host sends a body in chunks, an empty one, too, which costs time.
fn assert_is_framed(request: &Request<Vec<u8>>) {
    let bodiless = [Method::GET, Method::HEAD].contains(request.method());
    let expected = (!bodiless).then(|| request.body().len().to_string());
    let length = request.headers().get(CONTENT_LENGTH).map(|it| it.to_str().unwrap().to_owned());
    assert_eq!(length, expected, "Content-Length of {} {}", request.method(), request.uri());
}

/// Nothing here ever waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a door that waits"),
    }
}
