//! One cookie of every kind, each in a browser in which it counts, and what shows whether it does.

use http::Request;
use url::Url;

use crate::support::{Browser, Stage, json};

/// A person with another account to prove, somebody to be taken for, and a number.
pub(super) struct Person {
    name: &'static str,
    other: &'static str,
    stranger: &'static str,
    number: &'static str,
}

pub(super) const ADA: Person = Person {
    name: "ada",
    other: "github|2001",
    stranger: "google-oauth2|1003",
    number: "+4915112345671",
};
pub(super) const GRACE: Person = Person {
    name: "grace",
    other: "github|2002",
    stranger: "google-oauth2|1001",
    number: "+4915112345672",
};

/// A cookie that counts.
pub(super) struct Specimen<'a> {
    /// Its row in the table of cookies, without the dash of a transaction.
    pub(super) kind: &'static str,
    /// Its name without the prefix.
    pub(super) name: String,
    /// Everything that the browser holds.
    pub(super) browser: Browser<'a>,
    /// What the answer says where the cookie counts, and where it does not.
    pub(super) accepted: &'static str,
    pub(super) refused: &'static str,
    /// The state of a transaction.
    pub(super) state: String,
}

impl<'a> Specimen<'a> {
    fn new(
        browser: &Browser<'a>,
        kind: &'static str,
        accepted: &'static str,
        refused: &'static str,
    ) -> Self {
        let state = String::new();
        let own = browser.own_cookies();
        let found = own.iter().find(|name| **name == kind || is_transaction(name, kind));
        let name = (*found.unwrap_or_else(|| panic!("no {kind} in {own:?}"))).to_owned();
        let specimen = Self { kind, name, browser: browser.clone(), accepted, refused, state };
        if specimen.kind.starts_with("transaction") {
            return specimen;
        }
        specimen.counting()
    }

    /// A test of a cookie that does not count in the first place would show nothing.
    fn counting(self) -> Self {
        assert_eq!(self.outcome(&self.browser), self.accepted, "{}", self.kind);
        self
    }

    fn full_name(&self) -> String {
        format!("{}{}", self.browser.stage().cookie_prefix(), self.name)
    }

    pub(super) fn value(&self) -> String {
        let name = self.full_name();
        self.browser.cookies.iter().find(|(_, it, _)| *it == name).unwrap().2.clone()
    }

    /// The browser with this in place of the cookie: names in full, and values.
    pub(super) fn instead(&self, cookies: &[(&str, &str)]) -> Browser<'a> {
        let mut browser = self.browser.clone();
        let name = self.full_name();
        let place = browser.cookies.iter().position(|(_, it, _)| *it == name).unwrap();
        let (host, ..) = browser.cookies.remove(place);
        for (name, value) in cookies.iter().rev() {
            browser.cookies.insert(place, (host.clone(), (*name).to_owned(), (*value).to_owned()));
        }
        browser
    }

    /// The browser with another value in the cookie.
    pub(super) fn with(&self, value: &str) -> Browser<'a> {
        self.instead(&[(&self.full_name(), value)])
    }

    /// The browser with two cookies of the name.
    pub(super) fn with_both(&self, first: &str, second: &str) -> Browser<'a> {
        let name = self.full_name();
        self.instead(&[(&name, first), (&name, second)])
    }

    /// What an answer says that depends on the cookie. None of these requests changes anything at the
    /// tenant.
    pub(super) fn outcome(&self, browser: &Browser<'a>) -> String {
        let mut browser = browser.clone();
        match self.kind {
            "session" | "generation" | "sid" => {
                let answer = browser.get("/me");
                let me = json(&answer);
                me["code"].as_str().unwrap_or("signed_in").to_owned()
            }
            "switch" => browser.post_outcome("/login/switch", &[("choice", "neither")]),
            "review" | "review-token" => {
                browser.post_outcome("/link/cancel", &[("review", "another")])
            }
            "passwordless" => browser.post_outcome("/link/passwordless/verify", &[]),
            "outcome" | "resume" => {
                let shown = !browser.me()[self.kind].is_null();
                if shown { "shown" } else { "not shown" }.to_owned()
            }
            _ => {
                let (app, state) = (browser.stage().app(), &self.state);
                let url = format!("{app}/link/callback?state={state}&error=access_denied");
                let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
                let Some(location) = answer.headers().get("location") else {
                    // As where a browser left its cookies out: loaded once more.
                    return "no_transaction".to_owned();
                };
                location.to_str().unwrap().trim_start_matches("/?outcome=").to_owned()
            }
        }
    }

    /// Whether it is refused in the very way in which a cookie that is not there is.
    pub(super) fn is_refused(&self, browser: &Browser<'a>) -> bool {
        self.outcome(browser) == self.refused
    }
}

fn is_transaction(name: &str, kind: &str) -> bool {
    kind.starts_with("transaction") && name.starts_with(kind)
}

/// One of each.
pub(super) fn of_person<'a>(stage: &'a Stage, person: &Person) -> Vec<Specimen<'a>> {
    let signed_in = stage.signed_in(person.name);
    let mut all = vec![
        Specimen::new(&signed_in, "session", "signed_in", "signed_out"),
        Specimen::new(&signed_in, "generation", "signed_in", "signed_out"),
    ];

    let mut browser = signed_in.clone();
    let (connection, _) = person.stranger.split_once('|').unwrap();
    let page = browser.open(&format!("/login?connection={connection}"));
    browser.submit(&page, "/u/social", &[("user_id", person.stranger)]);
    all.push(Specimen::new(&browser, "switch", "invalid_request", "no_switch"));

    let mut browser = signed_in.clone();
    browser.prove(person.other);
    // The tenant has ended the session of that sign-in, which only this cookie tells of.
    for sid in stage.sids(person.other) {
        stage.deliver(&stage.logout_token(serde_json::json!({ "sid": sid })));
    }
    all.push(Specimen::new(&browser, "sid", "signed_out", "signed_in"));

    let mut browser = signed_in.clone();
    browser.prove(person.other);
    for kind in ["review", "review-token"] {
        // Mode `client` keeps no token.
        if !browser.own_cookies().contains(&kind) {
            continue;
        }
        all.push(Specimen::new(&browser, kind, "review_changed", "no_review"));
    }
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/cancel", &[("review", &review)]), "cancelled");
    all.push(Specimen::new(&browser, "outcome", "shown", "not shown"));

    let mut browser = signed_in.clone();
    let page = browser.start_link("github");
    browser.submit(&page, "/u/cancel", &[]);
    all.push(Specimen::new(&browser, "resume", "shown", "not shown"));

    let mut browser = signed_in.clone();
    assert_eq!(browser.send_code(person.number), "code_sent");
    all.push(Specimen::new(&browser, "passwordless", "invalid_request", "code_expired"));

    let mut browser = signed_in;
    let answer = json(&browser.post_json("/link/start", &[("connection", "github")]));
    let location = answer["location"].as_str().unwrap();
    all.push(begun(&browser, "transaction-link", location));

    let mut browser = stage.browser();
    let url = format!("{}/login", stage.app());
    let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
    let location = answer.headers()["location"].to_str().unwrap();
    all.push(begun(&browser, "transaction-login", location));
    all
}

fn begun<'a>(browser: &Browser<'a>, kind: &'static str, location: &str) -> Specimen<'a> {
    let state = state_in(location);
    Specimen { state, ..Specimen::new(browser, kind, "access_denied", "no_transaction") }.counting()
}

/// The state in an authorization request.
pub(super) fn state_in(location: &str) -> String {
    let location: Url = location.parse().unwrap();
    location.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
}
