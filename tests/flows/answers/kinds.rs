//! An answer of each kind that there is: of every route, of every way that it can end.

use http::header::{ACCEPT, IF_NONE_MATCH};
use http::{Request, Response};
use url::Url;

use crate::instance::callback;
use crate::support::{Stage, form_request};

/// An answer of each kind.
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) answer: Response<Vec<u8>>,
    /// Whether caches that people share may keep it.
    pub(super) public: bool,
    /// What stands for values that differ from run to run.
    origins: [String; 2],
}

/// Collects them.
pub(super) struct Collection(pub(super) Vec<Kind>);

impl Collection {
    fn add(&mut self, stage: &Stage, name: &str, answer: Response<Vec<u8>>) {
        let origins = [stage.app().to_owned(), stage.tenant().to_owned()];
        self.0.push(Kind { name: name.to_owned(), answer, public: false, origins });
    }

    fn add_public(&mut self, stage: &Stage, name: &str, answer: Response<Vec<u8>>) {
        self.add(stage, name, answer);
        self.0.last_mut().unwrap().public = true;
    }
}

fn get(stage: &Stage, path: &str) -> Request<Vec<u8>> {
    Request::get(format!("{}{path}", stage.app())).body(Vec::new()).unwrap()
}

fn fetched(stage: &Stage, path: &str) -> Response<Vec<u8>> {
    stage.exchange(get(stage, path))
}

/// The style sheet that the page names.
fn style(stage: &Stage) -> String {
    let page = String::from_utf8(fetched(stage, "/").into_body()).unwrap();
    let named = |it: &&str| it.starts_with("/settings.") && it.ends_with(".css");
    page.split('"').find(named).unwrap().to_owned()
}

/// Everything that a stage with the default settings answers.
pub(super) fn collect(stage: &Stage) -> Collection {
    let mut all = Collection(Vec::new());
    all.add_public(stage, "the settings page", fetched(stage, "/"));
    let style = style(stage);
    let mut head = get(stage, "/");
    *head.method_mut() = "HEAD".parse().unwrap();
    all.add_public(stage, "the settings page, `HEAD`", stage.exchange(head));
    let file = fetched(stage, &style);
    let mut again = get(stage, &style);
    again.headers_mut().insert(IF_NONE_MATCH, file.headers()["etag"].clone());
    let mut packed = get(stage, &style);
    packed.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    all.add_public(stage, "a file of it", file);
    all.add_public(stage, "the same, compressed", stage.exchange(packed));
    all.add_public(stage, "the same, not modified", stage.exchange(again));
    let old = "/settings.0123456789ab.css";
    all.add_public(stage, "a file under an earlier name", fetched(stage, old));
    all.add(stage, "`/healthz`", fetched(stage, "/healthz"));
    all.add(stage, "an unknown path", fetched(stage, "/nowhere"));
    all.add(stage, "`GET /unlink`", fetched(stage, "/unlink"));
    all.add(stage, "`GET /link/start`, a page", fetched(stage, "/link/start?connection=github"));
    all.add(stage, "the same, no such connection", fetched(stage, "/link/start?connection=x"));
    all.add(stage, "a callback without cookies", fetched(stage, "/link/callback?code=c&state=s"));
    let reloaded = "/link/callback?code=c&state=s&reloaded=1";
    all.add(stage, "a callback that is refused", fetched(stage, reloaded));
    all.add(stage, "`/login`", fetched(stage, "/login"));
    let mut frame = get(stage, "/login");
    frame.headers_mut().insert("sec-fetch-dest", "iframe".parse().unwrap());
    all.add(stage, "`/login` in a frame", stage.exchange(frame));
    let mut long = get(stage, "/me");
    long.headers_mut().insert("x-long", "x".repeat(25_000).parse().unwrap());
    all.add(stage, "headers over the limit", stage.exchange(long));
    let url = format!("{}/unlink", stage.app());
    all.add(stage, "a cross-site post", stage.exchange(form_request(&url, &[])));
    let large = form_request(&url, &[("provider", &"x".repeat(20_000))]);
    all.add(stage, "a body over the limit", stage.exchange(large));
    let url = format!("{}/backchannel-logout", stage.app());
    let token = form_request(&url, &[("logout_token", "x")]);
    all.add(stage, "a logout token that is none", stage.exchange(token));
    signed_in(stage, &mut all);
    all
}

/// What a person gets.
fn signed_in(stage: &Stage, all: &mut Collection) {
    let mut browser = stage.browser();
    all.add(stage, "`/me`, signed out", browser.get("/me"));
    all.add(stage, "`/settings`, signed out", fetched(stage, "/settings"));
    let callback = callback(stage, &mut browser, "ada");
    let answer = browser.send(Request::get(callback).body(Vec::new()).unwrap());
    all.add(stage, "a callback that signs in", answer);
    all.add(stage, "`/me`", browser.get("/me"));
    all.add(stage, "`/settings`", browser.send(get(stage, "/settings")));
    let mut packed = get(stage, "/settings");
    packed.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    all.add(stage, "the same page, compressed", browser.send(packed));
    let mut language = get(stage, "/settings?ui_locales=de");
    language.headers_mut().insert("sec-fetch-site", http::HeaderValue::from_static("same-origin"));
    all.add(stage, "`/settings`, a language chosen", browser.clone().send(language));
    let connection = [("connection", "github")];
    let mut other = browser.clone();
    all.add(stage, "`POST /link/start` by a script", other.post_json("/link/start", &connection));
    let mut other = browser.clone();
    all.add(stage, "`POST /link/start` by a form", other.post_form("/link/start", &connection));
    all.add(stage, "a form that is refused", browser.post_form("/link/start", &[]));
    all.add(stage, "a script's post that is refused", browser.post_json("/link/start", &[]));
    browser.prove("github|2001");
    all.add(stage, "`/link/review`", browser.get("/link/review"));
    all.add(stage, "`/settings`, a review", browser.send(get(stage, "/settings")));
    let review = browser.review_id();
    let review = [("review", review.as_str())];
    all.add(stage, "`POST /link/confirm` by a form", browser.post_form("/link/confirm", &review));
    all.add(stage, "`/suggestions` where there are none", browser.get("/suggestions"));
    let identity = [("provider", "github"), ("user_id", "2001")];
    all.add(stage, "`POST /unlink` by a script", browser.post_json("/unlink", &identity));
    stage.fault(&serde_json::json!({
        "when": {"path": "/api/v2/*"},
        "times": 0,
        "then": {"status": 429, "headers": {"retry-after": "60"}, "body": {}},
    }));
    browser.lose("outcome");
    all.add(stage, "`/me` while the tenant wants to wait", browser.get("/me"));
    stage.heal();
    all.add(stage, "`POST /logout` by a form", browser.post_form("/logout", &[]));
}

/// What other settings answer, natively.
fn collect_more(all: &mut Collection) {
    let wrong = Stage::native(&[("review", "yes")]);
    all.add(&wrong, "wrong settings, `/healthz`", fetched(&wrong, "/healthz"));
    all.add(&wrong, "wrong settings, `/me`", fetched(&wrong, "/me"));
    all.add_public(&wrong, "wrong settings, the settings page", fetched(&wrong, "/"));
    let pictures = Stage::native(&[("pictures", "on")]);
    all.add_public(&pictures, "`pictures = on`, the settings page", fetched(&pictures, "/"));
    let looks = [
        ("product_name", "Acme"),
        ("accent_color", "#5b2a86"),
        ("logo", "https://cdn.example/logo.svg"),
        ("stylesheet", "https://cdn.example/acme.css"),
    ];
    let branded = Stage::native(&looks);
    all.add_public(&branded, "with a brand, the settings page", fetched(&branded, "/"));
    all.add_public(&branded, "with a brand, `/brand.css`", fetched(&branded, "/brand.css"));
    all.add(&branded, "with a brand, an unknown path", fetched(&branded, "/nowhere"));
    let form = Stage::native(&[("response_mode", "form_post")]);
    let url = format!("{}/link/callback", form.app());
    let fields = [("code", "c"), ("state", "s")];
    let posted = form.exchange(form_request(&url, &fields));
    all.add(&form, "`response_mode = form_post`, `POST /link/callback`", posted);
}

/// The pages of Lock and auth0.js, which natively are there in every build.
fn collect_lock(all: &mut Collection) {
    let lock = Stage::native(&[("login_ui", "lock")]);
    all.add(&lock, "`login_ui = lock`, `/login/lock`", fetched(&lock, "/login/lock"));
    let mut options = get(&lock, "/login/lock/options");
    options.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
    all.add(&lock, "`login_ui = lock`, `/login/lock/options`", lock.exchange(options));
    let fields = Stage::native(&[("login_ui", "auth0js")]);
    all.add(&fields, "`login_ui = auth0js`, `/login/lock`", fetched(&fields, "/login/lock"));
}

/// A policy, a hash in which stands for what is in the page.
fn without_hashes(policy: &str) -> String {
    let mut pieces = policy.split("'sha256-");
    let first = pieces.next().unwrap().to_owned();
    let rest = pieces.map(|it| format!("'sha256-…'{}", it.split_once('\'').unwrap().1));
    first + &rest.collect::<String>()
}

/// Every kind of answer of the native component.
pub(crate) fn native() -> Vec<Kind> {
    let mut all = collect(&Stage::native(&[]));
    collect_more(&mut all);
    collect_lock(&mut all);
    all.0
}

impl Kind {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The values of a header, as they are shown.
    pub(super) fn values(&self, name: &str) -> Vec<String> {
        let all = self.answer.headers().get_all(name).iter();
        all.map(|value| self.shown(name, value.to_str().unwrap())).collect()
    }

    /// A header's value without what differs from run to run.
    pub(super) fn shown(&self, name: &str, value: &str) -> String {
        let value = match name {
            "content-length" => "…".to_owned(),
            // Each change of the script or the style in the page makes others.
            "content-security-policy" => without_hashes(value),
            "etag" => "W/\"…\"".to_owned(),
            "set-cookie" => {
                let (name, rest) = value.split_once('=').unwrap();
                let (value, attributes) = rest.split_once(';').unwrap();
                let stem = ["__Host-transaction-login-", "__Host-transaction-link-"];
                let stem = stem.iter().find(|it| name.starts_with(**it));
                let name = stem.map_or_else(|| name.to_owned(), |stem| format!("{stem}…"));
                let value = if value.is_empty() { "" } else { "…" };
                format!("{name}={value};{attributes}")
            }
            "location" => {
                let url = Url::parse(&self.origins[0]).unwrap().join(value).unwrap();
                let ours = url.as_str().starts_with(&self.origins[0]);
                if ours {
                    value.to_owned()
                } else {
                    value.split('?').next().unwrap().to_owned() + "?…"
                }
            }
            _ => value.to_owned(),
        };
        let value = value.replace(&self.origins[1], "{auth0_url}");
        value.replace(&self.origins[0], "{base_url}")
    }

    /// Name and value of all headers, in order.
    pub(super) fn lines(&self) -> Vec<(String, String)> {
        let all = self.answer.headers().iter();
        let mut lines: Vec<_> = all
            .map(|(name, value)| {
                (name.to_string(), self.shown(name.as_str(), value.to_str().unwrap()))
            })
            .collect();
        lines.sort();
        lines
    }
}
