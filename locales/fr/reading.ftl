# Ce qui n’a pas pu être lu dans un dossier. Une règle, sa variante s’il y en a, puis l’aide (-help).

## Fichiers
file-refused-missing = ce fichier manque au dossier
file-refused-missing-help = ajoutez-le ; un dossier contient au moins convention.toml, budget.xlsx et fiches/*.md
file-refused-outside = ce fichier est un lien vers l’extérieur du dossier : il n’est pas lu
file-refused-outside-help = remplacez le lien par une copie du fichier
file-refused-not-a-file = ce n’est pas un fichier ordinaire : il n’est pas lu
file-refused-not-a-file-help = mettez à sa place un fichier ordinaire
file-refused-not-utf8 = ce fichier n’est pas un texte en UTF-8
file-refused-not-utf8-help = enregistrez-le à nouveau en choisissant l’encodage UTF-8
file-refused-failed = ce fichier n’a pas pu être lu : { $detail }
file-refused-failed-help = vérifiez les droits d’accès, et qu’aucun autre programme ne le tient fermé
file-refused-memory = la mémoire permise ne suffit pas pour lire ce fichier
file-refused-memory-help = regardez d’où il vient ; s’il est sûr, relevez la limite, aujourd’hui --limit read-memory={ $value } (en Mio)
file-refused-dangling = ce lien ne mène à aucun fichier
file-refused-dangling-help = remplacez le lien par le fichier lui-même
file-refused-circle = ce lien mène à lui-même par d’autres liens
file-refused-circle-help = remplacez le lien par le fichier lui-même
file-refused-folder = c’est un dossier, pas un fichier
file-refused-folder-help = renommez ce dossier, et mettez à sa place le fichier attendu
file-refused-not-a-folder = ce n’est pas un dossier
file-refused-not-a-folder-help = renommez ce fichier : un dossier porte ce nom dans un dossier de convention
file-refused-denied = vous n’avez pas le droit de lire ce fichier
file-refused-denied-help = vérifiez ses droits d’accès et ceux du dossier qui le contient
file-refused-name = le nom de ce fichier n’est pas écrit en UTF-8 : il n’est pas lu
file-refused-name-help = renommez-le, de préférence sans accent
file-refused-panic = ce fichier a mis en échec le programme qui le lit
file-refused-panic-help = vérifiez qu’il s’ouvre ailleurs et que c’est le bon ; si c’est le cas, signalez ce défaut de paraphe
file-ignored = { $count ->
        [one] ce fichier n’est pas lu : { $files }
       *[other] ces { $count } fichiers ne sont pas lus : { $files }
    }
file-ignored-root = { $count ->
        [one] ce fichier n’est pas lu : { $files }
       *[other] ces { $count } fichiers ne sont pas lus : { $files }
    }
file-ignored-root-help = un dossier n’a que convention.toml, arbitrages.toml, un classeur nommé budget, fiches/ et templates/ : corrigez le nom, ou rangez ce fichier ailleurs
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
workbook-unreadable-empty = ce fichier est vide
workbook-unreadable-empty-help = reprenez-en une copie ; si l’original est vide aussi, enregistrez de nouveau le classeur depuis le tableur
workbook-unreadable-zeros = ce fichier ne contient que des zéros : son enregistrement ou sa copie a été interrompu
workbook-unreadable-zeros-help = reprenez une copie de l’original
workbook-unreadable-truncated = ce fichier est incomplet : sa fin manque
workbook-unreadable-truncated-help = reprenez-en une copie entière : un téléchargement ou un envoi a été interrompu
workbook-unreadable-twice = ce fichier contient deux fois la même partie : rien ne dit laquelle est la bonne
workbook-unreadable-twice-help = aucun tableur n’écrit cela : demandez d’où vient ce fichier, puis ouvrez-le dans un tableur et enregistrez-le à nouveau
workbook-unreadable-overlapping = les parties de ce fichier se recouvrent : il a été fabriqué pour nuire, ou il est abîmé
workbook-unreadable-overlapping-help = aucun tableur n’écrit cela : demandez d’où vient ce fichier, puis demandez-en un autre
workbook-unreadable-damaged-part = la partie { $what } de ce fichier est abîmée ou incomplète
workbook-unreadable-damaged-part-help = ouvrez-le dans un tableur et enregistrez-le à nouveau ; s’il ne s’ouvre pas, reprenez-en une copie
workbook-unreadable-doctype = la partie { $what } de ce fichier déclare un DOCTYPE, ce qu’aucun tableur ne fait : des entités pourraient la faire enfler sans fin
workbook-unreadable-doctype-help = demandez d’où vient ce fichier, puis ouvrez-le dans un tableur et enregistrez-le à nouveau
workbook-unreadable-deep = la partie { $what } de ce fichier emboîte ses éléments comme aucun tableur ne le fait
workbook-unreadable-deep-help = demandez d’où vient ce fichier, puis ouvrez-le dans un tableur et enregistrez-le à nouveau
workbook-unreadable-endless = { $what } contient un texte ou un enregistrement d’une longueur qu’aucun tableur n’écrit
workbook-unreadable-endless-help = demandez d’où vient ce fichier, puis ouvrez-le dans un tableur et enregistrez-le à nouveau
workbook-unreadable-misnamed = ce fichier est un classeur { $what } sous un autre nom
workbook-unreadable-misnamed-help = renommez-le budget{ $what }, ou ouvrez-le dans un tableur et enregistrez-le au format que dit son nom
workbook-unreadable-pdf = ce fichier est un PDF, pas un classeur
workbook-unreadable-pdf-help = demandez le classeur dont il est tiré : paraphe ne lit pas les tableaux d’un PDF
workbook-unreadable-picture = ce fichier est une image, pas un classeur
workbook-unreadable-picture-help = demandez le classeur lui-même, ou recopiez le tableau dans un tableur
workbook-unreadable-document = ce fichier est un texte ou un diaporama de bureautique, pas un classeur
workbook-unreadable-document-help = copiez son tableau dans un tableur, puis enregistrez-le en .xlsx ou .ods
workbook-unreadable-archive = ce fichier est une archive, pas un classeur
workbook-unreadable-archive-help = décompressez-la : le classeur est peut-être dedans
workbook-unreadable-no-sheet = ce classeur n’a aucune feuille
workbook-unreadable-no-sheet-help = ouvrez-le dans un tableur : s’il s’y trouve des feuilles, enregistrez-le à nouveau ; sinon, reprenez-en une copie
workbook-unreadable-ancient = ce fichier est un classeur d’un format antérieur à Excel 97, qui n’est pas lu
workbook-unreadable-ancient-help = ouvrez-le dans LibreOffice et enregistrez-le en .xlsx ou .ods
workbook-unreadable-html = ce fichier est une page HTML, pas un classeur ; des logiciels exportent ainsi leurs tableaux
workbook-unreadable-html-help = ouvrez-le dans un tableur et enregistrez-le en .xlsx ou .ods
workbook-unreadable-spreadsheet-xml = ce fichier est un classeur écrit en un seul texte XML, forme qui n’est pas lue
workbook-unreadable-spreadsheet-xml-help = ouvrez-le dans un tableur et enregistrez-le en .xlsx ou .ods
workbook-unreadable-xml = ce fichier est un texte XML, pas un classeur
workbook-unreadable-xml-help = demandez le classeur lui-même, en .xlsx ou .ods
workbook-unreadable-csv = ce fichier est un texte de valeurs séparées (CSV), pas un classeur
workbook-unreadable-csv-help = ouvrez-le dans un tableur, vérifiez les accents et les nombres, puis enregistrez-le en .xlsx ou .ods
workbook-unreadable-text = ce fichier est un texte, pas un classeur
workbook-unreadable-text-help = demandez le classeur lui-même, en .xlsx ou .ods
workbook-unreadable-unknown = ce fichier n’est pas un classeur : son contenu n’a rien d’un tableur
workbook-unreadable-unknown-help = vérifiez que c’est le bon fichier ; s’il s’ouvre dans un tableur, enregistrez-le à nouveau en .xlsx ou .ods
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
        [string] un texte entre guillemets
        [integer] un nombre entier
        [array] une liste entre crochets
        [datetime] une date
       *[table] des clés, entre accolades ou en bloc
    }, et c’est { $given ->
        [string] un texte
        [integer] un nombre
        [float] un nombre à virgule
        [boolean] « true » ou « false »
        [array] une liste
        [datetime] une date
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
toml-invalid-deep = cette valeur emboîte trop de listes ou de blocs
toml-invalid-deep-help = une clé d’un dossier n’a jamais plus de trois niveaux
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

sheet-hidden = cette feuille est masquée : elle est lue quand même
sheet-hidden-help = affichez-la dans le tableur et vérifiez-la : ce qu’elle dit est publié
sheet-twice = deux feuilles se lisent « { $sheet } » ; la première est « { $first } »
sheet-twice-help = renommez ou supprimez celle qui n’est pas la bonne
cell-unreadable-rate-too-fine = le taux « { $drafted } » a trop de décimales
cell-unreadable-rate-too-fine-help = arrondissez-le à deux décimales de pour cent ; pour trois tiers, écrivez 33,33 %, 33,33 % et 33,34 %
funder-missing-reserved = { $fiche } : « { $drafted } » est le titre d’une colonne, pas le nom d’un financeur
funder-missing-reserved-help = écrivez le nom de qui paie, ou supprimez la ligne
text-glyph = le caractère « { $drafted } » ({ $code }) ne peut pas être imprimé : la police des documents ne l’a pas
text-glyph-invisible = ce texte contient un caractère invisible ({ $code }), qui ne peut pas être imprimé ou changerait l’ordre de ce qui se lit
text-glyph-invisible-help = effacez le passage où il se trouve et retapez-le
text-glyph-help = remplacez-le par un caractère courant (H2O pour H₂O, un tiret pour une case à cocher)

## Limites
limit-exceeded-file-size = ce fichier fait { $met } Mio, et la limite est de { $allowed } Mio : il n’est pas lu
limit-exceeded-dossier-size = avec ce fichier, le dossier fait { $met } Mio, et la limite est de { $allowed } Mio
limit-exceeded-text-size = ce texte fait { $met } Mio, et la limite est de { $allowed } Mio : il n’est pas lu
limit-exceeded-fiche-text = le texte de cette fiche fait { $met } caractères, et la limite est de { $allowed }
limit-exceeded-unzipped-size = décompressé, ce classeur fait au moins { $met } Mio, et la limite est de { $allowed } Mio : c’est peut-être une « bombe »
limit-exceeded-unzip-ratio = la partie { $part } de ce classeur se décompresse à { $met } fois sa taille, et la limite est de { $allowed } fois : c’est peut-être une « bombe »
limit-exceeded-parts = ce classeur a au moins { $met } parties, et la limite est de { $allowed }
limit-exceeded-elements = ce classeur a au moins { $met } éléments XML ou enregistrements, et la limite est de { $allowed }
limit-exceeded-definitions = ce classeur a au moins { $met } définitions d’une même sorte (formats de cellule, polices, noms…), et la limite est de { $allowed }
limit-exceeded-sheets = ce classeur a au moins { $met } feuilles, et la limite est de { $allowed }
limit-exceeded-rows = cette feuille est remplie jusqu’à la ligne { $met }, et la limite est de { $allowed } lignes
limit-exceeded-columns = cette feuille est remplie jusqu’à la colonne { $met }, et la limite est de { $allowed } colonnes
limit-exceeded-cells = jusqu’ici, les feuilles de ce classeur occupent { $met } cellules, et la limite est de { $allowed }
limit-exceeded-cell-text = cette cellule contient au moins { $met } caractères, et la limite est de { $allowed }
limit-exceeded-workbook-text = jusqu’ici, les textes et formules de ce classeur font { $met } Mio, et la limite est de { $allowed } Mio
limit-exceeded-nesting = des listes, citations ou mises en forme sont emboîtées sur { $met } niveaux, et la limite est de { $allowed }
limit-exceeded-name-length = ce nom ou cette valeur fait { $met } caractères, et la limite est de { $allowed }
limit-exceeded-years = il y a { $met } années, et la limite est de { $allowed }
limit-exceeded-entries = la liste « { $part } » a { $met } éléments, et la limite est de { $allowed }
limit-exceeded-fiches = il y a { $met } fiches, et la limite est de { $allowed }
limit-exceeded-word-length = { $met } caractères se suivent sans espace, et la limite est de { $allowed }
limit-exceeded-fiche-rows = une fiche a au moins { $met } lignes dans cette feuille, et la limite est de { $allowed }
limit-exceeded-funders = il y a au moins { $met } financeurs de noms différents, et la limite est de { $allowed }
limit-exceeded-decisions = il y a { $met } arbitrages, et la limite est de { $allowed }
limit-exceeded-help = retirez ce qui est de trop ; si le contenu est bien celui que vous attendez, relancez avec --limit { $limit }={ $enough } (docs/limites.md)
