### The words of the interface. Values are plain text: templates escape them. Numbers go through NUMBER(), dates through DATE().
### A site replaces any of these in its own locales/en/*.ftl.

## The language, named in itself

language-name = English

## The frame of every page

frame-skip = Skip to main content
frame-home = Home
frame-menu-open = Open the menu
frame-menu-close = Close the menu
frame-breadcrumb = Breadcrumb
frame-previous = Previous
frame-next = Next
frame-pager = Previous and next page
frame-print = Print
frame-updated = Last updated { DATE($date) }
frame-draft = Draft

## The language picker. $language is a language's name in itself. -fallback follows the name of a language that shows the page in another one; -missing follows a name that is no link.

picker-label = Language
picker-fallback = ({ $language })
picker-missing = not available in this language

## Tables of contents

toc-label = Contents
toc-page = On this page
toc-section = In this section
toc-whole = Whole table of contents

## The home page of a locale

home-title = Contents
home-all-pages = All pages

## Notices above a page: no translation yet ($language is the name of the shown language in itself), translated by a machine (and edited by a person), a page that the source locale does not have

notice-fallback = This page has not been translated into this language yet. It is shown in its original language ({ $language }).
notice-machine-translated = This page was translated by a machine and may contain mistakes.
notice-machine-edited = This page was translated by a machine and then edited by a person.
notice-translation-only = This page exists only in the translation, not in the original.

## The source text beside the translation. $language is the source language's name in itself.

source-read = Read in { $language }

## Alerts

alert-note = Note
alert-tip = Tip
alert-important = Important
alert-caution = Caution
alert-warning = Warning

## What a link or a list of links on a card leads to

link-architecture = Architecture
link-concept = Concept
link-deploy = Deploy
link-download = Download
link-get-started = Get started
link-how-to-guide = How-to guide
link-learn = Learn
link-overview = Overview
link-quickstart = Quickstart
link-reference = Reference
link-sample = Sample
link-training = Training
link-tutorial = Tutorial
link-video = Video
link-whats-new = What’s new

## Checklists. -done, -open and -not-applicable are states. Scripts get all of these with {name} for each variable, so
## there are no NUMBER(), DATE() and choices here.

checklist-label = Checklist
checklist-done = Done
checklist-open = To do
checklist-criterion = Done: { $criterion }
checklist-count = { $done } of { $total }
checklist-required = Required
checklist-optional = Optional, considered
checklist-steps = Steps
checklist-not-applicable = Not applicable
checklist-mark-begun = begun
checklist-mark-done = done
checklist-next = Next to do
checklist-changed = Changed since you ticked it
checklist-told = { $state }: { $text }
checklist-undo = Undo
checklist-close = Close
checklist-unsaved = This browser does not let the page keep what you tick. It is here until you leave the page.
checklist-failed = That did not work. Please try again.
checklist-tools = Share and keep
checklist-workspace = Workspace: { $name }

## Sharing, files, workspaces, erasing

checklist-link = Link to this state
checklist-copy = Copy the link
checklist-copied = The link is copied.
checklist-shared = This link holds what someone ticked: { $done } of { $total }. Nothing changes until you choose.
checklist-elsewhere = Lists that are not on this page and are left alone: { $number }.
checklist-view = View
checklist-viewing = You are looking at what was shared. What you ticked yourself is unchanged.
checklist-merge = Merge with mine
checklist-replace = Replace mine
checklist-taken = Changed items: { $number }
checklist-export = Save as a file
checklist-print = Print
checklist-import = Open a saved file (JSON)
checklist-refused = This cannot be read. Nothing was changed.
checklist-foreign = This file is from another site ({ $site }). Nothing was changed.
checklist-large = This file is larger than 1 MB. Nothing was changed.
checklist-workspaces = Workspaces
checklist-workspace-current = Workspace shown
checklist-workspace-default = Default
checklist-workspace-new = Name of a new one
checklist-add = Add
checklist-erase = Erase
checklist-erase-workspace = Erase this workspace
checklist-erase-all = Erase everything of this site
checklist-erase-question = Erase what you have ticked? This cannot be undone.
checklist-cancel = Cancel
checklist-erased = What you had ticked is erased.

## A checklist on another website

checklist-embed-kept = What you tick here is kept in this browser, for this website alone.
checklist-embed-source = Open the checklist where it comes from

## Progress: a link from sums of what the reader has ticked to the page of them all, and that page. -leads stands before links to steps. $required and $optional are numbers of criteria. -embed-state is said where a list is shown inside another site.

progress-page = Your progress
progress-link = All your progress
progress-lead = What you tick is kept in this browser, for all languages of this site.
progress-criteria = Exit criteria
progress-lists = Checklists
progress-leads = Steps that lead to it:
progress-picture = { $required } required and { $optional } optional exit criteria, by phase
progress-embed-state = Shown inside another site, this list keeps its own ticks: they do not appear on the site that it comes from.

## Footnotes

footnotes-heading = Footnotes
footnotes-back = Back to the text, note { NUMBER($number) }

## Code samples

code-label = Code sample
code-copy = Copy
code-copied = Copied

## The long description of a picture, the larger picture behind one, and the button that closes it

figure-description = Description of the picture
figure-enlarge = Enlarge the picture
figure-close = Close

## A part of a page that is for some versions only. $range is a range of them, as ">= 4.1".

moniker-range = Applies to { $range }

## The choice between parts of a page that are for different readers: a system, a language of programs

pivots-label = Show the page for

## Switches of a translated page: each original sentence beside its translation

source-hover = Show originals

## A video that another host serves

video-play = Play video from { $host }

## The switch between light and dark

theme-label = Appearance
theme-light = Light
theme-dark = Dark
theme-system = System

## How translations are doing, page by page: for those who write. -totals and -pages are the captions of two tables; the others are what a page is in a language.

status-title = Translations
status-totals = Pages by language and status
status-pages = Each page in each language
status-page = Page
status-source = Source
status-current = Up to date
status-outdated = Outdated
status-outdated-blocks =
    { $number ->
        [one] Outdated, { NUMBER($number) } part
       *[other] Outdated, { NUMBER($number) } parts
    }
status-unknown = Unknown
status-fallback = Not translated
status-missing = Missing
status-machine = Machine translation
status-count = { NUMBER($number) }

## A page that is not there

not-found-title = Page not found
not-found-text = The page may have moved, or the address may be mistyped.
not-found-home = Go to the home page

details-summary = Details
redirect-title = This page has moved

## The choice of a language at the root of the site

chooser-title = Choose your language
chooser-remembered = We remember your choice on this device.
