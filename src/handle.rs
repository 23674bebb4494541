//! From a request to its answer: route, flow, headers. The one place where an error becomes an
//! answer and a line in the log.

use std::cell::Cell;

use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use crate::config::brand::Brand;
use crate::config::{Config, ConfigError, ResponseMode};
use crate::cookies::Jar;
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows;
use crate::flows::record::ended_sessions;
use crate::log::LogLine;
use crate::memory::Memory;
use crate::ows::ows;
use crate::page::policy::policy;
use crate::page::settings::said;
use crate::platform::{MAX_REQUEST_BYTES, Platform};
use crate::reply::Reply;
use crate::reply::branded::Branded;
use crate::reply::{file, packed};
use crate::route::embedder::{self, Readers};
use crate::route::{Manner, Route, sender};
use crate::store;
use crate::visit::{self, Visit};
use crate::words::{Language, Words};

/// How many bytes a request's address and headers may have together. Our own cookies need 7.5 KB,
/// and Auth0's answer to a login two more.
const MAX_HEAD_BYTES: usize = 24 * 1024;

/// What lives as long as an instance of the component: the settings, and what is cached. No request
/// leaves anything of its own here.
#[derive(Debug)]
pub struct Instance {
    config: Result<Config, ConfigError>,
    memory: Memory,
    branded: Branded,
    announced: Cell<bool>,
}

impl Instance {
    /// Parses the settings; the first request logs wrong ones.
    #[must_use]
    pub fn new(lookup: impl Fn(&str) -> Option<String>) -> Self {
        Self::of(Config::parse(lookup))
    }

    /// An instance for one request, if the host could not read the settings.
    #[must_use]
    pub fn unread() -> Self {
        Self::of(Err(ConfigError::Unread))
    }

    fn of(config: Result<Config, ConfigError>) -> Self {
        let (memory, branded) = (Memory::default(), Branded::default());
        Self { config, memory, branded, announced: Cell::new(false) }
    }
}

/// Answers a request, and says what to log. The request's URI may be absolute or a path; its
/// authority is not looked at.
pub async fn handle<P: Platform>(
    request: Request<Vec<u8>>,
    instance: &Instance,
    platform: &P,
) -> (Response<Vec<u8>>, LogLine) {
    let mut line = LogLine::default();
    let head = request.method() == Method::HEAD;
    let wants_json = wants_json(request.headers());
    let config = instance.config.as_ref().ok();
    let readers = readers(&request, config);
    let mut language = language(request.headers(), config);

    let answer = answer(request, instance, platform, wants_json, &mut language, &mut line).await;
    let (reply, jar) = answer.unwrap_or_else(|refusal| (Reply::refusal(refusal, wants_json), None));
    line.status = reply.status.as_u16();
    line.code = reply.code;
    (finish(reply, jar, config, readers, language, head), line)
}

/// Answers a request whose body could not be received.
#[must_use]
pub fn refuse<T>(
    request: &Request<T>,
    refusal: Refusal,
    instance: &Instance,
) -> (Response<Vec<u8>>, LogLine) {
    let reply = Reply::refusal(refusal, wants_json(request.headers()));
    let route = Route::find(request.method(), request.uri().path());
    let line = LogLine {
        method: request.method().clone(),
        path: route.ok().map(|it| it.rules().path),
        status: reply.status.as_u16(),
        code: reply.code,
        ..LogLine::default()
    };
    let head = request.method() == Method::HEAD;
    let config = instance.config.as_ref().ok();
    let (readers, language) = (readers(request, config), language(request.headers(), config));
    (finish(reply, None, config, readers, language, head), line)
}

fn readers<T>(request: &Request<T>, config: Option<&Config>) -> Readers {
    config.map_or(Readers::Nobody, |config| Readers::of(request, &config.embed_origins))
}

/// Answers what has a route; refuses the rest before any cookie is looked at.
async fn answer<P: Platform>(
    request: Request<Vec<u8>>,
    instance: &Instance,
    platform: &P,
    wants_json: bool,
    language: &mut Language,
    line: &mut LogLine,
) -> Result<(Reply, Option<Jar>), Refusal> {
    let (parts, body) = request.into_parts();
    line.method = parts.method.clone();
    if head_bytes(&parts.uri, &parts.headers) > MAX_HEAD_BYTES {
        return Err(Refusal::RequestTooLarge);
    }
    if body.len() > MAX_REQUEST_BYTES {
        return Err(Refusal::BodyTooLarge);
    }
    let route = Route::find(&parts.method, parts.uri.path())
        .map_err(|refusal| by_setting(refusal, parts.uri.path(), instance.config.as_ref().ok()))?;
    line.path = Some(route.rules().path);
    if let Route::Asset(asset) = route {
        // If the settings are wrong, the page is as it is without any.
        let brand = instance.config.as_ref().ok().map(|config| &config.brand);
        let reply = match brand.filter(|brand| asset.is_page() && brand.is_set()) {
            Some(brand) => instance.branded.page(brand, &parts.headers),
            None => file::serve(asset, parts.uri.path(), &parts.headers),
        };
        return Ok((reply, None));
    }
    let config = match instance.told(line) {
        Ok(config) => config,
        Err(error) if route == Route::Healthz => {
            return Ok((flows::health::unconfigured(error), None));
        }
        Err(_) => return Err(Refusal::Unavailable),
    };
    if route == Route::BrandStyle {
        let style = instance.branded.style(&config.brand, &parts.headers);
        return style.map(|reply| (reply, None)).ok_or(Refusal::NotFound);
    }
    let embedded = embedder::sends(route, &parts.headers, wants_json, &config.embed_origins);
    if !embedded {
        sender::check(route.rules().sender, &parts.headers, &config.origin())?;
    }
    let form = match form(&parts.headers, &body) {
        Ok(form) => form,
        // The tenant gets the form that it expects.
        Err(refusal) if route.rules().manner == Manner::OAuth => {
            return Ok((Reply::oauth_error(refusal), None));
        }
        Err(refusal) => return Err(refusal),
    };
    // What is posted is read from its form alone, everything else from its query.
    let query = parts.uri.query().unwrap_or_default();
    let fields = if parts.method == Method::POST { form } else { Fields::parse(query.as_bytes()) };
    let world = (config, platform, &instance.memory);
    let mut visit = Visit::begin(world, parts, embedded, wants_json);
    let reply = follow(&mut visit, route, &fields, language, line).await;
    Ok((reply, Some(visit.jar)))
}

impl Instance {
    /// The settings. What is wrong with them is logged once.
    fn told(&self, line: &mut LogLine) -> Result<&Config, &ConfigError> {
        let config = self.config.as_ref();
        let has_news = config.is_err() || config.is_ok_and(|it| !it.looks.is_empty());
        if has_news && !self.announced.replace(true) {
            match config {
                Ok(config) => line.notes.extend(config.looks.iter().cloned()),
                Err(error) => line.notes.push(error.to_string()),
            }
        }
        config
    }
}

/// Follows a route from the session to the cookies of its answer.
async fn follow<P: Platform>(
    visit: &mut Visit<'_, P>,
    route: Route,
    fields: &Fields,
    language: &mut Language,
    line: &mut LogLine,
) -> Reply {
    if route.rules().session {
        ended_sessions::look(visit).await;
    }
    let read = visit.read_page_form(route, fields);
    *language = visit.language();
    let outcome = match read {
        Ok(()) => flows::run(route, visit, fields).await,
        Err(refusal) => Err(refusal.into()),
    };
    ended_sessions::store_lost(visit).await;
    let outcome = outcome.and_then(|reply| fit(visit).map(|()| reply));
    store::sweep::sweep(visit).await;
    ended_sessions::replace(visit).await;
    line.notes.append(visit.notes.get_mut());
    let reply = outcome.unwrap_or_else(|error| {
        let refusal = match error {
            Error::Refused(refusal) => refusal,
            Error::Broken(error) => {
                line.notes.push(format!("{error:#}"));
                Refusal::Unavailable
            }
        };
        if let Refusal::IdToken(fault) = refusal {
            line.notes.push(format!("ID token: {fault:?}"));
        }
        visit.refused(refusal, route, fields)
    });
    line.audit = std::mem::take(&mut visit.attempt).finish(reply.code, visit.now);
    if route == Route::Settings { packed::pack(reply, &visit.headers, fields) } else { reply }
}

/// Refuses an answer whose cookies no browser would keep: then none of them changes.
fn fit<P: Platform>(visit: &mut Visit<'_, P>) -> Result<(), Error> {
    let Err(refusal) = visit.jar.make_fit() else { return Ok(()) };
    if let Some((name, bytes)) = visit.jar.largest() {
        visit.note(format!("no room for the cookies: {name} has {bytes} bytes"));
    }
    visit.give_up();
    // If nothing came from the tenant, it is the request that brought too much.
    Err(if visit.budget.asked.get() { refusal } else { Refusal::RequestTooLarge }.into())
}

/// Names the callback's methods as they are set: it takes the tenant's form only if that is asked for.
fn by_setting(refusal: Refusal, path: &str, config: Option<&Config>) -> Refusal {
    let by_form = config.is_some_and(|config| config.response_mode == ResponseMode::FormPost);
    if by_form && path == "/link/callback" {
        return Refusal::MethodNotAllowed(&["GET", "POST"]);
    }
    refusal
}

/// Adds what every answer carries. Left out on purpose: `X-Frame-Options`, which `frame-ancestors`
/// replaces, and `Clear-Site-Data`, which would take away what others keep on the host; nothing private
/// is ever stored.
fn finish(
    reply: Reply,
    jar: Option<Jar>,
    config: Option<&Config>,
    readers: Readers,
    language: Language,
    head: bool,
) -> Response<Vec<u8>> {
    // Hosts of pictures do not say that others may show them (`Cross-Origin-Resource-Policy`); without
    // cookies they can still be loaded.
    let pictures = config.is_some_and(|config| config.pictures);
    let embedder = if pictures { "credentialless" } else { "require-corp" };
    let bare = Brand::default();
    let brand = config.map_or(&bare, |config| &config.brand);
    let words = || Words::of(language);
    let body = match (reply.page, reply.problem) {
        (Some(page), _) => page.render(brand, &words()).into_bytes(),
        (None, Some(problem)) => {
            let english = said::in_document(&Words::of(Language::English), problem);
            problem.document(said::in_document(&words(), problem), english.happened)
        }
        (None, None) => reply.body,
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    *headers = reply.headers;
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| {
        // Made of values that fit into a header; were it not, nothing would be allowed.
        let policy = HeaderValue::try_from(policy(config));
        policy.unwrap_or(HeaderValue::from_static("default-src 'none'"))
    });
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(CACHE_CONTROL, PRIVATE);
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: that makes the `Origin` of our own form posts `null` (measured).
    add(REFERRER_POLICY, "same-origin");
    add(HeaderName::from_static("cross-origin-embedder-policy"), embedder);
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    if config.is_some_and(Config::is_https) {
        add(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    readers.write(headers);
    only_for_these_cookies(headers);
    if let Some(jar) = jar {
        jar.write(headers);
    }
    // A 304 has no length of its own: one of 0 would be taken for the file's (RFC 9110, 8.6).
    if response.status() != StatusCode::NOT_MODIFIED {
        let length = response.body().len();
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    if head {
        response.body_mut().clear();
    }
    response
}

/// `no-store` is enough for the standard (RFC 9111 section 5.2.2.5). Fastly's own rules know `private` alone.
const PRIVATE: &str = "private, no-store";

/// For a cache that is told to ignore `Cache-Control`: a private answer is for these cookies alone. nginx then stores
/// nothing, if `*` has a line of its own, the last: before 1.23 it reads no other. Varnish goes by the names
/// (`tests/front/caches.test.mjs`).
fn only_for_these_cookies(headers: &mut HeaderMap) {
    if headers.get(CACHE_CONTROL).is_some_and(|it| it == PRIVATE) {
        headers.append(VARY, HeaderValue::from_static("cookie"));
        headers.append(VARY, HeaderValue::from_static("*"));
    }
}

const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/// The language of a page rendered here.
fn language(headers: &HeaderMap, config: Option<&Config>) -> Language {
    let jar = Jar::new(headers, config.is_some_and(Config::is_https));
    visit::wanted_language(headers, &jar).unwrap_or(Language::English)
}

fn head_bytes(uri: &http::Uri, headers: &HeaderMap) -> usize {
    let path = uri.path_and_query().map_or(0, |it| it.as_str().len());
    headers.iter().fold(path, |sum, (name, value)| {
        let line = name.as_str().len().saturating_add(value.len()).saturating_add(4);
        sum.saturating_add(line)
    })
}

fn wants_json(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|range| {
        let kind = ows(range.split(';').next().unwrap_or_default());
        matches!(kind, "application/json" | "application/problem+json")
    })
}

/// The fields of a form. A body of another type is not guessed at.
fn form(headers: &HeaderMap, body: &[u8]) -> Result<Fields, Refusal> {
    if body.is_empty() {
        return Ok(Fields::default());
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = ows(kind.split(';').next().unwrap_or_default());
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Refusal::InvalidRequest);
    }
    Ok(Fields::parse(body))
}
