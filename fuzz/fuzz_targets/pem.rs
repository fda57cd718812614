//! Whatever stands in a PEM file, it is answered; what was read can be written and read again, and a block that could
//! not be read is told by a line of the file.
#![no_main]

use handscope::pki::pem;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // UTF-16 at the most halves the bytes; a line needs one at least.
    let lines = bytes.iter().filter(|byte| [b'\n', b'\r'].contains(byte)).count() + 1;
    match pem::decode(bytes) {
        Ok(blocks) => {
            for block in blocks {
                assert!((1..=lines).contains(&block.line));
                match block.der {
                    Ok(der) => {
                        let again = pem::decode(pem::encode(&block.label, &der)).expect("what was written");
                        assert_eq!(again.len(), 1);
                        assert_eq!((&again[0].label, &again[0].der), (&block.label, &Ok(der)));
                    }
                    Err(error) => assert!((1..=lines).contains(&error.line)),
                }
            }
        }
        Err(error) => assert!(error.line <= lines),
    }
});
