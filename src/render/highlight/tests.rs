//! What code looks like, and that it stays what it was.

use proptest::prelude::*;

use super::*;

const LANGUAGES: &[&str] = &[
    "powershell",
    "azurecli",
    "json",
    "xml",
    "csharp",
    "bash",
    "yaml",
    "html",
    "css",
    "javascript",
    "markdown",
    "python",
    "sql",
    "rust",
    "toml",
    "http",
    "bat",
    "diff",
    "ini",
    "typescript",
    "dockerfile",
    "php",
    "kusto",
    "dax",
    "bicep",
    "vb",
    "powerquery",
];

fn html_of(language: &str, code: &str) -> Option<String> {
    Highlighter::default().html(language, code).map(|html| html.to_string())
}

/// What a browser shows.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut parts = html.split('<');
    text.push_str(parts.next().unwrap());
    for part in parts {
        let (tag, after) = part.split_once('>').unwrap();
        let is_span = tag.strip_prefix("span class=\"hl-").map(|class| class.len()) == Some(2);
        assert!(is_span || tag == "/span", "{tag}");
        text.push_str(after);
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Spans as `k[…]`.
fn short(language: &str, code: &str) -> String {
    let html = html_of(language, code).unwrap();
    assert_eq!(visible(&html), code);
    html.replace("</span>", "]")
        .replace("<span class=\"hl-", "")
        .replace("\">", "[")
}

#[test]
fn powershell() {
    assert_eq!(
        short(
            "PowerShell-Interactive",
            "# Who\n$all = Get-MgUser -All | Where-Object { $_.Enabled -eq $true }\nif ($all) { \"n: $($all.Count)`n\" }\n"
        ),
        "c[# Who]\nv[$all] = f[Get-MgUser] -All | f[Where-Object] { v[$_].Enabled o[-eq] n[$true] }\n\
         k[if] (v[$all]) { s[\"n:] $(v[$all].Count)s[`n\"] }\n"
    );
    assert_eq!(
        short("ps", "@{ Key = 'v'; N = 1 }"),
        "@{ a[Key] = s['v']; a[N] = n[1] }"
    );
}

#[test]
fn json() {
    assert_eq!(
        short("JSON", "{\n  \"name\": \"a<b\\n\",\n  \"n\": [1.5, true]\n}\n"),
        "{\n  a[\"name\"]: s[\"a&lt;b\\n\"],\n  a[\"n\"]: [n[1.5], n[true]]\n}\n"
    );
}

#[test]
fn shells() {
    assert_eq!(
        short("azurecli-interactive", "az ad user list --query '[].id' # all\n"),
        "f[az] ad user list a[--query] s['[].id'] c[# all]\n"
    );
    assert_eq!(
        short("bash", "if [ -z \"$1\" ]; then echo \"a ${B:-c}\"; fi\n"),
        "k[if] [ a[-z] s[\"]v[$1]s[\"] ]; k[then] f[echo] s[\"a] v[${B:-c}]s[\"]; k[fi]\n"
    );
}

#[test]
fn other_languages() {
    assert_eq!(
        short("cs", "public static int x = 5;\n"),
        "k[public static int] x = n[5];\n"
    );
    assert_eq!(short("xaml", "<a b=\"c\"/>"), "&lt;t[a] a[b]=s[\"c\"]/&gt;");
    assert_eq!(short("yml", "a: b\nc: 'd'\n"), "a[a]: b\na[c]: s['d']\n");
    assert_eq!(short("js", "`a${b}`;\n"), "s[`a]${b}s[`];\n");
}

#[test]
fn kusto() {
    assert_eq!(
        short(
            "kql",
            "Trees // all\n| where Height > 1.5h and Kind !in (\"a\\\"b\", @'c:\\')\n| project-away Id\n| summarize n = count() by bin(At, 30d)\n"
        ),
        "Trees c[// all]\n| k[where] Height &gt; n[1.5h] o[and] Kind !o[in] (s[\"a\\\"b\"], s[@'c:\\'])\n\
         | k[project-away] Id\n| k[summarize] n = k[count]() k[by] f[bin](At, n[30d])\n"
    );
    assert_eq!(
        short("Kusto", "let x = datetime(null); -- y"),
        "k[let] x = t[datetime](n[null]); -- y"
    );
}

#[test]
fn languages_without_a_syntax() {
    assert_eq!(
        short(
            "dax",
            "EVALUATE FILTER('My ''T', [Sum of x] > 5 && NOT ISBLANK(a)) -- c"
        ),
        "k[EVALUATE] f[FILTER](t['My ''T'], a[[Sum of x]] &gt; n[5] &amp;&amp; o[NOT] f[ISBLANK](a)) c[-- c]"
    );
    assert_eq!(
        short(
            "bicep",
            "@minLength(3)\nparam name string = 'a${b}'\nresource x 'T@1' = {\n  name: toLower(name)\n}\n"
        ),
        "a[@minLength](n[3])\nk[param] name t[string] = s['a${b}']\nk[resource] x s['T@1'] = {\n  a[name]: f[toLower](name)\n}\n"
    );
    assert_eq!(
        short("VB", "Dim s As String = \"a\"\"b\" ' c\nEnd Sub\n"),
        "k[Dim] s k[As] t[String] = s[\"a\"\"b\"] c[' c]\nk[End Sub]\n"
    );
    assert_eq!(
        short("powerquery", "let x = Table.First(#\"a b\") in x"),
        "k[let] x = f[Table.First](v[#\"a b\"]) k[in] x"
    );
}

#[test]
fn what_does_not_end_ends_with_its_line() {
    assert_eq!(short("kusto", "a \"b\nc"), "a s[\"b]\nc");
    assert_eq!(short("kusto", "a ```b\nc"), "a s[```b\nc]");
    assert_eq!(short("bicep", "/* b\nc"), "c[/* b\nc]");
}

#[test]
fn every_alias_leads_to_a_syntax_and_every_scope_counts() {
    let syntaxes = Syntaxes::get();
    for token in ALIASES.iter().map(|(token, _)| token).chain(LANGUAGES) {
        let token = super::token(token).unwrap();
        let is_known = languages::find(&token).is_some() || syntaxes.set.find_syntax_by_token(&token).is_some();
        assert!(is_known, "{token}");
    }
    for name in languages::all() {
        assert_eq!(super::token(name).as_deref(), Some(name));
        assert!(
            syntaxes.set.find_syntax_by_token(name).is_none(),
            "{name} has a syntax by now"
        );
    }
    assert_eq!(syntaxes.scopes.len(), SCOPES.len());
    let is_hidden = |(at, (name, _)): (usize, &(&str, Class))| SCOPES[..at].iter().any(|(known, _)| name == known);
    assert!(!SCOPES.iter().enumerate().any(is_hidden));
}

#[test]
fn what_is_no_language_is_plain() {
    for language in ["", "output", "Output", "none", "TEXT", "mermaid", "klingon"] {
        assert_eq!(html_of(language, "if 1 'a'"), None, "{language}");
    }
}

#[test]
fn an_apostrophe_in_an_answer_colours_nothing() {
    assert_eq!(html_of("console", "az login\nYou don't have access.\nSorry.\n"), None);
    assert!(html_of("console", "az login\nYou have access.\n").is_some());
}

#[test]
fn too_much_is_plain() {
    let line = |count| format!("[{}]\n", "åä".repeat(count / 2)[..(count - 2) * 2].to_owned());
    assert!(html_of("json", &line(MAX_LINE)).is_some());
    assert_eq!(html_of("json", &line(MAX_LINE + 1)), None);
    assert!(html_of("ini", &" ".repeat(MAX_RUN)).is_some());
    assert_eq!(html_of("ini", &" \t".repeat(MAX_RUN)), None);
    assert!(html_of("json", &"[1]\n".repeat(MAX_BLOCK / 4)).is_some());
    assert_eq!(html_of("json", &"[1]\n".repeat(MAX_BLOCK / 4 + 1)), None);
}

#[test]
fn deep_nesting_ends() {
    for open in ["{", "[", "(", "\"$(", "<a ", "```", "/*", "${"] {
        let code = format!("{}\n", open.repeat(200));
        for language in LANGUAGES {
            if let Some(html) = html_of(language, &code) {
                assert_eq!(visible(&html), code, "{language}");
            }
        }
    }
}

#[test]
fn what_comes_again_is_kept_up_to_a_bound() {
    let highlighter = Highlighter::default();
    let first = highlighter.html("json", "[1]").unwrap();
    assert!(Arc::ptr_eq(&first, &highlighter.html("JSON", "[1]").unwrap()));
    highlighter.known().bytes = MAX_KNOWN;
    highlighter.html("json", "[2]");
    assert_eq!(highlighter.known().html.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_text_stays(
        language in proptest::sample::select(LANGUAGES),
        code in proptest::collection::vec(
            prop_oneof![
                "\\PC{0,12}",
                "[\\x00-\\x7f]{0,6}",
                "[a-z]{1,4}",
                proptest::sample::select(vec![
                    "\n", "\r\n", "\r", "\u{2028}", "&amp;", "<!--", "\"", "'", "#", "$(", "${", "}", "@'\n", "<<E\n",
                    "if ", " = ", "-eq ", "<a ", "```", "åäö", "👍", "\u{feff}", "\0",
                ]).prop_map(str::to_owned),
            ],
            0..16,
        ),
    ) {
        let code = code.concat();
        if let Some(html) = html_of(language, &code) {
            prop_assert_eq!(visible(&html), code);
        }
    }
}
