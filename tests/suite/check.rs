use crate::dossier_test::DossierTest;

#[test]
fn scratch() {
    let test = DossierTest::seed()
        .cell("Dépenses", "G5", "abc")
        .cell("Dépenses", "H12", "1,2345")
        .cell("Dépenses", "F7", "=1+1")
        .cell("Dépenses", "A9", "rien")
        .cell("Cofinancement", "D6", "180 %")
        .cell("Récapitulatif", "F9", "\u{1b}[31m20 000\u{202e}")
        .cell("Récapitulatif", "H20", "20 000 €\n(3 j) x")
        .cell("Récapitulatif", "B40", "20 000 €")
        .replace("convention.toml", "lieu =", "lieux =")
        .replace("convention.toml", "calcul = \"avance\"", "calcul = \"avances\"")
        .replace("fiches/EA-1.1.md", "Sans attendre que", "<b>Sans</b> attendre\u{7} que");
    test.run("check");
    let _ = std::fs::remove_dir_all("/tmp/cli/broken");
    std::process::Command::new("cp").arg("-r").arg(test.path("input")).arg("/tmp/cli/broken").status().unwrap();
}
