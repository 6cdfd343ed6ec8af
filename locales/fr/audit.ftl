# Ce que disent plusieurs règles ; les messages d’une règle sont en tête de sa page (rules/*.md).
# Les montants arrivent déjà écrits à la française.

claim-described = { $claim ->
    [share] la part « { $who } »
    [total] le coût total
    [others] la part des autres financeurs
   *[advance] l’avance
}{ $when ->
    [all] {""}
   *[other] {" "}en { $when }
}
sum-described = { $sum-column ->
    [Total] le total
   *[other] la colonne « { $sum-column } »
}{ $sum-year ->
    [all] {" "}sur toutes les années
   *[other] {" "}en { $sum-year }
}{ $sum-axis ->
    [none] {""}
   *[other] , axe { $sum-axis }
}{ $sum-tax ->
    [none] {""}
   *[other] , montants { $sum-tax } seuls
}{ $sum-without ->
    [none] {""}
   *[other] {" "}sans { $sum-without }
}, { $sum-basis ->
    [drafted] { $sum-column ->
        [Total] tel que rédigé
       *[other] telle que rédigée
    } dans le récapitulatif
   *[computed] { $sum-column ->
        [Total] tel que calculé
       *[other] telle que calculée
    }
}{ $sum-unit ->
    [none] {""}
   *[other] {" "}({ $sum-exact }, arrondi à { $sum-unit })
}

## La page des points à régler
points-cell = Feuille « { $sheet } », cellule { $cell }
points-sheet = Feuille « { $sheet } »
points-blanks = { $count ->
        [one] un blanc à remplir
       *[other] { $count } blancs à remplir
    }{ $articles ->
        [none] {""}
       *[other] {" : "}{ $articles }
    }
