//! The failure index as a book has it: every cause under its alert, under the tools that have words for it, and under the
//! check that fails. Knows no text.

use super::data::{Cause, Tool, causes, words};
use crate::pki::CheckId;
use crate::tls::Check;
use crate::wire::AlertDescription;

/// A heading of the index, and what stands under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<T> {
    pub of: T,
    pub causes: Vec<&'static Cause>,
}

/// First what fails without an alert, then every alert by number. An alert that no run here ends with has no cause.
pub fn by_alert() -> Vec<Group<Option<AlertDescription>>> {
    let mut alerts: Vec<AlertDescription> = AlertDescription::ALL.to_vec();
    alerts.sort_by_key(|alert| alert.0);
    let heads = std::iter::once(None).chain(alerts.into_iter().map(Some));
    heads.map(|of| Group { of, causes: causes().iter().filter(|cause| cause.alert == of).collect() }).collect()
}

/// Tool by tool, what its words may mean.
pub fn by_tool() -> Vec<Group<Tool>> {
    let told =
        |tool: Tool, cause: &Cause| words().iter().any(|word| word.tool == tool && word.causes.contains(&cause.id));
    let under = |tool: Tool| causes().iter().filter(|cause| told(tool, cause)).collect();
    Tool::ALL.iter().map(|tool| Group { of: *tool, causes: under(*tool) }).collect()
}

/// Check by check, as the id of its text, those of a chain first; then what no check finds. Checks that nothing here fails
/// on are left out.
pub fn by_check() -> Vec<Group<Option<String>>> {
    // Of a leaf some are other questions.
    let both = |id: String| [id.clone(), id + ".leaf"];
    let chain = CheckId::ALL.iter().flat_map(|check| both(format!("chain.{}", check.id())));
    let own = Check::ALL.iter().map(|check| format!("check.{}", check.id()));
    let under = |of: Option<&str>| causes().iter().filter(|cause| cause.check == of).collect::<Vec<_>>();
    let all = chain.chain(own).map(Some).chain([None]);
    let groups = all.map(|of| Group { causes: under(of.as_deref()), of });
    groups.filter(|group| !group.causes.is_empty()).collect()
}
