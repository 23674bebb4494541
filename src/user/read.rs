//! From the tenant's JSON to users and identities. An odd value that is only shown is left out; an unreadable identity
//! is left out and counted.

use serde_json::{Map, Value};

use super::{Identity, ProfileData, User, UserId};
use crate::lenient::{Members, Odd, Read, odd, told};

/// Identities as the tenant lists them.
#[derive(Debug, Default)]
pub struct Identities {
    /// Those that can be read.
    pub list: Vec<Identity>,
    /// Whether some were left out.
    pub left_out: bool,
    /// How many cannot be read, or not well enough to decide by.
    pub unreadable: usize,
    odd: Vec<Odd>,
}

impl Identities {
    /// Whether the identity that `user_id` names is among the readable ones.
    #[must_use]
    pub fn has(&self, user_id: &UserId) -> bool {
        self.list.iter().any(|it| it.is(user_id))
    }
}

/// Users as the tenant lists them; unreadable ones are left out.
#[derive(Default)]
pub struct Users {
    /// Those that can be read.
    pub list: Vec<User>,
    odd: Vec<Odd>,
}

impl Read for User {
    fn odd(&self) -> &[Odd] {
        &self.odd
    }
}

impl Read for Identities {
    fn odd(&self) -> &[Odd] {
        &self.odd
    }
}

impl Read for Users {
    fn odd(&self) -> &[Odd] {
        &self.odd
    }
}

impl TryFrom<Value> for User {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let Value::Object(map) = value else { return Err("a user is an object") };
        let mut members = Members::new(map);
        let Value::String(user_id) = members.take("user_id") else {
            return Err("a user has an id");
        };
        let listed: Vec<Value> = members.get("identities").unwrap_or_default();
        let mut identities = Identities::from(listed);
        if identities.list.is_empty() {
            // Every user has an identity of its own.
            identities.unreadable = identities.unreadable.max(1);
        }
        let mut user = Self {
            user_id,
            name: members.text("name"),
            email: members.text("email"),
            email_is_odd: members.is_odd("email"),
            email_verified: members.is_true("email_verified"),
            phone_number: members.text("phone_number"),
            picture: members.text("picture"),
            identities: identities.list,
            unreadable: identities.unreadable,
            // Metadata that is no object counts as none.
            user_metadata: members.get("user_metadata").unwrap_or_default(),
            app_metadata: members.get("app_metadata").unwrap_or_default(),
            multifactor: members.get("multifactor").unwrap_or_default(),
            created_at: members.text("created_at").filter(|it| is_moment(it)),
            is_half_read: ["user_metadata", "app_metadata", "multifactor"]
                .into_iter()
                .any(|it| members.is_odd(it)),
            blocked: members.is_set("blocked"),
            ..Self::default()
        };
        let connection = user.identities.first().and_then(|own| own.connection.as_deref());
        let own = members.into_odd().into_iter().map(|odd| odd.of(connection));
        user.odd = told(own.chain(identities.odd).collect());
        Ok(user)
    }
}

/// Whether it has the form `2025-01-31T23:59:59.999Z`, in which times sort as text.
fn is_moment(text: &str) -> bool {
    let form = "0000-00-00T00:00:00.000Z";
    let fits = |(is, form): (u8, u8)| if form == b'0' { is.is_ascii_digit() } else { is == form };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

impl From<Vec<Value>> for Users {
    fn from(list: Vec<Value>) -> Self {
        let mut users = Self::default();
        for value in list {
            let left_out = odd("", "user", &value);
            match User::try_from(value) {
                Ok(user) => {
                    users.odd.extend(user.odd.iter().cloned());
                    users.list.push(user);
                }
                Err(_) => users.odd.push(left_out),
            }
        }
        users.odd = told(users.odd);
        users
    }
}

impl From<Vec<Value>> for Identities {
    fn from(list: Vec<Value>) -> Self {
        let mut identities = Self::default();
        for value in list {
            let left_out = odd("", "identity", &value);
            match read(value) {
                Ok((identity, odd, decides)) => {
                    identities.unreadable =
                        identities.unreadable.saturating_add(usize::from(!decides));
                    identities.odd.extend(odd);
                    identities.list.push(identity);
                }
                Err(odd) => {
                    identities.left_out = true;
                    identities.unreadable = identities.unreadable.saturating_add(1);
                    identities.odd.push(odd.unwrap_or(left_out));
                }
            }
        }
        identities.odd = told(identities.odd);
        identities
    }
}

/// An identity, what is odd in it, and whether the rules can decide by its connection and kind. Otherwise the member
/// that makes it unusable, if it is a single one.
fn read(value: Value) -> Result<(Identity, Vec<Odd>, bool), Option<Odd>> {
    let Value::Object(map) = value else { return Err(None) };
    let mut members = Members::new(map);
    let connection = members.text("connection");
    let provider = members.text("provider").unwrap_or_default();
    let id = members.take("user_id");
    let user_id = match (id.as_str(), id.as_u64()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(number)) => number.to_string(),
        (None, None) => {
            members.tell("user_id", &id);
            String::new()
        }
    };
    let is_social = members.get("isSocial");
    let profile = members.get("profileData").map(profile);
    let decides = !members.is_odd("connection") && !members.is_odd("isSocial");
    let (profile, inside) = profile.unzip();
    let odd = members.into_odd().into_iter().chain(inside.unwrap_or_default());
    let mut odd = odd.map(|odd| odd.of(connection.as_deref()));
    if UserId::from_parts(&provider, &user_id).is_none() {
        return Err(odd.next());
    }
    let odd = odd.collect();
    Ok((Identity { provider, user_id, connection, is_social, profile }, odd, decides))
}

fn profile(map: Map<String, Value>) -> (ProfileData, Vec<Odd>) {
    let mut members = Members::within("profileData.", map);
    let profile = ProfileData {
        name: members.text("name"),
        nickname: members.text("nickname"),
        username: members.text("username"),
        email: members.text("email"),
        phone_number: members.text("phone_number"),
    };
    (profile, members.into_odd())
}
