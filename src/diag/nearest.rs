//! Suggestions: the name that somebody most likely meant.

/// The candidate nearest to `name` by edit distance, if it is near enough to be meant: at most a third of the
/// longer name is wrong. Ties go to the first in order of the names, so that the answer is always the same.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // A character is at most four bytes, so this one is more than twice as long; counting a heading of a megabyte
        // for each of a hundred thousand links would take minutes.
        if candidate.len() > 8 * (wanted.len() + 1) {
            continue;
        }
        let length = candidate.chars().count().max(wanted.len());
        let limit = best.map_or(length.div_ceil(3), |(distance, _)| distance);
        if candidate.chars().count().abs_diff(wanted.len()) > limit {
            continue;
        }
        let distance = edit_distance(&wanted, candidate, limit);
        if distance <= limit && distance <= length.div_ceil(3) && best.is_none_or(|known| (distance, candidate) < known)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidates so near to `name` that a slip of the keys or another spelling explains it: at most a fifth of the letters
/// differ, and no number does, since `step-2` is no slip of `step-3`.
pub fn near<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let wanted: Vec<char> = name.chars().collect();
    let limit = match wanted.len() {
        0..6 => 0,
        length => length / 5,
    };
    let numbers = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let own = numbers(name);
    candidates.filter(move |candidate| {
        let is_long = candidate.len() > 4 * (wanted.len() + limit);
        !is_long && edit_distance(&wanted, candidate, limit) <= limit && numbers(candidate) == own
    })
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other; anything above
/// `limit` once it is clear that it lies above.
fn edit_distance(from: &[char], to: &str, limit: usize) -> usize {
    let to: Vec<char> = to.chars().collect();
    // Three rows that take turns: a badly broken site asks this a hundred thousand times.
    let mut before_last: Vec<usize> = vec![0; to.len() + 1];
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut row: Vec<usize> = vec![0; to.len() + 1];
    for (i, a) in from.iter().enumerate() {
        row[0] = i + 1;
        let mut least = row[0];
        for (j, b) in to.iter().enumerate() {
            let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > limit {
            return limit + 1;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_meant_and_far_ones_are_not() {
        let names = ["title", "theme", "url"];
        assert_eq!(nearest("titel", names.into_iter()), Some("title"));
        assert_eq!(nearest("them", names.into_iter()), Some("theme"));
        assert_eq!(nearest("colour", names.into_iter()), None);
        assert_eq!(
            nearest("nasta-steg", ["nästa-steg", "next"].into_iter()),
            Some("nästa-steg")
        );
    }

    #[test]
    fn what_is_near_is_a_slip() {
        let all = |name: &str| {
            near(
                name,
                ["plug-it-in", "plug-it-on", "step-12", "roles", "nästa-steg"].into_iter(),
            )
            .count()
        };
        assert_eq!([all("pulg-it-im"), all("plug-it-inn"), all("nasta-steg")], [1, 2, 1]);
        assert_eq!(
            [all("step-13"), all("stpe-12"), all("rules"), all("roles")],
            [0, 1, 0, 1]
        );
        assert_eq!(all(""), 0);
    }

    #[test]
    fn a_long_candidate_costs_nothing() {
        let long = "x".repeat(1 << 20);
        for _ in 0..100_000 {
            assert_eq!(nearest("x", std::iter::once(long.as_str())), None);
        }
        // The longest letters count as letters.
        assert_eq!(nearest("😀😀", ["😀😀😀"].into_iter()), Some("😀😀😀"));
    }

    #[test]
    fn the_order_of_the_candidates_does_not_matter() {
        let names = ["step-1", "step-2", "step-3"];
        let backwards = names.into_iter().rev();
        assert_eq!(nearest("step-4", names.into_iter()), nearest("step-4", backwards));
    }
}
