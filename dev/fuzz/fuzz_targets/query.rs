//! The query of a callback.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::query::run(data));
