//! Which language a name stands for: the extension of a file, a language or another name of it.

/// By name, sorted. All that Learn's own builder knows, and what documentation shows besides. Two of Learn's are left
/// out: a file without an extension, which Learn takes for Ruby, and the language that stands for all.
const NAMES: [(&str, &str); 212] = [
    ("abap", "abap"),
    ("actionscript", "actionscript"),
    ("al", "al"),
    ("arduino", "arduino"),
    ("as", "actionscript"),
    ("ascx", "html"),
    ("asm", "assembly"),
    ("asp", "html"),
    ("aspx", "html"),
    ("aspx-cs", "cshtml"),
    ("aspx-csharp", "cshtml"),
    ("aspx-vb", "vbhtml"),
    ("assembly", "assembly"),
    ("axaml", "xml"),
    ("bas", "vb"),
    ("bash", "shell"),
    ("bat", "batchfile"),
    ("batchfile", "batchfile"),
    ("bicep", "bicep"),
    ("c", "cpp"),
    ("c++", "cpp"),
    ("cc", "cpp"),
    ("cfg", "ini"),
    ("cjs", "javascript"),
    ("clj", "clojure"),
    ("clojure", "clojure"),
    ("cmake", "cmake"),
    ("cmd", "batchfile"),
    ("conf", "ini"),
    ("config", "xml"),
    ("cpp", "cpp"),
    ("cs", "csharp"),
    ("csdl", "xml"),
    ("csharp", "csharp"),
    ("cshtml", "cshtml"),
    ("csl", "kusto"),
    ("csproj", "xml"),
    ("css", "css"),
    ("csv", "text"),
    ("csx", "csharp"),
    ("cts", "typescript"),
    ("cu", "cuda"),
    ("cuda", "cuda"),
    ("cuh", "cuda"),
    ("cxx", "cpp"),
    ("d", "d"),
    ("dart", "dart"),
    ("dax", "dax"),
    ("diff", "diff"),
    ("dlang", "d"),
    ("dockerfile", "dockerfile"),
    ("edmx", "xml"),
    ("el", "lisp"),
    ("elixir", "elixir"),
    ("erb", "ruby"),
    ("erl", "erlang"),
    ("erlang", "erlang"),
    ("ex", "elixir"),
    ("example", "text"),
    ("exs", "elixir"),
    ("f90", "fortran"),
    ("fortran", "fortran"),
    ("fs", "fsharp"),
    ("fsharp", "fsharp"),
    ("fsi", "fsharp"),
    ("fsproj", "xml"),
    ("fsx", "fsharp"),
    ("go", "go"),
    ("golang", "go"),
    ("gql", "graphql"),
    ("gradle", "java"),
    ("graphql", "graphql"),
    ("groovy", "groovy"),
    ("h", "cpp"),
    ("handlebars", "handlebars"),
    ("haskell", "haskell"),
    ("hbs", "handlebars"),
    ("hcl", "terraform"),
    ("hh", "cpp"),
    ("hlsl", "hlsl"),
    ("hpp", "cpp"),
    ("hs", "haskell"),
    ("htm", "html"),
    ("html", "html"),
    ("http", "http"),
    ("hxx", "cpp"),
    ("ini", "ini"),
    ("ino", "arduino"),
    ("ixx", "cpp"),
    ("java", "java"),
    ("javascript", "javascript"),
    ("jl", "julia"),
    ("js", "javascript"),
    ("json", "json"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsp", "html"),
    ("jsx", "javascript"),
    ("julia", "julia"),
    ("kotlin", "kotlin"),
    ("kql", "kusto"),
    ("ksh", "shell"),
    ("kt", "kotlin"),
    ("kts", "kotlin"),
    ("kusto", "kusto"),
    ("less", "less"),
    ("lisp", "lisp"),
    ("log", "text"),
    ("lsp", "lisp"),
    ("lua", "lua"),
    ("m", "cpp"),
    ("makefile", "makefile"),
    ("manifest", "xml"),
    ("markdown", "markdown"),
    ("matlab", "matlab"),
    ("md", "markdown"),
    ("mjs", "javascript"),
    ("mk", "makefile"),
    ("ml", "ocaml"),
    ("mm", "cpp"),
    ("mts", "typescript"),
    ("nasm", "assembly"),
    ("node", "javascript"),
    ("nuspec", "xml"),
    ("obj-c", "cpp"),
    ("objc", "cpp"),
    ("objective-c", "cpp"),
    ("objectivec", "cpp"),
    ("ocaml", "ocaml"),
    ("pas", "pascal"),
    ("pascal", "pascal"),
    ("patch", "diff"),
    ("pde", "processing"),
    ("perl", "perl"),
    ("php", "php"),
    ("pl", "perl"),
    ("plist", "xml"),
    ("pm", "perl"),
    ("posh", "powershell"),
    ("powershell", "powershell"),
    ("processing", "processing"),
    ("properties", "ini"),
    ("props", "xml"),
    ("proto", "protobuf"),
    ("protobuf", "protobuf"),
    ("ps1", "powershell"),
    ("psd1", "powershell"),
    ("psm1", "powershell"),
    ("py", "python"),
    ("pyi", "python"),
    ("python", "python"),
    ("pyw", "python"),
    ("qs", "qsharp"),
    ("qsharp", "qsharp"),
    ("r", "r"),
    ("razor", "cshtml"),
    ("rb", "ruby"),
    ("rdl", "xml"),
    ("react", "react"),
    ("rest", "http"),
    ("resx", "xml"),
    ("rs", "rust"),
    ("ru", "ruby"),
    ("ruby", "ruby"),
    ("ruleset", "xml"),
    ("rust", "rust"),
    ("sass", "sass"),
    ("scala", "scala"),
    ("scss", "scss"),
    ("sh", "shell"),
    ("shell", "shell"),
    ("slnx", "xml"),
    ("smalltalk", "smalltalk"),
    ("sol", "solidity"),
    ("solidity", "solidity"),
    ("sql", "sql"),
    ("st", "smalltalk"),
    ("swift", "swift"),
    ("targets", "xml"),
    ("terraform", "terraform"),
    ("text", "text"),
    ("tf", "terraform"),
    ("tfvars", "terraform"),
    ("toml", "toml"),
    ("ts", "typescript"),
    ("tsql", "sql"),
    ("tsx", "react"),
    ("txt", "text"),
    ("typescript", "typescript"),
    ("vb", "vb"),
    ("vba", "vb"),
    ("vbhtml", "vbhtml"),
    ("vbnet", "vb"),
    ("vbproj", "xml"),
    ("vbs", "vb"),
    ("vbscript", "vb"),
    ("vcxproj", "xml"),
    ("vhdl", "vhdl"),
    ("vsixmanifest", "xml"),
    ("vue", "html"),
    ("wsdl", "xml"),
    ("xaml", "xaml"),
    ("xhtml", "html"),
    ("xlf", "xml"),
    ("xliff", "xml"),
    ("xml", "xml"),
    ("xsd", "xml"),
    ("xsl", "xml"),
    ("xslt", "xml"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
    ("zsh", "shell"),
];

/// The language that is meant by a name, in any case: `cs` and `CSharp` are `csharp`. `None` for an unknown one.
pub fn language(name: &str) -> Option<&'static str> {
    // No name is longer, and a hostile one is not copied.
    if name.len() > 20 {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let index = NAMES.binary_search_by_key(&name.as_str(), |(known, _)| known).ok()?;
    NAMES.get(index).map(|(_, language)| *language)
}

/// What follows the last dot of a path's last part, as a page writes the path; empty if there is none.
pub fn extension(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_lead_to_names() {
        assert!(NAMES.is_sorted_by(|(a, _), (b, _)| a < b));
        for (name, known) in NAMES {
            assert_eq!(language(name), Some(known), "{name}");
            assert_eq!(language(known), Some(known), "{name}");
            assert!(name.len() <= 20, "{name}");
        }
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(language("CS"), Some("csharp"));
        assert_eq!(language("C++"), Some("cpp"));
        assert_eq!(language("KQL"), Some("kusto"));
        for unknown in ["", "crazy", "É", &"c".repeat(1000)] {
            assert_eq!(language(unknown), None);
        }
    }

    #[test]
    fn extensions_are_those_of_the_last_part() {
        assert_eq!(extension("~/a.b/c.d.cs"), "cs");
        assert_eq!(extension("a.b\\Makefile"), "");
        assert_eq!(extension(".gitignore"), "");
        assert_eq!(extension("x."), "");
    }
}
