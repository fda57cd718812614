//! Writing the text form: in the table's order, defaults left out. Knows no value, only the table.

use super::percent::{encode, encode_key, sanitize};
use super::table::{Access, Row, TABLE};
use crate::lab::scenario::{Plan, Scenario, Side};
use crate::wire::Role;

impl Scenario {
    /// Writes the text form, a valid URL fragment. [`Scenario::parse`] gives the same scenario again.
    pub fn to_text(&self) -> String {
        let of_side = |(info, _): &Row| !info.roles().is_empty();
        let sides = TABLE.iter().position(of_side).unwrap_or_default();
        let after = TABLE.iter().rposition(of_side).map_or(sides, |last| last + 1);
        let mut pairs = Vec::new();
        self.write_run(TABLE.iter().take(sides), &mut pairs);
        for role in [Role::Client, Role::Server] {
            self.write_sides(role, &mut pairs);
        }
        self.write_run(TABLE.iter().skip(after), &mut pairs);
        pairs.extend(self.unknown.iter().map(|(key, value)| format!("{}={}", sanitize(key), sanitize(value))));
        pairs.extend(self.view.iter().map(|(key, value)| format!("{}={}", encode_key(key), encode(value))));
        pairs.join("&")
    }

    fn write_run(&self, rows: impl Iterator<Item = &'static Row>, pairs: &mut Vec<String>) {
        let default = Self::default();
        for (info, access) in rows {
            match access {
                Access::Run(get, _) => {
                    let values = get(self);
                    // The version is always told: it is what makes a link last.
                    if info.name == "v" || values != get(&default) {
                        pairs.extend(values.iter().map(|value| format!("{}={value}", info.name)));
                    }
                }
                Access::Plan(get, _) => self.write_each(info.name, get(&Plan::default()), get, pairs),
                Access::Side(..) => {}
            }
        }
    }

    /// A value of the first connection stands for all; each other that differs has its own.
    fn write_sides(&self, role: Role, pairs: &mut Vec<String>) {
        let default = Side::new(role);
        for (info, access) in TABLE.iter().filter(|(info, _)| info.roles().contains(&role)) {
            let Access::Side(get, _) = access else { continue };
            let full = info.full(Some(role));
            self.write_each(&full, get(&default, role), |plan| get(plan.side(role), role), pairs);
        }
    }

    fn write_each(&self, name: &str, mut base: String, get: impl Fn(&Plan) -> String, pairs: &mut Vec<String>) {
        for (at, plan) in self.connections.iter().enumerate() {
            let value = get(plan);
            if value == base {
                continue;
            }
            match at {
                0 => pairs.push(format!("{name}={value}")),
                at => pairs.push(format!("{at}.{name}={value}")),
            }
            if at == 0 {
                base = value;
            }
        }
    }
}
