//! Auth0's free tier: two Management API calls a second, and one person's whole flow below that.

use crate::support::{Stage, json as read};

#[test]
fn the_whole_flow_of_one_person_shows_no_429() {
    let free = Stage::new();
    free.limit_management(2);
    whole_flow(&free);
    assert!(!free.log().contains("RateLimited"), "{}", free.log());
    if free.is_native() {
        // Nor does the tenant have to say one: the same requests as where there is no limit.
        let paid = Stage::new();
        whole_flow(&paid);
        assert_eq!(free.requests(), paid.requests());
    }
}

fn whole_flow(stage: &Stage) {
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.me()["identities"].as_array().unwrap().len(), 1);
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["review"], review.as_str(), "{shown}");
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    assert_eq!(browser.identities().len(), 2);
    let identity = [("provider", "google-oauth2"), ("user_id", "1001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    assert_eq!(browser.identities(), ["auth0|ada"]);
}
