//! What the document takes from the tables of the code: routes, codes and how a problem is said. The rest is by hand.

use account_linking::error::REFUSALS;
use account_linking::route::{Manner, ROUTES, Route, Rules, sender::Sender};
use account_linking::words::{Language, Words};
use http::header::LOCATION;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::rewrite::change;
use super::{openapi, outcome, resolve, text_of};
use crate::support::document::rewrite;

/// Stands where a new route is to be described.
pub(crate) const BY_HAND: &str = "TODO";

/// What leads from a response to its codes.
const CODES: [&str; 6] =
    ["content", "application/problem+json", "schema", "properties", "code", "enum"];

/// The document with the routes of the table, and with its refusals and what they say.
pub(crate) fn routes_and_codes(text: &str) -> String {
    let mut text = text.to_owned();
    let document: Value = serde_json::from_str(&text).unwrap();
    let page = Route::find(&Method::GET, "/").unwrap();
    let routes = || ROUTES.iter().copied().chain([page]);
    for (path, operations) in document["paths"].as_object().unwrap() {
        if routes().all(|it| it.rules().path != path) {
            text = change(&text, &["paths", path], &|_| None);
            continue;
        }
        for name in operations.as_object().unwrap().keys() {
            let method: Method = name.to_uppercase().parse().unwrap();
            if Route::find(&method, path).is_err() {
                text = change(&text, &["paths", path, name], &|_| None);
            }
        }
    }
    for route in routes() {
        let rules = route.rules();
        let head = rules.methods.contains(&"HEAD").then_some("HEAD");
        for method in [rules.method].into_iter().chain(head) {
            let method = method.to_lowercase();
            let operation = ["paths", rules.path, &method];
            let mut set = |name, edit: &dyn Fn(Option<Value>) -> Option<Value>| {
                text = change(&text, &[&operation[..], &[name]].concat(), edit);
            };
            if document["paths"][rules.path][&method].is_null() {
                for (name, value) in skeleton(route, &method) {
                    set(name, &|_| Some(value.clone()));
                }
            }
            set("x-sender", &|_| Some(sender(rules).into()));
            set("x-embeddable", &|_| rules.embeddable.then_some(true.into()));
        }
    }
    text = change(&text, &["components", "schemas", "Refusal", "enum"], &|_| {
        Some(list(REFUSALS.iter().map(|it| it.1)))
    });
    problems(text)
}

fn sender(rules: Rules) -> &'static str {
    match rules.sender {
        Sender::Anyone => "anyone",
        Sender::Navigation => "navigation",
        Sender::NavigationOrScript => "navigation-or-script",
        Sender::OwnReader => "own-reader",
        Sender::OwnPage => "own-page",
    }
}

/// A new operation: what every one of its kind has.
fn skeleton(route: Route, method: &str) -> Vec<(&'static str, Value)> {
    let rules = route.rules();
    let answer = |name| json!({ "$ref": format!("#/components/responses/{name}") });
    let schema = |name| json!({ "$ref": format!("#/components/schemas/{name}") });
    let (tag, kind) = match rules.manner {
        Manner::Page => ("pages", "text/html"),
        Manner::OAuth => ("tenant", "application/json"),
        Manner::Problem => ("private", "application/json"),
        Manner::SettingsPage => ("actions", "application/json"),
    };
    let content = match kind {
        "text/html" => json!({ "schema": {"type": "string"} }),
        _ => json!({ "schema": {"description": BY_HAND}, "example": {} }),
    };
    let mut responses = json!({
        "200": {"description": BY_HAND, "content": {kind: content}},
        "400": answer("InvalidRequest"),
        "408": answer("RequestTimeout"),
        "413": answer("BodyTooLarge"),
        "431": answer("RequestTooLarge"),
        "503": answer("Unavailable"),
    });
    let mut parts = vec![
        ("operationId", format!("{route:?}-{method}").into()),
        ("tags", json!([tag])),
        ("summary", BY_HAND.into()),
    ];
    match rules.sender {
        Sender::Anyone => {}
        Sender::Navigation | Sender::NavigationOrScript => {
            responses["403"] = answer("NotANavigation");
        }
        Sender::OwnReader | Sender::OwnPage => responses["403"] = answer("CrossSite"),
    }
    if rules.session {
        parts.push(("security", json!([{ "session": [] }])));
        responses["401"] = answer("SignedOut");
    }
    if rules.manner == Manner::SettingsPage {
        responses["303"] = answer("BackToThePage");
    }
    if rules.sender == Sender::OwnPage {
        responses["409"] = answer("SessionChanged");
        let fields = json!({
            "return_to": schema("ReturnTo"),
            "at": schema("At"),
            "user": schema("SignedInUser"),
            "lang": schema("Lang"),
        });
        let form = json!({ "schema": {"type": "object", "properties": fields} });
        let content = json!({ "application/x-www-form-urlencoded": form });
        parts.push(("requestBody", json!({ "required": false, "content": content })));
    }
    parts.push(("responses", responses));
    parts
}

/// Codes in their order.
fn list<'a>(codes: impl Iterator<Item = &'a str>) -> Value {
    let mut codes: Vec<&str> = codes.collect();
    codes.sort_unstable();
    codes.dedup();
    json!(codes)
}

/// Where every response stands: in its operation, or among those that operations share.
fn places(document: &Value) -> Vec<Vec<&str>> {
    let mut places = Vec::new();
    for path in names(&document["paths"]) {
        for method in names(&document["paths"][path]) {
            let responses = &document["paths"][path][method]["responses"];
            places.extend(names(responses).map(|it| vec!["paths", path, method, "responses", it]));
        }
    }
    let shared = names(&document["components"]["responses"]);
    places.extend(shared.map(|it| vec!["components", "responses", it]));
    places
}

fn names(value: &Value) -> impl Iterator<Item = &str> {
    value.as_object().unwrap().keys().map(String::as_str)
}

/// Takes out codes that are in no row, and lets each example say what the page says.
fn problems(mut text: String) -> String {
    let document: Value = serde_json::from_str(&text).unwrap();
    for place in places(&document) {
        let response = place.iter().fold(&document, |it, name| &it[*name]);
        let media = &response["content"]["application/problem+json"];
        if media.is_null() {
            continue;
        }
        let status = media["schema"]["properties"]["status"]["const"].as_u64();
        let row = |code: &&str| {
            REFUSALS.iter().any(|it| it.1 == *code && Some(it.0.as_u16().into()) == status)
        };
        let codes = list(codes(response).into_iter().filter(row));
        if codes == json!([]) {
            text = change(&text, &place, &|_| None);
            continue;
        }
        text = change(&text, &[&place[..], &CODES].concat(), &|_| Some(codes.clone()));
        let path = [&place[..], &CODES[..2], &["example"]].concat();
        text = change(&text, &path, &|old| Some(example(old.unwrap_or_default(), &codes)));
    }
    text
}

fn codes(response: &Value) -> Vec<&str> {
    let codes = CODES.iter().fold(response, |it, name| &it[*name]).as_array();
    codes.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A problem document with one of these codes, the one that was there if it still counts.
fn example(mut it: Value, codes: &Value) -> Value {
    if !codes.as_array().unwrap().contains(&it["code"]) {
        it["code"] = codes[0].clone();
    }
    let words = Words::of(Language::English);
    let code = it["code"].as_str().unwrap();
    let id = format!("refusal-{code}");
    let (happened, todo) = (words.say(&id), words.todo(&id));
    it["detail"] = happened.clone().into();
    it["said"]["happened"] = happened.into();
    // What is said of a time that must be waited for, or of what was typed, is another sentence.
    if it["retry_after"].is_null() {
        it["said"]["todo"] = todo.into();
    }
    it
}

/// Writes the code of a refusal that this operation did not have before this run. False if the answer is no such
/// refusal.
pub(crate) fn refusal(method: &Method, path: &str, answer: &Response<Vec<u8>>) -> bool {
    let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let led = text_of(answer, LOCATION.as_str()).and_then(outcome);
    let leads = led.is_some();
    let Some(code) = led.or_else(|| Some(body["code"].as_str()?.to_owned())) else { return false };
    let row = REFUSALS.iter().find(|it| it.1 == code && (leads || it.0 == answer.status()));
    let (Some((status, _)), Ok(route)) = (row, Route::find(method, path)) else { return false };
    let place = ["paths", path, &method.as_str().to_lowercase(), "responses", status.as_str()];
    // As the document was before this run.
    let known = codes(resolve(place.iter().fold(openapi(), |it, name| &it[*name])));
    if known.contains(&code.as_str()) {
        return false;
    }
    rewrite("docs/openapi.json", |text| with_refusal(text, route, method, *status, &code));
    true
}

fn with_refusal(
    text: &str,
    route: Route,
    method: &Method,
    status: StatusCode,
    code: &str,
) -> String {
    let document: Value = serde_json::from_str(text).unwrap();
    let (path, method) = (route.rules().path, method.as_str().to_lowercase());
    let place = ["paths", path, &method, "responses", status.as_str()];
    let own = place.iter().fold(&document, |it, name| &it[*name]);
    let shared = own["$ref"].as_str().and_then(|it| document.pointer(&it[1..]));
    let listed = list(codes(shared.unwrap_or(own)).into_iter().chain([code]));
    if !codes(own).is_empty() {
        return change(text, &[&place[..], &CODES].concat(), &|_| Some(listed.clone()));
    }
    // From now on it differs from the answer that it shared with other operations, if it had any.
    let mut response = shared.cloned().unwrap_or_else(|| {
        let schema = json!({
            "$ref": "#/components/schemas/Problem",
            "properties": {"status": {"const": status.as_u16()}},
        });
        let example = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
        });
        let mut content = own["content"].clone();
        content["application/problem+json"] = json!({ "schema": schema, "example": example });
        if route.rules().manner == Manner::Page {
            content["text/html"] = json!({ "schema": {"type": "string"} });
        }
        json!({ "description": status.canonical_reason(), "content": content })
    });
    let list = CODES.iter().fold(&mut response, |it, name| &mut it[*name]);
    *list = listed;
    problems(change(text, &place, &|_| Some(response.clone())))
}

#[test]
fn a_refusal_that_is_new_to_a_route_is_written_for_that_route_alone() {
    let text = std::fs::read_to_string("docs/openapi.json").unwrap();
    let old: Value = serde_json::from_str(&text).unwrap();
    // An answer that it shares with others, one with further codes, and a status that it did not have.
    for (route, status, code, all) in [
        (Route::Login, 400, "expired", json!(["expired", "invalid_request"])),
        (Route::LoginSwitch, 404, "no_review", json!(["no_review", "no_switch"])),
        (Route::Me, 404, "no_review", json!(["no_review"])),
    ] {
        let rules = route.rules();
        let (method, status) =
            (rules.method.parse().unwrap(), StatusCode::from_u16(status).unwrap());
        let text = with_refusal(&text, route, &method, status, code);
        let new: Value = serde_json::from_str(&text).unwrap();
        let place =
            ["paths", rules.path, &rules.method.to_lowercase(), "responses", status.as_str()];
        let response = place.iter().fold(&new, |it, name| &it[*name]);
        assert_eq!(json!(codes(response)), all);
        let media = &response["content"]["application/problem+json"];
        assert_eq!(media["schema"]["properties"]["status"]["const"], status.as_u16());
        assert!(codes(response).contains(&media["example"]["code"].as_str().unwrap()));
        assert_eq!(media["example"]["status"], status.as_u16());
        assert!(media["example"]["said"]["happened"].is_string());
        for name in old["components"]["schemas"]["Problem"]["required"].as_array().unwrap() {
            assert!(!media["example"][name.as_str().unwrap()].is_null(), "{name}");
        }
        // Nothing else is written.
        let restored = change(&text, &place, &|_| {
            let old = place.iter().fold(&old, |it, name| &it[*name]);
            (!old.is_null()).then(|| old.clone())
        });
        assert!(serde_json::from_str::<Value>(&restored).unwrap() == old, "{text}");
    }
}
