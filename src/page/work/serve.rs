//! The program at work, in a worker or in the page: what is to be done lies on a desk in its scope, and so does what came of it.
//! Knows neither page nor reader.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use handscope::explain::work::Work;

thread_local! {
    /// The work that was done last, and what it was asked for by.
    static WORK: RefCell<Option<(String, Option<Work>)>> = const { RefCell::new(None) };
}

/// Does one unit: called from `work.js`.
#[unsafe(no_mangle)]
pub extern "C" fn work() {
    unit();
}

#[inline(never)] // of a later part
fn unit() {
    let Ok(desk) = Reflect::get(&js_sys::global(), &"desk".into()) else { return };
    let on = |name: &str| Reflect::get(&desk, &name.into()).ok().and_then(|text| text.as_string()).unwrap_or_default();
    let asked = on("asked");
    let (count, line) = WORK.with_borrow_mut(|known| {
        if known.as_ref().is_none_or(|(own, _)| *own != asked) {
            let work = Work::read(&asked);
            *known = Some((asked, work));
        }
        let Some((_, Some(work))) = known else { return (0, String::new()) };
        (work.count(), on("at").parse().map(|at| work.unit(at)).unwrap_or_default())
    });
    for (name, text) in [("count", count.to_string()), ("line", line)] {
        let _ = Reflect::set(&desk, &name.into(), &JsValue::from_str(&text));
    }
}
