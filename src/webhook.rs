//! The event that tells the product of a link, a swap or an unlink, as a pure pair: an event becomes a signed request,
//! and its answer a yes or no. Standard Webhooks specification 1.0.0.

use ct_codecs::{Base64, Encoder as _};
use hmac_sha256::HMAC;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response, Uri};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::config::Webhook;
use crate::platform::UnixTime;
use crate::seal::encode;
use crate::user::UserId;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// An account was linked to the signed-in one.
    Linked,
    /// The signed-in account was linked to another one.
    Swapped,
    /// An identity became an account of its own.
    Unlinked,
}

impl Done {
    const fn event_type(self) -> &'static str {
        match self {
            Self::Linked => "account.linked",
            Self::Swapped => "account.swapped",
            Self::Unlinked => "account.unlinked",
        }
    }
}

/// What the product receives: ids and a time. Not `Debug`: a user id can hold an e-mail address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductEvent {
    /// The same at every try, and in every event of the same cause.
    pub id: String,
    what: Done,
    primary: String,
    secondary: String,
    /// When it was done, in seconds since the epoch.
    pub at: u64,
}

impl ProductEvent {
    /// An event: `primary` is the account that is there now, `secondary` the one linked or unlinked. `cause` tells it
    /// from other events of the same two: reported twice, the same event has the same id.
    #[must_use]
    pub fn new(
        webhook: &Webhook,
        what: Done,
        primary: &UserId,
        secondary: &UserId,
        cause: &str,
        at: UnixTime,
    ) -> Self {
        let (primary, secondary) = (primary.to_string(), secondary.to_string());
        // A list keeps the parts apart, whatever they hold. Signed content never begins with a bracket.
        let parts = json!([what.event_type(), primary, secondary, cause]).to_string();
        let tag = encode(&HMAC::mac(parts, webhook.secret.expose()));
        let id = format!("evt_{}", tag.chars().take(32).collect::<String>());
        Self { id, what, primary, secondary, at: at.0 }
    }

    /// The same bytes at every try.
    fn body(&self) -> Vec<u8> {
        let body = Body {
            kind: self.what.event_type(),
            timestamp: UnixTime(self.at).rfc_3339(),
            data: json!({ "primary": self.primary, "secondary": self.secondary, "when": self.at }),
        };
        // Strings and a number: writing them does not fail.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Body {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Value,
}

/// Builds one try to deliver an event, made at `now`.
#[must_use]
pub fn event_request(webhook: &Webhook, event: &ProductEvent, now: UnixTime) -> Request<Vec<u8>> {
    let body = event.body();
    let signature = signature(webhook.secret.expose(), &event.id, now, &body);
    let mut request = Request::new(body);
    *request.method_mut() = http::Method::POST;
    // The `http` crate reads every URL that the `url` crate writes.
    *request.uri_mut() = webhook.url.as_str().parse().unwrap_or_else(|_| Uri::from_static("/"));
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut add = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    add("webhook-id", &event.id);
    add("webhook-timestamp", &now.0.to_string());
    add("webhook-signature", &signature);
    request
}

fn signature(secret: &[u8], id: &str, now: UnixTime, body: &[u8]) -> String {
    let mut signed = format!("{id}.{}.", now.0).into_bytes();
    signed.extend_from_slice(body);
    let tag = HMAC::mac(signed, secret);
    // It fails only if the length overflows.
    format!("v1,{}", Base64::encode_to_string(tag).unwrap_or_default())
}

/// Whether the product received it: any 2xx says so, nothing else does.
#[must_use]
pub fn process_event_response(response: &Response<Vec<u8>>) -> bool {
    response.status().is_success()
}

#[cfg(test)]
mod tests {
    use ct_codecs::Decoder as _;

    use super::*;
    use crate::secret::Secret;

    fn webhook(secret: &[u8]) -> Webhook {
        let url = "https://product.example/hooks/accounts?of=1".parse().unwrap();
        Webhook { url, secret: Secret::new(secret.to_vec()) }
    }

    fn event(what: Done, cause: &str) -> ProductEvent {
        let (ada, hub) = (UserId::parse("auth0|ada").unwrap(), UserId::parse("github|1").unwrap());
        ProductEvent::new(&webhook(b"worthless"), what, &ada, &hub, cause, UnixTime(1_800_000_000))
    }

    #[test]
    fn tells_of_it_in_the_form_of_the_specification() {
        let event = event(Done::Linked, "a review");
        let request = event_request(&webhook(b"worthless"), &event, UnixTime(1_800_000_007));
        let body = "{\"type\":\"account.linked\",\"timestamp\":\"2027-01-15T08:00:00Z\",\
                    \"data\":{\"primary\":\"auth0|ada\",\"secondary\":\"github|1\",\
                    \"when\":1800000000}}";
        assert_eq!(request.body(), body.as_bytes());
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri(), "https://product.example/hooks/accounts?of=1");
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(header("webhook-id"), event.id);
        assert_eq!(header("webhook-timestamp"), "1800000007");
        assert!(header("webhook-signature").starts_with("v1,"));
    }

    /// The example from the specification's own libraries.
    #[test]
    fn signs_as_others_do() {
        let secret = Base64::decode_to_vec("C2FVsBQIhrscChlQIMV+b5sSYspob7oD", None).unwrap();
        let body = br#"{"email":"test@example.com","username":"test_user"}"#;
        let id = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
        assert_eq!(
            signature(&secret, id, UnixTime(1_649_367_553), body),
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
        );
    }

    #[test]
    fn an_id_is_of_one_cause() {
        let id = event(Done::Linked, "a review").id;
        assert_eq!(id, event(Done::Linked, "a review").id);
        assert_ne!(id, event(Done::Linked, "another").id);
        assert_ne!(id, event(Done::Swapped, "a review").id);
        // The signed content is split at full stops.
        assert_eq!(id.len(), 36);
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)));
    }

    #[test]
    fn only_a_success_is_a_receipt() {
        for (status, received) in
            [(200, true), (202, true), (204, true), (302, false), (400, false), (503, false)]
        {
            let response = Response::builder().status(status).body(Vec::new()).unwrap();
            assert_eq!(process_event_response(&response), received, "{status}");
        }
    }
}
