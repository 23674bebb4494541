//! What every input finds: the time, three origins, and the settings, of which an input chooses a variant.

use account_linking::config::Config;
use account_linking::platform::UnixTime;

/// The time.
pub const NOW: UnixTime = UnixTime(1_800_000_000);
/// Our own origin.
pub const APP: &str = "https://app.example";
/// The tenant's.
pub const TENANT: &str = "https://tenant.example";

/// A page that may show the settings, in one variant.
pub const SHOP: &str = "https://shop.example";

/// Settings that everything has, unless a variant says otherwise.
pub const SETTINGS: [(&str, &str); 6] = [
    ("auth0_url", TENANT),
    ("base_url", APP),
    ("client_id", "client"),
    ("client_secret", "worthless"),
    ("cookie_secrets", "d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28"),
    ("connections", "github=GitHub,google-oauth2=Google,email=E-mail,sms=Phone,db=Password"),
];

/// What an input's first character chooses from.
pub const VARIANTS: [&[(&str, &str)]; 5] = [
    &[],
    &[("management", "client")],
    &[
        ("passwordless", "code_or_link"),
        ("client_ip_header", "x-real-ip"),
        ("phone_prefixes", "+49,+1"),
        ("webhook_origin", "https://product.example"),
        ("webhook_secret", "whsec_d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28="),
    ],
    &[("response_mode", "form_post"), ("review", "never"), ("verified_email", "optional")],
    &[
        ("allowed_pairs", "database+social"),
        ("managed_connections", "db"),
        ("pictures", "on"),
        ("embed_origins", SHOP),
    ],
];

/// A variable of a variant.
#[must_use]
pub fn setting(variant: usize, name: &str) -> Option<String> {
    let mut settings = VARIANTS[variant].iter().chain(&SETTINGS);
    settings.find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
}

/// The settings of a variant.
///
/// # Panics
/// Where they are wrong, which is this file's fault.
#[must_use]
pub fn config(variant: usize) -> Config {
    Config::parse(|name| setting(variant, name)).expect("right settings")
}
