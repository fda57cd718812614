//! Whether a connection went on from an earlier one, by what our trace tells of it.

#![allow(dead_code, reason = "each test takes what it needs")]

use crate::common::messages;
use crate::ledgers::dangling;
use serde_json::Value;

/// A full handshake.
pub fn full(trace: &Value, role: &str) {
    assert_eq!(trace["connections"][0]["negotiated"][role]["resumed"], Value::Null, "{:?}", messages(trace));
    assert!(messages(trace).contains(&"<certificate".to_owned()), "{:?}", messages(trace));
    well(trace, role);
}

/// A connection that goes on from something: no certificate, and no proof of one.
pub fn goes_on(trace: &Value, role: &str, by: &str) {
    let messages = messages(trace);
    assert_eq!(trace["connections"][0]["negotiated"][role]["resumed"], by, "{messages:?}");
    assert!(!messages.iter().any(|name| name.contains("certificate")), "{messages:?}");
    well(trace, role);
}

fn well(trace: &Value, role: &str) {
    assert_eq!(trace["connections"][0]["outcome"][role]["handshake_done"], true, "{:?}", messages(trace));
    assert_eq!(dangling(trace), Vec::<String>::new());
}

/// All application data that came from one side.
pub fn data(trace: &Value, role: &str) -> Vec<u8> {
    let messages = trace["messages"].as_array().expect("messages").iter();
    let data = messages.filter(|message| message["name"] == "application_data" && message["role"] == role);
    let hex = data.map(|message| message["arrived"].as_str().unwrap_or_default()).collect::<String>();
    handscope::wire::hex::decode(&hex).expect("hexadecimal")
}
