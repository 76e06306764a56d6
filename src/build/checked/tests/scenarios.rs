//! Sites and edits, one for each condition on which something that was found is kept.

use crate::check::Sees;

/// A site, and an edit of which only one condition tells that something has to be looked at again. The text `ACCEPTED` is
/// that of a lock that says that everything was made from today's source.
pub type Scenario = (
    Sees,
    &'static [(&'static str, &'static str)],
    (&'static str, Option<&'static str>),
);

const REDIRECTS: &str = "en/.openpublishing.redirection.json";
const LOCK: &str = "sv/translations.lock";
const ONE: (&str, &str) = ("en/one.md", "# One\n\n[x](two.md#plg)\n");

/// One for each of [`Sees`].
pub static SCENARIOS: [Scenario; 22] = [
    // A file that says that the site is one of Learn.
    (
        Sees::Set,
        &[("en/one.md", "# One\n\n[x](https://learn.microsoft.com/azure/more)\n")],
        ("en/.openpublishing.publish.config.json", Some("{}")),
    ),
    // As many pages as before, and another one is meant.
    (
        Sees::Pages,
        &[
            ("en/one.md", "# One\n\n[x](tw.md)\n"),
            ("en/two.md", "# Same\n"),
            ("en/xyz.md", "# Same\n"),
            (
                "en/docfx.json",
                "{\"build\":{\"content\":[{\"files\":\"**/*.md\",\"exclude\":\"two.md\"}]}}",
            ),
        ],
        (
            "en/docfx.json",
            Some("{\"build\":{\"content\":[{\"files\":\"**/*.md\",\"exclude\":\"xyz.md\"}]}}"),
        ),
    ),
    // Another name is meant.
    (
        Sees::Xrefs,
        &[
            ("stegvis.yaml", "xref: [names.yml]\n"),
            ("names.yml", "references:\n- uid: Other.Thing\n  href: /some\n"),
            ("en/one.md", "# One\n\n[x](xref:Some.Nam)\n"),
        ],
        ("names.yml", Some("references:\n- uid: Some.Name\n  href: /some\n")),
    ),
    (
        Sees::Config,
        &[
            ("stegvis.yaml", "title: A\n"),
            ("en/one.md", "# One\n\n[x](/azure/there)\n"),
        ],
        ("stegvis.yaml", Some("docset_root: https://x.example\n")),
    ),
    (
        Sees::Files,
        &[("en/one.md", "# One\n"), ("en/code/run.ps1", "Get-Date\n")],
        ("en/code/run.ps1", Some("Get-\u{202e}Date\n")),
    ),
    (
        Sees::Text,
        &[("en/one.md", "# One\n"), ("sv/one.md", "# Ett\n")],
        ("sv/one.md", Some("# Ett\n\n`a\u{202e}b`\n")),
    ),
    (
        Sees::Mentions,
        &[("en/one.md", "# One\n"), ("en/media/q.png", "q")],
        ("en/one.md", Some("# One\n\nRead media/q.png if you want.\n")),
    ),
    // The file has moved elsewhere.
    (
        Sees::Links,
        &[
            ("en/one.md", "# One\n\n[x](old.md)\n"),
            ("en/two.md", "# Two\n"),
            ("en/more.md", "# More\n"),
            (
                REDIRECTS,
                "{\"redirections\":[{\"source_path\":\"old.md\",\"redirect_url\":\"two\"}]}",
            ),
        ],
        (
            REDIRECTS,
            Some("{\"redirections\":[{\"source_path\":\"old.md\",\"redirect_url\":\"more\"}]}"),
        ),
    ),
    (
        Sees::Freshness,
        &[
            ("en/one.md", "# One\n\nText.\n"),
            ("sv/one.md", "# Ett\n\nText.\n"),
            (LOCK, "garbage\n"),
        ],
        (LOCK, Some("ACCEPTED")),
    ),
    // The source has other code.
    (
        Sees::Kin,
        &[
            ("en/one.md", "# One\n\n```powershell\nGet-One\n```\n"),
            ("sv/one.md", "# Ett\n\n```powershell\nGet-One\n```\n"),
        ],
        ("en/one.md", Some("# One\n\n```powershell\nGet-Two\n```\n")),
    ),
    // The place that the translation lacks is one that somebody relies on.
    (
        Sees::Names,
        &[
            (
                "en/one.md",
                "# One\n\n## Plug it in\n\n- a\n- b\n\n## Pull it\n\n```sh\nls\n```\n",
            ),
            ("sv/one.md", "# Ett\n\n## Dra ur\n\n```sh\nls\n```\n"),
            ("en/two.md", "# Two\n"),
        ],
        ("en/two.md", Some("# Two\n\n[x](one.md#plug-it-in)\n")),
    ),
    // Another place is meant, and still none is there.
    (
        Sees::Outlines,
        &[ONE, ("en/two.md", "# Two\n")],
        ("en/two.md", Some("# Two\n\n## Plug\n")),
    ),
    // The page that is meant no longer has the place.
    (
        Sees::Meant,
        &[
            ("en/one.md", "# One\n\n[x](tree.md#pull-it)\n"),
            ("en/deep/tree.md", "# Tree\n\n## Pull it\n"),
        ],
        ("en/deep/tree.md", Some("# Tree\n\n## Push it\n")),
    ),
    // A third page has the criterion.
    (
        Sees::Criteria,
        &[
            ("en/one.md", "# Step 1: One\n\n[x](two.md#crit-x)\n"),
            ("en/two.md", "# Two\n"),
            ("en/more.md", "# More\n"),
        ],
        ("en/more.md", Some("# More\n\n## Required: X {#crit-x}\n")),
    ),
    (
        Sees::Progress,
        &[
            ("en/one.md", "# One\n\n> [!PROGRESS site]\n"),
            ("en/two.md", "# Two\n\n- [ ] a\n"),
        ],
        ("en/two.md", Some("# Two\n\n- a\n")),
    ),
    (
        Sees::Titles,
        &[("en/one.md", "# One\n"), ("en/two.md", "# Two\n")],
        ("en/two.md", Some("# One\n")),
    ),
    // The link names the number that the step had, which stands in a key.
    (
        Sees::Steps,
        &[
            ("en/one.md", "# Step 1: One\n\n[Step 3](two.md) [x](two.md#crit-x)\n"),
            (
                "en/two.md",
                "---\nstep: 3\n---\n# Two\n\n## Required: X {#crit-x}\n\n[Step 1](one.md)\n",
            ),
        ],
        (
            "en/two.md",
            Some("---\nstep: 4\n---\n# Two\n\n## Required: X {#crit-x}\n\n[Step 1](one.md)\n"),
        ),
    ),
    // The heading that the link leads to carries the number.
    (
        Sees::Headings,
        &[
            (
                "en/one.md",
                "# Step 1: One\n\n[Step 4](two.md#fourth) [x](two.md#crit-x)\n",
            ),
            (
                "en/two.md",
                "# Step 2: Two\n\n## Required: X {#crit-x}\n\n[Step 1](one.md)\n\n## Step 4: It {#fourth}\n",
            ),
        ],
        (
            "en/two.md",
            Some("# Step 2: Two\n\n## Required: X {#crit-x}\n\n[Step 1](one.md)\n\n## Then: It {#fourth}\n"),
        ),
    ),
    (
        Sees::Translation,
        &[("en/one.md", "# One\n\nText.\n"), ("sv/one.md", "# Ett\n\nText.\n")],
        (
            "sv/one.md",
            Some("---\nms.openlocfilehash: 0123456789012345678901234567890123456789\n---\n# Ett\n\nText.\n"),
        ),
    ),
    (
        Sees::Source,
        &[
            ("en/one.md", "# One\n\nText.\n"),
            ("sv/one.md", "# Ett\n\nText.\n"),
            (LOCK, "ACCEPTED"),
        ],
        ("en/one.md", Some("# One\n\nAnother text.\n")),
    ),
    (
        Sees::Line,
        &[
            ("en/one.md", "# One\n\nText.\n"),
            ("sv/one.md", "# Ett\n\nText.\n"),
            (LOCK, "ACCEPTED"),
        ],
        (LOCK, Some("# Stegvis translations lock, version 1\n")),
    ),
    (
        Sees::Lock,
        &[
            ("en/one.md", "# One\n\nText.\n"),
            ("sv/one.md", "# Ett\n\nText.\n"),
            (LOCK, "ACCEPTED"),
        ],
        (LOCK, Some("# Stegvis translations lock, version 1\n")),
    ),
];
