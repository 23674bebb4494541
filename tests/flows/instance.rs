//! One instance answers several people at once: nobody meets another's data, and nothing is borrowed
//! while a request waits.

use http::Request;

use crate::support::{Browser, Stage, form_request, json};

/// The address by which Auth0 sends somebody back who signs in with their password.
fn callback(stage: &Stage, browser: &mut Browser<'_>, person: &str) -> String {
    let page = browser.open("/login");
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let (email, password) = (format!("{person}@example.com"), format!("worthless-{person}"));
    let fields = [
        ("state", state.split('"').next().unwrap()),
        ("username", email.as_str()),
        ("password", password.as_str()),
    ];
    let answer = browser.send(form_request(&format!("{}/u/login", stage.tenant()), &fields));
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[test]
fn two_people_who_sign_in_at_once_are_not_mixed_up() {
    let stage = Stage::native(&[]);
    let people = ["ada", "grace", "joan"];
    let mut browsers: Vec<Browser<'_>> = people.iter().map(|_| stage.browser()).collect();
    let mut requests = Vec::new();
    for (browser, person) in browsers.iter_mut().zip(people) {
        let url = callback(&stage, browser, person);
        requests.push(browser.with_cookies(Request::get(url).body(Vec::new()).unwrap()));
    }
    let host = stage.app().split("//").nth(1).unwrap().to_owned();
    for (browser, answer) in browsers.iter_mut().zip(stage.together(requests)) {
        browser.keep_cookies(&host, &answer);
    }
    for (browser, person) in browsers.iter_mut().zip(people) {
        assert_eq!(browser.me()["user"]["user_id"], format!("auth0|{person}"));
    }
}

#[test]
fn two_people_who_look_at_once_see_their_own() {
    let stage = Stage::native(&[]);
    let browsers = [stage.signed_in("ada"), stage.signed_in("grace")];
    let url = format!("{}/me", stage.app());
    let request = |it: &Browser<'_>| it.with_cookies(Request::get(&url).body(Vec::new()).unwrap());
    let answers = stage.together(browsers.iter().map(request).collect());
    let ids: Vec<_> = answers.iter().map(|it| json(it)["user"]["user_id"].clone()).collect();
    assert_eq!(ids, ["auth0|ada", "auth0|grace"]);
}
