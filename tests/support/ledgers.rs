//! Follows every entry that the JSON of a trace names to the ledger that it is in.

use serde_json::Value;

/// What names an entry that is not there, or that is another thing than was said.
pub fn dangling(trace: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let ledger = |actor: &Value| list(&trace["actors"][index(actor)]["ledger"]);
    let entry = |actor: &Value, id: &Value| ledger(actor).get(index(id)).copied();
    for record in list(&trace["records"]) {
        let conn = &trace["connections"][index(&record["connection"])];
        let role = if record["from"] == conn["client"] { "client" } else { "server" };
        let peer = if role == "client" { &conn["server"] } else { &conn["client"] };
        for (key, actor) in [("key", &record["from"]), ("opened_key", peer)] {
            // A key of either side that protects a record is named for the side that writes with it.
            let named = |entry: &Value| {
                let name = entry["name"].as_str().unwrap_or_default();
                name.starts_with(role) && name.ends_with("_key") && entry["connection"] == record["connection"]
            };
            if !record[key].is_null() && !entry(actor, &record[key]).is_some_and(named) {
                found.push(format!(
                    "{key} {} of record {}: {:?}",
                    record[key],
                    record["id"],
                    entry(actor, &record[key])
                ));
            }
        }
        // Application data is never in the clear.
        if record["opened"] == "plain" && record["content_type"] == "application_data" && record["opened_key"].is_null()
        {
            found.push(format!("record {} was opened by nothing", record["id"]));
        }
    }
    for blob in list(&trace["blobs"]).into_iter().filter(|blob| blob["origin"]["kind"] == "opened") {
        if entry(&blob["origin"]["actor"], &blob["origin"]["key"]).is_none() {
            found.push(format!("the key of blob {}", blob["id"]));
        }
    }
    for step in list(&trace["steps"]) {
        let actor = &trace["connections"][index(&step["connection"])][step["role"].as_str().unwrap_or("client")];
        for effect in list(&step["effects"]) {
            // A ticket is sealed and opened by a ticket key, which no name stands beside.
            let ticket = Value::from("ticket_key");
            let name = if effect["effect"] == "ticket" { &ticket } else { &effect["name"] };
            let learned = effect.get("entry").map(|id| entry(actor, id).is_some_and(|e| e["name"] == *name));
            let armed = effect.get("keys").map(|keys| list(keys).iter().all(|id| entry(actor, id).is_some()));
            if learned == Some(false) || armed == Some(false) {
                found.push(format!("{}: {effect}", step["anchor"]));
            }
        }
    }
    for actor in list(&trace["actors"]) {
        for (at, entry) in list(&actor["ledger"]).into_iter().enumerate() {
            if inputs(&entry["formula"]).iter().any(|input| *input >= at as u64) || entry["id"] != at {
                found.push(format!("{} of {}", entry["formula"], actor["name"]));
            }
        }
    }
    found
}

/// The entries that a formula takes.
pub fn inputs(formula: &Value) -> Vec<u64> {
    const ONE: [&str; 17] = [
        "private", "peer", "salt", "ikm", "secret", "context", "key", "data", "of", "plain", "padding", "cipher",
        "message", "entry", "nonce", "aad", "sealed",
    ];
    let one = ONE.iter().filter_map(|name| formula[*name].as_u64());
    let many = ["seed", "parts"].iter().flat_map(|name| list(&formula[*name])).filter_map(Value::as_u64);
    let covered = list(&formula["covered"]).into_iter().filter_map(|part| part["message_hash"].as_u64());
    one.chain(many).chain(covered).collect()
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map(|all| all.iter().collect()).unwrap_or_default()
}

fn index(value: &Value) -> usize {
    value.as_u64().map_or(usize::MAX, |id| id as usize)
}
