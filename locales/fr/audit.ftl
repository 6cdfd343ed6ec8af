# Les constats de l’audit : un message par règle (et variante), puis le remède (-help).
# Les montants arrivent déjà écrits à la française.

## Lignes de dépense

line-days = { $fiche }, { $year } : { $days } j à { $rate } font { $expected }, et non { $drafted }
line-days-help = corrigez le montant, ou le nombre de jours s’il est faux
line-days-days = { $fiche }, { $year } : { $drafted } j à { $rate } font { $by-days }, mais le montant de { $amount } est confirmé par les totaux
line-days-days-help = corrigez le nombre de jours
line-days-unpriced = { $fiche }, { $year } : { $days } j sont prévus sans montant
line-days-unpriced-help = saisissez le montant, ou supprimez les jours
line-negative = { $fiche }, { $year } : un montant négatif ({ $drafted }) ne peut pas être une dépense ni un financement
line-negative-help = retirez le signe, ou supprimez la ligne
line-blank = { $fiche } : la ligne « { $line } » n’a de montant pour aucune année
line-blank-help = saisissez les montants, ou « / » si rien n’est prévu
line-tax = des montants HT ({ $excluded }) et TTC ({ $included }) sont additionnés dans un même total
line-tax-help = exprimez toutes les dépenses HT ou toutes TTC, ou dites dans la convention pourquoi elles diffèrent
fiche-total = { $fiche }, { $year } : le total écrit est { $drafted } ; les lignes font { $expected }
fiche-total-help = corrigez le total, ou la ligne qui manque ou qui est fausse (écart : { $gap })
fiche-total-line = { $fiche }, { $year } : les lignes font { $sum } et non { $total } ; il suffirait que cette ligne soit de { $expected } et non de { $drafted }
fiche-total-line-help = corrigez la ligne, ou le total
total-off-step = { $fiche }, { $year } : le total de { $drafted } n’est pas un multiple de { $step } ; le reste va au financeur servi en premier

## Cofinancements

funding-rates = { $fiche } : les taux font { $drafted } et non 100 % ({ $years })
funding-rates-help = corrigez les taux : ce qu’aucun taux ne couvre paraît « non réparti » dans les annexes
funding-claim = { $fiche } : { $count ->
    [one] un taux annoncé ne correspond pas au montant qui l’accompagne
   *[other] { $count } taux annoncés ne correspondent pas aux montants qui les accompagnent
} ({ $years }) : { $drafted } annoncés, { $expected } en réalité
funding-claim-help = le montant prévaut : corrigez le taux, ou supprimez-le
funding-sum = { $fiche }, { $years } : les financements font { $drafted } pour un coût de { $expected } (écart : { $gap })
funding-sum-help = corrigez les montants des financeurs, ou les dépenses de la fiche
funding-none = { $fiche }, { $years } : { $drafted } de « { $what } » ne sont couverts par aucun financeur
funding-none-help = ajoutez dans « Cofinancement » une ligne qui couvre cette nature, ou décidez de qui la paie
funding-none-fiche = { $fiche } coûte { $drafted } et n’a aucun financeur
funding-none-fiche-help = ajoutez les financeurs de la fiche dans « Cofinancement »
funding-idle = { $fiche } : { $funder } a un taux, mais il n’y a aucune dépense à financer
funding-idle-help = saisissez les dépenses, ou supprimez la ligne
funding-idle-nature = { $fiche } : { $funder } finance « { $drafted } », mais aucune ligne de la fiche n’est de cette nature
funding-idle-nature-help = corrigez la nature{ $nearest ->
    [none] {""}
   *[other] {" "}(la plus proche est { $nearest })
}
funding-empty = { $fiche } : { $funder } est cité comme financeur sans taux, ni montant, ni mention
funding-empty-help = indiquez un taux ou des montants, ou une mention (« Sur devis »)
funder-spelling = { $fiche } : le financeur « { $drafted } » ressemble à « { $expected } » mal orthographié
funder-spelling-help = si c’est le même, écrivez « { $expected } »

## Récapitulatif

recap-share = { $fiche }, { $years } : les parts ne suivent pas les taux de la fiche ({ $funder } : { $drafted } écrits, { $expected } attendus)
recap-share-help = corrigez les parts du récapitulatif, ou les taux de la fiche
recap-column = { $fiche }, { $years } : la part « { $owner } » est dans la colonne « { $column } »
recap-column-help = remettez chaque part dans sa colonne
recap-funders-omitted = { $fiche }, { $years } : le total laisse de côté { $lacking } ({ $funders }) : { $drafted } écrits, { $expected } attendus
recap-funders-omitted-help = ajoutez au récapitulatif tous les financeurs de la fiche
recap-total = { $fiche }, { $years } : le récapitulatif dit { $drafted }, la fiche coûte { $expected }
recap-total-help = corrigez le total du récapitulatif, ou les dépenses de la fiche
recap-year-missing = le récapitulatif n’a pas de colonnes pour { $year }
recap-year-missing-help = ajoutez-les (coût de l’année : { $expected })
recap-row-sum = { $fiche }, { $years } : le total de la ligne est { $drafted }, ses parts font { $expected }
recap-row-sum-help = corrigez le total ou les parts
recap-subtotal = sous-total { $axis }, { $column }, { $when } : { $drafted } écrits, { $expected } attendus
recap-subtotal-corrected = sous-total { $axis }, { $column }, { $when } : { $drafted } écrits, { $expected } attendus ({ $corrected } une fois les lignes corrigées)
recap-subtotal-help = refaites l’addition des lignes de l’axe
recap-grand-total = total, { $column }, { $when } : { $drafted } écrits, { $expected } attendus
recap-grand-total-corrected = total, { $column }, { $when } : { $drafted } écrits, { $expected } attendus ({ $corrected } une fois les lignes corrigées)
recap-grand-total-help = refaites l’addition des lignes
recap-over-years = { $row }, total des années ({ $column }) : { $drafted } écrits, { $expected } attendus
recap-over-years-corrected = { $row }, total des années ({ $column }) : { $drafted } écrits, { $expected } attendus ({ $corrected } une fois les lignes corrigées)
recap-over-years-help = refaites l’addition des années
recap-row-missing = la fiche { $fiche } n’a pas de ligne dans le récapitulatif
recap-row-missing-help = ajoutez sa ligne (coût sur toutes les années : { $expected })
recap-row-orphan = le récapitulatif a une ligne { $fiche }, qui n’est le code d’aucune fiche ({ $drafted } sur toutes les années)
recap-row-orphan-help = corrigez le code{ $nearest ->
    [none] {""}
   *[other] {" "}(le plus proche est { $nearest })
}, ou supprimez la ligne
recap-row-twice = { $fiche } a deux lignes dans le récapitulatif ; la première est en { $first }
recap-row-twice-help = gardez une seule ligne

## Codes

code-duplicate = le code { $drafted } est porté par deux fiches : « { $first-title } » ({ $first-file }) et « { $title } » ({ $file })
code-duplicate-help = donnez à l’une des deux un autre code, ou supprimez le fichier s’il est une copie oubliée
code-duplicate-renumbered = le projet donne le code { $drafted } à « { $title } », alors qu’il est celui de « { $first-title } »
code-duplicate-renumbered-help = les annexes l’impriment sous { $fiche }. Corrigez le projet rédigé, puis supprimez « code_projet »
code-spelling = le code { $expected } est aussi écrit « { $drafted } » (première graphie : { $first })
code-spelling-help = écrivez-le partout de la même façon
code-gap = { $missing } manque dans la numérotation avant { $fiche }{ $previous ->
    [none] {""}
   *[other] {" "}(fiche précédente : { $previous })
}
fiche-without-rows = la fiche { $fiche } n’a aucune ligne dans { $workbook }
fiche-without-rows-help = ajoutez ses dépenses et ses financeurs, ou une mention (« Sur devis ») dans « Cofinancement »
fiche-without-rows-costs = la fiche { $fiche } a des financeurs mais aucune dépense dans { $workbook }
fiche-without-rows-costs-help = ajoutez ses dépenses, ou remplacez les taux par une mention (« Sur devis »)
dossier-empty = le dossier n’a aucune fiche : ni fichier dans fiches/, ni ligne dans { $workbook }
dossier-empty-help = ajoutez les fiches et leurs dépenses ; sans elles, les annexes ne disent rien
rows-without-fiche = { $fiche } a des lignes dans le classeur ({ $drafted } sur toutes les années), mais aucun fichier de fiches/ ne porte ce code
rows-without-fiche-help = créez la fiche, ou corrigez le code{ $nearest ->
    [none] {""}
   *[other] {" "}(le plus proche est { $nearest })
}

## Montants énoncés par les articles

claim-described = { $claim ->
    [share] la part « { $who } »
    [total] le coût total
    [others] la part des autres financeurs
   *[advance] l’avance
}{ $when ->
    [all] {""}
   *[other] {" "}en { $when }
}
sum-described = { $sum-column ->
    [Total] le total
   *[other] la colonne « { $sum-column } »
}{ $sum-year ->
    [all] {" "}sur toutes les années
   *[other] {" "}en { $sum-year }
}{ $sum-axis ->
    [none] {""}
   *[other] , axe { $sum-axis }
}{ $sum-tax ->
    [none] {""}
   *[other] , montants { $sum-tax } seuls
}{ $sum-without ->
    [none] {""}
   *[other] {" "}sans { $sum-without }
}, { $sum-basis ->
    [drafted] telle que rédigée dans le récapitulatif
   *[computed] telle que calculée
}{ $sum-unit ->
    [none] {""}
   *[other] {" "}({ $sum-exact }, arrondi à { $sum-unit })
}
stated-amount = { $article } annonce { $drafted } ; { claim-described } est de { $expected }
stated-amount-help = corrigez l’article, ou décidez du montant à retenir
stated-amount-explained = { $article } annonce { $drafted } ; { claim-described } est de { $expected } ; le montant annoncé est { sum-described }
stated-conflict = { $article } annonce { $drafted } pour { claim-described }, mais { $first } annonce { $first-amount }
stated-conflict-help = écrivez le même montant dans les deux articles
advance-amount = { $article } annonce une avance de { $drafted } ; { $rate } de { $base } font { $of-base }, et { $rate } de la part calculée ({ $computed-base }) font { $expected }
advance-amount-help = corrigez l’avance, ou le taux
advance-amount-rounded = { $article } annonce une avance de { $drafted } : ce sont { $rate } de { $base } ({ $of-base }) arrondis { $direction ->
    [down] par défaut
   *[up] par excès
} à { $unit } près ; { $rate } de la part calculée ({ $computed-base }) font { $expected }
advance-amount-unstated = { $article } annonce une avance de { $drafted } ; { $rate } de la part calculée ({ $computed-base }) font { $expected }

## Textes

text-blank = reste à compléter : « { $drafted } »
text-blank-help = complétez le texte avant la signature
text-stage-note = mention de travail dans un document définitif : « { $drafted } »
text-stage-note-help = supprimez-la
signatory-missing = personne n’est désigné pour signer au nom de « { $party } »
signatory-missing-help = écrivez signataire = {"{"} nom = "…", qualite = "…" {"}"} dans cette partie de convention.toml
signatory-missing-quality = la qualité du signataire de « { $party } » n’est pas dite
signatory-missing-quality-help = complétez « signataire » : qualite = "Président", par exemple
calendar-years-unfunded = { $fiche } : le calendrier cite { $unfunded }, que le budget ne finance pas
calendar-years-unnamed = { $fiche } : le budget finance { $unnamed }, que le calendrier ne cite pas
calendar-years-both = { $fiche } : le calendrier cite { $unfunded }, que le budget ne finance pas, et ne cite pas { $unnamed }, qu’il finance
calendar-years-help = accordez le calendrier et le budget

## Arbitrages

decision-invalid = cet arbitrage ne peut pas être appliqué
decision-invalid-help = voyez « paraphe explain decision-invalid »
decision-invalid-unsigned = cet arbitrage ne dit pas qui a décidé, ou pourquoi
decision-invalid-unsigned-help = renseignez « decide_par » et « motif »
decision-invalid-year = cet arbitrage porte sur { $drafted }, qui n’est pas une année de la convention
decision-invalid-year-help = corrigez « annee », ou supprimez-la si toutes les années sont concernées
decision-invalid-funder = cet arbitrage donne une part à « { $drafted } », qui ne finance rien dans ce dossier
decision-invalid-funder-help = écrivez l’identifiant d’une partie, ou le nom d’un financeur du classeur
decision-invalid-choice = cet arbitrage ne dit pas ce qu’il retient
decision-invalid-choice-help = écrivez retenir = "fiche", "recapitulatif" ou "convention", ou bien parts = {"{"} … {"}"}, mais pas les deux
decision-invalid-rule = « { $drafted } » n’est le nom d’aucun constat
decision-invalid-rule-help = recopiez le nom donné entre crochets par « paraphe check »
decision-unmatched = cet arbitrage ({ $drafted }) ne correspond à aucun constat
decision-unmatched-help = l’erreur a été corrigée, ou l’arbitrage vise une autre fiche : supprimez-le ou corrigez-le
decision-outdated = cet arbitrage ({ $drafted }) a été pris sur { $was }, mais le projet dit maintenant { $now }
decision-outdated-help = confirmez la décision pour le nouveau chiffre, puis mettez à jour « montant_projet »
decision-outdated-unrecorded = cet arbitrage ({ $drafted }) ne note pas le chiffre du projet qu’il tranche ({ $now })
decision-outdated-unrecorded-help = ajoutez « montant_projet » : si le projet change, l’arbitrage sera à confirmer
decision-unbalanced = cet arbitrage ({ $drafted }) ne tombe pas juste : les parts retenues ne font pas le coût
decision-unbalanced-help = donnez des parts dont la somme est le coût à répartir
