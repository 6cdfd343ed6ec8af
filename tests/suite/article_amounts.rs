//! Amounts typed in articles: in typical sentences, right amounts have no finding and wrong ones have one.
//!
//! The dossier is the seed's: over the years the Métropole pays 836 140 € (248 320, 287 940, 299 880), the CCI 392 686
//! €, the others 249 824 €, of 1 481 250 €; the advance is 20 % of the first, 167 228 €.

use serde_json::Value;

use crate::dossier_test::DossierTest;

/// Sentences that a right draft may have.
const RIGHT: &[&str] = &[
    "La participation de la Métropole est de 836 140 € maximum.",
    "Le montant total de la participation financière de la Métropole est fixé à 836.140 €.",
    "La Métropole verse à la CCI une subvention de 248 320 € au titre de l’année 2018.",
    "Pour 2019, la Métropole apporte 287 940 €.",
    "La CCI prend en charge 392 686 € sur les trois années de la présente convention.",
    "Le coût total des actions s’élève à 1 481 250 euros.",
    "Le coût total de la fiche EA 1.1 est de 4 200 €, dont 3 360 € à la charge de la Métropole.",
    "La Métropole apporte 836 140 € et la CCI 392 686 €.",
    "La Métropole et la CCI apportent ensemble 1 228 826 €.",
    "Un premier acompte de 20 %, soit 167 228 €, est versé à la notification.",
    "L’avance est de 167 228 € (cent soixante-sept mille deux cent vingt-huit euros).",
    "Le solde, soit 668 912 €, est versé au vu du bilan.",
    "Le versement de 2020, de 299 880 €, suit la remise du bilan.",
    "Les autres financeurs apportent 249 824 €.",
    "Le budget global est d’environ 1,5 M€.",
    "Le coût total du programme est de 1,48 M€.",
    "La participation de la Métropole, de huit cent trente-six mille cent quarante euros, est versée en trois fois.",
    "Les frais de déplacement sont remboursés dans la limite de 90 € par nuitée.",
    "Le marché est passé sans publicité au-dessous du seuil de 40 000 € HT.",
    "La subvention dépasse le seuil de 23 000 € au-delà duquel une convention est obligatoire.",
    "Une pénalité de 500 € par jour de retard est appliquée.",
    "La journée d’intervention est facturée 600 €.",
    "Le tarif est de 600 € par jour.",
    "La société, au capital social de 150 000 €, s’engage à publier ses comptes.",
    "En 2016, la Métropole a versé 120 000 € à la Chambre.",
    "La CCI souscrit une assurance d’un montant de 1 500 000 € par sinistre.",
    "Les aides de minimis ne dépassent pas 200 000 € sur trois exercices.",
    "La CCI verse une subvention comprise entre 3 000 et 5 000 € à chaque commerçant.",
    "Chaque bien d’une valeur supérieure à 5 000 € est inventorié.",
    "Une contribution de 50 € est demandée aux participants.",
    "Le chiffre d’affaires des entreprises aidées passe de 2 M€ à 3 M€.",
    "Le dépassement d’un poste de plus de 10 000 € est soumis à un avenant.",
    "Le comité accorde jusqu’à 8 000 € par projet.",
    "Une convention spécifique fixe le financement de l’école, soit 75 000 €.",
    "Le fonds est doté de 12 M€.",
    "La Métropole finance 80 % de 4 200 €, soit 3 360 €.",
    "Sur 4 200 €, la Métropole prend en charge 3 360 €.",
    "Le montant de l’aide est calculé sur la base d’un coût de 352 250 € en 2018.",
    "La Métropole, par délibération du 12 décembre 2017, a décidé d’accorder une subvention de 836 140 €.",
    "Au titre de 2018 et 2019, la Métropole verse 536 260 €.",
    "La Métropole ne verse aucune indemnité ; la caution de 1 500 € est rendue.",
    "Le reste à charge de la CCI est de 392 686 €.",
    "La Métropole attribue à la CCI un concours de 836 140 € net de taxes.",
    "Les dépenses inférieures à 1 000 € sont justifiées par une facture.",
    "La Métropole met à disposition un local d’une valeur locative de 12 000 € par an.",
    "Le budget annexe de la Métropole est de 45 000 000 €.",
    "Un prix de 2 500 € est remis au lauréat.",
    "Le capital de la société est de 37 000 euros.",
    "Le trop-perçu supérieur à dix euros est reversé.",
    "La subvention versée en 2015 était de 110 000 €.",
    "Le remboursement des repas est plafonné à vingt euros.",
    "Chaque entreprise verse une cotisation de 300 € HT par an.",
    "La Métropole verse à la CCI 20 % de sa participation, soit 167 228 €, à la signature.",
    "Les parties financent le programme à hauteur de 1 481 250 €, dont 836 140 € pour la Métropole.",
    "La participation du FSE est de 143 824 €.",
    "La Région finance 32 000 € en 2019 et 32 000 € en 2020.",
    "La Métropole consacre 437 680 € à l’axe Attractivité.",
    "- Métropole : 836 140 €\n- CCI Côte-d’Or : 392 686 €",
    "| Financeur | Montant |\n| --- | --- |\n| Métropole | 836 140 € |\n| CCI Côte-d’Or | 392 686 € |",
    "Cette somme est versée comme suit :\n\n- 167 228 € à la notification ;\n- 668 912 € au vu du bilan.",
    "La contribution de la Métropole s’élève à {part:metropole}, soit {part:metropole en lettres}.",
    "Les actions coûtent 352 250 € en 2018, 554 850 € en 2019 et 574 150 € en 2020.",
    "La Métropole verse en moyenne 278 713 € par an.",
    "La subvention ne peut excéder 80 % du coût, dans la limite de 20 000 € par entreprise.",
    "| Année | Métropole (en €) | CCI Côte-d’Or (en €) |\n| --- | ---: | ---: |\n| 2018 | 248 320 | 103 930 |\n| 2019 | 287 940 | 139 398 |\n| Total | 836 140 | 392 686 |",
    "La participation de la Métropole est répartie ainsi : 248 320 € en 2018, 287 940 € en 2019 et 299 880 € en 2020.",
    "La Métropole finance 56 % du coût total des actions.",
    "La Métropole finance au plus 80 % du coût total des actions.",
    "Le deuxième versement est de 668 912 €.",
    "La part versée avant le solde est de 167 228 €.",
    "La Métropole verse 836 140 €, soit huit cent trente-six mille cent quarante euros.",
    "Des bénévoles y passent l’équivalent de 12 000 €, hors budget.",
    "La subvention est versée lorsque 50 000 € de dépenses sont justifiés.",
    "La subvention est de 32 000 €.",
    "La subvention est de 392 686 €.",
    "Une avance de 20 % de la participation de 836 140 €, soit 167 228 €, est versée.",
    "Le solde de la participation de 836 140 € est versé au vu du bilan.",
    "Le premier versement de la participation de 836 140 € intervient à la signature.",
    "Le solde de la participation de la Métropole d’un montant de 836 140 € est versé au vu du bilan.",
    "20 % de 50 000 €, soit dix mille euros.",
    "La Métropole finance 80 % de 4 200 € (soit trois mille trois cent soixante euros).",
    "Une avance de 20 % de la participation de 836 140 €, soit cent soixante-sept mille deux cent vingt-huit euros, est versée.",
    "3 000 € HT, soit trois mille six cents euros TTC.",
    "3 000 € HT / trois mille six cents euros TTC.",
    "La convention, conclue pour trois ans, se déroule en deux phases : du 1er janvier 2018 au 31 décembre 2018, puis du 1er janvier 2019 au 31 décembre 2020.",
    "La durée de l’engagement de maintien de l’activité prévu par la convention est de cinq ans.",
    "La durée d’amortissement des équipements financés par la convention est de cinq ans.",
    "La présente convention prévoit des versements pour les années 2018, 2019, 2020 et 2021.",
    "La Région verse une avance de 30 %.",
    "La Région finance 30 % du coût total éligible.",
    "La Région finance 30 % du coût total subventionnable.",
    "La Région finance 30 % du coût total hors taxes.",
    "La Région finance 70 % de son budget total.",
];

/// Sentences that contradict the budget, and the rule that says so.
const WRONG: &[(&str, &str)] = &[
    (
        "La participation de la Métropole est de 430 370 € maximum.",
        "article-amount",
    ),
    (
        "Le montant total de la participation financière de la Métropole est fixé à 836.410 €.",
        "article-amount",
    ),
    (
        "La Métropole verse à la CCI une subvention de 248 230 € au titre de l’année 2018.",
        "article-amount",
    ),
    (
        "Pour 2019, la Métropole apporte 299 880 €.",
        "article-amount",
    ),
    (
        "La CCI prend en charge 440 230 € sur les trois années de la présente convention.",
        "article-amount",
    ),
    (
        "Le coût total des actions s’élève à 1 193 250 euros.",
        "article-amount",
    ),
    (
        "Le coût total de la fiche EA 1.1 est de 4 300 €.",
        "article-amount",
    ),
    (
        "La Métropole apporte 836 140 € et la CCI 329 686 €.",
        "article-amount",
    ),
    (
        "La Métropole et la CCI apportent ensemble 1 228 862 €.",
        "article-amount",
    ),
    (
        "Un premier acompte de 20 %, soit 86 000 €, est versé à la notification.",
        "advance-amount",
    ),
    ("L’avance est de 167 282 €.", "advance-amount"),
    (
        "Le solde, soit 669 812 €, est versé au vu du bilan.",
        "article-amount",
    ),
    (
        "Le versement de 2020, de 300 000 €, suit la remise du bilan.",
        "article-amount",
    ),
    (
        "Les autres financeurs apportent 294 824 €.",
        "article-amount",
    ),
    (
        "Le coût total du programme est de 1,8 M€.",
        "article-amount",
    ),
    (
        "La participation de la Métropole est de huit cent trente-six mille cent quatre euros.",
        "article-amount",
    ),
    (
        "La participation de la Métropole est de 836 140 € (huit cent trente-six mille cent quatorze euros).",
        "article-words",
    ),
    (
        "La participation de la Métropole est de 863 140 € (huit cent trente-six mille cent quarante euros).",
        "article-words",
    ),
    (
        "Elle est de huit cent trente-six mille cent quarante (836 410) euros.",
        "article-words",
    ),
    (
        "La participation du FSE est de 143 284 €.",
        "article-amount",
    ),
    (
        "La Région finance 32 000 € en 2019 et 23 000 € en 2020.",
        "article-amount",
    ),
    (
        "La Métropole consacre 437 860 € à l’axe Attractivité.",
        "article-amount",
    ),
    (
        "- Métropole : 836 140 €\n- CCI Côte-d’Or : 440 230 €",
        "article-amount",
    ),
    (
        "| Financeur | Montant |\n| --- | --- |\n| Métropole | 762 880 € |",
        "article-amount",
    ),
    (
        "Cette somme est versée comme suit :\n\n- 167 228 € à la notification ;\n- 686 912 € au vu du bilan.",
        "article-amount",
    ),
    (
        "Les actions coûtent 352 250 € en 2018, 554 580 € en 2019 et 574 150 € en 2020.",
        "article-amount",
    ),
    (
        "La Métropole accorde à la Chambre de Commerce et d’Industrie de Côte-d’Or une aide de 390.370 € pendant les trois années.",
        "article-amount",
    ),
    (
        "Par délibération, la Métropole a décidé d’octroyer 430 370 euros à la Chambre.",
        "article-amount",
    ),
    (
        "Une subvention de 900 000 € est allouée par la Métropole.",
        "article-amount",
    ),
    (
        "La subvention, d’un montant de 1 000 000 €, est versée en une fois.",
        "article-amount",
    ),
    ("L’enveloppe est fixée à 1 481 520 €.", "article-amount"),
    (
        "Le budget total prévisionnel s’établit à 1 418 250 €.",
        "article-amount",
    ),
    (
        "La part à la charge de la CCI est de 430 370 €.",
        "article-amount",
    ),
    (
        "Le montant des dépenses est de 1 193 250 €.",
        "article-amount",
    ),
    (
        "La contribution de la CCI en 2020 est de 149 538 €.",
        "article-amount",
    ),
    (
        "Dijon Métropole s’engage à financer le programme à hauteur de 762 880 €.",
        "article-amount",
    ),
    (
        "Le solde de 80 %, soit 344 296 €, est versé sur bilan.",
        "article-amount",
    ),
    (
        "Le montant de la subvention est de 83 614 €.",
        "article-amount",
    ),
    (
        "La Métropole versera 8 361 400 € à la Chambre.",
        "article-amount",
    ),
    (
        "Le financement de la Métropole s’élève à 836 140,50 €.",
        "article-amount",
    ),
    (
        "La participation de la Métropole pour les trois années est de 299 880 €.",
        "article-amount",
    ),
    (
        "| Année | Métropole | CCI Côte-d’Or |\n| --- | ---: | ---: |\n| 2018 | 248 320 € | 103 930 € |\n| 2019 | 289 740 € | 139 398 € |",
        "article-amount",
    ),
    (
        "| Financeur | 2018 (en €) | Total (en €) |\n| --- | --- | --- |\n| Métropole | 284 320 | 836 140 |",
        "article-amount",
    ),
    (
        "La participation de la Métropole est répartie ainsi : 287 940 € en 2018, 248 320 € en 2019 et 299 880 € en 2020.",
        "article-amount",
    ),
    (
        "La Métropole apporte 392 686 €, la CCI 836 140 €.",
        "article-amount",
    ),
    (
        "La participation de la Métropole est de 430 370 € par délibération du 12 décembre 2017.",
        "article-amount",
    ),
    (
        "La participation de la Métropole (56 %) est de 838 140 €.",
        "article-amount",
    ),
    ("Le deuxième versement est de 167 228 €.", "article-amount"),
    (
        "La Métropole finance 65 % du coût total des actions.",
        "article-rate",
    ),
    (
        "Une avance de 30 % est versée à la notification.",
        "article-rate",
    ),
    (
        "La Métropole verse 836 140 €, soit huit cent trente-six mille cent quatorze euros.",
        "article-words",
    ),
];

/// The seed's dossier with one article per sentence, and the line of each.
fn dossier(sentences: &[&str]) -> (DossierTest, Vec<u64>) {
    let (mut text, mut lines) = (String::new(), Vec::new());
    for (rank, sentence) in sentences.iter().enumerate() {
        let before = text.lines().count() as u64;
        let number = rank + 1;
        text += "## Article ";
        text += &[&number.to_string(), " – Essai\n\n", sentence, "\n\n"].concat();
        lines.push(before + 1);
    }
    (articles_alone(&text), lines)
}

/// The seed's dossier with these articles alone.
fn articles_alone(text: &str) -> DossierTest {
    let test = DossierTest::seed();
    std::fs::remove_dir_all(test.path("input/articles")).expect("articles");
    test.file("articles/articles.md", text)
}

/// The rules and messages of findings in the articles, by the rank of the sentence.
fn found(sentences: &[&str]) -> Vec<Vec<(String, String)>> {
    let (test, lines) = dossier(sentences);
    let report: Value =
        serde_json::from_str(&test.run("check --format json").stdout()).expect("JSON");
    let mut found = vec![Vec::new(); sentences.len()];
    for finding in report["findings"].as_array().expect("findings") {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        if finding["place"]["file"] != "articles/articles.md" || text("rule") == "article-missing" {
            continue;
        }
        let line = finding["place"]["line"].as_u64().expect("a line");
        let rank = lines
            .iter()
            .rposition(|start| *start <= line)
            .expect("a sentence");
        found[rank].push((text("rule"), text("message")));
    }
    found
}

#[test]
fn right_sentences_have_no_finding() {
    let found = found(RIGHT);
    let alarms: Vec<_> = RIGHT
        .iter()
        .zip(&found)
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(
        alarms.is_empty(),
        "{} of {}: {alarms:#?}",
        alarms.len(),
        RIGHT.len()
    );
}

#[test]
fn wrong_sentences_are_found() {
    let sentences: Vec<&str> = WRONG.iter().map(|(sentence, _)| *sentence).collect();
    let found = found(&sentences);
    let missed: Vec<_> = WRONG
        .iter()
        .zip(&found)
        .filter(|((_, rule), found)| !found.iter().any(|(found_rule, _)| found_rule == rule))
        .collect();
    assert!(
        missed.is_empty(),
        "{} of {}: {missed:#?}",
        missed.len(),
        WRONG.len()
    );
    let said = WRONG.iter().zip(&found).map(|((sentence, _), found)| {
        let found: Vec<String> = found
            .iter()
            .filter(|(rule, _)| rule != "stated-conflict")
            .map(|(rule, message)| format!("  {rule}: {message}\n"))
            .collect();
        format!("{sentence}\n{}", found.concat())
    });
    insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"));
}

/// The findings on sentences about years, fiches, words and balances, where there are any.
#[test]
fn years_codes_and_balances_are_held_against_the_dossier() {
    let sentences = [
        // Right.
        "La convention est conclue pour une durée de trois ans, jusqu’au 31 décembre 2020.",
        "La présente convention couvre les années 2018 à 2020.",
        "Elle prend fin le 30 juin 2021, après remise du bilan.",
        "La convention prend effet à sa signature et prend fin le 31 mars 2021.",
        "Une convention antérieure couvrait la période 2015-2018.",
        "La convention peut être renouvelée pour une durée de deux ans.",
        "Au titre des années 2018 et 2019, la convention prévoit deux bilans.",
        "Les pièces de la convention sont conservées pendant une durée de dix ans.",
        "Le plan pluriannuel porte sur la période 2018-2025.",
        "Les fiches EA 1.1, E.A 1.2.1 et EC 1.3 décrivent ces études ; l’EP 2.2 aussi.",
        "La fiche de poste et la norme ISO 9001 sont jointes, comme les fiches EA 1.3.",
        "La CCI 21 rend compte à l’article 4.",
        "Elle vaut pour les vingt-trois fiches et les trois années de la convention.",
        // Wrong.
        "La présente convention est conclue pour une durée de quatre ans.",
        "Elle fixe les engagements pour les deux années de la convention.",
        "La convention prend effet à sa signature, jusqu’au 31 décembre 2021.",
        "Les actions de la période 2018-2021 sont décrites en annexe.",
        "La convention est conclue pour 48 mois, soit une durée de 48 mois.",
        "La convention est conclue pour une durée de vingt-quatre mois.",
        "Elle renvoie à la fiche-action n° EC 1.4.",
        "Les fiches EA 1.1, EA 1.9 et EP 7.1 décrivent ces études.",
        "La convention s’achève le 31 décembre 2021.",
        "La convention court du 1er janvier 2018 au 31 décembre 2021.",
        "La convention est quadriennale.",
        "La présente convention couvre les années 2018, 2019, 2020 et 2021.",
        "La durée de la convention est de trois (4) ans.",
        "Le solde est versé au prorata des objectifs atteints.",
        "Le montant versé dépend de l’atteinte des objectifs de chaque fiche.",
    ];
    let found = found(&sentences);
    let said = sentences.iter().zip(&found).map(|(sentence, found)| {
        let found = found
            .iter()
            .map(|(rule, message)| format!("  {rule}: {message}\n"));
        format!("{sentence}\n{}", found.collect::<String>())
    });
    assert!(found[..13].iter().all(Vec::is_empty), "{:#?}", &found[..13]);
    insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"));
}

#[test]
fn an_agreement_that_makes_its_amounts_from_the_figures_and_has_all_clauses_has_no_finding() {
    let text = "## Article 1 – Objet et durée\n\nLa convention a pour objet les actions annexées, pour une durée de {duree}.\n\n\
        ## Article 2 – Montant\n\nLa Métropole verse {part:metropole} ({part:metropole en lettres}) : un acompte de 20 %, soit {avance}, \
        puis le solde sur bilan.\n\n\
        ## Article 3 – Contrôle et reversement\n\nLe trop-perçu est reversé.\n\n\
        ## Article 4 – Avenants, résiliation, litiges\n\nPar avenant.\n\n## Article 5 – Annexes\n\n{annexes}\n";
    let test = articles_alone(text);
    let report: Value =
        serde_json::from_str(&test.run("check --format json").stdout()).expect("JSON");
    let in_articles: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["place"]["file"] == "articles/articles.md")
        .collect();
    assert!(in_articles.is_empty(), "{in_articles:#?}");
}

#[test]
fn credits_of_an_engagement_are_right_in_articles() {
    let credits = "[engagement]\nae = \"836140\"\ncp = { 2018 = \"150000\", 2019 = \"250000\", 2020 = \"286140\", 2021 = \"150000\" }\n\n[[versements]]";
    let text = "## Article 1 – Crédits\n\n| Année \\| exercice | Métropole (en €) |\n| --- | ---: |\n| 2018 | 150 000 |\n| 2019 | 250 000 |\n\
        | 2020 | 286 140 |\n| 2021 | 150 000 |\n| Total | 836 140 |\n\n\
        La Métropole verse 250 000 € en 2019.\n\nLa Métropole verse 286 140 € en 2020 et 150 000 € en 2021.\n";
    assert_eq!(rules_of(text, "[[versements]]", credits), [] as [&str; 0]);
    let wrong = text.replace("| 2019 | 250 000 |", "| 2019 | 205 000 |");
    assert_eq!(
        rules_of(&wrong, "[[versements]]", credits),
        ["article-amount"]
    );
}

#[test]
fn an_advance_of_the_whole_may_be_another_rate_of_a_year() {
    // 148 992 €: 60 % of the first year, 17.82 % of all.
    let payment = "[[versements]]\nlibelle = \"avance\"\npartie = \"metropole\"\ntaux = \"60\"\nbase = \"part:metropole@2018\"\n\n[[versements]]";
    let rest = "taux = \"20\"\nbase = \"part:metropole\"";
    let text = "## Article 1 – Avance\n\nUne avance de 17,82 % du montant total est versée.\n\nLa Région verse une avance de 30 %.\n";
    let with_advance = [
        payment,
        "\nlibelle = \"premier acompte\"\npartie = \"metropole\"\n",
        rest,
    ]
    .concat();
    let seed = [
        "[[versements]]\nlibelle = \"premier acompte\"\npartie = \"metropole\"\n",
        rest,
    ]
    .concat();
    assert_eq!(rules_of(text, &seed, &with_advance), [] as [&str; 0]);
    let wrong = text.replace("17,82", "25");
    assert_eq!(rules_of(&wrong, &seed, &with_advance), ["article-rate"]);
}

#[test]
fn under_the_title_of_the_duration_only_that_of_the_agreement_is_checked() {
    let text = "## Article 1 – Durée\n\nLa durée du mandat du comité est de cinq ans.\n\nLa durée est de trois ans.\n";
    assert_eq!(rules_of(text, "[[axes]]", "[[axes]]"), [] as [&str; 0]);
    let wrong = text.replace("trois", "cinq");
    assert_eq!(rules_of(&wrong, "[[axes]]", "[[axes]]"), ["article-years"]);
}

/// The rules that articles of this text break, with this replacement in `convention.toml`.
fn rules_of(text: &str, from: &str, to: &str) -> Vec<String> {
    let test = articles_alone(text).replace("convention.toml", from, to);
    let report: Value =
        serde_json::from_str(&test.run("check --format json").stdout()).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let in_articles = findings
        .iter()
        .filter(|finding| finding["place"]["file"] == "articles/articles.md");
    let rules = in_articles.map(|finding| finding["rule"].as_str().expect("a rule").to_owned());
    rules.filter(|rule| rule != "article-missing").collect()
}

#[test]
fn an_amount_of_the_convention_is_reported_once_where_it_is_typed() {
    let text = "## Article 4 – Montant\n\nElle est de 430 370 €.\n\nEncore 430 370 €.\n";
    let declared = "[[montants_annonces]]\narticle = \"article 4\"\nlibelle = \"part\"\nmontant = \"430370\"\ncalcul = \"part:metropole\"\n\n[[axes]]";
    let test = articles_alone(text).replace("convention.toml", "[[axes]]", declared);
    let report: Value =
        serde_json::from_str(&test.run("check --format json").stdout()).expect("JSON");
    let about: Vec<String> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| {
            finding["drafted"]["value"] == "430370"
                && finding["message"]
                    .as_str()
                    .expect("a message")
                    .to_lowercase()
                    .starts_with("article 4")
        })
        .map(|finding| {
            format!(
                "{} {}:{}",
                finding["rule"], finding["place"]["file"], finding["place"]["line"]
            )
        })
        .collect();
    assert_eq!(about, ["\"article-amount\" \"articles/articles.md\":3"]);
}
