use serde_json::{Value, json};

use crate::{
    record::{ArticleRecord, Record},
    source::fold,
};

/// The words between the preamble and the articles, folded.
const LEAD: &str = "convenucequisuit";

/// The text of the agreement itself; none where it has no articles.
pub(crate) fn articles(record: &Record) -> Option<Value> {
    let all = &record.articles;
    let first = all.iter().position(|article| article.number.is_some());
    let (preamble, articles) = all.split_at(first.unwrap_or(all.len()));
    let article = |article: &ArticleRecord| {
        let number = article.number.as_deref();
        // The suffix of an ordinal such as 1er is raised.
        let ordinal = number.and_then(|number| number.strip_suffix("er"));
        let ordinal = ordinal.filter(|digits| digits.ends_with(|c: char| c.is_ascii_digit()));
        json!({
            "number": ordinal.or(number),
            "is_ordinal": ordinal.is_some(),
            "title": article.title,
            "markdown": article.markdown,
        })
    };
    let text = |article: &ArticleRecord| fold(&format!("{} {}", article.title, article.markdown));
    let begins = preamble
        .first()
        .is_some_and(|article| begins_with_parties(article, record));
    let ends = preamble
        .last()
        .is_some_and(|article| text(article).ends_with(LEAD));
    (!all.is_empty()).then(|| {
        json!({
            "has_parties": begins,
            "has_lead": ends,
            "preamble": preamble.iter().map(article).collect::<Vec<_>>(),
            "articles": articles.iter().map(article).collect::<Vec<_>>(),
        })
    })
}

/// Whether the preamble names the parties: « Entre » and the name of one.
fn begins_with_parties(preamble: &ArticleRecord, record: &Record) -> bool {
    let texts = [&preamble.title, &preamble.markdown].map(|text| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.find(|word| !word.is_empty()).map(fold)
    });
    let text = fold(&preamble.markdown);
    let mut parties = record.convention.parties.iter();
    texts.iter().flatten().any(|word| word == "entre")
        && parties.any(|party| text.contains(&fold(&party.name)))
}
