# The HTML pages: controle.html and the preview of `paraphe watch`.

page-title = Findings
page-stage = stage { $name }
page-skip = Go to the findings
page-unreadable = The dossier cannot be read: correct what is listed below first.
page-blocked = { $count ->
        [one] One error blocks signature.
       *[other] { $count } errors block signature.
    }
page-clear = No error blocks signature.
page-made-by = Made by paraphe { $name }. This page needs nothing else: it asks no network for anything.

page-group-blocking = Blocking signature
page-group-warning = To be checked
page-group-info = For information
page-group-settled = Settled by a decision

page-extract = Extract of { $place }
page-consequences = { $count ->
        [one] One other figure is upset by this
       *[other] { $count } other figures are upset by this
    }
page-decide = Or, to decide: the block to add to arbitrages.toml
page-copy = Copy
page-copied = Copied
page-copy-of = the block of finding { $count }

page-filters = Findings shown
page-all = { $count ->
        [one] 1 finding
       *[other] { $count } findings
    }
page-all-axes = All axes
page-all-rules = All rules
page-axis = Axis
page-fiche = Fiche
page-fiches = Fiches
page-no-fiche = The agreement as a whole
page-rule = Rule
page-search = Search
page-reset = Show all
page-shown = { "{shown}" } findings out of { "{total}" }
page-shown-none = No finding matches.

## The preview
preview-title = Preview
preview-recapitulatif = Recap
preview-annexes = All annexes
preview-convention = Agreement
preview-avenant = Amendment
preview-documents = Documents
preview-page = { $name }, page { $count }
preview-pending = Being laid out…
preview-failed = failed
preview-trouble = The dossier cannot be laid out
preview-trouble-document = This document cannot be laid out
preview-kept = The last good pages stay in view.
preview-updated = Preview updated
