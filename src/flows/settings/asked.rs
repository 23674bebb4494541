//! What the address of `/settings` asks for, and how much of that each sender may ask.

use crate::error::Refusal;
use crate::fields::Fields;
use crate::page::settings::parts::chooses;
use crate::page::settings::speaker::address;
use crate::platform::Platform;
use crate::return_to::ReturnTo;
use crate::route::embedder;
use crate::visit::Visit;
use crate::words::Language;

/// Longest time to wait that an address can name, in seconds.
const MAX_WAIT: u64 = 3600;

/// The fields of the steps that are kept if they are refused.
const TYPED: [&str; 3] = ["phone_number", "email", "otp"];
/// Longest text that is, in bytes: no address is longer, in whichever way it is written.
const MAX_TYPED: usize = 1024;

/// What the address asks for.
#[derive(Default)]
pub struct Asked<'a> {
    /// How an action ended.
    pub(super) outcome: Option<&'a str>,
    /// For how many seconds to wait.
    pub(super) wait: Option<u64>,
    /// The language that the visitor chooses, for this page and all later ones.
    pub(super) chosen: Option<Language>,
    /// The language that another site asks for, for this page alone.
    pub(super) language: Option<Language>,
    /// The identity to unlink.
    pub(super) unlink: Option<&'a str>,
    /// The connection to link by.
    pub(super) ask: Option<&'a str>,
    /// The handle of the suggestion to follow.
    pub(super) suggestion: Option<&'a str>,
    /// The step to show.
    pub(super) step: Option<&'a str>,
    /// Whether to look for other accounts.
    pub(super) suggestions: bool,
    /// Whom the page around believes to be signed in.
    pub(super) user: Option<&'a str>,
    /// Whether there is a page around, which may not say that.
    pub(super) within: bool,
    /// Whether that page would have them signed in, if that can be done unseen, and where it is.
    pub(super) silent: Option<ReturnTo>,
    /// The listed page that leads here.
    pub(super) back: Option<ReturnTo>,
    /// What a form of this page brought that was refused.
    pub(super) typed: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// Reads it. If another site leads here, the plain page is shown: nothing is asked, kept or looked for because of
    /// an address that it wrote.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn read<P: Platform>(visit: &Visit<'_, P>, query: &'a Fields) -> Result<Self, Refusal> {
        let wait = query.optional("wait")?.and_then(|it| it.parse().ok());
        let return_to = query.optional("return_to")?.and_then(|it| visit.config.return_to(it));
        let asked = Self {
            outcome: query.optional("outcome")?,
            wait: wait.filter(|wait| (1..=MAX_WAIT).contains(wait)),
            chosen: query.optional("ui_locales")?.and_then(Language::of_tag),
            language: None,
            unlink: query.optional("unlink")?,
            ask: query.optional("ask")?,
            suggestion: query.optional("suggestion")?,
            step: query.optional("step")?,
            suggestions: query.has("suggestions"),
            user: query.optional("user")?,
            within: visit.embedded || query.has("user"),
            silent: return_to.clone().filter(|_| query.has("silent")),
            back: return_to.filter(|it| it.own_path().is_none()),
            typed: None,
        };
        Ok(if visit.embedded {
            asked.by_embedder()
        } else if embedder::knows(&visit.headers, visit.config) {
            asked
        } else {
            asked.only_look()
        })
    }

    /// Leaves what a listed page's script may ask for: how something ended, and the question before an unlink.
    /// What is searched for, sent or typed is our own page's.
    fn by_embedder(self) -> Self {
        let Self { outcome, wait, unlink, user, within, silent, .. } = self;
        Self { outcome, wait, unlink, user, within, silent, ..Self::default() }
    }

    /// Leaves what another site may ask for: how something ended, since a callback comes from the tenant's
    /// site, and in which language. No question, no step, no search; and nobody's name and way out are left out.
    fn only_look(self) -> Self {
        let Self { outcome, wait, chosen: language, back, within, .. } = self;
        Self { outcome, wait, language, back, within, ..Self::default() }
    }

    /// The same, with what was typed into the form of a step, if that is not too long.
    pub(super) fn with_typed(self, form: &'a Fields) -> Self {
        let typed = form.pairs().find(|(name, _)| TYPED.contains(name)).map(|(_, text)| text);
        Self { typed: typed.filter(|text| text.len() <= MAX_TYPED), ..self }
    }

    /// The same page, whatever it tells of how something ended.
    pub(super) fn address(&self) -> String {
        let Self { unlink, ask, suggestion, step, back, .. } = self;
        let back = back.as_ref().map(ReturnTo::as_str);
        let kept = [
            ("unlink", *unlink),
            ("ask", *ask),
            ("suggestion", *suggestion),
            ("step", *step),
            ("return_to", back),
        ];
        let kept = kept.into_iter().filter_map(|(name, it)| Some((name, it?)));
        address(&kept.collect::<Vec<_>>())
    }

    pub(super) fn chooses(&self) -> bool {
        self.step.is_some_and(chooses)
    }
}
