//! A whole request, with a tenant that answers as the input says.
#![no_main]
libfuzzer_sys::fuzz_target!(init: fuzz::cast::prepare(), |data: &[u8]| fuzz::request::run(data));
