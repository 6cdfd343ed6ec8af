use serde_json::{Value, json};

use super::{figures::Figures, recap::cost_text};

/// With more articles than this, the contents come first.
const MOST_ARTICLES: usize = 12;

/// The contents of the annexes, apart from their fiches; none unless they have a cover or nested axes, or follow this
/// number of articles.
pub(crate) fn contents(figures: Figures<'_>, articles: Option<usize>) -> Option<Value> {
    let record = figures.record;
    let has_cover = record.convention.look.has_cover;
    let mut axes = record.convention.axes.iter();
    let is_nested = axes.any(|axis| axis.within.is_some());
    (is_nested || articles.is_some() || has_cover).then(|| {
        json!({
            "total": figures.number_or_nothing(record.total.all.total),
            "comes_first": has_cover || articles.is_some_and(|count| count > MOST_ARTICLES),
        })
    })
}

/// Puts the fiches of the annexes under their axes: each gets its level, the axes that begin with it, and its cost.
pub(crate) fn nest(fiches: &mut [Value], figures: Figures<'_>) {
    let record = figures.record;
    let (mut open, mut axes) = (Vec::new(), 0..);
    for (view, fiche) in fiches.iter_mut().zip(&record.fiches) {
        let levels = record.convention.levels(fiche.axis);
        let levels = levels.filter(|axis| record.convention.axes[*axis].has_title());
        let mut levels: Vec<usize> = levels.collect();
        levels.reverse();
        let begins = levels
            .iter()
            .zip(1..)
            .filter(|(axis, _)| !open.contains(*axis));
        let begins = begins.map(|(rank, level)| {
            let axis = &record.convention.axes[*rank];
            let cost = figures.number_or_nothing(record.axes[*rank].all.total);
            json!({ "prefix": axis.prefix, "title": axis.title, "level": level, "cost": cost, "rank": axes.next() })
        });
        view["begins"] = begins.collect();
        view["level"] = levels.len().into();
        let cost = figures.number_or_nothing(fiche.splits.all.total);
        view["cost"] = cost.or_else(|| cost_text(fiche, None)).into();
        open = levels;
    }
}
