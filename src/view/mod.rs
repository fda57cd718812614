//! What stands on the page, as markup from plain values: parts, panes, menus, links. Native and pure, so that what a browser
//! shows is tested without one. Knows no browser, and how to compute nothing but layout.

pub mod areas;
pub mod banner;
pub mod bytes;
pub mod choices;
mod entrance;
pub mod given;
pub mod head;
pub mod header;
pub mod help;
pub mod html;
pub mod icons;
pub mod keys;
pub mod ladder;
pub mod link;
pub mod menus;
mod miniature;
pub mod of_trace;
mod orders;
pub mod pages;
pub mod panes;
pub mod player;
pub mod search;
pub mod sight;
pub mod swept;
pub mod tabs;
pub mod told;
pub mod tour;
pub mod ways;
pub mod wording;
pub mod wrong;

pub use html::Html;
pub use sight::{Shown, Sight};
