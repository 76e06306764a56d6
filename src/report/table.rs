//! Tables for people at a terminal: aligned columns, right under wide characters, without lines and colours.

use super::visible::{visible, width};

/// Columns of the terminal between two columns of a table.
const GAP: usize = 2;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// What stands above it; may be empty.
    pub name: &'a str,
    /// Numbers stand on the right, so that they can be compared by looking.
    pub is_number: bool,
}

impl<'a> Column<'a> {
    /// A column of words.
    pub fn text(name: &'a str) -> Self {
        Self { name, is_number: false }
    }

    /// A column of numbers.
    pub fn number(name: &'a str) -> Self {
        Self { name, is_number: true }
    }
}

/// The table, a line a row after the line of the columns' names, which is left out where no column has one. What a row
/// lacks is empty, what it has too much is not shown; nothing in a cell drives the terminal. No line ends with spaces.
pub fn table(columns: &[Column<'_>], rows: &[Vec<String>]) -> String {
    let names = columns.iter().map(|column| visible(column.name).into_owned()).collect();
    let mut lines: Vec<Vec<String>> = vec![names];
    lines.extend(
        rows.iter()
            .map(|row| row.iter().map(|cell| visible(cell).into_owned()).collect()),
    );
    if columns.iter().all(|column| column.name.is_empty()) {
        lines.remove(0);
    }
    let widest = |at: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(at))
            .map(|cell| width(cell))
            .max()
    };
    let widths: Vec<usize> = (0..columns.len()).map(|at| widest(at).unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &lines {
        let mut row = String::new();
        for (at, (column, room)) in columns.iter().zip(&widths).enumerate() {
            let cell = line.get(at).map_or("", String::as_str);
            let space = " ".repeat(room - width(cell).min(*room));
            if at > 0 {
                row.push_str(&" ".repeat(GAP));
            }
            let (first, second) = if column.is_number {
                (&*space, cell)
            } else {
                (cell, &*space)
            };
            row.push_str(first);
            row.push_str(second);
        }
        out.push_str(row.trim_end_matches(' '));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        rows.iter().map(row).collect()
    }

    #[test]
    fn words_stand_left_and_numbers_right() {
        let columns = [Column::text("locale"), Column::number("pages"), Column::text("note")];
        let made = table(
            &columns,
            &rows(&[&["en", "120", "source"], &["pt-BR", "7"], &["x", "1", "y", "z"]]),
        );
        assert_eq!(
            made,
            "locale  pages  note\n\
             en        120  source\n\
             pt-BR       7\n\
             x           1  y\n"
        );
    }

    #[test]
    fn wide_and_combining_characters_keep_the_columns() {
        let made = table(
            &[Column::text(""), Column::number("")],
            &rows(&[
                &["日本語", "1"],
                &["e\u{301}te\u{301}", "22"],
                &["👍", "3"],
                &["åäö", "4"],
            ]),
        );
        assert_eq!(made, "日本語   1\ne\u{301}te\u{301}     22\n👍       3\nåäö      4\n");
    }

    #[test]
    fn a_hostile_cell_stays_in_its_row() {
        let made = table(
            &[Column::text("a"), Column::number("b")],
            &rows(&[&["\u{1b}[2J\nx", "1"]]),
        );
        assert_eq!(made, "a            b\n\\u{1b}[2J x  1\n");
    }

    #[test]
    fn no_column_is_no_table() {
        assert_eq!(table(&[], &rows(&[&["a"]])), "\n");
        assert_eq!(table(&[Column::text("a")], &[]), "a\n");
    }

    proptest! {
        #[test]
        fn every_number_ends_in_one_column(cells in proptest::collection::vec("[a-zå日👍\t\u{301}\u{1b}\n ]{0,20}", 1..9)) {
            let rows: Vec<Vec<String>> = cells.iter().map(|cell| vec![cell.clone(), cell.len().to_string()]).collect();
            let made = table(&[Column::text("x"), Column::number("y")], &rows);
            let widths: std::collections::BTreeSet<usize> = made.lines().map(width).collect();
            prop_assert_eq!(widths.len(), 1, "{}", made);
            prop_assert_eq!(made.lines().count(), rows.len() + 1);
        }
    }
}
