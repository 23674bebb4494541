//! What a browser shows: static files, the settings page in every state, and the few pages beside it. The
//! template engine escapes every slot.

pub mod drawn;
pub mod file;
mod lock;
pub mod policy;
pub mod settings;

use askama::Template;

use crate::config::Connection;
use crate::config::brand::Brand;
use crate::error::Refusal;
use crate::page::drawn::{label, render};
use crate::return_to::ReturnTo;
use crate::words::Words;

/// What the link to the product says.
#[must_use]
pub fn way_home(words: &Words, brand: &Brand) -> String {
    match &brand.product_name {
        Some(name) => words.fill("home", &[("name", name.as_str().into())]),
        None => words.say("home-unnamed"),
    }
}

/// A page rendered here, before the looks of the product are added to it.
#[derive(Debug)]
pub enum Page {
    /// Has fields for a password, and buttons for these connections; auth0.js sends what is typed.
    Fields(Vec<Connection>),
    /// Goes on to this address by itself, with a link in case it does not.
    GoOn(String),
    /// Goes on after a second.
    GoOnLater(String),
    /// Opens Auth0 Lock.
    Lock,
    /// A refusal: a sentence, and the way back.
    Refusal(Refusal),
    /// Has a button that begins a link: what a GET of `/link/start` shows.
    Start {
        /// Of what.
        connection: Connection,
        /// Where it ends.
        return_to: ReturnTo,
    },
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    brand: &'a Brand,
    words: &'a Words,
    title: String,
    happened: String,
    todo: Option<String>,
}

#[derive(Template)]
#[template(path = "go_on.html")]
struct GoOn<'a> {
    brand: &'a Brand,
    words: &'a Words,
    location: &'a str,
    delay: u8,
}

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    brand: &'a Brand,
    words: &'a Words,
    connection: &'a Connection,
    lead: String,
    return_to: &'a str,
}

impl Page {
    /// The page with these looks, in these words.
    #[must_use]
    pub fn render(&self, brand: &Brand, words: &Words) -> String {
        match self {
            Self::Fields(connections) => lock::fields(brand, words, connections),
            Self::GoOn(location) | Self::GoOnLater(location) => {
                let delay = u8::from(matches!(self, Self::GoOnLater(_)));
                render(&GoOn { brand, words, location, delay })
            }
            Self::Lock => lock::lock(brand),
            Self::Refusal(refusal) => {
                let title = if *refusal == Refusal::NotFound {
                    words.say("not-found-title")
                } else {
                    words.say("unavailable-title")
                };
                let id = format!("refusal-{}", refusal.code());
                let (happened, todo) = (words.say(&id), words.todo(&id));
                render(&Message { brand, words, title, happened, todo })
            }
            Self::Start { connection, return_to } => {
                let label = label(connection, words);
                let lead = words.fill("start-lead", &[("label", label.into())]);
                let return_to = return_to.as_str();
                render(&Start { brand, words, connection, lead, return_to })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::file::{ASSETS, Asset, asset};
    use crate::words::Language;

    #[test]
    fn the_page_names_files_that_exist() {
        let text = |asset: &Asset| String::from_utf8(asset.plain.to_vec()).unwrap();
        let pages: String = ASSETS.iter().map(text).collect();
        let words = Words::of(Language::English);
        let fields = lock::fields(&Brand::default(), &words, &[]);
        let pages = pages + &lock::lock(&Brand::default()) + &fields;
        for asset in ASSETS {
            let named = pages.contains(&format!("\"{}\"", asset.path));
            assert!(named || !asset.immutable, "{}", asset.path);
        }
        assert!(asset("/settings.css").is_none());
    }

    #[test]
    fn escapes_every_slot() {
        let brand = Brand::default();
        let location = "https://tenant.example/?a=\"><script>&b=1";
        let page = Page::GoOn(location.to_owned()).render(&brand, &Words::of(Language::English));
        assert!(!page.contains("<script>"), "{page}");
        let label = Some("<b>".to_owned());
        let connection = Connection { name: "a\"b".into(), label, labels: [].into(), id: None };
        let fields = Page::Fields(vec![connection.clone()]);
        for page in [Page::Start { connection, return_to: ReturnTo::home() }, fields] {
            let page = page.render(&brand, &Words::of(Language::English));
            assert!(!page.contains("<b>") && !page.contains("a\"b"), "{page}");
        }
    }
}
