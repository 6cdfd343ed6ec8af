# The atelier: what its pages say.

## The command
atelier-ready = Atelier open at { $link }
atelier-stop = Leave this window open while you work; Ctrl-C to stop.
atelier-no-browser = the browser could not be opened: open { $link } yourself
atelier-refused = This request does not come from a page of the atelier: open the address that paraphe shows.
atelier-defect = an error of paraphe interrupted this work
atelier-defect-help = your files are intact; try again, and report it if it happens again
atelier-too-many = too many dossiers are open
atelier-too-many-help = stop paraphe and start it again

## The frame
atelier-home = Home
atelier-untitled = Agreement
atelier-tabs = The dossier
atelier-tab-voir = See
atelier-tab-regler = Settle
atelier-tab-ecrire = Write
atelier-tab-fichiers = Files
atelier-tab-comparer = Compare
atelier-tab-publier = Publish
atelier-skip = Skip to the content
atelier-lost = The atelier has stopped: start paraphe again to have it back.
atelier-stale = The dossier has changed since this page was opened.
atelier-reload = Refresh
atelier-send = Send
atelier-sending = Sending
atelier-unsent = sending failed
atelier-too-large = this file is too large
atelier-not-done = This is not done
atelier-back = Back
atelier-undone = It is undone.
atelier-undo-settings = Undo the last save
atelier-undo-decision = Undo the last decision
atelier-undo-withdrawal = Put the withdrawn decision back
atelier-undo-workbook = Put the former workbook back
atelier-undo-fiche = Undo adding the fiche
atelier-undo-picture = Undo adding the picture
atelier-conflict = The file has changed while you filled in this page, probably in another window: nothing is saved.
atelier-conflict-help = What you typed is below. Save again to keep it.
atelier-unsaved = Nothing is saved: here is what is wrong.

## Home
atelier-welcome = Your agreements
atelier-welcome-lead = Everything stays on this computer: nothing is sent elsewhere.
atelier-dossiers = Open a dossier
atelier-begin-workbook = Begin from a workbook
atelier-begin-workbook-lead = Choose the budget workbook as you received it: you will see what is recognised in it before anything is made.
atelier-workbook = Budget workbook (Excel or LibreOffice)
atelier-begin-blank = Begin without a workbook
atelier-open-path = Open a dossier kept elsewhere
atelier-path = Address of the dossier
atelier-path-hint = As your file manager shows it. paraphe looks first in { $name }.
atelier-open = Open
atelier-no-dossier = there is no agreement in “{ $path }”
atelier-no-dossier-help = name the folder that holds the workbook and the fiches, or begin from a workbook

## To begin
atelier-new = New agreement
atelier-new-title = Title of the agreement
atelier-new-years = Years
atelier-new-years-hint = For example 2027-2029, or periods with semicolons between them.
atelier-new-parties = Parties
atelier-new-parties-hint = One a line, the short name first: Ville = Ville d’Exemple.
atelier-new-funders = Other funders
atelier-new-funders-hint = Who pays without signing, one a line; optional.
atelier-new-axes = Axes
atelier-new-axes-hint = One a line, what the codes of its fiches begin with, then its title: A = Commerce. Optional.
atelier-new-folder = Name of the folder to make
atelier-new-folder-hint = It will be made in { $name }.
atelier-create = Make the dossier
atelier-folder-name = “{ $name }” cannot be the name of a folder
atelier-folder-name-help = use letters, digits and hyphens
atelier-answers-missing = the title, the years or the parties are missing
atelier-answers-missing-help = two parties at least, one a line
atelier-draft-gone = what was begun is no longer there
atelier-recognised = What is recognised in { $name }
atelier-recognised-lead = Check what each sheet and each column is for; correct it with the lists, then make the dossier.
atelier-sheets = Sheets
atelier-sheet-role = The sheet “{ $name }” holds
atelier-role-depenses = the costs
atelier-role-cofinancement = the funding
atelier-role-recapitulatif = the recap
atelier-role-none = nothing that is read
atelier-columns = Columns
atelier-column-none = – none –
atelier-column-lacks = to be chosen
atelier-first-rows = First rows of { $name }
atelier-reread = Read again with these choices
atelier-texts = Fiches in Word
atelier-texts-lead = Add the Word files of the fiches, one a fiche. You may also do so later.
atelier-texts-files = Word files
atelier-texts-none = None so far.
atelier-text-is = { $name }, fiche { $place }
atelier-text-unknown = { $name }: which fiche is it? Its code is not in it.
atelier-new-agreement = The agreement

## See and settle
atelier-place-settings = under Write
atelier-place-decisions = among the decisions
atelier-findings = Findings
atelier-settle = Decide…
atelier-settle-of = finding { $count }
atelier-settled = The decision is saved.
atelier-withdraw = Take this decision back
atelier-keep = What is to be kept?
atelier-keep-fiche = The fiche: its costs and its rates
atelier-keep-recapitulatif = The recap, as it is written
atelier-keep-convention = The amount of the article
atelier-keep-parts = Other amounts, decided by the parties
atelier-keep-doubt = It is right so: leave it
atelier-whole-agreement = The whole agreement
atelier-parts-fit = It adds up
atelier-parts-rest = { "{rest}" } € still to be shared out
atelier-parts-over = { "{rest}" } € too much
atelier-parts-unread = An amount cannot be read
atelier-for-years = For
atelier-all-years = All years
atelier-reason = Why
atelier-decided-by = Decided by
atelier-date = On
atelier-settle-it = Save the decision
atelier-question-gone = This finding is no longer as it was: the draft has changed meanwhile. Nothing is saved; here is what you had typed.

## Write
atelier-saved = It is saved.
atelier-save = Save
atelier-save-hint = Nothing is written before this click.
atelier-differing = What differs
atelier-in-file = In the file
atelier-typed = What you typed
section-convention = The agreement
section-statut = Draft or version to sign
section-parties = Parties and signatories
section-parties-one = Party { $count }
section-parties-new = Add a party
section-parties-remove = Remove this party
section-charte = Look
section-versements = Payments
section-versements-one = Payment { $count }
section-versements-new = Add a payment
section-versements-remove = Remove this payment
section-avance = Advance
section-axes = Axes
section-axes-one = Axis { $count }
section-axes-new = Add an axis
section-axes-remove = Remove this axis
section-financeurs = Other funders
section-financeurs-one = Funder { $count }
section-financeurs-new = Add a funder
section-financeurs-remove = Remove this funder
section-chiffres = Amounts and signature
field-none = – none –
field-usual = As usual
field-base-total = the total of the agreement
field-base-share = the share of { $name }
field-titre = Title
field-etape = Stage
field-etape-hint = The name of this draft, often a date: 2026-11-02.
field-lieu = Place of signature
field-annees = Years
field-annees-hint = 2027, 2028, 2029
field-periodes = or periods, one a line
field-statut = Status
field-statut-projet = Draft
field-statut-definitif = Final: to be signed
field-parties-nom = Full name
field-parties-colonne = Short name, at the head of columns
field-parties-signataire-nom = Signatory
field-parties-signataire-qualite = Office of the signatory
field-parties-logo = Logo
field-parties-logo-hint = Pictures are added under Files.
field-parties-logo-alt = What the logo shows
field-charte-couleur = Colour
field-charte-couleur-hint = Like #1f3a5f; empty, the usual colour.
field-charte-logos = Logos
field-charte-logos-couverture = on the cover
field-charte-logos-fiches = also at the head of each fiche
field-charte-logos-aucun = none
field-charte-couverture = Cover page, with a summary and the contents
field-versements-libelle = Name
field-versements-libelle-hint = acompte, solde…
field-versements-partie = Who pays
field-versements-annee = Year
field-versements-taux = Rate (%)
field-versements-base = Of
field-versements-montant = or amount (€)
field-versements-solde = or what remains (balance)
field-versements-condition = Condition
field-versements-condition-hint = à la notification
field-versements-echeance = Due on
field-avance-taux = Rate (%)
field-avance-base = Of
field-axes-prefixe = Beginning of codes
field-axes-titre = Title
field-axes-dans = Within the axis
field-financeurs-nom = Full name
field-financeurs-colonne = Short name, at the head of columns
field-financeurs-de = Pays for
field-arrondi = Shares are rounded
field-arrondi-0-01 = to the cent
field-arrondi-1 = to the euro
field-affichage = Printed amounts
field-affichage-centimes = with cents
field-affichage-euros = in whole euros
field-affichage-milliers = in thousands of euros
field-tarif-journalier = Price of a day (€)
field-exemplaires = Copies
field-signature = Signature
field-signature-electronique = electronic
field-signature-manuscrite = by hand
field-archive = Attached to the PDF
field-archive-pdfa-3a = the workbook and the data
field-archive-pdfa-2a = nothing

## Files
atelier-files = Files of the dossier
atelier-files-lead = The workbook remains Excel’s: save it there, and the pages follow. A file that is replaced here is not lost: the former one is kept.
atelier-replace-workbook = Replace the workbook
atelier-present-workbook = The present workbook: { $name }
atelier-add-texts = Add or replace fiches
atelier-add-texts-hint = A Word file a fiche. A file of the same name replaces the former one.
atelier-add-pictures = Add pictures
atelier-add-pictures-hint = Logos and illustrations, as PNG, JPEG or SVG.
atelier-pictures-files = Pictures
atelier-present-texts = { $count ->
        [0] No fiche.
        [one] One fiche:
       *[other] { $count } fiches:
    }
atelier-present-pictures = { $count ->
        [0] No picture.
        [one] One picture:
       *[other] { $count } pictures:
    }
atelier-former = Kept among the former ones
atelier-taken = It is done.
atelier-open-folder = Open this folder on the computer
atelier-file-kind = this is not a file of that kind

## Publish
atelier-draft = Draft
atelier-draft-lead = Marked “projet”, with the list of what is still to be settled. It can be made again as often as needed.
atelier-publish-draft = Publish the draft
atelier-final = Version to sign
atelier-final-lead = The documents that the presidents sign. It is published only if nothing stands in its way.
atelier-publish-final = Publish the version to sign
atelier-blocked = What stands in its way:
atelier-still-draft = The agreement is still a draft: make it final.
atelier-not-final = The version to sign is not published: what stands in its way is listed below.
atelier-publishing = Publishing
atelier-published = The stage { $name } is published.
atelier-published-already = The stage { $name } was published just so already: nothing has changed.
atelier-unpublished = Nothing is published
atelier-stages = Published stages
atelier-show-folder = Open the folder
atelier-all-files = All files
atelier-file-convention-pdf = The agreement and its annexes
atelier-file-annexes-pdf = The annexes
atelier-file-avenant-pdf = The amendment
atelier-file-recapitulatif-pdf = The recap
atelier-file-budget-corrige-xlsx = The corrected workbook
atelier-file-controle-html = The findings
atelier-file-donnees-csv = The data, for a pivot table

## Compare
atelier-compare-two = Two versions
atelier-compare = Compare
atelier-compare-dossier = The dossier as it is
atelier-stage-named = Stage { $name }
atelier-compare-none = No stage is published yet: publish a draft, and you can compare what follows with it.
atelier-compare-received = A file that you received
atelier-compare-received-lead = A workbook sent back by finance or by the other party, compared with the dossier as it is.
atelier-received = Received file
atelier-compare-kind = this is not a file that can be compared
atelier-comparing = Comparing
atelier-comparing-lead = Figures, texts and pages are put side by side.
