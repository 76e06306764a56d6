//! Tables written with an empty header (`|||`): no header row is shown, nor rows without content. Where every
//! row pairs an image with a link, the table is a row of link cards and no data.

use super::xref;
use crate::model::{Document, Kind};

/// Finds such tables and marks them.
pub fn apply(document: &mut Document) {
    if document.tables.is_empty() {
        return;
    }
    for index in 0..document.nodes.len() as u32 {
        if matches!(document.nodes[index as usize].kind, Kind::Table(_)) {
            mark(document, index);
        }
    }
}

fn mark(document: &mut Document, table: u32) {
    let rows: Vec<u32> = document.children(table).collect();
    let Some((&head, body)) = rows.split_first() else {
        return;
    };
    if !is_empty(document, head) {
        return;
    }
    let filled: Vec<u32> = body.iter().copied().filter(|&row| !is_empty(document, row)).collect();
    let cards = !filled.is_empty() && filled.iter().all(|&row| is_card(document, row));
    for &row in &rows {
        if is_empty(document, row) {
            document.nodes[row as usize].kind = Kind::Dropped;
        }
    }
    if cards {
        document.nodes[table as usize].kind = Kind::LinkCards;
    }
}

/// Nothing to see and nothing to jump to.
fn is_empty(document: &Document, row: u32) -> bool {
    let inside = row as usize..document.nodes[row as usize].end as usize;
    document.nodes[inside].iter().all(|node| match node.kind {
        Kind::Text(part) => document.str(part).trim().is_empty(),
        kind => matches!(
            kind,
            Kind::TableHead | Kind::TableRow | Kind::TableCell | Kind::SoftBreak | Kind::Dropped
        ),
    })
}

/// Two cells: an image alone, then something with exactly one link.
fn is_card(document: &Document, row: u32) -> bool {
    let cells: Vec<u32> = document.children(row).collect();
    let [picture, text] = cells[..] else { return false };
    let of = |cell: u32, wanted: &dyn Fn(Kind) -> bool| {
        let inside = cell as usize..document.nodes[cell as usize].end as usize;
        document.nodes[inside].iter().filter(|node| wanted(node.kind)).count()
    };
    let is_image = |kind| matches!(kind, Kind::Image(_));
    // `@name` may be no link at all.
    let is_link = |kind| match kind {
        Kind::Link(number) => {
            let link = document.links.get(number as usize);
            link.is_some_and(|link| xref::shorthand(document, link).is_none())
        }
        _ => false,
    };
    document
        .children(picture)
        .filter(|&n| !is_image(document.nodes[n as usize].kind))
        .all(|n| is_empty(document, n))
        && of(picture, &is_image) == 1
        && of(text, &is_link) == 1
        && of(text, &is_image) == 0
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::parse::document_of;

    fn kinds(text: &str) -> (usize, usize, usize) {
        let (document, _) = document_of(text);
        let count = |wanted: fn(&Kind) -> bool| document.nodes.iter().filter(|n| wanted(&n.kind)).count();
        (
            count(|k| matches!(k, Kind::LinkCards)),
            count(|k| matches!(k, Kind::TableHead)),
            count(|k| matches!(k, Kind::Dropped)),
        )
    }

    #[test]
    fn cards_and_plain_headless_tables_and_tables() {
        assert_eq!(kinds("|||\n|:--|:--|\n|![a](a.png)| [b](b.md) |\n|||\n"), (1, 0, 2));
        assert_eq!(kinds("|||\n|:--|:--|\n|![a](a.png)| [b](b.md) by @kim|\n"), (1, 0, 1));
        assert_eq!(kinds("|||\n|:--|:--|\n|a|b|\n"), (0, 0, 1));
        assert_eq!(kinds("|a||\n|:--|:--|\n|||\n"), (0, 1, 0));
    }
}
