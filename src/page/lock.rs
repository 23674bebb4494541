//! The pages around Auth0 Lock and auth0.js. Their files are there in a component that was built with the feature.

use askama::Template;

use crate::config::Connection;
use crate::config::brand::Brand;
use crate::words::Words;

use super::drawn::{label, render};

#[derive(Template)]
#[template(path = "lock.html")]
struct Lock<'a> {
    brand: &'a Brand,
}

/// The page that opens Lock.
pub(super) fn lock(brand: &Brand) -> String {
    render(&Lock { brand })
}

#[derive(Template)]
#[template(path = "fields.html")]
struct Fields<'a> {
    brand: &'a Brand,
    words: &'a Words,
    ways: Vec<Way<'a>>,
}

/// A connection: fields if the tenant says that it is a database, else a button.
struct Way<'a> {
    name: &'a str,
    label: String,
    go: String,
}

/// The page with plain fields.
pub(super) fn fields(brand: &Brand, words: &Words, connections: &[Connection]) -> String {
    let way = |it| {
        let label = label(it, words);
        let go = words.fill("go-on", &[("label", label.as_str().into())]);
        Way { name: &it.name, label, go }
    };
    render(&Fields { brand, words, ways: connections.iter().map(way).collect() })
}
