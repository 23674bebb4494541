//! The drawn page, compressed if the browser accepts that. The length of compressed text reveals what it repeats to
//! anybody who sees lengths and can choose the address (BREACH): a page that could repeat its address is not
//! compressed.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, VARY};

use super::Reply;
use super::file::takes;
use crate::fields::Fields;

/// Parameters that the page never repeats: each picks one of its own values. With any other, `return_to` and
/// `suggestion` first of all, the page is not compressed.
const PICKING: [&str; 9] =
    ["ask", "lang", "outcome", "step", "suggestions", "ui_locales", "unlink", "user", "wait"];

/// Compresses a page, if the parameters of its address allow that.
#[must_use]
pub fn pack(reply: Reply, headers: &HeaderMap, query: &Fields) -> Reply {
    // A body that is rendered later is short, and a redirect has none.
    if reply.body.is_empty() {
        return reply;
    }
    let mut reply = reply.with(VARY, "accept-encoding");
    let picks = query.pairs().all(|(name, _)| PICKING.contains(&name));
    if picks
        && takes(headers, "gzip")
        && let Some(body) = gzip(&reply.body, LEVEL)
    {
        reply.body = body;
        return reply.with(CONTENT_ENCODING, "gzip");
    }
    reply
}

/// The second level's output is a tenth shorter than the first's, for half as much work again; the default level's is
/// hardly shorter still, for twice the work (measured).
const LEVEL: Compression = Compression::new(2);

/// Writing to memory does not fail; if it did, the text would be sent as it is.
pub(super) fn gzip(body: &[u8], level: Compression) -> Option<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), level);
    packed.write_all(body).ok()?;
    packed.finish().ok()
}
