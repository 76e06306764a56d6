### The words of the interface. Values are plain text: templates escape them. Numbers go through NUMBER(), dates through DATE().
### A site replaces any of these in its own locales/fr/*.ftl.

## The language, named in itself

language-name = Français

## The frame of every page

frame-skip = Aller au contenu principal
frame-home = Accueil
frame-menu-open = Ouvrir le menu
frame-menu-close = Fermer le menu
frame-breadcrumb = Fil d’Ariane
frame-previous = Précédent
frame-next = Suivant
frame-pager = Page précédente et page suivante
frame-print = Imprimer
frame-updated = Dernière mise à jour : { DATE($date) }
frame-draft = Brouillon

## The language picker. $language is a language's name in itself. -fallback follows the name of a language that shows the page in another one; -missing follows a name that is no link.

picker-label = Langue
picker-fallback = ({ $language })
picker-missing = non disponible dans cette langue

## Tables of contents

toc-label = Sommaire
toc-page = Sur cette page
toc-section = Dans cette section
toc-whole = Sommaire complet

## The home page of a locale

home-title = Sommaire
home-all-pages = Toutes les pages

## Notices above a page: no translation yet ($language is the name of the shown language in itself), translated by a machine (and edited by a person), a page that the source locale does not have

notice-fallback = Cette page n’est pas encore traduite en français. Elle s’affiche dans sa langue d’origine ({ $language }).
notice-machine-translated = Cette page a été traduite automatiquement et peut contenir des erreurs.
notice-machine-edited = Cette page a été traduite automatiquement, puis révisée par une personne.
notice-translation-only = Cette page n’existe que dans la traduction, pas dans l’original.

## The source text beside the translation. $language is the source language's name in itself.

source-read = Lire l’original ({ $language })

## Alerts

alert-note = Remarque
alert-tip = Conseil
alert-important = Important
alert-caution = Attention
alert-warning = Avertissement

## What a link or a list of links on a card leads to

link-architecture = Architecture
link-concept = Concept
link-deploy = Déploiement
link-download = Téléchargement
link-get-started = Premiers pas
link-how-to-guide = Guide pratique
link-learn = Apprendre
link-overview = Vue d’ensemble
link-quickstart = Démarrage rapide
link-reference = Référence
link-sample = Exemple
link-training = Formation
link-tutorial = Tutoriel
link-video = Vidéo
link-whats-new = Nouveautés

## Checklists. -done, -open and -not-applicable are states. Scripts get all of these with {name} for each variable, so
## there are no NUMBER(), DATE() and choices here.

checklist-label = Liste de contrôle
checklist-done = Fait
checklist-open = À faire
checklist-criterion = Fait : { $criterion }
checklist-count = { $done } sur { $total }
checklist-required = Obligatoires
checklist-optional = Facultatifs, examinés
checklist-steps = Étapes
checklist-not-applicable = Sans objet
checklist-mark-begun = commencée
checklist-mark-done = terminée
checklist-next = À faire ensuite
checklist-changed = Modifié depuis que vous l’avez coché
checklist-told = { $state } : { $text }
checklist-undo = Annuler
checklist-close = Fermer
checklist-unsaved = Ce navigateur n’autorise pas la page à conserver vos coches. Elles restent jusqu’à ce que vous quittiez la page.
checklist-failed = L’opération a échoué. Veuillez réessayer.
checklist-tools = Partager et conserver
checklist-workspace = Espace de travail : { $name }

## Partager, fichiers, espaces de travail, effacer

checklist-link = Lien vers cet état
checklist-copy = Copier le lien
checklist-copied = Le lien est copié.
checklist-shared = Ce lien contient les coches d’une autre personne : { $done } sur { $total }. Rien ne change tant que vous n’avez pas choisi.
checklist-elsewhere = Listes absentes de cette page, laissées telles quelles : { $number }.
checklist-view = Voir
checklist-viewing = Vous consultez l’état partagé. Vos propres coches sont inchangées.
checklist-merge = Fusionner avec le mien
checklist-replace = Remplacer le mien
checklist-taken = Éléments modifiés : { $number }
checklist-export = Enregistrer dans un fichier
checklist-print = Imprimer
checklist-import = Ouvrir un fichier enregistré (JSON)
checklist-refused = Lecture impossible. Rien n’a été modifié.
checklist-foreign = Ce fichier provient d’un autre site ({ $site }). Rien n’a été modifié.
checklist-large = Ce fichier dépasse 1 Mo. Rien n’a été modifié.
checklist-workspaces = Espaces de travail
checklist-workspace-current = Espace affiché
checklist-workspace-default = Par défaut
checklist-workspace-new = Nom d’un nouvel espace
checklist-add = Ajouter
checklist-erase = Effacer
checklist-erase-workspace = Effacer cet espace de travail
checklist-erase-all = Tout effacer pour ce site
checklist-erase-question = Effacer vos coches ? Cette action est irréversible.
checklist-cancel = Annuler
checklist-erased = Vos coches sont effacées.

## Une liste de contrôle sur un autre site

checklist-embed-kept = Ce que vous cochez ici est conservé dans ce navigateur, pour ce site uniquement.
checklist-embed-source = Ouvrir la liste de contrôle d’origine

## Avancement : un lien des totaux de ce que le lecteur a coché vers la page qui les réunit, et cette page. -leads précède des liens vers des étapes. $required et $optional sont des nombres de critères. -embed-state s’affiche là où une liste figure dans un autre site.

progress-page = Votre avancement
progress-link = Tout votre avancement
progress-lead = Ce que vous cochez est conservé dans ce navigateur, pour toutes les langues du site.
progress-criteria = Critères de sortie
progress-lists = Listes de contrôle
progress-leads = Étapes qui y mènent :
progress-picture = Critères de sortie phase par phase : obligatoires, { $required } ; facultatifs, { $optional }
progress-embed-state = Affichée dans un autre site, cette liste garde à part ce que vous cochez : rien n’apparaît sur le site d’origine.

## Footnotes

footnotes-heading = Notes de bas de page
footnotes-back = Retour au texte, note { NUMBER($number) }

## Code samples

code-label = Exemple de code
code-copy = Copier
code-copied = Copié

## La description longue d’une image, l’image agrandie et le bouton qui la ferme

figure-description = Description de l’image
figure-enlarge = Agrandir l’image
figure-close = Fermer

## Une partie de la page qui ne concerne que certaines versions. $range est une plage, comme ">= 4.1".

moniker-range = S’applique à { $range }

## Le choix entre des parties de la page destinées à des lecteurs différents : un système, un langage

pivots-label = Afficher la page pour

## Les commandes d’une page traduite : chaque phrase d’origine à côté de sa traduction

source-hover = Afficher les phrases d’origine

## A video that another host serves

video-play = Lire la vidéo hébergée sur { $host }

## The switch between light and dark

theme-label = Apparence
theme-light = Clair
theme-dark = Sombre
theme-system = Système

## Où en sont les traductions, page par page : pour celles et ceux qui écrivent

status-title = Traductions
status-totals = Pages par langue et par état
status-pages = Chaque page dans chaque langue
status-page = Page
status-source = Texte source
status-current = À jour
status-outdated = Obsolète
status-outdated-blocks =
    { $number ->
        [one] Obsolète, { NUMBER($number) } partie
       *[other] Obsolète, { NUMBER($number) } parties
    }
status-unknown = État inconnu
status-fallback = Non traduite
status-missing = Absente
status-machine = Traduction automatique
status-count = { NUMBER($number) }

## A page that is not there

not-found-title = Page introuvable
not-found-text = La page a peut-être été déplacée, ou l’adresse comporte une erreur.
not-found-home = Aller à la page d’accueil

details-summary = Détails
redirect-title = Cette page a été déplacée

## The choice of a language at the root of the site

chooser-title = Choisissez votre langue
chooser-remembered = Votre choix est conservé sur cet appareil.
