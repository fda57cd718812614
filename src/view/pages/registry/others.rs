//! The rows of alerts, extensions, groups and signature schemes. Knows no entry by itself.

use super::lines::{Column, Line, cell, code, column, rfc, state, verdict, yes};
use crate::explain::registry::{alerts as all_alerts, extensions as all_extensions};
use crate::explain::registry::{groups as all_groups, schemes as all_schemes};
use crate::explain::symptoms::causes;
use crate::view::sight::Sight;

pub const ALERTS: &[Column] = &[
    column("registry.column.name", ""),
    column("registry.column.code", ""),
    column("page.registry.meaning", ""),
    column("page.registry.current", "wide"),
    column("registry.column.rfc", "wide"),
    column("page.registry.causes", "wide"),
];

pub const EXTENSIONS: &[Column] = &[
    column("registry.column.name", ""),
    column("registry.column.code", ""),
    column("page.registry.places", ""),
    column("registry.column.rfc", "wide"),
    column("registry.column.recommended", "wide"),
];

pub const GROUPS: &[Column] = &[
    column("registry.column.name", ""),
    column("registry.column.code", "wide"),
    column("page.registry.kind", ""),
    column("registry.column.verdicts", ""),
    column("registry.column.rfc", "wide"),
    column("registry.column.recommended", "wide"),
];

pub const SCHEMES: &[Column] = &[
    column("registry.column.name", ""),
    column("registry.column.code", ""),
    column("registry.column.verdicts", ""),
    column("registry.column.rfc", "wide"),
    column("registry.column.recommended", "wide"),
];

/// What a row says of IANA's mark.
const fn mark(recommended: bool) -> &'static str {
    if recommended { "recommended" } else { "unmarked" }
}

pub fn alerts(sight: &Sight) -> Vec<Line> {
    let line = |row: crate::explain::registry::AlertRow| {
        let meaning = sight.texts.get(&format!("alert.{}", row.name)).map_or("–", |text| text.title.as_str());
        let count = causes().iter().filter(|cause| cause.alert == Some(row.alert)).count();
        Line {
            name: row.name,
            also: None,
            cells: vec![
                code(&row.alert.0.to_string()),
                cell(meaning),
                yes(sight, row.current),
                rfc(row.rfc),
                cell(&if count > 0 { count.to_string() } else { "–".to_owned() }),
            ],
            is: vec![if row.current { "current" } else { "past" }],
            words: format!("{} {} {}", row.name, row.alert.0, meaning.to_lowercase()),
        }
    };
    all_alerts().into_iter().map(line).collect()
}

pub fn extensions(sight: &Sight) -> Vec<Line> {
    let line = |row: crate::explain::registry::ExtensionRow| Line {
        name: row.name,
        also: None,
        cells: vec![
            code(&row.extension.0.to_string()),
            cell(&if row.places.is_empty() { "–".to_owned() } else { row.places.join(", ") }),
            rfc(row.rfc),
            yes(sight, row.recommended),
        ],
        is: vec![mark(row.recommended), if row.places.is_empty() { "past" } else { "current" }],
        words: format!("{} {}", row.name, row.extension.0).to_lowercase(),
    };
    all_extensions().into_iter().map(line).collect()
}

pub fn groups(sight: &Sight) -> Vec<Line> {
    let line = |row: crate::explain::registry::GroupRow| {
        let number = format!("{:#06x}", row.group.0);
        Line {
            name: row.name,
            also: None,
            words: format!("{} {number}", row.name).to_lowercase(),
            cells: vec![
                code(&number),
                cell(&sight.t(&format!("registry.group.{}", row.kind))),
                verdict(sight, &row.verdicts),
                rfc(row.rfc),
                yes(sight, row.recommended),
            ],
            is: vec![row.kind.id(), mark(row.recommended), state(&row.verdicts)],
        }
    };
    all_groups().into_iter().map(line).collect()
}

pub fn schemes(sight: &Sight) -> Vec<Line> {
    let line = |row: crate::explain::registry::SchemeRow| {
        let number = format!("{:#06x}", row.scheme.0);
        Line {
            name: row.name,
            also: None,
            words: format!("{} {number}", row.name).to_lowercase(),
            cells: vec![code(&number), verdict(sight, &row.verdicts), rfc(row.rfc), yes(sight, row.recommended)],
            is: vec![mark(row.recommended), state(&row.verdicts)],
        }
    };
    all_schemes().into_iter().map(line).collect()
}
