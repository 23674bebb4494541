//! What a session can be in: how a browser gets there, and what it holds then.

use std::fmt::Write as _;

use serde_json::json;

use super::With;
use crate::support::{Browser, Stage};

pub(super) const ADA: &str = "auth0|ada";
pub(super) const GRACE: &str = "github|2002";
pub(super) const OTHER: &str = "google-oauth2|1001";

pub(super) struct State {
    pub(super) name: &'static str,
    /// Who is signed in.
    pub(super) who: Option<&'static str>,
    /// Whether only a mark in the store tells that nobody is.
    pub(super) by_a_mark: bool,
    /// Whether every look at it finds that its user is gone.
    pub(super) is_gone: bool,
    /// Whether somebody signed out, so that a mark says so.
    pub(super) is_signed_out: bool,
    reach: for<'a> fn(&'a Stage) -> Browser<'a>,
}

impl State {
    /// A browser in that state, some time after.
    pub(super) fn reach<'a>(&self, stage: &'a Stage) -> Browser<'a> {
        let browser = (self.reach)(stage);
        stage.pass(2);
        browser
    }
}

const fn state(
    name: &'static str,
    who: Option<&'static str>,
    reach: for<'a> fn(&'a Stage) -> Browser<'a>,
) -> State {
    State { name, who, by_a_mark: false, is_gone: false, is_signed_out: false, reach }
}

pub(super) const STATES: [State; 13] = [
    state("nobody", None, |stage| stage.browser()),
    state("signed in", Some(ADA), |stage| stage.signed_in("ada")),
    state("an old sign-in", Some(ADA), |stage| {
        let browser = stage.signed_in("ada");
        stage.pass(16 * 60);
        browser
    }),
    state("a review waits", Some(ADA), reviews),
    state("another person waits", Some(ADA), waits),
    state("after keeping", Some(ADA), |stage| {
        let mut browser = waits(stage);
        assert_eq!(browser.post_outcome("/login/switch", &[("choice", "keep")]), "kept");
        browser
    }),
    state("after a switch", Some(GRACE), |stage| {
        let mut browser = waits(stage);
        let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
        let choice = [("choice", "switch"), ("switch", id.as_str())];
        assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
        browser
    }),
    state("after a swap", Some(OTHER), |stage| {
        let mut browser = reviews(stage);
        swap(&mut browser);
        browser
    }),
    State {
        is_signed_out: true,
        ..state("signed out", None, |stage| {
            let mut browser = stage.signed_in("ada");
            stage.pass(1);
            browser.post_json("/logout", &[]);
            browser
        })
    },
    State {
        by_a_mark: true,
        is_signed_out: true,
        ..state("ended by the tenant", None, |stage| {
            let mut browser = stage.signed_in("ada");
            stage.deliver(&stage.logout_token(json!({ "sid": stage.sid(ADA) })));
            browser.sign_out_at_the_tenant();
            browser
        })
    },
    State {
        by_a_mark: true,
        ..state("a copy of a replaced one", None, |stage| {
            let mut browser = stage.signed_in("ada");
            let copy = browser.clone();
            browser.open("/login");
            copy
        })
    },
    state("run out", None, |stage| {
        let browser = stage.signed_in("ada");
        stage.pass(25 * 60 * 60);
        browser
    }),
    State {
        is_gone: true,
        ..state("its user is gone", Some(ADA), |stage| {
            let browser = stage.signed_in("ada");
            swap(&mut reviews(stage));
            browser
        })
    },
];

fn reviews(stage: &Stage) -> Browser<'_> {
    let mut browser = stage.signed_in("ada");
    browser.prove(OTHER);
    browser
}

fn waits(stage: &Stage) -> Browser<'_> {
    let mut browser = stage.signed_in("ada");
    browser.log_in_by("github", GRACE);
    browser
}

/// What a form names the review by, where one waits: as the page looks.
pub(super) fn shown(browser: &mut Browser<'_>) -> String {
    browser.get("/me");
    let review = crate::support::json(&browser.get("/link/review"));
    review["review"].as_str().unwrap_or("none").to_owned()
}

/// The other account of the review becomes the primary one, by one more sign-in where it takes that.
pub(super) fn swap(browser: &mut Browser<'_>) -> String {
    let review = shown(browser);
    let fields = [("review", review.as_str()), ("primary", OTHER)];
    let answer = crate::support::json(&browser.post_json("/link/confirm", &fields));
    if let Some(location) = answer["location"].as_str() {
        let from = browser.stage().app().to_owned();
        let page = browser.navigate(location, Some(&from));
        browser.sign_in_at(&page, "ada");
        let review = shown(browser);
        return browser.post_outcome("/link/confirm", &[("review", &review)]);
    }
    answer["outcome"].as_str().or(answer["code"].as_str()).unwrap().to_owned()
}

fn name(who: &str) -> &'static str {
    match who {
        ADA => "Ada",
        GRACE => "Grace",
        _ => "Ada's other account",
    }
}

/// Each state with what there is then, in mode `user` with a store.
pub(super) fn table() -> String {
    let mut table = String::from(
        "| state | who is signed in | cookies | records in the store |\n|---|---|---|---|\n",
    );
    for state in &STATES {
        let stage = With { client: false, store: true }.stage();
        let browser = state.reach(&stage);
        let mut cookies: Vec<_> = browser.own_cookies();
        cookies.sort_unstable();
        let cookies: Vec<_> = cookies.iter().map(|name| format!("`{name}`")).collect();
        let kinds = ["ended-session", "ended-person", "proof"];
        let records = kinds.iter().filter_map(|kind| match stage.stored(kind).len() {
            0 => None,
            1 => Some(format!("`{kind}`")),
            count => Some(format!("`{kind}` ×{count}")),
        });
        let records: Vec<_> = records.collect();
        let or = |text: String| if text.is_empty() { "–".to_owned() } else { text };
        writeln!(
            table,
            "| {} | {} | {} | {} |",
            state.name,
            state.who.map_or("–", name),
            or(cookies.join(", ")),
            or(records.join(", "))
        )
        .unwrap();
    }
    table
}
