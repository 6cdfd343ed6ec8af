## The command verify

verify-of = “{ $title }”, stage { $stage }, fingerprint { $fingerprint }
verify-of-amendment = amendment no. { $number } to “{ $title }”, stage { $stage }, fingerprint { $fingerprint }
verify-published = this is the published file: { $name } of stage { $stage }, byte for byte before the signatures
verify-draft = this is a published file, but of a draft: { $name } of stage { $stage }
verify-changed = this file begins with the one that was published, { $name } of stage { $stage }, but what was written or attached in it was changed since
verify-unknown =
    { $count ->
        [0] { $output } holds no stage: nothing says that this is the published file; give the folder of the stages with --output
        [one] this is no file of the only stage of { $output }, or a byte of it changed
       *[other] this is no file of the { $count } stages of { $output }, or a byte of it changed
    }
verify-foreign =
    { $count ->
        [one] this is no file of the only stage of { $output }, and its data are not from there: it is of another dossier, or of a stage that is no longer there
       *[other] this is no file of the { $count } stages of { $output }, and its data are from none of them: it is of another dossier, or of a stage that is no longer there
    }
verify-other-bytes = this is no published file: it has the data of stage { $stage }, but a byte of it at least differs from the file that was published
verify-data = the attached data are those of the stage
verify-other-data = the attached data are not those of the stage
verify-no-data = no data are attached to this file
verify-pages =
    { $count ->
        [one] page { $pages } was changed since the file was published
       *[other] these pages were changed since the file was published: { $pages }
    }
verify-files = an attached file was changed, added or taken out after publication
verify-unsigned = nobody signed this file
verify-unsigned-party = { $party } has not signed yet
verify-intact = { $party }: signed by { $signer }{ $date }; what was signed is intact
verify-altered = { $party }: signed by { $signer }{ $date }; what was signed was changed since
verify-unread = { $party }: signed by { $signer }{ $date }; this kind of signature is not read
verify-when = , on { $date }
verify-extended = something was added after the last signature (often a timestamp)
verify-trust = Names are those of the certificates. Whether they are valid, and whom to trust, is for a tool that signs to say (your signature platform, Adobe Acrobat Reader).
