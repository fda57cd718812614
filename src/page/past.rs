//! The history: a new scenario is an entry of its own, and so is an open dialog, so that Back closes it instead of
//! leaving the page. Knows nothing of what an entry shows.

use std::cell::RefCell;

use leptos::prelude::window;

use super::address;
use super::state::App;

/// What lies over the page, for the history.
#[derive(Clone, Debug, Default, PartialEq)]
enum Over {
    #[default]
    Nothing,
    /// A dialog, with an entry of its own on top of this one, and the text of the scenario then.
    Dialog { below: String, text: String },
    /// One whose entry has become that of a place that it led to.
    Taken,
    /// Its entry is being taken back: what the browser tells of it is no wish of the reader's.
    Closing,
}

thread_local! {
    static OVER: RefCell<Over> = const { RefCell::new(Over::Nothing) };
}

/// What the browser has gone back or forward to.
pub enum Popped {
    /// An entry of this page's own making that says nothing of the reader's wish.
    Nothing,
    /// From a dialog to what it lay over; in it another scenario was chosen, or not.
    Under { chosen: bool },
    /// Another place.
    Place,
}

/// Told by the browser that it has gone back or forward.
pub fn popped(app: App) -> Popped {
    match OVER.take() {
        Over::Closing => Popped::Nothing,
        Over::Dialog { below, text } if address::current() == below => {
            Popped::Under { chosen: text != app.shown.peek(|shown| shown.text.clone()) }
        }
        _ => Popped::Place,
    }
}

/// Makes the shown scenario an entry of the history; while a dialog is open, that of the dialog.
pub fn push(app: App) {
    let own = OVER.with_borrow(|over| matches!(over, Over::Dialog { .. } | Over::Taken));
    address::state(&address::address(app), !own);
}

/// The reader follows what stands in the dialog: its entry becomes that of where it leads.
#[inline(never)] // of a later part
pub fn taken() {
    OVER.with_borrow_mut(|over| {
        if matches!(over, Over::Dialog { .. }) {
            *over = Over::Taken;
        }
    });
}

/// A dialog was opened or closed.
pub fn over(app: App, open: bool) {
    let was = OVER.take();
    let next = match (open, was) {
        (true, Over::Nothing | Over::Closing) => {
            let (below, text) = (address::current(), app.shown.peek(|shown| shown.text.clone()));
            address::state(&format!("#{below}"), true);
            Over::Dialog { below, text }
        }
        (false, Over::Dialog { text, .. }) => match text == app.shown.peek(|shown| shown.text.clone()) {
            // Nothing was chosen: the entry is no place to come back to.
            true => {
                let _ = window().history().and_then(|history| history.back());
                Over::Closing
            }
            false => Over::Nothing,
        },
        (false, Over::Taken) => Over::Nothing,
        (_, was) => was,
    };
    OVER.set(next);
}
