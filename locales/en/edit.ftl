# What a page cannot write in a dossier: what, and what to do about it.

error-edit-layout = { $file } is written in a way that this form cannot change: nothing was changed
error-edit-layout-help = change this file in a text editor
error-edit-encoding = { $file } is no text in UTF-8: nothing was changed
error-edit-encoding-help = save this file as UTF-8, in a text editor
error-edit-outside = { $file } leads outside the dossier: nothing is written
error-edit-outside-help = replace this link by a folder, then try again
error-edit-unsettled = this decision does not settle the finding, which may have changed meanwhile: nothing is written
error-edit-unsettled-help = read the finding again as it is now, then decide
error-edit-kind = “{ $file }” is no file that can be put here: nothing is written
error-edit-kind-help = a workbook ends in .xlsx, .xlsm, .xlsb, .xls or .ods, a fiche in .docx or .md, a picture in .svg, .png or .jpg
error-edit-picture = “{ $file }” is no picture of that format, or it is too large or damaged: nothing is written
error-edit-picture-help = open it in a program for pictures and save it again, as PNG, JPEG or SVG
error-edit-missing = this dossier lacks: { $field }
error-edit-missing-help = give the title of the agreement, its years and at least one party
error-edit-code = “{ $code }” is no code of a fiche: nothing is written
error-edit-code-help = a code ends with a number, like A.4 or EA 1.2
error-edit-fiche-there = fiche { $code } is there already: nothing is written
error-edit-fiche-there-help = its text is written under Files, or in Word
