//! ID tokens: their form, and their claims behind a right signature.
#![no_main]
libfuzzer_sys::fuzz_target!(init: fuzz::cast::prepare(), |data: &[u8]| fuzz::id_token::run(data));
