# The command line: its help, its progress, what it says in the end.

## Punctuation: French wants a space before its colons.
colon = :

## Help
cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-command = COMMAND
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-common = Common options

cli-value-lang = LANGUAGE
cli-value-color = WHEN
cli-value-limits = NAME=N
cli-value-amendment = PDF
cli-value-workbook = FILE
cli-value-rules = RULE
cli-value-shell = SHELL
cli-value-dossiers = DOSSIER
cli-value-format = FORM
cli-value-severity = SEVERITY
cli-value-funders = FUNDER
cli-value-axes = AXIS
cli-value-unit = UNIT
cli-value-off-total = NATURE
cli-value-fields = KEY
cli-value-fiches = CODE
cli-value-only = CODE
cli-value-output = FOLDER
cli-value-former = FORMER
cli-value-later = LATER
cli-value-file = FILE
cli-value-folder = FOLDER
cli-value-word = FOLDER
cli-value-from = WORKBOOK
cli-value-title = TEXT
cli-value-years = YEARS
cli-value-parties = PARTY
cli-value-dossier = DOSSIER
cli-value-port = PORT

cli-about = Audits, computes and publishes the budget annexes of a partnership agreement.
cli-after-help =
    Exit codes:
      0  done, nothing wrong
      1  done, with errors to settle (check) or differences (diff), or refused because of them (build --final)
      2  bad usage, or a dossier that cannot be read: nothing is published
cli-lang-help = Language of the messages: fr or en [default: the system’s, else fr]
cli-color-help = Colours: auto, always or never [default: auto]
cli-quiet-help = Cuts results to the essential and shows no progress
cli-limits-help = Changes a limit of reading, like --limit cells=2000000; may be repeated (docs/limites.md lists them)
cli-verbose-help = Gives every detail: whole lists, each published file
cli-help-help = Prints this help
cli-version-help = Prints the version

cli-check-about = Audits a dossier and lists the findings; writes no file.
cli-check-dossiers-help = Dossiers to check [default: input]
cli-check-format-help = Form of the results: text, json or html [default: text]
cli-check-rules-help = Keeps the findings of these rules only, for example recap-share
cli-check-severity-help = Keeps the findings that are at least this grave: error, warning or info
cli-check-axes-help = Keeps the findings on the fiches of these axes only, for example EA
cli-check-fiches-help = Keeps the findings on these fiches only, for example "EA 1.1"
cli-check-after-help =
    Examples:
      paraphe check
      paraphe check --severity error --axis EA
      paraphe check --format json > findings.json

cli-build-about = Audits, computes, lays out and publishes a dossier as output/<stage>/.
cli-build-dossiers-help = Dossiers to publish [default: input]
cli-build-only-help = Publishes these fiches only, apart, as output/<stage>+partiel/
cli-build-xlsx-only-help = Publishes the corrected workbook only, no PDF, as output/<stage>+classeur/
cli-build-output-help = Folder to publish in [default: output]
cli-build-is-final-help = Publishes the version to be signed: refuses while an error is not settled
cli-build-no-findings-page-help = Leaves out a draft’s page of what is to be settled, “Points à régler”
cli-build-after-help =
    Examples:
      paraphe build
      paraphe build --only "EA 1.1" "EC 1.3"
      paraphe build --final

cli-atelier-about = Opens everything in the browser: write, settle, publish, compare, without a terminal.
cli-atelier-dossier-help = Dossier to open [default: the one you are in, else you may choose]
cli-atelier-port-help = Port of 127.0.0.1 [default: a free one]
cli-atelier-no-open-help = Prints the address and opens no browser
cli-atelier-after-help =
    “paraphe” alone does the same. Only this computer can read these pages, and nothing is written without a click.

    Examples:
      paraphe
      paraphe atelier ma-convention
      paraphe atelier ma-convention --no-open --port 8000

cli-diff-about = Compares two drafts: published stages, dossiers, workbooks or signed PDF files.
cli-diff-former-help = The former draft: a stage, a dossier or a workbook [default: the last stage but one]
cli-diff-later-help = The later draft [default: the latest stage]
cli-diff-format-help = How the result is written: text, json, markdown, html, pdf or xlsx [default: as the file of -o tells, else text]
cli-diff-file-help = Writes the result to this file instead of printing it
cli-diff-no-pages-help = Leaves the pages of the documents out, which is quicker
cli-diff-output-help = The folder of the stages [default: output]
cli-diff-after-help =
    A stage is named by its name or by its folder. Without arguments, the two latest stages are
    compared; a single draft is compared with the stage before it. Stages follow each other by
    their dates, then by their names.

    Exit codes: 0 no difference, 1 differences, 2 comparison impossible.

    Examples:
      paraphe diff
      paraphe diff input
      paraphe diff 2018-10-05 2018-11-02
      paraphe diff input -o changes.xlsx

cli-verify-about = Says whether a signed PDF is the published file, and who signed it.
cli-verify-file-help = The signed file
cli-verify-output-help = Folder of the stages [default: output]
cli-verify-after-help =
    Examples:
      paraphe verify signed/annexes.pdf
      paraphe verify signed/annexes.pdf --output /shared/agreements/output

cli-textconv-about = Prints a workbook as text, a line a row, for “git diff”.
cli-textconv-workbook-help = A workbook: .xlsx, .xlsm, .xlsb, .xls or .ods
cli-textconv-after-help =
    For “git diff” to show what changes in workbooks:
      echo "*.xlsx diff=paraphe" >> .gitattributes
      git config diff.paraphe.textconv "paraphe textconv"

    Examples:
      paraphe textconv input/budget.xlsx

cli-explain-about = Explains a rule: what it checks, why, an example, how to settle it.
cli-explain-rules-help = Rules to explain, for example recap-share [default: the list of rules]
cli-explain-after-help =
    Examples:
      paraphe explain
      paraphe explain recap-share

## Progress
progress-auditing = Reading and checking the dossier…
progress-rendered = Laid out: { $name }
progress-publishing = Publishing…

## Results
explain-see-rule = “paraphe explain RULE” says what a rule checks, why, and how to settle it.
check-dossier = Dossier { $dossier }
check-hidden = { $count ->
        [one] One more finding is hidden by the filters.
       *[other] { $count } more findings are hidden by the filters.
    }
build-waiting = another run is publishing in { $path }: this one waits for its turn (Ctrl-C to give up)
build-removed = an interrupted run had left a working folder, { $path }: it is removed
build-put-back = an interrupted run had set a stage aside: it is back in its place, { $path }
build-stuck = the working folder { $path } cannot be removed: it does no harm, delete it by hand
build-current = Nothing has changed: { $folder } is up to date ({ $files ->
        [one] one file
       *[other] { $files } files
    }, { $pages ->
        [0] no page
        [one] one page
       *[other] { $pages } pages
    })
build-published = { $files ->
        [one] One file published in { $folder }
       *[other] { $files } files published in { $folder }
    } ({ $pages ->
        [0] no page
        [one] one page
       *[other] { $pages } pages
    })
count-files = { $count ->
        [one] one file
       *[other] { $count } files
    }
count-pages = { $count ->
        [one] 1 page
       *[other] { $count } pages
    }
totals-year = Year
totals-all = All years
totals-others = Other funders
totals-unallocated = Unallocated
totals-total = Total

## Bad usage
usage-unknown-argument = there is no option “{ $argument }”
usage-invalid-subcommand = there is no command “{ $command }”
usage-missing-value = “{ $argument }” needs a value
usage-invalid-value = “{ $value }” is no value for “{ $argument }”
usage-value-validation = “{ $value }” is no value for “{ $argument }”
usage-too-many-values = “{ $value }” is one value too many for “{ $argument }”
usage-argument-conflict = “{ $argument }” and “{ $other }” do not go together
usage-missing-required-argument = { $argument } is missing
usage-missing-subcommand = a command is missing
usage-invalid-utf8 = an argument holds bytes that are no UTF-8 text
usage-other = { $clap }
usage-limit = “{ $given }” sets no limit: it takes a name, “=” and a whole number of at least 1
usage-limit-near = did you mean “{ $nearest }”? The limits are: { $allowed }
usage-limit-help = write --limit name=value, for example --limit cells=2000000; the limits are: { $allowed } (docs/limites.md gives their units)
usage-limit-value = “{ $given }” sets no limit: it takes a whole number of at least 1 ({ $unit ->
        [mib] in MiB
        [seconds] in seconds
        [characters] in characters
       *[other] without a unit
    })
usage-limit-value-help = write --limit name=value, for example --limit cells=2000000; docs/limites.md gives the limits and their units
usage-near = did you mean “{ $near }”?
usage-see-help = “paraphe --help” and “paraphe COMMAND --help” present the commands and their options

## init, completions, man
cli-init-about = Makes a new dossier, workbook included, or one around an existing workbook.
cli-init-folder-help = Folder to make; it must hold nothing
cli-init-from-help = Existing workbook (.xlsx, .xlsm, .xlsb, .xls, .ods): its sheets and columns are recognised, even under other names
cli-init-amendment-help = Signed PDF that an amendment amends: the dossier is made from it, texts, workbook and amounts
cli-init-word-help = Folder of Word fiches (.docx) to take along with the workbook; each is known by its code, or its title
cli-init-title-help = Title of the agreement
cli-init-years-help = Years it funds: 2027,2028 or 2027-2029; or periods: "Phase 1; Phase 2"
cli-init-parties-help = Party that signs: a name, or SHORT=FULL NAME; once a party
cli-init-funders-help = Funder who does not sign, but has a column of its own: a name, or SHORT=FULL NAME; once a funder
cli-init-axes-help = Axis: LETTERS=TITLE, the letters being those of its codes; once an axis
cli-init-unit-help = What amounts are, when not euros: personnes-mois, ETP
cli-init-off-total-help = A nature printed under the total and never counted in it; once for each
cli-init-fields-help = A further key of the fiches’ front matter, printed at their head: Priorité, Statut; once for each
cli-init-yes-help = Accepts what is proposed from the workbook, without asking
cli-init-after-help =
    What no option gives is asked for, when the command runs in a terminal.

    Examples:
      paraphe init ma-convention
      paraphe init essai --title Essai --years 2027-2028 --party Ville --party CCI --axis A=Commerce
      paraphe init ma-convention --from budget-2027.xlsx --title "Convention 2027-2028"
cli-completions-about = Prints the script that completes paraphe’s commands in a shell.
cli-completions-shell-help = bash, elvish, fish, powershell or zsh
cli-completions-after-help =
    Examples:
      paraphe completions bash > ~/.local/share/bash-completion/completions/paraphe
      paraphe completions fish > ~/.config/fish/completions/paraphe.fish
cli-man-about = Prints the manual page, in roff.
cli-man-after-help =
    Examples:
      paraphe man > paraphe.1
      man ./paraphe.1
