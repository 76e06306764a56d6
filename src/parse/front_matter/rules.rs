//! What there is to say of front matter.

use crate::diag::{RuleInfo, Severity};

/// The block is not YAML, or a value is not of the form that its key needs.
pub static MALFORMED: RuleInfo = RuleInfo {
    id: "malformed-front-matter",
    severity: Severity::Warning,
    summary: "front matter that cannot be read as YAML",
    explain: "\
The block between the `---` lines at the top of a page is YAML, in which some characters mean something: \
a colon with a space after it, or a value that begins with `[`, `{`, `*`, `&`, `@`, a backtick or a quote. \
A block that is no YAML is read line by line, as well as that goes: the page is built, but a list or a text of \
several lines may be lost.

Wrong:

```yaml
title: Step 3: plan the groups
description: [Preview] How to plan
```

Right:

```yaml
title: \"Step 3: plan the groups\"
description: \"[Preview] How to plan\"
```",
};

/// A key stands twice.
pub static DUPLICATE_KEY: RuleInfo = RuleInfo {
    id: "duplicate-key",
    severity: Severity::Warning,
    summary: "a key that stands twice in the front matter",
    explain: "\
A key has one value. Of two, the last one counts, and other tools may take the first or refuse the page. \
The keys that Stegvis knows are compared without regard to case.

Wrong:

```yaml
title: Plan the groups
author: kim
title: Plan your groups
```

Right:

```yaml
title: Plan your groups
author: kim
```",
};

/// `ms.date` is no date, or not in one of the two forms.
pub static BAD_DATE: RuleInfo = RuleInfo {
    id: "bad-date",
    severity: Severity::Warning,
    summary: "a date that is not written `MM/DD/YYYY` or `YYYY-MM-DD`",
    explain: "\
`ms.date` says when a page was last looked through. Readers see it in their own language's form, and reports \
sort by it, so it must be a day of the calendar, with the month first (`MM/DD/YYYY`) or in ISO form \
(`YYYY-MM-DD`).

Wrong: `ms.date: 31/12/2018`, `ms.date: 2/3/2018`, `ms.date: February 2018`

Right: `ms.date: 12/31/2018`, `ms.date: 2018-02-03`",
};
