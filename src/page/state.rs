//! What the page holds: the run, where the reader stands in it, how it is shown. Everything else follows from it.
//! Knows no markup.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, OnceLock};

use leptos::prelude::window;

use super::dom;
use super::live::Live;
use handscope::explain::{Pack, Spellings};
use handscope::lab::Scenario;
use handscope::pki::Place;
use handscope::view::bytes::Pick;
pub use handscope::view::choices::{Dialog, Lang, Page, Theme};
use handscope::view::given::Given;
use handscope::view::link::View;
use handscope::view::panes::inspect::About;
pub use handscope::view::sight::Pane;
use handscope::view::sight::{List, Shown, Sight};
use handscope::view::wrong::Wrong;

/// The page's state. It is copied freely: it holds signals only.
#[derive(Clone, Copy)]
pub struct App {
    pub shown: Live<Arc<Shown>>,
    pub at: Live<usize>,
    /// The pane that the reader has chosen, until another scenario is shown; without one each step opens its own.
    pub pane: Live<Option<Pane>>,
    /// Whether the ladder shows messages alone, once a later part of the program is there.
    pub alone: Live<bool>,
    pub lang: Live<Lang>,
    pub theme: Live<Theme>,
    /// Whether the link names language and theme: once chosen, they travel along.
    pub told: Live<(bool, bool)>,
    pub texts: Live<Arc<Pack>>,
    /// Areas asked for, and the texts of the coming language as far as they are there.
    pub areas: Live<Vec<(Lang, &'static str)>>,
    pub waiting: Live<Waiting>,
    pub dialog: Live<Option<Dialog>>,
    /// The menu that a link asks for, until it lies open.
    pub menu: Live<Option<String>>,
    /// A link of which something could not be taken: its text, and what.
    pub bad: Live<Option<(String, Vec<Wrong>)>>,
    /// Whether all that the link needs of the program is there: on a first visit, all of it.
    pub whole: Live<bool>,
    /// Whether a part of the program could not be fetched.
    pub cut_off: Live<bool>,
    pub playing: Live<bool>,
    /// Whether single characters act as keys.
    pub letters: Live<bool>,
    /// The span that is looked at, and the one under the pointer.
    pub pick: Live<Option<Pick>>,
    /// The field that a link asks for, until it is found.
    pub wanted: Live<Option<String>>,
    pub hover: Live<Option<Pick>>,
    /// The bits that a flip would change.
    pub mask: Live<u8>,
    /// The bytes that were shown last.
    pub list: &'static RefCell<Option<(Key, List)>>,
    pub lit: &'static RefCell<Option<Lit>>,
    /// The time at which chains are judged again, where it is not the run's own.
    pub clock: Live<Option<i64>>,
    /// The certificate that lies open: the step in which it was judged, and its place before the judge.
    pub opened: Live<Option<(usize, Place)>>,
    /// Whether this is a first visit that has not begun to step yet.
    pub entrance: Live<bool>,
    /// Whether the reader has taken the tour before, on this device.
    pub toured: Live<bool>,
    /// The stop of the tour, while one is taken.
    pub tour: Live<Option<usize>>,
    /// Where beside the run the reader is, and at which entry there.
    pub page: Live<Page>,
    pub entry: Live<Option<String>>,
    /// What the run is compared with, and the link's text of it where the link says so.
    pub other: Live<Option<Arc<Shown>>>,
    pub with: Live<Option<String>>,
    /// How prose spells the terms of the glossary, once its texts are there.
    pub terms: Live<Option<Arc<Spellings>>>,
    /// What the reader has put into a page's controls.
    pub given: Live<Arc<Given>>,
    /// The ladder's width in pixels; 0 before it was measured.
    pub wide: Live<u32>,
    /// The step that is being read, and what was said of it aloud.
    pub read: &'static Cell<Option<usize>>,
    pub said: &'static RefCell<String>,
}

impl App {
    /// The state of a run, as a link wants it looked at.
    pub fn new(shown: Shown, view: &View, whole: bool) -> Self {
        let system = window().navigator().language().unwrap_or_default();
        Self {
            at: Live::new(0),
            shown: Live::new(Arc::new(shown)),
            pane: Live::new(view.pane),
            alone: Live::new(view.alone),
            lang: Live::new(view.lang.or_else(|| Lang::of(&system)).unwrap_or(Lang::En)),
            theme: Live::new(view.theme.unwrap_or(Theme::System)),
            told: Live::new((view.lang.is_some(), view.theme.is_some())),
            texts: Live::new(Default::default()),
            areas: Live::new(Default::default()),
            waiting: Live::new(Waiting::of(Lang::En)),
            dialog: Live::new(None),
            menu: Live::new(None),
            bad: Live::new(None),
            whole: Live::new(whole),
            cut_off: Live::new(false),
            playing: Live::new(false),
            letters: Live::new(dom::recall("handscope.letters").is_none_or(|value| value != "off")),
            pick: Live::new(None),
            wanted: Live::new(None),
            hover: Live::new(None),
            mask: Live::new(1),
            list: Box::leak(Box::default()),
            lit: Box::leak(Box::default()),
            clock: Live::new(None),
            opened: Live::new(None),
            entrance: Live::new(false),
            toured: Live::new(dom::recall("handscope.tour").is_some()),
            tour: Live::new(None),
            page: Live::new(view.page.unwrap_or(Page::Run)),
            entry: Live::new(view.entry.clone()),
            other: Live::new(None),
            with: Live::new(view.with.clone()),
            terms: Live::new(None),
            given: Live::new(Arc::default()),
            wide: Live::new(0),
            read: Box::leak(Box::default()),
            said: Box::leak(Box::default()),
        }
    }

    /// Something of the link cannot be taken, as was found only now.
    pub fn missed(self, wrong: Wrong, fragment: impl FnOnce() -> String) {
        let (text, mut all) = self.bad.now().unwrap_or_else(|| (fragment(), Vec::new()));
        all.push(wrong);
        self.bad.set(Some((text, all)));
    }

    /// Whether there are words to speak with.
    pub fn is_ready(self) -> bool {
        self.texts.with(|texts| texts.get("page.next").is_some())
    }

    /// How many steps there are.
    pub fn count(self) -> usize {
        self.shown.peek(|shown| shown.trace.steps.len())
    }

    /// What is looked at now; what is drawn from it says by itself what it follows.
    pub fn sight(self) -> Sight {
        Sight {
            shown: self.shown.now(),
            at: self.at.now(),
            pane: self.pane.now(),
            texts: self.texts.now(),
            lang: self.lang.now(),
            theme: self.theme.now(),
            alone: self.alone.now(),
            whole: self.whole.now(),
            narrow: dom::narrow(),
            wide: self.wide.now(),
            playing: self.playing.now(),
            letters: self.letters.now(),
            mask: self.mask.now(),
            dialog: self.dialog.now(),
            bad: self.bad.now(),
            cut_off: self.cut_off.now(),
            clock: self.clock.now(),
            opened: self.opened.now(),
            entrance: self.entrance.now(),
            toured: self.toured.now(),
            tour: self.tour.now(),
            page: self.page.now(),
            entry: self.entry.now(),
            other: self.other.now(),
            terms: self.terms.now(),
            given: self.given.now(),
            list: OnceLock::new(),
        }
    }

    /// The scenario that is shown.
    pub fn scenario(self) -> Scenario {
        self.shown.peek(|shown| shown.trace.scenario.clone())
    }

    /// Goes to a step; beyond the last is the last.
    pub fn go(self, at: usize) {
        let last = self.shown.peek(|shown| shown.trace.steps.len().saturating_sub(1));
        if self.at.now() != at.min(last) {
            self.entrance.set(false);
            self.at.set(at.min(last));
        }
        if at >= last {
            self.playing.set(false);
        }
    }

    /// The pane that is shown.
    pub fn looked(self) -> Pane {
        let (at, chosen) = (self.at.get(), self.pane.get());
        self.shown.with(|shown| shown.pane(at, chosen))
    }

    /// The pane that is shown now.
    pub fn looked_now(self) -> Pane {
        let (at, chosen) = (self.at.now(), self.pane.now());
        self.shown.peek(|shown| shown.pane(at, chosen))
    }
}

/// The texts of one language as far as they have arrived.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub lang: Lang,
    pub pack: Pack,
    pub have: Vec<&'static str>,
    /// Whether all was there once that the first view is told with.
    pub whole: bool,
    pub terms: Option<Arc<Spellings>>,
}

impl Waiting {
    /// Nothing has arrived.
    pub fn of(lang: Lang) -> Self {
        Self { lang, pack: Pack::default(), have: Vec::new(), whole: false, terms: None }
    }
}

/// What was lit last: the list, what is picked, what is under the pointer, the bits of a flip. The list is held: an address
/// alone could be that of another, made in the same place.
pub type Lit = (List, Option<Pick>, Option<Pick>, u8);

/// What a list was made for: the run and the texts, which are held so that no others can take their place in memory, and
/// whether by the whole program.
#[derive(Clone)]
pub struct Key {
    pub shown: Arc<Shown>,
    pub texts: Arc<Pack>,
    pub about: Option<About>,
    pub whole: bool,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.shown, &other.shown) && Arc::ptr_eq(&self.texts, &other.texts);
        same && (self.about, self.whole) == (other.about, other.whole)
    }
}
