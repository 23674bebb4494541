//! The page around Auth0 Lock. Its files are there in a component that was built with the feature.

use askama::Template;

use crate::config::brand::Brand;

use super::{ICON, LOCK_LICENSES, LOCK_SCRIPT, LOCK_STYLE, STYLE, render};

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
