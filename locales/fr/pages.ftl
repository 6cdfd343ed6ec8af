# Les pages HTML : controle.html et l’atelier.

page-title = Constats du contrôle
page-stage = étape { $name }
page-skip = Aller aux constats
page-unreadable = Le dossier ne peut pas être lu : corrigez d’abord les points ci-dessous.
page-blocked = { $count ->
        [one] Une erreur empêche la signature.
       *[other] { $count } erreurs empêchent la signature.
    }
page-clear = Aucune erreur n’empêche la signature.
page-made-by = Établi par paraphe { $name }. Cette page se suffit à elle-même : elle ne demande rien au réseau.

page-group-blocking = Empêchent la signature
page-group-warning = À vérifier
page-group-info = Pour information
page-group-settled = Réglés par un arbitrage

page-extract = Extrait de { $place }
page-consequences = { $count ->
        [one] Un autre chiffre en est faussé
       *[other] { $count } autres chiffres en sont faussés
    }
page-decide = Ou, pour trancher : le bloc à ajouter à arbitrages.toml
page-copy = Copier
page-copied = Copié
page-copy-of = le bloc du constat { $count }

page-filters = Constats montrés
page-all = { $count ->
        [one] 1 constat
       *[other] { $count } constats
    }
page-all-axes = Tous les axes
page-all-rules = Toutes les règles
page-axis = Axe
page-fiche = Fiche
page-fiches = Fiches
page-no-fiche = Ensemble de la convention
page-rule = Règle
page-search = Chercher
page-reset = Tout montrer
page-shown = { "{shown}" } constats sur { "{total}" }
page-shown-none = Aucun constat ne répond à ces critères.

## L’aperçu
preview-title = Aperçu
preview-recapitulatif = Récapitulatif
preview-annexes = Annexes complètes
preview-convention = Convention
preview-avenant = Avenant
preview-documents = Documents
preview-page = { $name }, page { $count }
preview-pending = Mise en page…
preview-failed = échec
preview-trouble = Le dossier ne peut pas être mis en page
preview-trouble-document = Ce document ne peut pas être mis en page
preview-kept = Les dernières pages valables restent affichées.
preview-updated = Aperçu mis à jour
