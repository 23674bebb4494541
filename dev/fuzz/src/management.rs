//! Answers of the Management API: a status, headers and a body, read as each of the answers that there are.

use account_linking::auth0::users::Access;
use account_linking::auth0::{pause, users};
use account_linking::secret::Secret;
use account_linking::user::{User, UserId};
use http::StatusCode;

use crate::cast::{ADA, Cast};
use crate::variants::NOW;
use crate::world::response;

/// Gives the input to the component: three digits, then headers, a blank line and the body.
///
/// # Panics
/// Where an answer is taken for another one than it is.
pub fn run(data: &[u8]) {
    let Some((_, cast, rest)) = Cast::of(data) else { return };
    let Some(response) = response(&cast.fill_answer(rest)) else { return };
    let answer = || response.clone();
    let _pause = pause(response.headers());
    let ada = UserId::parse(ADA).expect("an id");
    let done =
        [StatusCode::OK, StatusCode::CREATED, StatusCode::NO_CONTENT].contains(&response.status());
    let updated = users::process_updated_response(answer(), &ada, NOW);
    let deleted = users::process_deleted_response(answer(), NOW);
    assert!(done || (updated.is_err() && deleted.is_err()));
    let access = Access::new(ada, Secret::new("worthless".to_owned()));
    let user = users::process_user_response(answer(), &access, NOW);
    let listed = users::process_users_response(answer(), NOW);
    let identities = users::process_identities_response(answer(), NOW);
    let belonging = users::process_belonging_response(answer(), NOW);
    assert!(
        done || (user.is_err() && listed.is_err() && identities.is_err() && belonging.is_err())
    );
    if let Ok(user) = user {
        assert_eq!(user.user_id, ADA);
        look(cast, &user);
    }
    for user in listed.unwrap_or_default().list {
        look(cast, &user);
    }
    for identity in identities.unwrap_or_default().list {
        let _kind = identity.kind();
        if let Some(id) = UserId::from_parts(&identity.provider, &identity.user_id) {
            assert!(identity.is(&id));
        }
    }
}

/// Everything that is done with a user once it is read.
fn look(cast: &Cast, user: &User) {
    let shown = serde_json::to_string(&user.shown(true)).expect("JSON");
    assert!(!shown.contains("app_metadata"));
    let _identities = serde_json::to_string(&user.shown_identities()).expect("JSON");
    let _managed = (cast.config.is_managed(user), cast.config.connection_id(user));
    let _allowed = cast.config.allowed_pairs.allow(&user.identities, &user.identities);
    let _verified = user.email_is_verified_or_absent();
}
