//! In place of `application.rs` where wasmtime is left out: only `--spin` serves.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use http::{Request, Response};
use hyper::body::Incoming;

use crate::arguments::Arguments;
use crate::log::Source;
use crate::manifest::Manifest;
use crate::serve::{Body, Service};
use crate::variables::Variables;

/// There is none.
pub(crate) enum Application {}

impl Application {
    pub(crate) fn worlds(&self) -> String {
        match *self {}
    }
}

impl Service for Application {
    const SOURCE: Source = Source::App;

    async fn answer(&self, _: Request<Incoming>, _: SocketAddr) -> Option<Response<Body>> {
        match *self {}
    }
}

pub(crate) fn load(_: &Arguments, _: Manifest, _: &Variables) -> Result<Application> {
    bail!("this host was built without wasmtime: it serves with --spin only")
}
