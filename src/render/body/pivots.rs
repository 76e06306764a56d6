//! Pivots: which a page has, and what they are called.

use crate::model::Document;

/// The ids in a list that commas or blanks separate.
pub fn ids(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ' ', '\t']).filter(|id| !id.is_empty())
}

/// Whether a zone for `target` shows on a page: `pdf` and `chromeless` are other ways to publish.
pub fn is_shown(target: &str) -> bool {
    let mut targets = ids(target).peekable();
    targets.peek().is_none() || targets.any(|target| target.eq_ignore_ascii_case("docs"))
}

/// The pivots of a page, each once, in the order in which they come, with their names.
pub fn names(document: &Document) -> Vec<(&str, String)> {
    let mut all: Vec<&str> = Vec::new();
    let shown = document.zones.iter().filter(|zone| is_shown(document.str(zone.target)));
    for id in shown.flat_map(|zone| ids(document.str(zone.pivots))) {
        // Ids are few, and hostile pages may only be slow to the square of a bound.
        if all.len() < MOST && !all.contains(&id) {
            all.push(id);
        }
    }
    let common = common_words(&all);
    let name = |id: &str| pretty(words(id).skip(common));
    all.iter().map(|id| (*id, name(id))).collect()
}

/// More pivots than this are no choice.
const MOST: usize = 64;

fn words(id: &str) -> impl Iterator<Item = &str> {
    id.split(['-', '_']).filter(|word| !word.is_empty())
}

/// How many words all ids begin with (`programming-language-`), none of them being nothing else.
fn common_words(ids: &[&str]) -> usize {
    let Some((first, others)) = ids.split_first().filter(|(_, others)| !others.is_empty()) else {
        return 0;
    };
    let shared = |other: &&str| words(first).zip(words(other)).take_while(|(a, b)| a == b).count();
    let shortest = ids.iter().map(|id| words(id).count()).min().unwrap_or(0);
    let most = others.iter().map(shared).min().unwrap_or(0);
    most.min(shortest.saturating_sub(1))
}

/// An id as a person would write it: `azure-cli` → `Azure CLI`.
pub fn pretty<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut name = String::new();
    for word in words {
        if !name.is_empty() {
            name.push(' ');
        }
        let known = KNOWN.iter().find(|(id, _)| id.eq_ignore_ascii_case(word));
        match known {
            Some((_, known)) => name.push_str(known),
            None if name.is_empty() => {
                let mut letters = word.chars();
                name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                name.push_str(letters.as_str());
            }
            None => name.push_str(word),
        }
    }
    name
}

/// Names that are not written as their ids are.
const KNOWN: &[(&str, &str)] = &[
    ("ai", "AI"),
    ("android", "Android"),
    ("api", "API"),
    ("arm", "ARM"),
    ("azure", "Azure"),
    ("bash", "Bash"),
    ("bicep", "Bicep"),
    ("cli", "CLI"),
    ("cpp", "C++"),
    ("csharp", "C#"),
    ("css", "CSS"),
    ("docker", "Docker"),
    ("dotnet", ".NET"),
    ("dotnetcli", ".NET CLI"),
    ("fsharp", "F#"),
    ("github", "GitHub"),
    ("go", "Go"),
    ("html", "HTML"),
    ("http", "HTTP"),
    ("ios", "iOS"),
    ("ip", "IP"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("js", "JavaScript"),
    ("json", "JSON"),
    ("kotlin", "Kotlin"),
    ("kql", "KQL"),
    ("kubernetes", "Kubernetes"),
    ("kusto", "Kusto"),
    ("linux", "Linux"),
    ("mac", "Mac"),
    ("macos", "macOS"),
    ("microsoft", "Microsoft"),
    ("net", ".NET"),
    ("nodejs", "Node.js"),
    ("objectivec", "Objective-C"),
    ("php", "PHP"),
    ("pip", "pip"),
    ("powershell", "PowerShell"),
    ("python", "Python"),
    ("rest", "REST"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("sdk", "SDK"),
    ("spring", "Spring"),
    ("sql", "SQL"),
    ("studio", "Studio"),
    ("swift", "Swift"),
    ("terraform", "Terraform"),
    ("typescript", "TypeScript"),
    ("ubuntu", "Ubuntu"),
    ("ui", "UI"),
    ("vb", "Visual Basic"),
    ("vm", "VM"),
    ("vscode", "Visual Studio Code"),
    ("windows", "Windows"),
    ("wpf", "WPF"),
    ("xamarin", "Xamarin"),
    ("xml", "XML"),
    ("yaml", "YAML"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names() {
        let name = |id: &str| pretty(words(id));
        assert_eq!(name("azure-cli"), "Azure CLI");
        assert_eq!(name("visual-studio_2022"), "Visual Studio 2022");
        assert_eq!(name("CSharp"), "C#");
        assert_eq!(name("ångström"), "Ångström");
        assert_eq!(name("--"), "");
    }

    #[test]
    fn words_that_all_begin_with_are_left_out() {
        assert_eq!(
            common_words(&["programming-language-java", "programming-language-go"]),
            2
        );
        assert_eq!(common_words(&["os-linux", "os"]), 0);
        assert_eq!(common_words(&["os-linux"]), 0);
        assert_eq!(common_words(&["a", "b"]), 0);
    }

    #[test]
    fn only_documentation_is_shown() {
        for (target, shown) in [
            ("", true),
            ("docs", true),
            ("pdf", false),
            ("chromeless, DOCS", true),
            (" , ", true),
        ] {
            assert_eq!(is_shown(target), shown, "{target}");
        }
    }
}
