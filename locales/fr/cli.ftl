# La ligne de commande : son aide, sa progression, ce qu’elle dit à la fin.

## Ponctuation : en français, une espace insécable devant les deux-points.
colon = {"\u00A0"}:

## Aide
cli-heading-usage = Usage
cli-heading-commands = Commandes
cli-heading-command = COMMANDE
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-common = Options communes

cli-value-lang = LANGUE
cli-value-color = QUAND
cli-value-limits = NOM=N
cli-value-amendment = PDF
cli-value-workbook = FICHIER
cli-value-rules = RÈGLE
cli-value-shell = INTERPRÉTEUR
cli-value-dossiers = DOSSIER
cli-value-format = FORME
cli-value-severity = GRAVITÉ
cli-value-funders = FINANCEUR
cli-value-axes = AXE
cli-value-unit = UNITÉ
cli-value-off-total = NATURE
cli-value-fields = CLÉ
cli-value-fiches = CODE
cli-value-only = CODE
cli-value-output = RÉPERTOIRE
cli-value-former = AVANT
cli-value-later = APRÈS
cli-value-file = FICHIER
cli-value-folder = RÉPERTOIRE
cli-value-word = RÉPERTOIRE
cli-value-from = CLASSEUR
cli-value-title = TEXTE
cli-value-years = ANNÉES
cli-value-parties = PARTIE
cli-value-dossier = DOSSIER
cli-value-port = PORT

cli-about = Contrôle, calcule et publie les annexes budgétaires d’une convention de partenariat.
cli-after-help =
    Codes de sortie :
      0  terminé, rien à signaler
      1  terminé, avec des erreurs à régler (check) ou des différences (diff), ou refusé à cause d’elles (build --final)
      2  commande mal écrite, ou dossier illisible : rien n’est publié
cli-lang-help = Langue des messages : fr ou en [par défaut : celle du système, sinon fr]
cli-color-help = Couleurs : auto, always (toujours) ou never (jamais) [par défaut : auto]
cli-quiet-help = Réduit les résultats à l’essentiel et n’affiche pas la progression
cli-limits-help = Change une limite de lecture, comme --limit cells=2000000 ; peut se répéter (docs/limites.md les liste)
cli-verbose-help = Donne tous les détails : listes entières, chaque fichier publié
cli-help-help = Affiche cette aide
cli-version-help = Affiche la version

cli-check-about = Contrôle un dossier et liste les constats ; n’écrit aucun fichier.
cli-check-dossiers-help = Dossiers à contrôler [par défaut : input]
cli-check-format-help = Forme des résultats : text, json ou html [par défaut : text]
cli-check-rules-help = Ne garde que les constats de ces règles, par exemple recap-share
cli-check-severity-help = Ne garde que les constats au moins aussi graves : erreur, avertissement ou information (error, warning, info)
cli-check-axes-help = Ne garde que les constats des fiches de ces axes, par exemple EA
cli-check-fiches-help = Ne garde que les constats de ces fiches, par exemple "EA 1.1"
cli-check-after-help =
    Exemples :
      paraphe check
      paraphe check --severity error --axis EA
      paraphe check --format json > constats.json

cli-build-about = Contrôle, calcule, met en page et publie un dossier dans output/<étape>/.
cli-build-dossiers-help = Dossiers à publier [par défaut : input]
cli-build-only-help = Ne publie que ces fiches, à part, dans output/<étape>+partiel/
cli-build-xlsx-only-help = Ne publie que le classeur corrigé, sans les PDF, dans output/<étape>+classeur/
cli-build-output-help = Dossier où publier [par défaut : output]
cli-build-is-final-help = Publie la version à signer : refuse tant qu’une erreur n’est pas réglée
cli-build-no-findings-page-help = Laisse de côté la page « Points à régler » d’un projet
cli-build-after-help =
    Exemples :
      paraphe build
      paraphe build --only "EA 1.1" "EC 1.3"
      paraphe build --final

cli-atelier-about = Ouvre tout dans le navigateur : écrire, régler, publier, comparer, sans terminal.
cli-atelier-dossier-help = Dossier à ouvrir [par défaut : celui où l’on se trouve, sinon le choix est proposé]
cli-atelier-port-help = Port de 127.0.0.1 [par défaut : un port libre]
cli-atelier-no-open-help = Affiche l’adresse sans ouvrir le navigateur
cli-atelier-after-help =
    « paraphe » seul fait de même. Seul cet ordinateur peut lire ces pages, et rien n’est écrit sans un clic.

    Exemples :
      paraphe
      paraphe atelier ma-convention
      paraphe atelier ma-convention --no-open --port 8000

cli-diff-about = Compare deux projets : étapes publiées, dossiers, classeurs ou PDF signés.
cli-diff-former-help = Projet de départ : étape, dossier ou classeur [par défaut : l’avant-dernière étape]
cli-diff-later-help = Projet d’arrivée [par défaut : la dernière étape]
cli-diff-format-help = Forme du résultat : text, json, markdown, html, pdf ou xlsx [par défaut : celle du fichier de -o, sinon text]
cli-diff-file-help = Écrit le résultat dans ce fichier au lieu de l’afficher
cli-diff-no-pages-help = Ne compare pas les pages des documents, ce qui est plus rapide
cli-diff-output-help = Dossier où sont les étapes [par défaut : output]
cli-diff-after-help =
    Une étape se désigne par son nom ou par son dossier. Sans argument, les deux dernières étapes
    sont comparées ; un seul projet est comparé à l’étape qui le précède. Les étapes se suivent
    selon leur date, puis selon leur nom.

    Codes de sortie : 0 aucune différence, 1 des différences, 2 comparaison impossible.

    Exemples :
      paraphe diff
      paraphe diff input
      paraphe diff 2018-10-05 2018-11-02
      paraphe diff input -o changements.xlsx

cli-verify-about = Dit si un PDF signé est bien le fichier publié, et qui l’a signé.
cli-verify-file-help = Le fichier signé
cli-verify-output-help = Dossier où sont les étapes [par défaut : output]
cli-verify-after-help =
    Exemples :
      paraphe verify signes/annexes.pdf
      paraphe verify signes/annexes.pdf --output /partage/conventions/output

cli-textconv-about = Affiche un classeur comme un texte, une ligne par ligne de feuille, pour « git diff ».
cli-textconv-workbook-help = Classeur .xlsx, .xlsm, .xlsb, .xls ou .ods
cli-textconv-after-help =
    Pour que « git diff » montre ce qui change dans les classeurs :
      echo "*.xlsx diff=paraphe" >> .gitattributes
      git config diff.paraphe.textconv "paraphe textconv"

    Exemples :
      paraphe textconv input/budget.xlsx

cli-explain-about = Explique une règle : ce qu’elle vérifie, pourquoi, un exemple, comment la régler.
cli-explain-rules-help = Règles à expliquer, par exemple recap-share [par défaut : la liste des règles]
cli-explain-after-help =
    Exemples :
      paraphe explain
      paraphe explain recap-share

## Progression
progress-auditing = Lecture et contrôle du dossier…
progress-rendered = Mise en page : { $name }
progress-publishing = Publication…

## Résultats
explain-see-rule = « paraphe explain RÈGLE » dit ce que vérifie une règle, pourquoi, et comment la régler.
check-dossier = Dossier { $dossier }
check-hidden = { $count ->
        [one] Un autre constat est masqué par les filtres.
       *[other] { $count } autres constats sont masqués par les filtres.
    }
build-waiting = une autre exécution publie dans { $path } : celle-ci attend son tour (Ctrl-C pour renoncer)
build-removed = une exécution interrompue avait laissé un dossier de travail, { $path } : il est effacé
build-put-back = une exécution interrompue avait mis une étape de côté : elle est de nouveau à sa place, { $path }
build-stuck = le dossier de travail { $path } ne peut pas être effacé : il ne gêne pas, supprimez-le à la main
build-current = Rien n’a changé : { $folder } est à jour ({ $files ->
        [one] un fichier
       *[other] { $files } fichiers
    }, { $pages ->
        [0] aucune page
        [one] une page
       *[other] { $pages } pages
    })
build-published = { $files ->
        [one] Un fichier publié dans { $folder }
       *[other] { $files } fichiers publiés dans { $folder }
    } ({ $pages ->
        [0] aucune page
        [one] une page
       *[other] { $pages } pages
    })
count-files = { $count ->
        [one] un fichier
       *[other] { $count } fichiers
    }
count-pages = { $count ->
        [one] 1 page
       *[other] { $count } pages
    }
totals-year = Année
totals-all = Ensemble
totals-others = Autres financeurs
totals-unallocated = Non réparti
totals-total = Total

## Commandes mal écrites
usage-unknown-argument = l’option « { $argument } » n’existe pas
usage-invalid-subcommand = la commande « { $command } » n’existe pas
usage-missing-value = il manque une valeur à « { $argument } »
usage-invalid-value = la valeur « { $value } » ne convient pas à « { $argument } »
usage-value-validation = la valeur « { $value } » ne convient pas à « { $argument } »
usage-too-many-values = une valeur de trop, « { $value } », pour « { $argument } »
usage-argument-conflict = « { $argument } » et « { $other } » ne vont pas ensemble
usage-missing-required-argument = il manque { $argument }
usage-missing-subcommand = il manque une commande
usage-invalid-utf8 = un argument contient des octets qui ne forment pas un texte UTF-8
usage-other = { $clap }
usage-limit = « { $given } » ne fixe aucune limite : il faut un nom, « = » et un nombre entier d’au moins 1
usage-limit-near = vouliez-vous écrire « { $nearest } » ? Les limites sont : { $allowed }
usage-limit-help = écrivez --limit nom=valeur, par exemple --limit cells=2000000 ; les limites sont : { $allowed } (docs/limites.md en donne les unités)
usage-limit-value = « { $given } » ne fixe aucune limite : il faut un nombre entier d’au moins 1 ({ $unit ->
        [mib] en Mio
        [seconds] en secondes
        [characters] en caractères
       *[other] sans unité
    })
usage-limit-value-help = écrivez --limit nom=valeur, par exemple --limit cells=2000000 ; docs/limites.md donne les limites et leurs unités
usage-near = vouliez-vous écrire « { $near } » ?
usage-see-help = « paraphe --help » et « paraphe COMMANDE --help » présentent les commandes et leurs options

## init, completions, man
cli-init-about = Prépare un nouveau dossier, classeur compris, ou en fait un autour d’un classeur existant.
cli-init-folder-help = Dossier à créer ; il ne doit rien contenir
cli-init-from-help = Classeur existant (.xlsx, .xlsm, .xlsb, .xls, .ods) : ses feuilles et ses colonnes sont reconnues, même sous d’autres noms
cli-init-amendment-help = PDF signé que modifie un avenant : le dossier en est tiré, textes, classeur et montants
cli-init-word-help = Dossier de fiches Word (.docx) à reprendre avec le classeur ; chacune est reconnue à son code, ou à son titre
cli-init-title-help = Titre de la convention
cli-init-years-help = Années financées : 2027,2028 ou 2027-2029 ; ou périodes : "Phase 1 ; Phase 2"
cli-init-parties-help = Partie signataire : un nom, ou NOM-COURT=NOM ENTIER ; une fois par partie
cli-init-funders-help = Financeur qui ne signe pas, mais a une colonne à lui : un nom, ou NOM-COURT=NOM ENTIER ; une fois par financeur
cli-init-axes-help = Axe : LETTRES=TITRE, les lettres étant celles de ses codes ; une fois par axe
cli-init-unit-help = Ce que sont les montants, si ce ne sont pas des euros : personnes-mois, ETP
cli-init-off-total-help = Nature imprimée sous le total et jamais comptée dedans ; une fois par nature
cli-init-fields-help = Clé de plus dans l’en-tête des fiches, imprimée en tête : Priorité, Statut ; une fois par clé
cli-init-yes-help = Accepte ce qui est proposé d’après le classeur, sans poser la question
cli-init-after-help =
    Ce qui n’est pas donné en option est demandé, si la commande est lancée dans un terminal.

    Exemples :
      paraphe init ma-convention
      paraphe init essai --title Essai --years 2027-2028 --party Ville --party CCI --axis A=Commerce
      paraphe init ma-convention --from budget-2027.xlsx --title "Convention 2027-2028"
cli-completions-about = Affiche le script qui complète les commandes de paraphe dans un interpréteur.
cli-completions-shell-help = bash, elvish, fish, powershell ou zsh
cli-completions-after-help =
    Exemples :
      paraphe completions bash > ~/.local/share/bash-completion/completions/paraphe
      paraphe completions fish > ~/.config/fish/completions/paraphe.fish
cli-man-about = Affiche la page de manuel, au format roff.
cli-man-after-help =
    Exemples :
      paraphe man > paraphe.1
      man ./paraphe.1
