//! What is wrong with checklists, and with the files that keep them.

use crate::diag::{RuleInfo, Severity};

/// A line of a lock that cannot be read.
pub static MALFORMED_CHECKLIST_LOCK: RuleInfo = RuleInfo {
    id: "malformed-checklist-lock",
    severity: Severity::Warning,
    summary: "a line of a checklist's lock that cannot be read",
    explain: "\
A file in `checklists/` keeps the names and numbers under which browsers keep what readers tick, a line an item. A line \
that a merge or a hand has damaged says nothing any more, and its item may lose its ticks.

Wrong: `<<<<<<< HEAD`, or two lines for one id

Right: the lines of both branches",
};

/// Two items with one number.
pub static DUPLICATE_ITEM_NUMBER: RuleInfo = RuleInfo {
    id: "duplicate-item-number",
    severity: Severity::Error,
    summary: "two items of a checklist with one number",
    explain: "\
A number stands for an item in links that readers share, for good. Two branches that each add an item give both the same \
number; where they are merged, the one that no release had yet needs another.

Wrong: `4 lamps-lit 1a2b3c4d` and `4 keys-counted 5e6f7a8b`

Right: `4 lamps-lit 1a2b3c4d` and `5 keys-counted 5e6f7a8b`",
};

/// A lock that does not say what the source says.
pub static STALE_CHECKLIST_LOCK: RuleInfo = RuleInfo {
    id: "stale-checklist-lock",
    severity: Severity::Warning,
    summary: "checklist whose lock does not know its items as they are today",
    explain: "\
The files in `checklists/` keep the names of items, so that a new order, new words or a new id lose nobody's ticks. Items \
that were added, renamed or reworded since are not in them yet: the site works, and the next change could take one item \
for another. `stegvis accept --checklists` brings the locks up to date; with `--locked` a stale lock is an error.

Wrong: a new line `- [ ] The keys are counted` and no new line in the lock

Right: the same, and `stegvis accept --checklists` before the commit",
};

/// An item that is gone.
pub static VANISHED_ITEM: RuleInfo = RuleInfo {
    id: "vanished-item",
    severity: Severity::Error,
    summary: "item of a checklist that is gone and was neither renamed nor retired",
    explain: "\
Readers have ticked an item that the source has no longer. If it got another id, its ticks move with \
`stegvis accept --rename OLD=NEW`; if it is gone for good, `stegvis accept --retire ID` says so. A list is named before \
its item: `LIST/ID`.

Wrong: `- [ ] The keys are counted {#keys-counted}` taken out, and its line in the lock left as it is

Right: the same, and `stegvis accept --retire harbour/keys-counted`",
};

/// Two items, or two lists, with one id.
pub static DUPLICATE_ITEM: RuleInfo = RuleInfo {
    id: "duplicate-item",
    severity: Severity::Error,
    summary: "two items of a checklist, or two checklists, with one id",
    explain: "\
The id of an item is the name under which its tick is kept: two items with one id could not be ticked apart. The id of a \
list is one in the whole site, in small and capital letters alike, because it names a file.

Wrong: `- [ ] The lamps are lit {#done}` and `- [ ] The keys are counted {#done}`

Right: `- [ ] The lamps are lit {#lamps-lit}` and `- [ ] The keys are counted {#keys-counted}`",
};

/// A sidecar that does not load, or not all of it.
pub static BAD_CHECKLISTS: RuleInfo = RuleInfo {
    id: "bad-checklists",
    severity: Severity::Error,
    summary: "`checklists.yml` that does not load, or names a list that is not there",
    explain: "\
`checklists.yml` says which lists of imported pages are checklists, by their place. What it says and the page no longer \
has, or has otherwise, would tick one thing for another.

Wrong: `items: [keys-counted]` for a list of two lines

Right: `items: [keys-counted, lamps-lit]`",
};
