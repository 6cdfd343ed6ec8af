# Why a run was stopped, and what it was doing.

note-doing = en cours
task-reading = lecture et contrôle de { $name }
task-file = fichier { $name }
task-auditing = contrôle des règles
task-comparing = comparaison des deux projets
task-workbook = écriture de budget-corrige.xlsx
task-document = mise en page de { $name }
task-export = export en PDF
task-publishing = publication

stopped-memory = la mémoire permise ne suffit pas : paraphe s’arrête
stopped-memory-help = un fichier ou un modèle demande une mémoire démesurée : regardez d’où il vient ; s’il est sûr, relevez la limite, aujourd’hui --limit { $limit }={ $value } (en Mio). Ce qui était publié reste intact.
stopped-depth = un contenu s’imbrique sans fin dans lui-même : paraphe s’arrête
stopped-depth-help = cherchez dans ce fichier, ou dans le modèle qui le met en page, ce qui s’inclut ou s’appelle lui-même. Ce qui était publié reste intact.
stopped-time = toujours pas fini après { $seconds } s : paraphe s’arrête
stopped-time-help = un fichier ou un modèle demande un travail sans fin : regardez d’où il vient ; s’il est sûr, relevez la limite, aujourd’hui --limit { $limit }={ $value } (en secondes). Ce qui était publié reste intact.
stopped-killed = le système a mis fin à paraphe
stopped-killed-help = la mémoire de l’ordinateur est sans doute épuisée : fermez d’autres programmes, ou abaissez la limite, aujourd’hui --limit { $limit }={ $value } (en Mio). Ce qui était publié reste intact.
stopped-defect = paraphe { $version } a rencontré un défaut qui lui est propre et s’arrête
stopped-defect-help = ce n’est pas la faute de votre dossier : signalez ce message. Ce qui était publié reste intact.

build-all = { $published } dossiers publiés
build-some = { $published ->
        [0] aucun dossier publié
        [one] un dossier publié
       *[other] { $published } dossiers publiés
    }, { $failed ->
        [one] un autre ne l’est pas
       *[other] { $failed } autres ne le sont pas
    } : { $names }
