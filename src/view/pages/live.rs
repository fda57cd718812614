//! What of a page beside the run is drawn by itself. Knows no page.

use crate::view::html::Html;
use crate::view::sight::Sight;

/// An element of a page that is drawn by itself, whenever something changes that the page's own markup does not show.
pub struct Live {
    pub id: &'static str,
    pub html: fn(&Sight) -> Html,
}
