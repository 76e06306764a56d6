//! One build on show: renders what is asked for, keeps it, and tells open pages what a new build changed.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError};

use super::checks::{Findings, Open};
use super::history::History;
use super::live::{Listener, admit};
use super::views;
use crate::base::{DocPath, Hash};
use crate::build::Shown;
use crate::model::site::{DocId, LocaleId, PageId};
use crate::model::{Output, OutputBody};
use crate::render::{self, Plan};

/// What is on show, and what is told of it.
#[derive(Clone)]
pub struct Show {
    /// What pages are made from: the last build that can be shown.
    pub build: Arc<Shown>,
    /// Why the page does not follow what is written, where it does not.
    pub trouble: Option<String>,
    /// Files that changed since what was shown before.
    pub files: Vec<DocPath>,
    /// Counts what loads open pages anew: other templates, other scripts.
    pub look: u32,
}

/// What the stage is asked for.
pub enum Job {
    /// The answer to a path, decoded.
    Get(String, Box<dyn FnOnce(Answer) + Send>),
    /// A page is open.
    Listen(Listener),
    /// Something new.
    Show(Box<Show>),
    /// What was found in it.
    Found(Arc<Findings>),
}

/// A rendered output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Its bytes, as `build --drafts` writes them.
    pub bytes: Arc<[u8]>,
    /// Theirs.
    pub hash: Hash,
}

impl Rendered {
    /// Of these bytes.
    pub fn of(bytes: Vec<u8>) -> Self {
        Self {
            hash: Hash::of(&bytes),
            bytes: bytes.into(),
        }
    }
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A page: it is given the script.
    Page(Rendered),
    /// Anything else in memory, by the name that tells its kind.
    Bytes(Rendered, String),
    /// A file that is carried along, and its kind by its name.
    File(PathBuf, String),
    /// At this address.
    Elsewhere(String),
    /// No such thing: a page that says so.
    Missing(Rendered),
    /// A template fails: a page that says so.
    Failed(Rendered),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What.
    pub content: Content,
    /// The content security policy, as the published site has it.
    pub policy: Arc<str>,
    /// When.
    pub moment: Moment,
}

/// When a page was made, which it says of itself when it listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// [`Show::look`] of what it was made from.
    pub look: u32,
    /// How many builds were shown before that.
    pub number: u32,
}

/// Shows builds one after the other until nobody asks any more.
pub fn run(first: Show, jobs: &Receiver<Job>, open: &Open) {
    let mut listeners = Vec::new();
    let mut told = Arc::new(Findings::none(first.build.clone()));
    let mut history = History::default();
    let mut before = None;
    let mut next = Some(first);
    let mut jobs = Jobs {
        receive: jobs,
        waiting: VecDeque::new(),
    };
    while let Some(shown) = next {
        if let Some(before) = &before {
            history.note(before, &shown);
        }
        next = show(
            &shown,
            before.take(),
            &history,
            &mut told,
            &mut jobs,
            (&mut listeners, open),
        );
        before = Some(shown);
    }
}

/// What is asked for, in order; but of builds that wait only the last is shown.
struct Jobs<'a> {
    receive: &'a Receiver<Job>,
    waiting: VecDeque<Job>,
}

impl Jobs<'_> {
    fn next(&mut self) -> Option<Job> {
        match self.waiting.pop_front() {
            Some(job) => Some(job),
            None => self.receive.recv().ok(),
        }
    }

    /// The last build that is there, and the files that changed since the one before this.
    fn last(&mut self, mut show: Show) -> Show {
        while let Ok(job) = self.receive.try_recv() {
            match job {
                Job::Show(newer) => {
                    let mut files = show.files;
                    files.retain(|file| !newer.files.contains(file));
                    show = *newer;
                    show.files.extend(files);
                }
                other => self.waiting.push_back(other),
            }
        }
        show
    }
}

fn show(
    shown: &Show,
    before: Option<Show>,
    history: &History,
    told: &mut Arc<Findings>,
    jobs: &mut Jobs<'_>,
    (listeners, open): (&mut Vec<Listener>, &Open),
) -> Option<Show> {
    let plan = shown.build.plan();
    let mut stage = Stage::new(shown, history, told.clone(), &plan);
    let files = stage.assets(shown.files.iter());
    listeners.retain_mut(|listener| listener.tell(&stage) && listener.tell_files(&files));
    stage.note(listeners, open);
    if before.is_some() {
        // Giving back a site piece by piece takes as long as a look at it, and nobody has to wait for it.
        std::thread::spawn(move || drop(before));
    }
    loop {
        match jobs.next()? {
            Job::Get(path, reply) => reply(stage.answer(&path)),
            Job::Listen(mut listener) => {
                let files = stage.assets(history.files_since(listener.since));
                if listener.tell(&stage) && listener.tell_files(&files) {
                    admit(listeners, listener);
                    stage.note(listeners, open);
                }
            }
            Job::Found(found) => {
                told.clone_from(&found);
                stage.told = found;
                listeners.retain_mut(|listener| listener.tell(&stage));
            }
            Job::Show(next) => return Some(jobs.last(*next)),
        }
    }
}

/// A build with what was rendered of it.
pub struct Stage<'a> {
    /// What is on show.
    pub shown: &'a Show,
    /// The findings of the last build that was looked at.
    pub told: Arc<Findings>,
    history: &'a History,
    /// What rendering sees.
    pub plan: &'a Plan<'a>,
    rendered: RefCell<HashMap<DocPath, Rendered>>,
    /// For pages, and for lists that other sites embed.
    policies: OnceCell<[Arc<str>; 2]>,
}

impl<'a> Stage<'a> {
    fn new(shown: &'a Show, history: &'a History, told: Arc<Findings>, plan: &'a Plan<'a>) -> Self {
        Self {
            shown,
            told,
            history,
            plan,
            rendered: RefCell::default(),
            policies: OnceCell::new(),
        }
    }

    /// Notes which files the open pages are made from.
    fn note(&self, listeners: &[Listener], open: &Open) {
        let file = |listener: &Listener| {
            let doc = self.doc(self.inside(&listener.path)?)?;
            Some(self.plan.docs.get(doc.index())?.document.file.clone())
        };
        let files = listeners.iter().filter_map(file).collect();
        *open.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }

    /// The output at a path as it is asked for: a folder is its `index.html`.
    fn find(&self, path: &str) -> Option<DocPath> {
        let name = match path {
            "" => "index.html".to_owned(),
            folder if folder.ends_with('/') => format!("{folder}index.html"),
            file => file.to_owned(),
        };
        render::place(self.plan, &name)
    }

    fn render(&self, place: &DocPath) -> Option<Result<Rendered, String>> {
        if let Some(known) = self.rendered.borrow().get(place) {
            return Some(Ok(known.clone()));
        }
        self.rendered_by(render::output(self.plan, place)?)
    }

    /// `None` for a file that is carried along.
    fn rendered_by(&self, output: Output<'_>) -> Option<Result<Rendered, String>> {
        let OutputBody::Render(render) = &output.body else {
            return None;
        };
        Some(render(&output.key).map(|bytes| {
            let rendered = Rendered::of(bytes.into_owned());
            self.rendered.borrow_mut().insert(output.path, rendered.clone());
            rendered
        }))
    }

    /// The page at a path, of the site or of the preview; what fails is a page that says so.
    pub fn page(&self, path: &str) -> Option<Rendered> {
        if let Some(view) = path.strip_prefix("_stegvis/") {
            return views::page(self, view);
        }
        let place = self.find(path)?;
        match self.render(&place)? {
            Ok(rendered) => Some(rendered),
            Err(why) => Some(failed(&why)),
        }
    }

    /// A path as it is asked for, without the base path; `None` where it lies outside of the site.
    pub fn inside<'p>(&self, path: &'p str) -> Option<&'p str> {
        if path.starts_with("/_stegvis/") {
            return path.strip_prefix('/');
        }
        path.strip_prefix(self.plan.config.base())
    }

    /// What is answered to a path as it is asked for.
    fn answer(&self, path: &str) -> Answer {
        let base = self.plan.config.base();
        let content = match self.inside(path) {
            Some(path) => self.content(path),
            None if path == "/" || base.strip_suffix('/') == Some(path) => Content::Elsewhere(base.to_owned()),
            None => Content::Missing(self.lost()),
        };
        Answer {
            content,
            policy: self.policy(path),
            moment: Moment {
                look: self.shown.look,
                number: self.history.number(),
            },
        }
    }

    fn content(&self, path: &str) -> Content {
        if let Some(view) = path.strip_prefix("_stegvis/") {
            if let Some(lines) = view.strip_prefix("lines/") {
                let json = super::lines::of(self, lines);
                return Content::Bytes(Rendered::of(json.into_bytes()), "lines.json".into());
            }
            if let Some(query) = view.strip_prefix("open?") {
                return match super::lines::asked(self, query) {
                    Some(url) => Content::Elsewhere(url),
                    None => Content::Missing(views::missing("open")),
                };
            }
            return match views::page(self, view) {
                Some(page) => Content::Page(page),
                None => Content::Missing(views::missing(view)),
            };
        }
        let Some(place) = self.find(path) else {
            return match self.find(&format!("{path}/")) {
                Some(_) => Content::Elsewhere(self.url(&format!("{path}/"))),
                None => Content::Missing(self.lost()),
            };
        };
        let name = place.file_name().to_owned();
        let known = self.rendered.borrow().get(&place).cloned();
        let rendered = match known {
            Some(known) => Some(Ok(known)),
            None => match render::output(self.plan, &place) {
                Some(Output {
                    body: OutputBody::Copy(from),
                    ..
                }) => return Content::File(from, name),
                output => output.and_then(|output| self.rendered_by(output)),
            },
        };
        match rendered {
            Some(Ok(rendered)) if self.is_page(&place) => Content::Page(rendered),
            Some(Ok(rendered)) => Content::Bytes(rendered, name),
            Some(Err(why)) => Content::Failed(failed(&why)),
            None => Content::Missing(self.lost()),
        }
    }

    /// A page of the site, not a file of its author that happens to be HTML.
    fn is_page(&self, path: &DocPath) -> bool {
        path.extension() == "html" && !self.plan.site.assets.iter().any(|asset| asset.path == *path)
    }

    /// The site's own page for what is not there.
    fn lost(&self) -> Rendered {
        let page = self.find("404.html").and_then(|place| self.render(&place));
        page.and_then(Result::ok).unwrap_or_else(|| views::missing(""))
    }

    /// As the published headers have it for a path. With lists that other sites may embed, they say by folder who may
    /// put a page into a frame.
    fn policy(&self, path: &str) -> Arc<str> {
        const FRAMES: &str = "frame-ancestors";
        let [framed, embedded] = self.policies.get_or_init(|| {
            let headers = self
                .find("_headers")
                .and_then(|place| self.render(&place))
                .and_then(Result::ok);
            let text = headers.map(|headers| String::from_utf8_lossy(&headers.bytes).into_owned());
            let lines = text.iter().flat_map(|text| text.lines());
            let policy = lines
                .into_iter()
                .find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "));
            let policy = policy.unwrap_or("default-src 'self'");
            let framed = match policy.contains(FRAMES) {
                true => policy.to_owned(),
                false => format!("{policy}; {FRAMES} 'self'"),
            };
            [framed.into(), policy.into()]
        });
        let is_embed = self.inside(path).is_some_and(|path| path.starts_with("embed/"));
        if is_embed { embedded.clone() } else { framed.clone() }
    }

    /// The page and the locale that a path shows.
    pub fn view(&self, path: &str) -> Option<(PageId, LocaleId)> {
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let (slug, route) = path.split_once('/')?;
        let site = self.plan.site;
        let locale = site.locales.iter().position(|locale| &*locale.slug == slug)?;
        let page = site.pages.iter().position(|page| &*page.route == route)?;
        Some((PageId(page as u32), LocaleId(locale as u8)))
    }

    /// The document that a path shows.
    pub fn doc(&self, path: &str) -> Option<DocId> {
        let (page, locale) = self.view(path)?;
        self.plan.shown(page, locale).map(|(id, _)| id)
    }

    /// The path of a page in a locale, behind the base path.
    pub fn path(&self, page: PageId, locale: LocaleId) -> String {
        let slug = self
            .plan
            .site
            .locales
            .get(locale.index())
            .map_or("", |locale| &locale.slug);
        format!("{slug}/{}", self.plan.page(page).route)
    }

    /// The address of a path: with the base path, encoded.
    pub fn url(&self, path: &str) -> String {
        self.plan.urls(0).file(path, "")
    }

    /// The address that the page has now that lay at a path.
    pub fn moved_to(&self, path: &str) -> Option<String> {
        let to = self.history.moved(path)?;
        self.doc(to).map(|_| self.url(to))
    }

    /// The carried ones of these files: their addresses and hashes.
    fn assets<'f>(&self, files: impl Iterator<Item = &'f DocPath>) -> Vec<(String, Hash)> {
        let carried = files.filter_map(|file| {
            let asset = self.plan.site.asset_of.get(file)?;
            let path = &self.plan.site.assets.get(asset.0 as usize)?.path;
            Some((self.url(path.as_str()), self.plan.snapshot.files.get(file)?.hash))
        });
        carried.collect()
    }
}

fn failed(why: &str) -> Rendered {
    views::message("This page cannot be shown", why)
}
