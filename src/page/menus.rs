//! The menus in the document: the dialog opened and closed, its cards filtered, and what its controls ask for. Knows no
//! scenario and no fault.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement};

use super::acts;
use super::dom;
use super::past;
use super::state::App;
use handscope::net::Fault;
use handscope::view::menus::{controls, faults};

/// Opens the dialog, or closes it, as the state says.
pub fn show(app: App) {
    let open = app.dialog.get().is_some();
    past::over(app, open);
    let Some(dialog) = dom::find("dialog").map(Element::unchecked_into::<HtmlDialogElement>) else { return };
    match open {
        true if !dialog.open() => drop(dialog.show_modal()),
        false if dialog.open() => dialog.close(),
        _ => {}
    }
}

/// Runs a text that a control made; what is wrong with it is told in the banner, behind the dialog.
pub fn take(app: App, text: &str) {
    acts::apply_text(app, text);
    if app.bad.peek(|bad| bad.as_ref().is_some_and(|(_, wrong)| wrong.iter().any(|one| one.keep))) {
        app.dialog.set(None);
    }
}

/// A control was changed: runs what it makes of the scenario.
pub fn changed(app: App, element: &Element) {
    let attribute = |name: &str| element.get_attribute(name);
    let scenario = app.scenario();
    let text = match attribute("data-key") {
        Some(key) if attribute("type").as_deref() == Some("checkbox") => {
            Some(controls::with(&scenario, &key, if dom::is_checked(element) { "on" } else { "off" }))
        }
        Some(key) => Some(controls::typed(&scenario, &key, &dom::value_of(element))),
        None => attribute("data-list")
            .or_else(|| attribute("data-up"))
            .zip(attribute("data-item"))
            .and_then(|(key, item)| controls::listed(&scenario, &key, &item, attribute("data-up").is_some())),
    };
    if let Some(text) = text {
        take(app, &text);
    }
}

/// Runs the scenario with another seed, one that nobody can foresee.
pub fn reseed(app: App) {
    take(app, &controls::with(&app.scenario(), "seed", &fresh().to_string()));
}

/// A number that nobody can foresee.
fn fresh() -> u64 {
    let mut bytes = [0; 8];
    // Without a random source the clock's default seed stays: the run is the same, and says so.
    if getrandom::fill(&mut bytes).is_err() {
        return 1;
    }
    // Short enough to be copied from a screen.
    u64::from_be_bytes(bytes) >> 24
}

/// Runs the scenario with the fault of a card, or without it.
pub fn choose(app: App, button: &Element) {
    let Some(Ok(fault)) = written(button).map(|text| Fault::parse(&text)) else { return };
    let add = dom::find("#fault-add").is_some_and(|control| dom::is_checked(&control));
    app.dialog.set(None);
    acts::apply(app, faults::chosen(app.scenario(), fault, add));
}

/// Runs the scenario in the version in which one of its faults can strike.
pub fn there(app: App, at: usize) {
    if let Some(scenario) = faults::there(&app.scenario(), at) {
        acts::apply(app, scenario);
    }
}

/// A card's fault in the text form, with the parameters that are not as they would be anyway.
pub fn written(button: &Element) -> Option<String> {
    let id = button.get_attribute("data-fault")?;
    let card = button.parent_element()?;
    let params = dom::all(&card, "[data-param]").into_iter().filter_map(|control| {
        let value = dom::value_of(&control);
        let default = control.get_attribute("data-default")?;
        (value != default).then_some(format!("{}={value}", control.get_attribute("data-param")?))
    });
    let params = params.collect::<Vec<_>>().join(";");
    Some(if params.is_empty() { id } else { format!("{id}({params})") })
}

/// Something was typed into a box that narrows what is around it: cards or entries without it are hidden, and so are groups
/// without any left.
pub fn typed(app: App, event: &Event) {
    let Some(field) = dom::closest(event, ".filter input") else { return };
    let Some(around) = field.closest("dialog, .place").ok().flatten() else { return };
    let typed = dom::value(event);
    let wanted = lower(&typed);
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let (mut left, mut all) = (0, 0);
    for group in dom::all(&around, "section.group") {
        let mut any = false;
        for card in dom::all(&group, ".card, .entry") {
            let fits = holds(&card, &words);
            let _ = card.toggle_attribute_with_force("hidden", !fits);
            any |= fits;
            left += usize::from(fits);
            all += 1;
        }
        let _ = group.toggle_attribute_with_force("hidden", !any);
    }
    let Some(room) = around.query_selector(".filter output").ok().flatten() else { return };
    let vars = vec![("n", left.to_string()), ("of", all.to_string()), ("text", typed.trim().to_owned())];
    let pattern = room.get_attribute(if left > 0 { "data-left" } else { "data-none" }).unwrap_or_default();
    let told = if words.is_empty() { String::new() } else { app.sight().tf(&pattern, &vars) };
    room.set_text_content(Some(&told));
}

/// Whether a card says every one of some words, in what is seen of it or besides; of an entry counts what stands for it.
fn holds(card: &Element, words: &[&str]) -> bool {
    let seen = card.query_selector("[data-holds]").ok().flatten().unwrap_or_else(|| card.clone());
    let told = seen.text_content().unwrap_or_default() + " " + &card.get_attribute("data-words").unwrap_or_default();
    let told = lower(&told);
    words.iter().all(|word| told.contains(word))
}

/// As the browser does it, which has the tables of Unicode.
fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
