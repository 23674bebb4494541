//! Which check an ID token does not pass.

/// Which check an ID token does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdTokenFault {
    /// `at_hash` is there, but is not the access token's.
    AccessTokenHash,
    /// `acr` is missing or not one that was asked for: no second factor, say.
    Acr,
    /// Signed with another algorithm than RS256, or with none.
    Algorithm,
    /// `auth_time` is later than `iat`: the sign-in would count as fresh for too long.
    AuthTimeInFuture,
    /// `auth_time` is missing, though we asked for it.
    AuthTimeMissing,
    /// The person authenticated before the time that we asked for.
    AuthTimeStale,
    /// The header marks something as critical.
    Critical,
    /// `exp` has passed.
    Expired,
    /// `exp` is missing.
    ExpiryMissing,
    /// `iat` is missing.
    IssuedAtMissing,
    /// `iat` lies in the future.
    IssuedInFuture,
    /// `iat` lies before the request that the token answers.
    IssuedTooEarly,
    /// `kid` is missing.
    KeyIdMissing,
    /// The header brings a key, or the address of one.
    KeyInHeader,
    /// The tenant has no key of that name.
    KeyUnknown,
    /// No compact token at all, claims of the wrong types, or a name that is there twice.
    Malformed,
    /// `nbf` lies in the future.
    NotYetValid,
    /// The nonce is missing or wrong.
    Nonce,
    /// `org_id` or `org_name` is missing or wrong.
    Organization,
    /// The signature is not the key's.
    Signature,
    /// `sub` is missing or no user id.
    Subject,
    /// Too long to read.
    TooLong,
    /// `typ` is not JWT: an access token, say.
    Type,
    /// `aud` is not us alone.
    WrongAudience,
    /// `azp` is not us.
    WrongAuthorizedParty,
    /// `iss` is not the tenant.
    WrongIssuer,
}
