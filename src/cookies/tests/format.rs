//! Tests of what is sealed into the cookies, field by field: another version, which runs beside this one or ran before
//! it, reads them.

use serde_json::{Value, json};

use super::edges::{claims, config, empty, id, token};
use super::*;
use crate::auth0::assurance::Assurance;
use crate::auth0::id_token::IdTokenClaims;
use crate::cookies::outcome::{self, News};
use crate::cookies::passwordless::{Passwordless, Sent};
use crate::cookies::review::{PendingReview, SecondAccount};
use crate::cookies::session::Session;
use crate::platform::UnixTime;
use crate::seal::random_name;
use crate::user::identifier::{Channel, Identifier};

const NOW: UnixTime = UnixTime(1_800_000_000);

/// That this is inside a cookie.
#[track_caller]
fn check(jar: &Jar, purpose: Purpose, expected: &Value) {
    let inside: Option<Value> = jar.open(purpose, &config(&[]), NOW);
    assert_eq!(inside.as_ref(), Some(expected));
}

fn full() -> IdTokenClaims {
    IdTokenClaims {
        sid: Some("sid".to_owned()),
        assurance: Assurance::new(Some("mfa".to_owned()), Some("org_1".to_owned()), None),
        picture: Some("https://p.example".to_owned()),
        connection: Some("github".to_owned()),
        ..claims("auth0|ada")
    }
}

#[test]
fn the_sessions_fields_keep_their_names() {
    let config = config(&[]);
    let generation = random_name([1; 32]);
    let mut jar = empty();
    let session = Session::new(full(), token(600), [1; 32], NOW);
    let session = session.came_of("state", &config.return_to("/here").unwrap());
    session.store(&mut jar, &config, NOW).unwrap();
    check(
        &jar,
        Purpose::Session,
        &json!({
            "sub": "auth0|ada", "name": "Ada", "email": null, "verified": false,
            "picture": "https://p.example", "via": "github", "began": NOW, "sid": "sid",
            "acr": "mfa", "org": "org_1", "auth": NOW, "token": "worthless", "until": NOW.plus(600),
            "writes": true, "generation": generation, "used": NOW,
            "from": transaction::mark("state"), "to": "/here",
        }),
    );
    jar.set("generation", generation.clone(), 60);
    let opened = Session::open(&jar, &config, NOW).unwrap();
    assert_eq!(format!("{opened:?}"), format!("{session:?}"));

    let bare = Session::new(claims("auth0|ada"), None, [1; 32], NOW);
    bare.put_aside(&mut jar, &config, NOW).unwrap();
    check(
        &jar,
        Purpose::Switch,
        &json!({
            "sub": "auth0|ada", "name": "Ada", "email": null, "verified": false,
            "picture": null, "began": NOW, "sid": null, "auth": NOW, "generation": generation,
            "used": NOW, "beside": generation,
        }),
    );
}

#[test]
fn the_reviews_fields_keep_their_names() {
    let config = config(&[]);
    let mut jar = empty();
    let second = |claims, access_token| SecondAccount {
        claims,
        access_token,
        connection: "github".to_owned(),
    };
    let new = |second| PendingReview::new(id("auth0|eve"), second, "state", [1; 32], NOW);
    let mut review = new(second(full(), token(600)));
    review.return_to = config.return_to("/here").unwrap();
    let shown = format!("{review:?}");
    review.store(&mut jar, &config, NOW).unwrap();
    let mut expected = json!({
        "id": random_name([1; 32]), "present": "auth0|eve", "other": "auth0|ada",
        "connection": "github", "name": "Ada", "email": null, "verified": false,
        "acr": "mfa", "org": "org_1", "auth": NOW, "swap": false, "proof": "worthless",
        "state": "state", "to": "/here", "until": NOW.plus(300),
    });
    check(&jar, Purpose::Review, &expected);
    let token = json!({
        "id": random_name([1; 32]), "token": "worthless", "until": NOW.plus(600), "writes": true,
    });
    check(&jar, Purpose::ReviewToken, &token);
    let opened = PendingReview::open(&jar, &config, &id("auth0|eve"), NOW);
    assert_eq!(opened.map(|it| format!("{it:?}")), Some(shown));

    new(second(claims("auth0|ada"), None)).store(&mut jar, &config, NOW).unwrap();
    for absent in ["acr", "org", "proof", "to"] {
        expected.as_object_mut().unwrap().remove(absent);
    }
    check(&jar, Purpose::Review, &expected);
}

#[test]
fn the_messages_and_the_outcomes_fields_keep_their_names() {
    let (config, ada) = (config(&[]), id("auth0|ada"));
    let mut jar = empty();
    let to = Identifier::parse(Channel::Sms, "+4915228817386").unwrap();
    let sent = Passwordless::new(&ada, to, Sent::Code, Some(id("sms|1")), [1; 32], NOW);
    let shown = format!("{sent:?}");
    sent.store(&mut jar, &config, NOW).unwrap();
    check(
        &jar,
        Purpose::Passwordless,
        &json!({
            "id": random_name([1; 32]), "subject": "auth0|ada", "connection": "sms",
            "to": "+4915228817386", "sent": "code", "at": NOW, "tries": 0, "suggested": "sms|1",
        }),
    );
    let opened = Passwordless::open(&jar, &ada, &config, NOW);
    assert_eq!(opened.map(|it| format!("{it:?}")), Some(shown));

    outcome::store("linked", &ada, News::default(), &mut jar, &config, NOW).unwrap();
    let expected = json!({ "code": "linked", "at": NOW, "subject": "auth0|ada" });
    check(&jar, Purpose::Outcome, &expected);
}
