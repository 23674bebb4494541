//! Forced linking by cross-site request forgery: whatever changes something takes a POST, and the POST
//! must come from our own page.

use http::header::ACCEPT;

use super::{ADA, EVIL, Trial, ask, code_of, who};
use crate::support::{Attacks, Browser, Stage, form_request};

const NAVIGATES: [(&str, &str); 2] =
    [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
const IN_A_FRAME: [(&str, &str); 2] =
    [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
const SCRIPTED: [(&str, &str); 2] = [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "empty")];
const CROSS: (&str, &str) = ("sec-fetch-site", "cross-site");

/// How another page can send a form, and what its browser says of that.
fn ways(sibling: &str) -> Vec<(&'static str, Vec<(&'static str, &str)>)> {
    let origin = |origin| [("origin", origin)];
    vec![
        ("by a form of another site", [&NAVIGATES[..], &[CROSS], &origin(EVIL)].concat()),
        ("by a form in a frame", [&IN_A_FRAME[..], &[CROSS], &origin(EVIL)].concat()),
        ("by a script of another site", [&SCRIPTED[..], &[CROSS], &origin(EVIL)].concat()),
        ("by a sandboxed page", [&NAVIGATES[..], &[CROSS], &origin("null")].concat()),
        (
            "by a sibling host",
            [&NAVIGATES[..], &[("sec-fetch-site", "same-site")], &origin(sibling)].concat(),
        ),
        ("by another site in an old browser", origin(EVIL).to_vec()),
        ("by a sandboxed page in an old browser", origin("null").to_vec()),
        ("without saying from where", Vec::new()),
    ]
}

struct Form<'a> {
    path: &'static str,
    fields: Vec<(&'static str, &'a str)>,
}

fn post(browser: &mut Browser<'_>, form: &Form<'_>, headers: &[(&'static str, &str)]) -> String {
    let url = format!("{}{}", browser.stage().app(), form.path);
    let mut request = form_request(&url, &form.fields);
    request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    code_of(&browser.send(request))
}

#[test]
fn a_form_from_elsewhere_links_unlinks_confirms_and_signs_out_nobody() {
    let stage = Stage::by_message(&[]);
    let sibling = stage.app().replace("://", "://other.");
    let (mut browser, review, code) = stage.all_waits();
    // In another browser somebody else's session waits for the choice.
    let mut torn = stage.signed_in("ada");
    torn.log_in_by("github", "github|2002");
    let other = torn.me()["switch"]["id"].as_str().unwrap().to_owned();

    let form =
        |path, fields: &[(&'static str, &'static str)]| Form { path, fields: fields.to_vec() };
    let forms = [
        form("/unlink", &[("provider", "github"), ("user_id", "2001")]),
        form("/link/start", &[("connection", "github")]),
        Form { path: "/link/confirm", fields: vec![("review", &review)] },
        Form { path: "/link/cancel", fields: vec![("review", &review)] },
        form("/link/passwordless/start", &[("connection", "sms"), ("phone_number", "+15550101")]),
        Form { path: "/link/passwordless/verify", fields: vec![("otp", &code)] },
        form("/logout", &[]),
    ];
    let mut attacks = Attacks::new("linking-forced", stage.is_native());
    let mut trial = Trial::new(&stage, &mut attacks, "");
    for form in &forms {
        for (way, headers) in ways(&sibling) {
            let code = post(&mut browser, form, &headers);
            trial.refused(&format!("POST {} {way}", form.path), &code);
        }
    }
    let choice = vec![("choice", "switch"), ("switch", other.as_str())];
    let form = Form { path: "/login/switch", fields: choice };
    for (way, headers) in ways(&sibling) {
        let code = post(&mut torn, &form, &headers);
        trial.refused(&format!("POST {} {way}", form.path), &code);
    }

    // What takes a POST does nothing for another method, whatever the address or a header says of it.
    let review = format!("review={review}");
    let (otp, switch) = (format!("otp={code}"), format!("choice=switch&switch={other}"));
    for (path, query) in [
        ("/unlink", "provider=github&user_id=2001"),
        ("/link/confirm", &review),
        ("/link/cancel", &review),
        ("/link/passwordless/start", "connection=sms&phone_number=%2B15550101"),
        ("/link/passwordless/verify", &otp),
        ("/login/switch", &switch),
        ("/logout", ""),
    ] {
        for method in ["GET", "HEAD", "PUT"] {
            let target = if path == "/login/switch" { &mut torn } else { &mut browser };
            let pretends = [("x-http-method-override", "POST"), ("sec-fetch-site", "same-origin")];
            let address = format!("{path}?{query}&_method=POST");
            let code = match ask(target, method, &address, &pretends) {
                // An answer to HEAD has no body to name it.
                status if status.starts_with("405") => "method_not_allowed".to_owned(),
                code => code,
            };
            trial.refused(&format!("{method} {path}, said to be a POST"), &code);
        }
    }
    let before = browser.own_cookies().len();
    let page =
        browser.navigate(&format!("{}/link/start?connection=github", stage.app()), Some(EVIL));
    let begun = browser.own_cookies().len() != before;
    trial.held(
        "GET /link/start of another site",
        !begun && page.status == 200,
        "a button, no more",
    );

    // It all still waits, and works.
    assert_eq!(who(&mut torn).as_deref(), Some(ADA));
    assert_eq!(stage.messages().len(), 1);
    assert_eq!(browser.type_code(&code), "review", "no try of it was used");
    assert_eq!(browser.confirm(&[]), "linked");
    attacks.finish();
}
