//! How a request ends, as the person or the program behind it is to hear of it.

use super::Visit;
use crate::cookies::passwordless::Passwordless;
use crate::error::Refusal;
use crate::fields::Fields;
use crate::page::settings::said::{Case, Problem};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::route::{Manner, Route};
use crate::user::identifier::Channel;
use crate::user::typed;

impl<P: Platform> Visit<'_, P> {
    /// How an action ended: back to where the person came from, or a document. A script of our own page is
    /// told to go to another origin's page; a listed page's own script is there already.
    #[must_use]
    pub fn outcome(&self, code: &'static str) -> Reply {
        let elsewhere = self.page.return_to.elsewhere(code, None);
        match elsewhere.filter(|_| self.posted && !self.embedded) {
            Some(address) => Reply::elsewhere(&address, self.wants_json).told(code),
            None if self.wants_json => Reply::outcome(code),
            None => self.back(code),
        }
    }

    /// How a step ended after which our own page has the next one, whichever page the person is to come back
    /// to at the end: that one stays in the address.
    #[must_use]
    pub fn goes_on(&self, code: &'static str) -> Reply {
        if self.wants_json {
            Reply::outcome(code)
        } else if self.page.address().own_path().is_some() {
            self.back(code)
        } else {
            Reply::see_other(&self.page.return_to.on_our_page(code)).told(code)
        }
    }

    /// The same, but always back to the page, which shows what waits.
    #[must_use]
    pub fn back(&self, code: &'static str) -> Reply {
        self.ended(code, None)
    }

    fn ended(&self, code: &'static str, wait: Option<u64>) -> Reply {
        match &self.page.at {
            Some(at) => Reply::see_other(&at.with_outcome(code, wait)).told(code),
            None => Reply::back(&self.page.return_to, self.posted, code, wait),
        }
    }

    /// How the route names the refusal of these fields.
    #[must_use]
    pub fn refused(&self, refusal: Refusal, route: Route, fields: &Fields) -> Reply {
        match (route.rules().manner, self.wants_json) {
            (Manner::OAuth, _) => Reply::oauth_error(refusal),
            (Manner::Problem, _) | (Manner::Page | Manner::SettingsPage, true) => {
                Reply::explained(self.problem(refusal, fields))
            }
            (Manner::SettingsPage, false) => self.ended(refusal.code(), refusal.retry_after()),
            (Manner::Page, false) => Reply::refusal(refusal, false),
        }
    }

    /// A refusal with what its sentences depend on.
    fn problem(&self, refusal: Refusal, fields: &Fields) -> Problem {
        let session = self.session().ok();
        let signed_in = session.is_some();
        let waiting = session.filter(|_| refusal == Refusal::WrongCode).and_then(|session| {
            Passwordless::open(&self.jar, &session.subject, self.config, self.now)
        });
        let tries_left = waiting.map_or(0, |it| it.tries_left());
        let number = fields.optional(Channel::Sms.parameter()).ok().flatten();
        let no_country = number.is_some_and(typed::lacks_country);
        Problem { refusal, case: Case { wait: None, tries_left, no_country, signed_in } }
    }
}
