### The words of the interface. Values are plain text: templates escape them. Numbers go through NUMBER(), dates through DATE().
### A site replaces any of these in its own locales/nl/*.ftl.

## The language, named in itself

language-name = Nederlands

## The frame of every page

frame-skip = Naar de inhoud
frame-home = Startpagina
frame-menu-open = Menu openen
frame-menu-close = Menu sluiten
frame-breadcrumb = Kruimelpad
frame-previous = Vorige
frame-next = Volgende
frame-pager = Vorige en volgende pagina
frame-print = Afdrukken
frame-updated = Laatst bijgewerkt op { DATE($date) }
frame-draft = Concept

## The language picker. $language is a language's name in itself. -fallback follows the name of a language that shows the page in another one; -missing follows a name that is no link.

picker-label = Taal
picker-fallback = ({ $language })
picker-missing = niet beschikbaar in deze taal

## Tables of contents

toc-label = Inhoud
toc-page = Op deze pagina
toc-section = In dit onderdeel
toc-whole = Volledige inhoudsopgave

## The home page of a locale

home-title = Inhoud
home-all-pages = Alle pagina’s

## Notices above a page: no translation yet ($language is the name of the shown language in itself), translated by a machine (and edited by a person), a page that the source locale does not have

notice-fallback = Deze pagina is nog niet in het Nederlands vertaald. De tekst staat in de oorspronkelijke taal ({ $language }).
notice-machine-translated = Deze pagina is automatisch vertaald en kan fouten bevatten.
notice-machine-edited = Deze pagina is automatisch vertaald en daarna door een mens bewerkt.
notice-translation-only = Deze pagina staat alleen in de vertaling, niet in het origineel.

## The source text beside the translation. $language is the source language's name in itself.

source-read = Lees het origineel ({ $language })

## Alerts

alert-note = Opmerking
alert-tip = Tip
alert-important = Belangrijk
alert-caution = Let op
alert-warning = Waarschuwing

## What a link or a list of links on a card leads to

link-architecture = Architectuur
link-concept = Concept
link-deploy = Implementatie
link-download = Downloaden
link-get-started = Aan de slag
link-how-to-guide = Handleiding
link-learn = Leren
link-overview = Overzicht
link-quickstart = Snelstart
link-reference = Naslag
link-sample = Voorbeeld
link-training = Training
link-tutorial = Zelfstudie
link-video = Video
link-whats-new = Nieuw

## Checklists. -done, -open and -not-applicable are states. Scripts get all of these with {name} for each variable, so
## there are no NUMBER(), DATE() and choices here.

checklist-label = Checklist
checklist-done = Klaar
checklist-open = Nog te doen
checklist-criterion = Klaar: { $criterion }
checklist-count = { $done } van { $total }
checklist-required = Verplicht
checklist-optional = Optioneel, overwogen
checklist-steps = Stappen
checklist-not-applicable = Niet van toepassing
checklist-mark-begun = begonnen
checklist-mark-done = klaar
checklist-next = Nu te doen
checklist-changed = Gewijzigd sinds u dit afvinkte
checklist-told = { $state }: { $text }
checklist-undo = Ongedaan maken
checklist-close = Sluiten
checklist-unsaved = Deze browser staat niet toe dat de pagina bewaart wat u afvinkt. Het blijft staan tot u de pagina verlaat.
checklist-failed = Dat is niet gelukt. Probeer het opnieuw.
checklist-tools = Delen en bewaren
checklist-workspace = Werkruimte: { $name }

## Delen, bestanden, werkruimten, wissen

checklist-link = Link naar deze stand
checklist-copy = Link kopiëren
checklist-copied = De link is gekopieerd.
checklist-shared = Deze link bevat wat iemand heeft afgevinkt: { $done } van { $total }. Er verandert niets tot u kiest.
checklist-elsewhere = Lijsten die niet op deze pagina staan en ongemoeid blijven: { $number }.
checklist-view = Bekijken
checklist-viewing = U bekijkt wat is gedeeld. Wat u zelf hebt afgevinkt, is ongewijzigd.
checklist-merge = Samenvoegen met het mijne
checklist-replace = Het mijne vervangen
checklist-taken = Gewijzigde punten: { $number }
checklist-export = Opslaan als bestand
checklist-print = Afdrukken
checklist-import = Een opgeslagen bestand openen (JSON)
checklist-refused = Dit kan niet worden gelezen. Er is niets gewijzigd.
checklist-foreign = Dit bestand komt van een andere site ({ $site }). Er is niets gewijzigd.
checklist-large = Dit bestand is groter dan 1 MB. Er is niets gewijzigd.
checklist-workspaces = Werkruimten
checklist-workspace-current = Getoonde werkruimte
checklist-workspace-default = Standaard
checklist-workspace-new = Naam van een nieuwe
checklist-add = Toevoegen
checklist-erase = Wissen
checklist-erase-workspace = Deze werkruimte wissen
checklist-erase-all = Alles van deze site wissen
checklist-erase-question = Wilt u wissen wat u hebt afgevinkt? Dit kan niet ongedaan worden gemaakt.
checklist-cancel = Annuleren
checklist-erased = Wat u had afgevinkt, is gewist.

## Een checklist op een andere website

checklist-embed-kept = Wat u hier afvinkt, wordt in deze browser bewaard, alleen voor deze website.
checklist-embed-source = De checklist openen waar deze vandaan komt

## Voortgang: een link van wat de lezer heeft afgevinkt naar de pagina met alles, en die pagina. -leads staat voor links naar stappen. $required en $optional zijn aantallen criteria. -embed-state staat bij een lijst die in een andere site wordt getoond.

progress-page = Uw voortgang
progress-link = Uw volledige voortgang
progress-lead = Wat u afvinkt, wordt in deze browser bewaard en geldt in alle talen van deze site.
progress-criteria = Afsluitcriteria
progress-lists = Checklists
progress-leads = Stappen die ernaartoe leiden:
progress-picture = { $required } verplichte en { $optional } optionele afsluitcriteria, per fase
progress-embed-state = Binnen een andere site wordt wat u in deze lijst afvinkt apart bewaard: het is niet te zien op de site waar de lijst vandaan komt.

## Footnotes

footnotes-heading = Voetnoten
footnotes-back = Terug naar de tekst, noot { NUMBER($number) }

## Code samples

code-label = Codevoorbeeld
code-copy = Kopiëren
code-copied = Gekopieerd

## De lange beschrijving van een afbeelding, de grotere afbeelding erachter, en de knop die haar sluit

figure-description = Beschrijving van de afbeelding
figure-enlarge = Afbeelding vergroten
figure-close = Sluiten

## Een deel van de pagina dat alleen voor sommige versies geldt. $range is een bereik, zoals ">= 4.1".

moniker-range = Van toepassing op { $range }

## De keuze tussen delen van de pagina voor verschillende lezers: een systeem, een programmeertaal

pivots-label = Pagina weergeven voor

## Schakelaars van een vertaalde pagina: elke oorspronkelijke zin bij de vertaling

source-hover = Oorspronkelijke zinnen tonen

## A video that another host serves

video-play = Video afspelen van { $host }

## The switch between light and dark

theme-label = Weergave
theme-light = Licht
theme-dark = Donker
theme-system = Systeem

## Hoe het met de vertalingen gaat, pagina voor pagina: voor wie schrijft

status-title = Vertalingen
status-totals = Pagina’s per taal en status
status-pages = Elke pagina in elke taal
status-page = Pagina
status-source = Brontekst
status-current = Actueel
status-outdated = Verouderd
status-outdated-blocks =
    { $number ->
        [one] Verouderd, { NUMBER($number) } onderdeel
       *[other] Verouderd, { NUMBER($number) } onderdelen
    }
status-unknown = Onbekend
status-fallback = Niet vertaald
status-missing = Ontbreekt
status-machine = Machinevertaling
status-count = { NUMBER($number) }

## A page that is not there

not-found-title = Pagina niet gevonden
not-found-text = Misschien is de pagina verplaatst of klopt het adres niet.
not-found-home = Naar de startpagina

details-summary = Details
redirect-title = Deze pagina is verplaatst

## The choice of a language at the root of the site

chooser-title = Kies je taal
chooser-remembered = We onthouden je keuze op dit apparaat.
