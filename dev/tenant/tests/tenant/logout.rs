//! Both logout endpoints.

use crate::support::{APP, Reply, World, authorize, decode};

fn signed_in() -> (World, String, String) {
    let mut world = World::new();
    let id_token = world.tokens("auth0|ada").id_token;
    let sid = decode(&id_token).1["sid"].as_str().unwrap().to_owned();
    (world, id_token, sid)
}

#[track_caller]
fn is_signed_in(world: &mut World) -> bool {
    world.open(&authorize(&[("prompt", "none")])).callback("error") != "login_required"
}

fn query(path: &str, params: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
    format!("{path}?{query}")
}

fn leaves_to(reply: &Reply) -> Option<String> {
    assert!(reply.status() < 400 || reply.location().is_none());
    reply.location()
}

#[test]
fn the_old_endpoint_asks_nothing_and_returns_to_allowed_addresses_only() {
    let home = format!("{APP}/");
    for (params, expected) in [
        (vec![], (200, None)),
        (vec![("returnTo", home.as_str()), ("client_id", "local-app")], (302, Some(home.clone()))),
        (vec![("returnTo", home.as_str())], (302, Some(home.clone()))),
    ] {
        let (mut world, _, _) = signed_in();
        let reply = world.open(&query("/v2/logout", &params));
        assert_eq!((reply.status(), leaves_to(&reply)), expected);
        assert!(!is_signed_in(&mut world), "{params:?}");
    }
    for params in [
        [("returnTo", "https://evil.example/"), ("client_id", "local-app")],
        [("returnTo", home.as_str()), ("client_id", "another")],
    ] {
        let (mut world, _, _) = signed_in();
        assert_eq!(world.open(&query("/v2/logout", &params)).status(), 400);
    }
}

#[test]
fn a_hint_of_this_session_signs_out_at_once() {
    let home = format!("{APP}/");
    let (mut world, id_token, _) = signed_in();
    // However old it is.
    world.now += 2 * 86_400;
    let target =
        [("id_token_hint", id_token.as_str()), ("post_logout_redirect_uri", &home), ("state", "s")];
    let reply = world.open(&query("/oidc/logout", &target));
    assert_eq!(leaves_to(&reply), Some(format!("{home}?state=s")));
    assert!(!is_signed_in(&mut world));

    let (mut world, _, sid) = signed_in();
    let target = [
        ("logout_hint", sid.as_str()),
        ("client_id", "local-app"),
        ("post_logout_redirect_uri", &home),
    ];
    assert_eq!(leaves_to(&world.open(&query("/oidc/logout", &target))), Some(home));
    assert!(!is_signed_in(&mut world));
}

#[test]
fn without_a_hint_a_person_has_to_agree() {
    let home = format!("{APP}/");
    let (_, other_token, other_sid) = signed_in();
    for hint in [
        ("client_id", "local-app"),
        ("logout_hint", other_sid.as_str()),
        ("id_token_hint", other_token.as_str()),
    ] {
        let (mut world, _, _) = signed_in();
        let target = [hint, ("client_id", "local-app"), ("post_logout_redirect_uri", &home)];
        let prompt = world.open(&query("/oidc/logout", &target));
        assert_eq!(prompt.status(), 200, "{hint:?}");
        assert!(is_signed_in(&mut world));
        let reply = world.submit(&prompt, "/oidc/logout", &[]);
        assert_eq!(leaves_to(&reply), Some(home.clone()));
        assert!(!is_signed_in(&mut world));
    }
}

#[test]
fn the_form_of_another_site_agrees_to_nothing() {
    let (mut world, _, _) = signed_in();
    let cookies: Vec<String> =
        world.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers = [
        ("cookie", cookies.join("; ")),
        ("content-type", "application/x-www-form-urlencoded".into()),
    ];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    for body in ["confirm=yes", "confirm=", ""] {
        assert_eq!(world.send("POST", "/oidc/logout", &headers, body).status(), 200);
        assert!(is_signed_in(&mut world));
    }
}

#[test]
fn wrong_requests_sign_nobody_out() {
    let (mut world, id_token, sid) = signed_in();
    for params in [
        vec![
            ("post_logout_redirect_uri", "https://evil.example/"),
            ("client_id", "local-app"),
            ("logout_hint", &sid),
        ],
        vec![("client_id", "another")],
        vec![("client_id", "another"), ("id_token_hint", &id_token)],
        vec![("id_token_hint", "nonsense")],
    ] {
        assert_eq!(world.open(&query("/oidc/logout", &params)).status(), 400, "{params:?}");
        assert!(is_signed_in(&mut world));
    }
}
