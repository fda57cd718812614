//! From a certificate to its bytes: the Certificate message that brought it, opened where the certificate lies; and
//! copies of what is written. Knows no DER.

use leptos::prelude::window;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

use crate::page::bytes::{Pick, message_of};
use crate::page::dom;
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

/// Copies a text, and says on the button that asked for it whether that went well.
pub fn copy(app: App, button: &Element, text: &str) {
    let button = button.clone();
    // Where the page did not come safely, there is no clipboard to ask.
    let copying = window().is_secure_context().then(|| window().navigator().clipboard().write_text(text));
    spawn_local(async move {
        let done = match copying {
            Some(copying) => JsFuture::from(copying).await.is_ok(),
            None => false,
        };
        let said = app.t(if done { "page.cert.copied" } else { "page.cert.not_copied" });
        button.set_text_content(Some(&said));
        dom::say("#aloud", &said);
    });
}
