# Why a run was stopped, and what it was doing.

note-doing = under way
task-reading = reading and checking { $name }
task-file = file { $name }
task-auditing = applying the rules
task-comparing = comparing the two drafts
task-workbook = writing budget-corrige.xlsx
task-document = laying out { $name }
task-export = exporting to PDF
task-publishing = publishing

stopped-memory = the memory allowed is not enough: paraphe stops
stopped-memory-help = a file or a template asks for an excessive amount of memory: see where it comes from; if it is safe, raise the limit, now --limit { $limit }={ $value } (in MiB). What was published before is intact.
stopped-depth = something is nested in itself without end: paraphe stops
stopped-depth-help = look in this file, or in the template that lays it out, for what includes or calls itself. What was published before is intact.
stopped-time = still not done after { $seconds } s: paraphe stops
stopped-time-help = a file or a template asks for endless work: see where it comes from; if it is safe, raise the limit, now --limit { $limit }={ $value } (in seconds). What was published before is intact.
stopped-killed = the system has ended paraphe
stopped-killed-help = the computer’s memory is probably exhausted: close other programs, or lower the limit, now --limit { $limit }={ $value } (in MiB). What was published before is intact.
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
