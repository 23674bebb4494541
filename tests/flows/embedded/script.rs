//! A listed page whose script somebody else wrote: it asks for all that it may ask, alone, with an
//! accomplice who signs in elsewhere, and where nobody is asked for credentials. Nothing is linked, nobody
//! is switched, nothing is deleted.

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
use http::{Request, Response};
use serde_json::Value;
use url::Url;

use super::attacks::Door;
use super::{ACCOUNT, LISTED, SHOP, fetched, fetched_as, posted};
use crate::support::{Attacks, Browser, Page, Stage, by_message, form_request, json};

/// The attacker's own account.
const MINE: &str = "github|2002";
const NEVER: (&str, &str) = ("review", "never");
const CLIENT: (&str, &str) = ("management", "client");
/// Longer than the default of `reauth_after`.
const STALE: u64 = 16 * 60;
/// What a listed page may ask, with all that makes it begin something.
const ASKED: [Door; 8] = [
    ("POST", "/later", &[]),
    ("POST", "/link/start", &[("connection", "github"), ("login_hint", "evil@example.com")]),
    ("POST", "/unlink", &[("provider", "google-oauth2"), ("user_id", "1001")]),
    ("POST", "/link/cancel", &[("review", "x")]),
    ("POST", "/login/switch", &[("choice", "keep")]),
    ("GET", "/me", &[]),
    ("GET", "/link/review", &[]),
    ("GET", "/suggestions", &[]),
];

/// The victim's browser, whose tab the script can lead, and everybody as they were.
pub(super) struct Trial<'a> {
    stage: &'a Stage,
    pub(super) victim: Browser<'a>,
    before: Vec<(String, Vec<String>)>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(stage: &'a Stage) -> Self {
        let mut victim = stage.signed_in("ada");
        victim.prove("google-oauth2|1001");
        if victim.me()["pending"].is_object() {
            victim.confirm(&[]);
        }
        Self { stage, victim, before: stage.everybody() }
    }

    /// Whether everybody is as before, and the victim is who they were.
    fn is_as_before(&mut self) -> bool {
        let me = json(&self.victim.get("/me"));
        self.stage.everybody() == self.before && me["user"]["user_id"] == "auth0|ada"
    }

    /// The script begins a link, and reads where it leads.
    pub(super) fn begin(&mut self) -> String {
        let fields = [("connection", "github"), ("return_to", ACCOUNT)];
        let document = posted(&mut self.victim, "/link/start", &fields);
        document["location"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
    }

    /// The script confirms whatever waits.
    fn confirm(&mut self) -> bool {
        let me = json(&fetched(&mut self.victim, "GET", "/me", &[]));
        let review = me["pending"]["review"].as_str().unwrap_or("x").to_owned();
        let fields = [("review", review.as_str()), ("return_to", ACCOUNT)];
        let answer = self.victim.send(script(self.stage, "POST", "/link/confirm", &fields));
        is_closed(&answer)
    }

    /// The script leads the victim's tab there.
    fn lead(&mut self, address: &str) -> Page {
        self.victim.navigate(address, Some(SHOP))
    }
}

/// A request as the browser sends it for the script.
fn script(stage: &Stage, method: &str, path: &str, fields: &[(&str, &str)]) -> Request<Vec<u8>> {
    let headers = [&super::SCRIPT[..], &[("origin", SHOP)]].concat();
    super::request(stage, method, path, fields, &headers)
}

fn is_closed(answer: &Response<Vec<u8>>) -> bool {
    answer.status() == 403 && String::from_utf8_lossy(answer.body()).contains("cross_site")
}

/// Signs in with the attacker's account, where a page of the tenant asks for one; the callback's address.
fn prove_mine(browser: &mut Browser<'_>, page: &Page) -> Option<Url> {
    let state = page.body.split("name=\"state\" value=\"").nth(1)?.split('"').next().unwrap();
    let url = format!("{}/u/social", browser.stage().tenant());
    let answer = browser.send(form_request(&url, &[("state", state), ("user_id", MINE)]));
    Some(answer.headers()["location"].to_str().unwrap().parse().unwrap())
}

/// The states of the transactions in a browser's cookies, which no script can read.
fn states(browser: &Browser<'_>) -> Vec<String> {
    let cookies = browser.cookies.iter().filter(|(_, name, _)| name.contains("transaction-"));
    let state = |value: &str| {
        let payload = Base64UrlSafeNoPadding::decode_to_vec(value.split('.').nth(1)?, None).ok()?;
        let claims: Value = serde_json::from_slice(&payload).ok()?;
        claims["content"]["state"].as_str().map(ToOwned::to_owned)
    };
    cookies.filter_map(|(_, _, value)| state(value)).collect()
}

fn tag(address: &str) -> String {
    let address: Url = address.parse().unwrap();
    let found = address.query_pairs().find(|(name, _)| name == "transaction");
    found.unwrap_or_else(|| panic!("{address}")).1.into_owned()
}

#[test]
fn attack_no_answer_to_a_listed_page_holds_an_authorization_request() {
    let mut attacks = Attacks::new("embedded-requests", Stage::are_native());
    for (on, settings, age) in [
        ("", &[][..], 0),
        (", by Lock", &[("login_ui", "lock")][..], 0),
        (", by auth0.js", &[("login_ui", "auth0js")][..], 0),
        (", when the sign-in is too old", &[], STALE),
        (", too old, by Lock", &[("login_ui", "lock")], STALE),
        (", in mode `client`", &[CLIENT], 0),
    ] {
        let stage = Stage::native(&by_message(&[settings, &[LISTED]].concat()));
        let mut victim = stage.browser();
        let page = victim.open("/login");
        let page = match page.url.fragment() {
            // The library passes its page's fragment on.
            Some(asked) => {
                let address = format!("{}/authorize?{asked}", stage.tenant());
                victim.navigate(&address, Some(stage.app()))
            }
            None => page,
        };
        victim.sign_in_at(&page, "ada");
        assert!(victim.is_signed_in());
        stage.pass(age);
        let both = ["application/json", "text/html"].into_iter();
        for (accept, (method, path, fields)) in
            both.flat_map(|accept| ASKED.map(|asked| (accept, asked)))
        {
            // A document is asked for at `/settings`, and posts are answered by one.
            if accept == "text/html" && method == "GET" {
                continue;
            }
            let mut victim = victim.clone();
            let at = ("at", "/settings");
            let fields = [fields, &[("return_to", ACCOUNT), at]].concat();
            let answer = fetched_as(accept, &mut victim, method, path, &fields);
            let mut text = String::from_utf8_lossy(answer.body()).into_owned();
            text.extend(answer.headers().get("location").map(|it| format!("{it:?}")));
            let begun = states(&victim);
            assert!(path != "/link/start" || begun.len() == 1, "{begun:?}");
            // In a document, `#` also names a sign of its own.
            let fragment = if accept == "text/html" { "#state" } else { "#" };
            let words = ["state", "nonce", "challenge", fragment, stage.tenant()];
            let silent = words.iter().all(|word| !text.contains(word))
                && begun.iter().all(|state| !text.contains(state));
            attacks.tried(
                &format!("`{method} {path}`, {accept}{on}"),
                silent,
                "no state, nonce or challenge",
            );
        }
    }
    attacks.finish();
}

#[test]
fn attack_an_accomplice_proves_an_account_for_the_script() {
    let mut attacks = Attacks::new("embedded-accomplice", Stage::are_native());
    for (on, settings) in [("", &[LISTED][..]), (", without a review", &[LISTED, NEVER])] {
        let stage = Stage::with(settings);
        let mut trial = Trial::new(&stage);
        let mut tried = |trial: &mut Trial<'_>, attack: &str, how: &str| {
            let closed = trial.confirm() && trial.is_as_before();
            attacks.tried(&format!("{attack}{on}"), closed, how);
        };
        for (who, mut accomplice) in [
            ("nobody is signed in", stage.browser()),
            ("their own session is", stage.signed_in("grace")),
        ] {
            // The accomplice goes where the script was led, and holds back what comes of it.
            let address = trial.begin();
            let page = accomplice.navigate(&address, None);
            let held = prove_mine(&mut accomplice, &page);
            if let Some(callback) = &held {
                trial.lead(callback.as_str());
            }
            assert_eq!(held, None, "there was a page to sign in on");
            assert_eq!(page.outcome().as_deref(), Some("no_transaction"));
            let attack = format!("the address is opened in the accomplice's browser, where {who}");
            tried(&mut trial, &attack, "`no_transaction`");
        }

        // The tag instead of the state, in an authorization request of the accomplice's own.
        let tag = tag(&trial.begin());
        for (what, state) in
            [("the tag", tag.clone()), ("the tag in a state", format!("{tag}AAAA"))]
        {
            let mut accomplice = stage.browser();
            let page = accomplice.open("/login?connection=github");
            let callback = prove_mine(&mut accomplice, &page).unwrap();
            let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1;
            let path = format!("{}/link/callback?code={code}&state={state}", stage.app());
            let page = trial.lead(&path);
            assert_eq!(page.outcome().as_deref(), Some("no_transaction"));
            tried(
                &mut trial,
                &format!("their callback with {what} for a state"),
                "`no_transaction`",
            );
        }

        // A link that the accomplice began for themselves, finished here.
        let mut accomplice = stage.signed_in("grace");
        let page = accomplice.start_link("github");
        let callback = prove_mine(&mut accomplice, &page).unwrap();
        let page = trial.lead(callback.as_str());
        assert_eq!(page.outcome().as_deref(), Some("no_transaction"));
        tried(&mut trial, "the callback of the accomplice's own link", "`no_transaction`");
    }
    attacks.finish();
}

#[test]
fn attack_a_provider_answers_silently_and_the_script_confirms() {
    let mut attacks = Attacks::new("embedded-silent", Stage::are_native());
    for (on, settings) in [("", &[LISTED][..]), (", without a review", &[LISTED, NEVER])] {
        let stage = Stage::with(settings);
        let mut trial = Trial::new(&stage);
        // This browser has the attacker's session at the provider: nobody is asked for anything.
        let address = trial.begin();
        let page = trial.lead(&address);
        let page = trial.victim.submit(&page, "/u/social", &[("user_id", MINE)]);
        let ours = page.url.origin().ascii_serialization() == stage.app() && page.url.path() == "/";
        let waits = page.outcome().as_deref() == Some("review");
        let closed = ours && waits && trial.confirm() && trial.is_as_before();
        attacks.tried(&format!("it confirms what was proved{on}"), closed, "`cross_site`");

        let review = trial.victim.review_id();
        for path in ["/link/confirm", "/link/passwordless/verify", "/link/passwordless/start"] {
            let fields = [("review", review.as_str()), ("otp", "123456"), ("connection", "github")];
            let mut closed = true;
            for accept in ["application/json", "*/*"] {
                let mut post = script(&stage, "POST", path, &fields);
                post.headers_mut().insert("accept", accept.parse().unwrap());
                closed &= is_refused(&trial.victim.send(post));
            }
            for (site, mode) in
                [("same-site", "navigate"), ("same-site", "no-cors"), ("none", "cors")]
            {
                let headers =
                    [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("origin", SHOP)];
                let post = super::request(&stage, "POST", path, &fields, &headers);
                closed &= is_refused(&trial.victim.send(post));
            }
            let closed = closed && trial.is_as_before();
            attacks.tried(&format!("it posts `{path}` in every way{on}"), closed, "`cross_site`");
        }
        // The callback is loaded again, and the address of the sign-in opened again.
        let page = trial.lead(&address);
        let gone = page.outcome().as_deref() == Some("no_transaction");
        attacks.tried(
            &format!("it opens the sign-in again, after the proof{on}"),
            gone && trial.is_as_before(),
            "`no_transaction`",
        );
    }
    attacks.finish();
}

pub(super) fn is_refused(answer: &Response<Vec<u8>>) -> bool {
    let cors = answer.headers().contains_key("access-control-allow-origin");
    answer.status() == 403 && !cors && !answer.headers().contains_key("set-cookie")
}

#[test]
fn attack_the_script_proves_the_attackers_number_or_address() {
    let mut attacks = Attacks::new("embedded-codes", Stage::are_native());
    for (on, review) in [("", "always"), (", without a review", "never")] {
        let stage = Stage::by_message(&[LISTED, ("review", review)]);
        let mut trial = Trial::new(&stage);
        for (connection, name, to) in
            [("sms", "phone_number", "+15550177"), ("email", "email", "evil@home.example")]
        {
            for send in ["code", "link"] {
                let fields = [("connection", connection), (name, to), ("send", send)];
                let post = script(&stage, "POST", "/link/passwordless/start", &fields);
                let closed = is_closed(&trial.victim.send(post));
                let none = stage.messages().is_empty();
                let attack = format!("it asks for a {send} by `{connection}`{on}");
                attacks.tried(&attack, closed && none && trial.is_as_before(), "`cross_site`");
            }
        }
        // One that the person asked for themselves.
        assert_eq!(trial.victim.send_code("+15550100"), "code_sent");
        let code = stage.code("+15550100");
        let post = script(&stage, "POST", "/link/passwordless/verify", &[("otp", &code)]);
        let closed = is_closed(&trial.victim.send(post));
        let attack = format!("it types the code that the person got{on}");
        attacks.tried(&attack, closed && trial.is_as_before(), "`cross_site`");
        let page = trial.lead(&format!("{}/?ask=sms&phone_number=%2B15550177", stage.app()));
        let none = stage.messages().len() == 1;
        let attack = format!("it leads to our own page's step for a code{on}");
        let asks = none && page.status == 200 && trial.is_as_before();
        attacks.tried(&attack, asks, "nothing is sent");
    }
    attacks.finish();
}

#[test]
fn attack_the_script_switches_deletes_and_goes_on_by_itself() {
    let stage = Stage::native(&[LISTED, CLIENT]);
    let mut attacks = Attacks::new("embedded-choices", stage.is_native());
    let mut trial = Trial::new(&stage);
    let google = [("provider", "google-oauth2"), ("user_id", "1001"), ("return_to", ACCOUNT)];
    let deletes = [&google[..], &[("delete", "on")]].concat();
    let post = |trial: &mut Trial<'_>, path: &str, fields: &[(&str, &str)]| {
        trial.victim.send(script(&stage, "POST", path, fields))
    };

    // A sign-in as the attacker came back, of a session that was forced on the tenant.
    let mut attacker = stage.browser();
    attacker.log_in("grace");
    let host = stage.tenant().split("//").last().unwrap().to_owned();
    trial.victim.cookies.retain(|it| it.0 != host);
    trial.victim.cookies.extend(attacker.cookies.iter().filter(|it| it.0 == host).cloned());
    trial.victim.lose("prompt");
    assert_eq!(trial.victim.open("/login").outcome().as_deref(), Some("switch"));
    let id = trial.victim.me()["switch"]["id"].as_str().unwrap().to_owned();
    let answer = post(&mut trial, "/login/switch", &[("choice", "switch"), ("switch", &id)]);
    let closed = is_closed(&answer) && trial.is_as_before();
    attacks.tried("it switches to a sign-in that waits", closed, "`cross_site`");
    let kept = post(&mut trial, "/login/switch", &[("choice", "keep")]);
    assert_eq!(json(&kept)["outcome"], "kept", "which it may");

    let closed = is_closed(&post(&mut trial, "/unlink", &deletes)) && trial.is_as_before();
    attacks.tried("it unlinks and deletes", closed, "`cross_site`");
    let both = [&deletes[..], &[("restore", "on")]].concat();
    let closed = is_closed(&post(&mut trial, "/unlink", &both)) && trial.is_as_before();
    attacks.tried("it asks for both, to restore and to delete", closed, "`cross_site`");
    stage.pass(STALE);
    let closed = is_closed(&post(&mut trial, "/unlink", &deletes)) && trial.is_as_before();
    attacks.tried("it does, when the sign-in is too old", closed, "`cross_site`");
    // The person began that on our own page, and signed in for it.
    let begun = json(&trial.victim.post_json("/unlink", &deletes));
    let address = begun["location"].as_str().unwrap();
    let page = trial.victim.navigate(address, Some(stage.app()));
    let page = trial.victim.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("resume"));
    assert_eq!(json(&trial.victim.get("/me"))["resume"]["delete"], true);
    let closed = is_closed(&post(&mut trial, "/unlink", &deletes)) && trial.is_as_before();
    attacks.tried("it goes on with deleting, which the person began", closed, "`cross_site`");

    // What it began itself, and a sign-in came in between.
    for (what, path, fields) in [
        ("an unlink", "/unlink", &google[..]),
        ("a link", "/link/start", &[("connection", "github"), ("return_to", ACCOUNT)]),
    ] {
        stage.pass(STALE);
        let begun = json(&post(&mut trial, path, fields));
        let page = trial.lead(begun["location"].as_str().unwrap());
        assert!(page.url.as_str().starts_with(stage.tenant()), "{page:?}");
        let ended = super::ends_at(
            &mut trial.victim,
            &page,
            "/u/login",
            &[("username", "ada@example.com"), ("password", "worthless-ada")],
        );
        let waits = ended == format!("{ACCOUNT}&outcome=resume") && trial.is_as_before();
        let attack = format!("{what} that it began goes on behind the sign-in");
        attacks.tried(&attack, waits, "it waits at a button");
    }
    attacks.finish();
}
