//! The text of a paragraph, and the Markdown for it, which is read back before it is believed.

use std::rc::Rc;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::{
    finding::{Finding, Severity},
    read::{
        conventions::printed_events,
        markdown::{FOLLOWED, Html, is_inline},
    },
    source::{Place, join},
};

/// How a piece of text looks: a sum of these.
pub(super) type Looks = u8;
pub(super) const UNDERLINED: Looks = 1;
pub(super) const STRUCK: Looks = 2;
pub(super) const BOLD: Looks = 4;
pub(super) const ITALIC: Looks = 8;
pub(super) const RAISED: Looks = 16;
pub(super) const LOWERED: Looks = 32;

/// From this length on, fewer escapes are tried.
const LONG: usize = 10_000;

/// What is written around each, the outermost first.
const MARKS: [(Looks, &str, &str); 6] = [
    (UNDERLINED, "<u>", "</u>"),
    (STRUCK, "~~", "~~"),
    (BOLD, "**", "**"),
    (ITALIC, "*", "*"),
    (RAISED, "^", "^"),
    (LOWERED, "~", "~"),
];

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sign {
    Letter(char),
    /// The end of a line within the paragraph.
    Break,
    /// The reference to a note, by its number.
    Note(usize),
    /// A picture: its alternative text, its name, and how wide it is shown, in tenths of a millimetre.
    Picture {
        alt: String,
        name: String,
        width: Option<u32>,
    },
}

#[derive(Clone, Debug, PartialEq)]
struct Piece {
    sign: Sign,
    looks: Looks,
    link: Option<Rc<str>>,
}

impl Piece {
    fn is_space(&self) -> bool {
        matches!(self.sign, Sign::Letter(letter) if letter.is_whitespace())
    }

    /// A space that may be joined with others, unlike one that does not break.
    fn is_plain_space(&self) -> bool {
        let is_unbroken = |letter| matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}');
        matches!(self.sign, Sign::Letter(letter) if letter.is_whitespace() && !is_unbroken(letter))
    }

    /// Neither a note nor a picture.
    fn is_text(&self) -> bool {
        matches!(self.sign, Sign::Letter(_) | Sign::Break)
    }

    fn is_punctuation(&self) -> bool {
        matches!(self.sign, Sign::Letter(letter) if !letter.is_alphanumeric())
    }
}

/// How a piece is written: its looks and its link.
type Shape<'l> = (Looks, Option<&'l Rc<str>>);

/// The letters and line ends of these pieces.
fn text_of<'p>(pieces: impl IntoIterator<Item = &'p Piece>) -> String {
    let letters = pieces.into_iter().filter_map(|piece| match piece.sign {
        Sign::Letter(letter) => Some(letter),
        Sign::Break => Some('\n'),
        Sign::Note(_) | Sign::Picture { .. } => None,
    });
    letters.collect()
}

/// Where the Markdown of a line will stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    Paragraph,
    Heading,
    Item,
    Cell,
}

/// A remark on what is not printed, whose place is that of the text it is put on.
pub(super) fn left_out(variant: &'static str, text: &str) -> Finding {
    let finding = Finding::new("text-left-out", Severity::Warning, Place::file(""));
    finding.variant(variant).drafted(text)
}

/// The text of a paragraph, and what is remarked on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pieces: Vec<Piece>,
    pub(super) remarks: Vec<Finding>,
}

impl Line {
    fn of_pieces(pieces: Vec<Piece>) -> Self {
        let remarks = Vec::new();
        Self { pieces, remarks }
    }

    pub(super) fn of(text: &str) -> Self {
        let mut line = Self::default();
        line.push_text(text, 0, None);
        line
    }

    /// The same, with these remarks.
    pub(super) fn remarked(self, remarks: Vec<Finding>) -> Self {
        Self { remarks, ..self }
    }

    pub(super) fn push(&mut self, sign: Sign, looks: Looks, link: Option<&Rc<str>>) {
        let link = link.cloned();
        self.pieces.push(Piece { sign, looks, link });
    }

    pub(super) fn push_text(&mut self, text: &str, looks: Looks, link: Option<&Rc<str>>) {
        for letter in text.chars() {
            self.push(Sign::Letter(letter), looks, link);
        }
    }

    /// Puts another line behind this one, and what parts them.
    pub(super) fn join(&mut self, separator: Sign, mut other: Self) {
        if !self.is_empty() && !other.is_empty() {
            self.push(separator, 0, None);
        }
        self.pieces.append(&mut other.pieces);
        self.remarks.append(&mut other.remarks);
    }

    /// What stands before the first of these letters (a line's end is `\n`) and behind it, without remarks.
    pub(super) fn split_at(self, letter: char) -> (Self, Self) {
        let sign = if letter == '\n' {
            Sign::Break
        } else {
            Sign::Letter(letter)
        };
        let mut parts = self.pieces.splitn(2, |piece| piece.sign == sign);
        let mut part = || {
            let mut part = Self::of_pieces(parts.next().unwrap_or_default().to_vec());
            part.tidy();
            part
        };
        (part(), part())
    }

    /// Its text, and what it holds beside that.
    pub(super) fn parted(mut self) -> (Self, Self) {
        let others = self.pieces.extract_if(.., |piece| !piece.is_text());
        let others = Self::of_pieces(others.collect::<Vec<_>>());
        self.tidy();
        (self, others)
    }

    /// Drops its links, for a place that has none, and reports each address that its text does not show.
    pub(super) fn unlink(&mut self) {
        let text = self.text();
        let mut links: Vec<Rc<str>> = Vec::new();
        for link in self.pieces.iter_mut().filter_map(|piece| piece.link.take()) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        for link in links {
            let address = FOLLOWED.iter().find_map(|scheme| link.strip_prefix(scheme));
            let address = address.unwrap_or(&link).trim_end_matches('/');
            if !text.contains(address) {
                self.remarks.push(left_out("address", &link));
            }
        }
    }

    /// Its text from this sign on.
    pub(super) fn text_from(&self, rank: usize) -> String {
        text_of(self.pieces.get(rank..).unwrap_or_default())
    }

    /// How many signs it has.
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Drops what it has from this sign on.
    pub(super) fn truncate(&mut self, rank: usize) {
        self.pieces.truncate(rank);
    }

    /// The same with spaces for its line ends.
    pub(super) fn on_one_line(mut self) -> Self {
        for piece in &mut self.pieces {
            if piece.sign == Sign::Break {
                piece.sign = Sign::Letter(' ');
            }
        }
        self
    }

    /// Drops a sign that ends it, and the spaces before that.
    pub(super) fn trim_end(&mut self, sign: char) {
        let is_sign = |piece: &mut Piece| piece.sign == Sign::Letter(sign);
        if self.pieces.pop_if(is_sign).is_some() {
            while self.pieces.pop_if(|piece| piece.is_space()).is_some() {}
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The same without what sets a heading apart: it is one already.
    pub(super) fn unadorned(mut self) -> Self {
        for piece in &mut self.pieces {
            piece.looks &= !(UNDERLINED | BOLD | ITALIC);
        }
        self
    }

    /// Whether it is text and nothing else.
    pub(super) fn is_plain(&self) -> bool {
        self.pieces.iter().all(Piece::is_text)
    }

    /// Whether all of it looks so.
    pub(super) fn is_all(&self, look: Looks) -> bool {
        let looks_so = |piece: &Piece| piece.is_space() || piece.looks & look != 0;
        !self.is_empty() && self.pieces.iter().all(looks_so)
    }

    /// Whether any of it looks so.
    pub(super) fn has(&self, look: Looks) -> bool {
        let looks_so = |piece: &Piece| !piece.is_space() && piece.looks & look != 0;
        self.pieces.iter().any(looks_so)
    }

    /// Its text alone, a line end where it has one.
    pub(super) fn text(&self) -> String {
        text_of(&self.pieces)
    }

    /// Its text but for what looks so.
    pub(super) fn text_without(&self, look: Looks) -> String {
        if !self.has(look) {
            return self.text();
        }
        let rest = self.pieces.iter().filter(|piece| piece.looks & look == 0);
        let text = text_of(rest);
        join(text.split(' ').filter(|word| !word.is_empty()), " ")
    }

    /// The numbers of the notes that it refers to.
    pub(super) fn notes(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().filter_map(|piece| match piece.sign {
            Sign::Note(number) => Some(number),
            _ => None,
        })
    }

    /// Makes runs of spaces one, and drops those at an end of a line.
    pub(super) fn tidy(&mut self) {
        let mut tidied: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        let is_line_start =
            |tidied: &[Piece]| tidied.last().is_none_or(|last| last.sign == Sign::Break);
        for mut piece in self.pieces.drain(..) {
            if piece.is_plain_space() {
                piece.sign = Sign::Letter(' ');
                if is_line_start(&tidied)
                    || tidied.last().is_some_and(|last| last.sign == piece.sign)
                {
                    continue;
                }
            } else if piece.sign == Sign::Break {
                while tidied.last().is_some_and(Piece::is_plain_space) {
                    tidied.pop();
                }
                if is_line_start(&tidied) {
                    continue;
                }
            }
            tidied.push(piece);
        }
        let is_end = |last: &Piece| last.is_plain_space() || last.sign == Sign::Break;
        while tidied.last().is_some_and(is_end) {
            tidied.pop();
        }
        self.pieces = tidied;
    }

    /// The Markdown for it there: with as few escapes as will do, and without those looks that cannot be written. Several
    /// lines end in `\`, in a cell in `<br>`.
    pub(super) fn markdown(&self, form: Form) -> String {
        let spaced = self.softened(Piece::is_space);
        let parted = self.softened(|piece| piece.is_space() || piece.is_punctuation());
        let without = |left_out: Looks| -> Vec<Shape<'_>> {
            let shapes = parted.iter();
            shapes
                .map(|(looks, link)| (looks & !left_out, *link))
                .collect()
        };
        // With all looks, without those of one kind, without any, and without links.
        let kinds = MARKS.iter().rev().map(|(look, ..)| *look);
        let fewer = [0]
            .into_iter()
            .chain(kinds)
            .chain([Looks::MAX])
            .map(without);
        let plain = vec![(0, None); self.pieces.len()];
        let mut all = [spaced].into_iter().chain(fewer).chain([plain.clone()]);
        let found = all.find_map(|shapes| self.escaped(&shapes, form));
        found.unwrap_or_else(|| self.written(&plain, &ALL, form))
    }

    /// The Markdown with these looks, if it reads back as the same text, with no more signs escaped than need it.
    fn escaped(&self, shapes: &[Shape<'_>], form: Form) -> Option<String> {
        let text = self.text();
        let due = due(form, &text);
        let write = |escaped: &[char]| {
            let written = self.written(shapes, escaped, form);
            let read = read_back(&placed(&written, form, self.notes()));
            (read.as_ref() == Some(&due)).then_some(written)
        };
        // These are marks only among other lines, which reading this one back does not show.
        let is_mark = form == Form::Cell && matches!(&*text, "^^" | "<<");
        let is_plain = !is_mark && !text.contains("[^");
        if is_plain && let Some(written) = write(&[]) {
            return Some(written);
        }
        let signs = SIGNS.iter().copied().filter(|sign| text.contains(*sign));
        let mut escaped: Vec<char> = signs.collect();
        let Some(mut written) = write(&escaped) else {
            return write(&ALL);
        };
        // Trying each sign of a long line would take too long.
        if self.pieces.len() >= LONG {
            return Some(written);
        }
        for sign in escaped.clone() {
            let others: Vec<char> = escaped
                .iter()
                .copied()
                .filter(|other| *other != sign)
                .collect();
            let may_stand = is_plain || !matches!(sign, '[' | '^' | '<');
            if may_stand && let Some(fewer) = write(&others) {
                (escaped, written) = (others, fewer);
            }
        }
        Some(written)
    }

    /// How each piece is written, where spaces and the like at an edge look as both sides do.
    fn softened(&self, is_soft: impl Fn(&Piece) -> bool) -> Vec<Shape<'_>> {
        let shapes = self.pieces.iter();
        let shapes = shapes.map(|piece| (piece.looks, piece.link.as_ref()));
        let mut shapes: Vec<Shape<'_>> = shapes.collect();
        let mut start = 0;
        for run in self
            .pieces
            .chunk_by(|one, next| is_soft(one) == is_soft(next))
        {
            let end = start + run.len();
            if is_soft(&run[0]) {
                let before = start.checked_sub(1).map_or((0, None), |at| shapes[at]);
                let after = shapes.get(end).copied().unwrap_or((0, None));
                for (looks, link) in &mut shapes[start..end] {
                    // Markdown has no space in raised or lowered text.
                    *looks &= before.0 & after.0 & !(RAISED | LOWERED);
                    *link = link.filter(|_| before.1 == *link && after.1 == *link);
                }
            }
            start = end;
        }
        shapes
    }

    fn written(&self, shapes: &[Shape<'_>], escaped: &[char], form: Form) -> String {
        let mut text = String::new();
        // The marks that are open, the innermost last, and the link around them.
        let (mut open, mut link): (Vec<usize>, Option<&Rc<str>>) = (Vec::new(), None);
        let mut line = 0;
        for (rank, (piece, (looks, next_link))) in self.pieces.iter().zip(shapes).enumerate() {
            let has = |mark: &usize| looks & MARKS[*mark].0 != 0;
            let goes_on = *next_link == link;
            let retained = open.iter().take_while(|mark| goes_on && has(mark)).count();
            close(&mut text, &mut open, retained);
            if !goes_on {
                close_link(&mut text, link);
                text.push_str(if next_link.is_some() { "[" } else { "" });
                link = *next_link;
            }
            for (mark, (.., sign, _)) in MARKS.iter().enumerate() {
                if has(&mark) && !open.contains(&mark) {
                    open.push(mark);
                    text.push_str(sign);
                }
            }
            match &piece.sign {
                Sign::Letter(letter) => {
                    let before = &self.pieces[line..rank];
                    let escape = is_escaped(*letter, escaped, before).then_some('\\');
                    text.extend(escape.into_iter().chain([*letter]));
                }
                Sign::Break => {
                    line = rank + 1;
                    text.push_str(match form {
                        Form::Cell => "<br>",
                        Form::Heading => " ",
                        Form::Paragraph | Form::Item => "\\\n",
                    });
                }
                Sign::Note(number) => text.extend(["[^", &number.to_string(), "]"]),
                Sign::Picture { alt, name, width } => {
                    text.push_str("![");
                    for letter in alt.chars() {
                        let is_sign = SIGNS.contains(&letter) || matches!(letter, ']' | '!');
                        text.extend(is_sign.then_some('\\').into_iter().chain([letter]));
                    }
                    text.extend(["](", name, ")"]);
                    if let Some(tenths) = width {
                        let (whole, part) = (tenths / 10, tenths % 10);
                        let point = if part == 0 {
                            String::new()
                        } else {
                            format!(".{part}")
                        };
                        text.extend(["{width=", &whole.to_string(), &point, "mm}"]);
                    }
                }
            }
        }
        close(&mut text, &mut open, 0);
        close_link(&mut text, link);
        text
    }
}

/// Closes the marks that are open, but for the outermost ones.
fn close(text: &mut String, open: &mut Vec<usize>, retained: usize) {
    text.extend(open.drain(retained..).rev().map(|mark| MARKS[mark].2));
}

fn close_link(text: &mut String, link: Option<&Rc<str>>) {
    if let Some(address) = link {
        text.extend(["](", &destination(address), ")"]);
    }
}

/// What Markdown may take for a mark: anywhere, then at the beginning of a line, then behind a number there.
const SIGNS: [char; 17] = [
    '\\', '|', '`', '*', '_', '[', '<', '~', '^', '&', '#', '+', '-', '=', ':', '.', ')',
];
/// Stands for every sign.
const ALL: [char; 1] = ['\0'];

/// Whether a backslash is due before a letter, behind this much of its line, where these are escaped.
fn is_escaped(letter: char, escaped: &[char], line: &[Piece]) -> bool {
    if escaped == ALL {
        return letter.is_ascii_punctuation();
    }
    let is_digit =
        |piece: &Piece| matches!(piece.sign, Sign::Letter(letter) if letter.is_ascii_digit());
    let is_due = match letter {
        '#' | '+' | '-' | '=' | ':' => line.is_empty(),
        // No list has a longer number.
        '.' | ')' => (1..10).contains(&line.len()) && line.iter().all(is_digit),
        // One escape is enough for a run of them.
        '`' | '*' | '_' | '~' | '^' => line
            .last()
            .is_none_or(|last| last.sign != Sign::Letter(letter)),
        _ => true,
    };
    is_due && escaped.contains(&letter)
}

/// An address as Markdown takes it between brackets.
fn destination(address: &str) -> String {
    const ENCODED: &str = "()<>\\\"`| *^";
    let letters = address.chars().filter(|letter| !letter.is_control());
    let letters = letters.map(|letter| match letter {
        '&' => "&amp;".to_owned(),
        _ if ENCODED.contains(letter) => format!("%{:02X}", u32::from(letter)),
        _ => letter.to_string(),
    });
    letters.collect()
}

// What stands before each block of Markdown that is read back.
const PARAGRAPH: char = '\u{1}';
const LIST: char = '\u{2}';
const CELL: char = '\u{3}';
const HEADING: char = '\u{4}';

/// A piece of Markdown between other blocks, to read it back there.
fn placed(markdown: &str, form: Form, notes: impl Iterator<Item = usize>) -> String {
    let placed = match form {
        Form::Paragraph => format!("x\n\n{markdown}\n"),
        Form::Heading => format!("## {markdown}\n"),
        Form::Item => format!("x\n\n- {}\n", markdown.replace('\n', "\n  ")),
        Form::Cell => format!("| x |\n| --- |\n| {markdown} |\n"),
    };
    let notes = notes.map(|number| format!("\n[^{number}]: n\n"));
    placed + &notes.collect::<String>()
}

/// The text that must be read back.
fn due(form: Form, text: &str) -> String {
    match form {
        Form::Paragraph => format!("{PARAGRAPH}x{PARAGRAPH}{text}"),
        Form::Heading => format!("{HEADING}{}", text.replace('\n', " ")),
        Form::Item => format!("{PARAGRAPH}x{LIST}{text}"),
        Form::Cell => format!("{CELL}x{CELL}{text}"),
    }
}

/// The text of Markdown; none when it holds a construct that no line is written as, or an underlined stretch that another
/// one cuts.
fn read_back(markdown: &str) -> Option<String> {
    let mut text = String::new();
    // The constructs that are open, and whether each is an underlined stretch. Within a note or a picture nothing counts.
    let (mut open, mut aside) = (Vec::new(), 0);
    for (event, _) in printed_events(markdown) {
        match event {
            Event::Start(Tag::FootnoteDefinition(_) | Tag::Image { .. }) => aside += 1,
            Event::End(TagEnd::FootnoteDefinition | TagEnd::Image) => aside -= 1,
            _ if aside > 0 => {}
            Event::Start(tag) => {
                open.push(false);
                match tag {
                    Tag::Paragraph => text.push(PARAGRAPH),
                    Tag::List(_) => text.push(LIST),
                    Tag::TableCell => text.push(CELL),
                    Tag::Heading { .. } => text.push(HEADING),
                    Tag::Item | Tag::Table(_) | Tag::TableHead | Tag::TableRow => {}
                    tag if is_inline(&tag) => {}
                    _ => return None,
                }
            }
            Event::End(_) if open.pop() == Some(false) => {}
            Event::FootnoteReference(_) => {}
            Event::Text(part) => text.push_str(&part),
            Event::HardBreak => text.push('\n'),
            Event::InlineHtml(html) => match Html::of(&html)? {
                Html::Break => text.push('\n'),
                Html::Underline => open.push(true),
                Html::EndUnderline => open.pop().filter(|is_underline| *is_underline).map(drop)?,
            },
            _ => return None,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(text: &str, looks: Looks) -> Line {
        let mut line = Line::default();
        line.push_text(text, looks, None);
        line.tidy();
        line
    }

    fn written(text: &str) -> String {
        line(text, 0).markdown(Form::Paragraph)
    }

    #[test]
    fn text_is_escaped_no_more_than_needed() {
        for text in [
            "Prix 3 €, R&D, snake_case, 5 * 3, a | b, [x] ok, 100 %.",
            "a) tapé",
            "le ____ à ……",
            "– tiret",
        ] {
            assert_eq!(written(text), text);
        }
        for (text, expected) in [
            ("12. décembre", "12\\. décembre"),
            ("1) tapé", "1\\) tapé"),
            ("# dièse", "\\# dièse"),
            ("+ 5 % par an", "\\+ 5 % par an"),
            ("*étoile*", "\\*étoile\\*"),
            ("____", "\\____"),
            ("<b>", "\\<b>"),
            ("[Contact]: x", "\\[Contact]: x"),
            ("a [^1]", "a \\[\\^1]"),
            (": suite", "\\: suite"),
        ] {
            assert_eq!(written(text), expected);
        }
        let mut link = Line::default();
        link.push_text("ici", 0, Some(&"https://a.fr/b?c=d&e=(f)".into()));
        assert_eq!(
            link.markdown(Form::Paragraph),
            "[ici](https://a.fr/b?c=d&amp;e=%28f%29)"
        );
    }

    #[test]
    fn looks_are_written_around_words() {
        let mut text = Line::of("un ");
        text.push_text("deux ", BOLD, None);
        text.push_text("trois", BOLD | ITALIC, None);
        text.push_text("(quatre)", STRUCK, None);
        text.push_text("er", RAISED, None);
        assert_eq!(
            text.markdown(Form::Paragraph),
            "un **deux *trois***~~(quatre)~~^er^"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_reads_back_as_itself(
            pieces in prop::collection::vec(("[ -~]{0,6}|[a-z#>*_`|\\[\\]()!<&^~\\\\.:=+ -]{0,6}|\\PC{0,4}|\n", 0..64_u8, any::<bool>()), 0..6),
            form in prop::sample::select(vec![Form::Paragraph, Form::Heading, Form::Item, Form::Cell]),
        ) {
            let mut line = Line::default();
            for (text, looks, is_link) in &pieces {
                let link: Option<Rc<str>> = is_link.then(|| "https://a.fr/".into());
                if text == "\n" {
                    line.push(Sign::Break, *looks, None);
                } else {
                    line.push_text(text, *looks, link.as_ref());
                }
            }
            line.tidy();
            let markdown = line.markdown(form);
            let read = read_back(&placed(&markdown, form, std::iter::empty()));
            if !line.is_empty() {
                prop_assert_eq!(read, Some(due(form, &line.text())), "{:?}", markdown);
            }
        }
    }
}
