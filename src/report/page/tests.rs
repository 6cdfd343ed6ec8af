use super::*;

fn draw(markdown: &str, width: usize) -> String {
    draw_page(
        markdown,
        Screen {
            width,
            colour: false,
        },
    )
}

#[test]
fn a_page_is_plain_text_without_colours() {
    let page = "# Un titre\n\n## Exemple\n\nUn **texte** assez long (`recap-share`)\nsur deux lignes.\n\n\
                | | A | B |\n| --- | ---: | --- |\n| *x* | 1 | deux |\n| yy | 22 | d |\n\n\
                - un point\n- un autre, plus long que la ligne\n\n1. premier\n2. second\n\n\
                ```toml\n[[arbitrage]]\n\nconstat = \"recap-share\"\n```\n";
    insta::assert_snapshot!(draw(page, 32));
}

#[test]
fn a_table_too_wide_is_given_row_by_row() {
    let page = "| Fiche | Montant | Remarque |\n| --- | --- | --- |\n| EA 1 | 12 000 € | |\n| EA 2 | 1 € | un mot |";
    assert_eq!(
        draw(page, 24),
        "  Fiche — EA 1\n  Montant — 12 000 €\n\n  Fiche — EA 2\n  Montant — 1 €\n  Remarque — un mot\n"
    );
}

#[test]
fn colours_take_no_room() {
    let coloured = draw_page(
        "un `deux` *trois* quatre",
        Screen {
            width: 14,
            colour: true,
        },
    );
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(
        coloured.lines().count(),
        draw("un `deux` *trois* quatre", 14).lines().count()
    );
}

#[test]
fn no_control_character_gets_through() {
    let drawn = draw("a\u{1b}[31m `\u{9b}` \n\n    \u{202e}code\n", 40);
    assert!(
        drawn
            .chars()
            .all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'),
        "{drawn:?}"
    );
}
