//! Certificate policies (RFC 5280 6.1.2 to 6.1.5, with the graph of RFC 9618, which cannot grow beyond the policies
//! that are there). A TLS client accepts any policy; what is left to fail is a chain whose own authorities demand that
//! some policy holds all the way down, and none does.

use super::check::{Check, CheckId, Compared, Place, Reason};
use super::rules::Placed;
use crate::pki::certificate::Certificate;
use crate::pki::der::Oid;
use crate::pki::extension::Body;
use crate::pki::oids;

/// A certificate with more policies than this counts as having none.
const MAX_POLICIES: usize = 64;

/// The path, leaf first, the trust anchor last: that one's own policies do not count.
pub fn policies(path: &[Placed<'_>]) -> Check {
    let id = CheckId::Policies;
    let Some((&(leaf, _), _)) = path.split_first() else { return Check::skip(id, Place::Sent(0), vec![]) };
    let below = path.split_last().map_or(path, |(_, below)| if below.is_empty() { path } else { below });
    let mut state = State::new(below.len());
    for (steps_left, &(at, c)) in below.iter().enumerate().rev() {
        if let Err(reason) = state.certificate(c, steps_left == 0) {
            return Check::fail(id, at, reason, state.compared());
        }
    }
    match below.iter().any(|(_, c)| c.extensions.iter().any(|e| matches!(e.body, Body::PolicyConstraints(_)))) {
        true => Check::pass(id, leaf, state.compared()),
        false => Check::skip(id, leaf, state.compared()),
    }
}

/// A policy that is valid at some depth, and those it may go by one step below (`expected_policy_set`).
struct Node {
    policy: Oid,
    expected: Vec<Oid>,
}

/// The state variables of RFC 5280 6.1.2.
struct State {
    /// The policies valid at the depth reached, each once; `None` once there are none.
    valid: Option<Vec<Node>>,
    /// After how many more certificates a policy must be valid.
    explicit_policy: u64,
    /// After how many more certificates anyPolicy means nothing.
    inhibit_any: u64,
    /// After how many more certificates mappings mean nothing.
    policy_mapping: u64,
}

impl State {
    fn new(certificates: usize) -> State {
        let after_all = certificates as u64 + 1;
        let any = || Oid::from_content(oids::ANY_POLICY);
        State {
            valid: any().map(|any| vec![Node::new(&any)]),
            explicit_policy: after_all,
            inhibit_any: after_all,
            policy_mapping: after_all,
        }
    }

    /// Takes in the next certificate downwards.
    fn certificate(&mut self, c: &Certificate, last: bool) -> Result<(), Reason> {
        let self_issued = c.is_self_issued();
        let own = c.extensions.iter().find_map(|e| match &e.body {
            Body::CertificatePolicies(policies) => Some(policies).filter(|all| all.len() <= MAX_POLICIES),
            _ => None,
        });
        let any_counts = self.inhibit_any > 0 || (!last && self_issued);
        self.valid = match (self.valid.take(), own) {
            (Some(above), Some(own)) => below(&above, own, any_counts),
            _ => None,
        };
        self.holds()?;
        for extension in &c.extensions {
            if let (Body::PolicyMappings(mappings), false) = (&extension.body, last) {
                self.map(mappings)?;
            }
        }
        // A step down, towards the leaf: for the leaf itself this is the wrap-up (6.1.5 a).
        if last || !self_issued {
            self.explicit_policy = self.explicit_policy.saturating_sub(1);
            self.inhibit_any = self.inhibit_any.saturating_sub(1);
            self.policy_mapping = self.policy_mapping.saturating_sub(1);
        }
        for extension in &c.extensions {
            match &extension.body {
                // Of the leaf only a demand that holds at once is heard (6.1.5 b).
                Body::PolicyConstraints(limits) => {
                    let explicit = limits.require_explicit_policy.filter(|skip| !last || *skip == 0);
                    self.explicit_policy = self.explicit_policy.min(explicit.unwrap_or(u64::MAX));
                    let mapping = limits.inhibit_policy_mapping.unwrap_or(u64::MAX);
                    self.policy_mapping = self.policy_mapping.min(mapping);
                }
                Body::InhibitAnyPolicy(skip) => self.inhibit_any = self.inhibit_any.min(*skip),
                _ => {}
            }
        }
        if last { self.holds() } else { Ok(()) }
    }

    /// Policies that go by other names from here on (6.1.4 a and b).
    fn map(&mut self, mappings: &[(Oid, Oid)]) -> Result<(), Reason> {
        if mappings.iter().any(|(from, to)| is_any(from) || is_any(to)) {
            return Err(Reason::BadPolicyMapping);
        }
        if mappings.len() > MAX_POLICIES {
            self.valid = None;
        }
        let Some(valid) = &mut self.valid else { return Ok(()) };
        let any_here = valid.iter().any(|node| is_any(&node.policy));
        let (inhibited, mut renamed) = (self.policy_mapping == 0, Vec::new());
        for (from, to) in mappings {
            // The first mapping of a policy replaces its own name, further ones add to it.
            let again = renamed.contains(&from);
            renamed.push(from);
            match valid.iter_mut().find(|node| node.policy == *from) {
                Some(node) if again => node.expected.push(to.clone()),
                Some(node) => node.expected = vec![to.clone()],
                None if any_here => valid.push(Node { policy: from.clone(), expected: vec![to.clone()] }),
                None => {}
            }
        }
        if inhibited {
            valid.retain(|node| !renamed.contains(&&node.policy));
        }
        if valid.is_empty() {
            self.valid = None;
        }
        Ok(())
    }

    /// If a policy must be valid by now, one is (6.1.3 f, 6.1.5 g).
    fn holds(&self) -> Result<(), Reason> {
        if self.explicit_policy > 0 || self.valid.is_some() { Ok(()) } else { Err(Reason::NoValidPolicy) }
    }

    fn compared(&self) -> Compared {
        let valid: Vec<_> = self.valid.iter().flatten().map(|node| oids::shown(node.policy.as_bytes())).collect();
        vec![
            ("valid_policies", super::names::list(&valid)),
            ("explicit_policy", self.explicit_policy.to_string()),
            ("policy_mapping", self.policy_mapping.to_string()),
            ("inhibit_anyPolicy", self.inhibit_any.to_string()),
        ]
    }
}

impl Node {
    fn new(policy: &Oid) -> Node {
        Node { policy: policy.clone(), expected: vec![policy.clone()] }
    }
}

/// The policies valid under a certificate that lists `own` (6.1.3 d).
fn below(above: &[Node], own: &[Oid], any_counts: bool) -> Option<Vec<Node>> {
    let any_above = above.iter().any(|node| is_any(&node.policy));
    let expected = || above.iter().flat_map(|node| &node.expected);
    let specific = own.iter().filter(|p| !is_any(p) && (any_above || expected().any(|e| e == *p)));
    let rest = expected().filter(|_| any_counts && own.iter().any(is_any));
    let mut valid: Vec<Node> = Vec::new();
    for policy in specific.chain(rest) {
        if !valid.iter().any(|node| node.policy == *policy) {
            valid.push(Node::new(policy));
        }
    }
    (!valid.is_empty()).then_some(valid)
}

fn is_any(policy: &Oid) -> bool {
    policy.as_bytes() == oids::ANY_POLICY
}
