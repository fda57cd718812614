//! From a certificate to its bytes: the Certificate message that brought it, opened where the certificate lies.
//! Knows no DER.

use crate::page::bytes::{Pick, message_of};
use crate::page::stage::inspect::{blobs, focus};
use crate::page::state::{App, Pane};
use handscope::lab::{Case, StepKind, Trace};

/// Shows the nth certificate of a case in the message.
pub fn open(app: App, case: &Case, nth: usize) {
    let Some((at, pick)) = app.shown.peek(|shown| place(&shown.trace, case, nth)) else { return };
    app.go(at);
    app.pick.set(Some(pick));
    app.pane.set(Pane::Message);
}

/// The step in which the message arrived, and the certificate's span in it.
fn place(trace: &Trace, case: &Case, nth: usize) -> Option<(usize, Pick)> {
    let id = message_of(trace, case.message)?.id;
    let carries = |kind: &StepKind| matches!(kind, StepKind::Transfer { message, .. } if *message == id);
    let at = trace.steps.iter().rposition(|step| carries(&step.kind))?;
    let bytes = blobs(trace, focus(trace, at)?, false).into_iter().next()?;
    // An entry of TLS 1.3 has a field for it (RFC 8446, 4.4.2); in TLS 1.2 it is the item itself (RFC 5246, 7.4.2).
    let item = format!("certificate.certificate_list.{nth}");
    let span = bytes.tree.find(&format!("{item}.cert_data")).or_else(|| bytes.tree.find(&item))?;
    Some((at, Pick { blob: bytes.blob, span, byte: bytes.tree.spans.get(span)?.range.start }))
}
