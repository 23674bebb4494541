//! A browser and an application, as far as a tenant can tell them from real ones, and a clock that the test moves.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use ct_codecs::{Base64UrlSafeNoPadding, Decoder, Encoder};
use http::{Request, Response};
use serde_json::{Map, Value};
use tenant::{Answer, Keys, Tenant};
use url::Url;

pub(crate) const ORIGIN: &str = "http://127.0.0.1:3001";
pub(crate) const APP: &str = "http://localhost:3000";
pub(crate) const CALLBACK: &str = "http://localhost:3000/link/callback";
pub(crate) const VERIFIER: &str = "a-code-verifier-of-at-least-forty-three-characters";
pub(crate) const AUDIENCE: &str = "https://127.0.0.1:3001/api/v2/";
pub(crate) const SCOPE: &str = "openid profile email read:current_user update:current_user_identities \
     create:current_user_metadata update:current_user_metadata";

/// One set of keys for all tests: making them is slow.
pub(crate) fn keys() -> Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(Keys::generate).clone()
}

/// The example tenant with one browser before it.
pub(crate) struct World {
    pub(crate) tenant: Tenant,
    pub(crate) now: u64,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// The tokens of a login.
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) id_token: String,
}

impl World {
    pub(crate) fn new() -> Self {
        let tenant =
            Tenant::example(Url::parse(ORIGIN).unwrap(), &Url::parse(APP).unwrap(), keys());
        Self { tenant, now: 1_800_000_000, cookies: BTreeMap::new() }
    }

    pub(crate) fn handle(&mut self, request: Request<Vec<u8>>) -> Answer {
        self.tenant.handle(self.now, request)
    }

    /// Sends a request without cookies.
    #[track_caller]
    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.as_bytes().to_vec()).unwrap();
        Reply(self.handle(request).outcome.response().expect("an answer"))
    }

    #[track_caller]
    fn browse(&mut self, method: &str, target: &str, body: &str) -> Reply {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = [
            ("cookie", cookies.join("; ")),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let reply = self.send(method, target, &headers, body);
        for set in reply.0.headers().get_all("set-cookie") {
            let (pair, attributes) = set.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }

    /// Opens an address of the tenant as a browser does: with cookies, following redirects until they leave it.
    #[track_caller]
    pub(crate) fn open(&mut self, target: &str) -> Reply {
        let mut reply = self.browse("GET", target, "");
        while let Some(next) =
            reply.location().filter(|next| next.starts_with(&format!("{ORIGIN}/")))
        {
            reply = self.browse("GET", &next, "");
        }
        reply
    }

    /// Posts a form of a page, with its hidden fields.
    #[track_caller]
    pub(crate) fn submit(&mut self, page: &Reply, action: &str, fields: &[(&str, &str)]) -> Reply {
        let text = page.text();
        let marker = format!("action=\"{action}\">");
        let form =
            text.split(&marker).nth(1).unwrap_or_else(|| panic!("no form {action} in {text}"));
        let mut body = form_urlencoded::Serializer::new(String::new());
        for hidden in
            form.split("</form>").next().unwrap().split("<input type=\"hidden\" name=\"").skip(1)
        {
            let mut quoted = hidden.split('"');
            let name = quoted.next().unwrap();
            body.append_pair(name, quoted.nth(1).unwrap());
        }
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        let mut reply = self.browse("POST", action, &body.finish());
        if let Some(next) = reply.location().filter(|next| next.starts_with(&format!("{ORIGIN}/")))
        {
            reply = self.open(&next);
        }
        reply
    }

    /// Logs in as one of the sample people, and gives where the browser ends up.
    #[track_caller]
    pub(crate) fn log_in(&mut self, who: &str, more: &[(&str, &str)]) -> Reply {
        let account = self
            .tenant
            .accounts()
            .into_iter()
            .find(|account| account.user_id == who)
            .expect("an account");
        let mut params = vec![("connection", account.connection.as_str())];
        params.extend(more);
        let page = self.open(&authorize(&params));
        match &account.password {
            Some(password) => {
                let fields = [("username", account.username.as_str()), ("password", password)];
                self.submit(&page, "/u/login", &fields)
            }
            None => self.submit(&page, "/u/social", &[("user_id", who)]),
        }
    }

    /// Exchanges the code of a callback.
    #[track_caller]
    pub(crate) fn exchange(&mut self, callback: &Reply) -> Value {
        let reply = self.token(&[("code", &callback.callback("code"))]);
        assert_eq!(reply.status(), 200, "{}", reply.text());
        reply.json()
    }

    /// A token request of the application; `params` come before the usual ones.
    #[track_caller]
    pub(crate) fn token(&mut self, params: &[(&str, &str)]) -> Reply {
        let usual = [
            ("grant_type", "authorization_code"),
            ("client_id", "local-app"),
            ("client_secret", "local-app-worthless-secret"),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(params);
        body.extend_pairs(
            usual.iter().filter(|(name, _)| !params.iter().any(|(own, _)| own == name)),
        );
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", "/oauth/token", &headers, &body.finish())
    }

    /// The tokens of a fresh login with every scope of the Management API that linking needs.
    #[track_caller]
    pub(crate) fn tokens(&mut self, who: &str) -> Tokens {
        let callback =
            self.log_in(who, &[("audience", AUDIENCE), ("scope", SCOPE), ("prompt", "login")]);
        let body = self.exchange(&callback);
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Tokens { access_token: text("access_token"), id_token: text("id_token") }
    }

    /// A token of the application's own, with those scopes.
    #[track_caller]
    pub(crate) fn machine_token(&mut self, scope: &str) -> String {
        self.machine_token_of("local-app", scope)
    }

    /// The same of another client, whose secret is made like all of them.
    #[track_caller]
    pub(crate) fn machine_token_of(&mut self, client_id: &str, scope: &str) -> String {
        let reply = self.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", &format!("{client_id}-worthless-secret")),
            ("audience", AUDIENCE),
            ("scope", scope),
        ]);
        assert_eq!(reply.status(), 200, "{}", reply.text());
        reply.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// A request to `/__tenant/` with a JSON body.
    #[track_caller]
    pub(crate) fn admin(&mut self, method: &str, path: &str, body: &Value) -> Reply {
        let headers = [("content-type", "application/json")];
        self.send(method, &format!("/__tenant/{path}"), &headers, &body.to_string())
    }

    /// A Management API request with a JSON body, or none where it is null.
    #[track_caller]
    pub(crate) fn api(&mut self, token: &str, method: &str, path: &str, body: &Value) -> Reply {
        let authorization = format!("Bearer {token}");
        let headers =
            [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("/api/v2/{path}"), &headers, &body)
    }
}

/// An authorization request of the application; `params` come before the usual ones, empty ones are left out.
pub(crate) fn authorize(params: &[(&str, &str)]) -> String {
    let challenge =
        Base64UrlSafeNoPadding::encode_to_string(hmac_sha256::Hash::hash(VERIFIER.as_bytes()))
            .unwrap();
    let usual = [
        ("client_id", "local-app"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email"),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(params.iter().filter(|(_, value)| !value.is_empty()));
    query.extend_pairs(usual.iter().filter(|(name, _)| !params.iter().any(|(own, _)| own == name)));
    format!("/authorize?{}", query.finish())
}

/// A token's header and claims, unverified.
#[track_caller]
pub(crate) fn decode(token: &str) -> (Map<String, Value>, Map<String, Value>) {
    let part = |part: &str| {
        serde_json::from_slice(&Base64UrlSafeNoPadding::decode_to_vec(part, None).unwrap()).unwrap()
    };
    let mut parts = token.split('.');
    (part(parts.next().unwrap()), part(parts.next().unwrap()))
}

/// An answer of the tenant.
pub(crate) struct Reply(pub(crate) Response<Vec<u8>>);

impl Reply {
    pub(crate) fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.body().clone()).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(self.0.body()).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        Some(self.0.headers().get(name)?.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> Option<String> {
        self.header("location").map(str::to_owned)
    }

    /// A parameter of the redirect to the application's callback, empty where it is missing.
    #[track_caller]
    pub(crate) fn callback(&self, name: &str) -> String {
        let location = self
            .location()
            .unwrap_or_else(|| panic!("no redirect, but {} {}", self.status(), self.text()));
        assert!(location.starts_with(&format!("{CALLBACK}?")), "{location}");
        let url = Url::parse(&location).unwrap();
        let value =
            url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        value.unwrap_or_default()
    }

    /// An answer of status and message in the Management API's form.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, message: &str) {
        let body = self.json();
        assert_eq!((self.status(), body["message"].as_str()), (status, Some(message)));
        assert_eq!(body["statusCode"], status);
        assert!(body["error"].is_string());
    }
}
