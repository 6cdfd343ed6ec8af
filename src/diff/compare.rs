//! Two drafts into a comparison.

use std::path::PathBuf;

use super::{
    Amounts, AxisShares, Comparison, Control, FicheAmounts, FicheBody, FicheChange, FicheName,
    FichePair, FicheTexts, Move, Pages, Reason, SCHEMA, Side, SideKind, Subject, Texts, Uncompared,
    Which, agreement, controls::ControlChanges, ground::Ground, lines, rules, sections,
};
use crate::{
    finding::Finding,
    record::{FicheRecord, Record},
};

/// A draft to be compared.
#[derive(Clone, Debug)]
pub struct Draft {
    /// As it was asked for.
    pub label: String,
    /// What it was read from.
    pub kind: SideKind,
    /// What it says.
    pub record: Record,
    /// What the audit says of it; none when that is not known.
    pub controls: Option<Vec<Control>>,
    /// Where its documents come from.
    pub documents: Documents,
    /// What could not be read of it.
    pub uncompared: Vec<(Subject, Reason, Option<String>)>,
}

/// Where the documents of a draft come from.
#[derive(Clone, Debug)]
pub enum Documents {
    /// A workbook on its own has none.
    None,
    /// The folder of a published stage, which holds their sources.
    Published(PathBuf),
    /// Templates.
    Templates {
        /// Those of the dossier, by name and text, before the built-in ones.
        own: Vec<(String, String)>,
        /// The findings that the annexes begin with.
        open: Vec<Finding>,
    },
}

impl Draft {
    /// Whether it knows more than a workbook does: the agreement, texts, decisions.
    fn is_whole(&self) -> bool {
        self.kind != SideKind::Workbook
    }

    /// The dossier's own templates; a published stage has none.
    pub fn templates(&self) -> &[(String, String)] {
        match &self.documents {
            Documents::Templates { own, .. } => own,
            _ => &[],
        }
    }

    fn side(&self) -> Side {
        let known = |text: &str| self.is_whole().then(|| text.to_owned());
        Side {
            label: self.label.clone(),
            kind: self.kind,
            stage: known(&self.record.convention.stage),
            title: known(&self.record.convention.title),
            fingerprint: self.is_whole().then(|| self.record.fingerprint()),
        }
    }
}

/// Compares amounts and texts. Pages are left to the module that draws them.
pub fn compare(before: &Draft, after: &Draft) -> Comparison {
    let ground = Ground::new(&before.record, &after.record);
    let are_whole = before.is_whole() && after.is_whole();
    let controls = before.controls.as_deref().zip(after.controls.as_deref());
    let controls = if are_whole {
        ControlChanges::of(&ground, controls)
    } else {
        ControlChanges::default()
    };
    let fiches = ground.fiches.iter().enumerate();
    let fiches = fiches.filter_map(|(place, pair)| {
        let gone = controls.gone.get(&place).map_or(&[][..], Vec::as_slice);
        fiche(&ground, *pair, are_whole, gone)
    });
    let amounts = Amounts {
        agreement: if are_whole {
            agreement::changes(&ground)
        } else {
            Vec::new()
        },
        fiches: fiches.collect(),
        axes: axes(&ground),
        total: ground.shares(Some(&before.record.total), Some(&after.record.total)),
        advance: if are_whole {
            advance(&before.record, &after.record)
        } else {
            None
        },
        findings: controls.findings,
        decisions: controls.decisions,
    };
    Comparison {
        schema: SCHEMA,
        before: before.side(),
        after: after.side(),
        years: ground.years.clone(),
        amounts,
        texts: if are_whole {
            texts(&ground)
        } else {
            Texts::default()
        },
        pages: Pages::default(),
        uncompared: uncompared(before, after),
        slugs: ground
            .fiches
            .iter()
            .map(|pair| slug(&ground, *pair))
            .collect(),
        funders: ground.funders.all,
        pairs: ground.fiches,
    }
}

fn advance(before: &Record, after: &Record) -> Option<Move> {
    let amount = |record: &Record| {
        record
            .convention
            .advance
            .as_ref()
            .and_then(|advance| advance.amount)
    };
    Some(Move {
        before: amount(before),
        after: amount(after),
    })
    .filter(Move::is_change)
}

fn slug(ground: &Ground<'_>, pair: super::FichePair) -> String {
    let before = pair.before.map(|rank| &ground.before.fiches[rank]);
    let after = pair.after.map(|rank| &ground.after.fiches[rank]);
    after
        .or(before)
        .map(|fiche| fiche.slug.clone())
        .unwrap_or_default()
}

fn name(fiche: &FicheRecord) -> FicheName {
    FicheName {
        code: fiche.code.clone(),
        title: fiche.title.clone(),
        slug: fiche.slug.clone(),
    }
}

fn fiche(
    ground: &Ground<'_>,
    pair: FichePair,
    are_whole: bool,
    gone: &[String],
) -> Option<FicheAmounts> {
    let before = pair.before.map(|rank| &ground.before.fiches[rank]);
    let after = pair.after.map(|rank| &ground.after.fiches[rank]);
    let changes = match (before, after) {
        (Some(before), Some(after)) => fiche_changes(ground, before, after, are_whole),
        (None, Some(_)) => vec![FicheChange::Added(Box::new(body(
            ground, before, after, are_whole,
        )))],
        (Some(_), None) => {
            let body = FicheBody {
                findings: gone.to_vec(),
                ..body(ground, before, after, are_whole)
            };
            vec![FicheChange::Removed(Box::new(body))]
        }
        (None, None) => Vec::new(),
    };
    let shares = ground.shares(
        before.map(|fiche| &fiche.splits),
        after.map(|fiche| &fiche.splits),
    );
    let is_told = !changes.is_empty() || shares.is_some();
    is_told.then(|| FicheAmounts {
        before: before.map(name),
        after: after.map(name),
        changes,
        shares,
    })
}

/// All that a fiche says which only one side has.
fn body(
    ground: &Ground<'_>,
    before: Option<&FicheRecord>,
    after: Option<&FicheRecord>,
    are_whole: bool,
) -> FicheBody {
    let views = [ground.view_before(), ground.view_after()];
    let axis = |record: &Record, fiche: &FicheRecord| {
        record
            .convention
            .axes
            .get(fiche.axis)
            .map(|axis| axis.prefix.clone())
    };
    let axes = (
        before.and_then(|fiche| axis(ground.before, fiche)),
        after.and_then(|fiche| axis(ground.after, fiche)),
    );
    FicheBody {
        axis: axes.0.or(axes.1).unwrap_or_default(),
        lines: lines::all(views, before, after),
        rules: rules::all(views, before, after),
        mentions: rules::mentions(views, before, after),
        texts: if are_whole {
            sections::changes(before, after)
        } else {
            Vec::new()
        },
        findings: Vec::new(),
    }
}

fn fiche_changes(
    ground: &Ground<'_>,
    before: &FicheRecord,
    after: &FicheRecord,
    are_whole: bool,
) -> Vec<FicheChange> {
    let views = [ground.view_before(), ground.view_after()];
    let mut changes = Vec::new();
    if before.code.spelling() != after.code.spelling() {
        changes.push(FicheChange::Recoded {
            before: before.code.clone(),
            after: after.code.clone(),
        });
    }
    // A fiche without text is called by its code.
    let is_named = |fiche: &FicheRecord| fiche.title != fiche.code.spelling();
    if are_whole && before.title != after.title && (is_named(before) || is_named(after)) {
        changes.push(FicheChange::Retitled {
            before: before.title.clone(),
            after: after.title.clone(),
        });
    }
    changes.extend(moved(ground, before, after).filter(|_| are_whole));
    changes.extend(lines::changes(views, before, after));
    changes.extend(rules::changes(views, before, after));
    changes.extend(
        rules::mentions(views, Some(before), Some(after))
            .into_iter()
            .map(FicheChange::Mention),
    );
    changes
}

/// Another axis, unless both codes name theirs.
fn moved(ground: &Ground<'_>, before: &FicheRecord, after: &FicheRecord) -> Option<FicheChange> {
    let prefix = |record: &Record, fiche: &FicheRecord| {
        record
            .convention
            .axes
            .get(fiche.axis)
            .map(|axis| axis.prefix.clone())
    };
    let (old, new) = (prefix(ground.before, before)?, prefix(ground.after, after)?);
    let is_named =
        |prefix: &str, fiche: &FicheRecord| crate::source::fold(prefix) == fiche.code.prefix();
    let is_same = ground.axes.after(before.axis) == Some(after.axis);
    let is_told = is_same || is_named(&old, before) && is_named(&new, after);
    (!is_told).then_some(FicheChange::Moved {
        before: old,
        after: new,
    })
}

fn axes(ground: &Ground<'_>) -> Vec<AxisShares> {
    let subtotal = |(before, after): (Option<usize>, Option<usize>)| {
        let own = |record: &Record, rank: Option<usize>| record.convention.axes.get(rank?).cloned();
        let axis = own(ground.after, after).or_else(|| own(ground.before, before))?;
        let splits = (
            before.and_then(|rank| ground.before.axes.get(rank)),
            after.and_then(|rank| ground.after.axes.get(rank)),
        );
        let shares = ground.shares(splits.0, splits.1)?;
        Some(AxisShares {
            prefix: axis.prefix,
            title: axis.title,
            shares,
        })
    };
    ground.axes.all().into_iter().filter_map(subtotal).collect()
}

fn texts(ground: &Ground<'_>) -> Texts {
    let fiche = |pair: &FichePair| {
        let (before, after) = (
            &ground.before.fiches[pair.before?],
            &ground.after.fiches[pair.after?],
        );
        let changes = sections::changes(Some(before), Some(after));
        (!changes.is_empty()).then(|| FicheTexts {
            before: name(before),
            after: name(after),
            changes,
        })
    };
    Texts {
        fiches: ground.fiches.iter().filter_map(fiche).collect(),
    }
}

/// What each side lacks; what both lack is told once.
fn uncompared(before: &Draft, after: &Draft) -> Vec<Uncompared> {
    let bare = [
        Subject::Agreement,
        Subject::Texts,
        Subject::Findings,
        Subject::Decisions,
        Subject::Pages,
    ];
    let lacks = |draft: &Draft| {
        // The audit holds a drafted recap against the figures, and findings are compared; without them it is not.
        let recap = (Subject::Recap, Reason::OnlyComputed, None);
        let bare = bare
            .map(|what| (what, Reason::BareWorkbook, None))
            .into_iter()
            .chain([recap]);
        let bare = if draft.is_whole() {
            Vec::new()
        } else {
            bare.collect()
        };
        bare.into_iter()
            .chain(draft.uncompared.iter().cloned())
            .collect::<Vec<_>>()
    };
    let (old, new) = (lacks(before), lacks(after));
    let told = |(what, reason, detail): (Subject, Reason, Option<String>), side| Uncompared {
        what,
        side,
        reason,
        detail,
    };
    let is_of_workbooks = |reason| matches!(reason, Reason::BareWorkbook | Reason::OnlyComputed);
    let is_shared =
        |one: &(Subject, Reason, Option<String>)| is_of_workbooks(one.1) && new.contains(one);
    let mut all: Vec<Uncompared> = Vec::new();
    for one in old.iter().cloned() {
        let side = if is_shared(&one) {
            None
        } else {
            Some(Which::Before)
        };
        all.push(told(one, side));
    }
    let is_new =
        |one: &&(Subject, Reason, Option<String>)| !(is_of_workbooks(one.1) && old.contains(one));
    all.extend(
        new.iter()
            .filter(is_new)
            .cloned()
            .map(|one| told(one, Some(Which::After))),
    );
    all
}
