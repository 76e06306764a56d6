//! All that a reader can tick, as a page of each language: sums, what is next, every criterion and every list.

use std::collections::BTreeSet;

use serde::Serialize;

use super::forms::{Forms, class};
use super::inputs::Plan;
use super::page::{ChecklistFields, HeadFields, PickerFields, bare_head, bytes};
use super::rollup::{Home, attr, key, sums};
use super::urls::Urls;
use crate::base::{DocPath, Hash};
use crate::link::progress::{ItemRef, ROUTE, Tally, heading_of, item};
use crate::model::checklist::{Checklist, Item, Role};
use crate::model::criterion::Criterion;
use crate::model::site::{LocaleId, PageId, SiteLocale, Variant};
use crate::model::{Key, Output, OutputBody};
use crate::theme::message::Arg;
use crate::theme::template::TemplateError;

/// With more lines than this in all lists, each list is a link with its sum: nobody ticks a thousand lines on one page.
const MANY: usize = 1000;

#[derive(Serialize, Hash)]
struct ProgressFields {
    #[serde(flatten)]
    head: HeadFields,
    heading: String,
    /// The style of this page alone.
    style: String,
    /// Of the whole site, HTML.
    sums: String,
    /// The criteria as a drawing, HTML.
    picture: Option<String>,
    /// What could be next, in order.
    next: Vec<NextFields>,
    phases: Vec<PhaseFields>,
    pages: Vec<PageFields>,
}

/// Words that may be in another language than the page.
#[derive(Serialize, Hash)]
struct WordFields {
    title: String,
    url: Option<String>,
    tag: Option<String>,
    dir: Option<&'static str>,
}

#[derive(Serialize, Hash)]
struct NextFields {
    key: String,
    #[serde(flatten)]
    words: WordFields,
}

/// A page that owns criteria.
#[derive(Serialize, Hash)]
struct PhaseFields {
    #[serde(flatten)]
    words: WordFields,
    sums: String,
    criteria: Vec<CriterionFields>,
}

#[derive(Serialize, Hash)]
struct CriterionFields {
    key: String,
    class: &'static str,
    #[serde(flatten)]
    words: WordFields,
    /// Its boxes, HTML.
    form: String,
    /// The steps that lead to it.
    steps: Vec<WordFields>,
}

/// A page with lists.
#[derive(Serialize, Hash)]
struct PageFields {
    #[serde(flatten)]
    words: WordFields,
    lists: Vec<ListFields>,
}

#[derive(Serialize, Hash)]
struct ListFields {
    /// The heading that it stands under, where that is not the page's.
    #[serde(flatten)]
    words: WordFields,
    /// HTML.
    form: String,
}

/// One a locale, but where somebody wrote a page of this name.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let output = |locale: LocaleId| {
        let slug = &plan.site.locales[locale.index()].slug;
        Some(Output {
            path: DocPath::new(&format!("{slug}/{ROUTE}index.html"))?,
            key: Key::later(move || Hash::of_value(&(plan.locale_key(locale), fields(plan, locale)))),
            body: OutputBody::Render(Box::new(move |_| bytes(render(plan, locale)))),
        })
    };
    made(plan).filter_map(output).collect()
}

fn made<'a>(plan: &'a Plan<'a>) -> impl Iterator<Item = LocaleId> + 'a {
    let homes = plan.progress_homes().iter().enumerate();
    let made = homes.filter(|(_, home)| **home == Home::Made);
    made.map(|(number, _)| LocaleId(number as u8))
}

fn render(plan: &Plan<'_>, locale: LocaleId) -> Result<String, TemplateError> {
    let shared = [("t", &plan.words[locale.index()].shared)];
    plan.theme.render("progress.html", &fields(plan, locale), &shared)
}

/// The first, rendered to see whether its template works.
pub fn try_template(plan: &Plan<'_>) -> Option<TemplateError> {
    render(plan, made(plan).next()?).err()
}

fn fields(plan: &Plan<'_>, locale: LocaleId) -> ProgressFields {
    let words = &plan.words[locale.index()];
    let urls = plan.urls(2);
    let heading = words.text("progress-page", &[]);
    let mut head = bare_head(plan, locale, &urls);
    head.head_title = format!("{heading} | {}", head.site_title);
    // It is what a reader makes of it: search engines leave it out, and so does the sitemap.
    head.no_index = true;
    head.picker = picker(plan, locale, &urls);
    head.checklist = Some(ChecklistFields::new(plan, locale, &urls));
    let page = Page { plan, locale, urls };
    let pages = page.pages();
    ProgressFields {
        style: page
            .urls
            .file(&super::assets::theme_path(plan.theme, "progress.css"), ""),
        sums: sums(plan, plan.progress().site(), locale, None),
        picture: page.picture(),
        next: page.next(),
        phases: plan
            .progress()
            .phases()
            .iter()
            .map(|(owner, tally)| page.phase(*owner, tally))
            .collect(),
        pages,
        head,
        heading,
    }
}

fn picker(plan: &Plan<'_>, locale: LocaleId, urls: &Urls) -> Vec<PickerFields> {
    if plan.site.locales.len() < 2 {
        return Vec::new();
    }
    let one = |(number, other): (usize, &SiteLocale)| PickerFields {
        tag: other.tag.to_string(),
        slug: other.slug.to_string(),
        name: plan.words[number].messages.language_name().into_owned(),
        current: number == locale.index(),
        url: super::rollup::progress_url(plan, LocaleId(number as u8), urls)
            .or_else(|| Some(urls.route(&other.slug, "", ""))),
        lands_on: other.tag.to_string(),
        note: None,
    };
    plan.site.locales.iter().enumerate().map(one).collect()
}

/// What is needed to tell of anything.
struct Page<'a> {
    plan: &'a Plan<'a>,
    locale: LocaleId,
    urls: Urls,
}

impl Page<'_> {
    fn lists(&self) -> &[Checklist] {
        &self.plan.site.checklists.lists
    }

    /// Words of `owner`.
    fn words(&self, title: &str, owner: LocaleId, url: Option<String>) -> WordFields {
        let other = (owner != self.locale).then(|| &self.plan.site.locales[owner.index()].tag);
        WordFields {
            title: title.to_owned(),
            url,
            tag: other.map(|tag| tag.to_string()),
            dir: other.map(|tag| tag.direction()),
        }
    }

    /// The address of a place of a page, if readers of the locale find the page.
    fn url(&self, page: PageId, anchor: Option<&str>) -> Option<String> {
        self.plan.shown(page, self.locale)?;
        let mut tail = String::new();
        if let Some(anchor) = anchor {
            tail.push('#');
            crate::link::percent_encode(anchor, &mut tail);
        }
        let facts = &self.plan.site.locales[self.locale.index()];
        Some(self.urls.page(facts, self.plan.page(page), &tail))
    }

    /// A page by its title.
    fn page(&self, page: PageId) -> WordFields {
        let facts = self.plan.page(page);
        let is_own = matches!(facts.variants[self.locale.index()], Variant::Own(_));
        let title_in = |locale| Some(&*self.plan.shown(page, locale)?.1.outline.title);
        let (title, owner) = match title_in(self.locale) {
            Some(title) => (title, if is_own { self.locale } else { facts.owner }),
            None => (title_in(facts.owner).unwrap_or(facts.key.as_str()), facts.owner),
        };
        self.words(title, owner, self.url(page, None))
    }

    fn criterion_of(&self, item: &Item) -> Option<&Criterion> {
        match item.role {
            Role::Criterion(number) | Role::Step(number) => self.plan.site.criteria.list.get(number as usize),
            Role::Line => None,
        }
    }

    /// An item, with a link to where it stands.
    fn item(&self, at: ItemRef) -> Option<WordFields> {
        let item = item(self.lists(), at)?;
        let (words, owner) = item.words_for(self.locale);
        let url = match self.criterion_of(item) {
            Some(criterion) => {
                let presence = criterion.presence.get(self.locale.index());
                let is_lacking = matches!(presence, Some(crate::model::criterion::Presence::Lacking(..)));
                self.url(
                    criterion.page,
                    Some(&criterion.id).filter(|_| !is_lacking).map(|id| &**id),
                )
            }
            None => self.list_url(self.lists().get(at.0 as usize)?),
        };
        Some(self.words(words, owner, url))
    }

    fn list_url(&self, list: &Checklist) -> Option<String> {
        let heading = heading_of(self.plan.site, self.plan.docs, list, self.locale);
        self.url(list.page?, heading.as_ref().map(|(id, ..)| &**id))
    }

    /// Required criteria, lines, then what is left to be decided.
    fn next(&self) -> Vec<NextFields> {
        let site = self.plan.progress().site();
        let lines = self.lines();
        let is_short = lines.len() <= MANY;
        let lines = lines.iter().filter(|_| is_short);
        let all = site.required.iter().chain(lines).chain(&site.optional);
        let one = |at: &ItemRef| {
            let words = self.item(*at)?;
            words.url.is_some().then_some(())?;
            Some(NextFields {
                key: key(self.plan, *at)?,
                words,
            })
        };
        all.filter_map(one).collect()
    }

    /// All lines of all lists.
    fn lines(&self) -> Vec<ItemRef> {
        let tasks = self.plan.progress().site().tasks.iter().copied();
        let is_line = |at: &ItemRef| item(self.lists(), *at).is_some_and(|item| item.role == Role::Line);
        tasks.filter(is_line).collect()
    }

    fn phase(&self, owner: PageId, tally: &Tally) -> PhaseFields {
        let mut criteria: Vec<ItemRef> = tally.required.iter().chain(&tally.optional).copied().collect();
        criteria.sort_unstable();
        PhaseFields {
            words: self.page(owner),
            sums: sums(self.plan, tally, self.locale, None),
            criteria: criteria.into_iter().filter_map(|at| self.criterion(at)).collect(),
        }
    }

    fn criterion(&self, at: ItemRef) -> Option<CriterionFields> {
        let item = item(self.lists(), at)?;
        let criterion = self.criterion_of(item)?;
        let mut form = Forms::new(self.plan, self.locale);
        form.criterion(at);
        let mut told = BTreeSet::new();
        let own = criterion
            .source()
            .into_iter()
            .flat_map(|section| section.steps.iter().map(|link| link.page));
        let linked = criterion
            .linked_from
            .get(criterion.owner.index())
            .into_iter()
            .flatten()
            .copied();
        let steps = own
            .chain(linked)
            .filter(|page| told.insert(*page))
            .map(|page| self.page(page));
        Some(CriterionFields {
            key: key(self.plan, at)?,
            class: class(item),
            words: self.item(at)?,
            form: form.into_html(),
            steps: steps.filter(|step| step.url.is_some()).collect(),
        })
    }

    /// The lists by page, in the order of the tables of contents.
    fn pages(&self) -> Vec<PageFields> {
        let lines = self.lines();
        let mut pages: Vec<(PageId, PageFields)> = Vec::new();
        for group in lines.chunk_by(|a, b| a.0 == b.0) {
            let number = group.first().map_or(0, |at| at.0);
            let Some(list) = self.lists().get(number as usize) else {
                continue;
            };
            let Some(page) = list.page else { continue };
            if pages.last().is_none_or(|(last, _)| *last != page) {
                let words = self.page(page);
                pages.push((
                    page,
                    PageFields {
                        words,
                        lists: Vec::new(),
                    },
                ));
            }
            let Some((_, fields)) = pages.last_mut() else { continue };
            let title = heading_of(self.plan.site, self.plan.docs, list, self.locale);
            let title = title.filter(|(_, title, _)| *title != fields.words.title);
            let form = if lines.len() > MANY {
                let tally = Tally {
                    tasks: group.to_vec(),
                    ..Tally::default()
                };
                sums(self.plan, &tally, self.locale, None)
            } else {
                let mut form = Forms::new(self.plan, self.locale);
                form.list(number);
                form.into_html()
            };
            let words = match title {
                Some((_, title, owner)) => self.words(title, owner, self.list_url(list)),
                None => self.words("", self.locale, None),
            };
            fields.lists.push(ListFields { words, form });
        }
        // As the tables of contents have them; pages in none follow.
        let navs = &self.plan.site.navs[self.locale.index()];
        pages.sort_by_cached_key(|(page, _)| {
            let nav = navs.number_of(*page);
            let entry = navs.list.get(nav as usize).and_then(|nav| nav.entry_of.get(page));
            (nav, entry.copied().unwrap_or(u32::MAX), *page)
        });
        pages.into_iter().map(|(_, page)| page).collect()
    }

    /// A row of marks for each phase: a square for what is required, a disc for what is optional.
    fn picture(&self) -> Option<String> {
        let phases = self.plan.progress().phases();
        let count = |tally: &Tally| tally.required.len() + tally.optional.len();
        if phases.iter().all(|(_, tally)| count(tally) == 0) {
            return None;
        }
        let rows = phases
            .iter()
            .map(|(_, tally)| count(tally).div_ceil(ROW))
            .sum::<usize>();
        let widest = phases.iter().map(|(_, tally)| count(tally).min(ROW)).max().unwrap_or(0);
        let site = self.plan.progress().site();
        let (required, optional) = (site.required.len().to_string(), site.optional.len().to_string());
        let args = [("required", Arg::Text(&required)), ("optional", Arg::Text(&optional))];
        let name = self.plan.words[self.locale.index()].text("progress-picture", &args);
        let (width, height) = (widest * STEP, rows * STEP);
        let mut svg = format!(
            "<svg class=\"path\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" aria-label=\""
        );
        attr(&mut svg, &name);
        svg.push_str("\">\n");
        let mut row = 0;
        for (_, tally) in phases {
            let mut criteria: Vec<(ItemRef, bool)> = tally.required.iter().map(|at| (*at, true)).collect();
            criteria.extend(tally.optional.iter().map(|at| (*at, false)));
            criteria.sort_unstable();
            svg.push_str("<g>");
            for (place, (at, is_required)) in criteria.iter().enumerate() {
                let (x, y) = (place % ROW * STEP, (row + place / ROW) * STEP);
                let shape = match is_required {
                    true => format!(
                        "<rect x=\"{}\" y=\"{}\" width=\"16\" height=\"16\" data-show=\"",
                        x + 4,
                        y + 4
                    ),
                    false => format!("<circle cx=\"{}\" cy=\"{}\" r=\"7\" data-show=\"", x + 12, y + 12),
                };
                svg.push_str(&shape);
                attr(&mut svg, &key(self.plan, *at).unwrap_or_default());
                svg.push_str("\"/>");
            }
            svg.push_str("</g>\n");
            row += criteria.len().div_ceil(ROW);
        }
        svg.push_str("</svg>");
        Some(svg)
    }
}

/// Pixels from one mark to the next.
const STEP: usize = 24;
/// Marks in a row: as many as a narrow screen shows.
const ROW: usize = 12;
