//! What is known of a refusal by the tenant: its kind, its `error` (the Management API's `errorCode`), and how its
//! description begins. Only words from the lists here come out, so nothing else is ever shown or logged.

use http::{Response, StatusCode};
use serde_json::Value;

use super::fault::{Fault, wait};
use crate::platform::UnixTime;

/// The kind of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 409.
    Conflict,
    /// 5xx, and statuses that were not expected.
    Failed,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// The query of a callback, which anybody with the browser may have written.
    Query,
    /// 400, 405 and the like.
    Refused,
    /// 429.
    TooMany,
    /// 401.
    Unauthorized,
    /// A success whose body does not have the documented form.
    Unreadable,
}

/// A name from a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A name in the list.
    Known(&'static str),
    /// No name.
    Nothing,
    /// A name that is not in the list.
    Other,
}

/// A refusal, in known words only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its kind.
    pub answer: Answer,
    /// Its `error`, or `errorCode`.
    pub error: Named,
    /// How its description begins, if that is in the list.
    pub begins: Option<&'static str>,
    /// The seconds to wait, if it is [`Answer::TooMany`].
    pub wait: u64,
}

/// The known errors: RFC 6749 (4.1.2.1, 5.2), OpenID Connect Core 3.1.2.6, Auth0's Authentication and Management API.
pub const ERRORS: [&str; 36] = [
    "access_denied",
    "account_selection_required",
    "bad.connection",
    "bad.email",
    "bad.phone_number",
    "consent_required",
    "extensibility_error",
    "identity_conflict",
    "inexistent_user",
    "insufficient_scope",
    "interaction_required",
    "invalid_body",
    "invalid_client",
    "invalid_grant",
    "invalid_query_string",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "invalid_uri",
    "login_required",
    "mfa_required",
    "operation_not_supported",
    "password_leaked",
    "registration_required",
    "server_error",
    "sms_provider_error",
    "temporarily_unavailable",
    "too_many_attempts",
    "too_many_requests",
    "unauthorized",
    "unauthorized_client",
    "unmet_authentication_requirements",
    "unsupported_challenge_type",
    "unsupported_grant_type",
    "unsupported_response_type",
    "user_blocked",
];

/// Beginnings of descriptions that say more than their error. They choose a sentence and a note, and decide nothing.
pub const BEGINNINGS: [&str; 18] = [
    "Client \"",
    "Client has not been granted",
    "Client is not authorized to access",
    "Failed to verify code verifier",
    "Grant type '",
    "Insufficient scope",
    "Permissions error",
    "Public signup is disabled",
    "Service not enabled within domain",
    "Service not found",
    "The resource owner denied",
    "The user denied",
    "The user has denied",
    "The verification code has expired",
    "User cancelled",
    "User did not authorize the request",
    "You've reached the maximum number of attempts",
    "user is blocked",
];

impl Named {
    /// The name from the list.
    #[must_use]
    pub fn of(name: &str) -> Self {
        ERRORS.into_iter().find(|it| *it == name).map_or(Self::Other, Self::Known)
    }

    /// The word for the log.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Known(name) => name,
            Self::Nothing => "no error named",
            Self::Other => "another error",
        }
    }
}

impl Said {
    /// What a callback's query says.
    #[must_use]
    pub fn by_query(error: &str, description: Option<&str>) -> Self {
        let begins = description.and_then(beginning);
        Self { answer: Answer::Query, error: Named::of(error), begins, wait: 0 }
    }

    /// What an answer says that is no success, or a success that cannot be read.
    #[must_use]
    pub fn of(response: &Response<Vec<u8>>, now: UnixTime) -> Self {
        let answer = Answer::of(response.status());
        // The caller reads the body of a success, once.
        let body = if answer == Answer::Unreadable {
            Value::Null
        } else {
            serde_json::from_slice(response.body()).unwrap_or_default()
        };
        Self { wait: wait(response.headers(), now), ..Self::by_body(answer, &body) }
    }

    /// What a document of this kind of answer says.
    #[must_use]
    pub fn by_body(answer: Answer, body: &Value) -> Self {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        // The Management API's `error` is the status in words.
        let in_words = body.get("statusCode").is_some();
        let error = text("errorCode").or_else(|| text("code"));
        let error = error.or_else(|| text("error").filter(|_| !in_words));
        let description = text("error_description").or_else(|| text("description"));
        let description = description.or_else(|| text("message"));
        Self {
            answer,
            error: error.map_or(Named::Nothing, Named::of),
            begins: description.and_then(beginning),
            wait: 0,
        }
    }

    /// What a fault still says.
    #[must_use]
    pub const fn by_fault(fault: Fault) -> Self {
        let answer = match fault {
            Fault::BadRequest => Answer::Refused,
            Fault::Conflict => Answer::Conflict,
            Fault::Blocked | Fault::Denied | Fault::Forbidden => Answer::Forbidden,
            Fault::NotFound | Fault::OtherUser => Answer::NotFound,
            Fault::RateLimited(_) => Answer::TooMany,
            Fault::Unauthorized => Answer::Unauthorized,
            Fault::ClientRefused | Fault::Unexpected => Answer::Failed,
            Fault::Unreadable => Answer::Unreadable,
        };
        let lacks_scope = matches!(fault, Fault::Forbidden);
        let error = if lacks_scope { Named::Known("insufficient_scope") } else { Named::Nothing };
        let wait = if let Fault::RateLimited(seconds) = fault { seconds } else { 0 };
        Self { answer, error, begins: None, wait }
    }

    /// Whether the token lacked a scope.
    #[must_use]
    pub fn lacks_scope(&self) -> bool {
        self.answer == Answer::Forbidden
            && (self.error == Named::Known("insufficient_scope")
                || self.begins == Some("Insufficient scope"))
    }
}

impl Answer {
    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthorized,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            status if status.is_client_error() => Self::Refused,
            status if status.is_success() => Self::Unreadable,
            _ => Self::Failed,
        }
    }
}

/// The known beginning of a description, if it has one.
#[must_use]
pub fn beginning(description: &str) -> Option<&'static str> {
    BEGINNINGS.into_iter().find(|it| description.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, expected: (Answer, Named, Option<&str>)) {
        let response = Response::builder().status(status).body(body.into()).unwrap();
        let said = Said::of(&response, UnixTime(1_000));
        assert_eq!((said.answer, said.error, said.begins), expected, "{status} {body}");
    }

    #[test]
    fn reads_known_words_and_no_others() {
        check(
            403,
            r#"{"error":"access_denied","error_description":"Service not found: x"}"#,
            (Answer::Forbidden, Named::Known("access_denied"), Some("Service not found")),
        );
        check(
            403,
            r#"{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: x","errorCode":"insufficient_scope"}"#,
            (Answer::Forbidden, Named::Known("insufficient_scope"), Some("Insufficient scope")),
        );
        check(
            404,
            r#"{"statusCode":404,"error":"Not Found","message":"no"}"#,
            (Answer::NotFound, Named::Nothing, None),
        );
        check(500, r#"{"error":"ada@example.com"}"#, (Answer::Failed, Named::Other, None));
        for body in ["", "<html>", "[]", r#"{"error":7}"#, r#"{"error":["access_denied"]}"#] {
            check(400, body, (Answer::Refused, Named::Nothing, None));
        }
        check(400, &"[".repeat(5_000), (Answer::Refused, Named::Nothing, None));
    }
}
