# The HTML page of a comparison.

diff-page-title = Comparison of two drafts
diff-skip = Go to what changed
diff-instead-of = instead of { $before }
diff-by-year = Year by year
diff-by-axis = Axis by axis
diff-caption-all = Over the whole period
diff-caption-year = In { $count }
diff-filters = Changes shown
diff-overview = Changed fiches
diff-changed = Change
diff-kind-all = All
diff-kind-fiche = Fiche
diff-kind-shares = Shares
diff-articles = Preamble and articles
diff-kind-agreement = Agreement
diff-kind-amounts = Amounts
diff-kind-texts = Texts
diff-kind-pages = Pages
diff-kind-decisions = Decisions
diff-kind-findings = Findings

diff-page-heading = Pages of { $name }
diff-page-changed-at = Page { $before } → { $after }, changed
diff-page-changed-here = Page { $after }, changed
diff-page-inserted-at = Page { $after }, added
diff-page-deleted-at = Page { $before }, removed
diff-page-shown-by = , shown with
diff-view = View
diff-view-side = Side by side
diff-view-over = Superposed
diff-cut = Place of the line between page { $before } before and page { $after } after
diff-picture-before = { $name }, page { $before } before
diff-picture-after = { $name }, page { $after } after
