//! No input makes the tenant panic.

use http::Request;

use crate::support::{World, authorize};

/// A fixed sequence of numbers, so that a failure comes again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

#[test]
fn odd_requests_get_an_answer() {
    let paths = [
        "/",
        "/authorize",
        "/oauth/token",
        "/userinfo",
        "/v2/logout",
        "/oidc/logout",
        "/u/login",
        "/u/social",
        "/u/choose",
        "/u/cancel",
        "/api/v2/",
        "/api/v2/users",
        "/api/v2/users/",
        "/api/v2/users/%FF%7C%",
        "/api/v2/users/a|b/identities",
        "/api/v2/users//identities//",
        "/api/v2/users/a/identities/b",
        "/api/v2/users-by-email",
        "/api/v2/users/auth0|ada/roles",
        "/api/v2/users/auth0|ada/organizations",
        "/api/v2/users//authentication-methods",
        "/local-webhook/x",
        "/__tenant/users",
        "/__tenant/machine-scopes",
        "/__tenant/profile-limit",
        "/__tenant/webhooks",
        "/__tenant/",
        "/__tenant/faults",
        "/__tenant/users/%ff",
        "/__tenant/rate-limit",
        "*",
        "/.well-known/jwks.json",
    ];
    let values = [
        "",
        "x",
        "%00",
        "%ff%fe",
        "%E2%82",
        "a|b",
        "🦀",
        "\"<>'&",
        "-1",
        "18446744073709551616",
        "none",
        "code",
        "local-app",
        "http://localhost:3000/link/callback",
        "..",
        ".",
        "e30.e30.",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.e30.AA",
    ];
    let names = [
        "state",
        "client_id",
        "redirect_uri",
        "grant_type",
        "code",
        "scope",
        "max_age",
        "prompt",
        "connection",
        "id_token_hint",
        "logout_hint",
        "fields",
        "link_with",
        "provider",
        "user_id",
        "username",
        "response_type",
        "acr_values",
        "page",
        "per_page",
        "include_totals",
    ];
    let types = [
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data",
        "",
    ];
    let mut world = World::new();
    let token = world.machine_token("");
    let bearer = format!("Bearer {token}");
    let mut numbers = Numbers(1);
    for round in 0..20_000_u32 {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for _ in 0..numbers.below(5) {
            pairs.append_pair(numbers.of(&names), numbers.of(&values));
        }
        let pairs = pairs.finish();
        let method =
            numbers.of(&["GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "PUT", "BREW"]);
        let path = numbers.of(&paths);
        let (query, body) = match numbers.below(4) {
            0 => (pairs, String::new()),
            1 => (String::new(), pairs),
            2 => (
                String::new(),
                numbers
                    .of(&["{}", "[]", "{", "null", "\"x\"", "{\"user_metadata\":{\"a\":[null]}}"])
                    .to_owned(),
            ),
            _ => (String::new(), "%%%&&&===".to_owned()),
        };
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let authorization = numbers.of(&[
            "",
            "Bearer",
            "Bearer ",
            "Basic",
            "Basic Zm9v",
            "Basic OjovLw==",
            "Bearer a.b.c",
            &bearer,
        ]);
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("content-type", numbers.of(&types))
            .header("cookie", numbers.of(&["auth0", "auth0=", "auth0=x; auth0=y", ";;;=", "a=b"]))
            .header("authorization", authorization)
            .body(body.into_bytes());
        let Ok(request) = request else { continue };
        world.now = if round % 7 == 0 { u64::MAX } else { u64::from(round) };
        let answer = world.handle(request).outcome.response().expect("an answer");
        let status = answer.status().as_u16();
        assert!(status < 500 || status == 501, "{method} {path}");
    }
}

#[test]
fn pages_and_redirects_survive_hostile_parameters() {
    let mut world = World::new();
    let hostile = "\r\nset-cookie: x=y\u{0}<script>";
    for name in ["state", "login_hint", "nonce", "scope", "ui_locales"] {
        let page = world.open(&authorize(&[(name, hostile), ("connection", "github")]));
        assert!(!page.text().contains("<script>"), "{name}");
        let back = world.submit(&page, "/u/cancel", &[]);
        assert_eq!(back.callback("error"), "access_denied");
        assert_eq!(back.header("set-cookie"), None);
    }
}
