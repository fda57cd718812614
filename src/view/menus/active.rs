//! The faults of the run, above the ladder: each with its name, whether it struck, and a button that takes it away.
//! Knows no fault.

use super::faults::elsewhere;
use super::params::named;
use crate::view::html::Html;
use crate::view::icons;
use crate::view::sight::Sight;

/// The list; nothing for a run without faults.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    if !sight.shown.trace.scenario.faults.is_empty() {
        list(sight, &mut out);
    }
    out
}

#[inline(never)] // of a later part
fn list(sight: &Sight, out: &mut Html) {
    {
        let trace = &sight.shown.trace;
        let faults = &trace.scenario.faults;
        out.open("ul", &[("class", "faults"), ("aria-label", &sight.t("page.faults.active"))]);
        for (at, fault) in faults.iter().enumerate() {
            let name = named(sight, fault);
            let idle = trace.unstruck.contains(&at);
            let number = at.to_string();
            out.class("li", if idle { "chip idle" } else { "chip" }).open("span", &[]).text(&name);
            if idle {
                // What follows is told of it.
                out.el("i", "", sight.lang.colon());
            }
            out.close("span");
            if idle {
                out.el("small", "soft", &sight.t("page.fault.idle"));
            }
            if let Some(version) = elsewhere(&trace.scenario, fault).filter(|_| idle) {
                let label = sight.tf("page.fault.there", &vec![("version", format!("TLS {}", version.name()))]);
                out.open("button", &[("class", "there"), ("data-act", "there"), ("data-n", &number)]);
                out.text(&label).close("button");
            }
            let label = sight.tf("page.fault.remove", &vec![("name", name)]);
            out.open(
                "button",
                &[("data-act", "remove"), ("data-n", &number), ("aria-label", &label), ("title", &label)],
            );
            icons::sign(out, icons::CROSS);
            out.close("button").close("li");
        }
        if faults.len() > 1 {
            out.class("li", "all")
                .text(&sight.tf("page.faults.count", &vec![("n", faults.len().to_string())]))
                .close("li");
        }
        out.close("ul");
    };
}
