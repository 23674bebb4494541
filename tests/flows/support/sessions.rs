//! The tenant's own sessions, and its word that one is over; and cookies that somebody copied.

use http::{Request, Response};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::{Browser, Kind, Stage, form_request, json as read};

impl Stage {
    /// The ids of a person's sessions at the tenant.
    pub(crate) fn sids(&self, user_id: &str) -> Vec<String> {
        let all = read(&self.admin("GET", "sessions", None));
        let own = all.as_array().unwrap().iter().filter(|session| session["user_id"] == user_id);
        own.map(|session| session["sid"].as_str().unwrap().to_owned()).collect()
    }

    /// The only one of them.
    pub(crate) fn sid(&self, user_id: &str) -> String {
        let mut sids = self.sids(user_id);
        assert_eq!(sids.len(), 1, "{user_id}");
        sids.remove(0)
    }

    /// A logout token of the tenant for the application; `wish` says `sub`, `sid` and `forgery`.
    pub(crate) fn logout_token(&self, mut wish: Value) -> String {
        wish["client_id"] = json!("local-app");
        let answer = self.admin("POST", "logout-token", Some(&wish));
        assert!(answer.status().is_success(), "{wish}");
        read(&answer)["logout_token"].as_str().unwrap().to_owned()
    }

    /// The secrets by which cookies are sealed change, the newest first; native stages only.
    pub(crate) fn rotate_cookie_secrets(&self, secrets: &[&str]) {
        self.set("cookie_secrets", &secrets.join(","));
    }

    /// A setting changes, an empty value being its default; native stages only.
    pub(crate) fn set(&self, name: &str, value: &str) {
        match &self.0 {
            Kind::Native(native) => native.set(name, value),
            Kind::Component(_) => panic!("only a native stage can change its settings"),
        }
    }

    /// The tokens of a person's sign-in to the application, which no page ever sees.
    pub(crate) fn tokens(&self, person: &str) -> Value {
        let mut browser = self.browser();
        let host = self.tenant().split("//").nth(1).unwrap();
        let redirect_uri = format!("{}/link/callback", self.app());
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([("client_id", "local-app"), ("response_type", "code")]);
        query.extend_pairs([("redirect_uri", redirect_uri.as_str()), ("nonce", "n")]);
        query.extend_pairs([("scope", "openid profile email read:current_user")]);
        query.append_pair("audience", &format!("https://{host}/api/v2/"));
        let url = format!("{}/authorize?{}", self.tenant(), query.finish());
        let page = browser.navigate(&url, None);
        let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
        let fields = [
            ("state", state.split('"').next().unwrap()),
            ("username", &format!("{person}@example.com")),
            ("password", &format!("worthless-{person}")),
        ];
        let answer = browser.send(form_request(&format!("{}/u/login", self.tenant()), &fields));
        let callback: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1;
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", "local-app"),
            ("client_secret", "local-app-worthless-secret"),
            ("redirect_uri", &redirect_uri),
            ("code", &code),
        ];
        read(&self.exchange(form_request(&format!("{}/oauth/token", self.tenant()), &fields)))
    }

    /// What the edge says to a logout token, sent as the tenant does.
    pub(crate) fn deliver(&self, token: &str) -> Response<Vec<u8>> {
        let url = format!("{}/backchannel-logout", self.app());
        self.exchange(form_request(&url, &[("logout_token", token)]))
    }
}

impl Browser<'_> {
    /// Whether somebody is signed in.
    pub(crate) fn is_signed_in(&mut self) -> bool {
        self.get("/me").status().is_success()
    }

    /// Signs out at the tenant, as another application of it does.
    pub(crate) fn sign_out_at_the_tenant(&mut self) {
        let url = format!("{}/v2/logout", self.stage.tenant());
        let answer = self.send(Request::get(url).body(Vec::new()).unwrap());
        assert!(answer.status().is_success());
    }
}
