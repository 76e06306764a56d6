//! Earlier texts of files, from git. The only place that runs it: one process a folder, asked only when something wants
//! to know, without the network.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Where earlier texts of files are found. What a commit holds never changes, so whoever asks stays pure.
pub trait History: fmt::Debug + Send + Sync {
    /// What the file at `path`, with `/` between its parts, below `folder` on disk held at `commit`, a commit's name in
    /// hexadecimal. `None` where that is not known, for whatever reason.
    fn text(&self, folder: &Path, path: &str, commit: &str) -> Option<Vec<u8>>;
}

/// The work trees that folders lie in. Where there is no git, or none that answers, nothing is known.
#[derive(Default)]
pub struct Git {
    /// By folder; `None` where there is nobody to ask.
    asked: Mutex<HashMap<PathBuf, Option<Process>>>,
}

impl fmt::Debug for Git {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Git")
    }
}

/// Past this size an answer is passed over, in bytes: no person wrote it.
const LARGEST: u64 = 64 << 20;

impl History for Git {
    fn text(&self, folder: &Path, path: &str, commit: &str) -> Option<Vec<u8>> {
        // Whatever a page says becomes a line that git reads: only what cannot be another question, or two.
        let is_commit = (7..=64).contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_commit || path.is_empty() || path.chars().any(char::is_control) {
            return None;
        }
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let place = asked
            .entry(folder.to_path_buf())
            .or_insert_with(|| Process::start(folder).ok().flatten());
        match place.as_mut()?.ask(&format!("{commit}:./{path}")) {
            Ok(answer) => answer,
            Err(_) => {
                // It has died or lost its place: nothing it says later can be trusted.
                *place = None;
                None
            }
        }
    }
}

/// `git cat-file --batch`.
struct Process {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Process {
    /// `None` where `folder` lies in no work tree.
    fn start(folder: &Path) -> io::Result<Option<Self>> {
        let folder = folder.canonicalize()?;
        if !folder.ancestors().any(|above| above.join(".git").exists()) {
            return Ok(None);
        }
        let mut git = Command::new("git");
        // A hook would lead git to another repository by these.
        for name in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_COMMON_DIR",
            "GIT_PREFIX",
        ] {
            git.env_remove(name);
        }
        git.env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            // Before 2.44 git knows no other way to be kept from the network.
            .args(["-c", "protocol.allow=never", "cat-file", "--batch"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = git.spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(questions), Some(answers)) => Ok(Some(Self {
                child,
                questions,
                answers: BufReader::new(answers),
            })),
            _ => Ok(None),
        }
    }

    /// The bytes of an object; `None` if there is no such file.
    fn ask(&mut self, name: &str) -> io::Result<Option<Vec<u8>>> {
        writeln!(self.questions, "{name}")?;
        self.questions.flush()?;
        let mut head = Vec::new();
        (&mut self.answers).take(1 << 16).read_until(b'\n', &mut head)?;
        let head = String::from_utf8_lossy(&head);
        let Some(head) = head.strip_suffix('\n') else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        // `OBJECT blob SIZE`, or `NAME missing`.
        let words: Vec<&str> = head.split(' ').collect();
        let size = match words.as_slice() {
            [object, kind, size] if object.bytes().all(|byte| byte.is_ascii_hexdigit()) && object.len() >= 40 => {
                size.parse::<u64>().ok().map(|size| (*kind, size))
            }
            _ => None,
        };
        let Some((kind, size)) = size else { return Ok(None) };
        let mut bytes = Vec::new();
        let is_read = kind == "blob" && size <= LARGEST;
        let read = if is_read {
            (&mut self.answers).take(size).read_to_end(&mut bytes)? as u64
        } else {
            io::copy(&mut (&mut self.answers).take(size), &mut io::sink())?
        };
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        if read != size || end != *b"\n" {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(is_read.then_some(bytes))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It would end by itself where its input ends; nobody waits for that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
        let output = Command::new("git")
            .args(["-c", "user.name=Stegvis", "-c", "user.email=stegvis@example.org"])
            .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
            .args(arguments)
            .current_dir(folder)
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        Some(said)
    }

    /// A repository, the folder of its pages, and its first commit.
    fn repository() -> Option<(tempfile::TempDir, PathBuf, String)> {
        let root = tempfile::tempdir().expect("a folder");
        if Command::new("git").arg("--version").output().is_err() {
            println!("skipped: no git");
            return None;
        }
        let pages = root.path().join("content/en");
        std::fs::create_dir_all(pages.join("a")).expect("folders");
        std::fs::write(pages.join("a/å b.md"), "first\n").expect("a file");
        std::fs::write(pages.join("empty.md"), "").expect("a file");
        git(root.path(), &["init", "-q"])?;
        git(root.path(), &["add", "."])?;
        git(root.path(), &["commit", "-q", "-m", "one"])?;
        let commit = git(root.path(), &["rev-parse", "HEAD"])?;
        std::fs::write(pages.join("a/å b.md"), "second\n").expect("a file");
        git(root.path(), &["commit", "-qam", "two"])?;
        Some((root, pages, commit))
    }

    #[test]
    fn an_earlier_text_is_found_by_its_commit() {
        let Some((root, pages, commit)) = repository() else {
            return;
        };
        let history = Git::default();
        let text = |path: &str, commit: &str| history.text(&pages, path, commit);
        assert_eq!(text("a/å b.md", &commit), Some(b"first\n".to_vec()));
        assert_eq!(text("a/å b.md", &commit[..10]), Some(b"first\n".to_vec()));
        assert_eq!(text("empty.md", &commit), Some(Vec::new()));
        // What is not there is not there, and what is asked next is answered all the same.
        assert_eq!(text("b.md", &commit), None);
        assert_eq!(text("a", &commit), None, "a folder is no text");
        assert_eq!(text("a/å b.md", &"0".repeat(40)), None);
        assert_eq!(text("../../x", &commit), None);
        assert_eq!(text("a/å b.md", &commit), Some(b"first\n".to_vec()));
        drop(root);
    }

    #[test]
    fn what_a_page_says_never_becomes_an_argument_or_a_second_question() {
        let Some((_root, pages, commit)) = repository() else {
            return;
        };
        let history = Git::default();
        for hostile in [
            "HEAD",
            "--help",
            "-",
            "",
            "HEAD:a",
            "abc",
            "main",
            "1234567\nHEAD",
            "12345 7",
            &"a".repeat(65),
        ] {
            assert_eq!(history.text(&pages, "a/å b.md", hostile), None, "{hostile:?}");
        }
        for hostile in ["a\nHEAD:./empty.md", "", "a\0b", "\r"] {
            assert_eq!(history.text(&pages, hostile, &commit), None, "{hostile:?}");
        }
        assert_eq!(history.text(&pages, "empty.md", &commit), Some(Vec::new()));
    }

    #[test]
    fn outside_of_a_work_tree_nobody_is_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let history = Git::default();
        assert_eq!(history.text(folder.path(), "a.md", "1234567"), None);
        assert_eq!(history.text(&folder.path().join("gone"), "a.md", "1234567"), None);
        let asked = history.asked.lock().expect("a lock");
        assert!(asked.values().all(Option::is_none));
    }
}
