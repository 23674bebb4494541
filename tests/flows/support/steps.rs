//! Steps that several tests begin with.

use http::Request;
use serde_json::Value;
use url::Url;

use super::{Browser, Stage, json};

/// Mode `client`, by an application of its own, whose scopes let roles and memberships be read.
pub(crate) const SEPARATE_CLIENT: [(&str, &str); 3] = [
    ("management", "client"),
    ("management_client_id", "local-management"),
    ("management_client_secret", "local-management-worthless-secret"),
];

impl Browser<'_> {
    /// Where `/login` leads with this query, typed into the address bar, or with which status it is refused.
    pub(crate) fn login_leads(&mut self, query: &str) -> Result<Url, u16> {
        let typed = Request::get(format!("{}/login?{query}", self.stage().app()));
        let typed = typed.header("sec-fetch-site", "none").body(Vec::new()).unwrap();
        let answer = self.send(typed);
        match answer.headers().get("location") {
            Some(location) => Ok(location.to_str().unwrap().parse().unwrap()),
            None => Err(answer.status().as_u16()),
        }
    }

    /// What `/suggestions` lists.
    #[track_caller]
    pub(crate) fn suggestions(&mut self) -> Vec<Value> {
        let document = json(&self.get("/suggestions"));
        document["suggestions"].as_array().unwrap_or_else(|| panic!("{document}")).clone()
    }

    /// The handle of the first suggestion of that connection.
    #[track_caller]
    pub(crate) fn suggestion(&mut self, connection: &str) -> String {
        let found = self.suggestions();
        let found = found.iter().find(|it| it["connection"] == connection).unwrap();
        found["handle"].as_str().unwrap().to_owned()
    }
}

impl Stage {
    /// Ada, for whom everything waits that a request could finish: a review, by the name that forms give it,
    /// and a code that was sent.
    pub(crate) fn all_waits(&self) -> (Browser<'_>, String, String) {
        let mut browser = self.signed_in("ada");
        browser.link("github|2001");
        browser.prove("google-oauth2|1001");
        let review = browser.review_id();
        assert_eq!(browser.send_code("+15550100"), "code_sent");
        let code = self.code("+15550100");
        (browser, review, code)
    }
}
