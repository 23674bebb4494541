//! Runs a component on wasmtime, WASI 0.3 or 0.2, with the reuse of instances that Spin has.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{Request, Response};
use wasmtime::component::{Component, GuestTaskId, Linker};
use wasmtime::error::Context as _;
use wasmtime::{
    Cache, CacheConfig, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig,
    Result, Store, StoreContextMut,
};
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, ProxyHandler, ProxyPre, ShouldAccept, TrapOrPanicError,
    WorkerExpiration, WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::{WasiBody, WasiHttpView, p2, p3};

use crate::guest::{Granted, Guest};
use crate::log::{self, Source};
use crate::wit;

const IDLE_TIMEOUT: Duration = Duration::from_secs(1);

/// The compiler and its cache, so that only the first start with a component takes long.
pub(crate) fn engine(cache: &Path) -> anyhow::Result<Engine> {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    let mut settings = CacheConfig::new();
    settings.with_directory(std::path::absolute(cache)?);
    config.cache(Some(Cache::new(settings)?));
    // Pooled memory makes a new instance cheap, but wants more address space than every machine has.
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(PoolingAllocationConfig::new()));
    if let Ok(engine) = Engine::new(&config) {
        return Ok(engine);
    }
    config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
    Ok(Engine::new(&config)?)
}

/// A component, ready for requests.
pub(crate) struct App(ProxyHandler<Instances>);

impl App {
    pub(crate) fn load(
        engine: &Engine,
        file: &Path,
        granted: Granted,
        reuse: Reuse,
    ) -> anyhow::Result<Self> {
        let component = Component::from_file(engine, file)?;
        let mut linker = Linker::new(engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        p2::add_only_http_to_linker_async(&mut linker)?;
        p3::add_to_linker(&mut linker)?;
        wit::add_to_linker(&mut linker)?;
        let pre = linker.instantiate_pre(&component)?;
        let pre = match p3::bindings::ServicePre::new(pre.clone()) {
            Ok(pre) => ProxyPre::P3(pre),
            Err(_) => ProxyPre::P2(p2::bindings::ProxyPre::new(pre).context(
                "the component serves neither wasi:http/handler@0.3.0 nor wasi:http/incoming-handler@0.2",
            )?),
        };
        let reuse = match pre {
            ProxyPre::P3(_) => reuse,
            ProxyPre::P2(_) => Reuse { count: 1, concurrent: 1 },
        };
        let (engine, granted) = (engine.clone(), Arc::new(granted));
        Ok(Self(ProxyHandler::new(Instances { engine, pre, granted, reuse })))
    }

    /// Which world the component is made for.
    pub(crate) fn wasi(&self) -> &'static str {
        match self.0.state().pre {
            ProxyPre::P3(_) => "0.3",
            ProxyPre::P2(_) => "0.2",
        }
    }

    /// `None`: the component trapped, or gave no answer; that is logged.
    pub(crate) async fn handle(&self, request: Request<WasiBody>) -> Option<Response<WasiBody>> {
        match self.0.handle((), request).await {
            Ok(response) => Some(response),
            Err(error) => {
                // These come from an instance that trapped, and that has been logged.
                let trapped = error.is::<TrapOrPanicError>() || error.to_string() == NO_ANSWER;
                if !trapped {
                    log_failure(&error);
                }
                None
            }
        }
    }
}

/// wasmtime's words where a WASI 0.2 component ended before it answered.
const NO_ANSWER: &str = "guest never invoked `response-outparam::set` method";

/// wasmtime's words where the task that drives an instance is dropped, as all are when this program stops.
const STOPPED: &str = "worker panicked";

/// One line, without the backtrace.
fn log_failure(error: &wasmtime::Error) {
    let cause = error.root_cause().to_string().replace(['\n', '\r'], " ");
    log::note(Source::App, &format!("the component failed: {cause}"));
}

/// How many requests an instance answers.
#[derive(Clone, Copy)]
pub(crate) struct Reuse {
    /// In all.
    pub(crate) count: usize,
    /// At once.
    pub(crate) concurrent: usize,
}

impl Reuse {
    /// Spin's own figures for a WASI 0.3 component; a WASI 0.2 instance serves one request.
    pub(crate) const SPINS: Self = Self { count: 128, concurrent: 16 };
}

/// Makes instances.
struct Instances {
    engine: Engine,
    pre: ProxyPre<Guest>,
    granted: Arc<Granted>,
    reuse: Reuse,
}

impl HandlerState for Instances {
    type StoreData = Guest;
    type WorkerExpiration = IdleTimeout;
    type WorkerState = Reuse;

    async fn instantiate(&self) -> Result<Instance<Guest, IdleTimeout, Reuse>> {
        let mut store = Store::new(&self.engine, Guest::new(self.granted.clone()));
        let proxy = self.pre.instantiate_async(&mut store).await?;
        Ok(Instance {
            store,
            proxy,
            view: WasiHttpView::http,
            expiration: IdleTimeout(Box::pin(tokio::time::sleep(Duration::MAX))),
            state: self.reuse,
        })
    }
}

impl WorkerState for Reuse {
    type StoreData = Guest;
    type RequestData = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.count {
            ShouldAccept::Never
        } else if concurrent >= self.concurrent {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    /// No request times out, as in Spin: deadlines are the component's own business.
    fn on_request_start(
        &self,
        _store: StoreContextMut<'_, Guest>,
        (): (),
        _task: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        Box::pin(std::future::pending())
    }

    fn drop(&self, _store: Store<Guest>, result: Result<()>) {
        if let Err(error) = result
            && error.to_string() != STOPPED
        {
            log_failure(&error);
        }
    }
}

/// Ends an instance that has had nothing to do for a while.
pub(crate) struct IdleTimeout(Pin<Box<tokio::time::Sleep>>);

impl WorkerExpiration for IdleTimeout {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        since: Instant,
    ) -> Poll<()> {
        if status != WorkerStatus::Idle {
            return Poll::Pending;
        }
        let deadline = (since + IDLE_TIMEOUT).into();
        if self.0.deadline() != deadline {
            self.0.as_mut().reset(deadline);
        }
        self.0.as_mut().poll(context)
    }
}
