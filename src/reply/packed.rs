//! The drawn page, compressed for whoever takes it. What is compressed tells by its length what it repeats, to
//! whoever sees lengths and can write an address (BREACH): where an address could be repeated, it stays as it is.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, VARY};

use super::Reply;
use super::file::takes;

/// What the page never repeats of its address: each picks one of what is there anyway. Whatever else the address
/// has, `return_to` and `suggestion` first of all, keeps the page from being compressed.
const PICKING: [&str; 9] =
    ["ask", "lang", "outcome", "step", "suggestions", "ui_locales", "unlink", "user", "wait"];

/// Compresses a page that answers an address with these parameters.
#[must_use]
pub fn pack(reply: Reply, headers: &HeaderMap, parameters: &[(String, String)]) -> Reply {
    // What is rendered later is short, and a redirect has nothing.
    if reply.body.is_empty() {
        return reply;
    }
    let mut reply = reply.with(VARY, "accept-encoding");
    let picks = parameters.iter().all(|(name, _)| PICKING.contains(&name.as_str()));
    if picks
        && takes(headers, "gzip")
        && let Some(body) = gzip(&reply.body, LEVEL)
    {
        reply.body = body;
        return reply.with(CONTENT_ENCODING, "gzip");
    }
    reply
}

/// The second level leaves a tenth less than the first, for half as much work again; the default level makes
/// that hardly shorter, for twice as much (measured).
const LEVEL: Compression = Compression::new(2);

/// Writing into memory does not fail; if it did, the text would go out as it is.
pub(super) fn gzip(body: &[u8], level: Compression) -> Option<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), level);
    packed.write_all(body).ok()?;
    packed.finish().ok()
}
