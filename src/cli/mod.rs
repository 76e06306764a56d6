//! The command line: arguments, and one command a file.

mod accept;
mod baseline;
mod build;
mod check;
mod completions;
mod explain;
mod external;
mod fix;
mod init;
mod init_from;
mod locks;
mod report;
mod schema;
mod serve;
mod status;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Step by step: documentation in several languages, with links, anchors and exit criteria proven.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the site into a folder
    Build(build::Arguments),
    /// Report what is wrong, and mend it with --fix
    Check(check::Arguments),
    /// Show the site while it is written
    Serve(serve::Arguments),
    /// Show how each language is doing
    Status(status::Arguments),
    /// Write down that translations say what their source says today
    Accept(accept::Arguments),
    /// Make a new site in two languages, or a stegvis.yaml for a docset
    Init(init::Arguments),
    /// Explain a rule, or list all rules
    Explain(explain::Arguments),
    /// Print the JSON Schema of stegvis.yaml
    Schema,
    /// Print completions for a shell
    Completions(completions::Arguments),
}

/// What every command that reads a site takes.
#[derive(Args, Clone, Debug)]
struct SiteArguments {
    /// The folder of the site
    #[arg(default_value = ".")]
    root: PathBuf,
    /// A configuration that stands apart from the folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A locale whose folder lies elsewhere, as the checkout of a translated repository does; once for each locale
    #[arg(long = "locale", value_name = "TAG=FOLDER", value_parser = tag_and_folder)]
    locales: Vec<(String, PathBuf)>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Form::Terminal)]
    format: Form,
    /// Treat these as errors
    #[arg(long, value_enum, value_name = "LEVEL")]
    deny: Option<Deny>,
    /// Treat checklists whose locks are behind as errors
    #[arg(long)]
    locked: bool,
}

/// `sv=../docs.sv-SE`
fn tag_and_folder(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((tag, folder)) if !tag.is_empty() && !folder.is_empty() => Ok((tag.to_owned(), PathBuf::from(folder))),
        _ => Err("write a language and its folder, as in `sv=../docs.sv-SE`".into()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Terminal,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings too
    Warnings,
}

/// The exit code of a command that found errors.
const FOUND: u8 = 1;
/// The exit code of a command that could not run.
const COULD_NOT_RUN: u8 = 2;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Accept(arguments) => accept::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Schema => Ok(schema::run()),
        Command::Completions(arguments) => Ok(completions::run(&arguments)),
    };
    done.unwrap_or_else(|error| {
        report::fail(&error);
        ExitCode::from(COULD_NOT_RUN)
    })
}
