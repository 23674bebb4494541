//! Faults on demand: what goes wrong, on which request, how often. As values, and as JSON for `/__tenant/faults`.

use std::collections::BTreeMap;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One fault: the requests it waits for, and what it does to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The requests it waits for.
    pub when: When,
    /// Applies from the n-th such request on; 1 is the next one.
    #[serde(default = "one")]
    pub nth: u32,
    /// How often it applies; 0 is for ever.
    #[serde(default = "one")]
    pub times: u32,
    /// What it does.
    pub then: Then,
    /// How many such requests came.
    #[serde(default)]
    pub seen: u32,
}

impl Fault {
    /// A fault of the next request with that method and path (which may end in `*`).
    #[must_use]
    pub fn next(method: &str, path: &str, then: Then) -> Self {
        let when = When { method: Some(method.to_owned()), path: path.to_owned() };
        Self { when, nth: 1, times: 1, then, seen: 0 }
    }

    /// The same from the n-th request on.
    #[must_use]
    pub fn nth(self, nth: u32) -> Self {
        Self { nth, ..self }
    }

    /// The same so many times; 0 is for ever.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }
}

fn one() -> u32 {
    1
}

/// The requests a fault waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The method; any where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, without the query; may end in `*`.
    pub path: String,
}

impl When {
    fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && (self.matches_path(path)
                || self.matches_path(&percent_decode_str(path).decode_utf8_lossy()))
    }

    fn matches_path(&self, path: &str) -> bool {
        match self.path.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => path == self.path,
        }
    }
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// Answers 200 with so many bytes of JSON; the request has no effect.
    BodyBytes(usize),
    /// No effect, and the connection is closed so many milliseconds later.
    DelayBeforeMs(u64),
    /// The effect happens; the normal answer, so many milliseconds late.
    DelayMs(u64),
    /// The effect happens, the answer is lost.
    DropAfter,
    /// No effect and no answer.
    DropBefore,
    /// The ID token of the answer is another one.
    IdToken(Forgery),
    /// Answers with this status; the request has no effect.
    #[serde(untagged)]
    Status {
        /// The status.
        status: u16,
        /// A string is sent as it is, anything else as JSON.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        /// Headers over the usual ones.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
    },
}

/// How an ID token differs from the right one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Forgery {
    /// Claims written over the right ones; null removes.
    pub claims: Map<String, Value>,
    /// Claims written once more behind all others, so that their names are there twice.
    pub claims_again: Map<String, Value>,
    /// Header members written over the right ones; null removes.
    pub header: Map<String, Value>,
    /// Header members written once more behind all others.
    pub header_again: Map<String, Value>,
    /// The signature; where it is missing, what `alg` of the header calls for.
    pub sign: Option<Sign>,
    /// Claims written over those of the access token that comes with it.
    pub access: Map<String, Value>,
    /// Members written over those of the answer that both come in; null removes.
    pub answer: Map<String, Value>,
}

/// A signature, right or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The right signature with one bit turned.
    Broken,
    /// By a key that the tenant never published, with that key in the header (`jwk`).
    EmbeddedKey,
    /// ECDSA with P-256 and SHA-256, by a key that the tenant never published.
    Es256,
    /// HMAC-SHA256 with the public key's PEM as the secret.
    #[serde(rename = "hs256_public_key")]
    Hs256PublicKey,
    /// No signature.
    None,
    /// RSASSA-PSS with SHA-256, by the tenant's key.
    Ps256,
    /// By the tenant's key.
    Right,
    /// With SHA-384 in place of SHA-256, by the tenant's key.
    Rs384,
    /// With SHA-512 in place of SHA-256, by the tenant's key.
    Rs512,
    /// By a key that the tenant never published.
    WrongKey,
}

/// The faults that wait.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Removes all faults.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The faults that have not done all they were to do.
    pub fn waiting(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// Counts the request, and says what is to happen to it.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Strike {
        let mut strike = Strike::default();
        for fault in self.0.iter_mut().filter(|fault| fault.when.matches(method, path)) {
            fault.seen = fault.seen.saturating_add(1);
            if fault.seen < fault.nth {
                continue;
            }
            match fault.then.clone() {
                Then::DelayBeforeMs(delay) => {
                    strike.delay += Duration::from_millis(delay);
                    strike.instead.get_or_insert(Then::DropBefore);
                }
                Then::DelayMs(delay) => strike.delay += Duration::from_millis(delay),
                Then::IdToken(forgery) => strike.forgery = Some(forgery),
                Then::DropAfter => strike.drop_after = true,
                instead @ (Then::BodyBytes(_) | Then::DropBefore | Then::Status { .. }) => {
                    strike.instead.get_or_insert(instead);
                }
            }
        }
        self.0.retain(|fault| {
            fault.times == 0 || fault.seen < fault.nth.max(1).saturating_add(fault.times - 1)
        });
        strike
    }
}

/// What is to happen to one request.
#[derive(Default)]
pub(crate) struct Strike {
    pub(crate) delay: Duration,
    pub(crate) drop_after: bool,
    pub(crate) forgery: Option<Forgery>,
    pub(crate) instead: Option<Then>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn reads(json: Value, then: Then) {
        let fault: Fault = serde_json::from_value(
            json!({"when": {"method": "POST", "path": "/oauth/token"}, "then": json}),
        )
        .unwrap();
        assert_eq!(fault, Fault::next("POST", "/oauth/token", then));
        let again: Fault = serde_json::from_value(serde_json::to_value(&fault).unwrap()).unwrap();
        assert_eq!(again, fault);
    }

    #[test]
    fn reads_every_kind_of_fault() {
        reads(json!("drop_before"), Then::DropBefore);
        reads(json!("drop_after"), Then::DropAfter);
        reads(json!({"delay_ms": 5000}), Then::DelayMs(5000));
        reads(json!({"delay_before_ms": 5000}), Then::DelayBeforeMs(5000));
        reads(json!({"body_bytes": 7}), Then::BodyBytes(7));
        reads(
            json!({"status": 503}),
            Then::Status { status: 503, body: None, headers: BTreeMap::new() },
        );
        let claims =
            Map::from_iter([("aud".to_owned(), json!("x")), ("nonce".to_owned(), Value::Null)]);
        reads(
            json!({"id_token": {"claims": {"aud": "x", "nonce": null}, "sign": "hs256_public_key"}}),
            Then::IdToken(Forgery {
                claims,
                sign: Some(Sign::Hs256PublicKey),
                ..Forgery::default()
            }),
        );
    }

    #[test]
    fn refuses_an_unknown_fault() {
        for then in [json!("explode"), json!({"delay": 1}), json!({"id_token": {"clams": {}}})] {
            let fault = json!({"when": {"path": "/"}, "then": then});
            assert!(serde_json::from_value::<Fault>(fault).is_err(), "{then}");
        }
    }

    #[track_caller]
    fn strikes(fault: Fault, expected: &[bool]) {
        let mut faults = Faults::default();
        faults.push(fault);
        let struck: Vec<bool> =
            expected.iter().map(|_| faults.strike("GET", "/a/b%7Cc").instead.is_some()).collect();
        assert_eq!(struck, expected);
    }

    #[test]
    fn strikes_the_requests_it_waits_for() {
        let fault = |path| Fault::next("GET", path, Then::DropBefore);
        strikes(fault("/a/b|c"), &[true, false]);
        strikes(fault("/a/*"), &[true, false]);
        strikes(fault("/a"), &[false, false]);
        strikes(fault("/a/*").nth(2), &[false, true, false]);
        strikes(fault("/a/*").nth(2).times(2), &[false, true, true, false]);
        strikes(fault("/a/*").times(0), &[true, true, true]);
        strikes(Fault::next("POST", "/a/*", Then::DropBefore), &[false]);
    }
}
