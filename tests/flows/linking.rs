//! Attacks on linking itself, by kind: whoever gets an account linked to somebody else's can sign in as
//! them from then on. After each attack nothing is linked that was not, nothing unlinked that was, and
//! the session in the browser is whose it was.

mod confirmed;
mod crossed;
mod databases;
mod demanded;
mod evicted;
mod forced;
mod framed;
mod hijacked;
mod injected;
mod late;
mod lured;
mod planted;
mod replayed;
mod stripped;
mod unlinked;
mod withdrawn;

use http::{Request, Response};
use serde_json::Value;
use url::Url;

use crate::support::{Attacks, Browser, Page, Stage, form_request, json};

const ADA: &str = "auth0|ada";
const GRACE: &str = "auth0|grace";
/// Grace's account at another provider.
const GRACES_GITHUB: &str = "github|2002";
const EVIL: &str = "https://evil.example";
const NEVER: (&str, &str) = ("review", "never");
const REVIEWS: [&str; 2] = ["always", "never"];

/// What a refused attack may be answered with. Everything else let it pass.
const REFUSALS: [&str; 33] = [
    "access_denied",
    "account_blocked",
    "already_linked",
    "authorization_failed",
    "cannot_be_primary",
    "code_expired",
    "connection_unknown",
    "cross_site",
    "email_unverified",
    "invalid_request",
    "joined_elsewhere",
    "letter_unopened",
    "link_refused",
    "linked_elsewhere",
    "login_denied",
    "login_setup",
    "method_not_allowed",
    "missing_scope",
    "no_review",
    "no_switch",
    "no_transaction",
    "not_a_navigation",
    "not_found",
    "not_linked",
    "other_blocked",
    "other_browser",
    "other_identifier",
    "own_email_unverified",
    "person_changed",
    "primary_identity",
    "review_changed",
    "same_account",
    "session_changed",
];

/// The same, where it is the sign-in that does not count.
const NO_PROOF: [&str; 7] = [
    "credentials_missing",
    "signed_out",
    "step_up_missing",
    "token_invalid",
    "token_refused",
    "wrong_code",
    "wrong_connection",
];

/// Attacks of one kind on one stage.
struct Trial<'a> {
    stage: &'a Stage,
    attacks: &'a mut Attacks,
    /// What is added to the names of the attacks, where they are tried on several stages.
    on: &'a str,
    before: Vec<(String, Vec<String>)>,
}

impl<'a> Trial<'a> {
    fn new(stage: &'a Stage, attacks: &'a mut Attacks, on: &'a str) -> Self {
        Self { stage, attacks, on, before: stage.everybody() }
    }

    /// An attack that was tried, and the code that it was answered with.
    #[track_caller]
    fn refused(&mut self, attack: &str, code: &str) {
        let known = REFUSALS.contains(&code) || NO_PROOF.contains(&code);
        self.held(attack, known, &format!("`{code}`"));
    }

    /// An attack that was tried, whether it came to nothing, and why.
    #[track_caller]
    fn held(&mut self, attack: &str, came_to_nothing: bool, why: &str) {
        let name = format!("{attack}{}", self.on);
        let now = self.stage.everybody();
        let (known, new): (Vec<_>, _) = now.into_iter().partition(|user| self.knew(&user.0));
        assert_eq!(known, self.before, "{name} ({why})");
        // Whoever proves a new address is a new user, and joined to nobody.
        assert!(new.iter().all(|(_, identities)| identities.len() == 1), "{name}: {new:?}");
        self.attacks.tried(&name, came_to_nothing, why);
    }

    /// So many tries of one attack, all of which the caller saw come to nothing.
    #[track_caller]
    fn held_many(&mut self, attack: &str, count: usize, why: &str) {
        assert_eq!(self.stage.everybody(), self.before, "{attack} ({why})");
        self.attacks.tried_many(&format!("{attack}{}", self.on), count, why);
    }

    fn knew(&self, user_id: &str) -> bool {
        self.before.iter().any(|(known, _)| known == user_id)
    }

    /// What was done on purpose since.
    fn look_again(&mut self) {
        self.before = self.stage.everybody();
    }
}

/// Who is signed in here; nobody where nobody is.
fn who(browser: &mut Browser<'_>) -> Option<String> {
    let me = json(&browser.get("/me"));
    me["user"]["user_id"].as_str().map(ToOwned::to_owned)
}

/// The outcome or the refusal that a request ended in.
fn code_of(answer: &Response<Vec<u8>>) -> String {
    if let Some(location) = answer.headers().get("location") {
        let location = location.to_str().unwrap();
        let code = location.split_once("/?outcome=").map_or(location, |(_, code)| code);
        return code.to_owned();
    }
    let document: Option<Value> = serde_json::from_slice(answer.body()).ok();
    let named = |document: &Value| {
        let code = document["outcome"].as_str().or(document["code"].as_str());
        code.or(document["location"].as_str()).map(ToOwned::to_owned)
    };
    document.as_ref().and_then(named).unwrap_or_else(|| answer.status().to_string())
}

/// The same of a page.
fn outcome(page: &Page) -> String {
    page.outcome().unwrap_or_else(|| page.url.to_string())
}

/// A request as it is, that would like JSON, with the cookies of this browser.
fn ask(browser: &mut Browser<'_>, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let url = if path.starts_with('/') { format!("{}{path}", app(browser)) } else { path.into() };
    let mut request =
        Request::builder().method(method).uri(url).header("accept", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    code_of(&browser.send(request.body(Vec::new()).unwrap()))
}

fn app(browser: &Browser<'_>) -> String {
    browser.stage().app().to_owned()
}

/// Opens a callback's address, as if the tenant had led there.
pub(crate) fn open(browser: &mut Browser<'_>, callback: &Url) -> String {
    let from = browser.stage().tenant().to_owned();
    outcome(&browser.navigate(callback.as_str(), Some(&from)))
}

fn parameter(address: &Url, name: &str) -> String {
    let found = address.query_pairs().find(|(it, _)| it == name);
    found.unwrap_or_else(|| panic!("{name} in {address}")).1.into_owned()
}

/// The same address with other values of some parameters, or without them.
fn changed(address: &Url, changes: &[(&str, Option<&str>)]) -> Url {
    let is_changed = |name: &str| changes.iter().any(|(it, _)| *it == name);
    let kept = address.query_pairs().into_owned().filter(|(name, _)| !is_changed(name));
    let kept: Vec<_> = kept.collect();
    let mut address = address.clone();
    let mut query = address.query_pairs_mut();
    query.clear().extend_pairs(kept);
    for (name, value) in changes {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    drop(query);
    address
}

/// Signs in on this page of the tenant, and holds back where it leads: the callback's address.
#[track_caller]
pub(crate) fn hold(browser: &mut Browser<'_>, page: &Page, fields: &[(&str, &str)]) -> Url {
    let state = page.body.split("name=\"state\" value=\"").nth(1);
    let state = state.unwrap_or_else(|| panic!("no form on {page:?}")).split('"').next().unwrap();
    let action =
        if fields.iter().any(|(name, _)| *name == "username") { "login" } else { "social" };
    let url = format!("{}/u/{action}", browser.stage().tenant());
    let fields = [&[("state", state)], fields].concat();
    let answer = browser.send(form_request(&url, &fields));
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

/// Begins a link to this social account, proves it, and holds back the callback.
#[track_caller]
pub(crate) fn hold_link(browser: &mut Browser<'_>, user_id: &str) -> Url {
    let page = browser.start_link(user_id.split_once('|').unwrap().0);
    hold(browser, &page, &[("user_id", user_id)])
}

/// Signs in with a password, and with these changes of the authorization request's address.
fn log_in_by(browser: &mut Browser<'_>, person: &str, changes: &[(&str, Option<&str>)]) -> String {
    let login = Request::get(format!("{}/login", app(browser))).body(Vec::new()).unwrap();
    let answer = browser.send(login);
    let address = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    let page = browser.navigate(changed(&address, changes).as_str(), None);
    outcome(&browser.sign_in_at(&page, person))
}

/// Signs in with a password, and holds back the callback.
#[track_caller]
pub(crate) fn hold_login(browser: &mut Browser<'_>, person: &str) -> Url {
    let page = browser.open("/login");
    let (name, password) = (format!("{person}@example.com"), format!("worthless-{person}"));
    hold(browser, &page, &[("username", &name), ("password", &password)])
}

/// Where a form's answer leads.
#[track_caller]
fn location(answer: &Response<Vec<u8>>) -> Url {
    let document = json(answer);
    document["location"].as_str().unwrap_or_else(|| panic!("{document}")).parse().unwrap()
}

/// The person signs in as another one in a second tab, and chooses to be that one.
fn switch(browser: &mut Browser<'_>, user_id: &str) {
    browser.log_in_by(user_id.split_once('|').unwrap().0, user_id);
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
}
