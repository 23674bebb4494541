//! Key sets.
#![no_main]
libfuzzer_sys::fuzz_target!(init: fuzz::cast::prepare(), |data: &[u8]| fuzz::jwks::run(data));
