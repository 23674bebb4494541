//! What can happen to a session: by its person, by the tenant, by time.

use serde_json::{Value, json};

use super::states::{ADA, GRACE, OTHER, shown, swap};
use crate::support::{Browser, json as read, named};

pub(super) struct Event {
    pub(super) name: &'static str,
    /// The tenant says that something is over: only a mark keeps that.
    pub(super) by_tenants_word: bool,
    /// The tenant refuses the token, which is the person's own in mode `user`.
    pub(super) refuses_token: bool,
    /// The person or the tenant signs out: what Auth0's own session proves does not count any more.
    pub(super) signs_out: bool,
    /// It ends by its age, and so does every copy.
    pub(super) by_age: bool,
    pub(super) happens: fn(&mut Browser<'_>),
}

const fn event(name: &'static str, happens: fn(&mut Browser<'_>)) -> Event {
    Event {
        name,
        by_tenants_word: false,
        refuses_token: false,
        signs_out: false,
        by_age: false,
        happens,
    }
}

pub(super) const EVENTS: [Event; 19] = [
    event("a look", |browser| drop(browser.get("/me"))),
    event("a look two minutes later", |browser| {
        browser.stage().pass(120);
        browser.get("/me");
    }),
    event("Ada signs in", |browser| sign_in(browser, "ada")),
    event("Grace signs in", |browser| sign_in(browser, "grace")),
    event("a link is begun", |browser| {
        browser.post_json("/link/start", &[("connection", "github")]);
    }),
    event("another account is proved", |browser| prove(browser, "ada")),
    event("the link is confirmed", |browser| {
        let review = shown(browser);
        browser.post_json("/link/confirm", &[("review", &review)]);
    }),
    event("the other account is chosen as primary", |browser| drop(swap(browser))),
    event("the other person is chosen", |browser| {
        let id = waiting(browser, "switch", "id");
        browser.post_json("/login/switch", &[("choice", "switch"), ("switch", &id)]);
    }),
    event("the other person is not chosen", |browser| {
        browser.post_json("/login/switch", &[("choice", "keep")]);
    }),
    event("signing in once more, before a change", |browser| {
        browser.stage().pass(16 * 60);
        prove(browser, "ada");
    }),
    event("the same, but as somebody else", |browser| {
        browser.stage().pass(16 * 60);
        prove(browser, "joan");
    }),
    Event {
        signs_out: true,
        ..event("signing out", |browser| drop(browser.post_json("/logout", &[])))
    },
    Event {
        by_tenants_word: true,
        signs_out: true,
        ..event("the tenant ends the sessions of this browser", |browser| {
            for user_id in [ADA, GRACE, OTHER] {
                for sid in browser.stage().sids(user_id) {
                    tell(browser, &json!({ "sid": sid }));
                }
            }
        })
    },
    Event {
        by_tenants_word: true,
        signs_out: true,
        ..event("the tenant ends all that the person has", |browser| {
            for user_id in [ADA, GRACE, OTHER] {
                tell(browser, &json!({ "sub": user_id }));
            }
        })
    },
    event("a look, and the user is gone", |browser| look_answered(browser, 404)),
    Event {
        refuses_token: true,
        ..event("a look, and the token is refused", |browser| look_answered(browser, 401))
    },
    Event {
        by_age: true,
        ..event("a day passes without a look", |browser| browser.stage().pass(25 * 60 * 60))
    },
    Event {
        by_age: true,
        ..event("a week passes, looked at all the time", |browser| {
            for _ in 0..9 {
                browser.stage().pass(20 * 60 * 60);
                browser.get("/me");
            }
        })
    },
];

/// Signs in from the start, by password where the tenant asks.
fn sign_in(browser: &mut Browser<'_>, person: &str) {
    browser.sign_out_at_the_tenant();
    browser.log_in(person);
}

/// Begins a link and goes as far as it leads: to a review, or to where one signs in again.
fn prove(browser: &mut Browser<'_>, person: &str) {
    let answer = read(&browser.post_json("/link/start", &[("connection", "windowslive")]));
    let Some(location) = answer["location"].as_str() else { return };
    let from = browser.stage().app().to_owned();
    let page = browser.navigate(location, Some(&from));
    if location.contains("connection=windowslive") {
        browser.submit(&page, "/u/social", &[("user_id", "windowslive|3001")]);
    } else {
        browser.sign_in_at(&page, person);
    }
}

/// The id of what waits, where something does.
fn waiting(browser: &mut Browser<'_>, what: &str, id: &str) -> String {
    let me = read(&browser.get("/me"));
    me[what][id].as_str().unwrap_or("none").to_owned()
}

fn tell(browser: &Browser<'_>, wish: &Value) {
    browser.stage().deliver(&browser.stage().logout_token(wish.clone()));
}

fn look_answered(browser: &mut Browser<'_>, status: u16) {
    let when = json!({"method": "GET", "path": "/api/v2/users/*"});
    let fault = json!({"when": when, "times": 0, "then": {"status": status}});
    browser.stage().fault(&fault);
    browser.lose("outcome");
    let _code = named_or_none(browser);
    browser.stage().heal();
}

fn named_or_none(browser: &mut Browser<'_>) -> Option<String> {
    let answer = browser.get("/me");
    (!answer.status().is_success()).then(|| named(&answer))
}
