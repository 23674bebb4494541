//! What waits in the victim's browser, and addresses that another site makes it open: a link under way, a
//! code, a link in an e-mail and a review stay what and where they are.

use super::{ADA, EVIL, Trial, hold_link, open, who};
use crate::support::{Attacks, Browser, Stage};

/// Addresses that another site can open in the victim's tab, as often as it likes.
fn navigations() -> Vec<(&'static str, String, usize)> {
    // Every quotation mark becomes three letters in an address, and each of those a third more in a cookie.
    let long = format!("/login?return_to=/{}", "%22".repeat(500));
    let row = |name, path: &str, times| (name, path.to_owned(), times);
    vec![
        row("twenty logins", "/login", 20),
        row(
            "twenty logins by another connection",
            "/login?connection=github&screen_hint=signup",
            20,
        ),
        row("twenty logins that lead back to a long address", &long, 20),
        row("twenty callbacks of an unknown state", "/link/callback?state=x&code=c", 20),
        row("callbacks with two states", "/link/callback?state=a&state=b&code=c", 3),
        row("callbacks of an error", "/link/callback?error=access_denied&state=x", 3),
        row("the page with the button to link, twenty times", "/link/start?connection=github", 20),
        row("addresses that only a form may use", "/link/cancel?review=x", 3),
        row("looks at what is for scripts", "/link/review", 3),
    ]
}

fn open_often(browser: &mut Browser<'_>, (_, path, times): &(&str, String, usize)) {
    for _ in 0..*times {
        browser.navigate(&format!("{}{path}", browser.stage().app()), Some(EVIL));
    }
}

#[test]
fn another_sites_navigations_push_out_nothing_that_waits() {
    let mut attacks = Attacks::new("linking-evicted", Stage::are_native());
    let stage = Stage::by_message(&[]);
    for (index, row) in navigations().iter().enumerate() {
        let mut trial = Trial::new(&stage, &mut attacks, "");
        let name = row.0;

        let mut victim = stage.signed_in("ada");
        let callback = hold_link(&mut victim, "github|2001");
        open_often(&mut victim, row);
        let code = open(&mut victim, &callback);
        trial.held(&format!("a link under way, and {name}"), code == "review", "it comes back");

        let review = victim.review_id();
        open_often(&mut victim, row);
        let waits = victim.review_id() == review && who(&mut victim).as_deref() == Some(ADA);
        trial.held(&format!("a review that waits, and {name}"), waits, "it still waits");
        assert_eq!(victim.confirm(&[]), "linked", "{name}");
        let identity = [("provider", "github"), ("user_id", "2001")];
        assert_eq!(victim.post_outcome("/unlink", &identity), "unlinked", "{name}");

        // Nobody may ask for many messages.
        let mut victim = stage.newcomer(&format!("e{index}"));
        trial.look_again();
        let (typed, opened) = (format!("c{index}@home.example"), format!("l{index}@home.example"));
        assert_eq!(victim.send_code(&typed), "code_sent");
        open_often(&mut victim, row);
        let code = victim.type_code(&stage.code(&typed));
        trial.held(&format!("a code under way, and {name}"), code == "review", "it is taken");

        assert_eq!(victim.send_link(&opened), "link_sent");
        open_often(&mut victim, row);
        let page = victim.open_link(&stage.link(&opened));
        let came = page.outcome().as_deref() == Some("review");
        trial.held(&format!("a link in an e-mail, and {name}"), came, "it comes back");
        assert_eq!(victim.confirm(&[]), "linked", "{name}");
    }
    attacks.finish();
}

#[test]
fn logins_that_another_site_began_leave_room_for_what_the_person_does() {
    let mut attacks = Attacks::new("linking-crowded", Stage::are_native());
    let stage = Stage::by_message(&[]);
    // As many as there may be, each as large as there is room for.
    let crowd = |browser: &mut Browser<'_>| {
        for length in (0..500).rev().step_by(10) {
            let own = browser.own_cookies();
            if own.iter().filter(|it| it.starts_with("transaction-login")).count() == 3 {
                break;
            }
            let path = format!("/login?return_to=/{}", "%22".repeat(length));
            open_often(browser, &("", path, 1));
        }
    };
    let mut trial = Trial::new(&stage, &mut attacks, "");

    let mut victim = stage.signed_in("ada");
    // A link that was given up: from here on a login asks for credentials, and stays under way.
    victim.start_link("github");
    crowd(&mut victim);
    let callback = hold_link(&mut victim, "github|2001");
    crowd(&mut victim);
    let code = open(&mut victim, &callback);
    trial.held("long logins, before a link and during it", code == "review", "it comes back");
    crowd(&mut victim);
    let code = victim.confirm(&[]);
    trial.look_again();
    trial.held("long logins before the confirmation", code == "linked", "it is told");
    crowd(&mut victim);
    let identity = [("provider", "github"), ("user_id", "2001")];
    let code = victim.post_outcome("/unlink", &identity);
    trial.look_again();
    trial.held("long logins before an unlink", code == "unlinked", "it is told");
    crowd(&mut victim);
    let code = victim.send_code("+15550100");
    trial.held("long logins before a code is asked for", code == "code_sent", "it is sent");
    crowd(&mut victim);
    let code = victim.type_code(&stage.code("+15550100"));
    trial.held("long logins before a code is typed", code == "review", "it is taken");
    crowd(&mut victim);
    let mut own = victim.clone();
    own.post_json("/logout", &[]);
    crowd(&mut own);
    own.log_in("ada");
    let back = who(&mut own).as_deref() == Some(ADA);
    trial.held("long logins before one's own", back, "one signs in");
    attacks.finish();
}
