# Ce qui n’a pas pu être lu dans un dossier. Une règle, sa variante s’il y en a, puis l’aide (-help).

## Fichiers
file-refused-missing = ce fichier manque au dossier
file-refused-missing-help = ajoutez-le ; un dossier contient au moins convention.toml, budget.xlsx et fiches/*.md
file-refused-outside = ce fichier est un lien vers l’extérieur du dossier : il n’est pas lu
file-refused-outside-help = remplacez le lien par une copie du fichier
file-refused-not-a-file = ce n’est pas un fichier ordinaire : il n’est pas lu
file-refused-not-a-file-help = mettez à sa place un fichier ordinaire
file-refused-too-large = ce fichier dépasse { $limit } Mio : il n’est pas lu
file-refused-too-large-help = retirez ce qui n’est pas utile à la convention : images, feuilles annexes, mise en forme de lignes vides
file-refused-not-utf8 = ce fichier n’est pas un texte en UTF-8
file-refused-not-utf8-help = enregistrez-le à nouveau en choisissant l’encodage UTF-8
file-refused-failed = ce fichier n’a pas pu être lu : { $detail }
file-refused-failed-help = vérifiez les droits d’accès, et qu’aucun autre programme ne le tient fermé
file-ignored = { $count ->
        [one] ce fichier n’est pas lu : { $files }
       *[other] ces { $count } fichiers ne sont pas lus : { $files }
    }
file-ignored-help = dans fiches/, une fiche est un fichier dont le nom finit par .md : convertissez-le (le guide dit comment), ou rangez-le ailleurs

## Classeur
workbook-unreadable-missing = le dossier n’a pas de classeur
workbook-unreadable-missing-help = ajoutez budget.xlsx (ou .xlsm, .xlsb, .xls, .ods)
workbook-unreadable-several = le dossier a plusieurs classeurs : { $found }
workbook-unreadable-several-help = n’en gardez qu’un sous le nom budget ; renommez ou déplacez les autres
workbook-unreadable-failed = ce classeur n’a pas pu être lu ; son lecteur dit : “{ $detail }”
workbook-unreadable-failed-help = ouvrez-le dans un tableur, enregistrez-le à nouveau sans mot de passe, puis relancez
workbook-unreadable-password = ce classeur est protégé par un mot de passe
workbook-unreadable-password-help = ouvrez-le dans un tableur et enregistrez-le sans mot de passe
workbook-unreadable-damaged = ce fichier est abîmé ou incomplet, ou n’a pas le format que dit son nom
workbook-unreadable-damaged-help = ouvrez-le dans un tableur et enregistrez-le à nouveau ; s’il ne s’ouvre pas, reprenez-en une copie
workbook-unreadable-format = ce fichier n’est pas un classeur que paraphe sait lire
workbook-unreadable-format-help = enregistrez-le dans un tableur sous l’un de ces formats : { $formats }
sheet-missing = le classeur n’a pas de feuille « { $sheet } »
sheet-missing-help = ajoutez-la, renommez la bonne feuille, ou dites son nom dans [classeur] de convention.toml ; le classeur contient : { $found }
sheet-missing-named = le classeur n’a pas de feuille « { $sheet } »
sheet-missing-named-help = donnez à « feuille » le nom d’une des feuilles du classeur ({ $found }), ou supprimez ce bloc s’il a repris les noms habituels
header-missing = cette feuille n’a pas de ligne d’en-tête : aucune cellule « { $column } »
header-missing-help = donnez un titre à chaque colonne, « { $column } » pour celle des codes
header-missing-years = aucune ligne de cette feuille ne porte les années de la convention
header-missing-years-help = écrivez chaque année au-dessus de ses colonnes, comme 2018
column-missing = il manque à cette feuille : { $columns }
column-missing-help = ajoutez ces colonnes, avec exactement ces titres (accents et majuscules sont indifférents) ; si les leurs sont autres, dites-les dans [classeur] de convention.toml
column-missing-named = cette feuille n’a pas de colonne « { $columns } »
column-missing-named-help = reprenez exactement le titre de la colonne dans le classeur, ou supprimez cette ligne s’il a le titre habituel
column-unknown = la colonne « { $column } » n’est pas lue
column-unknown-help = si elle devait l’être, corrigez son titre ; sinon, rien à faire
column-twice = deux colonnes portent le titre « { $column } »
column-twice-help = renommez ou supprimez celle qui est de trop : rien ne dit laquelle est la bonne
year-unknown = l’année { $year } n’est pas une année de la convention : ses colonnes ne sont pas lues
year-unknown-help = ajoutez-la à « annees » dans convention.toml, ou retirez ces colonnes

## Cellules
cell-unreadable-amount = « { $drafted } » n’est pas un montant
cell-unreadable-amount-help = écrivez un nombre, comme 16200 ou 16 200,50 € ; « / », « - » ou rien s’il n’y a pas de montant
cell-unreadable-ambiguous = « { $drafted } » se lit de deux façons
cell-unreadable-ambiguous-help = groupez les chiffres par trois et mettez une virgule avant les centimes, comme 1 234,50
cell-unreadable-too-large = « { $drafted } » est trop grand pour un montant de la convention
cell-unreadable-too-large-help = un montant reste au-dessous de 100 milliards d’euros ; vérifiez le nombre de zéros
cell-unreadable-too-fine = « { $drafted } » a plus de quatre décimales
cell-unreadable-too-fine-help = arrondissez le montant dans le classeur, au centime par exemple
cell-unreadable-uncalculated = la formule de cette cellule n’a jamais été calculée
cell-unreadable-uncalculated-help = ouvrez le classeur dans un tableur, laissez-le calculer, et enregistrez-le
cell-unreadable-days = « { $drafted } » n’est pas un nombre de jours
cell-unreadable-days-help = écrivez un nombre, comme 48 ou 16,5
cell-unreadable-rate = « { $drafted } » n’est pas un taux
cell-unreadable-rate-help = écrivez un taux de 0 à 100 %, comme 80 %, 43,85 % ou 0,8
cell-unreadable-tax = « { $drafted } » n’est ni HT ni TTC
cell-unreadable-tax-help = écrivez HT ou TTC, ou laissez la cellule vide
code-unreadable = « { $drafted } » n’est pas un code de fiche
code-unreadable-help = un code contient un chiffre, comme EA 1.1 ; les lignes qui suivent ne sont rattachées à aucune fiche
row-without-code = cette ligne ne dit pas de quelle fiche elle relève
row-without-code-help = écrivez le code dans la première colonne ; une cellule vide continue la fiche du dessus
funder-missing = cette ligne ne dit pas qui paie
funder-missing-help = nommez le financeur dans la colonne « Financeur », ou supprimez la ligne

## Textes
toml-invalid = ce fichier ne suit pas la syntaxe TOML ; son lecteur dit : “{ $detail }”
toml-invalid-type = cette clé attend { $wanted ->
        [text] un texte entre guillemets
        [number] un nombre entier
        [list] une liste entre crochets
       *[table] des clés, entre accolades ou en bloc
    }, et c’est { $given ->
        [text] un texte
        [number] un nombre
        [decimal] un nombre à virgule
        [truth] « true » ou « false »
        [list] une liste
       *[table] un bloc de clés
    }
toml-invalid-type-help = écrivez-la comme dans docs/dossier.md : "600" pour un montant ou un taux, 2 pour un nombre entier, ["a", "b"] pour une liste
toml-invalid-duplicate = cette clé ou ce bloc est déjà écrit plus haut
toml-invalid-duplicate-help = n’en gardez qu’un ; un bloc qui se répète, comme [[parties]], a des crochets doubles
toml-invalid-equals = il manque le signe égal après cette clé
toml-invalid-equals-help = écrivez clé = valeur ; le nom d’une clé n’a ni espace ni accent
toml-invalid-quotes = ce texte n’est pas entre guillemets droits
toml-invalid-quotes-help = ouvrez-le et fermez-le par " (ni « », ni “ ”, ni ’) ; entre deux nombres, il manque peut-être une virgule
toml-invalid-bracket = un crochet ou une accolade n’est pas fermé
toml-invalid-bracket-help = fermez-le : ] après [, ]] après [[, {"}"} après {"{"}
toml-invalid-help = vérifiez les guillemets, les crochets et les signes égal de cette ligne et de la précédente
key-unknown = la clé « { $key } » n’est pas lue
key-unknown-help = supprimez-la, ou corrigez son nom
key-unknown-near = la clé « { $key } » n’est pas lue
key-unknown-near-help = vouliez-vous écrire « { $nearest } » ?
key-missing = il manque la clé « { $key } »
key-missing-help = ajoutez-la à ce fichier
value-invalid = « { $drafted } » ne convient pas à la clé « { $key } »
value-invalid-help = forme attendue : { $allowed }
front-matter-missing = cette fiche ne commence pas par un en-tête
front-matter-missing-help = mettez en tête du fichier une ligne +++, les clés code et titre, puis une ligne +++
html-refused = le HTML n’est pas admis dans une fiche : { $drafted }
html-refused-help = utilisez la syntaxe Markdown ; pour écrire le signe lui-même, mettez \ devant « < »

## Noms
axis-unknown = l’axe « { $axis } » n’est pas décrit dans convention.toml
axis-unknown-help = ajoutez un bloc [[axes]] avec prefixe = "{ $axis }", ou corrigez le code de la fiche
party-twice = la partie « { $drafted } » porte un nom déjà pris par une autre
party-twice-help = donnez à chaque partie un id, un nom et une colonne qui lui soient propres
claim-unknown = le calcul « { $drafted } » n’a pas de sens ici
claim-unknown-help = formes possibles : part:<id>, part:<id>@<année>, total, total@<année>, autres, avance
recap-column-unknown = la colonne « { $drafted } » ne correspond à aucun financeur
recap-column-unknown-help = reprenez la valeur de « colonne » d’une partie, « Autres financeurs », « Non réparti » ou « Total »
recap-row-unknown = la ligne « { $drafted } » n’est ni une fiche, ni un sous-total, ni un total
recap-row-unknown-help = commencez-la par le code d’une fiche, ou par « Total » suivi d’un axe

sheet-twice = deux feuilles se lisent « { $sheet } » ; la première est « { $first } »
sheet-twice-help = renommez ou supprimez celle qui n’est pas la bonne
cell-unreadable-rate-too-fine = le taux « { $drafted } » a trop de décimales
cell-unreadable-rate-too-fine-help = arrondissez-le à deux décimales de pour cent ; pour trois tiers, écrivez 33,33 %, 33,33 % et 33,34 %
funder-missing-reserved = { $fiche } : « { $drafted } » est le titre d’une colonne, pas le nom d’un financeur
funder-missing-reserved-help = écrivez le nom de qui paie, ou supprimez la ligne
text-glyph = le caractère « { $drafted } » ({ $code }) ne peut pas être imprimé : la police des documents ne l’a pas
text-glyph-help = remplacez-le par un caractère courant (H2O pour H₂O, un tiret pour une case à cocher)
