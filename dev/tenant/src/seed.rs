//! The example tenant: two clients, eight connections, a few sample people. Everything in it is worthless.

use serde_json::{Map, Value, json};
use url::Url;

use crate::clients::{Client, Connection, MANAGEMENT_SCOPES, Organization, OrganizationUsage};
use crate::keys::Keys;
use crate::passwordless;
use crate::tenant::Tenant;
use crate::user::{Identity, Profile, User};

const DATABASE: &str = "Username-Password-Authentication";

/// The second database.
const CUSTOMERS: &str = "Customers";

/// By which one signs in to the organization; passwordless ones are not for organizations.
const CORP: [&str; 4] = [DATABASE, "google-oauth2", "github", "okta"];

impl Tenant {
    /// The example tenant, for an application at `app_base_url`. A reset makes the same again.
    #[must_use]
    pub fn example(origin: Url, app_base_url: &Url, keys: Keys) -> Self {
        let app = app_base_url.as_str().trim_end_matches('/').to_owned();
        Self::seeded(keys, move |keys| Self::example_anew(origin.clone(), &app, keys))
    }

    fn example_anew(origin: Url, app: &str, keys: Keys) -> Self {
        let mut tenant = Self::new(origin, keys);
        tenant.add_client(Client {
            name: "the local application".to_owned(),
            callbacks: vec![format!("{app}/link/callback")],
            logout_urls: vec![format!("{app}/")],
            web_origins: vec![app.to_owned()],
            cross_origin_authentication: true,
            otp_grant: true,
            organization_usage: OrganizationUsage::Allow,
            machine_scopes: [
                "read:users",
                "update:users",
                "delete:users",
                "update:users_app_metadata",
            ]
            .map(str::to_owned)
            .to_vec(),
            ..Client::new("local-app", Some("local-app-worthless-secret"))
        });
        tenant.add_client(Client {
            name: "the management of the local application".to_owned(),
            code_grant: false,
            user_scopes: Vec::new(),
            machine_scopes: MANAGEMENT_SCOPES.map(str::to_owned).to_vec(),
            ..Client::new("local-management", Some("local-management-worthless-secret"))
        });
        for (name, provider, label) in [
            (DATABASE, "auth0", "Email and password"),
            ("google-oauth2", "google-oauth2", "Google"),
            ("github", "github", "GitHub"),
            ("windowslive", "windowslive", "Microsoft"),
            ("okta", "samlp", "Company account"),
            ("sms", "sms", "Text message"),
            ("email", "email", "Email code"),
            (CUSTOMERS, "auth0", "Customer account"),
        ] {
            tenant.add_connection(Connection::new(name, provider, label));
        }
        let corp = Organization::new("corp", "Corporation", &CORP);
        for mut user in people() {
            let name = user.profile.name.as_deref().unwrap_or_default();
            let by = user.identities.first().map_or("", |identity| identity.connection.as_str());
            if (name.starts_with("Ada ") || name.starts_with("Grace ")) && corp.enables(by) {
                user.organizations = vec![corp.name.clone()];
            }
            tenant.add_user(user);
        }
        tenant.add_organization(corp);
        tenant
    }
}

/// The day they all signed up: 2025-01-01.
const SIGNED_UP: u64 = 1_735_689_600;

fn people() -> Vec<User> {
    let ada = Person { name: "Ada Lindqvist", email: "ada@example.com", verified: true };
    let ada_studio = Person { name: "Ada L. (studio)", email: "ada.l@example.com", verified: true };
    let ada_as_customer =
        Person { name: "Ada Lindqvist", email: "ada@customers.example", verified: true };
    let grace = Person { name: "Grace Nakamura", email: "grace@example.com", verified: true };
    let linus = Person { name: "Linus Okafor", email: "linus@example.com", verified: false };
    let joan = Person { name: "Joan Castillo", email: "joan@example.com", verified: true };

    let grace_at_work =
        Person { name: "Grace Nakamura", email: "grace@corp.example", verified: true };

    let mut joans = joan.by_password("joan");
    joans.identities.push(joan.at("github", "2003", "joan-c"));
    let mut numbered = grace.alone("github", "2002", "gracen");
    for identity in &mut numbered.identities {
        identity.numeric = true;
    }
    let mut graces = grace.by_password("grace");
    graces.authentication_methods = vec!["totp".into()];
    let mut editor = grace.alone("windowslive", "3001", "grace");
    editor.app_metadata.insert("plan".to_owned(), json!("pro"));
    editor.roles = vec!["Editor".to_owned()];
    let employee = Identity {
        connection: "okta".to_owned(),
        ..grace_at_work.at("samlp", "okta|grace@corp.example", "grace")
    };
    vec![
        with_metadata(
            ada.by_password("ada"),
            json!({
                "theme": "dark",
                "language": "en",
                "interests": ["maths", "engines"],
                "profile": { "city": "London", "pronouns": "she/her" },
            }),
        ),
        with_metadata(
            ada.alone("google-oauth2", "1001", "ada"),
            json!({
                "newsletter": true,
                "language": "fr",
                "interests": ["music", "maths"],
                "profile": { "city": "Lund" },
            }),
        ),
        ada_studio.alone("google-oauth2", "1002", "ada.l"),
        ada.alone("github", "2001", "ada-l"),
        graces,
        numbered,
        editor,
        User::of(employee, SIGNED_UP),
        ada_as_customer.in_database(CUSTOMERS, "ada-customer"),
        by_message("sms", "5001", "+15550100"),
        by_message("email", "5002", "grace@home.example"),
        linus.by_password("linus"),
        linus.alone("google-oauth2", "1003", "linus"),
        joans,
    ]
}

struct Person {
    name: &'static str,
    email: &'static str,
    verified: bool,
}

impl Person {
    fn at(&self, provider: &str, user_id: &str, nickname: &str) -> Identity {
        let (given, family) = self.name.split_once(' ').unwrap_or((self.name, ""));
        Identity {
            profile: Profile {
                name: Some(self.name.to_owned()),
                given_name: Some(given.to_owned()),
                family_name: Some(family.to_owned()),
                nickname: Some(nickname.to_owned()),
                picture: Some(format!("https://pictures.example.com/{provider}/{user_id}.png")),
                email: Some(self.email.to_owned()),
                email_verified: self.verified,
                ..Profile::default()
            },
            ..Identity::new(provider, user_id, provider)
        }
    }

    fn alone(&self, provider: &str, user_id: &str, nickname: &str) -> User {
        User::of(self.at(provider, user_id, nickname), SIGNED_UP)
    }

    fn by_password(&self, user_id: &str) -> User {
        self.in_database(DATABASE, user_id)
    }

    fn in_database(&self, connection: &str, user_id: &str) -> User {
        let identity = self.at("auth0", user_id, user_id);
        let password = Some(format!("worthless-{user_id}"));
        User::of(Identity { connection: connection.to_owned(), password, ..identity }, SIGNED_UP)
    }
}

/// The user that a code or a link signs up: its profile has nothing but the number or the address.
fn by_message(connection: &str, user_id: &str, identifier: &str) -> User {
    let profile = passwordless::profile(connection, identifier);
    User::of(Identity { profile, ..Identity::new(connection, user_id, connection) }, SIGNED_UP)
}

fn with_metadata(user: User, metadata: Value) -> User {
    let user_metadata = match metadata {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    };
    User { user_metadata, ..user }
}
