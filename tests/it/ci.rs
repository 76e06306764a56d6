//! What brings the checks into continuous integration: `action.yml` and `.pre-commit-hooks.yaml`. Both run here as their
//! hosts run them, as far as a machine without them can.

use std::fs;
use std::path::Path;

use serde_yaml::Value;

use super::site::Site;

fn read(name: &str) -> Value {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(place).expect("a file of the project");
    serde_yaml::from_str(&text).expect("YAML")
}

fn steps(action: &Value) -> Vec<Value> {
    action["runs"]["steps"].as_sequence().expect("steps").clone()
}

#[test]
fn the_action_is_whole() {
    let action = read("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    for input in ["path", "args", "deny"] {
        assert!(action["inputs"][input]["description"].is_string(), "{input}");
        assert!(action["inputs"][input]["default"].is_string(), "{input}");
    }
    let steps = steps(&action);
    for step in &steps {
        assert_eq!(step["shell"], "bash", "{step:?}");
        // What somebody hands in must not become a part of a script.
        assert!(!step["run"].as_str().expect("a script").contains("${{"), "{step:?}");
    }
    let install = steps[0]["run"].as_str().expect("a script");
    assert!(
        install.starts_with("cargo install --locked --path \"$GITHUB_ACTION_PATH\""),
        "{install}"
    );
}

/// The variables of a step: its inputs as handed in, else their defaults.
#[cfg(unix)]
fn variables(action: &Value, step: &Value, inputs: &[(&str, &str)]) -> Vec<(String, String)> {
    let variable = |(name, value): (&Value, &Value)| {
        let value = value.as_str().expect("text");
        let input = value
            .strip_prefix("${{ inputs.")
            .and_then(|rest| rest.strip_suffix(" }}"));
        let input = input.expect("an input");
        let given = inputs.iter().find(|(name, _)| *name == input).map(|(_, value)| *value);
        let value = given
            .or(action["inputs"][input]["default"].as_str())
            .expect("a default");
        (name.as_str().expect("a name").to_owned(), value.to_owned())
    };
    step["env"]
        .as_mapping()
        .expect("variables")
        .iter()
        .map(variable)
        .collect()
}

/// Runs the step of the action that checks, on `site`, with the program where the step before would have put it.
#[cfg(unix)]
fn act(site: &Site, inputs: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let action = read("action.yml");
    let step = steps(&action).pop().expect("a step");
    let bin = site.beside("temp/stegvis/bin");
    fs::create_dir_all(&bin).expect("a folder");
    if !bin.join("stegvis").exists() {
        std::os::unix::fs::symlink(site.program().get_program(), bin.join("stegvis")).expect("a link");
    }
    let output = std::process::Command::new("bash")
        .args([
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            step["run"].as_str().expect("a script"),
        ])
        .current_dir(site.root())
        .env("RUNNER_TEMP", site.beside("temp"))
        .env("GITHUB_WORKSPACE", site.root())
        .envs(variables(&action, &step, inputs))
        .output()
        .expect("bash starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[cfg(unix)]
#[test]
fn the_action_tells_the_runner() {
    let site = Site::new()
        .page("en/index.md", "# A\n\n[x](gone.md)\n")
        .file("docs/content/en/index.md", "# A\n\n[]()\n");
    let (code, out, _) = act(&site, &[]);
    assert_eq!(code, Some(1));
    let expected = "::error file=content/en/index.md,line=3,endLine=3,col=5,endColumn=12,title=broken-link::";
    assert!(out.starts_with(expected) && out.lines().count() == 1, "{out}");
    // Names count from the root of the repository, wherever the site lies in it.
    let (code, out, _) = act(&site, &[("path", "docs")]);
    assert_eq!(code, Some(0), "{out}");
    assert!(
        out.starts_with("::warning file=docs/content/en/index.md,line=3,"),
        "{out}"
    );
    let (code, out, _) = act(&site, &[("path", "docs"), ("deny", "warnings")]);
    assert_eq!(code, Some(1));
    assert!(
        out.starts_with("::error file=docs/content/en/index.md,line=3,"),
        "{out}"
    );
    let (code, out, errors) = act(&site, &[("args", "--locale en=docs/content/en --locale sv=*")]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("there is no folder `*`"), "{errors}");
    let (code, out, errors) = act(&site, &[("path", "$(echo docs)")]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("there is no folder `$(echo docs)`"), "{errors}");
}

#[test]
fn the_hook_runs_the_program() {
    let hooks = read(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    assert_eq!((&hook["id"], &hook["language"]), (&"stegvis".into(), &"rust".into()));
    assert_eq!(hook["pass_filenames"], false);
    let entry: Vec<&str> = hook["entry"].as_str().expect("a command").split(' ').collect();
    let ran = |site: &Site, more: &[&str]| {
        let mut program = site.program();
        assert_eq!(entry[0], "stegvis");
        program.args(&entry[1..]).args(more).current_dir(site.root());
        site.ran(program).exits(i32::from(!more.is_empty()));
    };
    let site = Site::small();
    ran(&site, &[]);
    // As an author adds arguments to the hook.
    ran(&site.page("en/b.md", "# B\n\n[]()\n"), &["--deny", "warnings"]);
    // The same letters as pre-commit matches them, without its engine.
    let files = hook["files"].as_str().expect("a pattern");
    let endings = files.strip_prefix("(?i)\\.(").and_then(|rest| rest.strip_suffix(")$"));
    let endings: Vec<&str> = endings.expect("endings").split('|').collect();
    for ending in ["md", "ya?ml", "json", "ftl", "png", "svg"] {
        assert!(endings.contains(&ending), "{ending}");
    }
}
