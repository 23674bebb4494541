//! Answers of the token endpoint and of passwordless.
#![no_main]
libfuzzer_sys::fuzz_target!(init: fuzz::cast::prepare(), |data: &[u8]| fuzz::tokens::run(data));
