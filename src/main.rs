//! The program: hands over to [`stegvis::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    stegvis::cli::run()
}
