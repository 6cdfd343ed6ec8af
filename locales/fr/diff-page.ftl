# La page HTML d’une comparaison.

diff-page-title = Comparaison de deux projets
diff-skip = Aller à ce qui a changé
diff-instead-of = au lieu de { $before }
diff-by-year = Année par année
diff-by-axis = Axe par axe
diff-caption-all = Sur toute la période
diff-caption-year = En { $count }
diff-filters = Changements montrés
diff-overview = Fiches modifiées
diff-changed = Changement
diff-kind-all = Tout
diff-kind-fiche = Fiche
diff-kind-shares = Parts
diff-articles = Préambule et articles
diff-kind-agreement = Convention
diff-kind-amounts = Montants
diff-kind-texts = Textes
diff-kind-pages = Pages
diff-kind-decisions = Arbitrages
diff-kind-findings = Constats

diff-page-heading = Pages de { $name }
diff-page-changed-at = Page { $before } → { $after }, modifiée
diff-page-changed-here = Page { $after }, modifiée
diff-page-inserted-at = Page { $after }, ajoutée
diff-page-deleted-at = Page { $before }, retirée
diff-page-shown-by = , montrée avec
diff-view = Affichage
diff-view-side = Côte à côte
diff-view-over = Superposées
diff-cut = Place du trait entre la page { $before } d’avant et la page { $after } d’après
diff-picture-before = { $name }, page { $before } avant
diff-picture-after = { $name }, page { $after } après
