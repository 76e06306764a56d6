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

## Checklists. -done and -open are read aloud beside a task.

checklist-label = Checklist
checklist-done = Done
checklist-open = To do
checklist-criterion = Done: { $criterion }
checklist-progress =
    { $total ->
        [one] { NUMBER($done) } of { NUMBER($total) } step done
       *[other] { NUMBER($done) } of { NUMBER($total) } steps done
    }

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
