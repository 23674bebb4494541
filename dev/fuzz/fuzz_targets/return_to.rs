//! Where a flow ends.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::return_to::run(data));
