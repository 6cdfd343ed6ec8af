# The corrected workbook, budget-corrige.xlsx. It is always written in French. The headers of the sheets
# Dépenses, Cofinancement and Récapitulatif are those that a dossier's workbook must have.
xlsx-subtitle = { $title } – étape { $stage }
xlsx-unit = { " " }– montants en { $unit }
xlsx-footer = &LÉtape { $stage }&C{ $sheet }&RPage &P / &N
xlsx-footer-draft = &LPROJET – étape { $stage }&C{ $sheet }&RPage &P / &N

xlsx-recap-title = Récapitulatif des participations { $years }
xlsx-costs-title = Dépenses prévisionnelles { $years }
xlsx-funding-title = Cofinancement { $years }
xlsx-open-title = Points ouverts à la publication
xlsx-data-title = Données { $years } : parts par ligne de dépense
xlsx-rules-title = Règles { $years } : ce que paie chaque ligne de Cofinancement
xlsx-shares-title = Répartition des dépenses { $years }, calcul détaillé
xlsx-corrections-title = Corrections apportées au classeur reçu

xlsx-fiche = Fiche
xlsx-title = Intitulé
xlsx-section = Section
xlsx-nature = Nature
xlsx-label = Libellé
xlsx-tax = Taxe
xlsx-days = Jours { $year }
xlsx-amount = Montant { $year }
xlsx-funder = Financeur
xlsx-rate = Taux
xlsx-base = Assiette
xlsx-ceiling = Plafond
xlsx-mention = Mention
xlsx-mentions = Mentions
xlsx-mention-about = { $about } : { $mention }

xlsx-total = Total
xlsx-off-total = Hors total : { $natures }
xlsx-total-of = Total { $axis }
xlsx-of-which = dont { $part }
xlsx-of-which-untaxed = dont sans HT ni TTC
xlsx-all-years = toutes périodes
xlsx-key = Montant corrigé : voir la note de la cellule.
xlsx-note = Classeur reçu, { $place } : { $drafted }. { $reason }

xlsx-comment = Empreinte { $fingerprint } : classeur publié avec donnees.json, dont elle est tirée.
xlsx-back-tip = Voir la correction n° { $number }
xlsx-note-decision = Décision : { $decision }
xlsx-recap-true = Contrôles : tout s’additionne.
xlsx-recap-false = Contrôles : FAUX, voir la feuille Contrôles.
xlsx-recap-doubtful = Contrôles : à vérifier, voir la feuille Contrôles.
xlsx-recap-replaced = Contrôles : une formule en a été remplacée.
xlsx-open-all = À la publication : { $parts } (voir Points ouverts)
xlsx-open-errors = { $count ->
    [one] une erreur ouverte
   *[other] { $count } erreurs ouvertes
}
xlsx-open-warnings = { $count ->
    [one] un avertissement
   *[other] { $count } avertissements
}
xlsx-open-unallocated = { $amount } non répartis
xlsx-open-number = N°
xlsx-open-severity = Gravité
xlsx-open-rule = Constat
xlsx-open-place = Où
xlsx-open-message = Détail
xlsx-open-drafted = Écrit
xlsx-open-expected = Attendu
xlsx-open-help = Que faire
xlsx-open-about = Ce que le contrôle a relevé et que personne n’a encore réglé, dans l’état où l’étape a été publiée. Les cellules citées sont celles du classeur reçu.
xlsx-open-none = Aucun point n’était ouvert quand l’étape a été publiée.
xlsx-data-about = Les lignes de donnees.csv, à filtrer ou à croiser. Elles disent ce qui a été publié et ne suivent pas ce que l’on modifie ensuite.
xlsx-rules-method = Une ligne pour chaque ligne de Cofinancement, dans le même ordre, y compris celles que l’on ajoute : ce qu’elle couvre, ce qu’elle paie avant arrondi. Rien n’est à saisir ici.
xlsx-rules-figures = Chiffres
xlsx-rules-lines = Lignes de cette nature
xlsx-rules-faults = À reprendre
xlsx-rules-is-balance = Solde
xlsx-rules-without-rate = Sans taux
xlsx-rules-covered = Couvert { $year }
xlsx-rules-paid = Payé { $year }
xlsx-rules-rate-of-all = Taux de tout { $year }
xlsx-rules-direct = Hors solde { $year }
xlsx-rules-balance = Solde de nature { $year }

xlsx-step = Pas d’arrondi des parts :
xlsx-shares-method = Chaque part exacte (taux × dépenses couvertes, ou montant fixé, qui prévaut sur le taux) est d’abord arrondie au pas inférieur, puis les pas qui restent à distribuer vont un à un aux plus forts restes, à égalité au premier financeur dans l’ordre : la somme des parts est toujours la dépense (la ligne Total d’une fiche donne, dans la colonne Rang, le nombre de pas à distribuer ; une dépense négative se répartit comme son opposée). Dépenses, taux et montants fixés se modifient dans les feuilles Dépenses et Cofinancement ; tout le reste est recalculé.
xlsx-exact = Part exacte
xlsx-floor = Arrondi inférieur
xlsx-remainder = Reste
xlsx-rank = Rang
xlsx-share = Part

xlsx-correction-number = N°
xlsx-correction-stage = Étape
xlsx-correction-cell = Cellule reçue
xlsx-correction-subject = Objet
xlsx-correction-drafted = Montant reçu
xlsx-correction-corrected = Montant corrigé
xlsx-correction-difference = Écart
xlsx-correction-rule = Constat
xlsx-correction-reason = Motif
xlsx-correction-decision = Décision
xlsx-correction-link = Cellule corrigée
xlsx-corrections-received = { $count ->
    [0] Classeur reçu : { $file }. Aucun montant n’est corrigé.
    [one] Classeur reçu : { $file }. Un montant est corrigé.
   *[other] Classeur reçu : { $file }. { $count } montants sont corrigés.
}

xlsx-schedule-title = Échéancier { $years } : engagements, acompte, soldes
xlsx-schedule-no-advance = La convention ne prévoit pas d’acompte : le solde de chaque année est l’engagement.
xlsx-schedule-method = L’engagement de chaque année est le total du récapitulatif. L’acompte est dû à la notification de la convention ; elle ne dit pas sur quelles années il porte : il s’impute donc sur les engagements dans l’ordre des années, chacun jusqu’à son montant (un acompte calculé sur une seule année s’impute sur elle). Le solde est ce qui reste à verser.
xlsx-schedule-bearer = Acompte versé par
xlsx-schedule-base = Assiette de l’acompte, { $years }
xlsx-schedule-rate = Taux de l’acompte
xlsx-schedule-amount = Montant de l’acompte
xlsx-schedule-unsaid = Non précisé
xlsx-schedule-payer = Financeur
xlsx-schedule-year = Année
xlsx-schedule-commitment = Engagement
xlsx-schedule-advance = Acompte
xlsx-schedule-balance = Solde
xlsx-schedule-all = Ensemble
xlsx-schedule-paid = Versements
xlsx-schedule-left = Reste
xlsx-schedule-payments = L’engagement de chaque année est le total du récapitulatif. Les versements sont ceux que dit la convention, listés plus bas : chacun est ce qui est dû à ce moment, moins ce qui est déjà versé, jamais plus que ce qui reste de la part. Ceux qui ne sont rattachés à aucune année comptent dans la ligne de toutes les années.
xlsx-payments-label = Versement
xlsx-payments-year = Année
xlsx-payments-base = Assiette
xlsx-payments-amount = Montant
xlsx-payments-left = Reste de la part
xlsx-payments-of = Financeur
xlsx-payments-rate = Taux
xlsx-payments-right = Droit exact
xlsx-payments-condition = Condition
xlsx-payments-due = Échéance
xlsx-credits-payer = Engagement budgétaire
xlsx-credits-year = Année
xlsx-credits-credit = Crédits
xlsx-credits-paid = À payer
xlsx-credits-left = Marge
xlsx-credits-total = AE
xlsx-credits-nature = nature { $account }
xlsx-credits-function = fonction { $account }
xlsx-stated-article = Montants énoncés par les articles
xlsx-stated-stated = Énoncé
xlsx-stated-computed = Calculé
xlsx-stated-gap = Écart
xlsx-stated-what = { $article } : { $label }

xlsx-controls-title = Contrôles
xlsx-controls-about = Chaque ligne calcule un montant, ou un nombre, de deux façons. L’écart est la somme, sans leur signe, des écarts de chaque année : deux erreurs ne s’annulent pas. VRAI : rien à dire. À vérifier : tout s’additionne, mais quelque chose demande un regard, comme une dépense que personne ne finance. FAUX : ce que l’on a saisi ou remplacé n’est pas suivi par les formules ; paraphe dit le reste si le classeur lui est rendu.
xlsx-controls-all = Tous les contrôles
xlsx-control-number = N°
xlsx-control-sheet = Feuille
xlsx-control-what = Ce qui est contrôlé
xlsx-control-found = Trouvé
xlsx-control-expected = Attendu
xlsx-control-gap = Écart
xlsx-control-result = Résultat
xlsx-control-doubt = À vérifier
xlsx-check-costs = Total { $year } du récapitulatif = toutes les lignes de dépense
xlsx-check-amounts = Dépenses : textes à la place d’un montant
xlsx-check-fine = Dépenses : fractions de centime
xlsx-check-natures = Dépenses : lignes d’une nature qui n’est pas dans Lisez-moi (un accent suffit)
xlsx-check-days = Dépenses : jours × tarif = montant
xlsx-check-beyond = Dépenses, Cofinancement : cellules remplies trop loin sous le tableau
xlsx-check-rates = Cofinancement : textes à la place d’un taux ou d’un montant
xlsx-check-bounds = Cofinancement : taux hors de 0 % – 100 %
xlsx-check-faults = Cofinancement : saisies inapplicables, que la colonne « À reprendre » de Règles situe (fraction de centime, taux sans fin, assiette sans ligne, plafond d’un solde, solde en double)
xlsx-check-without-rate = Cofinancement : assiettes et plafonds sans taux, qui ne changent rien
xlsx-check-rules = Cofinancement : chiffres saisis = chiffres repris dans Règles
xlsx-check-paid = { $year } : ce que paient les règles = parts exactes des financeurs
xlsx-check-without-lines = Cofinancement : règles d’une nature qu’aucune ligne de leur fiche n’a
xlsx-check-largest = Montants trop grands pour l’arrondi des parts
xlsx-check-fiche = { $fiche } : lignes rangées ensemble, parts du récapitulatif = dépenses de la fiche
xlsx-check-off-total = { $fiche }, hors total : apports et non réparti = dépenses
xlsx-check-column = { $column }, { $year } : total du récapitulatif = somme des parts
xlsx-check-sections = Les sections font le total (écart, sans signe)
xlsx-check-taxes = HT, TTC et sans mention font le total (écart, sans signe)
xlsx-check-formulas = Formules en place (aucune n’a été remplacée)
xlsx-check-payer = { $payer } : acompte + solde = engagement
xlsx-check-payer-payments = { $payer } : versements + reste = engagement
xlsx-check-in-full = { $payer } : les versements font la part (reste, sans signe)
xlsx-check-credits = { $payer } : les crédits de paiement font l’autorisation d’engagement (écart, sans signe)
xlsx-check-commitment = { $payer } : l’autorisation d’engagement couvre la part (ce qui manque)
xlsx-check-advance = Acompte imputé = montant de l’acompte

xlsx-allowed-amount = Montant
xlsx-allowed-fiche = Fiche
xlsx-allowed-fiche-refused = Le code d’une fiche du récapitulatif est attendu, écrit de même.
xlsx-allowed-funder = Financeur
xlsx-allowed-funder-refused = Un financeur de la liste est attendu. Un nouveau financeur s’ajoute dans le classeur du dossier, puis paraphe refait celui-ci.
xlsx-allowed-amount-refused = Un montant est attendu : un nombre, sans texte ni fraction de centime.
xlsx-allowed-days = Jours
xlsx-allowed-days-refused = Un nombre de jours est attendu.
xlsx-allowed-rate = Taux
xlsx-allowed-rate-refused = Un taux est compris entre 0 % et 100 %, avec huit décimales au plus : 33,3333 % plutôt que =1/3.
xlsx-allowed-ceiling = Plafond
xlsx-allowed-ceiling-refused = Un plafond est un montant par an, positif et sans fraction de centime.
xlsx-allowed-base = Assiette
xlsx-allowed-base-refused = Une assiette est un montant par an sans fraction de centime, ou des natures de dépense séparées par « ; ».
xlsx-allowed-section = Section
xlsx-allowed-section-refused = Une section de la liste est attendue. Une nouvelle section s’ajoute dans le classeur du dossier, puis paraphe refait celui-ci.
xlsx-allowed-nature = Nature
xlsx-allowed-nature-refused = Aucune dépense n’a cette nature jusqu’ici. Une règle ne paie que les lignes dont la nature s’écrit de même.
xlsx-allowed-tax = Taxe
xlsx-allowed-tax-refused = HT, TTC, ou rien.

xlsx-name-total-of = Total { $year }
xlsx-name-total = Total { $years }
xlsx-name-share = { $payer }, { $years }
xlsx-name-step = Pas d’arrondi des parts
xlsx-name-advance = Montant de l’acompte
xlsx-name-advance-rate = Taux de l’acompte
xlsx-name-advance-base = Assiette de l’acompte
xlsx-name-controls = VRAI quand tous les contrôles sont vrais ; « à vérifier » quand il reste à regarder
xlsx-name-stage = Nom de l’étape
xlsx-name-fingerprint = Empreinte de l’étape
xlsx-name-natures = Natures de dépense

xlsx-readme-title = Lisez-moi
xlsx-readme-identity = Ce classeur
xlsx-readme-object-label = Objet
xlsx-readme-object = Le budget de la convention, corrigé et recalculé par paraphe à partir du classeur reçu. Les dépenses, les taux et les montants fixés sont des valeurs ; tout autre montant est une formule, que l’on peut suivre jusqu’à elles. Ni macro, ni lien vers un autre fichier.
xlsx-readme-stage-label = Étape
xlsx-readme-status-label = Statut
xlsx-readme-draft = Projet
xlsx-readme-final = Version à signer
xlsx-readme-fingerprint-label = Empreinte
xlsx-readme-fingerprint = Seize premiers chiffres du SHA-256 de donnees.json, publié avec ce classeur : même empreinte, mêmes montants et mêmes textes.
xlsx-readme-origin-label = Classeur reçu
xlsx-readme-origin = { $file }, laissé tel quel (SHA-256 : { $digest })
xlsx-readme-sheets = Feuilles
xlsx-readme-sheet-recap = Qui paie quoi, fiche par fiche et année par année, avec les sous-totaux par axe.
xlsx-readme-sheet-open = Ce que le contrôle a relevé et qui n’est pas réglé : où, ce qui était écrit, ce qui était attendu, que faire.
xlsx-readme-sheet-data = Les parts par ligne de dépense, année et financeur, telles que publiées : à filtrer, à croiser.
xlsx-readme-sheet-rules = Ce que couvre et ce que paie chaque ligne de Cofinancement, avant arrondi.
xlsx-readme-sheet-costs = Les lignes de dépense, que l’on peut modifier. Une ligne libre par fiche, d’autres au bas du tableau.
xlsx-readme-sheet-funding = Les règles en vigueur, arbitrages compris : un taux, ou un montant fixé, qui prévaut sur le taux.
xlsx-readme-sheet-shares = Le calcul de chaque part, pas à pas : part exacte, arrondi inférieur, reste, rang, part.
xlsx-readme-sheet-schedule = Les engagements par financeur et par année, l’acompte, les soldes ; ce que les articles énoncent.
xlsx-readme-sheet-corrections = Le journal des corrections, d’une étape à l’autre : ce que disait le classeur reçu, ce qui a été publié, pourquoi. Il ne bouge plus.
xlsx-readme-sheet-controls = Ce qui doit s’additionner, vérifié par des formules, et les formules elles-mêmes, comptées.
xlsx-readme-sheet-readme = Cette page.
xlsx-readme-colours = Couleurs
xlsx-readme-sample = 1 234,50
xlsx-readme-true = VRAI
xlsx-readme-false = FAUX
xlsx-readme-doubtful = à vérifier
xlsx-readme-corrected = Fond jaune : le montant diffère du classeur reçu. La note de la cellule dit ce qui y était et pourquoi ; un clic mène à la ligne de Corrections.
xlsx-readme-typed = Bleu : valeur que l’on peut modifier. Ce que l’on y saisit compte, ou un contrôle le dit.
xlsx-readme-computed = Noir : formule.
xlsx-readme-sum = Fond bleu : sous-total ou total.
xlsx-readme-holds = Contrôle vérifié.
xlsx-readme-untrue = Contrôle en défaut : un calcul ne tombe pas juste.
xlsx-readme-doubt = Tout s’additionne, mais quelque chose demande un regard.
xlsx-readme-use = Modifier et vérifier
xlsx-readme-change-label = Modifier
xlsx-readme-change = Changez une dépense, un taux ou un montant fixé : parts, récapitulatif, échéancier et contrôles suivent. Corrections, Points ouverts et Données disent ce qui a été publié.
xlsx-readme-insert-label = Ajouter une ligne
xlsx-readme-insert = Dans Dépenses et Cofinancement, sur une ligne libre, sur une ligne insérée ou sous le tableau : les formules cherchent le code, le financeur et la nature, où qu’ils soient.
xlsx-readme-sort-label = Trier, filtrer
xlsx-readme-sort = Un filtre ne change aucun total. Cofinancement se trie sans que rien ne bouge ; dans Dépenses, les lignes d’une fiche restent ensemble, sinon un contrôle le dit.
xlsx-readme-rounding-label = Arrondi
xlsx-readme-rounding = Plus forts restes, au pas indiqué dans Répartition, qui explique la méthode : les parts font toujours la dépense, au centime près.
xlsx-readme-recalculate-label = Recalculer
xlsx-readme-recalculate = Ctrl+Alt+F9 dans Excel, Ctrl+Maj+F9 dans LibreOffice : aucun chiffre ne doit bouger.
xlsx-readme-protection-label = Protection
xlsx-readme-protection = Les formules sont protégées contre les erreurs de frappe, sans mot de passe : Révision, Ôter la protection de la feuille.
xlsx-readme-names = Noms définis
xlsx-readme-natures = Natures de dépense (et nombre de lignes)
xlsx-readme-funders = Financeurs
xlsx-readme-sections = Sections du budget
xlsx-readme-extras = Ce que le classeur reçu contenait d’autre, et qui n’est pas repris ici
xlsx-readme-nothing = Rien d’autre que le budget.
xlsx-readme-more = … et { $count } autres éléments, à retrouver dans le classeur reçu.

xlsx-extra-colon = { " : " }
xlsx-extra-sheet = Feuille
xlsx-extra-replaced = Feuille refaite ici
xlsx-extra-hidden-sheet = Feuille masquée
xlsx-extra-text = Texte hors du tableau
xlsx-extra-comment = Commentaire
xlsx-extra-text-box = Zone de texte
xlsx-extra-picture = Images
xlsx-extra-chart = Graphiques
xlsx-extra-pivot-table = Tableaux croisés
xlsx-extra-external-link = Liens vers d’autres classeurs
xlsx-extra-macros = Macros
xlsx-extra-macros-about = Ce classeur n’en contient aucune.
xlsx-extra-unread = Commentaires non lus
xlsx-extra-unread-about = Les commentaires de ce format, ou de ce fichier, ne peuvent pas être lus : voyez le classeur reçu.
xlsx-amendment-title = Avant et après l’avenant { $years }
xlsx-amendment-about = Ce qu’était chaque montant, ce que l’avenant n° { $number } y ajoute, et ce qu’il devient, tels que publiés. Le nouveau total remplace l’ancien : rien n’est à additionner.
xlsx-amendment-fiche = Fiche
xlsx-amendment-name = Intitulé
xlsx-amendment-fate = Devient
xlsx-amendment-payer = Financeur
xlsx-amendment-year = Année
xlsx-amendment-before = Avant
xlsx-amendment-added = Avenant
xlsx-amendment-after = Nouveau total
xlsx-amendment-kept = inchangée
xlsx-amendment-changed = remplacée
xlsx-amendment-added-fiche = ajoutée
xlsx-amendment-removed = retirée
xlsx-amendment-cost = Coût
xlsx-amendment-all = Ensemble
xlsx-readme-sheet-amendment = Chaque montant avant l’avenant, ce qu’il ajoute, et après.
