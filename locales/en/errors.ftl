# What stops a run: what, where, and how to put it right.

error-unreadable = the dossier { $dossier } cannot be read
error-unreadable-help = correct what is listed above, then check again
error-input = { $count ->
        [one] a value of the dossier cannot be read: nothing is published
       *[other] { $count } values of the dossier cannot be read: nothing is published
    }
error-input-help = correct them as shown above, then try again; “paraphe check” lists the other findings too
error-unknown-fiche = no fiche of the dossier bears the code “{ $code }”
error-unknown-fiche-near = did you mean “{ $nearest }”?
error-unknown-fiche-help = codes are those of the files in fiches/ and in the sheets of the workbook
error-unknown-axis = no axis of the dossier has the prefix “{ $axis }”
error-unknown-axis-help = the axes of the agreement are: { $known }
error-unknown-rule = no rule is called “{ $code }”
error-unknown-rule-near = did you mean “{ $nearest }”?
error-unknown-rule-help = “paraphe explain” lists the rules
error-stage-twice = two dossiers of this command have the same stage, “{ $stage }”: the second one is not published
error-stage-twice-help = give the key “etape” of convention.toml another value, or publish them apart with --output
error-not-a-stage = { $path } exists and is no stage that paraphe has published: it is not replaced
error-not-a-stage-help = move it, or choose another folder with --output
error-stage-final = { $path } holds the version to be signed: a draft does not replace it
error-stage-final-help = give the key “etape” of convention.toml another value, or publish apart with --output; a new version to be signed is published with --final
error-stage-other = { $path } holds another stage, published as “{ $stage }”: it is not replaced
error-stage-other-help = that folder was renamed or copied, or both names differ by capitals alone: move it, or choose another name for the stage, or another folder with --output
error-stage-agreement = { $path } holds a stage of another agreement, “{ $title }”: it is not replaced
error-stage-agreement-help = give the key “etape” of convention.toml another name, or publish each agreement in a folder of its own with --output; if it is the same agreement, with another title and another budget, move the published stage first
error-stage-changed = { $path } is no longer as paraphe published it: it is not replaced, as { $count ->
        [one] this file was changed or added there and would be lost
       *[other] these files were changed or added there and would be lost
    }
error-stage-changed-help = put them in a safe place, delete them from that folder, then try again; or publish apart with --output
error-unknown-draft = “{ $name }” is neither a published stage, nor a dossier, nor a workbook
error-unknown-draft-help = { $count ->
        [0] there is no stage in { $output }
       *[other] the stages in { $output } are: { $stages }
    }; a dossier holds convention.toml, a workbook ends in .xlsx, .xlsm, .xlsb, .xls or .ods
error-too-few-stages = { $count ->
        [0] no stage is published in { $output }
        [one] only one stage can be compared in { $output }
       *[other] the stages in { $output } leave none to compare with
    }
error-too-few-stages-help = publish one more stage with “paraphe build”, or name both drafts to compare: a stage, a dossier or a workbook
error-record-version = { $path } was written by another version of paraphe (shape { $found }; this one reads shape { $known })
error-record-version-help = publish that stage again with this version of paraphe, or compare it with the version that published it
error-record-malformed = { $path } is no record of paraphe: { $detail }
error-record-malformed-help = the file was changed or damaged: publish that stage again
error-record-too-large = { $path } is larger than { $allowed } MiB: it is not read
error-record-too-large-help = publish this stage again; if that is really its size, run again with a greater value, like --limit { $limit }={ $allowed }0
error-record-too-many = { $path } holds more than { $allowed } values: it is not read
error-record-too-many-help = publish this stage again; if that is really its content, run again with a greater value, like --limit { $limit }={ $allowed }0
error-record-inconsistent = { $path } contradicts itself ({ $at })
error-record-inconsistent-help = the file was changed: publish that stage again
error-pdf-unreadable = { $path } is no readable PDF file
error-pdf-unreadable-help = if it is no PDF, give the PDF file itself; if it is damaged, ask its author to send it again
error-pdf-bare = no data of paraphe are attached to { $path }
error-pdf-bare-help = give instead the file to be signed as it was published: convention.pdf where there are articles, avenant.pdf of an amendment, else annexes.pdf (archive = "pdfa-3a")
error-pdf-folder = { $path } is a folder, no file
error-pdf-folder-help = give the signed PDF itself
error-compared = { $path } is part of what is compared: it is not replaced
error-compared-help = give another file with -o
error-needs-file = the format { $format } cannot be shown
error-needs-file-help = give a file with -o, for instance -o changes.{ $format }
error-folder-in-use = { $path } exists and is not empty: nothing is written there
error-folder-in-use-help = choose another name, or move what it holds
error-source-date-epoch = the variable SOURCE_DATE_EPOCH is “{ $text }”, which is no number of seconds
error-source-date-epoch-help = set it to the number of seconds since 1 January 1970, or unset it
error-not-final = the version to be signed is not published: { $count ->
        [one] one point blocks it
       *[other] { $count } points block it
    }
error-not-final-help = settle each point as shown, or write the parties’ decision into arbitrages.toml; “paraphe check” gives the details
error-not-final-draft = “statut” is not "definitif": the dossier is still a draft
error-not-final-draft-help = once all the rest is settled, write statut = "definitif" into convention.toml
error-template = the template { $template } does not yield { $document }
error-template-syntax = the template { $template } is badly written
error-template-own-help = the cause is in your templates ({ $own }), or in what they take away from the program’s own: compare them with the originals; docs/modeles.md lists all variables. Without your copy, the program’s own template is used.
error-template-built-in-help = this is a defect of paraphe, not of your dossier: report it with this message
error-typst = { $document } could not be laid out
error-signature-mark = { $count ->
        [0] no block of the annexes is marked for { $party } to sign in: the file could not be signed
       *[other] { $count } blocks of the annexes are marked for { $party } to sign in: there must be one
    }
error-signature-mark-help = in the dossier’s signatures.typ, keep champ-signature(…) of the built-in template, once a party; or choose signature = "manuscrite"
error-signature-fields = signature fields cannot be added to the annexes ({ $detail })
error-signature-fields-help = this is a defect of paraphe: report it with this message
error-xlsx = the corrected workbook cannot be written ({ $detail })
error-xlsx-help = if this message does not say what to correct, it is a defect of paraphe: report it
error-xlsx-fine = the corrected workbook cannot be written: the shares of a fiche are too close to each other, and too large, for a spreadsheet to round them as the rules do
error-xlsx-fine-help = fix the amount of each share in Cofinancement for that fiche

## What the system refused
error-doing-open-dossier = the dossier { $path } cannot be opened
error-doing-list-stages = the stages in { $path } cannot be listed
error-doing-read-pdf = { $path } cannot be read
error-doing-read-stage = { $path } cannot be read
error-doing-write-file = { $path } cannot be written
error-doing-create-output = the folder { $path } cannot be created
error-doing-create-output-help = choose with --output a folder that you may write to
error-doing-create-dossier = the dossier { $path } cannot be created
error-doing-lock-output = the output folder { $path } cannot be reserved (file .paraphe.lock); nothing is published
error-doing-lock-output-help = { $answer ->
        [PermissionDenied] choose with --output a folder that you may write to
        [ReadOnlyFilesystem] choose with --output a folder that you may write to
        [StorageFull] make room, or publish on another disk with --output, then try again
        [AlreadyExists] delete what bears that name: paraphe expects a plain file
       *[other] some network disks cannot reserve a file: publish on a local disk with --output, then copy the stage
    }
error-doing-clean-output = what an interrupted run left cannot be removed from { $path }
error-doing-write-stage = { $path } cannot be written; nothing is published
error-doing-write-stage-help = { $answer ->
        [StorageFull] make room, or publish on another disk with --output, then try again
        [QuotaExceeded] make room, or publish on another disk with --output, then try again
        [FileTooLarge] your session limits the size of files (ulimit -f): raise that limit
        [InvalidFilename] publish in a folder with a shorter path with --output
       *[other] choose with --output a folder that you may write to
    }
error-doing-replace-stage = the stage { $path } cannot be replaced; the former one is intact
error-doing-replace-stage-help = close the files of this stage that are open in another program, check your rights to the folder, then try again; or publish apart with --output
error-doing-restore-stage = the stage set aside as { $path } cannot be put back in its place
error-doing-restore-stage-help = rename it yourself: it is the stage whose name follows “.paraphe-old-”, whole
error-doing-print = the result cannot be shown or written
error-doing-listen = the address { $path } cannot be opened for the preview
error-doing-watch-dossier = the changes of { $path } cannot be followed
error-doing-name-file = “{ $path }” cannot be the name of a file of the stage

system-NotFound = it does not exist
system-NotFound-help = check the spelling of the path, and the folder that the command is run from
system-PermissionDenied = you are not allowed to
system-PermissionDenied-help = check the access rights of the file and of the folder around it
system-NotADirectory = it is no folder
system-NotADirectory-help = name the folder that holds convention.toml and budget.xlsx
system-AddrInUse = another program has it already
system-AddrInUse-help = choose another port with --port, or give none
system-AlreadyExists = the name is taken already
system-StorageFull = the disk is full
system-StorageFull-help = make room, or write to another disk, then try again
system-ReadOnlyFilesystem = the disk is read-only
system-ReadOnlyFilesystem-help = choose a folder on another disk
system-InvalidFilename = this name is too long, would leave the folder, or is not allowed everywhere
system-InvalidFilename-help = choose a shorter name without special signs
system-QuotaExceeded = your disk quota is used up
system-QuotaExceeded-help = make room, or ask for a larger quota, then try again
system-FileTooLarge = the file is larger than is allowed
system-ResourceBusy = another program is using it, or it is a mount point
system-CrossesDevices = part of it is on another file system
system-Unsupported = this file system does not allow it
