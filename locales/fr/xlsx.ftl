# The corrected workbook, budget-corrige.xlsx. It is always written in French. The headers of the sheets
# Dépenses, Cofinancement and Récapitulatif are those that a dossier's workbook must have.
xlsx-subtitle = { $title } – étape { $stage }
xlsx-footer = &LÉtape { $stage }&C{ $sheet }&RPage &P / &N

xlsx-recap-title = Récapitulatif des participations { $first }-{ $last }
xlsx-costs-title = Dépenses prévisionnelles { $first }-{ $last }
xlsx-funding-title = Cofinancement { $first }-{ $last }
xlsx-shares-title = Répartition des dépenses { $first }-{ $last }, calcul détaillé
xlsx-corrections-title = Corrections apportées au classeur reçu

xlsx-fiche = Fiche
xlsx-title = Intitulé
xlsx-nature = Nature
xlsx-label = Libellé
xlsx-tax = Taxe
xlsx-days = Jours { $year }
xlsx-amount = Montant { $year }
xlsx-funder = Financeur
xlsx-rate = Taux
xlsx-mention = Mention
xlsx-mention-about = { $about } : { $mention }

xlsx-share-of = % { $funder }
xlsx-others = Autres financeurs
xlsx-unallocated = Non réparti
xlsx-total = Total
xlsx-total-of = Total { $axis }
xlsx-all-years = { $first }-{ $last }
xlsx-key = Montant différent du classeur reçu : la note de la cellule donne le montant reçu et le motif.
xlsx-note = Classeur reçu, { $place } : { $drafted }. { $reason }
xlsx-note-missing = Classeur reçu, { $place } : aucun montant. { $reason }

xlsx-step = Pas d’arrondi des parts :
xlsx-shares-method = Chaque part exacte (taux × dépenses couvertes, ou montant fixé, qui prévaut sur le taux) est d’abord arrondie au pas inférieur, puis les pas qui restent à distribuer vont un à un aux plus forts restes, à égalité au premier financeur dans l’ordre : la somme des parts est toujours la dépense (la ligne Total d’une fiche donne, dans la colonne Rang, le nombre de pas à distribuer ; une dépense négative se répartit comme son opposée). Dépenses, taux et montants fixés se modifient dans les feuilles Dépenses et Cofinancement ; tout le reste est recalculé.
xlsx-exact = Part exacte
xlsx-floor = Arrondi inférieur
xlsx-remainder = Reste
xlsx-rank = Rang
xlsx-share = Part

xlsx-correction-number = N°
xlsx-correction-sheet = Feuille
xlsx-correction-cell = Cellule
xlsx-correction-subject = Objet
xlsx-correction-drafted = Montant reçu
xlsx-correction-corrected = Montant corrigé
xlsx-correction-difference = Écart
xlsx-correction-rule = Règle
xlsx-correction-reason = Motif
xlsx-correction-link = Cellule corrigée
xlsx-corrections-received = { $count ->
    [0] Classeur reçu : { $file }. Aucun montant n’est corrigé.
    [one] Classeur reçu : { $file }. Un montant est corrigé.
   *[other] Classeur reçu : { $file }. { $count } montants sont corrigés.
}
xlsx-corrections-left-out = Feuilles non reprises ici : { $sheets }.
