# L’atelier : ce que disent ses pages.

## La commande
atelier-ready = Atelier ouvert : { $link }
atelier-stop = Laissez cette fenêtre ouverte pendant que vous travaillez ; Ctrl-C pour arrêter.
atelier-no-browser = le navigateur n’a pas pu être ouvert : ouvrez vous-même { $link }
atelier-refused = Cette demande ne vient pas d’une page de l’atelier : ouvrez l’adresse que paraphe affiche.
atelier-defect = une erreur de paraphe a interrompu ce travail
atelier-defect-help = vos fichiers sont intacts ; recommencez, et signalez-le si cela se reproduit
atelier-too-many = trop de dossiers sont ouverts
atelier-too-many-help = arrêtez paraphe et relancez-le

## Le cadre
atelier-home = Accueil
atelier-untitled = Convention
atelier-tabs = Le dossier
atelier-tab-voir = Voir
atelier-tab-regler = Régler
atelier-tab-ecrire = Écrire
atelier-tab-fichiers = Fichiers
atelier-tab-comparer = Comparer
atelier-tab-publier = Publier
atelier-skip = Aller au contenu
atelier-lost = L’atelier est arrêté : relancez paraphe pour le retrouver.
atelier-stale = Le dossier a changé depuis l’ouverture de cette page.
atelier-reload = Actualiser
atelier-send = Envoyer
atelier-sending = Envoi de
atelier-unsent = l’envoi a échoué
atelier-too-large = ce fichier est trop grand
atelier-not-done = Ce n’est pas fait
atelier-back = Revenir
atelier-undone = L’annulation est faite.
atelier-undo-settings = Annuler le dernier enregistrement
atelier-undo-decision = Annuler la dernière décision
atelier-undo-withdrawal = Rétablir la décision retirée
atelier-undo-workbook = Remettre l’ancien classeur
atelier-undo-fiche = Annuler l’ajout de la fiche
atelier-undo-picture = Annuler l’ajout de l’image
atelier-conflict = Le fichier a changé pendant que vous remplissiez cette page, sans doute dans une autre fenêtre : rien n’est enregistré.
atelier-conflict-help = Ce que vous avez saisi est ci-dessous. Enregistrez à nouveau pour le garder.
atelier-unsaved = Rien n’est enregistré : voici ce qui ne va pas.

## Accueil
atelier-welcome = Vos conventions
atelier-welcome-lead = Tout reste sur cet ordinateur : rien n’est envoyé ailleurs.
atelier-dossiers = Ouvrir un dossier
atelier-begin-workbook = Commencer à partir d’un classeur
atelier-begin-workbook-lead = Choisissez le classeur du budget, tel que vous l’avez reçu : vous verrez ce qui y est reconnu avant que rien ne soit créé.
atelier-workbook = Classeur du budget (Excel ou LibreOffice)
atelier-begin-blank = Commencer sans classeur
atelier-open-path = Ouvrir un dossier rangé ailleurs
atelier-path = Adresse du dossier
atelier-path-hint = Par exemple celle que montre l’explorateur de fichiers. paraphe cherche d’abord dans { $name }.
atelier-open = Ouvrir
atelier-no-dossier = il n’y a pas de convention dans « { $path } »
atelier-no-dossier-help = indiquez le dossier qui contient le classeur et les fiches, ou commencez à partir d’un classeur

## Commencer
atelier-new = Nouvelle convention
atelier-new-title = Titre de la convention
atelier-new-years = Années
atelier-new-years-hint = Par exemple 2027-2029, ou des périodes séparées par des points-virgules.
atelier-new-parties = Parties
atelier-new-parties-hint = Une par ligne, le nom court d’abord : Ville = Ville d’Exemple.
atelier-new-funders = Autres financeurs
atelier-new-funders-hint = Qui paie sans signer, un par ligne ; facultatif.
atelier-new-axes = Axes
atelier-new-axes-hint = Un par ligne, ce par quoi commencent les codes de ses fiches, puis son titre : A = Commerce. Facultatif.
atelier-new-folder = Nom du dossier à créer
atelier-new-folder-hint = Il sera créé dans { $name }.
atelier-create = Créer le dossier
atelier-folder-name = « { $name } » ne peut pas être un nom de dossier
atelier-folder-name-help = employez des lettres, des chiffres et des tirets
atelier-answers-missing = il manque le titre, les années ou les parties
atelier-answers-missing-help = deux parties au moins, une par ligne
atelier-draft-gone = ce qui était commencé n’est plus là
atelier-recognised = Ce qui est reconnu dans { $name }
atelier-recognised-lead = Vérifiez à quoi sert chaque feuille et chaque colonne ; corrigez par les listes, puis créez le dossier.
atelier-sheets = Feuilles
atelier-sheet-role = La feuille « { $name } » contient
atelier-role-depenses = les dépenses
atelier-role-cofinancement = le financement
atelier-role-recapitulatif = le récapitulatif
atelier-role-none = rien qui soit lu
atelier-columns = Colonnes
atelier-column-none = – aucune –
atelier-column-lacks = à indiquer
atelier-first-rows = Premières lignes de { $name }
atelier-reread = Relire avec ces choix
atelier-texts = Fiches en Word
atelier-texts-lead = Ajoutez les fichiers Word des fiches, un par fiche. Vous pourrez aussi le faire plus tard.
atelier-texts-files = Fichiers Word
atelier-texts-none = Aucun pour l’instant.
atelier-text-is = { $name }, fiche { $place }
atelier-text-unknown = { $name } : de quelle fiche s’agit-il ? Son code n’y est pas.
atelier-new-agreement = La convention

## Voir et régler
atelier-place-settings = dans l’onglet Écrire
atelier-place-decisions = parmi les décisions
atelier-findings = Constats
atelier-settle = Trancher…
atelier-settle-of = le constat { $count }
atelier-settled = La décision est enregistrée.
atelier-withdraw = Revenir sur cette décision
atelier-keep = Que faut-il retenir ?
atelier-keep-fiche = La fiche : ses coûts et ses taux
atelier-keep-recapitulatif = Le récapitulatif, comme il est écrit
atelier-keep-convention = Le montant de l’article
atelier-keep-parts = D’autres montants, décidés par les parties
atelier-keep-doubt = C’est bien ainsi : laisser tel quel
atelier-whole-agreement = Toute la convention
atelier-parts-fit = Le compte y est
atelier-parts-rest = Reste { "{rest}" } € à répartir
atelier-parts-over = { "{rest}" } € de trop
atelier-parts-unread = Un montant ne peut pas être lu
atelier-for-years = Pour
atelier-all-years = Toutes les années
atelier-reason = Pourquoi
atelier-decided-by = Décidé par
atelier-date = Le
atelier-settle-it = Enregistrer la décision
atelier-question-gone = Ce constat n’existe plus tel quel : le projet a changé entre-temps. Rien n’est enregistré ; voici ce que vous aviez saisi.

## Écrire
atelier-saved = C’est enregistré.
atelier-save = Enregistrer
atelier-save-hint = Rien n’est écrit avant ce clic.
atelier-differing = Ce qui diffère
atelier-in-file = Dans le fichier
atelier-typed = Votre saisie
section-convention = La convention
section-statut = Projet ou version à signer
section-parties = Parties et signataires
section-parties-one = Partie { $count }
section-parties-new = Ajouter une partie
section-parties-remove = Retirer cette partie
section-charte = Présentation
section-versements = Versements
section-versements-one = Versement { $count }
section-versements-new = Ajouter un versement
section-versements-remove = Retirer ce versement
section-avance = Avance
section-axes = Axes
section-axes-one = Axe { $count }
section-axes-new = Ajouter un axe
section-axes-remove = Retirer cet axe
section-financeurs = Autres financeurs
section-financeurs-one = Financeur { $count }
section-financeurs-new = Ajouter un financeur
section-financeurs-remove = Retirer ce financeur
section-chiffres = Montants et signature
field-none = – aucun –
field-usual = Comme d’habitude
field-base-total = le total de la convention
field-base-share = la part de { $name }
field-titre = Titre
field-etape = Étape
field-etape-hint = Le nom de ce projet, souvent une date : 2026-11-02.
field-lieu = Lieu de signature
field-annees = Années
field-annees-hint = 2027, 2028, 2029
field-periodes = ou périodes, une par ligne
field-statut = Statut
field-statut-projet = Projet
field-statut-definitif = Définitif : à signer
field-parties-nom = Nom complet
field-parties-colonne = Nom court, en tête de colonne
field-parties-signataire-nom = Signataire
field-parties-signataire-qualite = Qualité du signataire
field-parties-logo = Logo
field-parties-logo-hint = Les images s’ajoutent dans l’onglet Fichiers.
field-parties-logo-alt = Ce que le logo représente
field-charte-couleur = Couleur
field-charte-couleur-hint = Comme #1f3a5f ; vide, la couleur habituelle.
field-charte-logos = Logos
field-charte-logos-couverture = sur la couverture
field-charte-logos-fiches = aussi en tête de chaque fiche
field-charte-logos-aucun = aucun
field-charte-couverture = Page de couverture, avec un résumé et le sommaire
field-versements-libelle = Intitulé
field-versements-libelle-hint = acompte, solde…
field-versements-partie = Qui paie
field-versements-annee = Année
field-versements-taux = Taux (%)
field-versements-base = De
field-versements-montant = ou montant (€)
field-versements-solde = ou ce qui reste (solde)
field-versements-condition = Condition
field-versements-condition-hint = à la notification
field-versements-echeance = Échéance
field-avance-taux = Taux (%)
field-avance-base = De
field-axes-prefixe = Début des codes
field-axes-titre = Titre
field-axes-dans = Dans l’axe
field-financeurs-nom = Nom complet
field-financeurs-colonne = Nom court, en tête de colonne
field-financeurs-de = Paie pour
field-arrondi = Arrondi des parts
field-arrondi-0-01 = au centime
field-arrondi-1 = à l’euro
field-affichage = Montants imprimés
field-affichage-centimes = avec les centimes
field-affichage-euros = en euros entiers
field-affichage-milliers = en milliers d’euros
field-tarif-journalier = Prix d’une journée (€)
field-exemplaires = Exemplaires
field-signature = Signature
field-signature-electronique = électronique
field-signature-manuscrite = à la main
field-archive = Pièces jointes au PDF
field-archive-pdfa-3a = le classeur et les données
field-archive-pdfa-2a = aucune

## Fichiers
atelier-files = Fichiers du dossier
atelier-files-lead = Le classeur reste celui d’Excel : enregistrez-le là-bas, les pages suivent. Un fichier remplacé ici n’est pas perdu : l’ancien est gardé.
atelier-replace-workbook = Remplacer le classeur
atelier-present-workbook = Le classeur actuel : { $name }
atelier-add-texts = Ajouter ou remplacer des fiches
atelier-add-texts-hint = Un fichier Word par fiche. Un fichier du même nom remplace l’ancien.
atelier-add-pictures = Ajouter des images
atelier-add-pictures-hint = Logos et illustrations, en PNG, JPEG ou SVG.
atelier-pictures-files = Images
atelier-present-texts = { $count ->
        [0] Aucune fiche.
        [one] Une fiche :
       *[other] { $count } fiches :
    }
atelier-present-pictures = { $count ->
        [0] Aucune image.
        [one] Une image :
       *[other] { $count } images :
    }
atelier-former = Gardés parmi les anciens
atelier-taken = C’est fait.
atelier-open-folder = Ouvrir ce dossier sur l’ordinateur
atelier-file-kind = ce n’est pas un fichier de ce genre

## Publier
atelier-draft = Projet
atelier-draft-lead = Marqué « projet », avec la liste de ce qui reste à régler. Il peut être refait autant de fois qu’il le faut.
atelier-publish-draft = Publier le projet
atelier-final = Version à signer
atelier-final-lead = Les documents que les présidents signent. Elle n’est publiée que si rien ne s’y oppose.
atelier-publish-final = Publier la version à signer
atelier-blocked = Ce qui s’y oppose :
atelier-still-draft = La convention est encore un projet : passez-la à « définitif ».
atelier-not-final = La version à signer n’est pas publiée : ce qui s’y oppose est listé ci-dessous.
atelier-publishing = Publication en cours
atelier-published = L’étape { $name } est publiée.
atelier-published-already = L’étape { $name } était déjà publiée telle quelle : rien n’a changé.
atelier-unpublished = Rien n’est publié
atelier-stages = Étapes publiées
atelier-show-folder = Ouvrir le dossier
atelier-all-files = Tous les fichiers
atelier-file-convention-pdf = La convention et ses annexes
atelier-file-annexes-pdf = Les annexes
atelier-file-avenant-pdf = L’avenant
atelier-file-recapitulatif-pdf = Le récapitulatif
atelier-file-budget-corrige-xlsx = Le classeur corrigé
atelier-file-controle-html = Le contrôle
atelier-file-donnees-csv = Les données, pour un tableau croisé

## Comparer
atelier-compare-two = Deux versions
atelier-compare = Comparer
atelier-compare-dossier = Le dossier tel qu’il est
atelier-stage-named = Étape { $name }
atelier-compare-none = Aucune étape n’est encore publiée : publiez un projet, et vous pourrez lui comparer la suite.
atelier-compare-received = Un fichier reçu
atelier-compare-received-lead = Un classeur renvoyé par les finances ou par l’autre partie, comparé au dossier tel qu’il est.
atelier-received = Fichier reçu
atelier-compare-kind = ce n’est pas un fichier qui puisse être comparé
atelier-comparing = Comparaison en cours
atelier-comparing-lead = Les chiffres, les textes et les pages sont mis côte à côte.
