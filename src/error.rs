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

/// Makes the refusals and [`REFUSALS`] out of one table.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $(($detail:ty))? $status:ident $code:literal;)*) => {
        /// Everything that is refused: a closed list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Refusal {
            $($(#[$doc])* $name $(($detail))?,)*
        }

        /// Every status and code, once or several times.
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

/// A second factor was asked for, and the ID token shows none.
const ID_TOKEN_ACR: (StatusCode, &str) = (StatusCode::FORBIDDEN, "step_up_missing");

#[rustfmt::skip]
refusals! {
    /// The person cancelled at Auth0, or Auth0 did not let them in.
    AccessDenied FORBIDDEN "access_denied";
    /// The signed-in person may not sign in any more.
    AccountBlocked UNAUTHORIZED "account_blocked";
    /// The account that was proved is linked to this one already.
    AlreadyLinked CONFLICT "already_linked";
    /// Auth0 ended the login with an error of another kind.
    AuthorizationFailed BAD_GATEWAY "authorization_failed";
    /// A body over the limit.
    BodyTooLarge PAYLOAD_TOO_LARGE "invalid_request";
    /// This account cannot be the primary one: the other one must be.
    CannotBePrimary CONFLICT "cannot_be_primary";
    /// No code waits to be typed any more: its time or its tries are over.
    CodeExpired BAD_REQUEST "code_expired";
    /// A connection that the settings do not list.
    ConnectionUnknown BAD_REQUEST "connection_unknown";
    /// The person's consent, which Auth0 asks for, is missing.
    ConsentRequired FORBIDDEN "consent_required";
    /// A sign-in was to ask for credentials, and did not.
    CredentialsMissing FORBIDDEN "credentials_missing";
    /// A state-changing request that did not come from our own page.
    CrossSite FORBIDDEN "cross_site";
    /// What was typed is no e-mail address.
    EmailInvalid BAD_REQUEST "email_invalid";
    /// The other account's e-mail address is not verified.
    EmailUnverified CONFLICT "email_unverified";
    /// The transaction is older than it may be.
    Expired BAD_REQUEST "expired";
    /// The ID token does not pass a check.
    IdToken(IdTokenFault) BAD_GATEWAY "token_invalid";
    /// A parameter is missing or makes no sense.
    InvalidRequest BAD_REQUEST "invalid_request";
    /// This user is gone: it became part of another one, or was deleted.
    JoinedElsewhere UNAUTHORIZED "joined_elsewhere";
    /// The other account is of a database, and the letter that verifies its address was not opened yet.
    LetterUnopened CONFLICT "letter_unopened";
    /// The tenant refused the link for a reason of its own.
    LinkRefused BAD_GATEWAY "link_refused";
    /// The other account was linked to somebody else meanwhile.
    LinkedElsewhere CONFLICT "linked_elsewhere";
    /// The account that was to sign in, or to be linked, is blocked at Auth0.
    LoginBlocked FORBIDDEN "login_blocked";
    /// Auth0, or an Action of the tenant's, did not let this account in.
    LoginDenied FORBIDDEN "login_denied";
    /// The application is not set up at Auth0 for what was tried: the operator's affair.
    LoginSetup BAD_GATEWAY "login_setup";
    /// A known path with a method that it does not have.
    MethodNotAllowed(&'static [&'static str]) METHOD_NOT_ALLOWED "method_not_allowed";
    /// The tenant did not grant a scope that the settings page needs.
    MissingScope BAD_GATEWAY "missing_scope";
    /// No link waits for a confirmation.
    NoReview NOT_FOUND "no_review";
    /// No login waits for the choice between two persons.
    NoSwitch NOT_FOUND "no_switch";
    /// A callback whose transaction this browser does not hold.
    NoTransaction BAD_REQUEST "no_transaction";
    /// A login asked for by something else than a navigation.
    NotANavigation FORBIDDEN "not_a_navigation";
    /// A path that does not exist.
    NotFound NOT_FOUND "not_found";
    /// The identity is not linked to this account.
    NotLinked NOT_FOUND "not_linked";
    /// The tenant refused to send a code or a link.
    NotSent BAD_GATEWAY "not_sent";
    /// The account that was proved may not sign in any more.
    OtherBlocked CONFLICT "other_blocked";
    /// A link in an e-mail was opened in another browser than the one that asked for it.
    OtherBrowser BAD_REQUEST "other_browser";
    /// The account that was proved is not of the address or number that the message went to.
    OtherIdentifier CONFLICT "other_identifier";
    /// The signed-in account's own e-mail address is not verified.
    OwnEmailUnverified CONFLICT "own_email_unverified";
    /// The settings do not let accounts of these kinds be joined.
    PairNotAllowed CONFLICT "pair_not_allowed";
    /// Signing in once more came back as somebody else.
    PersonChanged CONFLICT "person_changed";
    /// What was typed is no phone number with a country code.
    PhoneInvalid BAD_REQUEST "phone_invalid";
    /// The settings do not let codes go to numbers of that country.
    PhoneNotAllowed BAD_REQUEST "phone_not_allowed";
    /// The primary identity cannot be unlinked.
    PrimaryIdentity CONFLICT "primary_identity";
    /// The joined profile would be larger than Auth0 keeps.
    ProfileTooLarge CONFLICT "profile_too_large";
    /// The tenant wants fewer requests, for this many seconds.
    RateLimited(u64) TOO_MANY_REQUESTS "rate_limited";
    /// The request's body did not arrive in time.
    RequestTimeout REQUEST_TIMEOUT "invalid_request";
    /// Headers over the limit.
    RequestTooLarge REQUEST_HEADER_FIELDS_TOO_LARGE "invalid_request";
    /// The confirmation is for another review than the one that waits.
    ReviewChanged CONFLICT "review_changed";
    /// The account that was proved is the one that is signed in.
    SameAccount CONFLICT "same_account";
    /// The link was begun by another session.
    SessionChanged CONFLICT "session_changed";
    /// Nobody is signed in.
    SignedOut UNAUTHORIZED "signed_out";
    /// The tenant refused a call for a reason of its own.
    TenantRefused BAD_GATEWAY "tenant_refused";
    /// The tenant does not answer as it should.
    TenantUnreachable BAD_GATEWAY "tenant_unreachable";
    /// What must be kept does not fit into cookies.
    TooLarge BAD_GATEWAY "too_large";
    /// Auth0 counts too many tries, and takes none for a while.
    TooManyAttempts FORBIDDEN "too_many_attempts";
    /// Too many codes or links went out, to this person or to this address or number. The next one may
    /// in so many seconds.
    TooManyCodes(u64) TOO_MANY_REQUESTS "too_many_codes";
    /// The last code or link went out a moment ago. The next one may in so many seconds.
    TooSoon(u64) TOO_MANY_REQUESTS "too_soon";
    /// The tenant refused the code that it sent.
    TokenRefused BAD_GATEWAY "token_refused";
    /// The settings are wrong, or something broke.
    Unavailable SERVICE_UNAVAILABLE "unavailable";
    /// The code is not the one that was sent.
    WrongCode BAD_REQUEST "wrong_code";
    /// The login came back through another connection than the one asked for.
    WrongConnection CONFLICT "wrong_connection";
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
}
