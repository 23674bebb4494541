//! Metadata of two users: merging, journals, what is shown.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::metadata::run(data));
