//! What a side did in a step, line by line: what it chose, checked, judged, learned, refused; each with the texts that say
//! more. Knows no layout and no language.

use super::also::{Beside, name_texts};
use super::fill::Vars;
use super::flow::{Flow, flow};
use super::formula::secret_name;
use super::hand::message_of;
use super::question::Question;
use super::step::refusal_id;
use crate::lab::{MessageId, StepKind, Trace};
use crate::net::SegmentId;
use crate::pki::{Judgement, Verdict};
use crate::tls::memory::{Change, Item, called};
use crate::tls::{Candidate, Choice, Effect, Rule};
use crate::wire::hex::short;
use crate::wire::printable;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub kind: Kind,
    /// What the line's label quotes that is the same in every language.
    pub vars: Vars,
    /// What it quotes that is a text of its own: the placeholder, and the ids of which the first's title is quoted.
    pub named: Vec<(&'static str, Vec<String>)>,
    /// The texts that say more.
    pub more: Vec<Beside>,
    pub clause: Option<String>,
    pub detail: Detail,
    /// Whether it is what decided.
    pub deciding: bool,
}

/// What kind of line it is; its label is `did.` and the kind's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Tcp,
    Chose,
    ChoseNone,
    Checked(Verdict),
    Judged(Verdict),
    Read,
    Learned,
    Armed,
    Ignored,
    Refused,
    Alerted,
    Delivered,
    Memory(Change),
    /// Early data is taken, or not.
    Early(bool),
    Ticket,
    HandshakeDone,
    Closed,
    Struck,
    Entered,
}

/// What stands below a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    Nothing,
    Compared(Vec<(&'static str, String)>),
    /// A check with its answer.
    Asked(Question),
    /// All that was asked of a chain, with the verdict.
    Chain {
        questions: Vec<Question>,
        accepted: bool,
    },
    Chosen(Chosen),
    Values(Flow),
    /// A fault of the scenario, by its index.
    Fault(usize),
    Message(MessageId),
}

/// A choice: by which rule, what else could have been chosen, and what could not, by reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    pub rule: String,
    pub value: String,
    /// The others that were eligible.
    pub eligible: Vec<String>,
    /// Reasons, each with those that fell out for it.
    pub out: Vec<(String, Vec<String>)>,
}

impl Kind {
    /// The id of its label; a check and a chain are worded by their own texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Tcp => "did.tcp",
            Self::Chose => "did.chose",
            Self::ChoseNone => "did.chose.none",
            Self::Checked(_) => "did.checked",
            Self::Judged(_) => "did.judged",
            Self::Read => "did.read",
            Self::Learned => "did.learned",
            Self::Armed => "did.armed",
            Self::Ignored => "did.ignored",
            Self::Refused => "did.refused",
            Self::Alerted => "did.alerted",
            Self::Delivered => "did.delivered",
            Self::Memory(_) => "did.memory",
            Self::Early(true) => "did.early.taken",
            Self::Early(false) => "did.early.refused",
            Self::Ticket => "did.ticket",
            Self::HandshakeDone => "did.handshake_done",
            Self::Closed => "did.closed",
            Self::Struck => "did.struck",
            Self::Entered => "did.entered",
        }
    }
}

/// The lines of a step; none where nothing was done that is worth one.
pub fn lines(trace: &Trace, at: usize) -> Vec<Line> {
    let Some(step) = trace.steps.get(at) else { return Vec::new() };
    let mut lines: Vec<Line> = match step.kind {
        StepKind::Tcp { segment } => tcp(trace, segment).into_iter().collect(),
        _ => Vec::new(),
    };
    let refused = step.effects.iter().any(|effect| matches!(effect, Effect::Refused { .. }));
    for effect in &step.effects {
        if let Effect::Learned { .. } = effect {
            // All values of a step are one figure, and stand where the first was learned.
            if !lines.iter().any(|line| line.kind == Kind::Learned) {
                lines.extend(flow(trace, at).map(|flow| line(Kind::Learned, Vec::new()).with(Detail::Values(flow))));
            }
            continue;
        }
        lines.push(one(trace, effect));
    }
    let failed = |line: &&mut Line| matches!(line.kind, Kind::Checked(Verdict::Fail) | Kind::Judged(Verdict::Fail));
    let deciding = lines.iter_mut().find(failed);
    match deciding {
        Some(line) => line.deciding = true,
        None if refused => lines.iter_mut().for_each(|line| line.deciding = line.kind == Kind::Refused),
        None => {}
    }
    lines
}

fn line(kind: Kind, vars: Vars) -> Line {
    let (named, more) = (Vec::new(), Vec::new());
    Line { kind, vars, named, more, clause: None, detail: Detail::Nothing, deciding: false }
}

impl Line {
    fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    fn by(self, clause: impl ToString) -> Self {
        Self { clause: Some(clause.to_string()), ..self }
    }

    fn names(mut self, placeholder: &'static str, id: String) -> Self {
        self.named.push((placeholder, vec![id]));
        self
    }

    fn tells(mut self, id: String) -> Self {
        self.more.push(beside(id));
        self
    }
}

fn one(trace: &Trace, effect: &Effect) -> Line {
    match effect {
        Effect::Chose { what: Choice::EarlyData, value, rule, among, clause } => {
            early(value, among).by(clause).tells(format!("rule.{}", rule.id()))
        }
        Effect::Chose { what, value, rule, among, clause } => {
            let kind = if value.is_empty() { Kind::ChoseNone } else { Kind::Chose };
            let choice = format!("choice.{}", what.id());
            let (by, rule) = (*rule, format!("rule.{}", rule.id()));
            let mut line = line(kind, vec![("value", value.clone())]).names("what", choice.clone()).by(clause);
            line.more.extend([choice, rule.clone()].map(beside));
            if matches!(what, Choice::CipherSuite | Choice::Group | Choice::SignatureScheme) {
                line.more.extend(name_texts(value));
            }
            line.with(Detail::Chosen(chosen(rule, value, &others(by, value, among))))
        }
        Effect::Checked { check, passed, clause, compared } => {
            let question = Question::of_protocol(&check.to_string(), *passed, None, &clause.to_string(), compared);
            let line = line(Kind::Checked(question.verdict), Vec::new()).by(clause).tells(question.id.clone());
            line.with(Detail::Asked(question))
        }
        Effect::Judged(judgement) => judged(judgement),
        Effect::Read { message } => {
            let found = message_of(trace, *message);
            line(Kind::Read, Vec::new()).with(found.map_or(Detail::Nothing, |found| Detail::Message(found.id)))
        }
        Effect::Learned { name, .. } => line(Kind::Learned, vec![("name", secret_name(*name).to_owned())]),
        Effect::Armed { writer, epoch, suite, .. } => {
            let epoch = format!("epoch.{}", epoch.id());
            let line = line(Kind::Armed, vec![("suite", suite.to_string())]).names("epoch", epoch.clone());
            line.names("who", format!("who.{}", writer.name())).tells(epoch)
        }
        Effect::Ignored { what, clause } => {
            let id = format!("ignored.{what}");
            line(Kind::Ignored, Vec::new()).names("what", id.clone()).by(clause).tells(id)
        }
        Effect::Alerted { description, level } => {
            let vars = vec![("alert", description.to_string()), ("level", level.to_string())];
            line(Kind::Alerted, vars).tells(format!("alert.{description}"))
        }
        Effect::Delivered { data } => {
            let text = printable(trace.blobs.bytes(*data));
            line(Kind::Delivered, vec![("data", text)])
        }
        Effect::Refused { .. } | Effect::Struck { .. } | Effect::Memory { .. } | Effect::Ticket { .. } => {
            seldom(effect)
        }
        Effect::HandshakeDone => line(Kind::HandshakeDone, Vec::new()),
        Effect::Closed => line(Kind::Closed, Vec::new()),
        Effect::Entered { from, to } => {
            let [from, to] = [from, to].map(|state| format!("state.{state}"));
            line(Kind::Entered, Vec::new()).names("from", from).names("to", to.clone()).tells(to)
        }
    }
}

/// Early data is taken, or not and why.
fn early(value: &str, among: &[Candidate]) -> Line {
    let choice = beside(format!("choice.{}", Choice::EarlyData.id()));
    let out = among.iter().find_map(|one| one.out);
    let mut line = match out.filter(|_| value.is_empty()) {
        Some(out) => line(Kind::Early(false), Vec::new()).names("why", format!("out.{out}")),
        None => line(Kind::Early(true), Vec::new()),
    };
    line.more.push(choice);
    line
}

/// A refusal, a fault, a change of what is kept, a ticket: what the default handshake has none of.
#[inline(never)] // not of the page's first visit
fn seldom(effect: &Effect) -> Line {
    match effect {
        Effect::Refused { refusal, alert, clause } => {
            let id = refusal_id(refusal);
            let line = line(Kind::Refused, vec![("alert", alert.to_string())]).names("why", id.clone()).by(clause);
            line.tells(id).tells(format!("alert.{alert}"))
        }
        Effect::Struck { fault } => line(Kind::Struck, Vec::new()).with(Detail::Fault(*fault)),
        Effect::Memory { change, item, why, .. } => {
            let line =
                line(Kind::Memory(*change), kept_vars(item)).names("what", format!("memory.{}.{change}", item.id()));
            line.names("why", format!("why.{why}")).tells(format!("why.{why}"))
        }
        Effect::Ticket { sealed, .. } => {
            let id = if *sealed { "ticket.sealed" } else { "ticket.opened" };
            line(Kind::Ticket, Vec::new()).names("what", id.to_owned()).tells(id.to_owned())
        }
        _ => line(Kind::Ignored, Vec::new()),
    }
}

/// What a text about something that is kept may quote: the beginning of the bytes that name it.
fn kept_vars(item: &Item) -> Vars {
    let name = match item {
        Item::Session(kept) => called(kept.handle.bytes()),
        Item::Flight(flight) => short(&flight.binder),
        Item::TicketKey(_) => return Vec::new(),
    };
    vec![("name", name)]
}

/// All that was asked of a chain.
pub fn questions(judgement: &Judgement) -> Vec<Question> {
    judgement.checks.iter().map(Question::of_chain).collect()
}

fn judged(judgement: &Judgement) -> Line {
    let questions = questions(judgement);
    let kind = Kind::Judged(if judgement.accepted { Verdict::Pass } else { Verdict::Fail });
    let asked = questions.iter().filter(|question| question.verdict != Verdict::NotApplicable).count();
    let mut line = line(kind, vec![("n", asked.to_string())]);
    let decisive = judgement.decisive.and_then(|at| questions.get(at));
    line.more.extend(decisive.map(|question| beside(question.id.clone())));
    line.with(Detail::Chain { questions, accepted: judgement.accepted })
}

fn beside(id: String) -> Beside {
    Beside { keys: vec![id], vars: Vars::new() }
}

/// The candidates that were not chosen. Of the newest there may be several, which are told with commas between them.
fn others<'a>(rule: Rule, value: &str, among: &'a [Candidate]) -> Vec<&'a Candidate> {
    let several = rule == Rule::Newest;
    let chosen = |name: &str| name == value || (several && value.split(", ").any(|one| one == name));
    among.iter().filter(|one| one.out.is_some() || !chosen(&one.name)).collect()
}

/// What became of the candidates of a choice that were not chosen.
fn chosen(rule: String, value: &str, among: &[&Candidate]) -> Chosen {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for one in among {
        let Some(reason) = one.out.map(|reason| format!("out.{reason}")) else { continue };
        match out.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(one.name.clone()),
            None => out.push((reason, vec![one.name.clone()])),
        }
    }
    let eligible = among.iter().filter(|one| one.out.is_none()).map(|one| one.name.clone());
    Chosen { rule, value: value.to_owned(), eligible: eligible.collect(), out }
}

/// The numbers of a segment.
fn tcp(trace: &Trace, id: SegmentId) -> Option<Line> {
    let segment = trace.segment(id)?;
    let vars = vec![
        ("seq", segment.seq.to_string()),
        ("ack", segment.ack.to_string()),
        ("sent", segment.sent.to_string()),
        ("arrived", segment.arrived.map_or_else(|| "–".to_owned(), |arrived| arrived.to_string())),
    ];
    Some(line(Kind::Tcp, vars).by("RFC 9293 3.5"))
}
