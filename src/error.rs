//! What can go wrong, and the one table from each refusal to its status and code. `static/words` has the sentences.

use http::StatusCode;

use crate::auth0::id_token::IdTokenFault;

/// Why a request did not get what it asked for.
#[derive(Debug)]
pub enum Error {
    /// The visitor or the tenant's answer is at fault, in a way that we know and can explain.
    Refused(Refusal),
    /// The rest: something that should not happen. Visitors read a sentence, the log gets the chain.
    /// Never built from a library's message, which might quote personal data.
    Broken(anyhow::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

/// Everything that is refused. A closed list: each has a row in [`Refusal::row`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The person cancelled at Auth0, or Auth0 did not let them in.
    AccessDenied,
    /// The signed-in person may not sign in any more.
    AccountBlocked,
    /// The account that was proved is linked to this one already.
    AlreadyLinked,
    /// Auth0 ended the login with an error of another kind.
    AuthorizationFailed,
    /// A body over the limit.
    BodyTooLarge,
    /// This account cannot be the primary one: the other one must be.
    CannotBePrimary,
    /// No code waits to be typed any more: its time or its tries are over.
    CodeExpired,
    /// A connection that the settings do not list.
    ConnectionUnknown,
    /// The person's consent, which Auth0 asks for, is missing.
    ConsentRequired,
    /// A sign-in was to ask for credentials, and did not.
    CredentialsMissing,
    /// A state-changing request that did not come from our own page.
    CrossSite,
    /// What was typed is no e-mail address.
    EmailInvalid,
    /// The other account's e-mail address is not verified.
    EmailUnverified,
    /// The transaction is older than it may be.
    Expired,
    /// The ID token does not pass a check.
    IdToken(IdTokenFault),
    /// A parameter is missing or makes no sense.
    InvalidRequest,
    /// This user is gone: it became part of another one, or was deleted.
    JoinedElsewhere,
    /// The other account is of a database, and the letter that verifies its address was not opened yet.
    LetterUnopened,
    /// The tenant refused the link for a reason of its own.
    LinkRefused,
    /// The other account was linked to somebody else meanwhile.
    LinkedElsewhere,
    /// The account that was to sign in, or to be linked, is blocked at Auth0.
    LoginBlocked,
    /// Auth0, or an Action of the tenant's, did not let this account in.
    LoginDenied,
    /// The application is not set up at Auth0 for what was tried: the operator's affair.
    LoginSetup,
    /// A known path with a method that it does not have.
    MethodNotAllowed(&'static [&'static str]),
    /// The tenant did not grant a scope that the settings page needs.
    MissingScope,
    /// No link waits for a confirmation.
    NoReview,
    /// No login waits for the choice between two persons.
    NoSwitch,
    /// A callback whose transaction this browser does not hold.
    NoTransaction,
    /// A login asked for by something else than a navigation.
    NotANavigation,
    /// A path that does not exist.
    NotFound,
    /// The identity is not linked to this account.
    NotLinked,
    /// The tenant refused to send a code or a link.
    NotSent,
    /// The account that was proved may not sign in any more.
    OtherBlocked,
    /// A link in an e-mail was opened in another browser than the one that asked for it.
    OtherBrowser,
    /// The account that was proved is not of the address or number that the message went to.
    OtherIdentifier,
    /// The signed-in account's own e-mail address is not verified.
    OwnEmailUnverified,
    /// The settings do not let accounts of these kinds be joined.
    PairNotAllowed,
    /// Signing in once more came back as somebody else.
    PersonChanged,
    /// What was typed is no phone number with a country code.
    PhoneInvalid,
    /// The settings do not let codes go to numbers of that country.
    PhoneNotAllowed,
    /// The primary identity cannot be unlinked.
    PrimaryIdentity,
    /// The joined profile would be larger than Auth0 keeps.
    ProfileTooLarge,
    /// The tenant wants fewer requests, for this many seconds.
    RateLimited(u64),
    /// The request's body did not arrive in time.
    RequestTimeout,
    /// Headers over the limit.
    RequestTooLarge,
    /// The confirmation is for another review than the one that waits.
    ReviewChanged,
    /// The account that was proved is the one that is signed in.
    SameAccount,
    /// The link was begun by another session.
    SessionChanged,
    /// Nobody is signed in.
    SignedOut,
    /// The tenant refused a call for a reason of its own.
    TenantRefused,
    /// The tenant does not answer as it should.
    TenantUnreachable,
    /// What must be kept does not fit into cookies.
    TooLarge,
    /// Auth0 counts too many tries, and takes none for a while.
    TooManyAttempts,
    /// Too many codes or links went out, to this person or to this address or number. The next one may
    /// in so many seconds.
    TooManyCodes(u64),
    /// The last code or link went out a moment ago. The next one may in so many seconds.
    TooSoon(u64),
    /// The tenant refused the code that it sent.
    TokenRefused,
    /// The settings are wrong, or something broke.
    Unavailable,
    /// The code is not the one that was sent.
    WrongCode,
    /// The login came back through another connection than the one asked for.
    WrongConnection,
}

impl Refusal {
    /// The code by which pages and problem documents name this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status of the answer that names it.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.row().0
    }

    /// The seconds to wait before the next try, where that is known.
    #[must_use]
    pub const fn retry_after(self) -> Option<u64> {
        if let Self::RateLimited(seconds) | Self::TooManyCodes(seconds) | Self::TooSoon(seconds) =
            self
        {
            Some(seconds)
        } else {
            None
        }
    }

    /// Whether it says that whoever is signed in is not any more.
    #[must_use]
    pub const fn ends_session(self) -> bool {
        matches!(self, Self::AccountBlocked | Self::JoinedElsewhere | Self::SignedOut)
    }

    /// The table: status and code.
    #[rustfmt::skip]
    const fn row(self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::AccessDenied => (S::FORBIDDEN, "access_denied"),
            Self::AccountBlocked => (S::UNAUTHORIZED, "account_blocked"),
            Self::AlreadyLinked => (S::CONFLICT, "already_linked"),
            Self::AuthorizationFailed => (S::BAD_GATEWAY, "authorization_failed"),
            Self::BodyTooLarge => (S::PAYLOAD_TOO_LARGE, "invalid_request"),
            Self::CannotBePrimary => (S::CONFLICT, "cannot_be_primary"),
            Self::CodeExpired => (S::BAD_REQUEST, "code_expired"),
            Self::ConnectionUnknown => (S::BAD_REQUEST, "connection_unknown"),
            Self::ConsentRequired => (S::FORBIDDEN, "consent_required"),
            Self::CredentialsMissing => (S::FORBIDDEN, "credentials_missing"),
            Self::CrossSite => (S::FORBIDDEN, "cross_site"),
            Self::EmailInvalid => (S::BAD_REQUEST, "email_invalid"),
            Self::EmailUnverified => (S::CONFLICT, "email_unverified"),
            Self::Expired => (S::BAD_REQUEST, "expired"),
            Self::IdToken(IdTokenFault::Acr) => (S::FORBIDDEN, "step_up_missing"),
            Self::IdToken(IdTokenFault::TooLong) | Self::TooLarge => (S::BAD_GATEWAY, "too_large"),
            Self::IdToken(_) => (S::BAD_GATEWAY, "token_invalid"),
            Self::InvalidRequest => (S::BAD_REQUEST, "invalid_request"),
            Self::JoinedElsewhere => (S::UNAUTHORIZED, "joined_elsewhere"),
            Self::LetterUnopened => (S::CONFLICT, "letter_unopened"),
            Self::LinkRefused => (S::BAD_GATEWAY, "link_refused"),
            Self::LinkedElsewhere => (S::CONFLICT, "linked_elsewhere"),
            Self::LoginBlocked => (S::FORBIDDEN, "login_blocked"),
            Self::LoginDenied => (S::FORBIDDEN, "login_denied"),
            Self::LoginSetup => (S::BAD_GATEWAY, "login_setup"),
            Self::MethodNotAllowed(_) => (S::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::MissingScope => (S::BAD_GATEWAY, "missing_scope"),
            Self::NoReview => (S::NOT_FOUND, "no_review"),
            Self::NoSwitch => (S::NOT_FOUND, "no_switch"),
            Self::NoTransaction => (S::BAD_REQUEST, "no_transaction"),
            Self::NotANavigation => (S::FORBIDDEN, "not_a_navigation"),
            Self::NotFound => (S::NOT_FOUND, "not_found"),
            Self::NotLinked => (S::NOT_FOUND, "not_linked"),
            Self::NotSent => (S::BAD_GATEWAY, "not_sent"),
            Self::OtherBlocked => (S::CONFLICT, "other_blocked"),
            Self::OtherBrowser => (S::BAD_REQUEST, "other_browser"),
            Self::OtherIdentifier => (S::CONFLICT, "other_identifier"),
            Self::OwnEmailUnverified => (S::CONFLICT, "own_email_unverified"),
            Self::PairNotAllowed => (S::CONFLICT, "pair_not_allowed"),
            Self::PersonChanged => (S::CONFLICT, "person_changed"),
            Self::PhoneInvalid => (S::BAD_REQUEST, "phone_invalid"),
            Self::PhoneNotAllowed => (S::BAD_REQUEST, "phone_not_allowed"),
            Self::PrimaryIdentity => (S::CONFLICT, "primary_identity"),
            Self::ProfileTooLarge => (S::CONFLICT, "profile_too_large"),
            Self::RateLimited(_) => (S::TOO_MANY_REQUESTS, "rate_limited"),
            Self::RequestTimeout => (S::REQUEST_TIMEOUT, "invalid_request"),
            Self::RequestTooLarge => (S::REQUEST_HEADER_FIELDS_TOO_LARGE, "invalid_request"),
            Self::ReviewChanged => (S::CONFLICT, "review_changed"),
            Self::SameAccount => (S::CONFLICT, "same_account"),
            Self::SessionChanged => (S::CONFLICT, "session_changed"),
            Self::SignedOut => (S::UNAUTHORIZED, "signed_out"),
            Self::TenantRefused => (S::BAD_GATEWAY, "tenant_refused"),
            Self::TenantUnreachable => (S::BAD_GATEWAY, "tenant_unreachable"),
            Self::TooManyAttempts => (S::FORBIDDEN, "too_many_attempts"),
            Self::TooManyCodes(_) => (S::TOO_MANY_REQUESTS, "too_many_codes"),
            Self::TooSoon(_) => (S::TOO_MANY_REQUESTS, "too_soon"),
            Self::TokenRefused => (S::BAD_GATEWAY, "token_refused"),
            Self::Unavailable => (S::SERVICE_UNAVAILABLE, "unavailable"),
            Self::WrongCode => (S::BAD_REQUEST, "wrong_code"),
            Self::WrongConnection => (S::CONFLICT, "wrong_connection"),
        }
    }
}
