## La commande verify

verify-of = « { $title } », étape { $stage }, empreinte { $fingerprint }
verify-of-amendment = avenant n° { $number } à « { $title } », étape { $stage }, empreinte { $fingerprint }
verify-published = c’est le fichier publié : { $name } de l’étape { $stage }, octet pour octet avant les signatures
verify-draft = c’est un fichier publié, mais comme projet : { $name } de l’étape { $stage }
verify-changed = ce fichier commence par celui qui a été publié, { $name } de l’étape { $stage }, mais ce qui y était écrit ou joint a été modifié depuis
verify-unknown =
    { $count ->
        [0] { $output } ne contient aucune étape : rien ne dit que c’est le fichier publié ; donnez le dossier des étapes avec --output
        [one] ce n’est aucun fichier de la seule étape de { $output }, ou un octet en a changé
       *[other] ce n’est aucun fichier des { $count } étapes de { $output }, ou un octet en a changé
    }
verify-foreign =
    { $count ->
        [one] ce n’est aucun fichier de la seule étape de { $output }, et ses données n’en viennent pas : il est d’un autre dossier, ou d’une étape qui n’est plus là
       *[other] ce n’est aucun fichier des { $count } étapes de { $output }, et ses données ne viennent d’aucune : il est d’un autre dossier, ou d’une étape qui n’est plus là
    }
verify-other-bytes = ce n’est aucun fichier publié : il porte les données de l’étape { $stage }, mais un octet au moins diffère du fichier publié
verify-data = les données jointes sont celles de l’étape
verify-other-data = les données jointes ne sont pas celles de l’étape
verify-no-data = aucune donnée n’est jointe à ce fichier
verify-pages =
    { $count ->
        [one] la page { $pages } a été modifiée depuis la publication
       *[other] ces pages ont été modifiées depuis la publication : { $pages }
    }
verify-files = un fichier joint a été modifié, ajouté ou retiré depuis la publication
verify-unsigned = personne n’a signé ce fichier
verify-unsigned-party = { $party } n’a pas encore signé
verify-intact = { $party } : signé par { $signer }{ $date } ; ce qui est signé est intact
verify-altered = { $party } : signé par { $signer }{ $date } ; ce qui est signé a été modifié depuis
verify-unread = { $party } : signé par { $signer }{ $date } ; cette forme de signature n’est pas lue
verify-when = , le { $date }
verify-extended = quelque chose a été ajouté après la dernière signature (souvent un horodatage)
verify-trust = Les noms sont ceux des certificats. S’ils sont valables, et à qui se fier, un outil de signature le dit (votre parapheur, Adobe Acrobat Reader).
