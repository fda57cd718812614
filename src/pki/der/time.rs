//! UTCTime and GeneralizedTime (RFC 5280 4.1.2.5) to and from seconds since 1970-01-01T00:00:00Z.

/// 0000-01-01T00:00:00Z, the earliest time GeneralizedTime can write.
pub const TIME_MIN: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z, the latest, which RFC 5280 4.1.2.5 also uses for "no well-defined expiration date".
pub const TIME_MAX: i64 = 253_402_300_799;

/// Years from 1950 to 2049 are written as UTCTime, the others as GeneralizedTime.
const UTC_YEARS: std::ops::RangeInclusive<i64> = 1950..=2049;

/// Year, month (1 to 12), day (1 to 31), hour, minute, second of a time.
pub fn civil(seconds: i64) -> (i64, i64, i64, i64, i64, i64) {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Counted from 0000-03-01, so that the leap day is the last of its year.
    let days = days.saturating_add(719_468);
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
}

/// `2026-01-31T12:00:00Z`
pub fn format_time(seconds: i64) -> String {
    let (y, mo, d, h, m, s) = civil(seconds);
    format!("{y:04}-{mo:02}-{d:02}T{h:02}:{m:02}:{s:02}Z")
}

/// The time that [`format_time`] wrote, of a real date in the years 0 to 9999; none for anything else.
pub fn parse_time(text: &str) -> Option<i64> {
    let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let bytes = text.as_bytes();
    if !punctuation.iter().all(|(at, mark)| bytes.get(*at) == Some(mark)) {
        return None;
    }
    let digits: Vec<u8> = bytes
        .iter()
        .enumerate()
        .filter(|(at, _)| !punctuation.iter().any(|(mark, _)| mark == at))
        .map(|(_, b)| *b)
        .collect();
    read_generalized(&digits)
}

/// Whether the time is written as UTCTime, and its characters; `None` outside the years 0 to 9999.
pub(super) fn written(seconds: i64) -> Option<(bool, String)> {
    if !(TIME_MIN..=TIME_MAX).contains(&seconds) {
        return None;
    }
    let (y, mo, d, h, m, s) = civil(seconds);
    let rest = format!("{mo:02}{d:02}{h:02}{m:02}{s:02}Z");
    Some(if UTC_YEARS.contains(&y) {
        (true, format!("{:02}{rest}", y % 100))
    } else {
        (false, format!("{y:04}{rest}"))
    })
}

pub(super) fn read_utc(text: &[u8]) -> Option<i64> {
    let [rest @ .., b'Z'] = text else { return None };
    let (pairs, []) = rest.as_chunks::<2>() else { return None };
    let [y, rest @ ..] = pairs else { return None };
    let short = pair(y)?;
    seconds(if short >= 50 { 1900 + short } else { 2000 + short }, rest)
}

pub(super) fn read_generalized(text: &[u8]) -> Option<i64> {
    let [rest @ .., b'Z'] = text else { return None };
    let (pairs, []) = rest.as_chunks::<2>() else { return None };
    let [century, y, rest @ ..] = pairs else { return None };
    seconds(pair(century)? * 100 + pair(y)?, rest)
}

fn seconds(year: i64, rest: &[[u8; 2]]) -> Option<i64> {
    let [month, day, hour, minute, second] = rest else { return None };
    let (month, day, hour, minute, second) = (pair(month)?, pair(day)?, pair(hour)?, pair(minute)?, pair(second)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Days from 1970-01-01 to a date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn pair(digits: &[u8; 2]) -> Option<i64> {
    let digit = |b: u8| b.is_ascii_digit().then(|| i64::from(b - b'0'));
    Some(digit(digits[0])? * 10 + digit(digits[1])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times() {
        assert_eq!(read_utc(b"700101000000Z"), Some(0));
        assert_eq!(read_utc(b"491231235959Z"), Some(2_524_607_999));
        assert_eq!(read_utc(b"500101000000Z"), Some(-631_152_000));
        assert_eq!(read_generalized(b"20500101000000Z"), Some(2_524_608_000));
        assert_eq!(read_generalized(b"00000101000000Z"), Some(TIME_MIN));
        assert_eq!(read_generalized(b"99991231235959Z"), Some(TIME_MAX));
        assert_eq!(read_generalized(b"20240229120000Z").map(format_time).as_deref(), Some("2024-02-29T12:00:00Z"));
    }

    #[test]
    fn impossible_times() {
        for bad in [
            &b"230229000000Z"[..],
            b"231301000000Z",
            b"230001000000Z",
            b"230101240000Z",
            b"2301010000Z",
            b"230101000000+0000",
            b"23010100000aZ",
            b"",
        ] {
            assert_eq!(read_utc(bad), None);
        }
        assert_eq!(read_generalized(b"20230101000000.5Z"), None);
        assert_eq!(written(TIME_MAX + 1), None);
        for bad in ["2026-02-30T00:00:00Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "20260101000000Z", ""] {
            assert_eq!(parse_time(bad), None);
        }
        format_time(i64::MAX);
        format_time(i64::MIN);
    }

    #[test]
    fn every_written_time_reads_back() {
        for seconds in (TIME_MIN..TIME_MAX).step_by(86_400 * 97 + 12_345) {
            let (utc, text) = written(seconds).unwrap();
            let back = if utc { read_utc(text.as_bytes()) } else { read_generalized(text.as_bytes()) };
            assert_eq!(back, Some(seconds), "{text}");
            assert_eq!(parse_time(&format_time(seconds)), Some(seconds));
        }
    }
}
