//! The kinds of faults. Each finds all its places in the clean text.

mod health;
mod links;
mod pages;

use super::Fault;
use super::text::Text;

type Kind = fn(&Text) -> Vec<Fault>;

/// All kinds by name.
pub const KINDS: &[(&str, Kind)] = &[
    ("a page's name is misspelled", links::broken_link),
    ("an entry of the toc is misspelled", links::broken_toc),
    ("a fragment is misspelled", links::broken_anchor),
    ("a picture is misspelled", links::broken_asset),
    ("an include is misspelled", links::missing_include),
    ("another case", links::wrong_case),
    ("an include in another case", links::wrong_case_include),
    ("the language is named", links::wrong_locale),
    ("no destination", links::empty),
    ("a script", links::unsafe_link),
    ("another docset", links::out_of_docset),
    ("a moved page", links::redirected),
    ("a draft", links::unpublished),
    ("a key twice", pages::duplicate_key),
    ("a wrong date", pages::bad_date),
    ("front matter that is no YAML", pages::malformed_front),
    ("text behind an alert's marker", pages::alert_text),
    ("an alert of no kind", pages::unknown_directive),
    ("a script in a line", pages::disallowed_html),
    ("a name in angle brackets", pages::pseudo_tag),
    ("bytes that are no UTF-8", pages::invalid_utf8),
    ("a zone without an end", pages::unbalanced),
    ("two tabs of one id", pages::invalid_tabs),
    ("a file that includes itself", pages::circular_include),
    ("a toc that is no YAML", pages::malformed_toc),
    ("two pages at one address", pages::route_conflict),
    ("a page moved from where another is", pages::redirect_conflict),
    ("a key that means nothing", pages::bad_configuration),
    ("a message that is none", pages::bad_messages),
    ("no description", health::description),
    ("no title", health::title),
    ("no heading of the first level", health::first_level),
    ("two headings of the first level", health::second_first_level),
    ("a level is skipped", health::skipped),
    ("a heading without a text", health::empty_heading),
    ("code without an end", health::unclosed),
    ("a table without a head", health::no_head),
    ("a picture without words", health::alt),
    ("a picture with its name", health::file_name),
    ("two pages of one title", health::twin),
    ("a language in an address", health::address),
    ("a link without a text", health::textless),
];
