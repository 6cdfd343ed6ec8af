# Les constats tels qu’ils s’affichent : ce qui entoure la phrase de chaque règle.

severity-error = erreur
severity-warning = avertissement
severity-info = info
severity-settled = réglé

place-cell = { $file }, feuille « { $sheet } », cellule { $cell }
place-sheet = { $file }, feuille « { $sheet } »
place-line = { $file }, ligne { $line }

note-drafted = projet
note-expected = attendu
note-kept = retenu
note-basis = d’après
note-slip = explication
note-consequences = conséquences
note-settled = arbitrage
rounded = { $step ->
        [cent] arrondi au centime
        [euro] arrondi à l’euro
       *[other] après arrondi
    }{ $funders ->
        [none] {""}
       *[other] , attribué à { $funders }
    }
note-help = aide
note-cause = cause
note-files = fichiers
note-detail = détail
note-typst = Typst
note-tera = tera
note-allowed = valeurs possibles

note-arbitrage = ou, pour trancher, ajoutez à arbitrages.toml

more-terms = { $count ->
        [one] un autre terme
       *[other] { $count } autres termes
    }
more-consequences = { $count ->
        [one] … et un autre
       *[other] … et { $count } autres
    }

settlement = { $who } : { $why } ({ $place })
kept-recapitulatif = le récapitulatif
kept-convention = le montant de l’article
settlement-dated = { $who }, le { $date } : { $why } ({ $place })

## Glissements qui expliquent un chiffre faux
slip-wrong-column = c’est le montant de { $detail }, mis dans la mauvaise colonne
slip-swapped-columns = les montants de cette colonne et de { $detail } sont intervertis
slip-wrong-year = c’est le montant de { $detail }
slip-transposition = deux chiffres voisins sont intervertis
slip-too-large = c’est { $detail } fois trop
slip-too-small = c’est { $detail } fois trop peu
slip-sign = le signe est inversé

## Récapitulation
summary-none = Aucun constat.
count-error = { $count ->
        [one] 1 erreur
       *[other] { $count } erreurs
    }
count-warning = { $count ->
        [one] 1 avertissement
       *[other] { $count } avertissements
    }
count-info = { $count ->
        [one] 1 information
       *[other] { $count } informations
    }
count-settled = { $count ->
        [one] 1 constat réglé
       *[other] { $count } constats réglés
    }

## Familles de règles
family-reading = lecture des fichiers
family-codes = codes des fiches
family-lines = dépenses
family-funding = cofinancement
family-recap = récapitulatif
family-articles = articles
family-texts = textes
family-decisions = arbitrages
