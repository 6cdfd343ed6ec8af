//! Compares the pages of two drafts, from published sources or a dossier's templates: the third level of a comparison.
//!
//! As many pairs of documents are laid out at once as there are cores; only what changed is drawn. A document whose
//! sources differ in nothing but the draft's name is not laid out at all. What cannot be laid out is listed with the
//! rest of what could not be compared.

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
    limits::{Limit, Limits},
    publish, read,
    render::{
        self,
        Document::{Amendment, Annexes, Convention, Fiche, Recap},
        Look, PictureFiles, Renderer, printed,
    },
    source::{date_in_words, sha256, visible},
    watchdog::{self, Guard, Task},
    workers,
};

/// The largest source that is laid out: the annexes of some 400 fiches.
const MOST_BYTES: u64 = 2 << 20;
/// The most pages that are drawn; a file with more pictures would be too large to open.
const MOST_PICTURED: usize = 400;

/// Fills in the pages of a comparison, with both pictures of each page that changed if they are wanted.
///
/// # Errors
/// [`Error::Document`] when a template of a dossier fails.
pub fn compare_pages(
    comparison: &mut Comparison,
    drafts: &[Draft; 2],
    with_pictures: bool,
) -> Result<(), Error> {
    let has_none = |draft: &Draft| matches!(draft.documents, Documents::None);
    if drafts.iter().any(has_none) {
        return Ok(());
    }
    let side = |which, rank: usize| Side::new(which, &drafts[rank]);
    let sides = [side(Which::Before, 0)?, side(Which::After, 1)?];
    let fiches = comparison.fiches.iter().map(|fiche| fiche.ranks);
    let fiches: Vec<_> = fiches
        .map(|ranks| ranks.map(|rank| rank.map(Fiche)))
        .collect();
    // Fiches first: pages repeated in other documents are not drawn again.
    let others = [Recap, Annexes].map(|document| [Some(document); 2]);
    let has_articles = |draft: &Draft| !draft.record.articles.is_empty();
    let convention = drafts
        .each_ref()
        .map(|draft| has_articles(draft).then_some(Convention));
    let is_amendment = |draft: &Draft| draft.record.amendment.is_some();
    let amendment = drafts
        .each_ref()
        .map(|draft| is_amendment(draft).then_some(Amendment));
    let mut pairs = [fiches, others.to_vec(), vec![convention, amendment]].concat();
    pairs.retain(|pair| pair.iter().any(Option::is_some));
    let compared = workers::each(&pairs, |pair| compare(&sides, *pair));
    let (mut all, mut left_out) = (Vec::new(), BTreeSet::new());
    for (place, one) in compared.into_iter().enumerate() {
        let (changed, uncompared) = one?;
        left_out.extend(uncompared);
        if let Some((mut document, looks)) = changed {
            document.fiche = Some(place).filter(|place| *place < comparison.fiches.len());
            all.push((document, looks));
        }
    }
    let (mut shown, mut drawn) = (BTreeMap::new(), 0);
    for (document, looks) in &mut all {
        let name = visible(document.name());
        let mut is_cut = false;
        let changed = document.pages.iter_mut();
        for page in changed.filter(|page| page.state != PageState::Same) {
            let first = shown.entry(page.looks);
            let first = first.or_insert_with(|| (name.clone(), document.fiche));
            if first.0 != name {
                (page.shown_by, page.shown_in) = (Some(first.0.clone()), first.1);
            }
            if with_pictures && page.shown_by.is_none() {
                drawn += 1;
                if drawn <= MOST_PICTURED {
                    page.picture_before = picture(looks[0].as_ref(), page.before);
                    page.picture_after = picture(looks[1].as_ref(), page.after);
                }
                is_cut = drawn > MOST_PICTURED;
            }
        }
        if is_cut {
            let detail = Some(document.name().to_owned());
            left_out.insert(Uncompared::new(Subject::Pictures, Reason::TooLarge, detail));
        }
    }
    comparison.documents = all.into_iter().map(|(document, _)| document).collect();
    comparison.uncompared.extend(left_out);
    Ok(())
}

/// The pictures that the sources of a draft may show. Those of a stage are untrusted: they are taken only if its record
/// names them, they are unchanged, and they are no larger than any other picture.
fn pictures(draft: &Draft) -> PictureFiles {
    let folder = match &draft.documents {
        Documents::None => return PictureFiles::new(),
        Documents::Templates { pictures, .. } => return pictures.clone(),
        Documents::Published(folder) => folder,
    };
    let limits = Limits::default();
    let names: BTreeSet<&String> = draft.record.pictures.values().collect();
    let most = usize::try_from(limits.of(Limit::Pictures)).unwrap_or(usize::MAX);
    let names = names.into_iter().take(most);
    let read = |name: &String| {
        let most = limits.bytes(Limit::PictureSize);
        let bytes = publish::file_of(folder, &format!("source/{name}"), most).ok()?;
        let kind = read::picture_kind(&bytes, &limits).ok()?;
        let is_same = *name == format!("images/{}.{kind}", sha256(&bytes));
        is_same.then(|| (name.clone(), bytes.into()))
    };
    names.filter_map(read).collect()
}

fn picture(look: Option<&Look>, number: Option<usize>) -> Option<Picture> {
    Picture::new(&look?.picture(number? - 1)?)
}

/// The documents of a draft.
struct Side<'a> {
    which: Which,
    draft: &'a Draft,
    renderer: Renderer,
    /// Texts that name this draft in its sources.
    names: [String; 3],
}

impl<'a> Side<'a> {
    fn new(which: Which, draft: &'a Draft) -> Result<Self, Error> {
        let record = &draft.record;
        let stage = &record.convention.stage;
        Ok(Self {
            which,
            draft,
            renderer: Renderer::new(draft.templates(), &pictures(draft))?,
            names: [
                printed(stage),
                printed(&date_in_words(stage)),
                record.fingerprint(),
            ],
        })
    }

    /// The Typst source of a document, or why there is none.
    fn source(&self, document: render::Document) -> Result<Result<String, Reason>, Error> {
        Ok(match &self.draft.documents {
            Documents::None => Err(Reason::BareWorkbook),
            Documents::Templates { open, .. } => {
                let open: Vec<_> = open.iter().collect();
                let source = self.renderer.source(&self.draft.record, &open, document)?;
                let fits = source.len() as u64 <= MOST_BYTES;
                fits.then_some(source).ok_or(Reason::TooLarge)
            }
            Documents::Published(folder) => {
                let name = format!("source/{}.typ", document.name(&self.draft.record));
                let folder_name = folder.file_name().unwrap_or_default();
                let is_part = folder_name.to_string_lossy().contains('+');
                let source = publish::file_of(folder, &name, MOST_BYTES);
                let source = source.map_err(|error| match error.io_kind() {
                    Some(io::ErrorKind::NotFound) if is_part => Reason::PartialStage,
                    Some(io::ErrorKind::NotFound) => Reason::MissingFile,
                    Some(io::ErrorKind::FileTooLarge) => Reason::TooLarge,
                    _ => Reason::UnreadableFile,
                });
                let text = |bytes| String::from_utf8(bytes).map_err(|_| Reason::UnreadableFile);
                source.and_then(text)
            }
        })
    }

    /// Begins the task of making a document.
    fn begin(&self, document: render::Document) -> Guard {
        let fiches = match document {
            Fiche(_) => 1,
            Recap | Convention | Amendment | Annexes => self.draft.record.fiches.len(),
        };
        let name = document.name(&self.draft.record);
        let name = match &self.draft.documents {
            Documents::Published(folder) => format!("{}/source/{name}.typ", folder.display()),
            _ => format!("{name} ({})", self.draft.label),
        };
        watchdog::begin(Task::Document { name, fiches })
    }

    /// The source of a document without the texts that name its draft.
    fn nameless(&self, source: &str, document: render::Document) -> String {
        let fingerprint = Renderer::fingerprint(&self.draft.record, document);
        let names = self.names.iter().chain([&fingerprint]);
        names.fold(source.to_owned(), |text, name| text.replace(name, "\u{0}"))
    }

    fn file_name(&self, document: render::Document) -> String {
        format!("{}.pdf", document.name(&self.draft.record))
    }

    fn uncompared(&self, document: render::Document, reason: Reason) -> Uncompared {
        // A partial stage gets one sentence for all of its documents.
        let is_named = reason != Reason::PartialStage;
        let detail = is_named.then(|| self.file_name(document));
        Uncompared::new(Subject::Pages, reason, detail).of(Some(self.which))
    }
}

/// A document with changed pages and its looks on both sides, and what could not be compared.
type Compared = (Option<(Document, [Option<Look>; 2])>, Vec<Uncompared>);

fn compare(
    sides: &[Side<'_>; 2],
    documents: [Option<render::Document>; 2],
) -> Result<Compared, Error> {
    let there = sides.iter().zip(documents);
    let there = there.filter_map(|(side, document)| Some((side, document?)));
    let (mut sources, mut left_out) = (Vec::new(), Vec::new());
    for (side, document) in there {
        let _making = side.begin(document);
        match side.source(document)? {
            Ok(source) => sources.push((side, document, source)),
            Err(reason) => left_out.push(side.uncompared(document, reason)),
        }
    }
    let nameless =
        |(side, document, source): &(&Side<'_>, _, String)| side.nameless(source, *document);
    let is_same = matches!(&sources[..], [before, after] if nameless(before) == nameless(after));
    if is_same || !left_out.is_empty() {
        return Ok((None, left_out));
    }
    let mut looks = [None, None];
    for (side, document, source) in sources {
        let _making = side.begin(document);
        match side.renderer.look(&source, &side.draft.record) {
            None => left_out.push(side.uncompared(document, Reason::NotLaidOut)),
            look => looks[usize::from(side.which == Which::After)] = look,
        }
    }
    if !left_out.is_empty() {
        return Ok((None, left_out));
    }
    let [old, new] = looks.each_ref().map(Option::as_ref);
    let [old, new] = [old, new].map(|look| look.map_or(&[][..], |look| &look.pages));
    let document = Document {
        names: [0, 1].map(|rank| Some(sides[rank].file_name(documents[rank]?))),
        fiche: None,
        pages: diff::compare_pages(old, new),
    };
    let is_changed = document.changed().next().is_some();
    Ok((is_changed.then_some((document, looks)), left_out))
}
