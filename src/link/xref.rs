//! Names of other documentation: what a link asks for, and the inventory that answers.

mod inventory;

use std::borrow::Cow;

use super::url::percent_decode;
use crate::model::site::{Target, Why, XrefEntry};

pub use inventory::{BAD_INVENTORY, Inventory, add};

/// Which of its names a thing is shown by (`displayProperty`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    Name,
    FullName,
    NameWithType,
}

/// What a link asks for, decoded.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked<'a> {
    uid: Cow<'a, str>,
    /// `text`: shown in any case.
    text: Option<Cow<'a, str>>,
    /// `alt`: shown where nothing answers.
    alt: Option<Cow<'a, str>>,
    shown: Shown,
    /// The rest of the query, without `?`.
    query: String,
    /// After `#`.
    fragment: &'a str,
}

/// How a name was written, and so what may be shown and said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `[text](xref:uid)`: the author's text stays.
    Text,
    /// `<xref:uid>`, `<xref href>`, `[](xref:uid)`.
    Bare,
    /// `@uid`: what nobody knows is plain text, as written.
    Shorthand,
}

impl Form {
    /// By what stands in the file where the link begins.
    pub fn of(written: &str) -> Self {
        if written.starts_with('@') {
            Self::Shorthand
        } else if written.starts_with("[](") || written.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("<xref"))
        {
            Self::Bare
        } else {
            Self::Text
        }
    }
}

/// Where a name leads. `asked` is what follows `xref:` or `@`.
pub fn resolve(inventory: &Inventory, asked: &str, form: Form) -> Target {
    let asked = read(asked);
    let Some(entry) = inventory.get(asked.uid.as_ref()) else {
        return Target::Broken(Why::NoXref {
            shown: match form {
                Form::Bare => asked.text.or(asked.alt).unwrap_or_else(|| asked.uid.clone()).into(),
                Form::Text | Form::Shorthand => Box::default(),
            },
            uid: asked.uid.into(),
            is_silent: form == Form::Shorthand,
        });
    };
    let text = match form {
        Form::Text => Box::default(),
        Form::Bare | Form::Shorthand => match asked.text {
            Some(text) => text.into(),
            None => name(entry, asked.shown).into(),
        },
    };
    Target::Xref {
        url: with_tail(&entry.href, &asked.query, asked.fragment).into(),
        text,
    }
}

/// `uid?displayProperty=fullName&text=a%20b#fragment`; the name may stand in quotes.
fn read(written: &str) -> Asked<'_> {
    let (rest, fragment) = written.split_once('#').unwrap_or((written, ""));
    let (uid, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut asked = Asked {
        uid: percent_decode(unquoted(uid.trim())),
        fragment,
        ..Asked::default()
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode(value);
        match key.to_ascii_lowercase().as_str() {
            "text" if !value.is_empty() => asked.text = Some(value),
            "alt" if !value.is_empty() => asked.alt = Some(value),
            "displayproperty" if value.eq_ignore_ascii_case("fullName") => asked.shown = Shown::FullName,
            "displayproperty" if value.eq_ignore_ascii_case("nameWithType") => asked.shown = Shown::NameWithType,
            "displayproperty" | "text" | "alt" => {}
            _ => {
                asked.query.extend((!asked.query.is_empty()).then_some('&'));
                asked.query.push_str(pair);
            }
        }
    }
    asked
}

fn unquoted(uid: &str) -> &str {
    let inside = |quote: char| uid.strip_prefix(quote)?.strip_suffix(quote);
    inside('\'').or_else(|| inside('"')).unwrap_or(uid)
}

fn name(entry: &XrefEntry, shown: Shown) -> &str {
    let wanted = match shown {
        Shown::Name => &entry.name,
        Shown::FullName => &entry.full_name,
        Shown::NameWithType => &entry.name_with_type,
    };
    if wanted.is_empty() { &entry.name } else { wanted }
}

/// The address with more of a query, and with another fragment, where there is any: `query` without `?`, `fragment`
/// without `#`. Of two values for one key the new one counts.
pub fn with_tail(href: &str, query: &str, fragment: &str) -> String {
    let (rest, own_fragment) = href.split_once('#').unwrap_or((href, ""));
    let (path, own_query) = rest.split_once('?').unwrap_or((rest, ""));
    fn key(pair: &str) -> &str {
        pair.split('=').next().unwrap_or(pair)
    }
    let new: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    let is_kept = |pair: &&str| !pair.is_empty() && !new.iter().any(|other| key(other) == key(pair));
    let mut url = String::from(path);
    for (number, pair) in own_query
        .split('&')
        .filter(is_kept)
        .chain(new.iter().copied())
        .enumerate()
    {
        url.push(if number == 0 { '?' } else { '&' });
        url.push_str(pair);
    }
    let fragment = if fragment.is_empty() { own_fragment } else { fragment };
    if !fragment.is_empty() {
        url.push('#');
        url.push_str(fragment);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(name: &str, full_name: &str, href: &str) -> XrefEntry {
        XrefEntry {
            name: name.into(),
            full_name: full_name.into(),
            name_with_type: Box::default(),
            href: href.into(),
        }
    }

    fn inventory() -> Inventory {
        Inventory::from([
            (
                "Box.Open(Key)".into(),
                entry("Open", "Box.Open(Key)", "https://api.example/box#open"),
            ),
            ("a b".into(), entry("Both", "", "/api/both?v=1")),
        ])
    }

    #[track_caller]
    fn leads(asked: &str, form: Form, url: &str, text: &str) {
        let expected = Target::Xref {
            url: url.into(),
            text: text.into(),
        };
        assert_eq!(resolve(&inventory(), asked, form), expected, "{asked}");
    }

    #[test]
    fn what_is_shown_and_where_it_leads() {
        leads("Box.Open(Key)", Form::Bare, "https://api.example/box#open", "Open");
        leads(
            "Box.Open%28Key%29?displayProperty=fullName",
            Form::Bare,
            "https://api.example/box#open",
            "Box.Open(Key)",
        );
        leads(
            "Box.Open(Key)?displayproperty=NAMEWITHTYPE",
            Form::Shorthand,
            "https://api.example/box#open",
            "Open",
        );
        leads("'a b'?text=c%20d&view=2#e", Form::Bare, "/api/both?v=1&view=2#e", "c d");
        leads("a%20b", Form::Text, "/api/both?v=1", "");
    }

    #[test]
    fn what_nobody_knows_is_text() {
        let broken = |asked, form| match resolve(&inventory(), asked, form) {
            Target::Broken(Why::NoXref { uid, shown, is_silent }) => (uid.to_string(), shown.to_string(), is_silent),
            other => panic!("{other:?}"),
        };
        let of = |uid: &str, shown: &str, is_silent| (uid.to_owned(), shown.to_owned(), is_silent);
        assert_eq!(
            broken("X%60Y?displayProperty=fullName", Form::Bare),
            of("X`Y", "X`Y", false)
        );
        assert_eq!(broken("X?alt=the%20X", Form::Bare), of("X", "the X", false));
        assert_eq!(broken("X?alt=a&text=b", Form::Bare), of("X", "b", false));
        assert_eq!(broken("X", Form::Text), of("X", "", false));
        assert_eq!(broken("X", Form::Shorthand), of("X", "", true));
        // Names are told by case.
        assert_eq!(broken("A B", Form::Text), of("A B", "", false));
    }

    #[test]
    fn the_form_is_seen_where_it_begins() {
        for (written, form) in [
            ("@a", Form::Shorthand),
            ("<xref:a>", Form::Bare),
            ("<XREF href='a'/>", Form::Bare),
            ("[](xref:a)", Form::Bare),
            ("[a](xref:a)", Form::Text),
            ("<a href='xref:a'>", Form::Text),
        ] {
            assert_eq!(Form::of(written), form, "{written}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_fails(asked in "[a-c%&?#='\"0-9\u{e5}]{0,20}") {
            let _ = resolve(&inventory(), &asked, Form::Bare);
        }
    }
}
