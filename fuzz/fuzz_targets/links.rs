//! Whatever a link says, it is read or refused; what was read can be written and read again, and runs.
#![no_main]

use handscope::lab::{Scenario, run};

libfuzzer_sys::fuzz_target!(|text: &str| match Scenario::parse(text) {
    Ok(parsed) => {
        let written = parsed.scenario.to_text();
        let again = Scenario::parse(&written).expect("what was written can be read").scenario;
        assert_eq!(again, parsed.scenario, "{written}");
        handscope_fuzz::hold(&run(&parsed.scenario));
    }
    Err(errors) => assert!(!errors.is_empty()),
});
