//! The component's stdout and stderr: whole lines, passed on to the log. Where the log cannot be written, neither
//! can they, as in Spin.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};

use crate::log;

/// How much one write may hold, and one line without its end.
const CHUNK: usize = 64 * 1024;

/// One stream of one instance; its handles share the line that is not complete yet.
#[derive(Clone, Default)]
pub(crate) struct GuestOutput(Arc<Line>);

#[derive(Default)]
struct Line(Mutex<Vec<u8>>);

impl GuestOutput {
    fn push(&self, bytes: &[u8]) -> io::Result<()> {
        let mut line = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            line.extend_from_slice(piece);
            if piece.ends_with(b"\n") || line.len() > CHUNK {
                let passed_on = pass_on(&line);
                line.clear();
                passed_on?;
            }
        }
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = pass_on(self.0.get_mut().unwrap_or_else(PoisonError::into_inner));
    }
}

fn pass_on(line: &[u8]) -> io::Result<()> {
    let text = String::from_utf8_lossy(line);
    match text.trim_end() {
        "" => Ok(()),
        text => log::pass_on(text),
    }
}

impl StdoutStream for GuestOutput {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl IsTerminal for GuestOutput {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl OutputStream for GuestOutput {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.push(&bytes).map_err(|error| StreamError::LastOperationFailed(error.into()))
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(CHUNK)
    }
}

#[async_trait]
impl Pollable for GuestOutput {
    async fn ready(&mut self) {}
}

impl AsyncWrite for GuestOutput {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(self.push(bytes).map(|()| bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
