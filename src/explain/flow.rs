//! Where the values of a step come from and where they go: what went in, what was computed on the way, what came out.
//! A figure of the ledger's formulas, of one side in one step. Knows no layout and no label.

use super::formula::{inputs, secret_name};
use super::uses::{Use, uses};
use super::values::learned;
use super::which::which;
use crate::crypto::ledger::{Formula, Ledger};
use crate::lab::{StepKind, Trace};
use crate::tls::{Effect, Name};
use crate::wire::{ActorId, EntryId, Role};

/// The values of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub role: Role,
    pub actor: ActorId,
    /// What the rest is computed from: of earlier steps, received, drawn, or a hash of the messages.
    pub from: Vec<Node>,
    /// What is computed and used again in the same step.
    pub through: Vec<Node>,
    /// What the step is for.
    pub out: Vec<Node>,
    /// What is the same in every connection of this kind: constants, and what is computed from nothing else.
    pub constant: Vec<EntryId>,
}

/// One value of a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub entry: EntryId,
    pub name: Name,
    /// Where others of this step have the same name: the ticket or the identity that it belongs to.
    pub which: Option<String>,
    /// The step that brought it.
    pub step: usize,
    /// The values of this flow that it is computed from, constants left out.
    pub of: Vec<EntryId>,
    /// Who writes under this key, where it is one.
    pub writer: Option<Role>,
    /// What becomes of it in later steps.
    pub uses: Vec<Use>,
}

impl Node {
    /// What it is called: its name and, where others have the same, what it belongs to.
    pub fn called(&self) -> String {
        let name = secret_name(self.name);
        self.which.as_ref().map_or_else(|| name.to_owned(), |which| format!("{name} ({which})"))
    }
}

impl Flow {
    /// Every value but constants, inputs first.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.from.iter().chain(&self.through).chain(&self.out)
    }
}

/// The flow of a step; none where nothing was learned in it.
pub fn flow(trace: &Trace, at: usize) -> Option<Flow> {
    let step = trace.steps.get(at)?;
    let StepKind::Local { role, .. } = step.kind else { return None };
    let actor = trace.actor(step.conn, role)?;
    let ledger = &actor.ledger;
    let all: Vec<(usize, EntryId, Name)> = learned(trace, step.conn)
        .filter(|(_, by, ..)| *by == role)
        .map(|(step, _, entry, name)| (step, entry, name))
        .collect();
    let once = once(ledger, all.iter().filter(|(step, ..)| *step == at).map(|(_, entry, _)| *entry).collect());
    let own = || once.iter().map(|(entry, _)| *entry);
    let first = |entry: EntryId| once.iter().find(|(_, same)| same.contains(&entry)).map_or(entry, |(first, _)| *first);
    let (constant, fresh): (Vec<_>, Vec<_>) = own().partition(|entry| is_constant(ledger, *entry));
    let takes = |entry: EntryId| {
        let taken = ledger.get(entry).map_or(Vec::new(), |entry| inputs(&entry.formula));
        taken.into_iter().map(first).collect::<Vec<_>>()
    };
    let used = |entry: EntryId| fresh.iter().any(|user| takes(*user).contains(&entry));
    let node = |entry: EntryId| {
        let (step, _, name) = all.iter().find(|(_, known, _)| *known == entry)?;
        let of = takes(entry).into_iter().filter(|input| !is_constant(ledger, *input)).collect();
        let writer = writer(trace, at, role, entry);
        let same = once.iter().find(|(first, _)| *first == entry).map_or(&[][..], |(_, same)| same);
        let others = same.iter().skip(1).flat_map(|same| uses(trace, at, role, *same));
        let uses = uses(trace, at, role, entry).into_iter().chain(others).collect();
        Some(Node { entry, name: *name, which: None, step: *step, of, writer, uses })
    };
    // A key pair is made whole: its private key is what the step is for, like the public one.
    let half_of_pair = |entry: EntryId| {
        let made = |user: &EntryId| {
            let formula = ledger.get(*user).map(|user| &user.formula);
            matches!(formula, Some(Formula::PublicKey { private, .. }) if *private == entry)
        };
        fresh.iter().any(made)
    };
    let mut flow = Flow {
        role,
        actor: actor.id,
        from: Vec::new(),
        through: Vec::new(),
        out: Vec::new(),
        constant: constant.clone(),
    };
    let mut earlier: Vec<EntryId> = Vec::new();
    for input in fresh.iter().flat_map(|entry| takes(*entry)) {
        let known = fresh.contains(&input) || earlier.contains(&input) || is_constant(ledger, input);
        if !known {
            earlier.push(input);
        }
    }
    // What is earlier stands in this figure only as an input: what else comes of it is another step's.
    flow.from.extend(earlier.into_iter().filter_map(|entry| Some(Node { of: Vec::new(), ..node(entry)? })));
    for found in fresh.iter().filter_map(|entry| node(*entry)) {
        match (used(found.entry) && !half_of_pair(found.entry), found.of.is_empty()) {
            (false, _) => flow.out.push(found),
            (true, true) => flow.from.push(found),
            (true, false) => flow.through.push(found),
        }
    }
    let keyed = || all.iter().any(|(.., name)| matches!(name, Name::Psk | Name::Ticket));
    if alike(&flow) && keyed() {
        tell_apart(trace, &mut flow);
    }
    (!flow.out.is_empty() || !flow.constant.is_empty()).then_some(flow)
}

/// The values of a step, each once, with all that are the same: of one name and the same bytes.
fn once(ledger: &Ledger<Name>, own: Vec<EntryId>) -> Vec<(EntryId, Vec<EntryId>)> {
    let mut once: Vec<(EntryId, Vec<EntryId>)> = Vec::new();
    let same = |one: EntryId, other: EntryId| {
        let [one, other] =
            [one, other].map(|id| ledger.get(id).and_then(|entry| Some((entry.name, entry.bytes.as_ref()?))));
        one.is_some() && one == other
    };
    for entry in own {
        match once.iter_mut().find(|(first, _)| same(*first, entry)) {
            Some((_, all)) => all.push(entry),
            None => once.push((entry, vec![entry])),
        }
    }
    once
}

/// Whether values of a flow have one name.
fn alike(flow: &Flow) -> bool {
    let mut names: Vec<Name> = Vec::new();
    flow.nodes().any(|node| names.contains(&node.name) || (names.push(node.name), false).1)
}

/// Says of values of one name which ticket each belongs to.
#[inline(never)] // not of the page's first visit
fn tell_apart(trace: &Trace, flow: &mut Flow) {
    let names: Vec<Name> = flow.nodes().map(|node| node.name).collect();
    let actor = flow.actor;
    let nodes = flow.from.iter_mut().chain(&mut flow.through).chain(&mut flow.out);
    for node in nodes.filter(|node| names.iter().filter(|name| **name == node.name).count() > 1) {
        node.which = which(trace, actor, node.entry);
    }
}

/// The formula of a value as a figure shows it, where lines say which secret goes in; none where the whole is as short.
pub fn short(ledger: &Ledger<Name>, entry: EntryId) -> Option<String> {
    match &ledger.get(entry)?.formula {
        Formula::ExpandLabel { label, context, len, .. } => {
            let context = match ledger.get(*context)? {
                empty if empty.name == Name::EmptyContext => "\"\"",
                other => secret_name(other.name),
            };
            Some(format!("HKDF-Expand-Label(·, \"{label}\", {context}, {len})"))
        }
        Formula::Prf { label, seed, len, .. } => {
            let seed: Vec<&str> = seed.iter().filter_map(|id| Some(secret_name(ledger.get(*id)?.name))).collect();
            Some(format!("PRF(·, \"{label}\", {})[0..{len}]", seed.join(" + ")))
        }
        _ => None,
    }
}

/// How many values of a step are worth a badge: what it is for, and not only took from a message.
pub fn made(trace: &Trace, at: usize) -> usize {
    let Some(flow) = flow(trace, at) else { return 0 };
    let ledger = trace.actors.get(usize::from(flow.actor.0)).map(|actor| &actor.ledger);
    let own = |node: &&Node| {
        let entry = ledger.and_then(|ledger| ledger.get(node.entry));
        !entry.is_some_and(|entry| matches!(entry.formula, Formula::Received(_)))
    };
    flow.out.iter().filter(own).count()
}

/// The function by which every value on the way is made, where one does, and its hash: `HKDF` (RFC 5869), `PRF` (RFC 5246, 5).
pub fn method(trace: &Trace, flow: &Flow) -> Option<(&'static str, &'static str)> {
    let ledger = &trace.actors.get(usize::from(flow.actor.0))?.ledger;
    let of = |node: &Node| match &ledger.get(node.entry)?.formula {
        Formula::Extract { hash, .. } | Formula::ExpandLabel { hash, .. } => Some(("HKDF", hash.name())),
        Formula::Prf { hash, .. } => Some(("PRF", hash.name())),
        _ => None,
    };
    let method = of(flow.through.first()?)?;
    flow.through.iter().all(|node| of(node) == Some(method)).then_some(method)
}

/// Whether a value is the same in every run: a constant of the protocol, or computed from constants alone.
pub fn is_constant(ledger: &Ledger<Name>, entry: EntryId) -> bool {
    let Some(found) = ledger.get(entry) else { return false };
    match &found.formula {
        Formula::Given => matches!(
            found.name,
            Name::Zeros | Name::EmptyContext | Name::EmptyHash | Name::SignaturePrefix | Name::DowngradeSentinel
        ),
        Formula::TranscriptHash { covered, .. } | Formula::Transcript { covered } => covered.is_empty(),
        Formula::Random { .. } | Formula::RandomNonzero { .. } | Formula::Received(_) => false,
        // A value is younger than what it is computed from, so that this ends.
        other => inputs(other).into_iter().all(|input| input < entry && is_constant(ledger, input)),
    }
}

/// Who writes under a key: what says so is the step in which the key comes into force.
fn writer(trace: &Trace, at: usize, role: Role, entry: EntryId) -> Option<Role> {
    let conn = trace.steps.get(at)?.conn;
    let own = trace
        .steps
        .iter()
        .filter(|step| step.conn == conn && matches!(step.kind, StepKind::Local { role: by, .. } if by == role));
    own.flat_map(|step| &step.effects).find_map(|effect| match effect {
        Effect::Armed { writer, keys, .. } if keys.contains(&entry) => Some(*writer),
        _ => None,
    })
}
