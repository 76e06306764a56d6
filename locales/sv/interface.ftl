### The words of the interface. Values are plain text: templates escape them. Numbers go through NUMBER(), dates through DATE().
### A site replaces any of these in its own locales/sv/*.ftl.

## The language, named in itself

language-name = Svenska

## The frame of every page

frame-skip = Hoppa till innehållet
frame-home = Startsida
frame-menu-open = Öppna menyn
frame-menu-close = Stäng menyn
frame-breadcrumb = Länkstig
frame-previous = Föregående
frame-next = Nästa
frame-pager = Föregående och nästa sida
frame-print = Skriv ut
frame-updated = Senast uppdaterad { DATE($date) }
frame-draft = Utkast

## The language picker. $language is a language's name in itself. -fallback follows the name of a language that shows the page in another one; -missing follows a name that is no link.

picker-label = Språk
picker-fallback = ({ $language })
picker-missing = finns inte på det här språket

## Tables of contents

toc-label = Innehåll
toc-page = På den här sidan
toc-section = I det här avsnittet
toc-whole = Hela innehållsförteckningen

## The home page of a locale

home-title = Innehåll
home-all-pages = Alla sidor

## Notices above a page: no translation yet ($language is the name of the shown language in itself), translated by a machine (and edited by a person), a page that the source locale does not have

notice-fallback = Den här sidan är inte översatt till svenska än. Den visas på originalspråket ({ $language }).
notice-machine-translated = Den här sidan är maskinöversatt och kan innehålla fel.
notice-machine-edited = Den här sidan är maskinöversatt och därefter redigerad av en människa.
notice-translation-only = Den här sidan finns bara i översättningen, inte i originalet.

## The source text beside the translation. $language is the source language's name in itself.

source-read = Läs originalet ({ $language })

## Alerts

alert-note = Obs!
alert-tip = Tips
alert-important = Viktigt
alert-caution = Var försiktig
alert-warning = Varning

## What a link or a list of links on a card leads to

link-architecture = Arkitektur
link-concept = Begrepp
link-deploy = Driftsättning
link-download = Hämta
link-get-started = Kom igång
link-how-to-guide = Anvisning
link-learn = Lär dig mer
link-overview = Översikt
link-quickstart = Snabbstart
link-reference = Referens
link-sample = Exempel
link-training = Utbildning
link-tutorial = Självstudiekurs
link-video = Video
link-whats-new = Nyheter

## Checklists. -done, -open and -not-applicable are states. Scripts get all of these with {name} for each variable, so
## there are no NUMBER(), DATE() and choices here.

checklist-label = Checklista
checklist-done = Klart
checklist-open = Att göra
checklist-criterion = Klart: { $criterion }
checklist-count = { $done } av { $total }
checklist-required = Obligatoriska
checklist-optional = Valfria, övervägda
checklist-steps = Steg
checklist-not-applicable = Ej tillämpligt
checklist-mark-begun = påbörjad
checklist-mark-done = klar
checklist-next = Att göra härnäst
checklist-changed = Ändrad sedan du bockade av den
checklist-told = { $state }: { $text }
checklist-undo = Ångra
checklist-close = Stäng
checklist-unsaved = Webbläsaren låter inte sidan spara det du bockar av. Det finns kvar tills du lämnar sidan.
checklist-failed = Det gick inte. Försök igen.
checklist-tools = Dela och spara
checklist-workspace = Arbetsyta: { $name }

## Att dela, filer, arbetsytor, att radera

checklist-link = Länk till det här läget
checklist-copy = Kopiera länken
checklist-copied = Länken är kopierad.
checklist-shared = Länken visar vad någon har bockat av: { $done } av { $total }. Inget ändras förrän du väljer.
checklist-elsewhere = Listor som inte finns på den här sidan och lämnas orörda: { $number }.
checklist-view = Visa
checklist-viewing = Du ser det som har delats. Det du själv har bockat av är oförändrat.
checklist-merge = Slå ihop med mitt
checklist-replace = Ersätt mitt
checklist-taken = Ändrade punkter: { $number }
checklist-export = Spara som fil
checklist-print = Skriv ut
checklist-import = Öppna en sparad fil (JSON)
checklist-refused = Innehållet går inte att läsa. Inget har ändrats.
checklist-foreign = Filen kommer från en annan webbplats ({ $site }). Inget har ändrats.
checklist-large = Filen är större än 1 MB. Inget har ändrats.
checklist-workspaces = Arbetsytor
checklist-workspace-current = Arbetsyta som visas
checklist-workspace-default = Standard
checklist-workspace-new = Namn på en ny
checklist-add = Lägg till
checklist-erase = Radera
checklist-erase-workspace = Radera den här arbetsytan
checklist-erase-all = Radera allt för den här webbplatsen
checklist-erase-question = Vill du radera det du har bockat av? Det går inte att ångra.
checklist-cancel = Avbryt
checklist-erased = Det du hade bockat av är raderat.

## En checklista på en annan webbplats

checklist-embed-kept = Det du bockar av här sparas i den här webbläsaren, bara för den här webbplatsen.
checklist-embed-source = Öppna checklistan där den kommer ifrån

## Framsteg: en länk från summor av det som läsaren har bockat av till sidan med alla, och den sidan. -leads står före länkar till steg. $required och $optional är antal kriterier. -embed-state visas där en lista ligger inne i en annan webbplats.

progress-page = Så långt har du kommit
progress-link = Allt du har bockat av
progress-lead = Det du bockar av sparas i den här webbläsaren och gäller på alla språk.
progress-criteria = Slutkriterier
progress-lists = Checklistor
progress-leads = Steg som leder dit:
progress-picture = Slutkriterier fas för fas, { $required } som krävs och { $optional } valfria
progress-embed-state = När listan visas på en annan webbplats sparas det du bockar av för sig och syns inte på webbplatsen som den kommer från.

## Footnotes

footnotes-heading = Fotnoter
footnotes-back = Tillbaka till texten, not { NUMBER($number) }

## Code samples

code-label = Kodexempel
code-copy = Kopiera
code-copied = Kopierat

## Bildens långa beskrivning, den större bilden bakom den, och knappen som stänger den

figure-description = Beskrivning av bilden
figure-enlarge = Förstora bilden
figure-close = Stäng

## En del av sidan som bara gäller vissa versioner. $range är ett intervall av dem, som ">= 4.1".

moniker-range = Gäller { $range }

## Valet mellan delar av sidan som är för olika läsare: ett system, ett programspråk

pivots-label = Visa sidan för

## Omkopplare på en översatt sida: varje mening i original bredvid översättningen

source-hover = Visa originalmeningar

## A video that another host serves

video-play = Spela upp video från { $host }

## The switch between light and dark

theme-label = Utseende
theme-light = Ljust
theme-dark = Mörkt
theme-system = Som systemet

## Hur det går för översättningarna, sida för sida: för den som skriver

status-title = Översättningar
status-totals = Sidor efter språk och status
status-pages = Varje sida på varje språk
status-page = Sida
status-source = Källtext
status-current = Aktuell
status-outdated = Inaktuell
status-outdated-blocks =
    { $number ->
        [one] Inaktuell, { NUMBER($number) } del
       *[other] Inaktuell, { NUMBER($number) } delar
    }
status-unknown = Okänd
status-fallback = Ej översatt
status-missing = Saknas
status-machine = Maskinöversättning
status-count = { NUMBER($number) }

## A page that is not there

not-found-title = Sidan hittades inte
not-found-text = Sidan kan ha flyttats, eller så är adressen felskriven.
not-found-home = Gå till startsidan

details-summary = Detaljer
redirect-title = Sidan har flyttats

## The choice of a language at the root of the site

chooser-title = Välj språk
chooser-remembered = Vi kommer ihåg ditt val på den här enheten.
