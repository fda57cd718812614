//! Which cause is shown. Knows no markup.

use crate::explain::symptoms::Cause;
use crate::view::sight::Sight;

/// The cause that is shown: the one that the link names; else the likeliest of what was pasted.
pub fn shown(sight: &Sight) -> Option<&'static Cause> {
    let named = sight.entry.as_deref().and_then(Cause::of);
    named.or_else(|| sight.given.recognised().causes.first().map(|ranked| ranked.cause))
}
