//! The application: its components on wasmtime, behind the manifest's routes, and what each is granted.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;

use crate::arguments::Arguments;
use crate::files::{BELOW, Files};
use crate::guest::Granted;
use crate::key_value::Stores;
use crate::log::{self, Source};
use crate::manifest::{Component, Info, Manifest};
use crate::outbound::AllowedHosts;
use crate::routes::{self, Route};
use crate::runtime_config::RuntimeConfig;
use crate::serve::{Body, Service, plain};
use crate::variables::{self, Sources, Variables, environment};
use crate::wasm::{self, App, Reuse};

/// Compiled components, beside everything else that is built.
const CACHE: &str = "target/wasmtime-cache";

/// How the component's records of messages begin, by which it counts codes.
const MESSAGES: &str = "messages/";

/// Paths that Spin keeps for itself.
const RESERVED: &str = "/.well-known/spin/";

/// The application: components behind routes.
pub(crate) struct Application {
    info: Info,
    routes: Vec<(Route, String)>,
    components: BTreeMap<String, App>,
    /// The developer's own, before any component.
    files: Option<Files>,
}

impl Application {
    /// Which worlds its components are made for.
    pub(crate) fn worlds(&self) -> String {
        let worlds: Vec<_> = self.components.values().map(App::wasi).collect();
        worlds.join(" and ")
    }

    fn info(&self) -> Response<Body> {
        let json = serde_json::to_vec_pretty(&self.info).unwrap_or_default();
        let body = Full::new(Bytes::from(json)).map_err(|never| match never {});
        let mut response = Response::new(body.boxed_unsync());
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

impl Service for Application {
    const SOURCE: Source = Source::App;

    async fn answer(
        &self,
        mut request: Request<Incoming>,
        client: SocketAddr,
    ) -> Option<Response<Body>> {
        let path = request.uri().path().to_owned();
        if let Some(reserved) = path.strip_prefix(RESERVED) {
            return Some(match reserved {
                "health" => plain(StatusCode::OK, "OK"),
                "info" => self.info(),
                _ => plain(StatusCode::NOT_FOUND, ""),
            });
        }
        if request.method() == Method::CONNECT {
            log::note(Source::App, "dropped a connection: it asks for a tunnel");
            return None;
        }
        if let (Some(files), Some(name)) = (&self.files, path.strip_prefix(BELOW)) {
            return Some(files.answer(request.method(), name));
        }
        let Some((route, component, path_info)) = routes::find(&self.routes, &path) else {
            return Some(plain(StatusCode::NOT_FOUND, ""));
        };
        if let Err(error) = routes::set_authority(&mut request) {
            log::note(Source::App, &format!("dropped a connection: {error:#}"));
            return None;
        }
        let uri = request.uri().clone();
        let appended =
            routes::append_spin_headers(request.headers_mut(), &uri, route, path_info, client);
        if let Err(error) = appended {
            log::note(Source::App, &format!("refused a request: {error:#}"));
            return Some(plain(StatusCode::INTERNAL_SERVER_ERROR, ""));
        }
        let request = request.map(|body| body.map_err(Into::into).boxed_unsync());
        let answer = match self.components.get(component) {
            Some(app) => app.handle(request).await,
            None => None,
        };
        Some(answer.unwrap_or_else(|| plain(StatusCode::INTERNAL_SERVER_ERROR, "")))
    }
}

/// Compiles the components, with what each is granted.
pub(crate) fn load(
    arguments: &Arguments,
    manifest: Manifest,
    known: &Variables,
) -> Result<Application> {
    let sources = Sources { flags: &arguments.variables, host: known, environment: &environment };
    let values = variables::resolve(&manifest.variables, &sources)?;
    if arguments.component.is_some() && manifest.components.len() != 1 {
        bail!("--component: the manifest has more than one component");
    }
    let folder = arguments.manifest.parent().unwrap_or(Path::new(""));
    let engine = wasm::engine(&folder.join(CACHE))?;
    let files = arguments.files.as_deref().map(Files::of).transpose()?;
    let config = arguments.runtime_config.as_deref().map(RuntimeConfig::read).transpose()?;
    let mut stores = Stores::of(&config.unwrap_or_default())?;
    let mut components = BTreeMap::new();
    for (id, component) in manifest.components {
        let file = component.source.file(arguments.component.as_deref());
        let file = file.with_context(|| format!("component {id:?}"))?;
        if !file.is_file() {
            let build = component.build.as_deref().unwrap_or("`cargo dev` does");
            bail!("the component {} is not there; to build it: {build}", file.display());
        }
        let mut granted =
            grant(&component, &values, &mut stores).with_context(|| format!("component {id:?}"))?;
        if !arguments.message_limits {
            granted.stores.forget(MESSAGES);
        }
        let reuse = Reuse {
            count: arguments.reuse_count.unwrap_or(Reuse::SPINS.count),
            concurrent: arguments.concurrent_reuse_count.unwrap_or(Reuse::SPINS.concurrent),
        };
        let app = App::load(&engine, file, granted, reuse)
            .with_context(|| format!("cannot load {}", file.display()))?;
        components.insert(id, app);
    }
    Ok(Application { info: manifest.info, routes: manifest.routes, components, files })
}

fn grant(component: &Component, values: &Variables, stores: &mut Stores) -> Result<Granted> {
    let mut variables = Variables::new();
    for (name, template) in &component.variables {
        variables.insert(name.clone(), template.resolve(values)?);
    }
    let outbound = component.outbound_hosts.iter().map(|template| template.resolve(values));
    Ok(Granted {
        variables,
        stores: Stores::grant(stores, &component.stores),
        outbound: AllowedHosts::parse(&outbound.collect::<Result<Vec<_>>>()?)?,
    })
}
