//! The lines of the registries' files. Knows how a line reads; what reads otherwise is left out, which a test would tell.

/// The suites' file. In a browser it comes with a later part, as do the others: one function reads each.
#[inline(never)]
pub fn suites() -> &'static str {
    include_str!("../../../assets/registry/suites.txt")
}

#[inline(never)]
pub fn alerts() -> &'static str {
    include_str!("../../../assets/registry/alerts.txt")
}

#[inline(never)]
pub fn extensions() -> &'static str {
    include_str!("../../../assets/registry/extensions.txt")
}

#[inline(never)]
pub fn groups() -> &'static str {
    include_str!("../../../assets/registry/groups.txt")
}

#[inline(never)]
pub fn schemes() -> &'static str {
    include_str!("../../../assets/registry/schemes.txt")
}

/// What every line begins with: code point, name, RFC; and what is behind it.
pub struct Row {
    pub code: u16,
    pub name: &'static str,
    pub rfc: Option<u16>,
    pub rest: Vec<&'static str>,
}

impl Row {
    /// A column behind the RFC that is `Y` or `N`.
    pub fn yes(&self, at: usize) -> bool {
        self.rest.get(at).is_some_and(|column| *column == "Y")
    }
}

/// The lines of a file that are rows.
pub fn rows(text: &'static str) -> impl Iterator<Item = Row> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split(' ');
        let code = columns.next()?;
        let code = match code.strip_prefix("0x") {
            Some(digits) => u16::from_str_radix(digits, 16).ok()?,
            None => code.parse().ok()?,
        };
        let (name, rfc) = (columns.next()?, columns.next()?.parse().ok());
        Some(Row { code, name, rfc, rest: columns.collect() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_row_and_codes_rise() {
        for (text, columns) in [(suites(), 3), (alerts(), 1), (extensions(), 2), (groups(), 1), (schemes(), 1)] {
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
            let rows: Vec<Row> = rows(text).collect();
            assert!(lines > 20 && rows.len() == lines);
            assert!(rows.iter().all(|row| row.rest.len() == columns && row.rfc.is_none_or(|rfc| rfc > 2000)));
            assert!(rows.windows(2).all(|two| two[0].code < two[1].code));
        }
    }
}
