//! What every change does.

#![cfg(test)]

use handscope::explain::sweep::*;
use handscope::explain::work::Work;
use handscope::lab::*;

#[test]
#[ignore = "prints"]
fn look() {
    for (text, aim) in [
        ("v=1", "c0.s.server_hello"),
        ("v=1", "c0.c.client_hello"),
        ("v=1", "c0.s.certificate"),
        ("v=1", "c0.c.finished"),
        ("v=1&client.versions=1.2&server.versions=1.2", "c0.s.server_hello"),
        ("v=1&client.versions=1.2&server.versions=1.2", "c0.s.certificate"),
        ("v=1", "faults"),
    ] {
        let scenario = Scenario::parse(text).unwrap().scenario;
        let sweep = Sweep::new(&run(&scenario), Aim::parse(aim).unwrap()).unwrap();
        let mut work = Work::read(&Work::asked(&sweep.aim, text)).unwrap();
        let time = std::time::Instant::now();
        let all: Vec<_> = (0..work.count()).map(|at| Came::read(&work.unit(at))).collect();
        println!("{text} {aim}: {} in {:?}", all.len(), time.elapsed());
        for group in groups(&all) {
            let row = &sweep.rows[group.first];
            let what = match &row.about { About::Byte(b) => format!("{} {}", b.area, b.field), About::Entry(e) => e.id.to_owned() };
            println!("  {:4} {} [{}]", group.count, group.came.line(), what);
        }
        for (row, came) in sweep.rows.iter().zip(&all) {
            let came = came.as_ref().unwrap();
            if came.ended == Ended::Through || came.ended == Ended::Unstruck { println!("   !! {} {}", row.fault, came.line()); }
        }
    }
}
