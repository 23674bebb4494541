//! Unlinking what is not one's own: somebody else's identity, the primary one, or an address of the tenant's
//! interface that an id climbs to.

use super::{ADA, GRACE, Trial, who};
use crate::support::{Attacks, Browser, Stage};

fn unlink(browser: &mut Browser<'_>, provider: &str, user_id: &str) -> String {
    browser.post_outcome("/unlink", &[("provider", provider), ("user_id", user_id)])
}

/// Texts in the two fields, none of which is an identity of Ada's.
const TRICKS: [(&str, &str, &str); 18] = [
    ("an empty id", "github", ""),
    ("an empty provider", "", "2001"),
    ("an id of two dots", "github", ".."),
    ("a provider of two dots", "..", "2001"),
    ("an id that climbs", "github", "../../auth0|grace"),
    ("an id that climbs, encoded", "github", "%2e%2e%2fauth0%7Cgrace"),
    ("an id that climbs, by backslashes", "github", "..\\..\\auth0|grace"),
    ("an id with dots and a tab", "github", ".\t."),
    ("an id with a line's end", "github", "2001\r\nx: y"),
    ("an id with a zero", "github", "2001\0"),
    ("an id and a query", "github", "2001?include_totals=true"),
    ("an id and a fragment", "github", "2001#"),
    ("an id and a further segment", "github", "2001/x"),
    ("a bar in the provider", "github|2001", "x"),
    ("a bar before the id", "github", "|2001"),
    ("an id that begins alike", "github", "200"),
    ("an id that goes on", "github", "20010"),
    ("an id with a blank", "github", "2001 "),
];

#[test]
fn nothing_is_unlinked_but_ones_own_secondary_identity() {
    let mut attacks = Attacks::new("linking-unlinked", Stage::are_native());
    for mode in ["user", "client"] {
        let stage = Stage::with(&[("management", mode)]);
        let on = if mode == "client" { ", in mode client" } else { "" };
        let mut ada = stage.signed_in("ada");
        assert_eq!(ada.link("github|2001"), "linked");
        let mut grace = stage.signed_in("grace");
        assert_eq!(grace.link("google-oauth2|1001"), "linked");
        stage.forget_requests();
        let mut trial = Trial::new(&stage, &mut attacks, on);
        for (name, provider, user_id) in [
            ("another person's linked identity", "google-oauth2", "1001"),
            ("another person's own identity", "auth0", "grace"),
            ("a user that is linked to nobody", "windowslive", "3001"),
            ("somebody who does not exist", "github", "9999"),
            ("one's own primary identity", "auth0", "ada"),
            ("the provider in capitals", "GitHub", "2001"),
        ]
        .into_iter()
        .chain(TRICKS)
        {
            let code = unlink(&mut ada, provider, user_id);
            trial.refused(name, &code);
        }
        for (name, fields) in [
            ("two ids, one of them one's own", &[("user_id", "2001"), ("user_id", "1001")][..]),
            ("two providers", &[("provider", "x"), ("user_id", "2001")]),
            ("no id", &[]),
        ] {
            let fields = [&[("provider", "github")], fields].concat();
            let code = ada.post_outcome("/unlink", &fields);
            trial.refused(name, &code);
        }
        // Somebody else, with everything but the session.
        let mut other = stage.signed_in("grace");
        for name in ["outcome", "resume", "review", "prompt"] {
            other.take_cookie(&ada, name);
        }
        let code = unlink(&mut other, "github", "2001");
        assert_eq!(who(&mut other).as_deref(), Some(GRACE));
        trial.refused("one's own identity, by another person", &code);
        let mut nobody = stage.browser();
        let code = unlink(&mut nobody, "github", "2001");
        trial.refused("one's own identity, by somebody who is signed out", &code);
        let mut out = stage.signed_in("ada");
        out.post_json("/logout", &[]);
        let code = unlink(&mut out, "github", "2001");
        trial.refused("one's own identity, after signing out", &code);

        assert_eq!(stage.count("DELETE", "/"), 0, "the tenant is not even asked");

        // The last one, and that of a session whose user has joined another one.
        let mut alone = stage.signed_in("joan");
        assert_eq!(unlink(&mut alone, "github", "2003"), "unlinked");
        trial.look_again();
        let code = unlink(&mut alone, "auth0", "joan");
        trial.refused("the last identity", &code);
        let mut elsewhere = stage.signed_in("joan");
        alone.prove("windowslive|3001");
        assert_eq!(alone.confirm(&[("primary", "windowslive|3001")]), "swapped");
        trial.look_again();
        let code = unlink(&mut elsewhere, "windowslive", "3001");
        trial.refused("the primary identity, by the session of an account that joined it", &code);
        assert_eq!(unlink(&mut ada, "github", "2001"), "unlinked");
        assert_eq!(ada.identities(), [ADA]);
    }
    attacks.finish();
}
