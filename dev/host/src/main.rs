//! The development server.
fn main() {}
