//! The forms and links of a page, as a person without scripts uses them: exactly the fields that are there
//! are sent.

use http::Request;

use super::browser::unescape;
use super::{Browser, Page, form_request};

/// A form of a page.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) method: String,
    pub(crate) action: String,
    /// What is sent, whichever button is pressed.
    pub(crate) fields: Vec<(String, String)>,
    /// Words of each button, and what it sends.
    pub(crate) buttons: Vec<(String, Option<(String, String)>)>,
}

impl Page {
    /// Every form.
    pub(crate) fn forms(&self) -> Vec<Form> {
        elements(&self.body, "form").into_iter().map(|(head, inside)| form(&head, inside)).collect()
    }

    /// The words of the page as they are read, without markup.
    pub(crate) fn words(&self) -> String {
        let main = self.body.split_once("<main").map_or(self.body.as_str(), |(_, rest)| rest);
        words(main.split("</main>").next().unwrap_or_default())
    }

    /// Where the link with these words leads.
    pub(crate) fn link(&self, said: &str) -> Option<String> {
        let links = elements(&self.body, "a");
        let found = links.iter().find(|(_, inside)| words(inside) == said)?;
        attribute(&found.0, "href")
    }
}

impl Browser<'_> {
    /// Presses the button with these words, having typed or chosen what `typed` says.
    #[track_caller]
    pub(crate) fn press(&mut self, page: &Page, said: &str, typed: &[(&str, &str)]) -> Page {
        let forms = page.forms();
        let button = |form: &Form| form.buttons.iter().find(|(words, _)| words == said).cloned();
        let found = forms.iter().find_map(|form| Some((form, button(form)?)));
        let (form, (_, own)) =
            found.unwrap_or_else(|| panic!("no button {said}: {}", page.words()));
        self.send_form(page, form, own, typed)
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

fn form(head: &str, inside: &str) -> Form {
    let mut fields = Vec::new();
    for tag in tags(inside, "input") {
        let Some(name) = attribute(&tag, "name") else { continue };
        let ticks = ["radio", "checkbox"].contains(&&*attribute(&tag, "type").unwrap_or_default());
        if !ticks || has(&tag, "checked") {
            let fallback = if ticks { "on" } else { "" };
            fields.push((name, attribute(&tag, "value").unwrap_or_else(|| fallback.to_owned())));
        }
    }
    for (tag, options) in elements(inside, "select") {
        let options = tags(options, "option");
        let chosen = options.iter().find(|it| has(it, "selected")).or_else(|| options.first());
        let value = chosen.and_then(|it| attribute(it, "value")).unwrap_or_default();
        fields.push((attribute(&tag, "name").unwrap(), value));
    }
    // A button that belongs to another form sends that one.
    let own =
        elements(inside, "button").into_iter().filter(|(tag, _)| attribute(tag, "form").is_none());
    let buttons = own.map(|(tag, inside)| {
        let sends = attribute(&tag, "name").zip(attribute(&tag, "value"));
        (words(inside), sends)
    });
    Form {
        method: attribute(head, "method").unwrap_or_else(|| "get".to_owned()),
        action: attribute(head, "action").unwrap_or_default(),
        fields,
        buttons: buttons.collect(),
    }
}

/// The tags of this name, without their angle brackets.
fn tags(text: &str, name: &str) -> Vec<String> {
    let start = format!("<{name}");
    let pieces = text.split(&start).skip(1);
    let pieces = pieces.filter(|it| it.starts_with([' ', '>', '\n']));
    pieces.map(|it| it.split('>').next().unwrap().to_owned()).collect()
}

/// The elements of this name, none of which has another one in it: their tags and what is inside.
fn elements<'a>(text: &'a str, name: &str) -> Vec<(String, &'a str)> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let pieces = text.split(&start).skip(1);
    let pieces = pieces.filter(|it| it.starts_with([' ', '>', '\n']));
    pieces
        .map(|it| {
            let (tag, rest) = it.split_once('>').unwrap();
            (tag.to_owned(), rest.split(&end).next().unwrap())
        })
        .collect()
}

fn has(tag: &str, attribute: &str) -> bool {
    tag.split_whitespace().any(|it| it == attribute)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescape(rest.split('"').next().unwrap()))
}

fn words(markup: &str) -> String {
    let text: String = markup.split('<').enumerate().fold(String::new(), |text, (at, piece)| {
        let piece = if at == 0 { piece } else { piece.split_once('>').map_or("", |it| it.1) };
        // What stands in elements of its own is not one word.
        text + if at == 0 { "" } else { " " } + piece
    });
    unescape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
