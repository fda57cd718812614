//! Which text belongs to which id: of a field, a step, a secret, a check, a refusal, a fault. Also what a run
//! says without words: formulas, commands that recompute them, who noticed a fault. Knows no layout, and holds
//! no prose: that lies under `assets/text`, one folder per language.

pub mod aftermath;
pub mod check;
pub mod field;
pub mod fill;
pub mod formula;
pub mod ids;
pub mod openssl;
pub mod pack;
pub mod step;

pub use aftermath::{Aftermath, Fate, Noticed, Told, aftermath};
pub use check::{CheckText, compared_label, compared_value};
pub use field::{field_keys, field_vars, is_der, value_key, value_text};
pub use fill::{Vars, fill, placeholders};
pub use formula::{formula_id, formula_text, secret_name};
pub use ids::required_ids;
pub use openssl::openssl_command;
pub use pack::{Filled, Pack, Text, clause_url};
pub use step::{STEP_VARS, StepText, fault_id, refusal_id, step_text};
