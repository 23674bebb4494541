//! What a refusal by the tenant means: from the place and content of an answer to what the visitor reads, what
//! the log notes, and whether `/healthz` tells the operator. `docs/reasons.md` is this table.
//!
//! A description, and whatever a callback's query says, only choose a sentence and a note. Whether something is allowed
//! is decided elsewhere, by the kind of answer and by `error`.

use crate::auth0::Fault;
use crate::auth0::said::{Answer, Named, Said};
use crate::error::Refusal;
use crate::flows::tenant::concerns::Concern;

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The authorization response, by query or form.
    Callback,
    /// The token endpoint, for the token of mode `client`.
    ClientCredentials,
    /// The token endpoint, for an authorization code.
    CodeExchange,
    /// The signing keys.
    Keys,
    /// The Management API.
    Management(Act, Whose),
    /// The token endpoint, for a typed code.
    OneTimeCode,
    /// `/passwordless/start`.
    PasswordlessStart,
}

/// What the Management API was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// To link an identity.
    Link,
    /// To unlink one.
    Unlink,
    /// Anything else: to read, find, list, change or delete users.
    Else,
}

/// Whose user it was asked about, and with whose token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The signed-in person's, with their own token.
    Own,
    /// The signed-in person's, with the client's token.
    OwnByClient,
    /// The other account's, with its own token.
    Other,
    /// The other account's, with the client's token.
    OtherByClient,
}

/// One row of the table. An empty list matches anything.
#[derive(Debug)]
pub struct Row {
    /// Where the answer came from.
    pub from: &'static [Place],
    /// Kinds of answers.
    pub answers: &'static [Answer],
    /// Errors by name.
    pub errors: &'static [&'static str],
    /// How the description begins.
    pub begins: &'static [&'static str],
    /// What the visitor reads.
    pub refusal: Refusal,
    /// What the log notes.
    pub note: &'static str,
    /// What `/healthz` tells the operator.
    pub health: Option<Concern>,
}

use Act::{Else, Link, Unlink};
use Answer::{Conflict, Failed, Forbidden, NotFound, Refused, TooMany, Unauthorized, Unreadable};
use Place::{
    Callback, ClientCredentials, CodeExchange, Keys, Management, OneTimeCode, PasswordlessStart,
};
use Whose::{Other, OtherByClient, Own, OwnByClient};

const TOKEN: &[Place] = &[CodeExchange, OneTimeCode];
const PERSONS: &[Place] = &[Callback, CodeExchange, OneTimeCode];
const TRIES: &[&str] = &["too_many_attempts", "too_many_requests"];
const SET_UP: &[&str] = &[
    "bad.connection",
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_challenge_type",
    "unsupported_grant_type",
    "unsupported_response_type",
];
const SET_UP_BEGINS: &[&str] = &[
    "Client \"",
    "Client has not been granted",
    "Client is not authorized to access",
    "Grant type '",
    "Service not enabled within domain",
    "Service not found",
];
const CANCELLED: &[&str] = &[
    "Permissions error",
    "The resource owner denied",
    "The user denied",
    "The user has denied",
    "User cancelled",
    "User did not authorize the request",
];
const DENIED: &[&str] = &[
    "access_denied",
    "password_leaked",
    "registration_required",
    "unauthorized",
    "unmet_authentication_requirements",
];
const BLOCKED: &[&str] = &["user is blocked"];

const ALL: &[Place] = &[
    Management(Else, Own),
    Management(Else, OwnByClient),
    Management(Else, Other),
    Management(Else, OtherByClient),
    Management(Link, Own),
    Management(Link, OwnByClient),
    Management(Link, Other),
    Management(Link, OtherByClient),
    Management(Unlink, Own),
    Management(Unlink, OwnByClient),
];
const LINKS: &[Place] = &[
    Management(Link, Own),
    Management(Link, OwnByClient),
    Management(Link, Other),
    Management(Link, OtherByClient),
];
const OWN_TOKEN: &[Place] =
    &[Management(Else, Own), Management(Link, Own), Management(Unlink, Own)];
const OTHER_TOKEN: &[Place] = &[Management(Else, Other), Management(Link, Other)];

const fn row(
    from: &'static [Place],
    answers: &'static [Answer],
    errors: &'static [&'static str],
    refusal: Refusal,
    note: &'static str,
) -> Row {
    Row { from, answers, errors, begins: &[], refusal, note, health: None }
}

impl Row {
    const fn beginning(self, begins: &'static [&'static str]) -> Self {
        Self { begins, ..self }
    }

    const fn concerning(self, concern: Concern) -> Self {
        Self { health: Some(concern), ..self }
    }

    fn is_for(&self, from: Place, said: &Said) -> bool {
        let named = |error: &&'static str| said.error == Named::Known(error);
        self.from.contains(&from)
            && (self.answers.is_empty() || self.answers.contains(&said.answer))
            && (self.errors.is_empty() || self.errors.iter().any(named))
            && (self.begins.is_empty() || said.begins.is_some_and(|it| self.begins.contains(&it)))
    }
}

/// The table. The first matching row counts.
#[rustfmt::skip]
pub static ROWS: &[Row] = &[
    // The callback, the exchange of a code, a one-time code.
    row(TOKEN, &[Failed], &["access_denied"], Refusal::LoginDenied, "an Action of the tenant failed and let nobody in"),
    row(TOKEN, &[Failed, Unreadable], &[], Refusal::TenantUnreachable, "the tenant failed"),
    row(&[OneTimeCode], &[TooMany], &["too_many_attempts"], Refusal::TooManyAttempts, "too many tries"),
    row(TOKEN, &[TooMany], &[], Refusal::RateLimited(0), "too many requests"),
    row(PERSONS, &[], DENIED, Refusal::LoginBlocked, "the account is blocked").beginning(BLOCKED),
    row(PERSONS, &[], &["user_blocked"], Refusal::LoginBlocked, "the account is blocked"),
    row(TOKEN, &[], &["registration_required", "unauthorized", "unmet_authentication_requirements"], Refusal::LoginDenied, "the tenant did not let this account in"),
    row(&[CodeExchange], &[Unauthorized], &["access_denied", "invalid_client", "unauthorized_client"], Refusal::LoginSetup, "our client is refused: check client_id and client_secret").concerning(Concern::ClientSecret),
    // Actions run before the answer to a typed code, and may deny this one account. A wrong secret shows at every
    // sign-in.
    row(&[OneTimeCode], &[Unauthorized], &["access_denied", "invalid_client", "unauthorized_client"], Refusal::LoginSetup, "our client is refused: check client_id and client_secret"),
    row(TOKEN, &[], &["invalid_grant"], Refusal::LoginBlocked, "the account is blocked").beginning(BLOCKED),
    row(&[CodeExchange], &[], &["invalid_grant"], Refusal::TokenRefused, "the code is not for this verifier").beginning(&["Failed to verify code verifier"]),
    row(&[CodeExchange], &[], &["invalid_grant"], Refusal::TokenRefused, "the code is used, too old or wrong"),
    row(&[OneTimeCode], &[], &["access_denied", "invalid_grant"], Refusal::CodeExpired, "the code is too old").beginning(&["The verification code has expired"]),
    row(&[OneTimeCode], &[], &["access_denied", "invalid_grant"], Refusal::CodeExpired, "the code had too many wrong tries").beginning(&["You've reached the maximum number of attempts"]),
    row(&[OneTimeCode], &[], &["invalid_grant"], Refusal::WrongCode, "the code is wrong, used or too old"),
    row(PERSONS, &[], &["access_denied"], Refusal::LoginSetup, "the audience or the client's grant is wrong").beginning(SET_UP_BEGINS),
    row(&[Callback], &[], &["access_denied"], Refusal::AccessDenied, "cancelled by the person").beginning(CANCELLED),
    row(&[Callback], &[], &["access_denied"], Refusal::AccessDenied, "cancelled, or not let in by an Action or the identity provider"),
    row(PERSONS, &[], DENIED, Refusal::LoginDenied, "the tenant did not let this account in"),
    row(PERSONS, &[], &["consent_required"], Refusal::ConsentRequired, "the person's consent is missing"),
    row(PERSONS, &[], TRIES, Refusal::TooManyAttempts, "too many tries"),
    row(PERSONS, &[], SET_UP, Refusal::LoginSetup, "the application is not set up for this"),
    row(TOKEN, &[], &["mfa_required"], Refusal::TokenRefused, "a second factor is needed, and only the sign-in page asks for it"),
    row(&[Callback], &[], &["account_selection_required", "interaction_required", "login_required"], Refusal::AuthorizationFailed, "a silent sign-in that needs a page"),
    row(&[Callback], &[], &["server_error", "temporarily_unavailable"], Refusal::AuthorizationFailed, "the tenant or the identity provider failed"),
    row(&[CodeExchange], &[Unauthorized], &[], Refusal::LoginSetup, "our client is refused: check client_id and client_secret").concerning(Concern::ClientSecret),
    row(PERSONS, &[], &[], Refusal::AuthorizationFailed, "refused for another reason"),
    // The token of mode `client`.
    row(&[ClientCredentials], &[TooMany], &[], Refusal::RateLimited(0), "too many requests"),
    row(&[ClientCredentials], &[Failed, Unreadable], &[], Refusal::TenantUnreachable, "the tenant failed"),
    row(&[ClientCredentials], &[], &[], Refusal::Unavailable, "the client gets no token: check management_client_id, its secret and its grant").concerning(Concern::ManagementClient),
    // Messages. The visitor has proved nothing yet: they must not learn whose account is blocked or exists.
    row(&[PasswordlessStart], &[TooMany], &[], Refusal::TooManyCodes(0), "too many requests"),
    row(&[PasswordlessStart], &[Failed, Unreadable], &[], Refusal::TenantUnreachable, "the tenant failed"),
    row(&[PasswordlessStart], &[], &[], Refusal::NotSent, "the account is blocked").beginning(BLOCKED),
    row(&[PasswordlessStart], &[], &["bad.connection"], Refusal::NotSent, "sign-up is disabled there").beginning(&["Public signup is disabled"]),
    row(&[PasswordlessStart], &[Unauthorized], &[], Refusal::LoginSetup, "our client is refused: check client_id and client_secret"),
    row(&[PasswordlessStart], &[], &["bad.connection", "unauthorized_client", "invalid_client"], Refusal::LoginSetup, "the connection is not set up for this application"),
    row(&[PasswordlessStart], &[], &["bad.email", "bad.phone_number"], Refusal::NotSent, "the address or number is refused"),
    row(&[PasswordlessStart], &[], &["extensibility_error", "sms_provider_error"], Refusal::NotSent, "the message provider refused it"),
    row(&[PasswordlessStart], &[], &[], Refusal::NotSent, "the message is refused"),
    // The signing keys.
    row(&[Keys], &[Failed, TooMany], &[], Refusal::TenantUnreachable, "the tenant failed"),
    row(&[Keys], &[], &[], Refusal::TenantUnreachable, "the signing keys cannot be read").concerning(Concern::SigningKeys),
    // The Management API.
    row(ALL, &[TooMany], &[], Refusal::RateLimited(0), "too many requests"),
    row(OWN_TOKEN, &[Unauthorized], &[], Refusal::SignedOut, "the account's own token is no longer valid"),
    row(OTHER_TOKEN, &[Unauthorized], &[], Refusal::NoReview, "the account's own token is no longer valid"),
    row(ALL, &[Unauthorized], &[], Refusal::TenantUnreachable, "the client's token is refused, and so is a new one"),
    row(ALL, &[Forbidden], &["insufficient_scope"], Refusal::MissingScope, "refused"),
    row(ALL, &[Forbidden], &[], Refusal::MissingScope, "refused").beginning(&["Insufficient scope"]),
    row(&[Management(Link, Own), Management(Link, OwnByClient)], &[Conflict], &[], Refusal::LinkedElsewhere, "the other account is already linked"),
    row(LINKS, &[Conflict], &[], Refusal::JoinedElsewhere, "the other account is already linked"),
    row(LINKS, &[Conflict, Forbidden, NotFound, Refused], &[], Refusal::LinkRefused, "the link is refused, but not for a missing scope"),
    row(&[Management(Unlink, Own), Management(Unlink, OwnByClient)], &[Conflict, Forbidden, NotFound, Refused], &[], Refusal::TenantRefused, "the unlink is refused, but not for a missing scope"),
    row(&[Management(Else, Own), Management(Else, OwnByClient)], &[NotFound], &[], Refusal::JoinedElsewhere, "the user does not exist any more: linked into another one, or deleted"),
    row(&[Management(Else, Other), Management(Else, OtherByClient)], &[NotFound], &[], Refusal::LinkedElsewhere, "the user does not exist any more: linked into another one, or deleted"),
    row(ALL, &[Conflict, Forbidden, Refused], &[], Refusal::TenantRefused, "refused, but not for a missing scope"),
    row(ALL, &[], &[], Refusal::TenantUnreachable, "the tenant failed"),
];

/// For what matches no row. A test shows that nothing does.
static UNKNOWN: Row = row(&[], &[], &[], Refusal::TenantUnreachable, "refused");

/// What an answer means.
#[must_use]
pub fn find(from: Place, said: &Said) -> &'static Row {
    ROWS.iter().find(|row| row.is_for(from, said)).unwrap_or(&UNKNOWN)
}

/// What the visitor reads.
#[must_use]
pub fn refusal(from: Place, said: &Said) -> Refusal {
    let refusal = find(from, said).refusal;
    if matches!(refusal, Refusal::RateLimited(_)) {
        Refusal::RateLimited(said.wait)
    } else if matches!(refusal, Refusal::TooManyCodes(_)) {
        Refusal::TooManyCodes(said.wait)
    } else {
        refusal
    }
}

/// The same for a fault of the Management API.
#[must_use]
pub fn of_fault(act: Act, whose: Whose, fault: Fault) -> Refusal {
    refusal(Management(act, whose), &Said::by_fault(fault))
}

/// What the log notes: none of it is the tenant's or a visitor's own text.
#[must_use]
pub fn note(from: Place, said: &Said) -> String {
    format!("{} ({})", find(from, said).note, said.error.word())
}
