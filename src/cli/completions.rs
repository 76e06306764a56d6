//! `stegvis completions`: a script that teaches a shell the arguments. The only file that names clap_complete.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::report;

/// What `completions` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> ExitCode {
    // Into memory first: the generator would panic where nobody listens.
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut super::Arguments::command(),
        "stegvis",
        &mut script,
    );
    report::print(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}
