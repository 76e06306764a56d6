//! Checklists: from lists, exit criteria and a sidecar to items with names that outlive their words.
//!
//! The source of a page owns its lists. A translation lends its words: its list is the one under the same heading, its item
//! the one with the same id, else in the same place among those without. Which item of the source is which from one release
//! to the next is told by a lock ([`lock`]), where there is one.

mod adopt;
pub mod lock;
mod of_criteria;
mod of_lists;
mod places;
pub mod rules;
mod settle;
mod sidecar;
mod translation;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::lock::{Lock, LockFile, file_of};
use self::rules::{DUPLICATE_ITEM, STALE_CHECKLIST_LOCK, VANISHED_ITEM};
use self::settle::{Settled, Steps, Wanted, settle};
use self::sidecar::Sidecar;
use super::catalog::folded;
use super::outdated::blocks::BlockHash;
use super::resolve::Map;
use crate::base::{DocPath, Span};
use crate::diag::{Diagnostic, Sink};
use crate::model::checklist::{CRITERIA, Checklist, Checklists, Item, Role, Shown, TextHash};
use crate::model::criterion::{Class, Criteria};
use crate::model::site::{Doc, DocId, LocaleId, PageId};
use crate::source::Snapshot;

pub use places::line_of;
pub use sidecar::FILE as SIDECAR;

/// What became of the locks.
#[derive(Clone, Debug, Default)]
pub struct Locks {
    /// Those that there are, by file.
    pub known: BTreeMap<DocPath, LockFile>,
    /// What each list would be locked as, by number of the list, and the entries of its lock that no item is.
    pub settled: Vec<(Lock, Vec<usize>)>,
}

/// Compiles them, and tells what is wrong. Costs a look at each document's tickable lines where a site has none.
pub fn compile(map: &Map<'_>, criteria: &Criteria, snapshot: &Snapshot) -> (Checklists, Locks, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let known = lock::read_all(snapshot, &mut told);
    let sidecars = sidecars(map, snapshot, &mut told);
    let mut compiler = Compiler {
        map,
        criteria,
        made: Checklists::default(),
        locks: Locks {
            known,
            settled: Vec::new(),
        },
        told,
        files: HashMap::new(),
        origins: HashMap::new(),
    };
    compiler.add_criteria();
    compiler.add_lists(&sidecars);
    compiler.tell_of_lost_lists();
    (compiler.made, compiler.locks, compiler.told)
}

/// The hash of an item's words.
pub fn text_hash(words: &str) -> TextHash {
    TextHash((BlockHash::of(words).0 >> 16) as u32)
}

struct Compiler<'a> {
    map: &'a Map<'a>,
    criteria: &'a Criteria,
    made: Checklists,
    locks: Locks,
    told: Vec<Diagnostic>,
    /// The list that each file of a lock belongs to, in small letters, because not every disk tells them apart.
    files: HashMap<String, u32>,
    /// Where each list stands in its source, and the numbers of its items.
    origins: HashMap<u32, (Origin, Vec<Option<u32>>)>,
}

type Origin = (DocPath, Span);

/// What a name is to a list that would have it.
enum Taken {
    /// Nobody has it.
    Free,
    /// The list itself has it, which another page shows: its number, and those of its items.
    Same(u32, Vec<Option<u32>>),
    /// Another list has it, and that was told.
    Not,
}

/// An id as it stands in a key, where a slash parts the list from the item.
fn item_id(id: &str) -> Cow<'_, str> {
    match id.contains('/') {
        true => Cow::Owned(id.replace('/', "%2F")),
        false => Cow::Borrowed(id),
    }
}

/// A list of the source before its items are recognised.
struct Draft<'a> {
    name: Box<str>,
    page: Option<PageId>,
    heading: Option<u32>,
    items: Vec<DraftItem<'a>>,
    /// Where what is wrong with the whole list is told.
    place: (DocPath, Span),
}

struct DraftItem<'a> {
    explicit: Option<Cow<'a, str>>,
    words: String,
    role: Role,
    class: Option<Class>,
    may_not_apply: bool,
    page: PageId,
    owner: LocaleId,
    place: (DocPath, Span),
}

impl<'a> Compiler<'a> {
    /// Keeps where a document shows a list, and its words for the items.
    fn show(&mut self, doc: DocId, locale: LocaleId, shown: Shown) {
        if self.made.of_doc.is_empty() {
            self.made.of_doc = vec![Vec::new(); self.map.docs.len()];
        }
        if let Some(facts) = self.map.docs.get(doc.index()) {
            for (node, item) in &shown.items {
                if let Some(item) = item {
                    self.say(shown.list, *item, locale, line_of(&facts.document, *node));
                }
            }
        }
        if let Some(of_doc) = self.made.of_doc.get_mut(doc.index()) {
            of_doc.push(shown);
        }
    }

    fn say(&mut self, list: u32, item: u32, locale: LocaleId, words: String) {
        let item = self
            .made
            .lists
            .get_mut(list as usize)
            .and_then(|list| list.items.get_mut(item as usize));
        if let Some(place) = item.and_then(|item| item.words.get_mut(locale.index()))
            && place.is_empty()
        {
            *place = words.into();
        }
    }

    /// Recognises the items of a list and adds it. The number of each item in the list; none for one whose id an earlier one
    /// has.
    fn settle(&mut self, draft: Draft<'_>, groups: &[String]) -> Vec<Option<u32>> {
        let wanted: Vec<Wanted<'_>> = draft
            .items
            .iter()
            .zip(groups)
            .map(|(item, group)| item.wanted(group))
            .collect();
        let file = self.locks.known.get(&file_of(&draft.name));
        let known = file.map(|file| &file.lock);
        let settled = settle(&wanted, known.unwrap_or(&Lock::default()));
        self.told
            .extend(tell(&draft, &settled, file, !self.locks.known.is_empty()));
        let mut items: Vec<Item> = Vec::with_capacity(draft.items.len());
        let mut numbers = Vec::with_capacity(draft.items.len());
        for (item, place) in draft.items.into_iter().zip(&settled.items) {
            let Some(entry) = place.and_then(|place| settled.lock.entries.get(place)) else {
                numbers.push(None);
                continue;
            };
            numbers.push(Some(items.len() as u32));
            let mut words: Box<[Box<str>]> = vec![Box::default(); self.map.site.locales.len()].into();
            if let Some(place) = words.get_mut(item.owner.index()) {
                *place = item.words.into();
            }
            items.push(Item {
                key: entry.key().into(),
                id: entry.id.clone(),
                number: entry.number,
                hash: entry.hash,
                role: item.role,
                class: item.class,
                may_not_apply: item.may_not_apply,
                page: item.page,
                owner: item.owner,
                words,
            });
        }
        let file = folded(file_of(&draft.name).as_str());
        self.files.insert(file, self.made.lists.len() as u32);
        self.made
            .by_name
            .insert(draft.name.clone(), self.made.lists.len() as u32);
        self.made.lists.push(Checklist {
            name: draft.name,
            page: draft.page,
            heading: draft.heading,
            items,
        });
        self.locks.settled.push((settled.lock, settled.vanished));
        numbers
    }

    /// Whether a list may have that name.
    fn take_name(&mut self, name: &str, place: &Origin) -> Taken {
        let taken = self.files.get(&folded(file_of(name).as_str())).copied();
        let known = taken.and_then(|list| Some((list, self.origins.get(&list)?)));
        if let Some((list, (origin, numbers))) = known
            && origin == place
        {
            return Taken::Same(list, numbers.clone());
        }
        let message = match taken.and_then(|list| self.made.list(list)) {
            None if name != CRITERIA => return Taken::Free,
            None => format!("`{CRITERIA}` is the name of the list of all exit criteria"),
            Some(list) => format!("another checklist has the id `{}`", list.name),
        };
        let mut sink = Sink::new(place.0.clone());
        sink.report(&DUPLICATE_ITEM, place.1, message)
            .help("give this one an id that no other has");
        self.told.extend(sink.into_found());
        Taken::Not
    }

    /// Locks whose list is gone.
    fn tell_of_lost_lists(&mut self) {
        for (path, file) in &self.locks.known {
            if self.files.contains_key(&folded(path.as_str())) {
                continue;
            }
            let mut sink = Sink::new(path.clone());
            let left = file
                .lock
                .entries
                .iter()
                .zip(&file.lines)
                .find(|(entry, _)| !entry.retired);
            if let Some((_, line)) = left {
                sink.report(&VANISHED_ITEM, *line, format!("the checklist of `{path}` is gone"))
                    .help(format!(
                        "put it back, or say that it is gone for good: `stegvis accept --retire {}`",
                        path.stem()
                    ));
            }
            self.told.extend(sink.into_found());
        }
    }
}

impl DraftItem<'_> {
    fn wanted<'b>(&'b self, group: &'b str) -> Wanted<'b> {
        Wanted {
            explicit: self.explicit.as_deref(),
            group,
            hash: text_hash(&self.words),
        }
    }
}

/// What is wrong with a list and its lock.
fn tell(draft: &Draft<'_>, settled: &Settled, file: Option<&LockFile>, has_locks: bool) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for (item, place) in draft.items.iter().zip(&settled.items) {
        if place.is_none() {
            let mut sink = Sink::new(item.place.0.clone());
            let id = item.explicit.as_deref().unwrap_or_default();
            sink.report(
                &DUPLICATE_ITEM,
                item.place.1,
                format!("an earlier item of this list has, or had, the id `{id}`"),
            )
            .help("give this one an id that no other has");
            told.extend(sink.into_found());
        }
    }
    let Some(file) = file else {
        if has_locks && !settled.items.is_empty() {
            let mut sink = Sink::new(draft.place.0.clone());
            sink.report(
                &STALE_CHECKLIST_LOCK,
                draft.place.1,
                format!("the checklist `{}` has no lock yet", draft.name),
            )
            .help("write it with `stegvis accept --checklists`");
            told.extend(sink.into_found());
        }
        return told;
    };
    let mut sink = Sink::new(file.file.clone());
    let steps = Steps::of(&file.lock);
    for &gone in &settled.vanished {
        let (Some(entry), Some(line)) = (file.lock.entries.get(gone), file.lines.get(gone)) else {
            continue;
        };
        let name = format!("{}/{}", draft.name, entry.id);
        sink.report(&VANISHED_ITEM, *line, format!("`{}` is no item of `{}` any more", entry.id, draft.name))
            .help(match steps.group(&entry.id).is_some() {
                // Nobody gave it an id, so none can be given.
                true => format!("`stegvis accept --retire {name}` if it is gone for good"),
                false => format!(
                    "`stegvis accept --rename {name}=NEW` if it is called otherwise now, `stegvis accept --retire {name}` if \
                     it is gone for good"
                ),
            });
    }
    if is_behind(draft, settled, &file.lock) {
        let old = &file.lock.entries;
        let new = settled.lock.entries.len().saturating_sub(old.len());
        let changed = old
            .iter()
            .zip(&settled.lock.entries)
            .filter(|(old, new)| old != new)
            .count();
        let counts = [(new, "new"), (changed, "changed")];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, what)| format!("{count} {what}")).collect();
        let first = old.iter().zip(&settled.lock.entries).position(|(old, new)| old != new);
        let line = first
            .and_then(|first| file.lines.get(first))
            .copied()
            .unwrap_or_default();
        let message = format!(
            "the lock of `{}` is behind its source: {}",
            draft.name,
            counts.join(", ")
        );
        sink.report(&STALE_CHECKLIST_LOCK, line, message)
            .help("bring it up to date with `stegvis accept --checklists`");
    }
    told.extend(sink.into_found());
    told
}

/// Whether a lock knows less than its source says. New words of an item that has an id are none of its business: it is known
/// by the id.
fn is_behind(draft: &Draft<'_>, settled: &Settled, lock: &Lock) -> bool {
    if settled.lock.entries.len() != lock.entries.len() {
        return true;
    }
    let pinned: BTreeSet<usize> = draft
        .items
        .iter()
        .zip(&settled.items)
        .filter(|(item, _)| item.explicit.is_some())
        .filter_map(|(_, place)| *place)
        .collect();
    let entries = lock.entries.iter().zip(&settled.lock.entries).enumerate();
    let mut differ = entries.map(|(place, (old, new))| match pinned.contains(&place) {
        true => (&old.id, &old.was, old.retired) != (&new.id, &new.was, new.retired),
        false => old != new,
    });
    differ.any(|differs| differs)
}

fn sidecars(map: &Map<'_>, snapshot: &Snapshot, told: &mut Vec<Diagnostic>) -> Vec<Sidecar> {
    let source = map.site.locales.get(map.site.source);
    let beside_pages = source.and_then(|source| DocPath::below(source.folder.as_str(), SIDECAR));
    let mut files: Vec<DocPath> = DocPath::new(SIDECAR).into_iter().chain(beside_pages).collect();
    files.dedup();
    let mut all = Vec::new();
    for file in files {
        let mut sink = Sink::new(file.clone());
        all.extend(sidecar::read(snapshot, &file, &mut sink));
        told.extend(sink.into_found());
    }
    all
}

fn place_of_node(doc: &Doc, node: u32) -> (DocPath, Span) {
    let span = doc
        .document
        .nodes
        .get(node as usize)
        .map(|node| node.span)
        .unwrap_or_default();
    let (first, last) = (span.start, span.end);
    let text = doc
        .document
        .text
        .parsed
        .get(first as usize..last as usize)
        .unwrap_or_default();
    let line = text.find('\n').map_or(text.len(), |end| end);
    in_file(
        doc,
        Span {
            start: first,
            end: first + line as u32,
        },
    )
}

/// A place of the parsed text, in the file that it came from.
fn in_file(doc: &Doc, span: Span) -> (DocPath, Span) {
    let (file, span) = doc.place(span);
    let is_own = file == doc.document.file;
    (file, if is_own { doc.document.text.in_file(span) } else { span })
}
