//! Cookies planted from a host beside ours, or on the wire of plain http there: `__Host-` is kept for us only
//! where it stands at the very beginning of a name, and Chromium takes a name that begins with white space
//! of Unicode's for one without it. `tests/browser/planted.mjs` plants them in Chromium.

use url::Url;

use super::{ADA, EVIL, GRACE, Trial, hold_login, outcome, who};
use crate::support::{Attacks, Browser, Stage, WHITE_SPACE, json};

/// How many there are of each attack.
const TRIED: usize = 2 * WHITE_SPACE.len();

/// Grace attacks: her login, up to the callback's address, and the cookies that she has at our host then.
fn bait(stage: &Stage) -> (Url, Vec<(String, String)>) {
    let mut attacker = stage.browser();
    let callback = hold_login(&mut attacker, "grace");
    (callback, own(&attacker))
}

/// Our cookies in a browser: their names in full, and values.
fn own(browser: &Browser<'_>) -> Vec<(String, String)> {
    let prefix = browser.stage().cookie_prefix();
    let own = browser.cookies.iter().filter(|(_, name, _)| name.starts_with(prefix));
    own.map(|(_, name, value)| (name.clone(), value.clone())).collect()
}

/// The browser with these cookies planted, once with the white space before each name and once behind it.
fn planted<'a>(
    browser: &Browser<'a>,
    cookies: &[(String, String)],
    blank: char,
) -> [Browser<'a>; 2] {
    [true, false].map(|before| {
        let mut browser = browser.clone();
        for (name, value) in cookies {
            let name = if before { format!("{blank}{name}") } else { format!("{name}{blank}") };
            browser.plant(&name, value);
        }
        browser
    })
}

#[test]
fn attack_cookies_planted_with_white_space_around_their_names() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("linking-planted", stage.is_native());
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let (nobody, ada) = (stage.browser(), stage.signed_in("ada"));
    let grace = own(&stage.signed_in("grace"));
    assert!(grace.iter().any(|(name, _)| name.ends_with("session")));
    assert!(grace.iter().any(|(name, _)| name.ends_with("generation")));

    for (victim, whose, expected) in [(&nobody, "signed out", None), (&ada, "signed in", Some(ADA))]
    {
        for blank in WHITE_SPACE {
            // The one cookie of the attacker's own login, and then its callback.
            let (callback, transaction) = bait(&stage);
            assert_eq!(transaction.len(), 1);
            for mut victim in planted(victim, &transaction, blank) {
                let code = outcome(&victim.navigate(callback.as_str(), Some(EVIL)));
                assert_eq!(who(&mut victim).as_deref(), expected, "{blank:?}");
                assert_eq!(code, "no_transaction", "{blank:?}");
            }
            // All cookies of the attacker's session.
            for mut victim in planted(victim, &grace, blank) {
                assert_eq!(who(&mut victim).as_deref(), expected, "{blank:?}");
                let answer = json(&victim.post_json("/link/start", &[("connection", "github")]));
                assert_eq!(answer["code"] == "signed_out", expected.is_none(), "{answer}");
            }
        }
        let attack = format!("the login's cookie and its callback, the person {whose}");
        trial.held_many(&attack, TRIED, "`no_transaction`");
        let attack = format!("a whole session, the person {whose}");
        trial.held_many(&attack, TRIED, "whoever was signed in is");
    }

    // One beside the real one, which must not make it doubtful: neither now nor after a new sign-in, which
    // ends the copies of the session before.
    let kinds = ["session", "generation"];
    let one = |kind: &str| -> Vec<_> {
        grace.iter().filter(|(name, _)| name.ends_with(kind)).cloned().collect()
    };
    for anew in [false, true] {
        for kind in kinds {
            for blank in WHITE_SPACE {
                for mut victim in planted(&ada, &one(kind), blank) {
                    if anew {
                        victim.log_in("ada");
                    }
                    assert_eq!(who(&mut victim).as_deref(), Some(ADA), "{blank:?}");
                }
            }
            let when = if anew { ", and a new sign-in" } else { "" };
            let attack = format!("`{kind}` beside one's own{when}");
            trial.held_many(&attack, TRIED, "signed in");
        }
    }
    assert_eq!(stage.identities(ADA), [ADA]);
    assert_eq!(stage.identities(GRACE), [GRACE]);
    attacks.finish();
}
