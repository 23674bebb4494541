//! Codes and links: settings that take them on the settings page, what the tenant sent, and what a
//! person does with it.

use http::header::ACCEPT;
use http::{Request, Response};
use serde_json::Value;

use super::{Browser, DATABASE, Page, Stage, form_request, json};

/// Everything that these tests link, the two connections of messages among them.
const CONNECTIONS: &str = "sms=Text message,email=Email code,github=GitHub,google-oauth2=Google,\
    windowslive=Microsoft,Username-Password-Authentication=Email and password";

/// The settings, with these changed, by which messages are asked for on the settings page.
pub(crate) fn by_message<'a>(settings: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let defaults = [("connections", CONNECTIONS), ("passwordless", "code_or_link")];
    let changed = |name: &str| settings.iter().any(|(it, _)| *it == name);
    let kept = defaults.into_iter().filter(|(name, _)| !changed(name));
    settings.iter().copied().chain(kept).collect()
}

/// The connection and the parameter that an address or a number belongs to.
fn channel(to: &str) -> (&'static str, &'static str) {
    if to.contains('@') { ("email", "email") } else { ("sms", "phone_number") }
}

impl Stage {
    /// A stage where codes and links are asked for on the settings page.
    pub(crate) fn by_message(settings: &[(&str, &str)]) -> Self {
        Self::with(&by_message(settings))
    }

    /// The same, always in this process.
    pub(crate) fn native_by_message(settings: &[(&str, &str)]) -> Self {
        Self::native(&by_message(settings))
    }

    /// What the tenant sent, the oldest first.
    pub(crate) fn messages(&self) -> Vec<Value> {
        serde_json::from_slice(self.admin("GET", "messages", None).body()).unwrap()
    }

    /// The latest message to that address or number.
    pub(crate) fn message(&self, to: &str) -> Value {
        let messages = self.messages();
        let latest = messages.into_iter().rev().find(|message| message["to"] == to);
        latest.unwrap_or_else(|| panic!("nothing went to {to}"))
    }

    /// The code in it.
    pub(crate) fn code(&self, to: &str) -> String {
        self.message(to)["code"].as_str().unwrap().to_owned()
    }

    /// The link in it.
    pub(crate) fn link(&self, to: &str) -> String {
        self.message(to)["link"].as_str().unwrap().to_owned()
    }

    /// A code that is not the one that went there.
    pub(crate) fn wrong_code(&self, to: &str) -> String {
        wrong(&self.code(to))
    }

    /// Whether the tenant asks for the second factor of whoever has one.
    pub(crate) fn ask_for_second_factors(&self) {
        let policy = serde_json::json!({ "policy": "enrolled" });
        assert!(self.admin("POST", "mfa", Some(&policy)).status().is_success());
    }

    /// A person with a verified address and a password, signed in: one for each row of a table, since
    /// nobody may ask for many messages.
    pub(crate) fn newcomer(&self, name: &str) -> Browser<'_> {
        self.put_user(&serde_json::json!({
            "user_id": format!("auth0|{name}"), "name": "New",
            "email": format!("{name}@example.com"), "email_verified": true,
            "identities": [{"provider": "auth0", "user_id": name, "connection": DATABASE,
                "password": format!("worthless-{name}")}],
        }));
        self.signed_in(name)
    }
}

/// As long as that code, and another one.
pub(crate) fn wrong(code: &str) -> String {
    code.chars().map(|digit| if digit == '1' { '2' } else { '1' }).collect()
}

impl Browser<'_> {
    /// Asks for a message; `further` goes along.
    pub(crate) fn ask(&mut self, to: &str, further: &[(&str, &str)]) -> Response<Vec<u8>> {
        self.ask_with(to, further, &[])
    }

    /// The same with more headers.
    pub(crate) fn ask_with(
        &mut self,
        to: &str,
        further: &[(&str, &str)],
        headers: &[(&'static str, &str)],
    ) -> Response<Vec<u8>> {
        let (connection, parameter) = channel(to);
        let fields = [&[("connection", connection), (parameter, to)], further].concat();
        let url = format!("{}/link/passwordless/start", self.stage.app());
        let mut request = form_request(&url, &fields);
        request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse().unwrap());
        }
        self.send(request)
    }

    /// Asks for a code; the outcome or the code of the refusal.
    pub(crate) fn send_code(&mut self, to: &str) -> String {
        named(&self.ask(to, &[]))
    }

    /// Asks for a link.
    pub(crate) fn send_link(&mut self, to: &str) -> String {
        named(&self.ask(to, &[("send", "link")]))
    }

    /// Types a code.
    pub(crate) fn type_code(&mut self, code: &str) -> String {
        self.post_outcome("/link/passwordless/verify", &[("otp", code)])
    }

    /// Asks for a code and types it.
    pub(crate) fn prove_by_code(&mut self, to: &str) -> String {
        assert_eq!(self.send_code(to), "code_sent", "{to}");
        let code = self.stage.code(to);
        self.type_code(&code)
    }

    /// Signs in at the tenant's own page for codes.
    pub(crate) fn sign_in_by_code_at(&mut self, page: &Page, to: &str) -> Page {
        let page = self.submit(page, "/u/code", &[("identifier", to)]);
        let code = self.stage.code(to);
        self.submit(&page, "/u/code", &[("code", &code)])
    }

    /// Opens a link in an e-mail: no page leads there.
    pub(crate) fn open_link(&mut self, link: &str) -> Page {
        self.navigate(link, None)
    }

    /// Asks for a link and opens it.
    pub(crate) fn prove_by_link(&mut self, to: &str) -> Page {
        assert_eq!(self.send_link(to), "link_sent", "{to}");
        let link = self.stage.link(to);
        self.open_link(&link)
    }

    /// Goes as far as the callback's address, and does not open it.
    pub(crate) fn held_callback(&mut self, link: &str) -> url::Url {
        let answer = self.send(Request::get(link).body(Vec::new()).unwrap());
        answer.headers()["location"].to_str().unwrap().parse().unwrap()
    }

    /// Takes over these cookies of ours from another browser, in place of its own.
    pub(crate) fn take_cookie(&mut self, from: &Browser<'_>, name: &str) {
        self.lose(name);
        let start = format!("{}{name}", self.stage.cookie_prefix());
        let theirs = from.cookies.iter().filter(|(_, it, _)| it.starts_with(&start));
        self.cookies.extend(theirs.cloned());
    }
}

/// The outcome, or the code of a refusal.
pub(crate) fn named(answer: &Response<Vec<u8>>) -> String {
    let document = json(answer);
    let name = document["outcome"].as_str().or(document["code"].as_str());
    name.unwrap_or_else(|| panic!("{document}")).to_owned()
}
