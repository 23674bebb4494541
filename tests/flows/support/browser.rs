//! A browser as far as the flows need one: a cookie jar for each host, redirects, meta refreshes,
//! forms, and the headers by which browsers say where a request comes from.

use http::header::{ACCEPT, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::Value;
use url::Url;

use super::{Stage, set_cookie};

/// A person's browser.
#[derive(Clone)]
pub(crate) struct Browser<'a> {
    pub(super) stage: &'a Stage,
    /// Host, name, value.
    pub(crate) cookies: Vec<(String, String, String)>,
    /// Whether it sends Fetch Metadata, as all but old browsers do.
    pub(crate) fetch_metadata: bool,
    /// Whether it runs scripts: where it does, it does not heed what is meant for others.
    pub(crate) scripts: bool,
}

/// What a navigation ended at.
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// Without the body, which is long.
impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.status, self.url)
    }
}

/// More redirects than any flow has.
const MAX_HOPS: usize = 12;

impl<'a> Browser<'a> {
    pub(crate) fn new(stage: &'a Stage) -> Self {
        Self { stage, cookies: Vec::new(), fetch_metadata: true, scripts: true }
    }

    /// What it visits.
    pub(crate) const fn stage(&self) -> &'a Stage {
        self.stage
    }

    // --- what a person does

    /// Signs in with a password, from the start to the settings page. Where Auth0 has a session, it
    /// asks for none.
    pub(crate) fn log_in(&mut self, person: &str) -> Page {
        let page = self.open("/login");
        let asked = page.url.as_str().starts_with(self.stage.tenant());
        if asked { self.sign_in_at(&page, person) } else { page }
    }

    /// Fills in the tenant's password form.
    pub(crate) fn sign_in_at(&mut self, page: &Page, person: &str) -> Page {
        let fields = [
            ("username", &*format!("{person}@example.com")),
            ("password", &*format!("worthless-{person}")),
        ];
        self.submit(page, "/u/login", &fields)
    }

    /// Begins a link; ends at the tenant's login page for that connection.
    pub(crate) fn start_link(&mut self, connection: &str) -> Page {
        let answer = self.post_json("/link/start", &[("connection", connection)]);
        let document = json(&answer);
        let location = document["location"].as_str().unwrap_or_else(|| panic!("{document}"));
        let location = location.to_owned();
        let from = self.stage.app().to_owned();
        self.navigate(&location, Some(&from))
    }

    /// Signs in through a connection that is not the database.
    pub(crate) fn log_in_by(&mut self, connection: &str, user_id: &str) -> Page {
        let page = self.open(&format!("/login?connection={connection}"));
        self.submit(&page, "/u/social", &[("user_id", user_id)])
    }

    /// Proves a social account; ends wherever the callback leads.
    pub(crate) fn prove(&mut self, user_id: &str) -> Page {
        let (provider, _) = user_id.split_once('|').unwrap();
        self.prove_by(provider, user_id)
    }

    /// The same where the connection has another name than the provider.
    pub(crate) fn prove_by(&mut self, connection: &str, user_id: &str) -> Page {
        let page = self.start_link(connection);
        self.submit(&page, "/u/social", &[("user_id", user_id)])
    }

    /// Links a social account, review included.
    pub(crate) fn link(&mut self, user_id: &str) -> String {
        self.prove(user_id);
        self.confirm(&[])
    }

    /// Confirms the review that waits, with these fields besides its id.
    pub(crate) fn confirm(&mut self, fields: &[(&str, &str)]) -> String {
        let review = self.review_id();
        let all: Vec<_> =
            [("review", review.as_str())].into_iter().chain(fields.to_vec()).collect();
        self.post_outcome("/link/confirm", &all)
    }

    /// The same by the review's id alone, without a look at it.
    pub(crate) fn confirm_unseen(&mut self, fields: &[(&str, &str)]) -> String {
        let me = self.me();
        let review = me["pending"]["review"].as_str().unwrap_or_else(|| panic!("{me}"));
        let all: Vec<_> = [("review", review)].into_iter().chain(fields.to_vec()).collect();
        self.post_outcome("/link/confirm", &all)
    }

    /// What a form names the review that waits by, once it was looked at.
    pub(crate) fn review_id(&mut self) -> String {
        let shown = json(&self.get("/link/review"));
        shown["review"].as_str().unwrap_or_else(|| panic!("nothing waits: {shown}")).to_owned()
    }

    /// `/me` of somebody who is signed in.
    pub(crate) fn me(&mut self) -> Value {
        let answer = self.get("/me");
        assert_eq!(answer.status(), StatusCode::OK, "{}", json(&answer));
        json(&answer)
    }

    /// The ids of the identities that `/me` shows.
    pub(crate) fn identities(&mut self) -> Vec<String> {
        let me = self.me();
        me["identities"].as_array().unwrap().iter().map(super::identity_id).collect()
    }

    // --- how a browser does it

    /// Types an address of ours.
    pub(crate) fn open(&mut self, path: &str) -> Page {
        let url = format!("{}{path}", self.stage.app());
        self.navigate(&url, None)
    }

    /// A script's GET on our page.
    pub(crate) fn get(&mut self, path: &str) -> Response<Vec<u8>> {
        let url = format!("{}{path}", self.stage.app());
        let request = Request::get(url).header(ACCEPT, "application/json");
        self.same_origin_fetch(request.body(Vec::new()).unwrap())
    }

    /// A script's POST on our page, asking for JSON.
    pub(crate) fn post_json(&mut self, path: &str, fields: &[(&str, &str)]) -> Response<Vec<u8>> {
        let mut request = form_request(&format!("{}{path}", self.stage.app()), fields);
        request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
        self.same_origin_fetch(request)
    }

    /// The same, and the outcome or problem code it ends in.
    pub(crate) fn post_outcome(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let document = json(&self.post_json(path, fields));
        let code = document["outcome"].as_str().or(document["code"].as_str());
        code.unwrap_or_else(|| panic!("{document}")).to_owned()
    }

    /// A form of our page, sent by the browser itself, redirects not followed.
    pub(crate) fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Response<Vec<u8>> {
        let mut request = form_request(&format!("{}{path}", self.stage.app()), fields);
        self.metadata(&mut request, "same-origin", "navigate", "document");
        request.headers_mut().insert(ORIGIN, self.stage.app().parse().unwrap());
        self.send(request)
    }

    /// Adds the cookies of the request's host.
    pub(crate) fn with_cookies(&self, mut request: Request<Vec<u8>>) -> Request<Vec<u8>> {
        let host = request.uri().authority().unwrap().to_string();
        let own = self.cookies.iter().filter(|(it, ..)| *it == host);
        let pairs: Vec<String> = own.map(|(_, name, value)| format!("{name}={value}")).collect();
        if !pairs.is_empty() {
            // As bytes: a planted name need not be ASCII.
            let line = HeaderValue::from_bytes(pairs.join("; ").as_bytes());
            request.headers_mut().insert(COOKIE, line.unwrap());
        }
        request
    }

    /// Sends a request as it is, with the cookies of its host.
    pub(crate) fn send(&mut self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let host = request.uri().authority().unwrap().to_string();
        let request = self.with_cookies(request);
        let ours = self.stage.app().ends_with(&host);
        let before = self.own_bytes();
        let response = self.stage.exchange(request);
        self.keep_cookies(&host, &response);
        // What a test plants may be too much. No answer makes it so.
        let after = self.own_bytes();
        assert!(!ours || after <= before.max(7_500), "{after} bytes: {:?}", self.own_cookies());
        response
    }

    /// How many bytes our cookies have together.
    fn own_bytes(&self) -> usize {
        let host = self.stage.app().split("//").last().unwrap_or_default();
        let own = self.cookies.iter().filter(|(it, ..)| it == host);
        let pairs = own.map(|(_, name, value)| (name.as_str(), value.as_str()));
        set_cookie::size(pairs, self.stage.cookie_prefix())
    }

    /// Stores what an answer of this host sets.
    pub(crate) fn keep_cookies(&mut self, host: &str, response: &Response<Vec<u8>>) {
        for line in response.headers().get_all(SET_COOKIE) {
            self.store(host, line.to_str().unwrap());
        }
    }

    /// Goes to an address and on, until a page is there.
    pub(crate) fn navigate(&mut self, url: &str, from: Option<&str>) -> Page {
        self.travel(Request::get(url).body(Vec::new()).unwrap(), from)
    }

    /// Sends a form of `page`, with the hidden state that the tenant's pages have.
    pub(crate) fn submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let url = page.url.join(action).unwrap();
        let state = page.hidden("state").unwrap_or_else(|| panic!("no form on {page:?}"));
        let mut all = vec![("state", state.as_str())];
        all.extend_from_slice(fields);
        let from = page.url.origin().ascii_serialization();
        self.travel(form_request(url.as_str(), &all), Some(&from))
    }

    pub(super) fn travel(&mut self, mut request: Request<Vec<u8>>, from: Option<&str>) -> Page {
        let mut site = "none";
        let mut from = from.map(ToOwned::to_owned);
        // Apart from the request, which leaves out the fragment.
        let mut url: Url = request.uri().to_string().parse().unwrap();
        for _ in 0..MAX_HOPS {
            if let Some(from) = &from {
                let own = url.origin().ascii_serialization() == *from && site != "cross-site";
                site = if own { "same-origin" } else { "cross-site" };
            }
            self.metadata(&mut request, site, "navigate", "document");
            // Ours are `Lax`, and come along with another site's links, but not with its forms.
            let bare = site == "cross-site" && request.method() == Method::POST;
            let response = if bare { self.stage.exchange(request) } else { self.send(request) };
            let (parts, body) = response.into_parts();
            let body = String::from_utf8_lossy(&body).into_owned();
            let page =
                Page { url: url.clone(), status: parts.status, headers: parts.headers, body };
            request = match (page.next(self.scripts), page.posts_itself()) {
                (Some(next), _) => {
                    let request = Request::get(next.as_str()).body(Vec::new()).unwrap();
                    url = next;
                    request
                }
                (None, Some(form)) => {
                    url = form.uri().to_string().parse().unwrap();
                    from = Some(page.url.origin().ascii_serialization());
                    form
                }
                (None, None) => return page,
            };
        }
        panic!("too many redirects");
    }

    fn same_origin_fetch(&mut self, mut request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.metadata(&mut request, "same-origin", "cors", "empty");
        if !self.fetch_metadata {
            request.headers_mut().insert(ORIGIN, self.stage.app().parse().unwrap());
        }
        self.send(request)
    }

    fn metadata(&self, request: &mut Request<Vec<u8>>, site: &str, mode: &str, dest: &str) {
        if self.fetch_metadata {
            for (name, value) in
                [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]
            {
                request.headers_mut().insert(
                    http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                    value.parse().unwrap(),
                );
            }
        }
    }

    fn store(&mut self, host: &str, line: &str) {
        let (name, rest) = line.split_once('=').unwrap();
        let value = rest.split(';').next().unwrap();
        self.cookies.retain(|(it, known, _)| it != host || known != name);
        let gone = rest.split(';').any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
        if !gone {
            self.cookies.push((host.to_owned(), name.to_owned(), value.to_owned()));
        }
    }

    // --- what an attacker or a mishap does

    /// Loses the cookies of our own origin that begin so (without the prefix).
    pub(crate) fn lose(&mut self, name: &str) {
        let start = format!("{}{name}", self.stage.cookie_prefix());
        self.cookies.retain(|(_, known, _)| !known.starts_with(&start));
    }

    /// Somebody else puts a cookie for our host beside the others.
    pub(crate) fn plant(&mut self, name: &str, value: &str) {
        let host = self.stage.app().split("//").nth(1).unwrap().to_owned();
        self.cookies.push((host, name.to_owned(), value.to_owned()));
    }

    /// The names of our own cookies, without the prefix.
    pub(crate) fn own_cookies(&self) -> Vec<&str> {
        let prefix = self.stage.cookie_prefix();
        self.cookies.iter().filter_map(|(_, name, _)| name.strip_prefix(prefix)).collect()
    }
}

impl Page {
    /// Where the browser goes on to by itself.
    fn next(&self, scripts: bool) -> Option<Url> {
        if self.status.is_redirection() {
            let location = self.headers.get(LOCATION)?.to_str().unwrap();
            return Some(self.url.join(location).unwrap());
        }
        let (before, rest) = self.body.split_once("http-equiv=\"refresh\" content=\"")?;
        // At once, or after a second.
        let rest = rest.strip_prefix("0;url=").or_else(|| rest.strip_prefix("1;url="))?;
        // That one is for browsers without scripts; this one is mostly as good as one with them.
        if scripts && before.ends_with("<noscript><meta ") {
            return None;
        }
        let (location, _) = rest.split_once('"').unwrap();
        Some(self.url.join(&unescape(location)).unwrap())
    }

    /// The form that the page's own script sends off at once, to another site.
    fn posts_itself(&self) -> Option<Request<Vec<u8>>> {
        let (_, form) = self.body.split_once("<form method=\"post\" action=\"")?;
        let (action, form) = form.split_once('"')?;
        let action: Url = unescape(action).parse().ok()?;
        let away = action.origin() != self.url.origin();
        let inputs = form.split("name=\"").skip(1).filter_map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"")?;
            Some((name, unescape(rest.split_once('"')?.0)))
        });
        let fields: Vec<_> = inputs.collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        away.then(|| form_request(action.as_str(), &fields))
    }

    /// The outcome code in the address.
    pub(crate) fn outcome(&self) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs.find(|(name, _)| name == "outcome").map(|(_, value)| value.into_owned())
    }

    fn hidden(&self, name: &str) -> Option<String> {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&start)?;
        rest.split_once('"').map(|(value, _)| unescape(value))
    }
}

pub(crate) fn form_request(url: &str, fields: &[(&str, &str)]) -> Request<Vec<u8>> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    Request::post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.finish().into_bytes())
        .unwrap()
}

pub(crate) fn json(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body())
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(response.body())))
}

pub(super) fn unescape(text: &str) -> String {
    let entities = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        // Last: what it stands before is text.
        ("&amp;", "&"),
        ("&#38;", "&"),
    ];
    entities.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
