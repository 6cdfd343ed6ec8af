# Ce qu’une page ne peut pas écrire dans un dossier : quoi, et comment y remédier.

error-edit-layout = { $file } est écrit d’une façon que ce formulaire ne sait pas modifier : rien n’a changé
error-edit-layout-help = modifiez ce fichier dans un éditeur de texte
error-edit-encoding = { $file } n’est pas un texte en UTF-8 : rien n’a changé
error-edit-encoding-help = enregistrez ce fichier en UTF-8, dans un éditeur de texte
error-edit-outside = { $file } mène hors du dossier : rien n’est écrit
error-edit-outside-help = remplacez ce lien par un dossier, puis recommencez
error-edit-unsettled = cette décision ne règle pas le constat, qui a peut-être changé entre-temps : rien n’est écrit
error-edit-unsettled-help = relisez le constat tel qu’il est maintenant, puis décidez de nouveau
error-edit-kind = « { $file } » n’est pas un fichier qui se dépose ici : rien n’est écrit
error-edit-kind-help = un classeur se termine par .xlsx, .xlsm, .xlsb, .xls ou .ods, une fiche par .docx ou .md, une image par .svg, .png ou .jpg
error-edit-picture = « { $file } » n’est pas une image de ce format, ou elle est trop grande ou abîmée : rien n’est écrit
error-edit-picture-help = ouvrez-la dans un logiciel d’images et enregistrez-la de nouveau, en PNG, en JPEG ou en SVG
error-edit-missing = il manque à ce dossier : { $field }
error-edit-missing-help = donnez le titre de la convention, ses années et au moins une partie
error-edit-code = « { $code } » n’est pas un code de fiche : rien n’est écrit
error-edit-code-help = un code finit par un nombre, comme A.4 ou EA 1.2
error-edit-fiche-there = la fiche { $code } est déjà là : rien n’est écrit
error-edit-fiche-there-help = son texte s’écrit dans l’onglet Fichiers, ou dans Word
