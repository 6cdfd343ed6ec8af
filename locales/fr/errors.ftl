# Ce qui arrête une exécution : quoi, où, et comment y remédier.

error-unreadable = le dossier { $dossier } ne peut pas être lu
error-unreadable-help = corrigez les points signalés ci-dessus, puis relancez le contrôle
error-input = { $count ->
        [one] une valeur du dossier ne peut pas être lue : rien n’est publié
       *[other] { $count } valeurs du dossier ne peuvent pas être lues : rien n’est publié
    }
error-input-help = corrigez comme indiqué ci-dessus, puis relancez ; « paraphe check » liste aussi les autres constats
error-unknown-fiche = aucune fiche du dossier ne porte le code « { $code } »
error-unknown-fiche-near = vouliez-vous écrire « { $nearest } » ?
error-unknown-fiche-help = les codes sont ceux des fichiers de fiches/ et des feuilles du classeur
error-unknown-axis = aucun axe du dossier n’a le préfixe « { $axis } »
error-unknown-axis-help = les axes de la convention sont : { $known }
error-unknown-rule = aucune règle ne s’appelle « { $code } »
error-unknown-rule-near = vouliez-vous écrire « { $nearest } » ?
error-unknown-rule-help = « paraphe explain » donne la liste des règles
error-stage-twice = deux dossiers de cette commande portent la même étape, « { $stage } » : le second n’est pas publié
error-stage-twice-help = donnez-leur des valeurs différentes à la clé « etape » de convention.toml, ou publiez-les séparément avec --output
error-not-a-stage = { $path } existe déjà et n’est pas une étape publiée par paraphe : il n’est pas remplacé
error-not-a-stage-help = déplacez-le, ou choisissez un autre dossier avec --output
error-stage-final = { $path } contient la version à signer : un projet ne la remplace pas
error-stage-final-help = donnez un autre nom à la clé « etape » de convention.toml, ou publiez à part avec --output ; une nouvelle version à signer se publie avec --final
error-stage-other = { $path } contient une autre étape, publiée sous le nom « { $stage } » : elle n’est pas remplacée
error-stage-other-help = ce dossier a été renommé ou copié, ou les deux noms ne diffèrent que par les majuscules : déplacez-le, ou choisissez un autre nom d’étape, ou un autre dossier avec --output
error-stage-agreement = { $path } contient une étape d’une autre convention, « { $title } » : elle n’est pas remplacée
error-stage-agreement-help = donnez un autre nom à la clé « etape » de convention.toml, ou publiez chaque convention dans son propre dossier avec --output ; si c’est la même convention, dont le titre et le budget ont changé, déplacez d’abord l’étape publiée
error-stage-changed = { $path } n’est plus tel que paraphe l’a publié : il n’est pas remplacé, car { $count ->
        [one] ce fichier y a été modifié ou ajouté et serait perdu
       *[other] ces fichiers y ont été modifiés ou ajoutés et seraient perdus
    }
error-stage-changed-help = mettez-les à l’abri ailleurs, supprimez-les de ce dossier, puis relancez ; ou publiez à part avec --output
error-unknown-draft = « { $name } » n’est ni une étape publiée, ni un dossier, ni un classeur
error-unknown-draft-help = { $count ->
        [0] il n’y a aucune étape dans { $output }
       *[other] les étapes de { $output } sont : { $stages }
    } ; un dossier contient convention.toml, un classeur se termine par .xlsx, .xlsm, .xlsb, .xls ou .ods
error-too-few-stages = { $count ->
        [0] aucune étape n’est publiée dans { $output }
        [one] une seule étape peut être comparée dans { $output }
       *[other] les étapes de { $output } n’en laissent aucune à comparer
    }
error-too-few-stages-help = publiez une étape de plus avec « paraphe build », ou nommez les deux projets à comparer : étape, dossier ou classeur
error-record-version = { $path } a été écrit par une autre version de paraphe (forme { $found } ; celle-ci lit la forme { $known })
error-record-version-help = publiez de nouveau cette étape avec cette version de paraphe, ou comparez-la avec la version qui l’a publiée
error-record-malformed = { $path } n’est pas un enregistrement de paraphe : { $detail }
error-record-malformed-help = le fichier a été modifié ou abîmé : publiez de nouveau cette étape
error-record-too-large = { $path } dépasse { $allowed } Mio : il n’est pas lu
error-record-too-large-help = publiez de nouveau cette étape ; si sa taille est bien celle-là, relancez avec une plus grande valeur, comme --limit { $limit }={ $allowed }0
error-record-too-many = { $path } contient plus de { $allowed } valeurs : il n’est pas lu
error-record-too-many-help = publiez de nouveau cette étape ; si son contenu est bien celui-là, relancez avec une plus grande valeur, comme --limit { $limit }={ $allowed }0
error-record-inconsistent = { $path } se contredit ({ $at })
error-record-inconsistent-help = le fichier a été modifié : publiez de nouveau cette étape
error-pdf-unreadable = { $path } n’est pas un PDF lisible
error-pdf-unreadable-help = s’il n’est pas un PDF, donnez le PDF lui-même ; s’il est abîmé, demandez à son auteur de l’envoyer de nouveau
error-pdf-bare = aucune donnée de paraphe n’est jointe à { $path }
error-pdf-bare-help = donnez à sa place le fichier à signer tel qu’il a été publié : convention.pdf quand il y a des articles, avenant.pdf d’un avenant, sinon annexes.pdf (archive = "pdfa-3a")
error-pdf-folder = { $path } est un dossier, non un fichier
error-pdf-folder-help = donnez le PDF signé lui-même
error-compared = { $path } fait partie de ce qui est comparé : il n’est pas remplacé
error-compared-help = donnez un autre fichier avec -o
error-needs-file = la forme { $format } ne s’affiche pas
error-needs-file-help = donnez un fichier avec -o, par exemple -o changements.{ $format }
error-folder-in-use = { $path } existe déjà et n’est pas vide : rien n’y est écrit
error-folder-in-use-help = choisissez un autre nom, ou déplacez ce qui s’y trouve
error-source-date-epoch = la variable SOURCE_DATE_EPOCH vaut « { $text } », ce qui n’est pas un nombre de secondes
error-source-date-epoch-help = donnez-lui le nombre de secondes depuis le 1er janvier 1970, ou supprimez-la
error-not-final = la version à signer n’est pas publiée : { $count ->
        [one] un point la bloque
       *[other] { $count } points la bloquent
    }
error-not-final-help = réglez chaque point comme indiqué, ou inscrivez la décision des parties dans arbitrages.toml ; « paraphe check » donne le détail
error-not-final-draft = « statut » ne vaut pas "definitif" : le dossier est encore un projet
error-not-final-draft-help = quand tout le reste est réglé, écrivez statut = "definitif" dans convention.toml
error-template = le modèle { $template } ne permet pas de composer { $document }
error-template-syntax = le modèle { $template } est mal écrit
error-template-own-help = la cause est dans vos modèles ({ $own }), ou dans ce qu’ils retirent à ceux du programme : comparez-les à l’original ; docs/modeles.md donne toutes les variables. Sans votre copie, le modèle du programme sert.
error-template-built-in-help = c’est un défaut de paraphe, pas de votre dossier : signalez-le avec ce message
error-typst = la mise en page de { $document } a échoué
error-signature-mark = { $count ->
        [0] aucun bloc des annexes n’est marqué pour la signature de { $party } : le fichier ne pourrait pas être signé
       *[other] { $count } blocs des annexes sont marqués pour la signature de { $party } : il n’en faut qu’un
    }
error-signature-mark-help = dans le modèle signatures.typ du dossier, reprenez champ-signature(…) du modèle intégré, une fois par partie ; ou choisissez signature = "manuscrite"
error-signature-fields = les champs de signature ne peuvent pas être ajoutés aux annexes ({ $detail })
error-signature-fields-help = c’est un défaut de paraphe : signalez-le avec ce message
error-xlsx = le classeur corrigé ne peut pas être écrit ({ $detail })
error-xlsx-help = si ce message ne dit pas quoi corriger, c’est un défaut de paraphe : signalez-le
error-xlsx-fine = le classeur corrigé ne peut pas être écrit : les parts d’une fiche sont trop proches l’une de l’autre, et trop grandes, pour qu’un tableur les arrondisse comme les règles
error-xlsx-fine-help = fixez le montant de chaque part dans Cofinancement pour cette fiche

## Ce que le système a refusé
error-doing-open-dossier = le dossier { $path } ne peut pas être ouvert
error-doing-list-stages = les étapes de { $path } ne peuvent pas être listées
error-doing-read-pdf = { $path } ne peut pas être lu
error-doing-read-stage = { $path } ne peut pas être lu
error-doing-write-file = { $path } ne peut pas être écrit
error-doing-create-output = le dossier { $path } ne peut pas être créé
error-doing-create-output-help = choisissez, avec --output, un dossier où vous avez le droit d’écrire
error-doing-create-dossier = le dossier { $path } ne peut pas être créé
error-doing-lock-output = le dossier de publication { $path } ne peut pas être réservé (fichier .paraphe.lock) ; rien n’est publié
error-doing-lock-output-help = { $answer ->
        [PermissionDenied] choisissez, avec --output, un dossier où vous avez le droit d’écrire
        [ReadOnlyFilesystem] choisissez, avec --output, un dossier où vous avez le droit d’écrire
        [StorageFull] libérez de la place, ou publiez sur un autre disque avec --output, puis relancez
        [AlreadyExists] supprimez ce qui porte ce nom : paraphe attend un simple fichier
       *[other] certains disques de réseau ne permettent pas de réserver un fichier : publiez sur un disque local avec --output, puis copiez l’étape
    }
error-doing-clean-output = les restes d’une exécution interrompue ne peuvent pas être effacés de { $path }
error-doing-write-stage = { $path } ne peut pas être écrit ; rien n’est publié
error-doing-write-stage-help = { $answer ->
        [StorageFull] libérez de la place, ou publiez sur un autre disque avec --output, puis relancez
        [QuotaExceeded] libérez de la place, ou publiez sur un autre disque avec --output, puis relancez
        [FileTooLarge] votre session limite la taille des fichiers (ulimit -f) : relevez cette limite
        [InvalidFilename] publiez dans un dossier au chemin plus court avec --output
       *[other] choisissez, avec --output, un dossier où vous avez le droit d’écrire
    }
error-doing-replace-stage = l’étape { $path } ne peut pas être remplacée ; l’ancienne est intacte
error-doing-replace-stage-help = fermez les fichiers de cette étape ouverts dans un autre programme, vérifiez vos droits sur le dossier, puis relancez ; ou publiez à part avec --output
error-doing-restore-stage = l’étape mise de côté sous { $path } ne peut pas être remise à sa place
error-doing-restore-stage-help = renommez-le vous-même : c’est l’étape dont le nom suit « .paraphe-old- », entière
error-doing-print = le résultat ne peut pas être affiché ou écrit
error-doing-listen = l’adresse { $path } ne peut pas être ouverte pour l’aperçu
error-doing-watch-dossier = les changements de { $path } ne peuvent pas être suivis
error-doing-name-file = « { $path } » ne peut pas être un nom de fichier de l’étape

system-NotFound = il n’existe pas
system-NotFound-help = vérifiez l’orthographe du chemin, et le dossier depuis lequel la commande est lancée
system-PermissionDenied = vous n’en avez pas le droit
system-PermissionDenied-help = vérifiez les droits d’accès du fichier et du dossier qui le contient
system-NotADirectory = ce n’est pas un dossier
system-NotADirectory-help = indiquez le dossier qui contient convention.toml et budget.xlsx
system-AddrInUse = un autre programme l’occupe déjà
system-AddrInUse-help = choisissez un autre port avec --port, ou n’en donnez aucun
system-AlreadyExists = ce nom est déjà pris
system-StorageFull = le disque est plein
system-StorageFull-help = libérez de la place, ou écrivez sur un autre disque, puis relancez
system-ReadOnlyFilesystem = le disque est en lecture seule
system-ReadOnlyFilesystem-help = choisissez un dossier d’un autre disque
system-InvalidFilename = ce nom est trop long, sortirait du dossier, ou n’est pas permis partout
system-InvalidFilename-help = choisissez un nom plus court, sans signe particulier
system-QuotaExceeded = votre quota d’espace disque est atteint
system-QuotaExceeded-help = libérez de la place, ou demandez un quota plus grand, puis relancez
system-FileTooLarge = le fichier est plus grand que ce qui est permis
system-ResourceBusy = il est utilisé par un autre programme, ou c’est un point de montage
system-CrossesDevices = une partie se trouve sur un autre système de fichiers
system-Unsupported = ce système de fichiers ne le permet pas
