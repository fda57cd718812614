//! The registries, and which one a link names. Knows no entry by itself.

use super::lines::{Column, Line};
use super::{others, suites};
use crate::explain::registry;
use crate::view::choices::Page;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;

ids! {
    /// The registries, by what they have entries of.
    pub enum Registry {
        Suites = "suites",
        Alerts = "alerts",
        Extensions = "extensions",
        Groups = "groups",
        Schemes = "schemes",
    }
}

impl Registry {
    /// Its rows.
    pub fn lines(self, sight: &Sight) -> Vec<Line> {
        match self {
            Self::Suites => suites::lines(sight),
            Self::Alerts => others::alerts(sight),
            Self::Extensions => others::extensions(sight),
            Self::Groups => others::groups(sight),
            Self::Schemes => others::schemes(sight),
        }
    }

    /// Its columns.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Suites => suites::COLUMNS,
            Self::Alerts => others::ALERTS,
            Self::Extensions => others::EXTENSIONS,
            Self::Groups => others::GROUPS,
            Self::Schemes => others::SCHEMES,
        }
    }
}

/// The registry that a link names, and the entry of it.
pub fn named(entry: Option<&str>) -> (Registry, Option<&str>) {
    let (registry, entry) = match entry.unwrap_or_default().split_once('/') {
        Some((registry, entry)) => (registry, Some(entry)),
        None => (entry.unwrap_or_default(), None),
    };
    let registry = Registry::ALL.iter().copied().find(|own| own.id() == registry).unwrap_or(Registry::Suites);
    (registry, entry.filter(|entry| !entry.is_empty()))
}

/// Every registry and every entry, as links name them.
pub fn entries() -> Vec<String> {
    let names = |registry: Registry| -> Vec<&'static str> {
        match registry {
            Registry::Suites => registry::suites().iter().map(|row| row.name).collect(),
            Registry::Alerts => registry::alerts().iter().map(|row| row.name).collect(),
            Registry::Extensions => registry::extensions().iter().map(|row| row.name).collect(),
            Registry::Groups => registry::groups().iter().map(|row| row.name).collect(),
            Registry::Schemes => registry::schemes().iter().map(|row| row.name).collect(),
        }
    };
    let all = Registry::ALL.iter();
    all.flat_map(|own| {
        let within = names(*own).into_iter().map(move |name| format!("{own}/{name}"));
        std::iter::once(own.id().to_owned()).chain(within)
    })
    .collect()
}

/// The link to an entry; without a name to the registry.
pub fn link(sight: &Sight, registry: Registry, name: Option<&str>) -> String {
    let entry = name.map_or(registry.id().to_owned(), |name| format!("{registry}/{name}"));
    to_entry(sight, Page::Registry, Some(&entry))
}
