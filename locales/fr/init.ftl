# Un nouveau dossier : ce que « paraphe init » demande, dit et écrit.

## Le classeur. Une feuille, son mode d’emploi, puis la note de chaque en-tête.
blank-costs = Dépenses prévisionnelles
blank-costs-help = Une ligne par dépense. Chaque en-tête porte une note : passez la souris dessus. Remplacez la ligne d’exemple.
blank-funding = Cofinancement : qui paie quoi
blank-funding-help = Une ligne par financeur de chaque fiche. Remplacez les lignes d’exemple.
blank-lists = Listes proposées dans les deux autres feuilles
blank-lists-help = Complétez-les : paraphe ne lit pas cette feuille.
blank-sample-label = Exemple à remplacer
blank-not-a-tax = Choisissez HT ou TTC, ou laissez la cellule vide.
blank-not-listed = Ce texte n’est pas dans la feuille Listes. Vérifiez l’orthographe ; s’il est juste, gardez-le et ajoutez-le à la liste.
blank-note-fiche =
    Le code de la fiche, comme dans l’en-tête de son fichier.
    Exemple : EA 1.1
    Une cellule vide continue la fiche du dessus.
blank-note-nature =
    Le genre de dépense. La feuille Cofinancement peut y renvoyer.
    Exemple : Études
    Une ligne « Total » est contrôlée, jamais ajoutée.
blank-note-label =
    Le détail de la dépense, imprimé dans la fiche.
    Exemple : Enquête auprès des commerces
blank-note-tax =
    HT ou TTC, ou rien. Mélanger les deux est signalé.
blank-note-section =
    La section du budget, si l’on en veut les sous-totaux.
    Exemple : Investissement
blank-note-days =
    Le nombre de jours, s’il y en a ; il est comparé au montant quand convention.toml donne un tarif journalier.
    Exemple : 16,5
blank-note-amount =
    Le montant de l’année.
    Exemples : 16200 ou 16 200,50
    Rien, « / » ou « - » s’il n’y en a pas.
blank-note-funder =
    Qui paie : une partie de la convention, ou un autre financeur.
    Exemple : Région
    Un financeur qui n’est pas une partie paraît dans « Autres financeurs ».
blank-note-funded-nature =
    Les seules dépenses qu’il paie. Rien : toutes celles de la fiche.
    Exemple : Études
blank-note-rate =
    Sa part, en pour cent. Pour une même dépense, les taux font 100 %.
    Exemples : 80 % ou 33,33 % ; « solde » : ce que les autres laissent
blank-note-fixed =
    Un montant fixe, s’il est convenu ; il prévaut sur le taux.
    Exemple : 5000
    Sinon, laissez vide.
blank-note-base =
    Les dépenses auxquelles le taux s’applique, si ce ne sont pas toutes : un montant par an, ou des natures.
    Exemples : 150000 ou Travaux ; Études
blank-note-ceiling =
    Le maximum que le taux peut donner en une année.
    Exemple : 80000
blank-note-mention =
    Une remarque imprimée avec la fiche.
    Exemple : Sur devis
blank-note-list =
    Ce que proposent les menus des autres feuilles, un par ligne, sans ligne vide.

## Ce que l’on demande
init-ask-title = Titre de la convention :
init-ask-title-help = Par exemple : Convention de partenariat 2027-2028
init-ask-title-again = Un titre est nécessaire.
init-ask-years = Années financées, ou périodes :
init-ask-years-help = Par exemple : 2027-2029, ou 2027, 2028 ; ou des périodes, entre points-virgules : Phase 1 ; Phase 2
init-ask-years-again = Écrivez des années dans l’ordre, comme 2027, 2028 ou 2027-2029 ; vingt au plus.
init-ask-party = Partie signataire (rien pour terminer) :
init-ask-party-help = Un nom court, puis = et le nom entier : Ville=Ville d’Exemple
init-ask-party-again = Donnez au moins une partie, comme Ville=Ville d’Exemple.
init-ask-funder = Financeur qui ne signe pas, mais a une colonne à lui (rien pour terminer) :
init-ask-funder-help = Un nom court, puis = et le nom entier : FEDER=Fonds européen de développement régional
init-ask-funder-again = Donnez un nom, comme FEDER=Fonds européen de développement régional, ou rien.
init-ask-axis = Axe, ou groupe de fiches (rien pour terminer) :
init-ask-axis-help = Ce par quoi commencent ses codes, puis = et son titre : A=Commerce, ou 1=Habitat puis 1.1=Rénovation, qui en fait partie
init-ask-axis-again = Écrivez des lettres, puis = et un titre, comme A=Commerce, ou rien.
init-ask-unit = Unité des montants (rien pour l’euro) :
init-ask-unit-help = Par exemple : personnes-mois, ETP
init-ask-unit-again = Écrivez une unité, ou rien.
init-ask-off-total = Nature hors total, imprimée sous lui (rien pour terminer) :
init-ask-off-total-help = Par exemple : Contributions volontaires
init-ask-off-total-again = Écrivez une nature, ou rien.
init-ask-field = Clé de plus en tête des fiches (rien pour terminer) :
init-ask-field-help = Par exemple : Priorité, Statut
init-ask-field-again = Écrivez une clé, ou rien.
init-ask-funders = Financeurs du classeur : pour ceux qui signent, répondez par leur numéro.
init-ask-confirm = Écrire ce dossier ?
init-ask-confirm-help = o ou n ; Entrée pour oui
init-ask-confirm-again = Répondez o ou n.
init-yes = oui
init-no = non

## Ce que l’on dit
init-recognised = Ce que le classeur semble contenir :
init-not-found = non reconnu
init-lacks-costs = il faut une colonne de codes d’action et une colonne de montants par année
init-lacks-funding = il faut une colonne de codes d’action, une colonne de financeurs et leurs taux ou leurs montants par année, ou une colonne par financeur
init-ambiguous = plusieurs possibilités : { $names }
init-doubtful = à confirmer : { $names } peut être autre chose
init-funders = { $names } (une colonne chacun)
init-absent = non trouvée (facultative)
init-unused = colonnes sans emploi : { $names }
init-quoted = « { $name } »
init-nothing = rien
init-why-alike = Feuille « { $name } » : elle ressemble à « { $what } », qui est prise ailleurs ; elle n’est pas lue.
init-why-codes = Feuille « { $name } » : il manque une colonne de codes d’action ; elle n’est pas lue.
init-why-figures = Feuille « { $name } » : il manque une colonne de montants par année, ou une colonne Financeur ; elle n’est pas lue.
init-why-years = Feuille « { $name } » : rien ne dit de quelle année sont les montants { $what } ; écrivez-la dans leurs titres, ou donnez-la avec --years s’il n’y en a qu’une.
init-why-parts = Feuille « { $name } » : les montants { $what } sont chacun d’une partie de l’année ; ajoutez pour chaque année une colonne qui les additionne, comme « Montant 2027 ».
init-why-income = Feuille « { $name } » : elle dit ce qui entre, non ce que coûtent les actions ; pour qu’elle dise qui paie, il manque une colonne Financeur.
init-fact-years = Années : { $values }
init-fact-parties = Parties : { $values }
init-fact-axes = Axes : { $values }
init-fact-fiches = Fiches : { $values }
init-word = Fichiers Word :
init-word-fiche = { $file } : fiche { $code }
init-word-alone = { $file } : fiche { $code }, que le classeur ne connaît pas
init-word-unknown = { $file } : ni code de fiche, ni titre qui soit dans le classeur ; il n’est pas repris
init-word-twice = { $file } : fiche { $code }, comme { $twin } ; aucun des deux n’est repris : mettez le bon dans fiches/
init-word-several = { $file } : plusieurs fiches, { $code } ; il n’est pas repris : faites un fichier par fiche
init-word-others = Non repris : { $names } ; seuls le sont les fichiers .docx du dossier lui-même.
init-word-without = Sans fichier Word : { $codes } ; leur texte reste à écrire.
init-done = Dossier écrit dans { $folder } ({ $count ->
        [one] un fichier
       *[other] { $count } fichiers
    })
init-to-complete = Tout n’a pas été reconnu : complétez le bloc [classeur] à la fin de { $folder }/convention.toml.
init-next = Ouvrez le classeur et les fiches, remplacez ce qui doit l’être, puis :

## Ce que l’on refuse
init-given-up = abandonné : rien n’a été écrit
init-unconfirmed = rien n’a été écrit : cette proposition attend une confirmation
init-unconfirmed-help = relisez-la, puis relancez la même commande avec --yes
init-missing = il manque { $options }
init-missing-help = par exemple : paraphe init ma-convention --title "Convention 2027-2028" --years 2027-2028 --party "Ville=Ville d’Exemple" --party CCI --axis A=Commerce
init-missing-party = le classeur ne dit pas qui signe ; il manque { $options }
init-missing-party-help = choisissez parmi les financeurs du classeur : { $funders } ; par exemple --party "Ville=Ville d’Exemple" --party CCI
init-mistake-years = « { $answer } » n’est pas une suite d’années
init-mistake-years-help = écrivez --years 2027,2028 ou --years 2027-2029 ; vingt années au plus, dans l’ordre
init-mistake-party = « { $answer } » ne nomme pas une partie
init-mistake-party-help = écrivez --party CCI, ou --party "Ville=Ville d’Exemple" : un nom court, puis le nom entier
init-mistake-axis = « { $answer } » ne nomme pas un axe
init-mistake-axis-help = écrivez --axis "A=Commerce" : ce par quoi ses codes commencent, puis son titre
init-mistake-party-twice = la partie « { $answer } » porte un nom déjà pris par une autre
init-mistake-party-twice-help = donnez à chaque partie un nom court et un nom entier qui lui soient propres
init-mistake-axis-twice = l’axe « { $answer } » est donné deux fois
init-mistake-axis-twice-help = donnez à chaque axe un préfixe qui lui soit propre
init-mistake-reserved = « { $answer } » est le titre d’une colonne, pas le nom d’une partie
init-mistake-reserved-help = nommez la partie autrement

## convention.toml
init-toml-head =
    La convention. Ce qui suit un # est une remarque, que paraphe ne lit pas.
    Pour employer une ligne qui commence par #, complétez-la et retirez le #.
init-toml-stage = nom de ce projet ; une date, comme "2026-12-01", date aussi les documents
init-toml-status = projet | definitif
init-toml-place = où l’on signe
init-toml-day-rate = euros par jour : les jours du classeur sont alors contrôlés
init-toml-step = pas des parts : "0.01" (au centime) ou "1" (à l’euro)
init-toml-copies = originaux signés
init-toml-signature = electronique | manuscrite
init-toml-archive = pdfa-3a | pdfa-2a
init-toml-unit = ce que sont les montants, si ce ne sont pas des euros
init-toml-display = centimes | euros | milliers : comment ils sont imprimés ; ils restent exacts
init-toml-off-total = natures imprimées sous le total, jamais comptées dedans
init-toml-fields = clés de plus dans l’en-tête des fiches, imprimées en tête
init-toml-signature-mark = repère imprimé dans chaque bloc de signature, que cherche un parapheur
init-toml-articles = Le préambule et les articles de la convention peuvent être dans articles/, en Word ou en Markdown : elle est alors publiée entière, et ses montants s’y écrivent {"{"}part:…{"}"}. Voir docs/dossier.md.
init-toml-parties = Qui signe. L’ordre est celui des colonnes.
init-toml-id = nom court, pour « calcul » et les arbitrages
init-toml-full-name = le nom entier, tel qu’il doit paraître dans les documents
init-toml-column = le nom dans les en-têtes de colonnes
init-toml-signatory = qui signe, et en quelle qualité
init-toml-look = Le visage des annexes. Chaque partie peut avoir un logo : logo = "images/nom.svg", logo_alt = "ce qu’il montre".
init-toml-cover = une couverture, une page de synthèse et un sommaire en tête des annexes
init-toml-color = celle des titres ; du blanc doit s’y lire
init-toml-logos = couverture | fiches | aucun
init-toml-funders = Qui paie sans signer, et a pourtant une colonne à soi.
init-toml-hand = de qui vient son argent, quand plusieurs fonds viennent de la même main
init-toml-axes = Les groupes de fiches. L’ordre est celui des annexes.
init-toml-prefix = ce par quoi commencent ses codes
init-toml-axis-title = le titre entier, tel qu’il doit paraître dans les documents
init-toml-stated = Les montants que citent les articles, et ce qu’ils prétendent être : un bloc pour chacun.
init-toml-claim = part:<id> | part:<id>@<année> | total | total@<année> | autres | avance
init-toml-advance = L’avance : un taux, et de quoi.
init-toml-workbook =
    Comment ce classeur nomme ses feuilles et ses colonnes. {"{annee}"} tient lieu de l’année.
    Une clé absente vaut le nom habituel (Dépenses, Fiche, Montant 2027 …).
init-toml-no-sheet = { $count ->
        [0] Cette feuille n’a pas été reconnue : donnez son nom, ou ajoutez-la au classeur.
       *[other] Cette feuille n’a pas été reconnue : donnez son nom. Pourraient convenir : { $names }
    }
init-toml-no-column = { $count ->
        [0] Colonne non reconnue.
       *[other] Colonne non reconnue ; pourraient convenir : { $names }
    }
init-toml-labels = Comment vos fiches Word nomment ces valeurs, si elles y sont. Intitulés de la plupart des fichiers : { $names }.
init-toml-unused = Colonnes sans emploi : { $names }
init-toml-optional = facultative, non trouvée
init-decisions-head =
    Les décisions des parties sur les montants qui se contredisent. Il n’y en a pas encore.
    « paraphe check » propose sous chaque erreur les lignes à copier ici ; elles ressemblent à ceci :

## Les fiches
init-fiche-head = L’en-tête de la fiche : il se termine à la seconde ligne +++. Remplacez tout ce qui suit.
init-fiche-title = Fiche d’exemple
init-fiche-leader = Nom de qui conduit l’action
init-fiche-partner = Un partenaire
init-fiche-text =
    ## Constat

    Ce texte est un exemple. Une ligne vide sépare deux paragraphes.

    ## Objectifs

    - Écrire une section par titre `##`, dont le nom est libre.
    - Mettre en **gras** ce qui doit l’être.

    ## Contenu

    Les montants ne se recopient pas ici : les tableaux du budget sont ajoutés à la fin de la fiche.
init-fiche-to-write = L’en-tête de la fiche : complétez-le, puis écrivez le texte sous la seconde ligne +++.

## La page de manuel
man-name = Nom
init-toml-amendment = Ce dossier est celui d’un avenant : il porte ce qui a été signé. Changez-y ce qui change, donnez son objet, le nom de cette étape et, dans clos, les années closes ; voir docs/dossier.md. Les montants que les articles disaient par un repère y sont écrits en chiffres : remettez les repères, et ils suivront le budget.
