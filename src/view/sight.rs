//! What is looked at: a run, a place in it, and how it is shown, as plain values. Every part of the page is drawn from one
//! `Sight`, so two of them can stand side by side. Knows no markup and no browser.

use std::sync::{Arc, OnceLock};

use super::bytes::Bytes;
pub use super::choices::{Dialog, Lang, Page, Pane, Theme};
use super::given::Given;
use super::link::{self, View};
use super::wrong::Wrong;
use crate::explain::{
    Aftermath, Filled, Knowledge, Pack, Spellings, Vars, aftermath, fill, opening, panes, repeated, several,
};
use crate::lab::{Case, Scenario, StepKind, Trace, run};
use crate::pki::Place;

/// A run and what is read off it once.
#[derive(Debug)]
pub struct Shown {
    pub trace: Trace,
    pub aftermath: Option<Aftermath>,
    /// The scenario's text form, without view keys.
    pub text: String,
    /// Whether it is the default handshake.
    pub is_default: bool,
    /// Who knows what, once that was asked.
    pub knows: OnceLock<Knowledge>,
    /// What was judged in it, once that was asked.
    pub judged: OnceLock<Vec<Case>>,
}

impl Shown {
    /// Runs a scenario, whose text form is given.
    pub fn of(scenario: &Scenario, text: String) -> Self {
        Self::told(run(scenario), text)
    }

    /// What is read off a run, whose scenario's text form is given.
    pub fn told(trace: Trace, text: String) -> Self {
        Self {
            aftermath: aftermath(&trace),
            is_default: text == link::DEFAULT,
            text,
            trace,
            knows: OnceLock::new(),
            judged: OnceLock::new(),
        }
    }

    /// Runs the scenario of a link, as far as it can be read.
    pub fn read(link: &str) -> Self {
        let scenario = link::read(link).scenario;
        Self::of(&scenario, link::write(&scenario))
    }

    /// The pane of a step: the reader's, where the step has it; else the one that shows what the step is about.
    pub fn pane(&self, at: usize, chosen: Option<Pane>) -> Pane {
        let has = |pane: &Pane| panes(&self.trace, self.aftermath.as_ref(), at).any(|own| own == *pane);
        chosen.filter(has).unwrap_or_else(|| opening(&self.trace, self.aftermath.as_ref(), at))
    }

    /// The step to begin at: the anchor's; else where a fault was noticed; else the first message.
    pub fn place(&self, anchor: Option<&str>) -> usize {
        let noticed = || self.aftermath.as_ref().and_then(|after| after.noticed.as_ref()).map(|noticed| noticed.step);
        let end = || match self.aftermath {
            Some(_) => self.trace.steps.iter().position(|step| matches!(step.kind, StepKind::Strike { .. })),
            None => None,
        };
        let message = || self.trace.steps.iter().position(|step| matches!(step.kind, StepKind::Transfer { .. }));
        // What becomes of a copy is what such a run is about.
        let again = || if several(&self.trace) { repeated(&self.trace) } else { None };
        let anchor = anchor.and_then(|anchor| self.trace.step_at(anchor));
        anchor.or_else(noticed).or_else(again).or_else(end).or_else(message).unwrap_or(0)
    }
}

/// What an inspector shows: blobs with a caption each.
pub type List = Arc<Vec<(String, Bytes)>>;

/// A run as it is looked at.
#[derive(Clone, Debug)]
pub struct Sight {
    pub shown: Arc<Shown>,
    /// The step.
    pub at: usize,
    /// The pane that the reader has chosen; without one each step opens its own.
    pub pane: Option<Pane>,
    pub texts: Arc<Pack>,
    pub lang: Lang,
    pub theme: Theme,
    /// Whether the ladder shows messages alone.
    pub alone: bool,
    /// Whether the whole program is there.
    pub whole: bool,
    /// Whether the page is laid out in one column.
    pub narrow: bool,
    /// The ladder's width in pixels.
    pub wide: u32,
    /// Whether the run plays by itself.
    pub playing: bool,
    /// Whether single characters act as keys.
    pub letters: bool,
    /// The bits that a flip would change.
    pub mask: u8,
    pub dialog: Option<Dialog>,
    /// A link of which something could not be taken: its text, and what.
    pub bad: Option<(String, Vec<Wrong>)>,
    /// Whether a part of the program could not be fetched.
    pub cut_off: bool,
    /// The time at which chains are judged again, where it is not the run's own.
    pub clock: Option<i64>,
    /// The certificate that lies open: the step in which it was judged, and its place before the judge.
    pub opened: Option<(usize, Place)>,
    /// Whether this is a first visit that has not begun to step yet.
    pub entrance: bool,
    /// Whether the reader has taken the tour before.
    pub toured: bool,
    /// The stop of the tour, while one is taken.
    pub tour: Option<usize>,
    /// Where beside the run the reader is, and at which entry there.
    pub page: Page,
    pub entry: Option<String>,
    /// What the run is compared with.
    pub other: Option<Arc<Shown>>,
    /// How prose spells the terms of the glossary, once that is there: then they are marked.
    pub terms: Option<Arc<Spellings>>,
    /// What the reader has put into a page's controls.
    pub given: Arc<Given>,
    /// The bytes that the inspector shows, once they were asked for.
    pub list: OnceLock<List>,
}

impl Sight {
    /// A run at the step that opens it, in a language, as a wide page with the whole program shows it.
    pub fn new(shown: Arc<Shown>, view: &View, texts: Arc<Pack>, lang: Lang) -> Self {
        Self {
            at: shown.place(view.at.as_deref()),
            shown,
            pane: view.pane,
            texts,
            lang,
            theme: view.theme.unwrap_or(Theme::System),
            alone: view.alone,
            whole: true,
            narrow: false,
            wide: 440,
            playing: false,
            letters: true,
            mask: 1,
            dialog: None,
            bad: None,
            cut_off: false,
            clock: None,
            opened: None,
            entrance: false,
            toured: false,
            tour: None,
            page: view.page.unwrap_or(Page::Run),
            entry: view.entry.clone(),
            other: view.with.as_ref().map(|with| Arc::new(Shown::read(with))),
            terms: None,
            given: Arc::default(),
            list: OnceLock::new(),
        }
    }

    /// The pane that is shown.
    pub fn looked(&self) -> Pane {
        self.shown.pane(self.at, self.pane)
    }

    /// How many steps there are.
    pub fn count(&self) -> usize {
        self.shown.trace.steps.len()
    }

    /// `step 7 of 21`
    pub fn position(&self) -> String {
        let vars = vec![("n", (self.at + 1).to_string()), ("count", self.count().to_string())];
        self.tf("page.position", &vars)
    }

    /// A label.
    pub fn t(&self, id: &str) -> String {
        self.texts.label(id).to_owned()
    }

    /// A label with its placeholders filled.
    pub fn tf(&self, id: &str, vars: &Vars) -> String {
        fill(self.texts.label(id), vars)
    }

    /// A text, if the pack has it.
    pub fn text(&self, id: &str) -> Option<Filled> {
        self.texts.resolve(&[id], &Vec::new())
    }

    /// The first of these texts that the pack has and that can be filled.
    pub fn told(&self, keys: &[String], vars: &Vars) -> Option<Filled> {
        self.texts.resolve(keys, vars)
    }

    /// The title of the first of these texts that the pack has; the last part of the last id where there is none.
    pub fn called(&self, keys: &[String]) -> String {
        let last = || keys.last().and_then(|id| id.rsplit('.').next()).unwrap_or_default().to_owned();
        self.texts.first(keys).map_or_else(last, |text| text.title.clone())
    }

    /// A label, if there is one: ids of the protocol that have no text are shown as they are.
    pub fn name(&self, family: &str, id: &str) -> String {
        let full = format!("{family}.{id}");
        self.texts.get(&full).map_or_else(|| id.to_owned(), |text| text.title.clone())
    }
}
