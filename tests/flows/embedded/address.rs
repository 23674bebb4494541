//! `/link/authorize`, the address by which a sign-in is led on to that a listed page began: it is for a
//! navigation of the person's own tab, and for nobody else.

use http::Request;

use super::script::{Trial, is_refused};
use super::{ACCOUNT, LISTED, SHOP, location, request};
use crate::support::{Attacks, Browser, Stage, json};

#[test]
fn attack_the_address_of_a_sign_in_leads_nobody_else_on() {
    let stage = Stage::native_by_message(&[LISTED]);
    let mut attacks = Attacks::new("embedded-address", stage.is_native());
    let mut trial = Trial::new(&stage);
    let address = trial.begin();
    let path = address.strip_prefix(stage.app()).unwrap().to_owned();
    for (what, mode, dest) in [
        ("a script", "cors", "empty"),
        ("a script without CORS", "no-cors", "empty"),
        ("a frame", "navigate", "iframe"),
        ("an image", "no-cors", "image"),
        ("a worker", "same-origin", "worker"),
    ] {
        let headers = [("sec-fetch-mode", mode), ("sec-fetch-dest", dest), ("origin", SHOP)];
        let answer = trial.victim.send(request(&stage, "GET", &path, &[], &headers));
        let refused = is_refused(&answer) && json(&answer)["code"] == "not_a_navigation";
        attacks.tried(&format!("{what} opens it"), refused, "`not_a_navigation`");
    }
    let code = |browser: &Browser<'_>, address: &str| {
        let navigation = Request::get(address).header("sec-fetch-mode", "navigate");
        let answer = browser.clone().send(navigation.body(Vec::new()).unwrap());
        let ended = location(&answer);
        ended.rsplit_once("outcome=").map_or(ended.clone(), |(_, code)| code.to_owned())
    };

    let mut other = trial.victim.clone();
    other.lose("session");
    let ended = code(&other, &address);
    attacks.tried("after the person signed out", ended == "signed_out", "`signed_out`");
    let mut other = stage.signed_in("grace");
    other.take_cookie(&trial.victim, "transaction");
    let ended = code(&other, &address);
    attacks.tried(
        "for another person, with its cookie",
        ended == "session_changed",
        "`session_changed`",
    );
    let mut other = trial.victim.clone();
    other.lose("transaction");
    let ended = code(&other, &address);
    attacks.tried("without its cookie", ended == "no_transaction", "`no_transaction`");

    // The cookie of another transaction under this name; a login's; that of a link in an e-mail.
    let app = stage.app().to_owned();
    let name = |tag: &str| format!("{app}/link/authorize?transaction={tag}");
    let mut other = trial.victim.clone();
    for cookie in &mut other.cookies {
        if let Some((start, _)) = cookie.1.clone().split_once("transaction-link-") {
            cookie.1 = format!("{start}transaction-link-AAAAAAAAAAAA");
        }
    }
    let ended = code(&other, &name("AAAAAAAAAAAA"));
    attacks.tried("its cookie under another name", ended == "no_transaction", "`no_transaction`");
    let mut other = stage.signed_in("joan");
    other.open("/login?connection=github&login_hint=x");
    assert_eq!(other.send_link("joan@home.example"), "link_sent");
    for (what, start) in
        [("a login", "transaction-login-"), ("a link in an e-mail", "transaction-link-")]
    {
        let tags: Vec<String> = other
            .own_cookies()
            .iter()
            .filter_map(|name| name.strip_prefix(start).map(ToOwned::to_owned))
            .collect();
        assert!(!tags.is_empty(), "{what}: {:?}", other.own_cookies());
        let all = tags.iter().all(|tag| code(&other, &name(tag)) == "no_transaction");
        attacks.tried(&format!("with the name of {what}"), all, "`no_transaction`");
    }
    for tag in ["", "x", "../login", "%00", "AAAAAAAAAAAAA", "%2e%2e", "link-x"] {
        let ended = code(&trial.victim, &name(tag));
        let refused = ["no_transaction", "invalid_request"].contains(&&*ended);
        attacks.tried(&format!("with `{tag}` for a name"), refused, &format!("`{ended}`"));
    }
    stage.pass(11 * 60);
    let late = Request::get(&address).body(Vec::new()).unwrap();
    let ended = location(&trial.victim.send(late));
    let told = ended == format!("{ACCOUNT}&outcome=expired");
    attacks.tried("after ten minutes", told, "`expired`");
    attacks.finish();
}
