//! What the page holds: the run, where the reader stands in it, how it is shown. Everything else follows from it.
//! Knows no markup.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::window;

use super::bytes::Pick;
pub use super::choices::{Dialog, Lang, Pane, Theme};
use super::dom;
use super::later;
use super::link::{self, View};
use super::live::Live;
use super::stage::{Court, Key, List, Lit};
use super::text::{self, Waiting};
use handscope::explain::{Aftermath, Pack, aftermath};
use handscope::lab::{Scenario, StepKind, Trace, run};
use handscope::net::Fault;
use handscope::pki::Place;

/// A link that could not be read: its text, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    pub text: String,
    pub key: String,
    pub value: String,
    pub allowed: String,
}

/// A run and what is read off it once.
#[derive(Debug)]
pub struct Shown {
    pub trace: Trace,
    pub aftermath: Option<Aftermath>,
    /// The scenario's text form, without view keys.
    pub text: String,
    /// Whether it is the default handshake.
    pub is_default: bool,
}

/// The page's state. It is copied freely: it holds signals only.
#[derive(Clone, Copy)]
pub struct App {
    pub shown: Live<Arc<Shown>>,
    pub at: Live<usize>,
    pub pane: Live<Pane>,
    pub lang: Live<Lang>,
    pub theme: Live<Theme>,
    /// Whether the link names language and theme: once chosen, they travel along.
    pub told: Live<(bool, bool)>,
    pub texts: Live<Arc<Pack>>,
    /// Areas asked for, and the texts of the coming language as far as they are there.
    pub areas: Live<Vec<(Lang, &'static str)>>,
    pub waiting: Live<Waiting>,
    pub dialog: Live<Option<Dialog>>,
    pub bad: Live<Option<Bad>>,
    /// Whether the second part of the program is there.
    pub whole: Live<bool>,
    /// Whether the second part of the program could not be fetched.
    pub cut_off: Live<bool>,
    pub playing: Live<bool>,
    /// Whether single characters act as keys.
    pub letters: Live<bool>,
    /// The span that is looked at, and the one under the pointer.
    pub pick: Live<Option<Pick>>,
    pub hover: Live<Option<Pick>>,
    /// The bits that a flip would change.
    pub mask: Live<u8>,
    /// The bytes that were shown last.
    pub list: &'static RefCell<Option<(Key, List)>>,
    pub lit: &'static Cell<Option<Lit>>,
    /// The time at which chains are judged again, where it is not the run's own.
    pub clock: Live<Option<i64>>,
    /// The certificate that lies open: the step in which it was judged, and its place before the judge.
    pub opened: Live<Option<(usize, Place)>>,
    /// What was judged in the run that was last looked at so.
    pub judged: &'static RefCell<Option<Court>>,
    /// The ladder's width in pixels.
    pub wide: Live<u32>,
}

impl App {
    /// The state that the address asks for.
    pub fn new() -> Self {
        let asked = link::current();
        let (scenario, view, bad) = link::read(&asked);
        let told = (view.lang.is_some(), view.theme.is_some());
        let system = window().navigator().language().unwrap_or_default();
        // A first visit needs no printer for the text that it came with.
        let text = if link::is_default(&asked) { link::DEFAULT.to_owned() } else { link::write(&scenario) };
        let shown = Arc::new(Shown::of(&scenario, text));
        let app = Self {
            at: Live::new(shown.place(view.at.as_deref())),
            shown: Live::new(shown),
            pane: Live::new(view.pane.unwrap_or(Pane::Message)),
            lang: Live::new(view.lang.or_else(|| Lang::of(&system)).unwrap_or(Lang::En)),
            theme: Live::new(view.theme.unwrap_or(Theme::System)),
            told: Live::new(told),
            texts: Live::new(Default::default()),
            areas: Live::new(Default::default()),
            waiting: Live::new(Waiting { lang: Lang::En, pack: Pack::default(), have: Vec::new() }),
            dialog: Live::new(None),
            bad: Live::new(bad),
            whole: Live::new(later::there()),
            cut_off: Live::new(false),
            playing: Live::new(false),
            letters: Live::new(dom::recall("handscope.letters").is_none_or(|value| value != "off")),
            pick: Live::new(None),
            hover: Live::new(None),
            mask: Live::new(1),
            list: Box::leak(Box::default()),
            lit: Box::leak(Box::default()),
            clock: Live::new(None),
            opened: Live::new(None),
            judged: Box::leak(Box::default()),
            wide: Live::new(440),
        };
        text::need_all(app);
        app
    }

    /// Reads the address again, as after the back button.
    pub fn reload(self) {
        let (scenario, view, bad) = link::read(&link::current());
        let text = link::write(&scenario);
        let same = bad.is_none() && text == self.shown.peek(|shown| shown.text.clone());
        if !same {
            self.clock.set(None);
            self.opened.set(None);
            self.shown.set(Arc::new(Shown::of(&scenario, text)));
        }
        self.bad.set(bad);
        self.at.set(self.shown.peek(|shown| shown.place(view.at.as_deref())));
        self.pane.set(view.pane.unwrap_or(Pane::Message));
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

    fn show(self, scenario: &Scenario) {
        let shown = Arc::new(Shown::of(scenario, link::write(scenario)));
        self.playing.set(false);
        self.bad.set(None);
        self.hover.set(None);
        self.clock.set(None);
        self.opened.set(None);
        self.at.set(0);
        let at = shown.place(None);
        self.shown.set(shown);
        self.at.set(at);
        self.pane.set(Pane::Message);
        text::need_all(self);
        link::push(self);
    }

    /// Runs the scenario of a text, or says what is wrong with it.
    pub fn apply_text(self, text: &str) {
        let text = text.to_owned();
        later::with(self, move || match link::read(&text) {
            (_, _, Some(bad)) => self.bad.set(Some(bad)),
            (scenario, _, None) => self.show(&scenario),
        });
    }

    /// Runs the scenario with one more fault.
    pub fn add_fault(self, fault: Fault) {
        let mut scenario = self.scenario();
        scenario.faults.push(fault);
        self.apply(scenario);
    }

    /// Whether there are words to speak with.
    pub fn is_ready(self) -> bool {
        self.texts.with(|texts| texts.get("page.next").is_some())
    }

    /// How many steps there are.
    pub fn count(self) -> usize {
        self.shown.with(|shown| shown.trace.steps.len())
    }

    /// `step 7 of 21`
    pub fn position(self) -> String {
        let vars = vec![("n", (self.at.get() + 1).to_string()), ("count", self.count().to_string())];
        self.tf("page.position", &vars)
    }

    /// Opens the fault menu, and fetches what it says.
    pub fn open_faults(self) {
        text::need(self, "faults");
        later::with(self, move || self.open(Dialog::Faults));
    }

    /// Opens the scenario menu.
    pub fn open_scenario(self) {
        later::with(self, move || self.open(Dialog::Scenario));
    }

    /// Opens a menu, and fetches what it says.
    pub fn open(self, dialog: Dialog) {
        text::need(self, "further");
        self.dialog.set(Some(dialog));
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
            pane: Some(self.pane.get()),
            lang: lang.then(|| self.lang.get()),
            theme: theme.then(|| self.theme.get()),
        }
    }
}

impl Shown {
    fn of(scenario: &Scenario, text: String) -> Self {
        let trace = dom::timed("handscope-run", || run(scenario));
        Self { aftermath: aftermath(&trace), is_default: text == link::DEFAULT, text, trace }
    }

    /// The step to begin at: the anchor's; else where a fault was noticed; else the first message.
    pub fn place(&self, anchor: Option<&str>) -> usize {
        let noticed = || self.aftermath.as_ref().and_then(|after| after.noticed.as_ref()).map(|noticed| noticed.step);
        let end = || match self.aftermath {
            Some(_) => self.trace.steps.iter().position(|step| matches!(step.kind, StepKind::Strike { .. })),
            None => None,
        };
        let message = || self.trace.steps.iter().position(|step| matches!(step.kind, StepKind::Transfer { .. }));
        anchor.and_then(|anchor| self.trace.step_at(anchor)).or_else(noticed).or_else(end).or_else(message).unwrap_or(0)
    }
}
