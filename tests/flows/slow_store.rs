//! A store that is locked by somebody else, or far away: each of its calls takes seconds, and no deadline of ours
//! ends one that blocks the thread. A request waits for one of them.

use crate::support::Stage;

/// What Spin's own store takes while its file is locked.
const EACH: u64 = 5;

#[test]
fn a_request_waits_once_for_a_store_that_is_slow() {
    for settings in [&[][..], &[("management", "client")]] {
        let stage = Stage::native(settings);
        let mut browser = stage.signed_in("ada");
        stage.slow_store_down(EACH);
        let waited = |ask: &mut dyn FnMut()| {
            let before = stage.now();
            ask();
            stage.now() - before
        };
        assert_eq!(waited(&mut || assert_eq!(browser.get("/me").status(), 200)), EACH);
        let mut page = None;
        assert_eq!(waited(&mut || page = Some(browser.open("/settings"))), EACH);
        assert_eq!(page.unwrap().status, 200);
        assert_eq!(waited(&mut || assert_eq!(browser.open("/").status, 200)), 0);
        // Several requests, and what they do is done.
        assert_eq!(browser.link("github|2001"), "linked");
        let unlink = [("provider", "github"), ("user_id", "2001")];
        let mut outcome = String::new();
        let took = waited(&mut || outcome = browser.post_outcome("/unlink", &unlink));
        assert_eq!((outcome.as_str(), took), ("unlinked", EACH));
        assert_eq!(waited(&mut || drop(browser.post_form("/logout", &[]))), EACH);
        let noted = "store: too slow, the request goes on without it";
        assert!(stage.log().contains(noted), "{}", stage.log());
        for line in stage.log().lines() {
            assert!(line.matches(noted).count() <= 1, "{line}");
        }
    }
}

#[test]
fn a_store_that_takes_a_second_is_waited_for() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.slow_store_down(1);
    assert_eq!(browser.link("github|2001"), "linked");
    assert!(!stage.stored("history").is_empty());
    assert!(!stage.log().contains("store: it takes too long"), "{}", stage.log());
}
