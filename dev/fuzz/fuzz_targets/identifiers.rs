//! User ids, e-mail addresses and phone numbers.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::identifiers::run(data));
