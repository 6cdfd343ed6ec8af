//! The pages of two drafts: published sources or the dossier's templates in, the third level of a comparison
//! out.
//!
//! Documents are laid out one pair at a time (as many at once as there are cores), so that memory does not grow
//! with their number; only what changed is drawn. A document whose sources differ in nothing but the draft's
//! name is not laid out at all. What cannot be laid out is listed with the rest of what could not be compared.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::ErrorKind,
};

use crate::{
    diff::{
        self, Comparison, Document, Documents, Draft, PageState, Pages, Reason, Subject,
        Uncompared, Which,
    },
    error::Error,
    publish,
    render::{self, Look, Renderer, escaped},
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

/// A document of both sides, or of the one that has it.
type Sheets = [Option<render::Document>; 2];
/// A document of which pages changed, and what each of its pages shows before and after.
type Compared = (Document, Vec<[Option<u128>; 2]>);

/// Fills in the pages of a comparison.
///
/// # Errors
/// [`Error::Template`] when a template of a dossier fails.
pub fn compare_pages(
    comparison: &mut Comparison,
    drafts: &[Draft; 2],
    pictures: Pictures,
) -> Result<(), Error> {
    if drafts
        .iter()
        .any(|draft| matches!(draft.documents, Documents::None))
    {
        return Ok(());
    }
    let sides = [Side::new(&drafts[0])?, Side::new(&drafts[1])?];
    // Fiches first, as other documents show them again.
    let fiches = comparison.pairs.iter();
    let fiches =
        fiches.map(|pair| [pair.before, pair.after].map(|rank| rank.map(render::Document::Fiche)));
    let sheets = fiches.chain([
        [Some(render::Document::Recap); 2],
        [Some(render::Document::Annexes); 2],
    ]);
    let sheets: Vec<Sheets> = sheets.collect();
    let (mut documents, mut left_out) = (Vec::new(), BTreeSet::new());
    for compared in workers::each(&sheets, |sheets| compare(&sides, *sheets, pictures)) {
        match compared? {
            Ok(document) => documents.extend(document),
            Err(reasons) => left_out.extend(reasons),
        }
    }
    share_pictures(&mut documents);
    let documents = documents.into_iter().map(|(document, _)| document);
    let mut documents: Vec<Document> = documents.collect();
    left_out.extend(limit_pictures(&mut documents));
    comparison.pages = Pages { documents };
    comparison.uncompared.extend(left_out);
    Ok(())
}

/// The documents of a draft.
struct Side<'a> {
    draft: &'a Draft,
    renderer: Renderer,
    /// What names this draft in its sources.
    names: [String; 2],
}

impl<'a> Side<'a> {
    fn new(draft: &'a Draft) -> Result<Self, Error> {
        Ok(Self {
            draft,
            renderer: Renderer::new(draft.templates())?,
            names: [
                escaped(&draft.record.convention.stage),
                draft.record.fingerprint(),
            ],
        })
    }

    /// The Typst source of a document, or why there is none.
    fn source(&self, sheet: render::Document) -> Result<Result<String, Reason>, Error> {
        let record = &self.draft.record;
        let source = match &self.draft.documents {
            Documents::None => Err(Reason::BareWorkbook),
            Documents::Templates { open, .. } => {
                let open: Vec<_> = open.iter().collect();
                Ok(self.renderer.source(record, &open, sheet)?)
            }
            Documents::Published(folder) => {
                let stage = folder.file_name().unwrap_or_default();
                let is_partial = stage.to_string_lossy().contains('+');
                let name = format!("source/{}.typ", sheet.name(record));
                match publish::file_of(folder, &name, MOST_BYTES) {
                    Ok(bytes) => String::from_utf8(bytes).map_err(|_| Reason::UnreadableFile),
                    Err(Error::Io { source, .. }) => Err(match source.kind() {
                        ErrorKind::NotFound if is_partial => Reason::PartialStage,
                        ErrorKind::NotFound => Reason::MissingFile,
                        ErrorKind::FileTooLarge => Reason::TooLarge,
                        _ => Reason::UnreadableFile,
                    }),
                    Err(_) => Err(Reason::UnreadableFile),
                }
            }
        };
        Ok(source.and_then(|source| {
            let is_small = source.len() as u64 <= MOST_BYTES;
            is_small.then_some(source).ok_or(Reason::TooLarge)
        }))
    }

    /// The source of a document without what names the draft it is of.
    fn nameless(&self, source: &str, sheet: render::Document) -> String {
        let own = Renderer::fingerprint(&self.draft.record, sheet);
        let names = self.names.iter().chain([&own]);
        names.fold(source.to_owned(), |text, name| text.replace(name, "\u{0}"))
    }

    fn document_name(&self, sheet: render::Document) -> String {
        format!("{}.pdf", sheet.name(&self.draft.record))
    }
}

/// A document of both sides, if any of its pages changed; else what keeps it from being compared.
fn compare(
    sides: &[Side<'_>; 2],
    sheets: Sheets,
    pictures: Pictures,
) -> Result<Result<Option<Compared>, Vec<Uncompared>>, Error> {
    let (mut sources, mut looks, mut left_out) = ([None, None], [None, None], Vec::new());
    for (side, sheet) in sheets.into_iter().enumerate() {
        let Some(sheet) = sheet else { continue };
        match sides[side].source(sheet)? {
            Ok(source) => sources[side] = Some((sheet, source)),
            Err(reason) => left_out.push(uncompared(sides, side, sheet, reason)),
        }
    }
    if !left_out.is_empty() {
        return Ok(Err(left_out));
    }
    if let [Some((old, before)), Some((new, after))] = &sources
        && sides[0].nameless(before, *old) == sides[1].nameless(after, *new)
    {
        return Ok(Ok(None));
    }
    for (side, source) in sources.into_iter().enumerate() {
        let Some((sheet, source)) = source else {
            continue;
        };
        let Side {
            draft, renderer, ..
        } = &sides[side];
        looks[side] = renderer.look(&source, &draft.record);
        if looks[side].is_none() {
            left_out.push(uncompared(sides, side, sheet, Reason::NotLaidOut));
        }
    }
    if !left_out.is_empty() {
        return Ok(Err(left_out));
    }
    let names = [0, 1].map(|side| sheets[side].map(|sheet| sides[side].document_name(sheet)));
    Ok(Ok(document(names, &looks, pictures)))
}

fn uncompared(
    sides: &[Side<'_>; 2],
    side: usize,
    sheet: render::Document,
    reason: Reason,
) -> Uncompared {
    // Of a part of a stage, one sentence says it all.
    let is_whole = reason != Reason::PartialStage;
    Uncompared {
        what: Subject::Pages,
        side: Some([Which::Before, Which::After][side]),
        reason,
        detail: is_whole.then(|| sides[side].document_name(sheet)),
    }
}

/// The document, if any of its pages changed.
fn document(
    [before, after]: [Option<String>; 2],
    looks: &[Option<Look>; 2],
    pictures: Pictures,
) -> Option<Compared> {
    let [old, new] = looks.each_ref().map(Option::as_ref);
    let mut pages = diff::compare_pages(old, new);
    if pages.iter().all(|page| page.state == PageState::Same) {
        return None;
    }
    let shown =
        |look: Option<&Look>, number: Option<usize>| Some(look?.pages.get(number? - 1)?.exact());
    let contents = pages
        .iter()
        .map(|page| [shown(old, page.before), shown(new, page.after)]);
    let contents = contents.collect();
    let changed = pages
        .iter_mut()
        .filter(|page| page.state != PageState::Same);
    for page in changed.filter(|_| pictures == Pictures::Changed) {
        page.picture_before = page.before.and_then(|number| old?.picture(number - 1));
        page.picture_after = page.after.and_then(|number| new?.picture(number - 1));
    }
    Some((
        Document {
            before,
            after,
            pages,
        },
        contents,
    ))
}

/// The annexes show again what fiches and recap show: such pages refer to the first ones.
fn share_pictures(documents: &mut [Compared]) {
    let mut first: BTreeMap<[Option<u128>; 2], (usize, usize)> = BTreeMap::new();
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
fn limit_pictures(documents: &mut [Document]) -> Vec<Uncompared> {
    let mut drawn = 0;
    let mut cut: Vec<Uncompared> = Vec::new();
    for document in documents {
        let before = drawn.max(MOST_PICTURED);
        for page in &mut document.pages {
            if page.picture_before.is_some() || page.picture_after.is_some() {
                drawn += 1;
                if drawn > MOST_PICTURED {
                    (page.picture_before, page.picture_after) = (None, None);
                }
            }
        }
        if drawn > before {
            cut.push(Uncompared {
                what: Subject::Pictures,
                side: None,
                reason: Reason::TooLarge,
                detail: Some(document.name().to_owned()),
            });
        }
    }
    cut
}
