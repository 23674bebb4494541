//! From the variables' texts to the settings' types. Nothing is guessed: a value out of its range is
//! an error that says what it may be.

use ct_codecs::{Base64, Base64UrlSafeNoPadding, Decoder as _};
use http::HeaderName;

use super::embed;
use super::origin::{domain, host_and_port, origin};
use super::pairs::Pairs;
use super::reader::{Settings, Wrong, name};
use super::{
    Budget, Config, ConfigError, LoginUi, Management, ManagementClient, Passwordless, ResponseMode,
    ReviewSetting, VerifiedEmail, Webhook,
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

/// Reads every variable before it gives up, so that the error is complete.
fn config(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Config, Wrong> {
    let mut settings = Settings { lookup, wrong: Vec::new(), looks: Vec::new() };

    let auth0_url = settings.read("auth0_url", origin);
    let canonical_domain = match settings.optional("auth0_canonical_domain", domain) {
        Some(None) => auth0_url.as_ref().map(host_and_port),
        given => given.flatten(),
    };
    let client_id = settings.read("client_id", name);
    let client_secret = settings.optional("client_secret", |it| Some(Secret::new(it.to_owned())));
    let base_url = settings.read("base_url", origin);
    let cookie_secrets = settings.read("cookie_secrets", cookie_secrets);
    let connections = connections::parse(&mut settings);
    let review = settings.read("review", |it| match it {
        "always" => Some(ReviewSetting::Always),
        "never" => Some(ReviewSetting::Never),
        _ => None,
    });
    let verified_email = settings.read("verified_email", |it| match it {
        "required" => Some(VerifiedEmail::Required),
        "optional" => Some(VerifiedEmail::Optional),
        _ => None,
    });
    let session_idle = settings.read("session_idle", session_age);
    let session_max = settings.read("session_max", session_age);
    if session_idle.zip(session_max).is_some_and(|(idle, max)| idle > max) {
        settings.is_wrong("session_max");
    }
    let pictures = settings.read("pictures", |it| match it {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    });
    let management = management(&mut settings, client_id.as_deref(), client_secret.as_ref());
    let reauth_after = settings.read("reauth_after", |it| {
        if it == "off" { Some(None) } else { session_age(it).map(Some) }
    });
    let acr_values = settings
        .list("acr_values", |it| it.split(' ').filter(|word| !word.is_empty()).map(name).collect());
    let allowed_pairs =
        settings.optional("allowed_pairs", Pairs::parse).map(Option::unwrap_or_default);
    let managed = settings.list("managed_connections", |it| {
        it.split(',').map(|part| name(part.trim_ascii())).collect()
    });
    let login_ui = settings.read("login_ui", |it| login_ui(it, cfg!(lock)));
    let webhook = webhook(&mut settings);
    let passwordless = passwordless(&mut settings, client_secret.as_ref());
    let phone_prefixes = settings.list("phone_prefixes", phone_prefixes);
    let sms_budget = settings.optional("sms_budget", budget);
    let client_ip_header =
        settings.optional("client_ip_header", |it| HeaderName::try_from(it).ok());
    let response_mode = settings.read("response_mode", |it| match it {
        "query" => Some(ResponseMode::Query),
        "form_post" => Some(ResponseMode::FormPost),
        _ => None,
    });
    let organization = settings.optional("organization", name);
    let asks_for_more = organization.as_ref().is_some_and(Option::is_some)
        || acr_values.as_ref().is_some_and(|values| !values.is_empty());
    if asks_for_more && passwordless.is_some_and(|it| it != Passwordless::Universal) {
        settings.is_wrong("passwordless");
    }
    let embed_origins = settings.list("embed_origins", embed::origins);
    let brand = brand::parse(&mut settings, base_url.as_ref(), connections.as_deref());

    let parsed = (|| {
        let (auth0_url, client_id, base_url) = (auth0_url?, client_id?, base_url?);
        let canonical_domain = canonical_domain?;
        let cookies_bound = [auth0_url.as_str(), &client_id, base_url.as_str()];
        Some(Config {
            cookies_bound: Bound::to(&cookies_bound),
            records_bound: Bound::to(&[&canonical_domain]),
            auth0_url,
            canonical_domain,
            client_id,
            client_secret: client_secret?,
            base_url,
            cookie_secrets: cookie_secrets?,
            connections: connections?,
            review: review?,
            verified_email: verified_email?,
            session_idle: session_idle?,
            session_max: session_max?,
            pictures: pictures?,
            management: management?,
            reauth_after: reauth_after?,
            acr_values: acr_values?,
            allowed_pairs: allowed_pairs?,
            managed_connections: managed?,
            login_ui: login_ui?,
            webhook: webhook?,
            passwordless: passwordless?,
            phone_prefixes: phone_prefixes?,
            sms_budget: sms_budget?,
            client_ip_header: client_ip_header?,
            response_mode: response_mode?,
            organization: organization?,
            embed_origins: embed_origins?,
            brand: brand?,
            looks: std::mem::take(&mut settings.looks),
        })
    })();
    match parsed {
        Some(config) if settings.wrong.is_empty() => Ok(config),
        Some(_) | None => Err(settings.wrong),
    }
}

/// `passwordless`: a code goes to the tenant's token endpoint, where a public client may not take it. What
/// else is asked for at a sign-in, only the tenant's own page can ask.
fn passwordless(
    settings: &mut Settings<'_>,
    client_secret: Option<&Option<Secret<String>>>,
) -> Option<Passwordless> {
    let public = client_secret.is_none_or(Option::is_none);
    settings.read("passwordless", |it| match it {
        "universal" => Some(Passwordless::Universal),
        "code" if !public => Some(Passwordless::Code),
        "code_or_link" if !public => Some(Passwordless::CodeOrLink),
        _ => None,
    })
}

fn login_ui(text: &str, lock: bool) -> Option<LoginUi> {
    match text {
        "universal" => Some(LoginUi::Universal),
        "auth0js" if lock => Some(LoginUi::Auth0Js),
        "lock" if lock => Some(LoginUi::Lock),
        _ => None,
    }
}

/// `management` and its client, whose default is the application itself.
fn management(
    settings: &mut Settings<'_>,
    client_id: Option<&str>,
    client_secret: Option<&Option<Secret<String>>>,
) -> Option<Management> {
    let by_client = settings.read("management", |it| match it {
        "user" => Some(false),
        "client" => Some(true),
        _ => None,
    })?;
    let id = settings.optional("management_client_id", name)?;
    let secret = settings.optional("management_client_secret", |it| Some(it.to_owned()))?;
    if !by_client {
        return Some(Management::User);
    }
    let id = id.or_else(|| client_id.map(ToOwned::to_owned))?;
    let own_secret = client_secret.and_then(Option::as_ref).map(|it| it.expose().clone());
    let Some(secret) = secret.or(own_secret.filter(|_| Some(id.as_str()) == client_id)) else {
        settings.is_wrong("management_client_secret");
        return None;
    };
    Some(Management::Client(ManagementClient { client_id: id, client_secret: Secret::new(secret) }))
}

/// The webhook is on where there is a secret to sign with.
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
