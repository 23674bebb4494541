//! One instance of a component, as the host sees it: what it was granted, and its one door to the network.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{Request, Response};
use wasmtime::Result;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView,
    default_send_request,
};

use crate::guest_output::GuestOutput;
use crate::key_value::Stores;
use crate::log::{self, Source};
use crate::outbound::AllowedHosts;

/// What the manifest grants a component.
#[derive(Default)]
pub(crate) struct Granted {
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) stores: Stores,
    pub(crate) outbound: AllowedHosts,
}

/// What belongs to one instance of a component.
pub(crate) struct Guest {
    pub(crate) table: ResourceTable,
    pub(crate) granted: Arc<Granted>,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: Outbound,
}

impl Guest {
    pub(crate) fn new(granted: Arc<Granted>) -> Self {
        Self {
            table: ResourceTable::new(),
            // No environment, files or sockets.
            wasi: WasiCtx::builder()
                .stdout(GuestOutput::default())
                .stderr(GuestOutput::default())
                .build(),
            http: WasiHttpCtx::new(),
            outbound: Outbound(granted.clone()),
            granted,
        }
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outbound }
    }
}

/// The one door to the network, for both worlds.
struct Outbound(Arc<Granted>);

type Sent = (Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>);

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _response_read: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        if !self.0.outbound.allow(request.uri()) {
            let scheme = request.uri().scheme_str().unwrap_or("");
            let host = request.uri().host().unwrap_or("");
            let port = request.uri().port().map(|port| format!(":{port}")).unwrap_or_default();
            log::note(
                Source::App,
                &format!(
                    "denied a request to {scheme}://{host}{port}: not in allowed_outbound_hosts"
                ),
            );
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        Box::new(async move {
            use http_body_util::BodyExt as _;
            let (response, connection) = default_send_request(request, options).await?;
            let connection: Box<dyn Future<Output = _> + Send> = Box::new(connection);
            Ok((response.map(|body| body.boxed_unsync()), connection))
        })
    }
}
