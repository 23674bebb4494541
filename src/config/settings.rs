//! Every setting, in one table. The manifests and `docs/configuration.md` are made from it.

/// A setting: a Spin variable.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The variable's name.
    pub name: &'static str,
    /// Whether there must be a value.
    pub required: bool,
    /// What stands for no value; the empty text if none does.
    pub default: &'static str,
    /// What it may be, for a message that goes on after "must be".
    pub rule: &'static str,
    /// Whether the host hides its value.
    pub secret: bool,
    /// What no value means, and what the setting is for, in Markdown. The component itself has no use for it.
    #[cfg(not(target_family = "wasm"))]
    pub about: [&'static str; 2],
}

impl Setting {
    const fn new(
        name: &'static str,
        default: &'static str,
        rule: &'static str,
        _about: [&'static str; 2],
    ) -> Self {
        Self {
            name,
            required: false,
            default,
            rule,
            secret: false,
            #[cfg(not(target_family = "wasm"))]
            about: _about,
        }
    }

    const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}

const fn required(name: &'static str, rule: &'static str, about: &'static str) -> Setting {
    Setting { required: true, ..Setting::new(name, "", rule, ["", about]) }
}

const fn default(
    name: &'static str,
    default: &'static str,
    rule: &'static str,
    about: &'static str,
) -> Setting {
    Setting::new(name, default, rule, ["", about])
}

/// `none` says what no value means; nothing, if that goes without saying.
const fn optional(
    name: &'static str,
    none: &'static str,
    rule: &'static str,
    about: &'static str,
) -> Setting {
    Setting::new(name, "", rule, [none, about])
}

const ORIGIN: &str = "an origin such as https://tenant.eu.auth0.com: in lower case, one host, no port that the scheme has \
    anyway (http for loopback only)";
/// What a file's address may be.
pub(super) const FILE: &str = "a file: a path on our own host that begins with a single /, or an https URL (http for loopback \
    only), of at most 512 letters, digits and -._~%!$&+=:@/?";
const PAGE: &str = "a path on our own host that begins with a single /, or an https URL (http for loopback only), of at \
    most 512 letters, digits and -._~%!$&+=:@/?#";
const LOGIN_UI: &str = if cfg!(lock) {
    "universal, lock or auth0js"
} else {
    "universal; lock and auth0js need a component built with the feature lock"
};

/// All of them, in the order of the manifests.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    required("auth0_url",
        ORIGIN,
        "origin of the tenant or of its custom domain, `https://tenant.eu.auth0.com`"),
    optional("auth0_canonical_domain", "host of `auth0_url`",
        "a host name",
        "the tenant's own domain, if `auth0_url` is a custom one"),
    required("client_id",
        "the application's client id",
        "the application"),
    optional("client_secret", "",
        "the application's secret",
        "its secret; empty for a public client").secret(),
    required("base_url",
        ORIGIN,
        "our own origin, `https://accounts.example.com`"),
    required("cookie_secrets",
        "at least one secret of 32 or more random bytes in base64url, separated by commas",
        "one or more secrets, comma-separated, newest first, each at least 32 random bytes in base64url").secret(),
    required("connections",
        "names or name=Label pairs separated by commas, each name once, at least one",
        "what can be linked, comma-separated, in the order shown: names, which the page calls by their providers in the visitor's language, or `name=Label`: `google-oauth2,github,Customers=Acme account`"),
    default("review", "always",
        "always or never",
        "`always`: a link is shown and confirmed before it is made. `never`: the sign-in links at once, which is weaker"),
    default("verified_email", "required",
        "required or optional",
        "`required`: accounts that have an e-mail address must have it verified. `optional`: not"),
    default("session_idle", "1d",
        "a time from 1m to 30d, such as 30m, 12h or 1d",
        "a session unused for longer ends; 1m to 30d"),
    default("session_max", "7d",
        "a time from 1m to 30d that is not below session_idle",
        "no session lives longer; 1m to 30d. It never outlives Auth0's access token, 24 hours by default"),
    default("pictures", "off",
        "on or off",
        "`on` shows profile pictures from their own hosts, and lets the page load images over https"),
    default("management", "user",
        "user or client",
        "whose token the Management API is called with: `user`, each person's own; `client`, that of a machine-to-machine application. `client` adds suggestions, and gives unlinked accounts their data back or deletes them ([how](auth0.md#mode-client))"),
    optional("management_client_id", "the application's own",
        "an application's client id",
        "the application of `management` = `client`"),
    optional("management_client_secret", "the application's own",
        "the secret of the application that management = client uses",
        "its secret").secret(),
    default("reauth_after", "15m",
        "a time from 1m to 30d, such as 15m, or off",
        "an older sign-in must be repeated before linking or unlinking; 1m to 30d, or `off`"),
    optional("acr_values", "",
        "words separated by spaces",
        "asked for at every sign-in, and one of them (separated by spaces) must come back as `acr`: a second factor, say"),
    optional("allowed_pairs", "all",
        "left+right pairs separated by commas, each side a connection's name or database, social, enterprise or passwordless",
        "which accounts may be joined: `left+right`, comma-separated, each side a connection's name or `database`, `social`, `enterprise` or `passwordless`"),
    optional("managed_connections", "",
        "connection names separated by commas",
        "connections, comma-separated, whose users come from SCIM or a directory: such an account must be the one that stays"),
    default("login_ui", "universal",
        LOGIN_UI,
        "people sign in on the tenant's login page. `lock`: on a page of ours with Auth0 Lock; `auth0js`: on one with plain fields and auth0.js; both in components built with the feature `lock` ([what it takes and costs](embedded-login.md))"),
    default("webhook_origin", "https://webhook.invalid",
        ORIGIN,
        "where your product learns of links ([how](webhook.md))"),
    default("webhook_path", "/",
        "a path that begins with /",
        "the path there"),
    optional("webhook_secret", "off",
        "32 to 64 random bytes in base64url, or as Standard Webhooks writes them, whsec_…",
        "what signs the events; without it there are none").secret(),
    default("passwordless", "universal",
        "universal, code or code_or_link; universal without a client_secret, and with acr_values or an organization",
        "the connections `sms` and `email`: on the tenant's login page (`universal`), by a code that is typed on the settings page (`code`), or by that or a link in an e-mail (`code_or_link`) ([how](passwordless.md))"),
    optional("phone_prefixes", "all",
        "beginnings of phone numbers such as +49, separated by commas",
        "codes go to numbers that begin so only: `+49,+43`"),
    optional("sms_budget", "off",
        "how many text messages go out in a day or an hour, such as 500 or 50/h",
        "how many text messages the deployment sends in a day (`500`) or an hour (`50/h`); whoever exhausts it shuts everybody out ([more](passwordless.md#text-messages-cost-money))"),
    optional("client_ip_header", "not told",
        "a header's name, such as spin-client-addr",
        "the header in which your platform gives the visitor's address, which Auth0 and the component count codes by ([which](passwordless.md#the-visitors-address))"),
    default("response_mode", "query",
        "query or form_post",
        "`form_post` if your tenant insists ([what it costs](migration.md#where-a-tenant-insists-on-response_modeform_post))"),
    optional("organization", "",
        "an organization's id or name",
        "id or name of the organization that everybody signs in to ([more](auth0.md#organizations))"),
    optional("connection_ids", "",
        "name=con_… pairs separated by commas, of connections that are offered, con_ and 16 characters",
        "`name=con_…`, comma-separated: ids of connections, for tenants with several databases, in mode `client`"),
    optional("embed_origins", "none",
        "origins such as https://www.example.com separated by commas (http for loopback only)",
        "origins, comma-separated, whose pages may show the settings by their own script, and be returned to: `https://www.example.com`, spelled exactly so, on the same site as `base_url` ([what that opens](embed.md))"),
    optional("connection_labels", "",
        "language:name=Label separated by commas, of connections that are offered, each once, in a language of the page",
        "labels by language: `de:Customers=Kundenkonto,fr:Customers=Compte client`"),
    optional("connection_logos", "our own signs",
        "a JSON object of connections and addresses, at most 2048 bytes of text",
        "artwork that you take from its owners, as JSON: `{\"github\": \"/brand/github.svg\"}` ([whose rules](brand.md#marks))"),
    optional("product_name", "",
        "at most 64 characters of plain text, without control characters or characters that change the direction of text",
        "your product's name, in the header and in titles"),
    optional("logo", "",
        FILE,
        "beside it: a path on our own host that begins with `/`, or an https URL"),
    optional("accent_color", "our own",
        "#rrggbb, or #rrggbb,#rrggbb for the light and the dark scheme",
        "`#rrggbb`, or `#rrggbb,#rrggbb` for the light and the dark scheme; one in which text could not be read is not shown, and `/healthz` and the log name the nearest one that would do"),
    default("color_scheme", "auto",
        "auto, light or dark",
        "`light` or `dark`: our own pages in that scheme only ([more](brand.md))"),
    optional("metadata_labels", "",
        "a JSON object of keys and their names",
        "names of `user_metadata` keys on the review, as JSON: `{\"tz\": \"Time zone\", \"theme\": {\"en\": \"Look\", \"de\": \"Aussehen\"}}` ([more](brand.md))"),
    optional("home_url", "",
        PAGE,
        "your product: a path or an https URL, linked in the header and after what has ended"),
    optional("privacy_url", "",
        PAGE,
        "a link at the foot: a path or an https URL"),
    optional("help_url", "",
        "a path on our own host that begins with a single /, an https URL (http for loopback only) or a mailto: address, of at most 512 letters, digits and -._~%!$&+=:@/?#",
        "the same; it may be a `mailto:` address, too"),
    optional("stylesheet", "",
        FILE,
        "a style sheet of yours, after ours: a path or an https URL"),
];

/// The setting of that name; what has none is in no table.
pub(super) fn of(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|it| it.name == name)
}
