//! A localized corpus of any size, in the project's own words: four locales, sections of twenty pages with an
//! exit-criteria page each, about 650 words and eleven links with anchors a page, alerts and tables. The same every time.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub const LOCALES: [&str; 4] = ["en", "sv", "nl", "fr"];
const SECTION: usize = 20;
const SLUGS: [&str; 5] = [
    "prepare-the-groups",
    "assign-the-licenses",
    "review-the-result",
    "mend-what-failed",
    "next-step",
];
const HEADINGS: [[&str; 5]; 4] = [
    [
        "Prepare the groups",
        "Assign the licenses",
        "Review the result",
        "Mend what failed",
        "Next step",
    ],
    [
        "Förbered grupperna",
        "Tilldela licenserna",
        "Granska resultatet",
        "Åtgärda det som misslyckades",
        "Nästa steg",
    ],
    [
        "De groepen voorbereiden",
        "De licenties toewijzen",
        "Het resultaat bekijken",
        "Herstellen wat mislukte",
        "Volgende stap",
    ],
    [
        "Préparer les groupes",
        "Attribuer les licences",
        "Vérifier le résultat",
        "Corriger les échecs",
        "Étape suivante",
    ],
];
const STEP: [&str; 4] = ["Step", "Steg", "Stap", "Étape"];
const WORDS: [&[&str]; 4] = [
    &[
        "group",
        "license",
        "member",
        "the",
        "a",
        "administrator",
        "assigns",
        "every",
        "account",
        "when",
        "it",
        "joins",
        "and",
        "leaves",
        "settings",
        "tenant",
    ],
    &[
        "grupp",
        "licens",
        "medlem",
        "den",
        "en",
        "administratör",
        "tilldelar",
        "varje",
        "konto",
        "när",
        "det",
        "ansluter",
        "och",
        "lämnar",
        "inställningar",
        "klientorganisation",
    ],
    &[
        "groep",
        "licentie",
        "lid",
        "de",
        "een",
        "beheerder",
        "wijst",
        "elk",
        "account",
        "wanneer",
        "het",
        "toetreedt",
        "en",
        "verlaat",
        "instellingen",
        "tenant",
    ],
    &[
        "groupe",
        "licence",
        "membre",
        "le",
        "un",
        "administrateur",
        "attribue",
        "chaque",
        "compte",
        "quand",
        "il",
        "rejoint",
        "et",
        "quitte",
        "paramètres",
        "locataire",
    ],
];

/// A small generator of numbers: the same sequence on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

/// A page's place: its section and its number in it; the first is the section's own page, the last its criteria.
fn path(page: usize) -> String {
    let (section, place) = (page / SECTION, page % SECTION);
    let name = match place {
        0 => "index".into(),
        19 => "exit-criteria".into(),
        n => format!("p{n:02}"),
    };
    format!("s{section:04}/{name}.md")
}

fn sentence(numbers: &mut Numbers, locale: usize, out: &mut String) {
    let words = WORDS[locale];
    for place in 0..8 + numbers.next(10) {
        let word = words[numbers.next(words.len())];
        if place == 0 {
            let mut letters = word.chars();
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(letters.as_str());
        } else {
            out.push(' ');
            out.push_str(word);
        }
    }
    out.push_str(". ");
}

fn paragraph(numbers: &mut Numbers, locale: usize, sentences: usize, out: &mut String) {
    out.push_str("**");
    out.push_str(WORDS[locale][0]);
    out.push_str("** ");
    for _ in 0..sentences {
        sentence(numbers, locale, out);
    }
    out.push_str("\n\n");
}

fn heading(locale: usize, level: &str, text: &str, slug: &str, out: &mut String) {
    let anchor = if locale == 0 {
        String::new()
    } else {
        format!("<a name=\"{slug}\"></a>")
    };
    let _ = writeln!(out, "{level} {anchor}{text}\n");
}

fn link(numbers: &mut Numbers, locale: usize, pages: usize) -> String {
    let mut to = numbers.next(pages);
    if to % SECTION == 19 {
        to -= 1;
    }
    let slug = numbers.next(5);
    format!("[{}](../{}#{})", HEADINGS[locale][slug], path(to), SLUGS[slug])
}

/// The Markdown of one page.
pub fn page(locale: usize, page: usize, pages: usize) -> String {
    let mut numbers = Numbers((locale * 1_000_003 + page) as u64 + 1);
    let mut out = String::new();
    let title = format!("{} {page}", STEP[locale]);
    let _ = write!(
        out,
        "---\ntitle: '{title}'\ndescription: '{title}'\nms.author: docs\nauthor: docs\nmanager: docs\nms.date: 03/01/2026\n\
         ms.audience: ITPro\nms.topic: article\nms.service: docs\nlocalization_priority: Priority\nms.collection:\n- one\n\
         - two\n---\n\n"
    );
    let slug = format!("step-{page}");
    heading(locale, "#", &title, &slug, &mut out);
    let section = page / SECTION;
    if page % SECTION == 19 {
        for place in 1..19 {
            let to = section * SECTION + place;
            heading(
                locale,
                "##",
                &format!("{} {to}", STEP[locale]),
                &format!("step-{to}"),
                &mut out,
            );
            let _ = writeln!(out, "<a name=\"crit-{to}\"></a>\n");
            paragraph(&mut numbers, locale, 2, &mut out);
            let _ = writeln!(
                out,
                "- [{}]({}#{})\n",
                HEADINGS[locale][0],
                path(to).split('/').nth(1).unwrap_or(""),
                SLUGS[0]
            );
        }
        return out;
    }
    for part in 0..5 {
        heading(locale, "##", HEADINGS[locale][part], SLUGS[part], &mut out);
        paragraph(&mut numbers, locale, 4, &mut out);
        paragraph(&mut numbers, locale, 4, &mut out);
        match part {
            0 => (0..3).for_each(|_| _ = writeln!(out, "- {}", link(&mut numbers, locale, pages))),
            1 => {
                out.push_str("> [!NOTE]\n> ");
                sentence(&mut numbers, locale, &mut out);
                out.push_str("\n\n1. one\n2. two\n3. three\n");
            }
            2 => {
                out.push_str("| a | b | c |\n|:--|:--|:--|\n");
                for row in 0..2 {
                    let _ = writeln!(out, "| `Set-{row}` | x | {} |", link(&mut numbers, locale, pages));
                }
                let _ = writeln!(out, "| *E3* | 1 | [Entra](https://learn.microsoft.com/entra/{page}) |");
            }
            3 => {
                let place = 1 + numbers.next(18);
                let to = section * SECTION + place;
                if (section + 1) * SECTION <= pages {
                    let _ = writeln!(out, "[criteria](exit-criteria.md#crit-{to})");
                }
                let _ = writeln!(
                    out,
                    "{}, {}.",
                    link(&mut numbers, locale, pages),
                    link(&mut numbers, locale, pages)
                );
            }
            _ => (0..2).for_each(|_| _ = writeln!(out, "- {}", link(&mut numbers, locale, pages))),
        }
        out.push('\n');
    }
    out
}

/// Writes `total` pages, the four locales together, below `folder/content`. Gives back their bytes.
pub fn write(folder: &Path, total: usize) -> std::io::Result<u64> {
    let pages = total / LOCALES.len();
    let mut bytes = 0;
    for (locale, tag) in LOCALES.iter().enumerate() {
        for number in 0..pages {
            let place = folder.join("content").join(tag).join(path(number));
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent)?;
            }
            let text = page(locale, number, pages);
            bytes += text.len() as u64;
            fs::write(place, text)?;
        }
    }
    Ok(bytes)
}
