use proptest::prelude::*;

use super::*;

/// The part of a text that XML can hold: the page is read back as XML.
fn readable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

proptest! {
    #[test]
    fn any_text_is_read_back(text in prop_oneof![any::<String>(), "[ -~]{0,20}", "[<>&\"'/a;#]{0,12}"]) {
        let text = readable(&text);
        let mut templates = PageTemplates::new(&Locale::french()).expect("templates");
        templates.tera.add_raw_template("essai.html", "<p title=\"{{ text }}\">{{ text }}</p>").expect("a template");
        let view = std::collections::BTreeMap::from([("text", &text)]);
        let page = templates.render("essai.html", &view, &[], &[]).expect("a page");
        let page = roxmltree::Document::parse(&page).expect("a page");
        let paragraph = page.root_element();
        prop_assert_eq!(paragraph.attribute("title"), Some(text.as_str()));
        prop_assert_eq!(paragraph.text().unwrap_or_default(), text.as_str());
        prop_assert_eq!(paragraph.children().filter(roxmltree::Node::is_element).count(), 0);
    }
}

#[test]
fn every_page_template_is_escaped() {
    let templates = PageTemplates::new(&Locale::french()).expect("templates");
    assert!(templates.tera.get_template_names().count() > 1);
    assert!(
        templates
            .tera
            .get_template_names()
            .all(|name| name.ends_with(SUFFIX))
    );
}

#[test]
fn styles_and_scripts_cannot_end_their_element() {
    for file in BUILT_IN.files() {
        let text = file.contents_utf8().expect("text");
        let is_asset = file
            .path()
            .extension()
            .is_some_and(|end| end != "html" && end != "md");
        assert!(
            !is_asset || !text.contains("</") && !text.contains("<!--"),
            "{}",
            file.path().display()
        );
    }
}

#[test]
fn nothing_in_a_value_is_markdown() {
    let hostile = "a|b *c* _d_ `e` [f](g) <b>h</b> # ~~i~~ &amp; !x \\ $y$";
    let mut escaped = b"x ".to_vec();
    escape_markdown(hostile, &mut escaped).expect("written");
    let escaped = String::from_utf8(escaped).expect("text");
    let events = pulldown_cmark::Parser::new_ext(&escaped, pulldown_cmark::Options::all());
    let text: String = events
        .filter_map(|event| match event {
            pulldown_cmark::Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    assert_eq!(text, format!("x {hostile}"));
}
