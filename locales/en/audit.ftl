# What several rules say; the messages of a rule stand at the head of its page (rules/*.md).
# Amounts come already written, in the French way.

claim-described = { $claim ->
    [share] the share “{ $who }”
    [total] the total cost
    [others] the share of the other funders
   *[advance] the advance
}{ $when ->
    [all] {""}
   *[other] {" "}in { $when }
}
sum-described = { $sum-column ->
    [Total] the total
   *[other] the column “{ $sum-column }”
}{ $sum-year ->
    [all] {" "}over all years
   *[other] {" "}in { $sum-year }
}{ $sum-axis ->
    [none] {""}
   *[other] , axis { $sum-axis }
}{ $sum-tax ->
    [none] {""}
   *[other] , amounts { $sum-tax } only
}{ $sum-without ->
    [none] {""}
   *[other] {" "}without { $sum-without }
}, { $sum-basis ->
    [drafted] as drafted in the recap
   *[computed] as computed
}{ $sum-unit ->
    [none] {""}
   *[other] {" "}({ $sum-exact }, rounded to { $sum-unit })
}

## The page of points to settle
points-cell = Sheet “{ $sheet }”, cell { $cell }
points-sheet = Sheet “{ $sheet }”
points-blanks = { $count ->
        [one] a blank to fill in
       *[other] { $count } blanks to fill in
    }{ $articles ->
        [none] {""}
       *[other] {": "}{ $articles }
    }
