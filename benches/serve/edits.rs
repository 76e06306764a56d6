//! The edits: what is written where, and by what one knows that it is there.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// Stands for the number of an edit.
pub const MARK: &str = "%N%";

const STYLE: &str = include_str!("../../themes/stegvis/stegvis.css");
const TEMPLATE: &str = include_str!("../../themes/stegvis/page.html");

/// A text with the number of the edit in it.
pub fn filled(text: &str, number: usize) -> String {
    text.replace(MARK, &number.to_string())
}

/// All Markdown files below a folder, in order.
pub fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The page that is open.
pub struct Page {
    pub path: PathBuf,
    /// Where it is asked for.
    pub url: String,
    /// The folder of its language.
    pub locale: String,
    /// As it was.
    text: String,
}

impl Page {
    /// In the middle of English, or of the first language. Not the first of its folder, whose address is another, nor the
    /// last, which no page follows.
    pub fn middle(root: &Path) -> Self {
        let content = root.join("content");
        let english = content.join("en");
        let folder = if english.is_dir() {
            english
        } else {
            let mut all: Vec<PathBuf> = fs::read_dir(&content)
                .expect("a folder with `content`")
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.is_dir())
                .collect();
            all.sort();
            all.first().expect("a language").clone()
        };
        let all = pages(&folder);
        let is_fit = |path: &&PathBuf| {
            !["index", "exit-criteria"]
                .iter()
                .any(|name| path.ends_with(format!("{name}.md")))
        };
        let path = all.iter().skip(all.len() / 2).find(is_fit).expect("a page").clone();
        let below = path.strip_prefix(&content).expect("below it").with_extension("");
        let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        Self {
            url: format!("/{}/", parts.join("/")),
            locale: parts[0].clone(),
            text: fs::read_to_string(&path).expect("a page"),
            path,
        }
    }

    /// With words at the end of a paragraph in its middle.
    fn with_words(&self, words: &str) -> String {
        let lines: Vec<&str> = self.text.lines().collect();
        let is_prose =
            |line: &str| line.len() > 60 && line.starts_with(|letter: char| letter.is_alphabetic() || letter == '*');
        let middle = (lines.len() / 2..lines.len()).find(|&at| is_prose(lines[at]));
        match middle {
            Some(at) => {
                let before = lines[..at].join("\n");
                format!(
                    "{before}\n{} {words}\n{}\n",
                    lines[at].trim_end(),
                    lines[at + 1..].join("\n")
                )
            }
            None => self.with_end(words),
        }
    }

    fn with_end(&self, block: &str) -> String {
        format!("{}\n\n{block}\n", self.text.trim_end())
    }

    fn with_title(&self, title: &str) -> String {
        match self.text.strip_prefix("---\n") {
            Some(rest) => format!("---\ntitle: {title}\n{}", rest.replacen("title: ", "was: ", 1)),
            None => format!("---\ntitle: {title}\n---\n{}", self.text),
        }
    }
}

/// A kind of edit.
pub struct Edit {
    pub name: &'static str,
    /// The file that is written again and again, and what.
    pub file: PathBuf,
    pub text: String,
    /// What is written once before.
    before: Vec<(PathBuf, String)>,
    /// What the answer holds then, or the terminal says.
    pub sought: String,
    /// It is said at the terminal.
    pub is_told: bool,
    /// It is in the style sheet with this name.
    pub sheet: Option<&'static str>,
    /// For the script that looks at the open page: an element by its `selector` and its `text`, or by its `style` and the
    /// `value` of that, or what the `overlay` says.
    pub in_page: Value,
    /// The page loads itself anew.
    pub is_reload: bool,
    /// Milliseconds: p50, and p50 and p95.
    pub http_target: Option<f64>,
    pub browser_target: Option<(f64, f64)>,
}

impl Edit {
    /// Writes what has to be there before.
    pub fn prepare(&self) {
        for (file, text) in &self.before {
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
    }

    fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.before.iter().map(|(file, _)| file).chain([&self.file])
    }
}

/// Files as they were before edits; they are that again when the value is gone.
pub struct Kept {
    files: Vec<(PathBuf, Option<Vec<u8>>)>,
    /// What was not there, innermost first.
    folders: Vec<PathBuf>,
}

impl Kept {
    pub fn new(edit: &Edit) -> Self {
        let above = edit.files().flat_map(|file| file.ancestors().skip(1));
        let mut folders: Vec<PathBuf> = above.filter(|folder| !folder.exists()).map(Path::to_path_buf).collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.iter().count()));
        Self {
            files: edit.files().map(|file| (file.clone(), fs::read(file).ok())).collect(),
            folders,
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        for (file, text) in &self.files {
            let _ = match text {
                Some(text) => fs::write(file, text),
                None => fs::remove_file(file),
            };
        }
        for folder in &self.folders {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The address that a page has for a file that is published with a hash in its name.
pub fn address(html: &[u8], name: &str) -> Option<String> {
    let html = String::from_utf8_lossy(html);
    let (stem, extension) = name.rsplit_once('.')?;
    let mut all = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found = all.find(|address| address.contains(&format!("/{stem}.")) && address.ends_with(extension));
    found.map(str::to_owned)
}

/// All kinds, in the order of the table.
pub fn all(root: &Path, page: &Page) -> Vec<Edit> {
    let within = |selector: &str, text: &str| json!({ "selector": selector, "text": text });
    let on_page = |name, text: String, sought: &str, in_page| Edit {
        name,
        file: page.path.clone(),
        text,
        before: Vec::new(),
        sought: sought.into(),
        is_told: false,
        sheet: None,
        in_page,
        is_reload: false,
        http_target: None,
        browser_target: Some((40.0, 120.0)),
    };
    let words = "Edited %N% times.";
    let part = page.path.with_file_name("included.part.md");
    let included = "Included %N% times.";
    let messages = root.join("locales").join(&page.locale).join("own.ftl");
    let theme = root.join("themes/stegvis");
    let in_file = |file: PathBuf, text: &str, edit: Edit| Edit {
        before: vec![(file.clone(), filled(text, 0))],
        text: text.into(),
        file,
        ..edit
    };
    let mut include = in_file(
        part.clone(),
        &format!("{included}\n"),
        on_page(
            "file that the page includes",
            String::new(),
            included,
            within("main", included),
        ),
    );
    let including = page.with_end("[!INCLUDE [part](included.part.md)]");
    include.before.push((page.path.clone(), including));
    let style = format!("{STYLE}\nh1 {{ order: {MARK}; }}\n");
    let template = TEMPLATE.replacen("<article ", &format!("<article data-edited=\"{MARK}\" "), 1);
    vec![
        Edit {
            http_target: Some(10.0),
            ..on_page("body text", page.with_words(words), words, within("main", words))
        },
        Edit {
            http_target: Some(60.0),
            ..on_page(
                "title, in the toc",
                page.with_title("Edited %N%"),
                ">Edited %N%</a>",
                within("nav.toc", "Edited %N%"),
            )
        },
        Edit {
            http_target: Some(60.0),
            ..on_page(
                "heading, with its anchor",
                page.with_end("## Edited %N%\n\nAnd so on."),
                "id=\"edited-%N%\"",
                within("#edited-%N%", "Edited %N%"),
            )
        },
        include,
        Edit {
            sheet: Some("stegvis.css"),
            ..in_file(
                theme.join("stegvis.css"),
                &style,
                on_page(
                    "style",
                    String::new(),
                    "order: %N%;",
                    json!({ "selector": "h1", "style": "order", "value": MARK }),
                ),
            )
        },
        in_file(
            messages,
            "frame-next = Onward %N%\n",
            on_page("message", String::new(), "Onward %N%", within(".pager", "Onward %N%")),
        ),
        Edit {
            is_reload: true,
            browser_target: None,
            ..in_file(
                theme.join("page.html"),
                &template,
                on_page(
                    "template, which loads anew",
                    String::new(),
                    "data-edited=\"%N%\"",
                    within("[data-edited=\"%N%\"]", ""),
                ),
            )
        },
        // What breaks may be what is counted on: an exit criterion, an item of a list.
        Edit {
            http_target: Some(10.0),
            ..on_page(
                "body text, its link broken",
                page.with_words("See [this %N%](missing-%N%.md)."),
                "this %N%",
                within("main", "this %N%"),
            )
        },
        Edit {
            is_told: true,
            browser_target: None,
            ..on_page(
                "finding: terminal, overlay",
                page.with_words("See [this](missing-%N%.md)."),
                "missing-%N%",
                json!({ "overlay": "missing-%N%" }),
            )
        },
    ]
}
