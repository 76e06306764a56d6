//! The keys of tickable lines: owned by the source, so that what is ticked in one language is ticked in all.
//!
//! A key is `list/item`. The list is named by its page and the heading it stands under; the item by its explicit id,
//! else by its number among those in the list that have none. Never by its text, its locale, or its place on the page.

use std::collections::HashMap;

use crate::base::DocPath;
use crate::model::site::Anchors;
use crate::model::{Outline, OutlineTask};

/// The keys of the tasks of the variant that owns its page.
pub fn owned(page: &DocPath, outline: &Outline, anchors: &Anchors) -> Box<[Box<str>]> {
    let heading = |task: &OutlineTask| {
        let id = task.heading.and_then(|number| anchors.ids.get(number as usize));
        id.map_or("", |id| id).to_owned()
    };
    let places = places(outline, &heading);
    let keys = outline.tasks.iter().zip(&places).map(|(task, place)| {
        let item = if task.id.is_empty() {
            place.item.to_string()
        } else {
            task.id.to_string()
        };
        format!("{}/{item}", list_name(page, &place.heading, place.list)).into()
    });
    unique(keys)
}

/// The keys of a translation's tasks: those of the tasks that they translate, by explicit id, else by heading, list
/// and number. A task that the owner lacks gets a key of its own kind, which no other page has.
pub fn translated(
    page: &DocPath,
    outline: &Outline,
    anchors: &Anchors,
    owner: (&Outline, &Anchors, &[Box<str>]),
) -> Box<[Box<str>]> {
    let (owner, owner_anchors, owner_keys) = owner;
    let id_of = |anchors: &Anchors, task: &OutlineTask| {
        let id = task.heading.and_then(|number| anchors.ids.get(number as usize));
        id.map_or("", |id| id).to_owned()
    };
    let of_owner = places(owner, &|task| id_of(owner_anchors, task));
    let mut by_id: HashMap<&str, &str> = HashMap::new();
    let mut by_place: HashMap<&Place, &str> = HashMap::new();
    for ((task, place), key) in owner.tasks.iter().zip(&of_owner).zip(owner_keys) {
        if task.id.is_empty() {
            by_place.entry(place).or_insert(key);
        } else {
            by_id.entry(&task.id).or_insert(key);
        }
    }
    let own = places(outline, &|task| id_of(anchors, task));
    let keys = outline.tasks.iter().zip(&own).map(|(task, place)| {
        let known = if task.id.is_empty() {
            by_place.get(place)
        } else {
            by_id.get(&*task.id)
        };
        match known {
            Some(key) => (*key).into(),
            None if task.id.is_empty() => {
                format!("{}/+{}", list_name(page, &place.heading, place.list), place.item).into()
            }
            None => format!("{}/{}", list_name(page, &place.heading, place.list), task.id).into(),
        }
    });
    unique(keys)
}

/// Where a task stands: the id of its heading, the number of its list below that heading, its number among those in
/// the list that have no id.
#[derive(PartialEq, Eq, Hash)]
struct Place {
    heading: String,
    list: u32,
    item: u32,
}

fn places(outline: &Outline, heading: &dyn Fn(&OutlineTask) -> String) -> Vec<Place> {
    let mut lists: HashMap<Option<u32>, (u32, u32)> = HashMap::new();
    let mut item = 0;
    let mut last: Option<u32> = None;
    let mut places = Vec::with_capacity(outline.tasks.len());
    for task in &outline.tasks {
        if last != Some(task.list) {
            item = 0;
        }
        item += u32::from(task.id.is_empty());
        last = Some(task.list);
        // The lists below one heading are counted as they come.
        let count = lists.entry(task.heading).or_insert((task.list, 1));
        if count.0 != task.list {
            *count = (task.list, count.1 + 1);
        }
        places.push(Place {
            heading: heading(task),
            list: count.1,
            item,
        });
    }
    places
}

fn list_name(page: &DocPath, heading: &str, list: u32) -> String {
    let page = page.as_str().strip_suffix(".md").unwrap_or(page.as_str());
    match list {
        1 => format!("{page}#{heading}"),
        _ => format!("{page}#{heading}:{list}"),
    }
}

/// Two lines must not share one state: a key that repeats gets a number.
fn unique(keys: impl Iterator<Item = Box<str>>) -> Box<[Box<str>]> {
    let mut seen: HashMap<Box<str>, u32> = HashMap::new();
    let one = |key: Box<str>| {
        let times = seen.entry(key.clone()).or_default();
        *times += 1;
        if *times == 1 {
            key
        } else {
            format!("{key}~{times}").into()
        }
    };
    keys.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expand::outline;
    use crate::link::anchors;
    use crate::parse::document_of;

    fn keys(source: &str, target: &str) -> (Vec<String>, Vec<String>) {
        let read = |text| outline(&document_of(text).0);
        let (source, target) = (read(source), read(target));
        let page = DocPath::new("a/step.md").unwrap();
        let owner = anchors::owned(&source);
        let of_source = owned(&page, &source, &owner);
        let of_target = anchors::translated(&target, &source, &owner);
        let translated = translated(&page, &target, &of_target, (&source, &owner, &of_source));
        let text = |keys: &[Box<str>]| keys.iter().map(|key| key.to_string()).collect();
        (text(&of_source), text(&translated))
    }

    #[test]
    fn the_source_owns_them() {
        let source = "# T\n\n- [ ] a {#x}\n- [ ] b\n\nand\n\n- [ ] c\n\n## N\n\n- [ ] d\n";
        let target = "# <a name=\"t\"></a>Å\n\n- [ ] b\n- [ ] a {#x}\n\noch\n\n- [ ] c\n\n## <a name=\"n\"></a>Ö\n\n- [ ] d\n- [ ] e\n";
        let (owned, translated) = keys(source, target);
        assert_eq!(owned, ["a/step#t/x", "a/step#t/1", "a/step#t:2/1", "a/step#n/1"]);
        // A reordered item keeps its state by its id; those without one are counted apart.
        assert_eq!(
            translated,
            ["a/step#t/1", "a/step#t/x", "a/step#t:2/1", "a/step#n/1", "a/step#n/+2"]
        );
    }

    #[test]
    fn with_ids_everywhere_a_reorder_loses_nothing() {
        let (owned, translated) = keys("- [ ] a {#a}\n- [ ] b {#b}\n", "- [ ] B {#b}\n- [ ] A {#a}\n");
        assert_eq!(owned, ["a/step#/a", "a/step#/b"]);
        assert_eq!(translated, ["a/step#/b", "a/step#/a"]);
    }

    #[test]
    fn a_list_inside_an_item_belongs_to_the_list_around_it() {
        let (owned, _) = keys("- [ ] a\n  - [ ] b\n- [ ] c\n", "");
        assert_eq!(owned, ["a/step#/1", "a/step#/2", "a/step#/3"]);
    }
}
