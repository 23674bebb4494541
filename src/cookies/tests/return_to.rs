//! Where a link ends, in the cookies that keep it: kept if it fits, but never at the price of the link.

use super::edges::{config, empty, id, next, review};
use crate::auth0::assurance::Demands;
use crate::cookies::review::PendingReview;
use crate::cookies::transaction::{Aim, Transaction, Wish};
use crate::cookies::{Jar, Purpose};
use crate::platform::UnixTime;
use crate::return_to::ReturnTo;
use crate::secret::Secret;

const NOW: UnixTime = UnixTime(1_800_000_000);

/// A path of this many bytes.
fn path(length: usize) -> String {
    format!("/{}", "a".repeat(length - 1))
}

/// Where the review with a proof of this many bytes ends, once it comes back.
fn kept(return_to: &str, proof: usize) -> (Jar, String) {
    let config = config(&[]);
    let mut jar = empty();
    let mut review = review(1, "state");
    review.id_token = Some(Secret::new("x".repeat(proof)));
    review.return_to = config.return_to(return_to).unwrap();
    review.store(&mut jar, &config, NOW).unwrap();
    let jar = next(jar);
    let open = PendingReview::open(&jar, &config, &id("auth0|ada"), NOW).unwrap();
    (jar, open.return_to.as_str().to_owned())
}

#[test]
fn a_review_keeps_where_it_ends_only_where_there_is_room() {
    assert_eq!(kept("/settings?tab=1", 100).1, "/settings?tab=1");
    assert_eq!(kept(&path(256), 100).1, path(256));
    assert_eq!(kept(&path(257), 100).1, "/");
    // The longest proof that fits without it.
    let limit = 4_096 - "__Host-review=".len();
    let size = |jar: &Jar| jar.get(Purpose::Review.name()).unwrap().len();
    let mut proof = 1_000;
    while size(&kept("/", proof + 20).0) <= limit - 20 {
        proof += 20;
    }
    let (jar, ended) = kept(&path(256), proof);
    assert!(ended == "/" && size(&jar) <= limit, "{ended}");
    assert_eq!(kept(&path(256), proof - 400).1, path(256));
}

#[test]
fn a_link_keeps_where_it_ends_only_where_there_is_room() {
    let config = config(&[]);
    let ring = config.cookie_keys();
    let ends_at = |filled: usize, aim: Aim| {
        let mut jar = empty();
        // Two, since one alone may not be that large.
        jar.set(Purpose::Review.name(), "x".repeat(3_500), 60);
        jar.set(Purpose::Session.name(), "x".repeat(filled), 60);
        let return_to = config.return_to(&path(512)).unwrap();
        let wish = Wish { aim, return_to, demands: Demands::default(), embedded: false };
        let begun = Transaction::begin(wish, [1; 32], NOW, ring, &mut jar).unwrap();
        let (state, told) = (begun.state().to_owned(), begun.return_to.clone());
        let fits = jar.has_room();
        let mut jar = next(jar);
        let taken = Transaction::take(&state, &mut jar, &config, NOW).unwrap();
        assert_eq!(taken.return_to, told);
        (fits, told)
    };
    let again = || Aim::Again { subject: "worthless".to_owned(), swap: true, link: None };
    let long = config.return_to(&path(512)).unwrap();
    assert_eq!(ends_at(2_000, again()), (true, long.clone()));
    assert_eq!(ends_at(3_000, again()), (true, ReturnTo::home()));
    // A login keeps its path: if room is short, the login itself is removed.
    assert_eq!(ends_at(3_000, Aim::Login), (false, long));
}
