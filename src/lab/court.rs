//! What was judged in a run, so that it can be judged again at another time: the chain as it arrived, what was stapled
//! to it, the policy. No handshake is run anew. Knows nothing of screens.

use super::trace::{Step, StepKind, Trace};
use crate::pki::{Judgement, Place, Policy, Staple, judge_stapled};
use crate::tls::{Config, Effect, stapled};
use crate::wire::codec::{Context, decode};
use crate::wire::handshake::Handshake;
use crate::wire::{Blob, BlobId, ConnId, Grammar, Role};

/// One chain that a party judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The index of the step in which it was judged.
    pub step: usize,
    pub conn: ConnId,
    pub judge: Role,
    /// The Certificate message as it arrived.
    pub message: BlobId,
    /// DER, the leaf first, as sent.
    pub chain: Vec<Vec<u8>>,
    /// What came with each certificate, in the same order.
    pub staples: Vec<Staple<Vec<u8>>>,
    pub policy: Policy,
    /// From the leaf towards the root, as far as the run found a path.
    pub path: Vec<Place>,
}

/// Every chain that was judged in a run, in order, each by the policy of who judged it.
pub fn cases(trace: &Trace) -> Vec<Case> {
    let steps = trace.steps.iter().enumerate();
    steps
        .filter_map(|(at, step)| {
            let path = step.effects.iter().find_map(|effect| match effect {
                Effect::Judged(judgement) => Some(&judgement.path),
                _ => None,
            })?;
            let StepKind::Local { role, .. } = step.kind else { return None };
            case(trace, at, (step.conn, role), trace.config(step.conn, role)?, path)
        })
        .collect()
}

impl Case {
    /// Judges the chain at a time, in seconds since 1970, by the policy of the run.
    pub fn judge(&self, now: i64) -> Judgement {
        let staples: Vec<_> = self.staples.iter().map(|one| one.as_ref().map(|der| &der[..])).collect();
        judge_stapled(&self.chain, &staples, &Policy { now, ..self.policy.clone() })
    }
}

/// What lay before a judge in a step: the last Certificate that it read by then, and the status that came with it.
fn case(trace: &Trace, at: usize, (conn, judge): (ConnId, Role), config: &Config, path: &[Place]) -> Option<Case> {
    let mut missed = match judge == Role::Client && config.status_request {
        true => Staple::Absent,
        false => Staple::NotAsked,
    };
    let mut staples = Vec::new();
    let own = |step: &&Step| step.conn == conn && matches!(step.kind, StepKind::Local { role, .. } if role == judge);
    let steps = trace.steps.get(..=at)?.iter().rev().filter(own);
    let reads = steps.flat_map(|step| step.effects.iter()).filter_map(|effect| match effect {
        Effect::Read { message } => Some(*message),
        _ => None,
    });
    for message in reads {
        let chain = match handshake(trace.blobs.get(message)?)? {
            Handshake::CertificateStatus(status) => {
                missed = Staple::Given(status.response().to_vec());
                continue;
            }
            Handshake::Certificate(message) => {
                let entries = message.certificate_list.0;
                if judge == Role::Client {
                    let all = stapled(&entries, missed.as_ref().map(|der| &der[..]));
                    staples = all.into_iter().map(|one| one.map(<[u8]>::to_vec)).collect();
                }
                entries.into_iter().map(|entry| entry.cert_data.0).collect()
            }
            Handshake::Certificate12(message) => message.certificate_list.0.into_iter().map(|one| one.0).collect(),
            _ => continue,
        };
        if staples.is_empty() {
            staples.push(missed);
        }
        let (policy, path) = (config.policy.clone(), path.to_vec());
        return Some(Case { step: at, conn, judge, message, chain, staples, policy, path });
    }
    None
}

fn handshake(blob: &Blob) -> Option<Handshake> {
    let Grammar::Handshake { version, kx } = blob.grammar else { return None };
    decode::<Handshake>(&blob.bytes, Context { version, kx }).ok()
}
