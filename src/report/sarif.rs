//! Findings as SARIF 2.1.0, the format in which tools that check files hand over what they found.
//!
//! One run a dossier. Every rule of the table is described, whether or not it found anything. Files are named
//! relative to the dossier. A cell has no line: it is a *logical* location beside the workbook. A finding
//! that a decision settles is suppressed. `docs/controle.md` tells users what goes where.

mod log;
mod uri;

use serde_json::{Map, Value, json};

use self::log::{
    ArtifactLocation, Configuration, Driver, Invocation, Location, Log, LogicalLocation,
    Multiformat, PhysicalLocation, Region, Result as SarifResult, RuleDescriptor, Run, Suppression,
    Text, Tool,
};
use super::{
    json::{fact, json_text},
    page::draw_page,
    screen::Screen,
};
use crate::{
    audit::{self, RULES, Rule, page, title},
    finding::{Finding, Settlement, Severity},
    locale::Locale,
    source::{Code, Place, Sources, sha256},
};

/// The official schema of the format.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What file names are relative to.
const DOSSIER: &str = "DOSSIER";
/// What the dossier's name is relative to.
const ROOT: &str = "SRCROOT";
/// The paragraphs of a page are one line each, for programs that wrap them.
const ENDLESS: Screen = Screen {
    width: usize::MAX / 2,
    colour: false,
};

/// A log under construction.
#[derive(Debug)]
pub struct SarifReport<'a> {
    locale: &'a Locale,
    runs: Vec<Run>,
}

impl<'a> SarifReport<'a> {
    /// A log without any run.
    pub fn new(locale: &'a Locale) -> Self {
        Self {
            locale,
            runs: Vec::new(),
        }
    }

    /// Adds the run on the dossier in the folder `name`, whose files said `sources`.
    pub fn add(&mut self, name: &str, readable: bool, findings: &[Finding], sources: &Sources) {
        let run = RunWriter {
            locale: self.locale,
            sources,
        };
        self.runs.push(run.write(name, readable, findings));
    }

    /// As JSON text.
    pub fn to_json(&self) -> String {
        json_text(&Log {
            schema: SCHEMA,
            version: "2.1.0",
            runs: &self.runs,
        })
    }
}

struct RunWriter<'a> {
    locale: &'a Locale,
    sources: &'a Sources,
}

impl RunWriter<'_> {
    fn write(&self, name: &str, readable: bool, findings: &[Finding]) -> Run {
        let mut prints = Vec::new();
        let results = findings
            .iter()
            .map(|finding| self.result(finding, &mut prints))
            .collect();
        let driver = Driver {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            language: self.locale.tag().to_owned(),
            rules: RULES.iter().map(|rule| self.descriptor(rule)).collect(),
        };
        Run {
            tool: Tool { driver },
            language: self.locale.tag().to_owned(),
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: self.bases(name),
            invocations: [Invocation {
                execution_successful: readable,
            }],
            results,
        }
    }

    /// Where the dossier is: below the folder of the run, unless an absolute path was asked for.
    fn bases(&self, name: &str) -> Value {
        let described = |id: &str| json!({ "text": self.locale.plain(id) });
        let mut bases = Map::new();
        let mut dossier = Map::new();
        dossier.insert("uri".to_owned(), uri::of_folder(name).into());
        if !uri::is_absolute(name) {
            dossier.insert("uriBaseId".to_owned(), ROOT.into());
            bases.insert(
                ROOT.to_owned(),
                json!({ "description": described("sarif-root") }),
            );
        }
        dossier.insert("description".to_owned(), described("sarif-dossier"));
        bases.insert(DOSSIER.to_owned(), dossier.into());
        bases.into()
    }

    fn descriptor(&self, rule: &Rule) -> RuleDescriptor {
        let language = self.locale.tag();
        let text = page(rule.name, language).unwrap_or_default();
        // The page's first section says what the rule checks.
        let checked = text
            .split("\n## ")
            .nth(1)
            .and_then(|section| section.split_once('\n'))
            .map_or("", |(_, body)| body);
        RuleDescriptor {
            id: rule.name,
            short_description: Text::new(title(rule.name, language).unwrap_or_default()),
            full_description: multiformat(checked),
            help: multiformat(text),
            default_configuration: Configuration {
                level: level(rule.severity),
            },
            properties: json!({ "family": rule.family.name(), "tags": [rule.family.name()] }),
        }
    }

    fn result(&self, finding: &Finding, prints: &mut Vec<String>) -> SarifResult {
        SarifResult {
            rule_id: finding.rule,
            rule_index: RULES.iter().position(|rule| rule.name == finding.rule),
            level: level(finding.severity),
            message: Text::new(&finding.message(self.locale)),
            locations: [self.location(&finding.place)],
            related_locations: self.related(finding),
            partial_fingerprints: json!({ "paraphe/v1": self.fingerprint(finding, prints) }),
            suppressions: finding
                .settlement
                .iter()
                .map(|settlement| self.suppression(settlement))
                .collect(),
            properties: self.properties(finding),
        }
    }

    fn location(&self, place: &Place) -> Location {
        let uri = uri::of_file(place.file_name());
        let logical = logical_name(place)
            .map(|name| LogicalLocation::element(&name))
            .into_iter()
            .collect();
        let artifact_location = ArtifactLocation {
            uri,
            uri_base_id: DOSSIER,
        };
        let physical = PhysicalLocation {
            artifact_location,
            region: self.region(place),
        };
        Location {
            id: None,
            physical,
            logical,
            message: None,
        }
    }

    /// The stretch of a text file; `endColumn` is the column after its last character.
    fn region(&self, place: &Place) -> Option<Region> {
        let Place::Text {
            file,
            line,
            column,
            end,
            ..
        } = place
        else {
            return None;
        };
        let text = self
            .sources
            .texts
            .get(file)
            .filter(|text| text.get(..*end).is_some());
        let end = text.map(|text| Place::in_text(file, text, *end..*end));
        let end = match end {
            Some(Place::Text { line, column, .. }) => Some((line, column)),
            _ => None,
        };
        Some(Region {
            start_line: *line,
            start_column: *column,
            end_line: end.map(|(line, _)| line),
            end_column: end.map(|(_, column)| column),
        })
    }

    /// The terms of the drafted and of the expected sum, then the consequences.
    fn related(&self, finding: &Finding) -> Vec<Location> {
        let terms = finding
            .drafted_terms
            .iter()
            .chain(&finding.terms)
            .map(|term| {
                let message = self
                    .locale
                    .text("sarif-term", &[("value", term.value.shown())]);
                (&term.place, message)
            });
        let consequences = finding.consequences.iter().map(|consequence| {
            let args = [
                ("drafted", consequence.drafted.shown()),
                ("expected", consequence.expected.shown()),
            ];
            (
                &consequence.place,
                self.locale.text("sarif-consequence", &args),
            )
        });
        let numbered = terms.chain(consequences).enumerate();
        numbered
            .map(|(index, (place, message))| Location {
                id: Some(index + 1),
                message: Some(Text::new(&message)),
                ..self.location(place)
            })
            .collect()
    }

    /// What stays the same from one draft to the next: the rule, the fiche, the year, the cell or the line's
    /// text; and a rank, where all that is the same.
    fn fingerprint(&self, finding: &Finding, prints: &mut Vec<String>) -> String {
        let fiche = finding.fiche.as_ref().map_or("", Code::key);
        let year = finding
            .year
            .map_or_else(String::new, |year| year.to_string());
        let place = match &finding.place {
            Place::Text { file, start, .. } => self.line_of(file, *start),
            place => place.within_file(),
        };
        let facts = [
            finding.rule,
            finding.variant,
            fiche,
            &year,
            finding.place.file_name(),
            &place,
        ];
        let print = sha256(facts.join("\u{0}").as_bytes());
        let rank = prints.iter().filter(|known| **known == print).count();
        prints.push(print.clone());
        format!("{}:{}", &print[..32], rank + 1)
    }

    /// The line that begins or goes on at this byte, without what surrounds its text.
    fn line_of(&self, file: &str, start: usize) -> String {
        let text = self.sources.texts.get(file).map_or("", AsRef::as_ref);
        let (before, after) = text.split_at_checked(start).unwrap_or_default();
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.split('\n').next().unwrap_or_default();
        format!("{before}{after}").trim().to_owned()
    }

    fn suppression(&self, settlement: &Settlement) -> Suppression {
        Suppression {
            kind: "external",
            status: "accepted",
            justification: settlement.message(self.locale),
            location: self.location(&settlement.place),
        }
    }

    /// What the format has no place for, under the names of the JSON report; what does not apply is left out.
    fn properties(&self, finding: &Finding) -> Value {
        let value = |fact: Option<_>| fact.and_then(|fact| serde_json::to_value(fact).ok());
        let slip = finding.slip.as_ref();
        let slip =
            slip.map(|slip| json!({ "name": slip.name(), "message": slip.message(self.locale) }));
        let facts = [
            (
                "variant",
                Some(finding.variant)
                    .filter(|variant| !variant.is_empty())
                    .map(Value::from),
            ),
            (
                "fiche",
                finding.fiche.as_ref().map(|code| code.spelling().into()),
            ),
            ("year", finding.year.map(Value::from)),
            ("drafted", value(finding.drafted.as_ref().map(fact))),
            ("expected", value(finding.expected.as_ref().map(fact))),
            ("slip", slip),
            ("help", finding.help(self.locale).map(Value::from)),
            ("arbitrage", audit::proposal(finding).map(Value::from)),
        ];
        let known = facts
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        known.collect::<Map<_, _>>().into()
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// `Récapitulatif!F9`, or the sheet's name.
fn logical_name(place: &Place) -> Option<String> {
    matches!(place, Place::Sheet { .. } | Place::Cell { .. }).then(|| place.within_file())
}

/// Markdown, and the same as plain text.
fn multiformat(markdown: &str) -> Multiformat {
    Multiformat {
        text: draw_page(markdown, ENDLESS).trim().to_owned(),
        markdown: markdown.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests;
