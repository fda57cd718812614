//! What the page holds: the run, where the reader stands in it, how it is shown. Everything else follows from it.
//! Knows no markup.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, OnceLock};

use leptos::prelude::window;

use super::address;
use super::dom;
use super::later;
use super::live::Live;
use super::past;
use super::stage::{self, Key, Lit};
use super::text::{self, Waiting};
use handscope::explain::Pack;
use handscope::lab::Scenario;
use handscope::net::Fault;
use handscope::pki::Place;
use handscope::view::banner::Wrong;
use handscope::view::bytes::Pick;
pub use handscope::view::choices::{Dialog, Lang, Theme};
use handscope::view::link::{self, Asked, View};
pub use handscope::view::sight::Pane;
use handscope::view::sight::{List, Shown, Sight};

/// The page's state. It is copied freely: it holds signals only.
#[derive(Clone, Copy)]
pub struct App {
    pub shown: Live<Arc<Shown>>,
    pub at: Live<usize>,
    /// The pane that the reader has chosen, until another scenario is shown; without one each step opens its own.
    pub pane: Live<Option<Pane>>,
    /// Whether the ladder shows messages alone, once the second part of the program is there.
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
    /// A link of which something could not be taken: its text, and what.
    pub bad: Live<Option<(String, Vec<Wrong>)>>,
    /// Whether the second part of the program is there.
    pub whole: Live<bool>,
    /// Whether the second part of the program could not be fetched.
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
    /// The ladder's width in pixels.
    pub wide: Live<u32>,
    /// The step that is being read.
    pub read: &'static Cell<Option<usize>>,
}

impl App {
    /// The state that the address asks for.
    pub fn new() -> Self {
        let fragment = address::current();
        let Asked { scenario, view, wrong } = link::read(&fragment);
        let told = (view.lang.is_some(), view.theme.is_some());
        let system = window().navigator().language().unwrap_or_default();
        // A first visit needs no printer for the text that it came with.
        let text = if link::is_default(&fragment) { link::DEFAULT.to_owned() } else { link::write(&scenario) };
        let shown = Arc::new(ran(&scenario, text));
        let app = Self {
            at: Live::new(0),
            shown: Live::new(shown),
            pane: Live::new(view.pane),
            alone: Live::new(view.alone),
            lang: Live::new(view.lang.or_else(|| Lang::of(&system)).unwrap_or(Lang::En)),
            theme: Live::new(view.theme.unwrap_or(Theme::System)),
            told: Live::new(told),
            texts: Live::new(Default::default()),
            areas: Live::new(Default::default()),
            waiting: Live::new(Waiting { lang: Lang::En, pack: Pack::default(), have: Vec::new() }),
            dialog: Live::new(None),
            bad: Live::new(None),
            whole: Live::new(later::there()),
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
            wide: Live::new(440),
            read: Box::leak(Box::default()),
        };
        app.stand(fragment, &view, wrong);
        text::need_all(app);
        app
    }

    /// Goes where a link asks to, and tells what of it could not be taken.
    fn stand(self, fragment: String, view: &View, mut wrong: Vec<Wrong>) {
        let anchor = view.at.as_deref();
        let found = self.shown.peek(|shown| anchor.is_none_or(|anchor| shown.trace.step_at(anchor).is_some()));
        if !found {
            wrong.push(Wrong::view("page.link.step", "~at", anchor.unwrap_or_default(), ""));
        }
        self.at.set(self.shown.peek(|shown| shown.place(anchor)));
        self.wanted.set(view.field.clone());
        self.bad.set(if wrong.is_empty() { None } else { Some((fragment, wrong)) });
    }

    /// Something of the link cannot be taken, as was found only now.
    pub fn missed(self, wrong: Wrong) {
        let (text, mut all) = self.bad.now().unwrap_or_else(|| (address::current(), Vec::new()));
        all.push(wrong);
        self.bad.set(Some((text, all)));
    }

    /// Reads the address again, as after the back button.
    pub fn reload(self) {
        let fragment = address::current();
        let Asked { scenario, view, wrong } = link::read(&fragment);
        let text = link::write(&scenario);
        let same = text == self.shown.peek(|shown| shown.text.clone());
        if !same {
            self.clock.set(None);
            self.opened.set(None);
            self.shown.set(Arc::new(ran(&scenario, text)));
        }
        self.pick.set(None);
        self.stand(fragment, &view, wrong);
        self.pane.set(view.pane);
        self.alone.set(view.alone);
        if let Some(lang) = view.lang.filter(|lang| *lang != self.lang.now()) {
            self.lang.set(lang);
            self.areas.set(Vec::new());
        }
        if let Some(theme) = view.theme {
            self.theme.set(theme);
        }
        text::need_all(self);
    }

    /// Runs a scenario and makes it a place of its own in the history.
    pub fn apply(self, scenario: Scenario) {
        later::with(self, move || self.show(&scenario));
    }

    /// Runs a scenario that changes nothing of the run, and stays where the reader is.
    pub fn apply_here(self, scenario: Scenario) {
        let (at, pane) = (self.at.now(), self.pane.now());
        later::with(self, move || {
            self.show(&scenario);
            self.at.set(at);
            self.pane.set(pane);
        });
    }

    fn show(self, scenario: &Scenario) {
        let shown = Arc::new(ran(scenario, link::write(scenario)));
        self.playing.set(false);
        self.bad.set(None);
        self.hover.set(None);
        self.clock.set(None);
        self.opened.set(None);
        self.at.set(0);
        let at = shown.place(None);
        self.shown.set(shown);
        self.at.set(at);
        self.pane.set(None);
        self.wanted.set(None);
        text::need_all(self);
        past::push(self);
    }

    /// Runs the scenario of a text, or says what is wrong with it.
    pub fn apply_text(self, text: &str) {
        let text = text.to_owned();
        later::with(self, move || {
            let Asked { scenario, view, wrong } = link::read(&text);
            match wrong.iter().any(|one| one.keep) {
                true => self.bad.set(Some((text, wrong))),
                false => {
                    self.show(&scenario);
                    self.stand(text, &view, wrong);
                    self.pane.set(view.pane);
                    if view.alone {
                        self.alone.set(true);
                    }
                }
            }
        });
    }

    /// Runs the scenario with one more fault.
    pub fn add_fault(self, fault: Fault) {
        let mut scenario = self.scenario();
        scenario.faults.push(fault);
        self.apply(scenario);
    }

    /// Goes on without what of the link could not be taken.
    pub fn leave(self) {
        self.bad.set(None);
        let scenario = self.scenario();
        if !scenario.unknown.is_empty() {
            let scenario = Scenario { unknown: Vec::new(), ..scenario };
            self.shown.set(Arc::new(ran(&scenario, link::write(&scenario))));
        }
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
            list: OnceLock::new(),
        }
    }

    /// Opens a menu, and fetches what it says.
    pub fn open(self, dialog: Dialog) {
        text::need(self, "further");
        if dialog == Dialog::Faults {
            text::need(self, "faults");
        }
        later::with(self, move || self.dialog.set(Some(dialog)));
    }

    /// Runs the scenario without one of its faults.
    pub fn remove_fault(self, at: usize) {
        let mut scenario = self.scenario();
        if at < scenario.faults.len() {
            scenario.faults.remove(at);
            self.apply(scenario);
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

    /// Chooses the language.
    pub fn set_lang(self, lang: Lang) {
        self.told.set((true, self.told.now().1));
        self.lang.set(lang);
        self.areas.set(Vec::new());
        text::need_all(self);
    }

    /// Chooses the theme.
    pub fn set_theme(self, theme: Theme) {
        self.told.set((self.told.now().0, true));
        self.theme.set(theme);
    }

    /// Turns single-character keys on or off.
    pub fn set_letters(self, on: bool) {
        dom::keep("handscope.letters", if on { "on" } else { "off" });
        self.letters.set(on);
    }

    /// How the page is shown, for its link.
    pub fn view(self) -> View {
        let (lang, theme) = self.told.get();
        View {
            at: self.shown.with(|shown| shown.trace.steps.get(self.at.get()).map(|step| step.anchor.to_string())),
            pane: self.pane.get(),
            field: stage::field(self),
            alone: self.alone.get(),
            lang: lang.then(|| self.lang.get()),
            theme: theme.then(|| self.theme.get()),
        }
    }
}

/// Runs a scenario, and leaves in the browser's timeline how long it took.
fn ran(scenario: &Scenario, text: String) -> Shown {
    dom::timed("handscope-run", || Shown::of(scenario, text))
}
