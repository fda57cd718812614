//! `handscope mint`: a scenario's certificates, keys, revocation lists and OCSP responses as files for other tools.
//! Knows nothing of what the files are.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use handscope::crypto::Seed;
use handscope::lab::{Roots, resolve};
use handscope::pki::der::format_time;

use super::minted::{File, Minted, commands};
use super::{End, files, out, report, setup};

/// Mints what the sides of the scenario's first connection show.
pub fn run(text: &str, folder: &Path, force: bool) -> End {
    match mint(text, folder, force) {
        Ok(told) => {
            out(&told);
            End::Good
        }
        Err(why) => End::Usage(why),
    }
}

fn mint(text: &str, folder: &Path, force: bool) -> Result<String, String> {
    let mut warnings = Vec::new();
    let mut scenario = setup::scenario(text, &mut warnings)?;
    if !setup::gave(text, "time") {
        scenario.time = setup::now();
    }
    let resolved = resolve(&scenario);
    let plan = resolved.scenario.connections.first().ok_or("a scenario without connection")?;
    let (server, client) = (&plan.server.certificate, &plan.client.certificate);
    let given = |side: &str| format!("{side}.chain: these certificates are given, so there is nothing to mint");
    if !server.given.is_empty() {
        return Err(given("server"));
    }
    let shown = plan.has_client_chain();
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    if shown && !client.given.is_empty() {
        report(&format!("warning: {}", given("client")));
    }
    let seed = Seed::from_number(scenario.seed);
    let client = (shown && client.given.is_empty()).then_some((client, Roots::New));
    let wanted = [(server, plan.client.roots)].into_iter().chain(client);
    let sides: Result<Vec<_>, _> =
        wanted.map(|(wanted, roots)| Minted::new(wanted, roots, scenario.time, &seed)).collect();
    let sides = sides.map_err(|error| format!("no certificate can be minted: {error}"))?;
    write(folder, sides.iter().flat_map(|side| &side.files), force)?;
    let clock = format_time(scenario.time);
    let mut told = format!("scenario {}\nclock {clock}\nwrote to {}\n\n", scenario.to_text(), files::shown(folder));
    for File { name, what, show, .. } in sides.iter().flat_map(|side| &side.files) {
        told += &format!("  {name}: {what}\n      openssl {show} {}\n", quoted(folder, name));
    }
    for side in &sides {
        told += &commands(side, plan, scenario.time, sides.len() > 1, |name| quoted(folder, name));
    }
    Ok(told)
}

/// Writes all or, where one is there already and may not be replaced, none.
fn write<'a>(folder: &Path, files: impl Iterator<Item = &'a File> + Clone, force: bool) -> Result<(), String> {
    let failed = |path: &Path, error: io::Error| format!("{}: {error}", files::shown(path));
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for file in files.clone() {
        let path = folder.join(&file.name);
        if !force && path.symlink_metadata().is_ok() {
            return Err(format!("{}: is there already; --force writes over it", files::shown(&path)));
        }
    }
    for file in files {
        let path = folder.join(&file.name);
        let opened = match force {
            true => OpenOptions::new().write(true).create(true).truncate(true).open(&path),
            false => OpenOptions::new().write(true).create_new(true).open(&path),
        };
        opened.and_then(|mut open| open.write_all(&file.bytes)).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

/// A file's path as a word for a shell.
fn quoted(folder: &Path, name: &str) -> String {
    super::minted::word(&folder.join(name).display().to_string())
}
