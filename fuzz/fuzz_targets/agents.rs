#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| spillage::fuzzing::target("agents", data));
