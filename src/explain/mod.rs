//! Which text belongs to which id: of a field, a step, a secret, a check, a refusal, a fault. Also what a run
//! says without words: formulas, commands that recompute them, who noticed a fault. Knows no layout, and holds
//! no prose: that lies under `assets/text`, one folder per language.

pub mod aftermath;
pub mod also;
pub mod change;
pub mod check;
pub mod did;
mod facts;
pub mod failure;
pub mod field;
pub mod fill;
pub mod flow;
pub mod formula;
pub mod hand;
pub mod hashes;
pub mod ids;
pub mod openssl;
pub mod pack;
pub mod pane;
pub mod parted;
pub mod parts;
pub mod question;
pub mod secret;
pub mod setting;
pub mod shown;
pub mod sources;
pub mod states;
pub mod step;
pub mod suite;
pub mod unused;
pub mod uses;
pub mod values;

pub use aftermath::{Aftermath, Fate, Noticed, Told, aftermath, noticed_at};
pub use also::{Beside, field_also};
pub use change::{Change, change};
pub use check::{CheckText, compared_label, compared_value};
pub use facts::{Flavour, all_kinds};
pub use failure::{Dates, Failure, failure, headline};
pub use field::{field_keys, field_vars, is_der, value_text};
pub use fill::{Vars, fill, placeholders};
pub use flow::{Flow, Node, flow};
pub use formula::{formula_id, formula_text, secret_name};
pub use hand::{Hand, hand, message_of};
pub use ids::required_ids;
pub use openssl::openssl_command;
pub use pack::{Filled, Pack, Text, clause_url};
pub use pane::{Pane, opening, panes};
pub use parted::{Parted, parted};
pub use parts::{Part, What, parts};
pub use question::Question;
pub use secret::secret_text;
pub use setting::Setting;
pub use states::{Standing, standing};
pub use step::{CHANGED, STEP_VARS, StepText, Twist, fault_id, fault_kind, refusal_id, step_text};
pub use uses::{How, Use};
