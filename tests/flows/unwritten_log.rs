//! A log that cannot be written, over the component: its stderr is a pipe that nobody reads any more, as it is
//! a full disk elsewhere. Natively there is no stream; `log.rs` has the test of the line itself.

use crate::support::Stage;

#[test]
fn a_log_that_cannot_be_written_stops_nothing() {
    if Stage::are_native() {
        return;
    }
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    stage.close_log();
    for _ in 0..3 {
        assert_eq!(browser.open("/").status, 200);
    }
    assert_eq!(browser.link("github|2001"), "linked");
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    // What refuses writes its line, too.
    assert_eq!(browser.open("/nowhere").status, 404);
}
