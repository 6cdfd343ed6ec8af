# Why a run was stopped, and what it was doing.

note-doing = en cours
task-building = construction de { $name }
task-reading = lecture et contrôle de { $name }
task-file = fichier { $name }
task-comparing = comparaison des deux projets
task-document = mise en page de { $name }

stopped-time = toujours pas fini après { $seconds } s : paraphe s’arrête
stopped-time-help = un fichier ou un modèle demande un travail sans fin : regardez d’où il vient ; s’il est sûr, relevez la limite, aujourd’hui --limit { $limit }={ $value } (en secondes). Ce qui était publié reste intact.
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
