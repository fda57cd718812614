//! Long work, carried out beside the page: asked for, followed and stopped here, done by a worker (`work.js`), or by the page in
//! short slices where there can be none. The worker runs this same program and begins at `work`. Knows no markup, and
//! of the work only its text.

mod serve;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;

use super::dom;
use super::later;
use super::live::put_in;
use super::state::{App, Page};
use handscope::view::pages::sweep;
use handscope::view::sight::Sight;
use handscope::view::swept::{State, Swept};

thread_local! {
    /// The number of the work that runs; what is heard of others is late.
    static JOB: Cell<u32> = const { Cell::new(0) };
    /// What it was asked for by.
    static ASKED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The page was drawn, or what it shows has changed: what follows the work is drawn anew, a short work begins by itself,
/// and one that was left goes on.
pub fn follow(app: App, sight: &Sight) {
    for part in sweep::LIVE {
        put_in(&format!("#{}", part.id), (part.html)(sight));
    }
    let Some(asked) = sweep::asked(sight) else { return };
    let running = ASKED.with_borrow(Option::clone);
    if running.as_ref().is_some_and(|running| *running != asked) {
        stop(app, State::Left);
    }
    let state = sweep::swept(sight).map(|swept| swept.state);
    let own = running.as_ref() == Some(&asked);
    let begins = match state {
        None => sweep::plan(sight).is_some_and(|plan| plan.rows.len() <= sweep::AT_ONCE),
        Some(state) => state == State::Left,
    };
    if begins && !own {
        begin(app);
    }
}

/// The button.
pub fn press(app: App, act: &str) {
    match act {
        "start" => begin(app),
        _ => stop(app, State::Stopped),
    }
}

/// Asks for what is left of the work that the page shows.
fn begin(app: App) {
    later::with(app, move || {
        let sight = app.sight();
        let (Some(asked), Some(plan)) = (sweep::asked(&sight), sweep::plan(&sight)) else { return };
        let known = sweep::swept(&sight);
        let now = Swept { state: State::Runs, ..known.unwrap_or_else(|| Swept::begun(&asked, plan.rows.len())) };
        let job = JOB.get() + 1;
        let text = format!("{job} {}\n{asked}", now.done());
        JOB.set(job);
        ASKED.set(Some(asked));
        keep(app, now);
        say(&text);
        load(app);
    });
}

/// Stops what runs.
fn stop(app: App, state: State) {
    let Some(asked) = ASKED.take() else { return };
    JOB.set(JOB.get() + 1);
    say("");
    let known = app.given.peek(|given| given.results(&asked).map(|own| Swept { state, ..own }));
    if let Some(known) = known.filter(|known| known.done() < known.came.len()) {
        keep(app, known);
    }
}

/// Some units are done.
fn heard(app: App, text: &str) {
    let mut lines = text.lines();
    let mut head = lines.next().unwrap_or_default().split(' ').filter_map(|word| word.parse::<usize>().ok());
    let (Some(job), Some(done), Some(count)) = (head.next(), head.next(), head.next()) else { return };
    let Some(asked) = ASKED.with_borrow(Option::clone).filter(|_| job == JOB.get() as usize) else { return };
    let known = app.given.peek(|given| given.results(&asked));
    let Some(mut now) = known else { return };
    let new: Vec<usize> = lines.filter_map(|line| now.take(line)).collect();
    if done >= count {
        now.state = State::Done;
        ASKED.set(None);
    }
    keep(app, now);
    let sight = app.sight();
    // Whoever has left the page does not wait for it.
    if app.page.now() != Page::Sweep || sweep::asked(&sight).as_ref() != Some(&asked) {
        return stop(app, State::Left);
    }
    let (Some(plan), results) = (sweep::plan(&sight), sweep::results(&sight)) else { return };
    for at in new {
        put_in(&format!("#{}", sweep::id(at)), sweep::cell(&sight, &plan, results.as_ref(), at));
    }
}

fn keep(app: App, now: Swept) {
    app.given.set(Arc::new(app.given.peek(|given| given.sweeping(&now))));
}

/// Tells `work.js`, now or once it is there.
fn say(text: &str) {
    let _ = js_sys::Reflect::set(&window(), &"asked".into(), &JsValue::from_str(text));
}

/// Fetches `work.js`, once, and listens to it.
fn load(app: App) {
    thread_local!(static LOADED: Cell<bool> = const { Cell::new(false) });
    let version = dom::find("meta[name=texts-version]").and_then(|meta| meta.get_attribute("content"));
    if LOADED.replace(true) {
        return;
    }
    dom::listen(&document(), "worked", move |event| {
        let detail = js_sys::Reflect::get(&event, &"detail".into()).ok().and_then(|detail| detail.as_string());
        heard(app, &detail.unwrap_or_default());
    });
    let Ok(script) = document().create_element("script") else { return };
    let _ = script.set_attribute("type", "module");
    let _ = script.set_attribute("src", &format!("./work.js?{}", version.unwrap_or_default()));
    if let Some(root) = dom::root() {
        let _ = root.append_child(&script);
    }
}
