//! From the variables' texts to the settings' types. Nothing is guessed: a value out of its range is
//! an error that says what it may be.

use http::HeaderName;
use jwt_simple::reexports::ct_codecs::{Base64, Base64UrlSafeNoPadding, Decoder as _};
use url::Url;

use super::embed;
use super::origin::{self, domain, host_and_port, origin};
use super::pairs::Pairs;
use super::{
    Budget, Config, CookieSecrets, LoginUi, Management, ManagementClient, Passwordless,
    ResponseMode, Review, VerifiedEmail, Webhook,
};
use super::{brand, connections};
use crate::cookies::keys::Bound;
use crate::secret::Secret;

type Wrong = Vec<(&'static str, &'static str)>;

const COOKIE_SECRETS: &str =
    "at least one secret of 32 or more random bytes in base64url, separated by commas";
const PASSWORDLESS: &str = "universal, code or code_or_link; universal without a client_secret, and \
    with acr_values or an organization";
const PHONE_PREFIXES: &str = "beginnings of phone numbers such as +49, separated by commas";
const SMS_BUDGET: &str = "how many text messages go out in a day or an hour, such as 500 or 50/h";
const NAMES: &str = "connection names separated by commas";
const PAIRS: &str = "left+right pairs separated by commas, each side a connection's name or \
    database, social, enterprise or passwordless";

/// What `webhook_origin` is where no webhook is wanted: the manifest must grant some origin, and
/// this one never resolves (RFC 2606).
const NO_WEBHOOK: &str = "https://webhook.invalid";

/// Longest `client_id` and connection name, in bytes.
const MAX_NAME_BYTES: usize = 128;
/// Fewest bytes of a cookie secret.
const MIN_SECRET_BYTES: usize = 32;
const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// Reads every variable before it gives up, so that the error is complete.
pub(super) fn config(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Config, Wrong> {
    let mut settings = Settings { lookup, wrong: Vec::new(), looks: Vec::new() };

    let auth0_url = settings.required("auth0_url", origin::RULE, origin);
    let own_domain = auth0_url.as_ref().map(host_and_port);
    let canonical_domain = settings.or("auth0_canonical_domain", "a host name", own_domain, domain);
    let client_id = settings.required("client_id", "the application's client id", name);
    let client_secret =
        settings.or("client_secret", "the application's secret", Some(None), |it| {
            Some(Some(Secret::new(it.to_owned())))
        });
    let base_url = settings.required("base_url", origin::RULE, origin);
    let cookie_secrets = settings.required("cookie_secrets", COOKIE_SECRETS, cookie_secrets);
    let connections = connections::parse(&mut settings);
    let review = settings.or("review", "always or never", Some(Review::Always), |it| match it {
        "always" => Some(Review::Always),
        "never" => Some(Review::Never),
        _ => None,
    });
    let required = Some(VerifiedEmail::Required);
    let verified_email =
        settings.or("verified_email", "required or optional", required, |it| match it {
            "required" => Some(VerifiedEmail::Required),
            "optional" => Some(VerifiedEmail::Optional),
            _ => None,
        });
    let idle_rule = "a time from 1m to 30d, such as 30m, 12h or 1d";
    let session_idle = settings.or("session_idle", idle_rule, Some(DAY), session_age);
    let max_rule = "a time from 1m to 30d that is not below session_idle";
    let session_max = settings.or("session_max", max_rule, Some(7 * DAY), session_age);
    if session_idle.zip(session_max).is_some_and(|(idle, max)| idle > max) {
        settings.wrong.push(("session_max", max_rule));
    }
    let pictures = settings.or("pictures", "on or off", Some(false), |it| match it {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    });
    let management = management(&mut settings, client_id.as_deref(), client_secret.as_ref());
    let reauth_rule = "a time from 1m to 30d, such as 15m, or off";
    let reauth_after = settings.or("reauth_after", reauth_rule, Some(Some(15 * MINUTE)), |it| {
        if it == "off" { Some(None) } else { session_age(it).map(Some) }
    });
    let acr_values = settings.or("acr_values", "words separated by spaces", Some(vec![]), |it| {
        it.split(' ').filter(|word| !word.is_empty()).map(name).collect()
    });
    let allowed_pairs = settings.or("allowed_pairs", PAIRS, Some(Pairs::default()), Pairs::parse);
    let managed = settings.or("managed_connections", NAMES, Some(vec![]), |it| {
        it.split(',').map(|part| name(part.trim_ascii())).collect()
    });
    let universal = Some(LoginUi::Universal);
    let lock = cfg!(lock);
    let login_ui = settings.or("login_ui", login_ui_rule(lock), universal, |it| login_ui(it, lock));
    let webhook = webhook(&mut settings);
    let passwordless = passwordless(&mut settings, client_secret.as_ref());
    let phone_prefixes =
        settings.or("phone_prefixes", PHONE_PREFIXES, Some(vec![]), phone_prefixes);
    let sms_budget = settings.or("sms_budget", SMS_BUDGET, Some(None), |it| budget(it).map(Some));
    let header_rule = "a header's name, such as spin-client-addr";
    let client_ip_header = settings.or("client_ip_header", header_rule, Some(None), |it| {
        HeaderName::try_from(it).ok().map(Some)
    });
    let query = Some(ResponseMode::Query);
    let response_mode = settings.or("response_mode", "query or form_post", query, |it| match it {
        "query" => Some(ResponseMode::Query),
        "form_post" => Some(ResponseMode::FormPost),
        _ => None,
    });
    let organization =
        settings.or("organization", "an organization's id or name", Some(None), |it| {
            name(it).map(Some)
        });
    let asks_for_more = organization.as_ref().is_some_and(Option::is_some)
        || acr_values.as_ref().is_some_and(|values| !values.is_empty());
    if asks_for_more && passwordless.is_some_and(|it| it != Passwordless::Universal) {
        settings.wrong.push(("passwordless", PASSWORDLESS));
    }
    let embed_origins = settings.or("embed_origins", embed::RULE, Some(vec![]), embed::origins);
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
    settings.or("passwordless", PASSWORDLESS, Some(Passwordless::Universal), |it| match it {
        "universal" => Some(Passwordless::Universal),
        "code" if !public => Some(Passwordless::Code),
        "code_or_link" if !public => Some(Passwordless::CodeOrLink),
        _ => None,
    })
}

const fn login_ui_rule(lock: bool) -> &'static str {
    if lock {
        "universal, lock or auth0js"
    } else {
        "universal; lock and auth0js need a component built with the feature lock"
    }
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
    let rule = "user or client";
    let by_client = settings.or("management", rule, Some(false), |it| match it {
        "user" => Some(false),
        "client" => Some(true),
        _ => None,
    })?;
    let own_id = client_id.map(ToOwned::to_owned);
    let id = settings.or("management_client_id", "an application's client id", own_id, name);
    let own_secret = client_secret.and_then(Option::as_ref).map(|it| it.expose().clone());
    let secret = settings.or("management_client_secret", "that application's secret", None, |it| {
        Some(it.to_owned())
    });
    if !by_client {
        return Some(Management::User);
    }
    let same = id.as_deref() == client_id;
    let Some(secret) = secret.or(own_secret.filter(|_| same)) else {
        settings.wrong.push((
            "management_client_secret",
            "the secret of the application that management = client uses",
        ));
        return None;
    };
    Some(Management::Client(ManagementClient {
        client_id: id?,
        client_secret: Secret::new(secret),
    }))
}

/// The webhook is on where there is a secret to sign with.
#[expect(clippy::option_option, reason = "the outer one is a wrong setting, the inner one is off")]
fn webhook(settings: &mut Settings<'_>) -> Option<Option<Webhook>> {
    let none = Url::parse(NO_WEBHOOK).ok();
    let origin = settings.or("webhook_origin", origin::RULE, none.clone(), origin)?;
    let path_rule = "a path that begins with /";
    let path = settings.or("webhook_path", path_rule, Some("/".to_owned()), |it| {
        it.starts_with('/').then(|| it.to_owned())
    })?;
    let secret_rule =
        "32 to 64 random bytes in base64url, or as Standard Webhooks writes them, whsec_…";
    let secret = settings.or("webhook_secret", secret_rule, Some(None), |it| {
        let bytes = match it.strip_prefix("whsec_") {
            Some(standard) => Base64::decode_to_vec(standard, None),
            None => Base64UrlSafeNoPadding::decode_to_vec(it, Some(b"=")),
        };
        // The specification's limits.
        let fits = bytes.ok().filter(|bytes| (MIN_SECRET_BYTES..=64).contains(&bytes.len()));
        fits.map(|bytes| Some(Secret::new(bytes)))
    })?;
    let Some(secret) = secret else { return Some(None) };
    if Some(&origin) == none.as_ref() {
        settings.wrong.push(("webhook_origin", "set where webhook_secret is"));
        return None;
    }
    let url = origin.join(&path).ok().filter(|url| url.origin() == origin.origin());
    if url.is_none() {
        settings.wrong.push(("webhook_path", path_rule));
    }
    Some(Some(Webhook { url: url?, secret }))
}

/// The variables' texts, and those that are wrong.
pub(super) struct Settings<'a> {
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) wrong: Wrong,
    pub(super) looks: Vec<String>,
}

impl Settings<'_> {
    pub(super) fn required<T>(
        &mut self,
        variable: &'static str,
        rule: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.or(variable, rule, None, parse).or_else(|| {
            if !self.wrong.iter().any(|(named, _)| *named == variable) {
                self.wrong.push((variable, rule));
            }
            None
        })
    }

    /// An empty value counts as absent: Spin gives a variable its default, often the empty string.
    pub(super) fn or<T>(
        &mut self,
        variable: &'static str,
        rule: &'static str,
        default: Option<T>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        // `spin up --variable name=@file` keeps the file's trailing newline.
        let text = (self.lookup)(variable).unwrap_or_default();
        let text = text.trim_ascii();
        if text.is_empty() {
            return default;
        }
        let parsed = parse(text);
        if parsed.is_none() {
            self.wrong.push((variable, rule));
        }
        parsed
    }
}

/// Words for people: no control characters, and none that change the direction of what stands around
/// them (U+202A to U+202E, U+2066 to U+2069), which could make a text look like another one.
#[expect(clippy::disallowed_methods, reason = "words are people's text")]
pub(super) fn words(text: &str, most: usize) -> Option<String> {
    let odd = |it: char| {
        it.is_control() || matches!(it, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let fits = (1..=most).contains(&text.chars().count()) && !text.chars().any(odd);
    fits.then(|| text.to_owned())
}

/// A name that Auth0 could have given: visible ASCII, so that it needs no care in an address. Quotes are those
/// of a shell or a file that came along.
pub(super) fn name(text: &str) -> Option<String> {
    let fits = (1..=MAX_NAME_BYTES).contains(&text.len());
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'`".contains(&byte);
    (fits && text.bytes().all(plain)).then(|| text.to_owned())
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
