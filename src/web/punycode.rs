//! Names of hosts with other letters than a to z, as they are looked up: RFC 3492.

/// The parts of `host`, already in small letters and composed, in ASCII. `None`: too long to be a name, or with a
/// character that no name has.
pub(super) fn host(host: &str) -> Option<String> {
    // Full stops of other scripts part names, too (RFC 3490, 3.1).
    let parts = host.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
    let parts: Option<Vec<String>> = parts.map(part).collect();
    Some(parts?.join("."))
}

fn part(part: &str) -> Option<String> {
    if part.is_ascii() {
        return Some(part.to_owned());
    }
    // Nothing encodes to fewer bytes than it has characters.
    let chars: Vec<u32> = part.chars().map(u32::from).collect();
    if chars.len() > 59 || !part.chars().all(may_stand_in_a_name) {
        return None;
    }
    Some(format!("xn--{}", encode(&chars)?))
}

/// What is no name for other reasons is refused by the name server, not here.
fn may_stand_in_a_name(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '-';
    }
    !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2000}'..='\u{206f}' | '\u{fff0}'..='\u{ffff}')
}

const BASE: u32 = 36;
const LEAST: u32 = 1;
const MOST: u32 = 26;

/// RFC 3492, 6.3. At most 59 characters, so its two loops are short.
fn encode(chars: &[u32]) -> Option<String> {
    let mut out: String = chars
        .iter()
        .filter(|c| **c < 128)
        .filter_map(|c| char::from_u32(*c))
        .collect();
    let basic = out.len() as u32;
    let mut handled = basic;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias) = (128_u32, 0_u32, 72_u32);
    while (handled as usize) < chars.len() {
        let next = chars.iter().copied().filter(|c| *c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for &c in chars {
            if c < n {
                delta = delta.checked_add(1)?;
            }
            if c != n {
                continue;
            }
            let mut rest = delta;
            let mut k = BASE;
            loop {
                let least = k.saturating_sub(bias).clamp(LEAST, MOST);
                if rest < least {
                    break;
                }
                out.push(digit(least + (rest - least) % (BASE - least)));
                rest = (rest - least) / (BASE - least);
                k += BASE;
            }
            out.push(digit(rest));
            bias = adapt(delta, handled + 1, handled == basic);
            delta = 0;
            handled += 1;
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(out)
}

fn digit(value: u32) -> char {
    let byte = if value < 26 {
        b'a' + value as u8
    } else {
        b'0' + (value - 26).min(9) as u8
    };
    byte as char
}

fn adapt(delta: u32, points: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > ((BASE - LEAST) * MOST) / 2 {
        delta /= BASE - LEAST;
        k += BASE;
    }
    k + (BASE - LEAST + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_they_are_looked_up() {
        for (name, wanted) in [
            ("bücher.de", "bücher.de:xn--bcher-kva.de"),
            ("münchen.de", "münchen.de:xn--mnchen-3ya.de"),
            ("例え.jp", "例え.jp:xn--r8jz45g.jp"),
            ("éé.fr", "éé.fr:xn--9caa.fr"),
        ] {
            assert_eq!(format!("{name}:{}", host(name).unwrap()), wanted);
        }
        assert_eq!(host("a\u{2028}b.se"), None);
        assert_eq!(host(&"å".repeat(100)), None);
    }
}
