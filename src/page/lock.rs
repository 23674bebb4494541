//! The pages around Auth0 Lock and auth0.js. Their files are there in a component that was built with the feature.

use askama::Template;

use crate::config::Connection;
use crate::config::brand::Brand;
use crate::words::Words;

use super::drawn::{label, render};
use super::file::{AUTH0JS_SCRIPT, ICON, LOCK_LICENSES, LOCK_SCRIPT, LOCK_STYLE, STYLE};

#[derive(Template)]
#[template(path = "lock.html")]
struct Lock<'a> {
    icon: &'a str,
    style: &'a str,
    brand: &'a Brand,
    lock_style: &'a str,
    script: &'a str,
    licenses: &'a str,
}

/// The page that opens Lock.
pub(super) fn lock(brand: &Brand) -> String {
    render(&Lock {
        icon: ICON,
        style: STYLE,
        brand,
        lock_style: LOCK_STYLE,
        script: LOCK_SCRIPT,
        licenses: LOCK_LICENSES,
    })
}

#[derive(Template)]
#[template(path = "fields.html")]
struct Fields<'a> {
    icon: &'a str,
    style: &'a str,
    brand: &'a Brand,
    words: &'a Words,
    script: &'a str,
    licenses: &'a str,
    ways: Vec<Way<'a>>,
}

/// A connection: by a password where the tenant says that it is a database, else by a button.
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
    render(&Fields {
        icon: ICON,
        style: STYLE,
        brand,
        words,
        script: AUTH0JS_SCRIPT,
        licenses: LOCK_LICENSES,
        ways: connections.iter().map(way).collect(),
    })
}
