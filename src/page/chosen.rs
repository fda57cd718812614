//! What of the reader's choices on a page beside the run is told by its link. Of a later part. Knows no control.

use super::state::App;

/// What the page's list is ordered or narrowed by, as links write it.
#[inline(never)] // of a later part
pub fn told(app: App) -> Option<String> {
    app.given.with(|given| given.told())
}
