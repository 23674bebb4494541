//! What decides acts only a second after it is shown, so that a double click begun on another page does not
//! end on it: on every page of ours that has such a button, it is one of those that the style sheet holds
//! back. That it does, the browser's tests see.

use super::LISTED;
use crate::support::{Attacks, Browser, Stage};

/// The class of the button of the form that has this in it.
fn class(page: &str, form: &str) -> String {
    let found = page.split("<form ").skip(1).find(|it| {
        let own = it.split("</form>").next().unwrap();
        own.contains(form)
    });
    let found = found.unwrap_or_else(|| panic!("no form {form}"));
    let button = found.split("<button").nth(1).unwrap().split('>').next().unwrap();
    let class = button.split("class=\"").nth(1).unwrap_or_default();
    class.split('"').next().unwrap().to_owned()
}

fn waits(class: &str) -> bool {
    class.split(' ').any(|it| ["decides", "danger"].contains(&it))
}

fn shown(browser: &mut Browser<'_>, path: &str) -> String {
    browser.open(path).body
}

#[test]
fn attack_a_click_that_was_begun_on_another_page_ends_on_a_button_that_decides() {
    let stage = Stage::with(&[LISTED, ("management", "client")]);
    let mut attacks = Attacks::new("embedded-early", stage.is_native());
    let mut ada = stage.signed_in("ada");
    ada.link("google-oauth2|1001");
    // The dialogs that scripts open stand in it.
    let overview = shown(&mut ada, "/settings");
    let unlink = shown(&mut ada, "/settings?unlink=google-oauth2%7C1001");
    let start = shown(&mut ada, "/link/start?connection=github");
    ada.prove("github|2001");
    let review = shown(&mut ada, "/settings");
    let mut grace = stage.signed_in("grace");
    grace.log_in_by("windowslive", "windowslive|3001");
    let switch = shown(&mut grace, "/settings");
    for (what, page, form) in [
        ("the review", &review, "action=\"/link/confirm\""),
        ("switching", &switch, "value=\"switch\""),
        ("unlinking, in a dialog", &overview, "name=\"restore\""),
        ("deleting, in a dialog", &overview, "name=\"delete\""),
        ("unlinking, without scripts", &unlink, "name=\"restore\""),
        ("deleting, without scripts", &unlink, "name=\"delete\""),
        ("the page that begins a link", &start, "action=\"/link/start\""),
    ] {
        let class = class(page, form);
        attacks.tried(&format!("the button of {what}"), waits(&class), "waits a second");
    }
    let style = unlink.split('"').find(|it| it.starts_with("/settings.") && it.ends_with(".css"));
    let style = shown(&mut ada, style.unwrap());
    let style: String = style.split_whitespace().collect();
    let reduced = style.split("prefers-reduced-motion:reduce)").nth(1).unwrap();
    let reduced = reduced.split("@media").next().unwrap();
    let held = style.contains(".decides,.danger{animation:wait0s1sbackwards")
        && style.contains("@keyframeswait{from{pointer-events:none")
        && !reduced.contains("decides")
        && !reduced.contains("*{animation");
    attacks.tried("with less motion", held, "a second all the same");
    attacks.finish();
}
