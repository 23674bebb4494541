//! The `Cookie` header, and every cookie in it.
#![no_main]
libfuzzer_sys::fuzz_target!(init: fuzz::cast::prepare(), |data: &[u8]| fuzz::cookies::run(data));
