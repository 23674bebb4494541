//! What every form of our page says of the page that it stands in.

use http::Method;

use crate::config::Config;
use crate::fields::{Fields, Malformed};
use crate::return_to::ReturnTo;
use crate::route::Route;
use crate::route::sender::Sender;
use crate::words::Language;

/// Where a request ends, and in which language. Every form of our page may say it.
pub struct PageForm {
    /// Where it ends, once all is done.
    pub return_to: ReturnTo,
    /// Where the drawn page is, if its script posted the form: how that ended is shown there, though a sign-in ends
    /// where `return_to` says.
    pub at: Option<ReturnTo>,
    /// The language of this one answer.
    pub lang: Option<Language>,
    /// Whom the page around believes to be signed in.
    pub user: Option<String>,
}

impl Default for PageForm {
    fn default() -> Self {
        Self { return_to: ReturnTo::home(), at: None, lang: None, user: None }
    }
}

impl PageForm {
    /// Reads it, if the route is one of our page's forms, and `lang` at `/settings`. An address that leads nowhere and
    /// a language that we do not speak are not worth a refusal: the action is done, and ends at the settings page.
    ///
    /// # Errors
    /// [`Malformed`], if one comes twice.
    pub fn read(route: Route, fields: &Fields, config: &Config) -> Result<Self, Malformed> {
        let mut form = Self::default();
        let is_form = route.rules().sender == Sender::OwnPage;
        if is_form || route == Route::Settings {
            form.lang = fields.optional("lang")?.and_then(Language::of_range);
        }
        if !is_form {
            return Ok(form);
        }
        let address = |name| Ok(fields.optional(name)?.and_then(|text| config.return_to(text)));
        form.at = address("at")?.filter(|it| it.own_path() == Some("/settings"));
        // That page is to be for the same user, and in the same language, as far as its address has room for them.
        for name in ["lang", "user"] {
            if let (Some(at), Some(value)) = (&form.at, fields.single(name)?)
                && let Some(at) = config.return_to(&at.with(name, value))
            {
                form.at = Some(at);
            }
        }
        form.user = fields.optional("user")?.map(ToOwned::to_owned);
        if let Some(return_to) = address("return_to")? {
            form.ends_at(return_to);
        }
        Ok(form)
    }

    /// Ends there from now on, but not at an address of ours that begins a sign-in or finishes one: that would go
    /// round in circles.
    pub fn ends_at(&mut self, return_to: ReturnTo) {
        let route = return_to.own_path().and_then(|path| Route::find(&Method::GET, path).ok());
        let signs_in = [Route::LinkAuthorize, Route::LinkCallback, Route::Login];
        if !route.is_some_and(|route| signs_in.contains(&route)) {
            self.return_to = return_to;
        }
    }

    /// The page that the form stands in.
    #[must_use]
    pub fn address(&self) -> &ReturnTo {
        self.at.as_ref().unwrap_or(&self.return_to)
    }
}
