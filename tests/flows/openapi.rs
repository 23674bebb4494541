//! `docs/openapi.json` and the component tell the same: routes, senders and codes, which are written here. Every flow
//! test looks whether answers are as it says (`support/openapi.rs`); here is what shows that this finds something.

use std::collections::BTreeSet;

use account_linking::error::REFUSALS;
use account_linking::route::Route;
use http::{Method, Response};
use serde_json::{Value, json};

use crate::paths::paths;
use crate::support::document::{part, rewrite, updates};
use crate::support::openapi::{
    all_operations, fault, mismatch, openapi, refusals, resolve, successes, with_member, written,
};
use crate::support::{Stage, json as read};

#[test]
fn the_document_has_the_routes_and_codes_of_the_tables() {
    let mut text = String::new();
    rewrite("docs/openapi.json", |old| {
        text = written::routes_and_codes(old);
        text.clone()
    });
    let left = text.lines().position(|line| line.contains(written::BY_HAND));
    let left = left.map(|line| line + 1);
    assert_eq!(left, None, "docs/openapi.json: what this line begins is to be written by hand");
}

#[test]
fn the_table_of_routes_has_every_path_with_its_methods() {
    let marks = ["| route | method | does |\n|---|---|---|\n", "\n\n"];
    let mut table = String::new();
    part("docs/http.md", marks, |old| {
        let mut left = paths();
        let mut lines = Vec::new();
        for row in old.lines() {
            let [name, _, does] = row.splitn(3, " | ").collect::<Vec<_>>().try_into().unwrap();
            let path = name.split('`').nth(1).unwrap();
            if left.remove(path) {
                lines.push(format!("{name} | {} | {does}", methods(path)));
            }
        }
        let new = |path| format!("| `{path}` | {} | {} |", methods(path), written::BY_HAND);
        lines.extend(left.into_iter().map(new));
        table = lines.join("\n");
        table.clone()
    });
    assert!(!table.contains(written::BY_HAND), "a route is to be described by hand:\n{table}");
}

/// The methods of a path, those among them that a setting brings.
fn methods(path: &str) -> String {
    let of = |method: &Method| Route::find(method, path).is_ok();
    let methods = [Method::GET, Method::HEAD, Method::POST];
    methods.iter().filter(|it| of(it)).map(Method::as_str).collect::<Vec<_>>().join(", ")
}

#[test]
fn some_answer_has_every_refusal() {
    let mut told = BTreeSet::new();
    for (.., operation) in all_operations() {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let status: u16 = status.parse().unwrap();
            told.extend(refusals(response).into_iter().map(|code| (status, code)));
        }
    }
    // What every path and every method says is in the document's own words.
    let everywhere = [(404, "not_found"), (405, "method_not_allowed")];
    told.extend(everywhere);
    let words = openapi()["info"]["description"].as_str().unwrap();
    assert!(everywhere.iter().all(|(_, code)| words.contains(code)));
    let table = REFUSALS.iter().map(|(status, code)| (status.as_u16(), *code)).collect();
    // A refusal that is new is written by the test that meets it.
    let differ: Vec<_> = told.symmetric_difference(&table).collect();
    assert!(
        updates() || differ.is_empty(),
        "a test is to meet each of these, so that UPDATE_DOCS=1 cargo test --test flows writes it: {differ:?}"
    );
}

#[test]
fn the_successes_are_those_of_the_operations() {
    let operations = all_operations();
    let told = operations.iter().flat_map(|(.., operation)| successes(operation));
    let mut told: BTreeSet<&str> = told.collect();
    // A callback leads to these.
    told.extend(["switch", "resume"]);
    let listed = openapi().pointer("/components/schemas/Success/enum").unwrap().as_array().unwrap();
    assert_eq!(listed.iter().map(|it| it.as_str().unwrap()).collect::<BTreeSet<_>>(), told);
}

#[test]
fn every_answer_and_every_form_has_an_example_that_fits() {
    let mut count = 0;
    for content in with_member("content") {
        for (kind, media) in content["content"].as_object().unwrap() {
            if ["text/html", "text/css"].contains(&kind.as_str()) {
                continue;
            }
            let optional =
                kind.starts_with("application/x-www-form") && content["required"] == false;
            let Some(example) = media.get("example") else {
                assert!(optional, "{media}");
                continue;
            };
            assert_eq!(mismatch(&media["schema"], example), None, "{example}");
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn every_part_of_the_document_is_referred_to() {
    let used: BTreeSet<&str> =
        with_member("$ref").iter().map(|it| it["$ref"].as_str().unwrap()).collect();
    for kind in ["headers", "responses", "schemas"] {
        for name in openapi()["components"][kind].as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(used.contains(reference.as_str()), "{reference} is of no use");
        }
    }
    for part in with_member("$ref") {
        let pointer = part["$ref"].as_str().unwrap().strip_prefix('#').unwrap();
        assert!(openapi().pointer(pointer).is_some(), "{pointer}");
    }
    let ids = with_member("operationId");
    let distinct: BTreeSet<&str> =
        ids.iter().map(|it| it["operationId"].as_str().unwrap()).collect();
    assert_eq!(distinct.len(), ids.len());
}

fn answer(status: u16, headers: &[(&str, &str)], body: &Value) -> Response<Vec<u8>> {
    let mut answer = Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(body.to_string().into_bytes()).unwrap()
}

#[test]
fn an_answer_that_the_document_does_not_tell_of_is_found_out() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let me = browser.me();
    let is_fault = |method: Method, path: &str, status, headers: &[(&str, &str)], body: &Value| {
        fault(&method, path, &answer(status, headers, body)).is_some()
    };
    let json_type = ("content-type", "application/json");
    let shows = |me: &Value| is_fault(Method::GET, "/me", 200, &[json_type], me);
    assert!(!shows(&me), "{me}");
    let changed = |pointer: &str, value: Value| {
        let mut changed = me.clone();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        changed
    };
    assert!(shows(&changed("/user/email_verified", json!("yes"))));
    assert!(shows(&changed("/user/name", json!(1))));
    assert!(shows(&changed("/identities/0", json!({"provider": "github"}))));
    assert!(shows(&changed("/outcome", json!("invented"))));
    assert!(shows(&changed("/resume", json!({"action": "logout"}))));
    assert!(shows(&changed("/history", json!([{"what": "linked", "connection": null, "at": -1}]))));
    let mut more = me.clone();
    more["user"]["access_token"] = json!("secret");
    assert!(shows(&more));
    let mut less = me.clone();
    less.as_object_mut().unwrap().remove("pending");
    assert!(shows(&less));
    assert!(is_fault(Method::GET, "/me", 200, &[("content-type", "text/html")], &me));
    assert!(is_fault(Method::GET, "/me", 418, &[json_type], &me));

    let problem = read(&stage.browser().get("/me"));
    let problem_type = ("content-type", "application/problem+json");
    assert!(!is_fault(Method::GET, "/me", 401, &[problem_type], &problem));
    let mut other = problem.clone();
    other["code"] = json!("no_review");
    assert!(is_fault(Method::GET, "/me", 401, &[problem_type], &other), "another route's code");
    assert!(is_fault(Method::GET, "/me", 404, &[problem_type], &problem), "another status");
    let leads = |to: &str| is_fault(Method::POST, "/unlink", 303, &[("location", to)], &json!(""));
    assert!(!leads("/?outcome=unlinked") && !leads("/?outcome=rate_limited&wait=7"));
    assert!(leads("/?outcome=linked") && leads("/?outcome=wrong_code"));
    assert!(leads("/?outcome=unlinked#top") && leads("//evil.example"), "not of the pattern");
    assert!(is_fault(Method::POST, "/unlink", 303, &[], &json!("")), "no Location");
    assert!(is_fault(Method::GET, "/unlink", 405, &[("allow", "GET")], &json!("")));
    assert!(!is_fault(Method::GET, "/unlink", 405, &[("allow", "POST")], &json!("")));
}

/// A schema tells of every member that it requires, and lets nothing else in, or it would find little.
#[test]
fn schemas_of_answers_are_strict() {
    let schemas = openapi()["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        if schema["type"] != "object" {
            continue;
        }
        assert_eq!(schema["additionalProperties"], false, "{name}");
        let required = schema["required"].as_array().unwrap();
        let optional: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let optional: Vec<_> =
            optional.iter().filter(|it| !required.contains(&json!(it))).collect();
        // What a connection is called is as the settings say, if they do; not all sentences have a second one.
        let most = match name.as_str() {
            "Connection" => 3,
            "Health" | "Said" => 2,
            _ => 1,
        };
        assert!(optional.len() <= most, "{name}: {optional:?}");
    }
    assert!(resolve(&schemas["Me"]).is_object() && schemas.len() > 20);
}
