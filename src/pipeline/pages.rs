//! The pages of two drafts: published sources or the dossier's templates in, the third level of a comparison
//! out.
//!
//! Documents are laid out one pair at a time (as many at once as there are cores), so that memory does not grow
//! with their number; only what changed is drawn. A document whose sources differ in nothing but the draft's
//! name is not laid out at all. What cannot be laid out is listed with the rest of what could not be compared.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use crate::{
    diff::{
        self, Comparison, Document, Documents, Draft, PageState, Picture, Reason, Subject,
        Uncompared, Which,
    },
    error::Error,
    publish,
    record::Record,
    render::{self, Look, Renderer, escaped},
    watchdog::{self, Guard, Task},
    workers,
};

/// The largest source that is laid out: the annexes of some 400 fiches.
const MOST_BYTES: u64 = 2 << 20;
/// The most pages that are drawn; a file with more pictures would open on no one's machine.
const MOST_PICTURED: usize = 400;

/// What pictures are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictures {
    /// None: where pages differ is enough.
    None,
    /// Both pictures of each page that changed.
    Changed,
}

/// Fills in the pages of a comparison.
///
/// # Errors
/// [`Error::Template`] when a template of a dossier fails.
pub fn compare_pages(
    comparison: &mut Comparison,
    drafts: &[Draft; 2],
    pictures: Pictures,
) -> Result<(), Error> {
    let has_none = |draft: &Draft| matches!(draft.documents, Documents::None);
    if drafts.iter().any(has_none) {
        return Ok(());
    }
    let sides = [Side::new(&drafts[0])?, Side::new(&drafts[1])?];
    // Fiches first, as other documents show them again.
    let fiches = comparison.fiches.iter().map(|fiche| {
        let document = |rank: Option<usize>| rank.map(render::Document::Fiche);
        fiche.ranks.map(document)
    });
    let others = [render::Document::Recap, render::Document::Annexes].map(|sheet| [Some(sheet); 2]);
    let count = comparison.fiches.len();
    let pairs: Vec<_> = fiches.chain(others).collect();
    let compared = workers::each(&pairs, |pair| compare(&sides, *pair, pictures));
    let (mut documents, mut left_out) = (Vec::new(), BTreeSet::new());
    for (place, one) in compared.into_iter().enumerate() {
        match one? {
            Ok(document) => documents.extend(document.map(|(mut document, contents)| {
                document.fiche = Some(place).filter(|place| *place < count);
                (document, contents)
            })),
            Err(uncompared) => left_out.extend(uncompared),
        }
    }
    share_pictures(&mut documents);
    left_out.extend(limit_pictures(&mut documents));
    let documents = documents.into_iter().map(|(document, _)| document);
    comparison.documents = documents.collect();
    comparison.uncompared.extend(left_out);
    Ok(())
}

/// The documents of a draft.
struct Side<'a> {
    draft: &'a Draft,
    record: &'a Record,
    renderer: Renderer,
    /// What names this draft in its sources.
    names: [String; 2],
}

impl<'a> Side<'a> {
    fn new(draft: &'a Draft) -> Result<Self, Error> {
        let record = &draft.record;
        Ok(Self {
            draft,
            record,
            renderer: Renderer::new(draft.templates())?,
            names: [escaped(&record.convention.stage), record.fingerprint()],
        })
    }

    /// The Typst source of a document, or why there is none.
    fn source(&self, sheet: render::Document) -> Result<Result<String, Reason>, Error> {
        let folder = match &self.draft.documents {
            Documents::None => return Ok(Err(Reason::BareWorkbook)),
            Documents::Templates { open, .. } => {
                let open: Vec<_> = open.iter().collect();
                let source = self.renderer.source(self.record, &open, sheet)?;
                return Ok(if source.len() as u64 > MOST_BYTES {
                    Err(Reason::TooLarge)
                } else {
                    Ok(source)
                });
            }
            Documents::Published(folder) => folder,
        };
        let name = format!("source/{}.typ", sheet.name(self.record));
        let folder_name = folder.file_name().unwrap_or_default();
        let is_part = folder_name.to_string_lossy().contains('+');
        Ok(match publish::file_of(folder, &name, MOST_BYTES) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| Reason::UnreadableFile),
            Err(Error::Io { source, .. }) => Err(match source.kind() {
                io::ErrorKind::NotFound if is_part => Reason::PartialStage,
                io::ErrorKind::NotFound => Reason::MissingFile,
                io::ErrorKind::FileTooLarge => Reason::TooLarge,
                _ => Reason::UnreadableFile,
            }),
            Err(_) => Err(Reason::UnreadableFile),
        })
    }

    /// Begins to make a document.
    fn begin(&self, sheet: render::Document) -> Guard {
        let name = sheet.name(self.record);
        let name = match &self.draft.documents {
            Documents::Published(folder) => {
                let source = folder.join(format!("source/{name}.typ"));
                source.display().to_string()
            }
            _ => format!("{name} ({})", self.draft.label),
        };
        let fiches = match sheet {
            render::Document::Fiche(_) => 1,
            _ => self.record.fiches.len(),
        };
        watchdog::begin(Task::Document { name, fiches })
    }

    /// The source of a document without what names the draft it is of.
    fn nameless(&self, source: &str, sheet: Option<render::Document>) -> String {
        let own = sheet.map(|sheet| Renderer::fingerprint(self.record, sheet));
        let names = self.names.iter().chain(&own);
        names.fold(source.to_owned(), |text, name| text.replace(name, "\u{0}"))
    }
}

/// A document that changed, and what each of its pages says.
type Changed = (Document, Vec<Content>);
/// What a page says, before and after.
type Content = (Option<u128>, Option<u128>);

/// A pair of documents, if any page changed; or why they cannot be compared.
fn compare(
    sides: &[Side<'_>; 2],
    sheets: [Option<render::Document>; 2],
    pictures: Pictures,
) -> Result<Result<Option<Changed>, Vec<Uncompared>>, Error> {
    let mut left_out = Vec::new();
    let mut sources = [None, None];
    for (side, (own, sheet)) in sides.iter().zip(sheets).enumerate() {
        let Some(sheet) = sheet else { continue };
        let _making = own.begin(sheet);
        match own.source(sheet)? {
            Ok(source) => sources[side] = Some(source),
            Err(reason) => left_out.push(uncompared(own, sheet, side, reason)),
        }
    }
    if !left_out.is_empty() {
        return Ok(Err(left_out));
    }
    if let [Some(before), Some(after)] = &sources
        && sides[0].nameless(before, sheets[0]) == sides[1].nameless(after, sheets[1])
    {
        return Ok(Ok(None));
    }
    let mut looks = [None, None];
    for (side, (own, sheet)) in sides.iter().zip(sheets).enumerate() {
        let (Some(sheet), Some(source)) = (sheet, &sources[side]) else {
            continue;
        };
        let _making = own.begin(sheet);
        looks[side] = own.renderer.look(source, own.record);
        if looks[side].is_none() {
            left_out.push(uncompared(own, sheet, side, Reason::NotLaidOut));
        }
    }
    if !left_out.is_empty() {
        return Ok(Err(left_out));
    }
    let names = [0, 1].map(|side| sheets[side].map(|sheet| file_name(sides[side].record, sheet)));
    let [before, after] = [&looks[0], &looks[1]].map(Option::as_ref);
    Ok(Ok(document(names, before, after, pictures)))
}

fn file_name(record: &Record, sheet: render::Document) -> String {
    format!("{}.pdf", sheet.name(record))
}

fn uncompared(own: &Side<'_>, sheet: render::Document, side: usize, reason: Reason) -> Uncompared {
    // Of a part of a stage, one sentence says it all.
    let is_named = reason != Reason::PartialStage;
    let detail = is_named.then(|| file_name(own.record, sheet));
    let side = [Which::Before, Which::After][side];
    Uncompared::new(Subject::Pages, Some(side), reason, detail)
}

/// The document, if any of its pages changed.
fn document(
    names: [Option<String>; 2],
    before: Option<&Look>,
    after: Option<&Look>,
    pictures: Pictures,
) -> Option<Changed> {
    let mut pages = diff::compare_pages(before, after);
    if pages.iter().all(|page| page.state == PageState::Same) {
        return None;
    }
    let says =
        |look: Option<&Look>, number: Option<usize>| Some(look?.pages.get(number? - 1)?.exact());
    let picture =
        |look: Option<&Look>, number: Option<usize>| Picture::new(&look?.picture(number? - 1)?);
    let mut contents = Vec::new();
    for page in &mut pages {
        contents.push((says(before, page.before), says(after, page.after)));
        if page.state != PageState::Same && pictures == Pictures::Changed {
            page.picture_before = picture(before, page.before);
            page.picture_after = picture(after, page.after);
        }
    }
    let document = Document {
        names,
        fiche: None,
        pages,
    };
    Some((document, contents))
}

/// The annexes show again what fiches and recap show: such pages refer to the first ones.
fn share_pictures(documents: &mut [Changed]) {
    let mut first: BTreeMap<Content, (usize, usize)> = BTreeMap::new();
    for (place, (document, contents)) in documents.iter_mut().enumerate() {
        for (rank, (page, content)) in document.pages.iter_mut().zip(contents).enumerate() {
            if page.state == PageState::Same {
                continue;
            }
            let shown = *first.entry(*content).or_insert((place, rank));
            if shown.0 != place {
                page.shown_by = Some(shown);
                (page.picture_before, page.picture_after) = (None, None);
            }
        }
    }
}

/// Drops the pictures beyond the bound, and says of which documents.
fn limit_pictures(documents: &mut [Changed]) -> Vec<Uncompared> {
    let mut drawn = 0;
    let mut without = Vec::new();
    for (document, _) in documents {
        let mut is_without = false;
        for page in &mut document.pages {
            drawn += usize::from(page.picture_before.is_some() || page.picture_after.is_some());
            if drawn > MOST_PICTURED {
                is_without |= page.picture_before.is_some() || page.picture_after.is_some();
                (page.picture_before, page.picture_after) = (None, None);
            }
        }
        if is_without {
            let (name, reason) = (document.name().to_owned(), Reason::TooLarge);
            without.push(Uncompared::new(Subject::Pictures, None, reason, Some(name)));
        }
    }
    without
}
