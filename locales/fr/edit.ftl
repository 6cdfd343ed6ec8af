# Ce qu’une page ne peut pas écrire dans un dossier : quoi, et comment y remédier.

error-edit-layout = { $file } est écrit d’une façon que ce formulaire ne sait pas modifier : rien n’a changé
error-edit-layout-help = modifiez ce fichier dans un éditeur de texte
error-edit-encoding = { $file } n’est pas un texte en UTF-8 : rien n’a changé
error-edit-encoding-help = enregistrez ce fichier en UTF-8, dans un éditeur de texte
error-edit-outside = { $file } mène hors du dossier : rien n’est écrit
error-edit-outside-help = remplacez ce lien par un dossier, puis recommencez
error-edit-unsettled = cette décision ne règle pas le constat, qui a peut-être changé entre-temps : rien n’est écrit
error-edit-unsettled-help = relisez le constat tel qu’il est maintenant, puis décidez de nouveau
