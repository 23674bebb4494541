//! Starts everything, in the order in which one part has to know of another.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use ct_codecs::{Base64UrlSafeNoPadding, Encoder as _};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
use url::Url;

use crate::application;
use crate::arguments::Arguments;
use crate::files;
use crate::health;
use crate::local_tenant::LocalTenant;
use crate::log::{self, Source};
use crate::manifest::Manifest;
use crate::screen::{self, Ready};
use crate::serve;
use crate::spin::{self, Spin};
use crate::tenant_keys;
use crate::variables::{Variables, environment, environment_name};

/// The variable that says which domain is the tenant's own, where its address is a custom one.
const CANONICAL_DOMAIN: &str = "auth0_canonical_domain";

/// What has to be ended in order; everything else stops with the runtime.
pub(crate) struct Running(Option<Spin>);

impl Running {
    /// Resolves if it ends by itself.
    pub(crate) async fn ended(&mut self) -> String {
        match &mut self.0 {
            Some(spin) => spin.ended().await,
            None => std::future::pending().await,
        }
    }

    pub(crate) async fn end(self) {
        if let Some(spin) = self.0 {
            spin.end().await;
        }
    }
}

/// Starts the application and, if asked for, the tenant, and says so on the terminal.
pub(crate) async fn start(arguments: &Arguments) -> Result<Running> {
    let manifest = Manifest::read(&arguments.manifest)?;
    // The ports are bound first: each of the two has to know where the other is.
    let (listener, address) = bind(arguments.listen, "--listen").await?;
    let app_url = Url::parse(&format!("http://localhost:{}", address.port()))?;
    let app = screen::origin(&app_url);
    let mut tenant = None;
    if arguments.tenant {
        let (listener, address) = bind(arguments.tenant_listen, "--tenant-listen").await?;
        // Keys take a moment to make: meanwhile the component is loaded.
        let file = arguments.tenant_keys.clone();
        let keys = spawn_blocking(move || tenant_keys::keys(file.as_deref()));
        let origin = if arguments.embedded_login {
            // A browser that keeps no third-party cookies takes no ticket from another site.
            format!("http://localhost:{}", address.port())
        } else {
            format!("http://{address}")
        };
        tenant = Some((listener, Url::parse(&origin)?, keys));
    }
    let tenant_origin = tenant.as_ref().map(|(_, url, _)| screen::origin(url));
    let known = known_variables(&manifest, &app, tenant_origin.as_deref())?;
    for name in arguments.variables.keys().filter(|name| !manifest.variables.contains_key(*name)) {
        log::note(Source::Host, &format!("--variable {name}: the manifest has no such variable"));
    }

    let name = manifest.info.name.clone();
    let application = match arguments.spin {
        true => None,
        false => Some(application::load(arguments, manifest, &known)?),
    };
    let mut accounts = Vec::new();
    if let Some((listener, url, keys)) = tenant {
        // Both sides have to agree on it, wherever the component has it from.
        let canonical = arguments.variables.get(CANONICAL_DOMAIN).cloned();
        let canonical = canonical.or_else(|| environment(&environment_name(CANONICAL_DOMAIN)));
        let canonical = canonical.as_deref().filter(|domain| !domain.is_empty());
        let tenant = LocalTenant::new(url, &app_url, keys.await??, canonical);
        if arguments.embedded_login {
            tenant.send_codes_for_pages();
        }
        let tenant = Arc::new(tenant);
        accounts = tenant.accounts();
        tokio::spawn(serve::serve(listener, tenant));
    }
    let (title, running) = match application {
        Some(application) => {
            let title = format!("{name} on wasmtime, WASI {}", application.worlds());
            tokio::spawn(serve::serve(listener, Arc::new(application)));
            (title, Running(None))
        }
        None => {
            // `spin up` binds the port itself.
            drop(listener);
            (
                format!("{name} on Spin"),
                Running(Some(spin_up(arguments, address, &app, known).await?)),
            )
        }
    };

    let files = arguments.files.as_ref();
    let files = files.map(|folder| format!("{app}{} ({})", files::BELOW, folder.display()));
    let (tenant, title) = (tenant_origin.as_deref(), title.as_str());
    let ready = Ready { app: &app, tenant, accounts, title, files: files.as_deref() };
    if arguments.json {
        screen::json(&ready)?;
    } else {
        screen::friendly(&ready);
    }
    if let Some(complaint) = health::complaint(address).await {
        log::note(Source::Host, &format!("the application is not well: {complaint}"));
    }
    Ok(running)
}

async fn bind(address: SocketAddr, option: &str) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} ({option} names another address)"))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Values that follow from what runs here, for those variables that the manifest has.
fn known_variables(manifest: &Manifest, app: &str, tenant: Option<&str>) -> Result<Variables> {
    let mut known = vec![("base_url", app.to_owned()), ("cookie_secrets", random_key()?)];
    match tenant {
        Some(origin) => known.extend(LocalTenant::variables(origin)),
        // With another tenant these are only there for convenience: the environment may know better.
        None => known.retain(|(name, _)| environment(&environment_name(name)).is_none()),
    }
    let known = known.into_iter().map(|(name, value)| (name.to_owned(), value));
    Ok(known.filter(|(name, _)| manifest.variables.contains_key(name)).collect())
}

/// 32 random bytes in base64url, new at each start.
fn random_key() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no randomness: {error}"))?;
    Base64UrlSafeNoPadding::encode_to_string(bytes).map_err(|error| anyhow!("{error}"))
}

/// The real Spin reads the environment itself, and says itself which variables are missing.
async fn spin_up(
    arguments: &Arguments,
    listen: SocketAddr,
    app: &str,
    known: Variables,
) -> Result<Spin> {
    let mut variables = known;
    variables.extend(arguments.variables.clone());
    spin::up(arguments, listen, app, &variables).await
}
