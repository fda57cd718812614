//! Host names in other scripts as the DNS writes them: U-labels to A-labels (RFC 5890 2.3.2.1) by Punycode (RFC 3492).
//!
//! Capitals of the Latin, Greek and Cyrillic alphabets are put in lower case and nothing else: whether a label is
//! allowed, and which spellings are one, takes the tables of Unicode, which a browser has and this crate does not.

/// The name with every label in ASCII; `None` if a label would be longer than the DNS allows (63 bytes).
pub fn to_ascii(name: &str) -> Option<String> {
    let labels = name.split('.').map(|label| match label.is_ascii() {
        true => Some(label.to_ascii_lowercase()),
        false => {
            let lower = label.chars().map(lower_case).collect::<Vec<_>>();
            let encoded = format!("xn--{}", punycode(&lower)?);
            (encoded.len() <= 63).then_some(encoded)
        }
    });
    labels.collect::<Option<Vec<_>>>().map(|labels| labels.join("."))
}

/// Small letters lie at a fixed distance from their capitals in the blocks of Latin-1, Greek and Cyrillic.
fn lower_case(c: char) -> char {
    let by = match c {
        'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        _ => return c.to_ascii_lowercase(),
    };
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

/// RFC 3492 section 5.
const BASE: u32 = 36;
const TMIN: u32 = 1;
const TMAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;

/// RFC 3492 section 6.3; `None` on overflow, which a label of 63 letters cannot reach.
fn punycode(label: &[char]) -> Option<String> {
    if label.len() > 63 {
        return None;
    }
    let mut out: String = label.iter().filter(|c| c.is_ascii()).collect();
    let basic = out.len() as u32;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut done) = (INITIAL_N, 0u32, INITIAL_BIAS, basic);
    while (done as usize) < label.len() {
        let next = label.iter().map(|c| u32::from(*c)).filter(|c| *c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for c in label.iter().map(|c| u32::from(*c)) {
            if c < n {
                delta = delta.checked_add(1)?;
            }
            if c == n {
                push_delta(&mut out, delta, bias);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(out)
}

/// A number in the variable-length form, whose digits say themselves where it ends.
fn push_delta(out: &mut String, delta: u32, bias: u32) {
    let mut q = delta;
    for k in (BASE..).step_by(BASE as usize) {
        let t = k.saturating_sub(bias).clamp(TMIN, TMAX);
        if q < t {
            break;
        }
        out.push(digit(t + (q - t) % (BASE - t)));
        q = (q - t) / (BASE - t);
    }
    out.push(digit(q));
}

/// RFC 3492 section 6.1.
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > (BASE - TMIN) * TMAX / 2 {
        delta /= BASE - TMIN;
        k += BASE;
    }
    k + (BASE - TMIN + 1) * delta / (delta + SKEW)
}

/// a to z, then 0 to 9.
fn digit(value: u32) -> char {
    let base = if value < 26 { u32::from('a') } else { u32::from('0') - 26 };
    char::from_u32(base + value).unwrap_or('a')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names() {
        for (name, ascii) in [
            ("www.Example.com", "www.example.com"),
            ("日本.example", "xn--wgv71a.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            // RFC 3492 7.1 (L), (B) and (S).
            ("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"),
            ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
            ("そのスピードで", "xn--d9juau41awczczp"),
        ] {
            assert_eq!(to_ascii(name).as_deref(), Some(ascii));
        }
        assert_eq!(to_ascii(&"日".repeat(64)), None);
        assert_eq!(to_ascii(&"\u{10ffff}a".repeat(30)), None);
    }
}
