//! The sink for webhooks.

use http::Request;
use serde_json::json;
use tenant::{Fault, Outcome, Then};

use crate::support::World;

#[test]
fn webhooks_are_kept_listed_and_cleared() {
    let mut world = World::new();
    let headers = [("X-Signature", "one"), ("x-signature", "two"), ("Content-Type", "text/plain")];
    let reply = world.send("POST", "/local-webhook/a?b=c", &headers, "{ as it came }");
    assert_eq!((reply.status(), reply.text().as_str()), (204, ""));
    assert_eq!(world.send("POST", "/local-webhook", &[], "").status(), 204);
    assert_eq!(
        world.send("GET", "/__tenant/webhooks", &[], "").json(),
        json!([
            { "path": "/local-webhook/a",
              "headers": { "content-type": "text/plain", "x-signature": "one, two" },
              "body": "{ as it came }" },
            { "path": "/local-webhook", "headers": {}, "body": "" },
        ])
    );
    assert_eq!(world.tenant.webhooks()[0].headers["x-signature"], "one, two");
    assert_eq!(world.tenant.requests().len(), 2);
    assert_eq!(world.send("GET", "/local-webhook", &[], "").status(), 405);
    assert_eq!(world.send("DELETE", "/__tenant/webhooks", &[], "").status(), 204);
    assert!(world.tenant.webhooks().is_empty());
}

#[test]
fn faults_strike_webhooks() {
    let mut world = World::new();
    let status = Then::Status { status: 503, body: None, headers: Default::default() };
    world.tenant.faults.push(Fault::next("POST", "/local-webhook*", status));
    assert_eq!(world.send("POST", "/local-webhook/a", &[], "x").status(), 503);
    assert!(world.tenant.webhooks().is_empty());
    world.tenant.faults.push(Fault::next("POST", "/local-webhook*", Then::DropAfter));
    let request = Request::post("/local-webhook").body(b"x".to_vec()).unwrap();
    assert!(matches!(world.handle(request).outcome, Outcome::Dropped));
    assert_eq!(world.tenant.webhooks().len(), 1);
}
