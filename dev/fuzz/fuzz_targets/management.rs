//! Answers of the Management API.
#![no_main]
libfuzzer_sys::fuzz_target!(init: fuzz::cast::prepare(), |data: &[u8]| fuzz::management::run(data));
