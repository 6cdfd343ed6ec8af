//! The pages of two drafts: published sources or the dossier's templates in, the third level of a comparison
//! out.
//!
//! Documents are laid out one pair at a time (as many at once as there are cores), so that memory does not grow
//! with their number; only what changed is drawn. A document whose sources differ in nothing but the draft's
//! name is not laid out at all. What cannot be laid out is told with the rest of what could not be compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diff::{
        self, Comparison, Document, Documents, Draft, PageState, Pages, Reason, Subject,
        Uncompared, Which,
    },
    error::Error,
    journal::{self, Doing, Task},
    publish,
    record::Record,
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
    let shelves = [Shelf::new(&drafts[0])?, Shelf::new(&drafts[1])?];
    let pairs = pairs(comparison);
    let compared: Vec<Compared> = workers::each(&pairs, |pair| compare(&shelves, *pair, pictures))
        .into_iter()
        .collect::<Result<_, _>>()?;
    let (mut documents, mut left_out) = (Vec::new(), BTreeSet::new());
    for one in compared {
        left_out.extend(one.left_out);
        documents.extend(one.document);
    }
    share_pictures(&mut documents);
    left_out.extend(limit_pictures(&mut documents));
    comparison.pages = Pages {
        documents: documents
            .into_iter()
            .map(|(document, _)| document)
            .collect(),
    };
    comparison.uncompared.extend(left_out);
    Ok(())
}

type DocumentPair = [Option<render::Document>; 2];

/// The documents of both sides: fiches first, as other documents show them again.
fn pairs(comparison: &Comparison) -> Vec<DocumentPair> {
    let fiches = comparison.pairs.iter().map(|pair| {
        [
            pair.before.map(render::Document::Fiche),
            pair.after.map(render::Document::Fiche),
        ]
    });
    fiches
        .chain([
            [Some(render::Document::Recap); 2],
            [Some(render::Document::Annexes); 2],
        ])
        .collect()
}

/// The documents of a draft.
struct Shelf<'a> {
    label: &'a str,
    record: &'a Record,
    documents: &'a Documents,
    renderer: Renderer,
    is_partial: bool,
    /// What names this draft in its sources.
    names: [String; 2],
}

impl<'a> Shelf<'a> {
    fn new(draft: &'a Draft) -> Result<Self, Error> {
        let is_partial = match &draft.documents {
            Documents::Published(folder) => folder
                .file_name()
                .is_some_and(|name| name.to_string_lossy().contains('+')),
            _ => false,
        };
        let names = [
            escaped(&draft.record.convention.stage),
            draft.record.fingerprint(),
        ];
        let renderer = Renderer::new(draft.templates())?;
        Ok(Self {
            label: &draft.label,
            record: &draft.record,
            documents: &draft.documents,
            renderer,
            is_partial,
            names,
        })
    }

    /// The Typst source of a document, or why there is none.
    fn source(&self, sheet: render::Document) -> Result<Result<String, Reason>, Error> {
        let source = match self.documents {
            Documents::Templates { open, .. } => {
                self.renderer
                    .source(self.record, &open.iter().collect::<Vec<_>>(), sheet)?
            }
            Documents::None => return Ok(Err(Reason::BareWorkbook)),
            Documents::Published(folder) => {
                match publish::file_of(
                    folder,
                    &format!("source/{}.typ", sheet.name(self.record)),
                    MOST_BYTES,
                ) {
                    Ok(bytes) => match String::from_utf8(bytes) {
                        Ok(source) => source,
                        Err(_) => return Ok(Err(Reason::UnreadableFile)),
                    },
                    Err(Error::Io { source, .. })
                        if source.kind() == std::io::ErrorKind::NotFound =>
                    {
                        return Ok(Err(if self.is_partial {
                            Reason::PartialStage
                        } else {
                            Reason::MissingFile
                        }));
                    }
                    Err(Error::Io { source, .. })
                        if source.kind() == std::io::ErrorKind::FileTooLarge =>
                    {
                        return Ok(Err(Reason::TooLarge));
                    }
                    Err(_) => return Ok(Err(Reason::UnreadableFile)),
                }
            }
        };
        Ok(if source.len() as u64 > MOST_BYTES {
            Err(Reason::TooLarge)
        } else {
            Ok(source)
        })
    }

    /// Notes that a document is made, and from what.
    fn begin(&self, sheet: render::Document) -> Doing {
        journal::begin(|| {
            let (name, of) = (sheet.name(self.record), self.record.fiches.len());
            let name = match self.documents {
                Documents::Published(folder) => folder
                    .join(format!("source/{name}.typ"))
                    .display()
                    .to_string(),
                _ => format!("{name} ({})", self.label),
            };
            Task::Document {
                name,
                fiches: if matches!(sheet, render::Document::Fiche(_)) {
                    1
                } else {
                    of
                },
                of,
            }
        })
    }

    fn look(&self, source: &str) -> Result<Look, Reason> {
        self.renderer
            .look(source, self.record)
            .ok_or(Reason::NotLaidOut)
    }

    /// The source of a document without what names the draft it is of.
    fn nameless(&self, source: &str, sheet: Option<render::Document>) -> String {
        let own = sheet.map(|sheet| Renderer::fingerprint(self.record, sheet));
        self.names
            .iter()
            .chain(&own)
            .fold(source.to_owned(), |text, name| text.replace(name, "\u{0}"))
    }
}

/// What became of a pair of documents.
#[derive(Default)]
struct Compared {
    document: Option<(Document, Vec<Content>)>,
    left_out: Vec<Uncompared>,
}

/// What a page says, before and after.
type Content = (Option<u128>, Option<u128>);

fn compare(
    shelves: &[Shelf<'_>; 2],
    sheets: DocumentPair,
    pictures: Pictures,
) -> Result<Compared, Error> {
    let mut left_out = Vec::new();
    let mut sources = [None, None];
    for (side, (shelf, sheet)) in shelves.iter().zip(sheets).enumerate() {
        let Some(sheet) = sheet else { continue };
        let _making = shelf.begin(sheet);
        match shelf.source(sheet)? {
            Ok(source) => sources[side] = Some(source),
            Err(reason) => left_out.push(uncompared(shelf, sheet, side, reason)),
        }
    }
    let are_alike = |[before, after]: &[Option<String>; 2]| match (before, after) {
        (Some(before), Some(after)) => {
            shelves[0].nameless(before, sheets[0]) == shelves[1].nameless(after, sheets[1])
        }
        _ => false,
    };
    if !left_out.is_empty() || are_alike(&sources) {
        return Ok(Compared {
            document: None,
            left_out,
        });
    }
    let mut looks = [None, None];
    for (side, (shelf, sheet)) in shelves.iter().zip(sheets).enumerate() {
        let _making = sheet.map(|sheet| shelf.begin(sheet));
        match (
            sheet,
            sources[side].as_deref().map(|source| shelf.look(source)),
        ) {
            (_, None) => {}
            (_, Some(Ok(look))) => looks[side] = Some(look),
            (sheet, Some(Err(reason))) => {
                left_out.extend(sheet.map(|sheet| uncompared(shelf, sheet, side, reason)));
            }
        }
    }
    if !left_out.is_empty() {
        return Ok(Compared {
            document: None,
            left_out,
        });
    }
    Ok(Compared {
        document: document(shelves, sheets, &looks, pictures),
        left_out,
    })
}

fn uncompared(
    shelf: &Shelf<'_>,
    sheet: render::Document,
    side: usize,
    reason: Reason,
) -> Uncompared {
    let side = Some(if side == 0 {
        Which::Before
    } else {
        Which::After
    });
    // Of a part of a stage, one sentence says it all.
    let detail =
        (reason != Reason::PartialStage).then(|| format!("{}.pdf", sheet.name(shelf.record)));
    Uncompared {
        what: Subject::Pages,
        side,
        reason,
        detail,
    }
}

/// The document, if any of its pages changed.
fn document(
    shelves: &[Shelf<'_>; 2],
    sheets: DocumentPair,
    looks: &[Option<Look>; 2],
    pictures: Pictures,
) -> Option<(Document, Vec<Content>)> {
    let [before, after] = [0, 1]
        .map(|side| sheets[side].map(|sheet| format!("{}.pdf", sheet.name(shelves[side].record))));
    let [look_before, look_after] = [looks[0].as_ref(), looks[1].as_ref()];
    let mut pages = diff::compare_pages(look_before, look_after);
    if pages.iter().all(|page| page.state == PageState::Same) {
        return None;
    }
    let seen =
        |look: Option<&Look>, number: Option<usize>| Some(look?.pages.get(number? - 1)?.exact());
    let contents = pages
        .iter()
        .map(|page| (seen(look_before, page.before), seen(look_after, page.after)))
        .collect();
    for page in pages
        .iter_mut()
        .filter(|page| page.state != PageState::Same && pictures == Pictures::Changed)
    {
        page.picture_before = page
            .before
            .and_then(|number| look_before?.picture(number - 1));
        page.picture_after = page
            .after
            .and_then(|number| look_after?.picture(number - 1));
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
fn share_pictures(documents: &mut [(Document, Vec<Content>)]) {
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
fn limit_pictures(documents: &mut [(Document, Vec<Content>)]) -> Vec<Uncompared> {
    let mut drawn = 0;
    let mut bare = Vec::new();
    for (document, _) in documents {
        let is_first_bare = bare.len();
        for page in document
            .pages
            .iter_mut()
            .filter(|page| page.picture_before.is_some() || page.picture_after.is_some())
        {
            drawn += 1;
            if drawn > MOST_PICTURED {
                (page.picture_before, page.picture_after) = (None, None);
                if bare.len() == is_first_bare {
                    let detail = document.after.clone().or_else(|| document.before.clone());
                    bare.push(Uncompared {
                        what: Subject::Pictures,
                        side: None,
                        reason: Reason::TooLarge,
                        detail,
                    });
                }
            }
        }
    }
    bare
}
