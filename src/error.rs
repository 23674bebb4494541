//! What can go wrong, and one table of the refusals with status and code. Their sentences are in `static/words`.

use http::StatusCode;

use crate::auth0::id_token::IdTokenFault;
use crate::fields::Malformed;

/// Why a request failed.
#[derive(Debug)]
pub enum Error {
    /// The visitor or the tenant's answer is at fault, in a way that we know and can explain.
    Refused(Refusal),
    /// Anything else, which should not happen. Visitors read one sentence, and the log gets the chain. Never built from
    /// a library's message, which might quote personal data.
    Broken(anyhow::Error),
}

impl<T> From<T> for Error
where
    Refusal: From<T>,
{
    fn from(refused: T) -> Self {
        Self::Refused(refused.into())
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<Malformed> for Refusal {
    fn from(Malformed: Malformed) -> Self {
        Self::InvalidRequest
    }
}

/// Makes the refusals and [`REFUSALS`] from one table.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $(($detail:ty))? $status:ident $code:literal;)*) => {
        /// All refusals: a closed list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Refusal {
            $($(#[$doc])* $name $(($detail))?,)*
        }

        /// Every status and code; some come more than once.
        pub const REFUSALS: &[(StatusCode, &str)] =
            &[ID_TOKEN_ACR, $((StatusCode::$status, $code)),*];

        impl Refusal {
            /// Its status and code.
            const fn row(self) -> (StatusCode, &'static str) {
                match self {
                    Self::IdToken(IdTokenFault::Acr) => ID_TOKEN_ACR,
                    Self::IdToken(IdTokenFault::TooLong) => Self::TooLarge.row(),
                    $(Self::$name { .. } => (StatusCode::$status, $code),)*
                }
            }
        }
    };
}

/// A second factor was required, and the ID token shows none.
const ID_TOKEN_ACR: (StatusCode, &str) = (StatusCode::FORBIDDEN, "step_up_missing");

#[rustfmt::skip]
refusals! {
    /// The person cancelled at Auth0, or Auth0 did not let them in.
    AccessDenied FORBIDDEN "access_denied";
    /// The signed-in person is blocked at Auth0.
    AccountBlocked UNAUTHORIZED "account_blocked";
    /// The proved account is already linked to this one.
    AlreadyLinked CONFLICT "already_linked";
    /// Auth0 ended the login with an error of another kind.
    AuthorizationFailed BAD_GATEWAY "authorization_failed";
    /// A body over the limit.
    BodyTooLarge PAYLOAD_TOO_LARGE "invalid_request";
    /// This account cannot be the primary one: the other must be.
    CannotBePrimary CONFLICT "cannot_be_primary";
    /// No code is expected any more: its time or its tries are over.
    CodeExpired BAD_REQUEST "code_expired";
    /// A connection that the settings do not list.
    ConnectionUnknown BAD_REQUEST "connection_unknown";
    /// Auth0 asks for the person's consent, which is missing.
    ConsentRequired FORBIDDEN "consent_required";
    /// A sign-in was to ask for credentials, but did not.
    CredentialsMissing FORBIDDEN "credentials_missing";
    /// A state-changing request that did not come from our own page.
    CrossSite FORBIDDEN "cross_site";
    /// What was typed is not an e-mail address.
    EmailInvalid BAD_REQUEST "email_invalid";
    /// The other account's e-mail address is not verified.
    EmailUnverified CONFLICT "email_unverified";
    /// The transaction is too old.
    Expired BAD_REQUEST "expired";
    /// The ID token fails a check.
    IdToken(IdTokenFault) BAD_GATEWAY "token_invalid";
    /// A parameter is missing or makes no sense.
    InvalidRequest BAD_REQUEST "invalid_request";
    /// This user no longer exists: it was linked to another one, or deleted.
    JoinedElsewhere UNAUTHORIZED "joined_elsewhere";
    /// The other account is a database's, and its address is not verified yet.
    LetterUnopened CONFLICT "letter_unopened";
    /// The tenant refused the link for a reason of its own.
    LinkRefused BAD_GATEWAY "link_refused";
    /// The other account was linked to somebody else in the meantime.
    LinkedElsewhere CONFLICT "linked_elsewhere";
    /// The account that was to sign in, or to be linked, is blocked at Auth0.
    LoginBlocked FORBIDDEN "login_blocked";
    /// Auth0, or an Action of the tenant's, did not let this account in.
    LoginDenied FORBIDDEN "login_denied";
    /// The application is not set up at Auth0 for what was tried: for the operator to fix.
    LoginSetup BAD_GATEWAY "login_setup";
    /// The path exists, but not with this method.
    MethodNotAllowed(&'static [&'static str]) METHOD_NOT_ALLOWED "method_not_allowed";
    /// The tenant did not grant a scope that the settings page needs.
    MissingScope BAD_GATEWAY "missing_scope";
    /// No link waits for confirmation.
    NoReview NOT_FOUND "no_review";
    /// No sign-in waits for the choice between two people.
    NoSwitch NOT_FOUND "no_switch";
    /// A callback whose transaction this browser does not have.
    NoTransaction BAD_REQUEST "no_transaction";
    /// A login requested other than by a navigation.
    NotANavigation FORBIDDEN "not_a_navigation";
    /// There is no such path.
    NotFound NOT_FOUND "not_found";
    /// The identity is not linked to this account.
    NotLinked NOT_FOUND "not_linked";
    /// The tenant refused to send a code or a link.
    NotSent BAD_GATEWAY "not_sent";
    /// The proved account is blocked at Auth0.
    OtherBlocked CONFLICT "other_blocked";
    /// A link in an e-mail was opened in another browser than the one that asked for it.
    OtherBrowser BAD_REQUEST "other_browser";
    /// The proved account does not have the address or number that the message went to.
    OtherIdentifier CONFLICT "other_identifier";
    /// The signed-in account's own e-mail address is not verified.
    OwnEmailUnverified CONFLICT "own_email_unverified";
    /// The settings do not allow linking accounts of these kinds.
    PairNotAllowed CONFLICT "pair_not_allowed";
    /// The repeated sign-in came back as somebody else.
    PersonChanged CONFLICT "person_changed";
    /// What was typed is not a phone number with a country code.
    PhoneInvalid BAD_REQUEST "phone_invalid";
    /// The settings do not allow codes to numbers of that country.
    PhoneNotAllowed BAD_REQUEST "phone_not_allowed";
    /// The primary identity cannot be unlinked.
    PrimaryIdentity CONFLICT "primary_identity";
    /// The merged profile would be larger than Auth0 allows.
    ProfileTooLarge CONFLICT "profile_too_large";
    /// The tenant wants fewer requests, for this many seconds.
    RateLimited(u64) TOO_MANY_REQUESTS "rate_limited";
    /// The request's body did not arrive in time.
    RequestTimeout REQUEST_TIMEOUT "invalid_request";
    /// Headers over the limit.
    RequestTooLarge REQUEST_HEADER_FIELDS_TOO_LARGE "invalid_request";
    /// The confirmation names another review than the waiting one.
    ReviewChanged CONFLICT "review_changed";
    /// The proved account is the signed-in one.
    SameAccount CONFLICT "same_account";
    /// Another session began the link.
    SessionChanged CONFLICT "session_changed";
    /// Nobody is signed in.
    SignedOut UNAUTHORIZED "signed_out";
    /// The tenant refused a call for a reason of its own.
    TenantRefused BAD_GATEWAY "tenant_refused";
    /// The tenant gives no answer, or not a proper one.
    TenantUnreachable BAD_GATEWAY "tenant_unreachable";
    /// What has to be stored does not fit into cookies.
    TooLarge BAD_GATEWAY "too_large";
    /// Auth0 counted too many tries, and accepts none for a while.
    TooManyAttempts FORBIDDEN "too_many_attempts";
    /// Too many codes or links were sent, to this person or to this address or number. The next may be sent in this
    /// many seconds.
    TooManyCodes(u64) TOO_MANY_REQUESTS "too_many_codes";
    /// The last code or link was sent a moment ago. The next may be sent in this many seconds.
    TooSoon(u64) TOO_MANY_REQUESTS "too_soon";
    /// The tenant refused the code that it sent.
    TokenRefused BAD_GATEWAY "token_refused";
    /// The settings are wrong, or something failed.
    Unavailable SERVICE_UNAVAILABLE "unavailable";
    /// The code is not the one that was sent.
    WrongCode BAD_REQUEST "wrong_code";
    /// The login came back through another connection than the one asked for.
    WrongConnection CONFLICT "wrong_connection";
}

impl Refusal {
    /// The code that names this refusal in pages and problem documents.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status of its answer.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.row().0
    }

    /// The seconds to wait before the next try, if known.
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

    /// Whether it means that the session is over.
    #[must_use]
    pub const fn ends_session(self) -> bool {
        matches!(self, Self::AccountBlocked | Self::JoinedElsewhere | Self::SignedOut)
    }
}
