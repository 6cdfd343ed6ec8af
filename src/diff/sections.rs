//! The texts of a fiche that both sides have: section by section, then word by word.

use super::{Run, SectionState, TextChange, TextPart, flow::flowed, pairing::Pairing, words};
use crate::{
    record::{FicheRecord, SectionRecord},
    source::fold,
};

/// Two sections as alike as this, in thousandths, are one under another heading.
const SAME_SECTION: u64 = 500;

/// What changed in the words, in the order of the later side.
pub(super) fn changes(
    before: Option<&FicheRecord>,
    after: Option<&FicheRecord>,
) -> Vec<TextChange> {
    let partners =
        |fiche: &FicheRecord| Some(fiche.partners.join(", ")).filter(|text| !text.is_empty());
    let both =
        |of: &dyn Fn(&FicheRecord) -> Option<String>| (before.and_then(of), after.and_then(of));
    let fields = [
        (TextPart::Leader, both(&|fiche| fiche.leader.clone())),
        (TextPart::Calendar, both(&|fiche| fiche.calendar.clone())),
        (TextPart::Partners, both(&partners)),
    ];
    let sections_of = |fiche: Option<&'_ FicheRecord>| {
        fiche
            .map(|fiche| fiche.sections.clone())
            .unwrap_or_default()
    };
    let mut changes: Vec<TextChange> = fields
        .into_iter()
        .filter_map(|(part, (before, after))| field(part, before, after))
        .collect();
    changes.extend(sections(&sections_of(before), &sections_of(after)));
    changes
}

fn field(part: TextPart, before: Option<String>, after: Option<String>) -> Option<TextChange> {
    let state = match (&before, &after) {
        _ if before == after => return None,
        (None, _) => SectionState::Added,
        (_, None) => SectionState::Removed,
        _ => SectionState::Changed,
    };
    let runs = words::runs(&before.unwrap_or_default(), &after.unwrap_or_default());
    Some(TextChange {
        part,
        heading: String::new(),
        heading_before: None,
        state,
        runs,
    })
}

fn sections(before: &[SectionRecord], after: &[SectionRecord]) -> Vec<TextChange> {
    let mut pairing = Pairing::new(before.len(), after.len());
    let whole = |one: &SectionRecord| Some((one.heading.clone(), one.markdown.clone()));
    pairing.by_key(|rank| whole(&before[rank]), |rank| whole(&after[rank]));
    pairing.by_key(
        |rank| Some(fold(&before[rank].heading)),
        |rank| Some(fold(&after[rank].heading)),
    );
    let text = |one: &SectionRecord| Some(one.markdown.clone()).filter(|text| !text.is_empty());
    pairing.by_key(|rank| text(&before[rank]), |rank| text(&after[rank]));
    pairing.by_likeness(SAME_SECTION, |b, a| {
        words::likeness(&before[b].markdown, &after[a].markdown)
    });
    let moved = pairing.moved();
    let change = |(old, new): (Option<usize>, Option<usize>)| {
        let is_moved = new.is_some_and(|rank| moved.contains(&rank));
        section(
            old.map(|rank| &before[rank]),
            new.map(|rank| &after[rank]),
            is_moved,
        )
    };
    pairing.all().into_iter().filter_map(change).collect()
}

fn section(
    before: Option<&SectionRecord>,
    after: Option<&SectionRecord>,
    is_moved: bool,
) -> Option<TextChange> {
    let is_same = before
        .zip(after)
        .is_some_and(|(old, new)| old.markdown == new.markdown);
    let text = |side: Option<&SectionRecord>| {
        side.filter(|_| !is_same)
            .map(|one| flowed(&one.markdown))
            .unwrap_or_default()
    };
    let (old_text, new_text) = (text(before), text(after));
    let state = match (before, after) {
        (None, _) => SectionState::Added,
        (_, None) => SectionState::Removed,
        _ if old_text != new_text => SectionState::Changed,
        (Some(old), Some(new)) if old.heading != new.heading => SectionState::Renamed,
        _ if is_moved => SectionState::Moved,
        _ => return None,
    };
    let latest = after.or(before)?;
    let heading_before = before
        .map(|old| old.heading.clone())
        .filter(|heading| *heading != latest.heading);
    let shows_text = !matches!(state, SectionState::Renamed | SectionState::Moved);
    let runs: Vec<Run> = if shows_text {
        words::runs(&old_text, &new_text)
    } else {
        Vec::new()
    };
    Some(TextChange {
        part: TextPart::Section,
        heading: latest.heading.clone(),
        heading_before,
        state,
        runs,
    })
}
