//! The variables of the manifest.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::settings::run(data));
