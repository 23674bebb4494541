//! The forms and links of a page, as a person without scripts uses them: exactly the fields that are there
//! are sent.

use http::Request;

use super::seen::{Chosen, attribute, elements, has, selected, standing, tags, words};
use super::{Browser, Page, form_request};

/// A form of a page.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) method: String,
    pub(crate) action: String,
    /// What is sent, whichever button is pressed.
    pub(crate) fields: Vec<(String, String)>,
    /// What can be ticked, and what is sent for it.
    ticks: Vec<(String, String)>,
    /// Words of each button that is seen, wherever it stands, and what it sends.
    pub(crate) buttons: Vec<(String, Option<(String, String)>)>,
}

/// Where a review is answered.
const CONFIRM: &str = "/link/confirm";

impl Page {
    /// Whether it is a review, of either form.
    pub(crate) fn is_review(&self) -> bool {
        self.forms().iter().any(|it| it.action == CONFIRM)
    }

    /// Every form that can be sent, but for those in what only a script opens.
    pub(crate) fn forms(&self) -> Vec<Form> {
        self.forms_where(&[])
    }

    /// The same where `typed` is typed or chosen, by which buttons are called.
    fn forms_where(&self, typed: &[(&str, &str)]) -> Vec<Form> {
        let standing = standing(&self.body);
        let chosen = Chosen::on(&self.body, typed);
        let shown = chosen.shown(&standing);
        let forms = elements(&standing, "form").into_iter();
        forms.map(|(head, inside)| form(&head, inside, &chosen.shown(inside), &shown)).collect()
    }
}

impl Browser<'_> {
    /// Presses the button with these words, having typed or chosen what `typed` says.
    #[track_caller]
    pub(crate) fn press(&mut self, page: &Page, said: &str, typed: &[(&str, &str)]) -> Page {
        let forms = page.forms_where(typed);
        let button = |form: &Form| form.buttons.iter().find(|(words, _)| words == said).cloned();
        let found = forms.iter().find_map(|form| Some((form, button(form)?)));
        let (form, (_, own)) =
            found.unwrap_or_else(|| panic!("no button {said}: {}", page.words()));
        self.send_form(page, form, own, typed)
    }

    /// Answers a review of either form: adds the other account, or merges the two as it is chosen already.
    #[track_caller]
    pub(crate) fn agree(&mut self, page: &Page) -> Page {
        assert!(page.is_review(), "no review: {}", page.words());
        self.choose_form(page, CONFIRM)
    }

    /// Presses the only button of the form that has this field with this value.
    #[track_caller]
    pub(crate) fn choose(&mut self, page: &Page, name: &str, value: &str) -> Page {
        let forms = page.forms();
        let has = |form: &&Form| form.fields.iter().any(|(it, its)| it == name && its == value);
        let form = forms.iter().find(has).unwrap_or_else(|| panic!("no {name} {value}: {forms:?}"));
        self.send_form(page, form, None, &[])
    }

    /// Sends the form that goes to this path, as its button outside of it does.
    #[track_caller]
    pub(crate) fn choose_form(&mut self, page: &Page, path: &str) -> Page {
        let forms = page.forms();
        let form = forms.iter().find(|it| it.action == path);
        self.send_form(page, form.unwrap_or_else(|| panic!("no form {path}")), None, &[])
    }

    #[track_caller]
    fn send_form(
        &mut self,
        page: &Page,
        form: &Form,
        button: Option<(String, String)>,
        typed: &[(&str, &str)],
    ) -> Page {
        let mut fields = form.fields.clone();
        fields.extend(button);
        for (name, value) in typed {
            if let Some(tick) = form.ticks.iter().find(|(it, _)| it == name) {
                fields.retain(|(it, _)| it != name);
                fields.extend((!value.is_empty()).then(|| tick.clone()));
                continue;
            }
            let known = fields.iter_mut().find(|(it, _)| it == name);
            known.unwrap_or_else(|| panic!("no field {name}: {form:?}")).1 = (*value).to_owned();
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let mut url = page.url.join(&form.action).unwrap();
        let from = page.url.origin().ascii_serialization();
        if form.method == "get" {
            url.query_pairs_mut().clear().extend_pairs(fields);
            return self.travel(Request::get(url.as_str()).body(Vec::new()).unwrap(), Some(&from));
        }
        self.travel(form_request(url.as_str(), &fields), Some(&from))
    }

    /// Follows the link with these words.
    #[track_caller]
    pub(crate) fn follow(&mut self, page: &Page, said: &str) -> Page {
        let href = page.link(said).unwrap_or_else(|| panic!("no link {said}: {}", page.words()));
        let mut url = page.url.join(&href).unwrap();
        url.set_fragment(None);
        let from = page.url.origin().ascii_serialization();
        self.navigate(url.as_str(), Some(&from))
    }
}

/// A form of this head; of the form and of the page also what is shown.
fn form(head: &str, inside: &str, shown: &str, page: &str) -> Form {
    let (mut fields, mut ticks) = (Vec::new(), Vec::new());
    for tag in tags(inside, "input") {
        let Some(name) = attribute(&tag, "name") else { continue };
        let kind = attribute(&tag, "type").unwrap_or_default();
        let is_choice = ["radio", "checkbox"].contains(&&*kind);
        let fallback = if is_choice { "on" } else { "" };
        let field = (name, attribute(&tag, "value").unwrap_or_else(|| fallback.to_owned()));
        ticks.extend((kind == "checkbox").then(|| field.clone()));
        fields.extend((!is_choice || has(&tag, "checked")).then_some(field));
    }
    for (tag, options) in elements(inside, "select") {
        fields.push((attribute(&tag, "name").unwrap(), selected(options)));
    }
    // A button may belong to another form than the one that it stands in.
    let id = attribute(head, "id");
    let of = |tag: &str| attribute(tag, "form");
    let inner = elements(shown, "button").into_iter().filter(|(tag, _)| of(tag).is_none());
    let outer = elements(page, "button").into_iter();
    let outer = outer.filter(|(tag, _)| id.is_some() && of(tag) == id);
    let sends = |tag: &str| attribute(tag, "type").is_none_or(|it| it == "submit");
    let buttons = inner.chain(outer).filter(|(tag, _)| sends(tag)).map(|(tag, inside)| {
        let own = attribute(&tag, "name").zip(attribute(&tag, "value"));
        (words(inside), own)
    });
    Form {
        method: attribute(head, "method").unwrap_or_else(|| "get".to_owned()),
        action: attribute(head, "action").unwrap_or_default(),
        fields,
        ticks,
        buttons: buttons.collect(),
    }
}
