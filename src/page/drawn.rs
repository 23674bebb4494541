//! What every drawn page needs: its signs, how a connection is called, and the template engine.

use askama::Template;

use crate::config::Connection;
use crate::words::Words;

/// Where a page takes the signs that it shows.
pub(crate) const SIGNS_PLACE: &str = "<!--signs-->";

/// The page with the signs that it shows.
#[must_use]
pub(crate) fn with_signs(page: &str) -> String {
    let names = |line: &&str| match line.split('"').nth(1) {
        Some(id) if line.starts_with("<symbol") => page.contains(&format!("\"#{id}\"")),
        _ => !line.starts_with("{#"),
    };
    let signs: String = include_str!("signs.html").lines().filter(names).collect();
    page.replacen(SIGNS_PLACE, &signs, 1)
}

/// A connection's label: the site's, or else the common one.
pub(crate) fn label(connection: &Connection, words: &Words) -> String {
    let own = connection.labels.get(words.language().tag()).or(connection.label.as_ref());
    let known = format!("provider-{}", connection.name);
    match own {
        Some(label) => label.clone(),
        None if words.has(&known) => words.say(&known),
        None => connection.name.clone(),
    }
}

/// Rendering writes into memory and cannot fail for these templates.
pub(crate) fn render(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}
