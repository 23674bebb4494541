//! Every way by which an account is proved: it signs in, it links, and it is refused when it is forged.
//! The table that comes of it is `docs/ways.md`; with `UPDATE_DOCS=1` these tests write it.

mod run;

use crate::support::{Stage, document};

/// One way, and how it is walked in one mode.
struct Way {
    name: &'static str,
    /// What is set or asked for, as the table says it.
    settings: &'static str,
    walk: fn(&Mode) -> Walked,
    /// The step of the browser's tests that walks it.
    browser: &'static str,
}

/// The settings of a mode.
type Mode = [(&'static str, &'static str)];

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
struct Walked {
    /// Who was signed in by this way; none where it is for the second account alone.
    signs_in: Option<String>,
    /// The outcome of the link.
    links: String,
    /// What was forged, and by which code it was refused.
    refused: (&'static str, String),
}

const fn way(
    name: &'static str,
    settings: &'static str,
    walk: fn(&Mode) -> Walked,
    browser: &'static str,
) -> Way {
    Way { name, settings, walk, browser }
}

#[rustfmt::skip]
const WAYS: [Way; 15] = [
    way("Universal Login, e-mail and password", "default", run::password, "a password at the tenant signs in"),
    way("Universal Login, social", "default", run::social, "confirming the review links it"),
    way("Universal Login, text message", "`connection=sms`", run::universal_sms, "a code by text message, typed at the tenant, links"),
    way("Universal Login, code by e-mail", "`connection=email`", run::universal_email, "a code by e-mail, typed at the tenant, links"),
    way("Code by text message, typed on the page", "`passwordless = code`", run::sms, "a code by text message, typed on the page, links"),
    way("Code by e-mail, typed on the page", "`passwordless = code`", run::email, "a code by e-mail, typed on the page after it was loaded again, links"),
    way("Link in an e-mail", "`passwordless = code_or_link`", run::magic_link, "a link in an e-mail, opened in the same browser, links"),
    way("Authorization code with PKCE, no widget", "default", run::without_widget, "confirming the review links it"),
    way("Two accounts of one provider", "default", run::one_provider, "with upstream_params it asks which account, and the second one links"),
    way("Another database", "`connections = Customers=…`", run::another_database, "another database links by its password"),
    way("A company's own sign-in", "`connections = okta=…`", run::enterprise, "a company account links"),
    way("Organization", "`/login?organization=…`", run::organization, "signed in to an organization, an account of its rules links"),
    way("Second factor", "`acr_values = …`", run::second_factor, "both accounts show a second factor"),
    way("Answer by a form", "`response_mode = form_post`", run::form_post, "the tenant answers by a form that it posts"),
    way("Custom domain", "`auth0_canonical_domain = …`", run::custom_domain, "the Management API is that of the canonical domain"),
];

/// A way through one of Auth0's widgets, which run in a browser only: the steps that walk it there.
struct Widget {
    name: &'static str,
    settings: &'static str,
    /// None where the product's page signs people in itself.
    signs_in: Option<&'static str>,
    links: &'static str,
    refused: [&'static str; 2],
}

#[rustfmt::skip]
const WIDGETS: [Widget; 9] = [
    Widget {
        name: "Lock 14, password", settings: "`login_ui = lock`",
        signs_in: Some("the right one signs in, with the state, nonce and challenge of the component"),
        links: "another account of the database is linked by its password",
        refused: ["a wrong password is refused on the page", FORGED],
    },
    Widget {
        name: "Lock 14, social", settings: "`login_ui = lock`",
        signs_in: Some("a GitHub account signs in by its button"),
        links: "a Google account is linked by its button",
        refused: [FORGED, "an address without a request is refused in a sentence, with a way back"],
    },
    Widget {
        name: "Lock 14, code by text message", settings: "`login_ui = lock`",
        signs_in: Some("a phone signs in by a code in a text message"),
        links: "a phone is linked by a code in a text message",
        refused: ["a wrong code by text message is refused on the page", FORGED],
    },
    Widget {
        name: "Lock 14, code by e-mail", settings: "`login_ui = lock`",
        signs_in: Some("an address signs in by a code in an e-mail"),
        links: "an address is linked by a code in an e-mail",
        refused: ["a wrong code by e-mail is refused on the page", FORGED],
    },
    Widget {
        name: "auth0.js 10 and plain fields, password", settings: "`login_ui = auth0js`",
        signs_in: Some("the right password signs in by the keyboard, with the request of the component"),
        links: "the page with fields links another account of the database by its password",
        refused: ["a wrong password is refused at its field", FORGED_FIELDS],
    },
    Widget {
        name: "auth0.js 10 and plain fields, social", settings: "`login_ui = auth0js`",
        signs_in: Some("the page with fields signs in a GitHub account by its button"),
        links: "the page with fields links a Google account by its button",
        refused: [FORGED_FIELDS, "an address without a request is refused by the page with fields, with a way back"],
    },
    Widget {
        name: "auth0.js 10 on a product's page, password", settings: "no setting",
        signs_in: None,
        links: "auth0.js links by password",
        refused: ["auth0.js sends a wrong password, and the page hears of it", FORGED_BY_PRODUCT],
    },
    Widget {
        name: "auth0.js 10 on a product's page, social", settings: "no setting",
        signs_in: None,
        links: "auth0.js links a Google account",
        refused: [FORGED_BY_PRODUCT, FORGED],
    },
    Widget {
        name: "Lock 14 on a product's page, password", settings: "no setting",
        signs_in: None,
        links: "Lock on the product's page links by password",
        refused: ["Lock on the product's page refuses a wrong password", FORGED_BY_PRODUCT],
    },
];
const FORGED: &str = "a forged address signs nobody in and links nothing";
const FORGED_FIELDS: &str =
    "an address forged for the page with fields signs nobody in and links nothing";
const FORGED_BY_PRODUCT: &str =
    "auth0.js with a forged nonce, or a stranger's state, links nothing";

#[test]
fn every_widget_has_its_steps() {
    let mut table = String::from(
        "| way | with | signs in | links | refused when forged |\n|---|---|---|---|---|\n",
    );
    for Widget { name, settings, signs_in, links, refused } in &WIDGETS {
        let signs_in = signs_in.unwrap_or("the product's own affair");
        let refused = refused.join("; ");
        table += &format!("| {name} | {settings} | {signs_in} | {links} | {refused} |\n");
    }
    document(true, "ways.md", "widgets", &table);
}

/// These same tests run over the component, too, so that what is true natively is so there.
#[track_caller]
fn check(mode: &Mode) {
    let mut table = String::from(
        "| way | with | signs in | links | refused when forged | natively | WASI 0.3 | WASI 0.2 | \
         in a browser |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for way in &WAYS {
        let walked = (way.walk)(mode);
        assert!(["linked", "linked_all"].contains(&&*walked.links), "{}: {walked:?}", way.name);
        let signs_in = match walked.signs_in.as_deref() {
            Some("") => panic!("{}: nobody", way.name),
            Some(_) => "yes",
            None => "second account only",
        };
        let (name, with, browser) = (way.name, way.settings, way.browser);
        let (forgery, code) = &walked.refused;
        table += &format!(
            "| {name} | {with} | {signs_in} | yes | `{code}` ({forgery}) | yes | yes | yes | {browser} |\n"
        );
    }
    document(Stage::are_native(), "ways.md", "ways", &table);
}

#[test]
fn every_way_signs_in_links_and_is_refused_when_forged_in_mode_user() {
    check(&[]);
}

#[test]
fn every_way_signs_in_links_and_is_refused_when_forged_in_mode_client() {
    check(&[("management", "client")]);
}

#[test]
fn the_steps_that_the_table_names_are_there() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let journeys: String = files
        .filter(|path| path.extension().is_some_and(|it| it == "mjs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let of_widgets = WIDGETS.iter().flat_map(|it| {
        let [first, second] = it.refused;
        [it.signs_in, Some(it.links), Some(first), Some(second)].into_iter().flatten()
    });
    let steps = WAYS.iter().map(|way| way.browser).chain(of_widgets);
    for step in steps {
        let named = journeys.contains(&format!("step(\"{step}\""))
            || journeys.contains(&format!("linkWith(\"{step}\""));
        assert!(named, "{step}");
    }
}
