//! From the variables' texts to the settings' types. Nothing is guessed: a value out of its range is
//! an error that says what it may be.

use ct_codecs::{Base64, Base64UrlSafeNoPadding, Decoder as _};
use http::HeaderName;
use url::Url;

use super::embed;
use super::origin::{domain, host_and_port, origin};
use super::pairs::Pairs;
use super::reader::{Settings, Wrong, name, whole, word};
use super::{
    Budget, Config, ConfigError, LoginUi, Management, ManagementClient, Passwordless, Webhook,
};
use super::{brand, connections};
use crate::seal::{Bound, CookieSecrets};
use crate::secret::Secret;

/// Fewest bytes of a cookie secret.
const MIN_SECRET_BYTES: usize = 32;
const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

impl Config {
    /// Parses the settings that `lookup` finds by the variables' names.
    ///
    /// # Errors
    /// One error that names every wrong variable and what it may be.
    pub fn parse(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        config(&lookup).map_err(ConfigError::Wrong)
    }
}

fn config(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Config, Wrong> {
    let mut settings = Settings { lookup, wrong: Vec::new(), looks: Vec::new() };
    // In the order in which they are read: some depend on earlier ones.
    let parsed = whole!(Config {
        auth0_url: settings.read("auth0_url", origin),
        canonical_domain: match settings.optional("auth0_canonical_domain", domain) {
            Some(None) => auth0_url.as_ref().map(host_and_port),
            given => given.flatten(),
        },
        client_id: settings.read("client_id", name),
        client_secret: settings.optional("client_secret", secret),
        base_url: settings.read("base_url", origin),
        cookie_secrets: settings.read("cookie_secrets", cookie_secrets),
        connections: connections::parse(&mut settings),
        review: settings.word("review"),
        verified_email: settings.word("verified_email"),
        session_idle: settings.read("session_idle", session_age),
        session_max: settings.read("session_max", |it| {
            session_age(it).filter(|max| session_idle.is_none_or(|idle| idle <= *max))
        }),
        pictures: settings.either("pictures", ["off", "on"]),
        management: management(&mut settings, client_id.as_deref(), client_secret.as_ref()),
        reauth_after: settings.read("reauth_after", |it| {
            if it == "off" { Some(None) } else { session_age(it).map(Some) }
        }),
        acr_values: settings.list("acr_values", |it| {
            it.split(' ').filter(|word| !word.is_empty()).map(name).collect()
        }),
        allowed_pairs: settings
            .optional("allowed_pairs", Pairs::parse)
            .map(Option::unwrap_or_default),
        managed_connections: settings.list("managed_connections", |it| {
            it.split(',').map(|part| name(part.trim_ascii())).collect()
        }),
        login_ui: settings.read("login_ui", |it| login_ui(it, cfg!(lock))),
        webhook: webhook(&mut settings),
        phone_prefixes: settings.list("phone_prefixes", phone_prefixes),
        sms_budget: settings.optional("sms_budget", budget),
        client_ip_header: settings.optional("client_ip_header", |it| HeaderName::try_from(it).ok()),
        response_mode: settings.word("response_mode"),
        organization: settings.optional("organization", name),
        passwordless: {
            let public = client_secret.as_ref().is_none_or(Option::is_none);
            let more = organization.as_ref().is_some_and(Option::is_some)
                || acr_values.as_ref().is_some_and(|values| !values.is_empty());
            settings.read("passwordless", |it| passwordless(it, public || more))
        },
        embed_origins: settings.list("embed_origins", embed::origins),
        brand: brand::parse(&mut settings, base_url.as_ref(), connections.as_deref()),
        cookies_bound: bound([
            auth0_url.as_ref().map(Url::as_str),
            client_id.as_deref(),
            base_url.as_ref().map(Url::as_str),
        ]),
        records_bound: bound([canonical_domain.as_deref()]),
        looks: Some(std::mem::take(&mut settings.looks)),
    });
    parsed.filter(|_| settings.wrong.is_empty()).ok_or(settings.wrong)
}

fn bound<const N: usize>(values: [Option<&str>; N]) -> Option<Bound> {
    Some(Bound::to(&values.into_iter().collect::<Option<Vec<_>>>()?))
}

fn secret(text: &str) -> Option<Secret<String>> {
    Some(Secret::new(text.to_owned()))
}

/// `only_there`: the tenant's own page is the only way. The token endpoint takes no code from a public client, and only
/// that page can ask for an organization or a second factor.
fn passwordless(text: &str, only_there: bool) -> Option<Passwordless> {
    word(text).filter(|it| *it == Passwordless::Universal || !only_there)
}

fn login_ui(text: &str, lock: bool) -> Option<LoginUi> {
    word(text).filter(|it| *it == LoginUi::Universal || lock)
}

/// `management` and its client: the application itself by default.
fn management(
    settings: &mut Settings<'_>,
    client_id: Option<&str>,
    client_secret: Option<&Option<Secret<String>>>,
) -> Option<Management> {
    let by_client = settings.either("management", ["user", "client"])?;
    let id = settings.optional("management_client_id", name)?;
    let secret = settings.optional("management_client_secret", secret)?;
    if !by_client {
        return Some(Management::User);
    }
    let id = id.or_else(|| client_id.map(ToOwned::to_owned))?;
    let own = client_secret.and_then(Option::clone).filter(|_| Some(id.as_str()) == client_id);
    let Some(client_secret) = secret.or(own) else {
        settings.is_wrong("management_client_secret");
        return None;
    };
    Some(Management::Client(ManagementClient { client_id: id, client_secret }))
}

/// The webhook is on if there is a secret to sign with.
#[expect(clippy::option_option, reason = "the outer one is a wrong setting, the inner one is off")]
fn webhook(settings: &mut Settings<'_>) -> Option<Option<Webhook>> {
    let origin = settings.read("webhook_origin", origin)?;
    let path = settings.read("webhook_path", |it| it.starts_with('/').then(|| it.to_owned()))?;
    let secret = settings.optional("webhook_secret", |it| {
        let bytes = match it.strip_prefix("whsec_") {
            Some(standard) => Base64::decode_to_vec(standard, None),
            None => Base64UrlSafeNoPadding::decode_to_vec(it, Some(b"=")),
        };
        // The specification's limits.
        let fits = bytes.ok().filter(|bytes| (MIN_SECRET_BYTES..=64).contains(&bytes.len()));
        fits.map(Secret::new)
    })?;
    let Some(secret) = secret else { return Some(None) };
    if settings.is_default("webhook_origin") {
        settings.is_wrong("webhook_origin");
        return None;
    }
    let url = origin.join(&path).ok().filter(|url| url.origin() == origin.origin());
    if url.is_none() {
        settings.is_wrong("webhook_path");
    }
    Some(Some(Webhook { url: url?, secret }))
}

fn cookie_secrets(text: &str) -> Option<CookieSecrets> {
    let mut secrets = text.split(',').map(|part| {
        let bytes = Base64UrlSafeNoPadding::decode_to_vec(part.trim_ascii(), Some(b"=")).ok()?;
        (bytes.len() >= MIN_SECRET_BYTES).then(|| Secret::new(bytes))
    });
    Some(CookieSecrets { newest: secrets.next()??, older: secrets.collect::<Option<_>>()? })
}

/// Beginnings of phone numbers as E.164 writes them.
fn phone_prefixes(text: &str) -> Option<Vec<String>> {
    let prefix = |part: &str| {
        let digits = part.trim_ascii().strip_prefix('+')?;
        let fits = (1..=14).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
        (fits && !digits.starts_with('0')).then(|| format!("+{digits}"))
    };
    text.split(',').map(prefix).collect()
}

fn budget(text: &str) -> Option<Budget> {
    let (most, within) = match text.strip_suffix("/h") {
        Some(most) => (most, 60 * MINUTE),
        None => (text, DAY),
    };
    let digits = !most.is_empty() && most.bytes().all(|byte| byte.is_ascii_digit());
    let most = digits.then(|| most.parse().ok()).flatten()?;
    (1..=1_000_000).contains(&most).then_some(Budget { most, within })
}

fn session_age(text: &str) -> Option<u64> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => MINUTE,
        'h' => 60 * MINUTE,
        'd' => DAY,
        _ => return None,
    };
    let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
    let age = number.checked_mul(seconds)?;
    (MINUTE..=30 * DAY).contains(&age).then_some(age)
}

#[cfg(test)]
mod tests;
