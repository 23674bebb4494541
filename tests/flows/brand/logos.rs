//! `connection_logos`: artwork of the owners, where the product has it.

use http::StatusCode;

use super::{bare, get, policy, text};
use crate::support::{Attacks, Stage, json};

const LOGOS: &str = r#"{"github": "/brand/github.svg", "google-oauth2": "https://cdn.example/g.svg?v=2",
    "Customers": "https://cdn.example/acme.png", "windowslive": "https://accounts.example.com:1/m.svg"}"#;

#[test]
fn artwork_stands_for_a_connection_in_every_list() {
    let stage = Stage::with(&[("connection_logos", LOGOS)]);
    let answer = get(&stage, "/");
    let policy = policy(&answer);
    let sources = "img-src 'self' https://cdn.example/acme.png https://cdn.example/g.svg \
                   https://accounts.example.com:1/m.svg;";
    assert!(policy.contains(sources), "{policy}");
    assert_eq!(policy.replace(sources, "img-src 'self';"), bare().1);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    let page = browser.open("/settings").body;
    // The address is whole: the page may be another one's.
    // Our own sign stands below, for when the file cannot be had.
    let ours = format!(
        r##"<span part="mark" class="mark art github" aria-hidden="true"><img src="{}/brand/github.svg" alt=""><svg class="sign"><use href="#mark-github"/></svg></span>"##,
        stage.app()
    );
    let theirs = r#"<img src="https://cdn.example/g.svg?v=2" alt="" crossorigin="anonymous">"#;
    assert!(page.contains(&ours) && page.contains(theirs), "{page}");
    // Whatever has none keeps its own sign.
    assert!(page.contains("#mark-key"), "{page}");
    let asked = browser.open("/settings?unlink=github%7C2001").body;
    assert!(asked.contains(&ours), "{asked}");
}

/// A slip would otherwise be seen by nobody: our own sign stands where the logo should.
#[test]
fn a_name_that_no_connection_has_is_told_and_counts() {
    let offered = ("connections", "github=GitHub,corp=Acme");
    let looks = |logos: &str| {
        let stage = Stage::native(&[offered, ("connection_logos", logos)]);
        let health = json(&get(&stage, "/healthz"));
        assert_eq!(health["status"], "ok");
        (health["looks"].clone(), stage.log())
    };
    let (told, log) = looks(r#"{"githbu": "/g.svg", "github": "/g.svg", "Corp": "/c.svg"}"#);
    for name in ["Corp", "githbu"] {
        let said = format!("connection_logos: \"{name}\" is not among connections");
        let all = told.as_array().unwrap();
        assert!(all.iter().any(|it| it.as_str().unwrap().starts_with(&said)), "{told}");
        assert!(log.contains("is not among connections"), "{log}");
    }
    assert_eq!(told.as_array().unwrap().len(), 2, "{told}");
    let known = r#"{"github": "/g.svg", "corp": "/c.svg", "waad": "/w.svg", "auth0": "/a.svg",
        "Username-Password-Authentication": "/p.svg", "google-oauth2": "/o.svg"}"#;
    assert!(looks(known).0.is_null());
}

#[test]
fn attack_artwork_that_is_something_else() {
    let mut attacks = Attacks::new("brand-logos", true);
    let at = |address: &str| serde_json::json!({ "github": address }).to_string();
    let long = format!("https://cdn.example/{}", "x".repeat(600));
    for (what, value) in [
        ("no JSON", "github=/brand/github.svg".to_owned()),
        ("a list", r#"["/brand/github.svg"]"#.to_owned()),
        ("a number for an address", r#"{"github": 1}"#.to_owned()),
        ("an object for one", r#"{"github": {"light": "/a.svg"}}"#.to_owned()),
        (
            "more text than fits",
            format!(
                "{{{}}}",
                (0..200).map(|it| format!("\"c{it}\":\"/a.svg\"")).collect::<Vec<_>>().join(",")
            ),
        ),
        ("deeper than anybody reads", "[".repeat(2000)),
        ("an empty address", at("")),
        ("a script", at("javascript:alert(1)")),
        ("data", at("data:image/svg+xml,<svg/>")),
        ("plain http", at("http://cdn.example/g.svg")),
        ("another host without a scheme", at("//cdn.example/g.svg")),
        ("a name and a password", at("https://u:p@cdn.example/g.svg")),
        ("a folder of another host", at("https://cdn.example/")),
        ("a host for any host", at("https://*.example/g.svg")),
        ("a directive in it", at("https://cdn.example/g.svg; script-src *")),
        ("a source behind a comma", at("https://cdn.example/g.svg,https://evil.example")),
        ("a quote", at("/g.svg\" onerror=alert(1) x=\"")),
        ("a line end", at("/g.svg\r\nset-cookie: a=b")),
        ("an address that is too long", at(&long)),
    ] {
        let stage = Stage::native(&[("connection_logos", &value)]);
        // The service stays up, with its own signs.
        let answer = get(&stage, "/healthz");
        let health = json(&answer);
        let said = health["looks"][0].as_str().unwrap_or_default();
        let up = answer.status() == StatusCode::OK && health["status"] == "ok";
        let told = said.starts_with("connection_logos: our own sign");
        let plain = policy(&get(&stage, "/")) == bare().1;
        let logged = stage.log().matches("connection_logos").count() == 1;
        let page = stage.signed_in("ada").open("/settings").body;
        let shown = page.contains("#mark-github") && !page.contains("mark art");
        attacks.tried(what, up && told && plain && logged && shown, "our own sign, told");
    }
    // One that is wrong takes no other along; what it is called stays words.
    let value = r#"{"git\nhub": "x", "github": "/brand/github.svg"}"#;
    let stage = Stage::native(&[("connection_logos", value)]);
    let health = text(get(&stage, "/healthz"));
    assert!(health.contains(r#"for \"git\\nhub\""#), "{health}");
    assert!(stage.signed_in("ada").open("/settings").body.contains("/brand/github.svg"));
    attacks.finish();
}
