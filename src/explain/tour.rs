//! The tour: a few stops over real runs, for a first visit. Where each stop is, of what on the page it speaks and what leads
//! on from it; and the labels of the entrance. What is said there are texts.

use super::basics::LESSONS;
use super::exhibit::Exhibit;
use super::fill::Vars;

/// A stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The id of its text.
    pub id: &'static str,
    /// Where it is.
    pub shown: Exhibit,
    pub about: About,
    pub press: Press,
    /// Where what was pressed leads, if not to the next stop; what to look at there is the text `ID.after`.
    pub then: Option<Exhibit>,
}

ids! {
    /// What on the page a stop speaks of.
    pub enum About {
        /// The run from top to bottom.
        Ladder = "ladder",
        /// The bytes of the message.
        Bytes = "bytes",
        /// The field that is picked, and its explanation.
        Field = "field",
        /// The values of the step.
        Keys = "keys",
        /// Who knows what.
        Knows = "knows",
        /// The checks of the certificate chain.
        Certificates = "certificates",
        /// The button that changes a byte.
        Flip = "flip",
    }
}

ids! {
    /// What the reader presses to go on.
    pub enum Press {
        /// The tour's own button.
        Next = "tour.press.next",
        /// Any byte; then the tour's own button.
        Byte = "tour.press.byte",
        /// The button that changes a byte.
        Flip = "tour.press.flip",
    }
}

/// A stop from which the tour's own button leads on.
const fn stop(id: &'static str, link: &'static str, about: About, press: Press) -> Stop {
    Stop { id, shown: Exhibit(link), about, press, then: None }
}

/// The host name in the ClientHello.
macro_rules! host {
    () => {
        "client_hello.extensions.server_name.server_name_list.0.host_name.value"
    };
}

/// The stops, in order. At the last the reader changes the first byte of the host name, by its lowest bit as the page does it
/// unless told otherwise, and then sees what comes of it.
pub const STOPS: &[Stop] = &[
    stop("tour.1-run", "v=1&~at=c0.c.client_hello%231.send", About::Ladder, Press::Next),
    stop("tour.2-message", "v=1&~at=c0.c.client_hello%231.send&~tab=message", About::Bytes, Press::Next),
    stop(
        "tour.3-byte",
        concat!("v=1&~at=c0.c.client_hello%231.send&~tab=message&~field=", host!()),
        About::Field,
        Press::Byte,
    ),
    stop("tour.4-secret", "v=1&~at=c0.c.server_hello%231.derive_handshake_keys&~tab=keys", About::Keys, Press::Next),
    stop("tour.5-listener", "v=1&~at=c0.c.application_data%231.send&~tab=knows", About::Knows, Press::Next),
    stop(
        "tour.6-certificate",
        "v=1&~at=c0.c.certificate%231.judge_certificate&~tab=certificates",
        About::Certificates,
        Press::Next,
    ),
    Stop {
        id: "tour.7-break",
        shown: Exhibit(concat!("v=1&~at=c0.c.client_hello%231.send&~tab=message&~field=", host!())),
        about: About::Flip,
        press: Press::Flip,
        then: Some(Exhibit(concat!(
            "v=1&fault=wire:c0.c.client_hello@",
            host!(),
            "+0%5E01&~at=c0.c.record%233.refuse&~tab=failed"
        ))),
    },
];

/// The labels of entrance and tour on screen.
pub const LABELS: &[&str] = &[
    "entrance.what",
    "entrance.headline",
    "entrance.first",
    "entrance.tour",
    "entrance.tour.length",
    "entrance.door.basics",
    "entrance.door.gallery",
    "entrance.door.break",
    "entrance.door.failures",
    "tour.name",
    "tour.position",
    "tour.back",
    "tour.leave",
    "tour.again",
    "tour.end",
];

impl Stop {
    /// The id of the text that says what to look at behind what was pressed.
    pub fn after(&self) -> Option<String> {
        self.then.map(|_| format!("{}.after", self.id))
    }
}

/// How long a stop takes to read and look at, in seconds.
const SECONDS: usize = 35;

/// What the texts of the entrance quote beside what the page itself knows: `len`, `n` and `count`.
pub fn vars() -> Vars {
    let minutes = (STOPS.len() * SECONDS).div_ceil(60);
    let numbers = [("stops", STOPS.len()), ("minutes", minutes), ("lessons", LESSONS.len())];
    numbers.into_iter().map(|(name, number)| (name, number.to_string())).collect()
}
