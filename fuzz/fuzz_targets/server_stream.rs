//! Whatever a server receives, it answers.
#![no_main]

use handscope::wire::Role;
use handscope_fuzz::{Stream, receive};

libfuzzer_sys::fuzz_target!(|input: Stream| receive(Role::Server, &input));
