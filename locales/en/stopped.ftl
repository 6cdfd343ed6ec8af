# Why a run was stopped, and what it was doing.

note-doing = under way
task-building = building { $name }
task-reading = reading and checking { $name }
task-file = file { $name }
task-comparing = comparing the two drafts
task-document = laying out { $name }

stopped-time = still not done after { $seconds } s: paraphe stops
stopped-time-help = a file or a template asks for endless work: see where it comes from; if it is safe, raise the limit, now --limit { $limit }={ $value } (in seconds). What was published before is intact.
stopped-defect = paraphe { $version } has met a defect of its own and stops
stopped-defect-help = this is not your dossier’s fault: report this message. What was published before is intact.

build-all = { $published } dossiers published
build-some = { $published ->
        [0] no dossier published
        [one] one dossier published
       *[other] { $published } dossiers published
    }, { $failed ->
        [one] one other is not
       *[other] { $failed } others are not
    }: { $names }
