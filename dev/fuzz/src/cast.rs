//! The people and what they hold: signed and sealed values that no input could guess, by the words that
//! stand for them in an input, in braces. So an input gets past the signatures, with everything around
//! them at its choice.

use std::sync::LazyLock;

use account_linking::auth0::assurance::{Assurance, Demands};
use account_linking::auth0::id_token::IdTokenClaims;
use account_linking::auth0::jwks::KeySet;
use account_linking::auth0::token::AccessToken;
use account_linking::config::Config;
use account_linking::cookies::passwordless::{Passwordless, Sent};
use account_linking::cookies::resume::{self, Resume};
use account_linking::cookies::review::{PendingReview, SecondAccount};
use account_linking::cookies::session::Session;
use account_linking::cookies::transaction::{Aim, Transaction, Wish};
use account_linking::cookies::{Jar, outcome};
use account_linking::flows::joining::both_accounts::Accounts;
use account_linking::flows::joining::carry_metadata::Short;
use account_linking::flows::joining::review::tag::AsShown;
use account_linking::flows::joining::review::told::{Saved, Told};
use account_linking::return_to::ReturnTo;
use account_linking::secret::Secret;
use account_linking::user::UserId;
use account_linking::user::identifier::{Channel, Identifier};
use http::HeaderMap;
use jwt_simple::claims::JWTClaims;
use jwt_simple::prelude::{RS256KeyPair, RSAKeyPairLike as _};
use serde_json::{Value, json};

use crate::variants::{NOW, VARIANTS, config};

/// Who is signed in, and who is proved.
pub const ADA: &str = "auth0|ada";
/// The other account.
pub const HUB: &str = "github|1";
/// Everybody's tokens begin so: nothing that a browser or a log gets to see may contain it.
pub const TOKEN: &str = "worthless-token-Vq3mZ8";
/// The name of the tenant's key.
const KEY_ID: &str = "key";

/// The tenant's key; another one at each start.
static PAIR: LazyLock<RS256KeyPair> =
    LazyLock::new(|| RS256KeyPair::generate(2048).expect("randomness").with_key_id(KEY_ID));

/// The casts of all variants.
static CASTS: LazyLock<Vec<Cast>> = LazyLock::new(|| (0..VARIANTS.len()).map(Cast::new).collect());

/// Makes the key and what is signed with it, which takes longer than an input may.
pub fn prepare() {
    LazyLock::force(&CASTS);
}

/// What the tenant publishes of its key.
#[must_use]
pub fn jwks() -> String {
    let jwk: Value = serde_json::from_str(&PAIR.public_key().to_jwk()).expect("a JWK");
    json!({ "keys": [jwk] }).to_string()
}

/// The same, parsed.
#[must_use]
pub fn keys() -> KeySet {
    KeySet::parse(jwks().as_bytes()).expect("a key set")
}

/// An ID token of these claims, whatever they are, rightly signed.
#[must_use]
pub fn sign(claims: Value) -> Option<String> {
    let claims = JWTClaims {
        issued_at: None,
        expires_at: None,
        invalid_before: None,
        issuer: None,
        subject: None,
        audiences: None,
        jwt_id: None,
        nonce: None,
        custom: claims,
    };
    PAIR.sign(claims).ok()
}

/// The claims of a right ID token.
#[must_use]
pub fn claims(subject: &str, nonce: &str) -> Value {
    json!({
        "iss": "https://tenant.example/", "aud": "client", "sub": subject, "nonce": nonce,
        "iat": NOW.0, "exp": NOW.0 + 36_000, "auth_time": NOW.0, "sid": "sid",
        "name": "Somebody", "email": format!("{}@example.com", subject.replace('|', ".")),
        "email_verified": true,
    })
}

/// The values of one variant.
pub struct Cast {
    /// The settings.
    pub config: Config,
    words: Vec<(&'static str, String)>,
}

impl Cast {
    /// The cast that an input's first character chooses, and the rest of the input.
    #[must_use]
    pub fn of(data: &[u8]) -> Option<(usize, &'static Self, &[u8])> {
        let (first, rest) = data.split_first()?;
        let variant = usize::from(first.wrapping_sub(b'0')) % CASTS.len();
        Some((variant, &CASTS[variant], rest))
    }

    fn new(variant: usize) -> Self {
        let config = config(variant);
        let id = |text: &str| UserId::parse(text).expect("an id");
        let access_token = |whose: &str| {
            let secret = Secret::new(format!("{TOKEN}-{whose}"));
            let token = AccessToken { secret, expires: NOW.plus(36_000), writes_metadata: true };
            config.management_client().is_none().then_some(token)
        };
        let verified = |subject: &str| IdTokenClaims {
            subject: id(subject),
            auth_time: NOW,
            expires: NOW.plus(36_000),
            sid: Some("sid".to_owned()),
            assurance: Assurance::default(),
            name: Some("Somebody".to_owned()),
            email: Some("somebody@example.com".to_owned()),
            email_verified: true,
            picture: None,
            connection: None,
            odd: Vec::new(),
            raw: Secret::new(sign(claims(subject, "n")).expect("a token")),
        };
        let session = |subject, random| {
            Session::new(verified(subject), access_token("own"), [random; 32], NOW)
        };
        let mut words: Vec<(&'static str, String)> = Vec::new();
        words.push(("session", cookies(|jar| session(ADA, 1).begin(jar, &config, NOW))));
        let switch = session(HUB, 2);
        words.push(("switch-id", switch.id()));
        words.push(("switch", cookies(|jar| switch.put_aside(jar, &config, NOW))));
        let proved = SecondAccount {
            claims: verified(HUB),
            access_token: access_token("other"),
            connection: "github".to_owned(),
        };
        let review = PendingReview::new(id(ADA), proved, "state", [3; 32], NOW);
        let [present, other] = [user(ADA, "db"), user(HUB, "github")]
            .map(|user| serde_json::from_value(user).expect("a user"));
        let accounts = Accounts::of(&present, &other, &config).expect("a pair");
        let saved = Saved {
            data: [&present, &other].map(|user| user.user_metadata.clone()),
            carries_over: true,
            short: [(); 2].map(|()| Short { too_large: false, falls_back: Vec::new() }),
        };
        let users = [&present, &other];
        let shown = AsShown::of(&review, users, &Told::of(users, &accounts, &saved));
        words.push(("review-id", shown.name(&review, config.cookie_keys())));
        words.push(("review", cookies(|jar| review.store(jar, &config, NOW))));
        let number = Identifier::parse(Channel::Sms, "+15550100").expect("a number");
        let code = Passwordless::new(&id(ADA), number, Sent::Code, None, [4; 32], NOW);
        words.push(("passwordless", cookies(|jar| code.store(jar, &config, NOW))));
        let letter = Some("ada@example.com".to_owned());
        let link = Resume::Link { connection: "github".to_owned(), suggestion: None, letter };
        words.push(("resume", cookies(|jar| resume::store(link, &id(ADA), jar, &config, NOW))));
        let store = |jar: &mut Jar| {
            outcome::store("linked", &id(ADA), outcome::News::default(), jar, &config, NOW)
        };
        words.push(("outcome", cookies(store)));
        let key = config.cookie_keys().newest();
        let ada = key.hash("subject", ADA);
        let aims = [
            (["login", "login-state", "login-tokens"], ADA, Aim::Login),
            (
                ["link", "link-state", "link-tokens"],
                HUB,
                Aim::Link {
                    primary: ada.clone(),
                    connection: "github".to_owned(),
                    suggested: None,
                    email: None,
                    sign_up: false,
                },
            ),
            (
                ["again", "again-state", "again-tokens"],
                ADA,
                Aim::Again { subject: ada, swap: true, link: None },
            ),
        ];
        for (number, (names, subject, aim)) in aims.into_iter().enumerate() {
            let mut jar = Jar::new(&HeaderMap::new(), true);
            let wish = Wish {
                aim,
                return_to: ReturnTo::home(),
                demands: Demands::default(),
                embedded: false,
            };
            let ring = config.cookie_keys();
            let random = [10 + u8::try_from(number).unwrap_or_default(); 32];
            let begun = Transaction::begin(wish, random, NOW, ring, &mut jar).expect("a cookie");
            let id_token = sign(claims(subject, &begun.nonce())).expect("a token");
            words.push((names[0], written(jar)));
            words.push((names[1], begun.state().to_owned()));
            words.push((names[2], tokens(&id_token)));
        }
        let granted = json!({
            "access_token": format!("{TOKEN}-client"), "expires_in": 86_400,
            "token_type": "Bearer", "scope": "read:users update:users delete:users",
        });
        words.push(("client-tokens", granted.to_string()));
        words.push(("jwks", jwks()));
        words.push(("user", user(ADA, "db").to_string()));
        words.push(("other", user(HUB, "github").to_string()));
        let identities =
            json!([user(ADA, "db")["identities"][0], user(HUB, "github")["identities"][0]]);
        words.push(("identities", identities.to_string()));
        Self { config, words }
    }

    /// What stands for a word.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str())
    }

    /// A visitor's text with every word in braces replaced by what stands for it, but for tokens: who
    /// brings one has it.
    #[must_use]
    pub fn fill(&self, text: &[u8]) -> Vec<u8> {
        self.fill_but(text, |name| name.ends_with("-tokens"))
    }

    /// The same for a text of the tenant's, tokens included.
    #[must_use]
    pub fn fill_answer(&self, text: &[u8]) -> Vec<u8> {
        self.fill_but(text, |_| false)
    }

    fn fill_but(&self, text: &[u8], left_out: impl Fn(&str) -> bool) -> Vec<u8> {
        let mut filled = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.iter().position(|byte| *byte == b'{') {
            let (before, from) = rest.split_at(start);
            filled.extend_from_slice(before);
            let end = from.iter().position(|byte| *byte == b'}');
            let name = end.and_then(|end| std::str::from_utf8(&from[1..end]).ok());
            let name = name.filter(|name| !left_out(name));
            match (end, name.and_then(|name| self.word(name))) {
                (Some(end), Some(value)) => {
                    filled.extend_from_slice(value.as_bytes());
                    rest = &from[end + 1..];
                }
                _ => {
                    filled.push(b'{');
                    rest = &from[1..];
                }
            }
        }
        filled.extend_from_slice(rest);
        filled
    }
}

/// The token endpoint's answer to a code.
fn tokens(id_token: &str) -> String {
    json!({
        "access_token": format!("{TOKEN}-user"), "id_token": id_token, "expires_in": 86_400,
        "token_type": "Bearer", "scope": account_linking::auth0::authorization::SCOPES,
    })
    .to_string()
}

/// A user of one identity.
fn user(user_id: &str, connection: &str) -> Value {
    let (provider, id) = user_id.split_once('|').unwrap_or_default();
    json!({
        "user_id": user_id, "name": "Somebody", "email": "somebody@example.com",
        "email_verified": true,
        "identities": [{"provider": provider, "user_id": id, "connection": connection}],
        "user_metadata": {"color": "red", "list": [1, 2]},
        "app_metadata": {"plan": "free"},
    })
}

/// The `name=value` pairs of what an action puts into an empty jar.
fn cookies(store: impl FnOnce(&mut Jar) -> Result<(), jwt_simple::Error>) -> String {
    let mut jar = Jar::new(&HeaderMap::new(), true);
    store(&mut jar).expect("a cookie that can be sealed");
    written(jar)
}

fn written(jar: Jar) -> String {
    let mut headers = HeaderMap::new();
    jar.write(&mut headers);
    let lines = headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    lines.filter_map(|line| line.split(';').next()).collect::<Vec<_>>().join("; ")
}
