# Comparer deux projets : ce qui a changé, et ce que cela change pour chacun.

diff-same = Aucune différence.
diff-count = { $count ->
        [one] un changement
       *[other] { $count } changements
    }, { $texts ->
        [0] aucun dans les textes
        [one] dont un dans les textes
       *[other] dont { $texts } dans les textes
    }
diff-count-pages = { $count ->
        [0] aucun changement
        [one] un changement
       *[other] { $count } changements
    }, { $texts ->
        [0] aucun dans les textes
        [one] dont un dans les textes
       *[other] dont { $texts } dans les textes
    }, { $pages ->
        [0] aucune page différente
        [one] une page différente
       *[other] { $pages } pages différentes
    }
diff-stage = étape { $stage }
diff-fingerprint = empreinte { $fingerprint }

## Titres
diff-title-totals = Ce que paie chacun
diff-title-agreement = Convention
diff-title-fiches = Fiches
diff-title-decisions = Arbitrages
diff-title-findings = Constats
diff-title-texts = Textes
diff-title-pages = Pages
diff-title-uncompared = Ce qui n’a pas pu être comparé

## Colonnes
diff-who = Financeur
diff-before = Avant
diff-after = Après
diff-difference = Écart
diff-percent = En %
diff-effect = ce que cela change :
diff-effect-elsewhere = parts changées par un arbitrage ou par l’arrondi :
diff-advance = Avance

## Convention
diff-term-changed = Clauses modifiées
diff-years = années
diff-periods = périodes
diff-place = lieu de signature
diff-day-rate = tarif journalier
diff-step = arrondi
diff-copies = exemplaires
diff-signature = signature
diff-signature-mark = repère du parapheur
diff-archive = archive
diff-unit = unité
diff-display = affichage
diff-off-total = hors total
diff-fields = champs des fiches
diff-party-added = Nouvelle partie
diff-party-removed = Partie retirée
diff-party-changed = Partie modifiée
diff-name = nom
diff-column = colonne
diff-siret = SIRET
diff-description = désignation
diff-signatory = signataire
diff-quality = qualité
diff-funder-added = Nouveau financeur
diff-funder-removed = Financeur retiré
diff-funder-changed = Financeur modifié
diff-declared = déclaré par
diff-hand = fonds de
diff-axis-added = Nouvel axe
diff-axis-removed = Axe supprimé
diff-axis-changed = Axe modifié
diff-title = titre
diff-prefix = préfixe
diff-within = dans l’axe
diff-stated-added = Nouveau montant annoncé
diff-stated-removed = Montant annoncé supprimé
diff-stated-changed = Montant annoncé modifié
diff-article = article
diff-label = libellé
diff-claim = calcul
diff-amount = montant
diff-advance-added = Nouvelle avance
diff-advance-removed = Avance supprimée
diff-advance-changed = Avance modifiée
diff-base = base
diff-payment-added = Nouveau versement
diff-payment-removed = Versement supprimé
diff-payment-changed = Versement modifié
diff-payer = financeur
diff-year = année
diff-terms = calcul du versement
diff-condition = condition
diff-due = échéance
diff-commitment-added = Nouvel engagement
diff-commitment-removed = Engagement supprimé
diff-commitment-changed = Engagement modifié
diff-ae = autorisation d’engagement
diff-cp = crédits de paiement
diff-function = fonction
diff-order-payments = versements
diff-reordered = Autre ordre
diff-order-parties = parties
diff-order-axes = axes
diff-order-fiches = fiches d’un même axe
diff-order-lines = lignes de dépense
diff-order-rules = financeurs

## Fiches
diff-fiche-added = Nouvelle fiche
diff-fiche-removed = Fiche supprimée
diff-fiche-recoded = Fiche recodée
diff-fiche-retitled = Fiche renommée
diff-fiche-moved = Fiche changée d’axe
diff-cost = coût
diff-line-added = Nouvelle ligne
diff-line-removed = Ligne supprimée
diff-line-changed = Ligne modifiée
diff-section = section
diff-nature = nature
diff-tax = taxe
diff-days = jours { $year }
diff-rule-added = Nouveau cofinancement
diff-rule-removed = Cofinancement supprimé
diff-rule-changed = Cofinancement modifié
diff-rate-changed = Taux modifié
diff-fixed-changed = Montant fixe modifié
diff-funder-new = ce financeur ne payait rien jusque-là
diff-funder-gone = ce financeur ne paie plus rien
diff-funder = financeur
diff-rate = taux
diff-balance = solde
diff-eligible = assiette
diff-ceiling = plafond
diff-fixed = montant { $year }
diff-mention-added = Nouvelle mention
diff-mention-removed = Mention supprimée
diff-mention-changed = Mention modifiée

## Constats et arbitrages
diff-finding-opened = Constat ouvert
diff-finding-closed = Constat levé
diff-finding-settled = Constat réglé
diff-finding-reopened = Constat rouvert
diff-finding-restated = Constat aux chiffres changés
diff-restated = { $count ->
        [one] Un constat subsiste avec d’autres chiffres, par l’effet de ces changements.
       *[other] { $count } constats subsistent avec d’autres chiffres, par l’effet de ces changements.
    }
diff-decision-taken = Arbitrage rendu
diff-decision-withdrawn = Arbitrage retiré
diff-decision-changed = Arbitrage modifié
diff-kept = retenu
diff-drafted = montant du projet
diff-expected = montant attendu
diff-keep-fiche = la fiche
diff-keep-recapitulatif = le récapitulatif
diff-keep-convention = la convention
diff-decided = décidé par { $who } : { $why }
diff-decided-dated = décidé par { $who } le { $date } : { $why }
diff-settles = règle le constat : { $message }
diff-reopens = rouvre le constat : { $message }

## Textes
diff-text-added = Texte ajouté
diff-text-removed = Texte supprimé
diff-text-changed = Texte modifié
diff-text-renamed = Section renommée
diff-text-moved = Section déplacée
diff-text-passage-moved = Passage déplacé
diff-text-look = seule la mise en forme change, ou l’image
diff-stood-after = auparavant après « { $name } »
diff-stood-first = auparavant en premier
diff-stood-in = auparavant dans « { $name } »
diff-stood-in-introduction = auparavant dans l’introduction
diff-stood-here = auparavant ailleurs dans la même section
diff-leader = maîtrise d’ouvrage
diff-calendar = calendrier
diff-partners = partenaires
diff-orientation = orientation
diff-introduction = introduction
diff-preamble = préambule

## Pages
diff-pages-span = { $first } à { $last }
diff-pages-changed = { $count ->
        [one] une page modifiée
       *[other] { $count } pages modifiées
    }
diff-pages-inserted = { $count ->
        [one] une page ajoutée
       *[other] { $count } pages ajoutées
    }
diff-pages-deleted = { $count ->
        [one] une page retirée
       *[other] { $count } pages retirées
    }

## Ce qui n’a pas pu être comparé
diff-subject-agreement = les clauses de la convention
diff-subject-texts = les textes
diff-subject-findings = les constats
diff-subject-decisions = les arbitrages
diff-subject-pages = les pages
diff-subject-pictures = les images des pages
diff-subject-recap = le récapitulatif rédigé
diff-subject-value = une valeur
diff-subject-stage = une étape
diff-subject-signed = le fichier signé
diff-reason-only-computed = seuls sont comparés les montants calculés, d’après les dépenses et les taux
diff-reason-bare-workbook = un classeur seul ne les contient pas
diff-reason-missing-file = le fichier n’est pas dans l’étape ; publiez-la de nouveau
diff-reason-unreadable-file = le fichier est illisible ou a été modifié ; publiez l’étape de nouveau
diff-reason-unreadable-value = elle est illisible, donc comparée comme une case vide
diff-reason-partial-stage = l’étape n’a été publiée qu’en partie
diff-reason-other-version = elle a été publiée par une autre version de paraphe ; publiez-la de nouveau
diff-reason-not-asked = elles n’ont pas été demandées
diff-reason-not-laid-out = la source ne peut pas être mise en pages ; « paraphe build » dit pourquoi
diff-reason-too-large = le document est trop grand
diff-reason-altered = il a été modifié depuis qu’il est publié ou signé : c’est ce qui y était publié qui est comparé ; « paraphe verify » dit ce qui a changé
diff-reason-unsigned = tous ne l’ont pas signé
diff-terms-rate = { $rate } { $base }
diff-terms-own = de la part de ce financeur{ $year }
diff-terms-share = de la part « { $name } »{ $year }
diff-terms-total = du coût{ $year }

## Le classeur des changements, toujours en français
diff-result = Résultat
diff-whole = Ensemble de la convention
diff-sheet-title = Comparaison { $sides }
diff-sheet-summary = Synthèse
diff-sheet-amounts = Montants
diff-sheet-shares = Parts
diff-sheet-texts = Textes
diff-sheet-pages = Pages
diff-column-subject = Objet
diff-column-text = Texte
diff-column-number = N°
diff-column-fiche = Fiche
diff-column-change = Changement
diff-column-figure = Donnée
diff-column-before = Avant
diff-column-after = Après
diff-column-difference = Écart
diff-column-percent = Écart en %
diff-column-remark = Remarque
diff-column-of = Code
diff-column-title = Intitulé
diff-column-year = Année
diff-column-who = Financeur
diff-column-section = Section
diff-column-document = Document
diff-column-page-before = Page avant
diff-column-page-after = Page après
diff-page-changed = Page modifiée
diff-page-inserted = Page ajoutée
diff-page-deleted = Page retirée
