//! What a stage was made from and what it holds.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The name of the manifest, which only published stages have.
pub(crate) const MANIFEST: &str = "manifeste.json";
/// The version of the manifest's format.
const SCHEMA: u32 = 1;

/// What a stage was made from and what it holds. Nothing in it depends on the machine or the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    schema: u32,
    tool: Tool,
    /// The stage's name.
    pub stage: String,
    /// Whether its documents are to be signed.
    #[serde(rename = "final", default)]
    pub is_final: bool,
    #[serde(default)]
    options: Options,
    /// Its agreement; unknown for a stage that an earlier version published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agreement: Option<Agreement>,
    /// The files read, by name.
    pub inputs: Vec<ManifestFile>,
    /// The files written, by name, the manifest itself left out.
    pub outputs: Vec<ManifestFile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tool {
    name: String,
    version: String,
    /// The digest of the sources that the program was built from.
    #[serde(default)]
    build: String,
}

/// The options of a build, which the stage's name does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    /// The codes of the fiches published alone; none when all are.
    pub only: Vec<String>,
    /// Whether a draft's annexes begin with what is still to be settled.
    pub findings_page: bool,
    /// The date of documents whose stage is not a date.
    pub date: Option<String>,
}

/// What distinguishes one agreement from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Agreement {
    /// Its title.
    pub title: String,
    /// The names of its parties.
    pub parties: Vec<String>,
}

/// A file that was read or written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestFile {
    /// Its path within the dossier or the stage.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many pages it has; none for what isn't a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
}

impl Manifest {
    /// The manifest of a stage that is to be made; its outputs are not known yet.
    pub(crate) fn new(
        stage: &str,
        is_final: bool,
        options: Options,
        agreement: Agreement,
        inputs: &BTreeMap<String, String>,
    ) -> Self {
        let inputs = inputs.iter().map(|(name, sha256)| ManifestFile {
            name: name.clone(),
            sha256: sha256.clone(),
            pages: None,
        });
        let tool = Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: env!("PARAPHE_BUILD").to_owned(),
        };
        Self {
            schema: SCHEMA,
            tool,
            stage: stage.to_owned(),
            is_final,
            options,
            agreement: Some(agreement),
            inputs: inputs.collect(),
            outputs: Vec::new(),
        }
    }

    /// The title of this stage's agreement, if the new stage is of another. The agreement is the same if title and
    /// parties are, or if only one of the two was changed and most of the budget and the fiches were not.
    pub(super) fn other_agreement(&self, new: &Self) -> Option<&str> {
        let (earlier, latest) = (self.agreement.as_ref()?, new.agreement.as_ref()?);
        let budget = |files: &[ManifestFile]| -> BTreeSet<String> {
            let is_budget = |name: &str| name.starts_with("fiches/") || name.starts_with("budget.");
            let files = files.iter().filter(|file| is_budget(&file.name));
            files.map(|file| file.sha256.clone()).collect()
        };
        let former = budget(&self.inputs);
        let unchanged = former.intersection(&budget(&new.inputs)).count();
        let is_same = match (
            earlier.title == latest.title,
            earlier.parties == latest.parties,
        ) {
            (true, true) => true,
            (false, false) => false,
            _ => unchanged * 2 > former.len(),
        };
        (!is_same).then_some(&earlier.title)
    }

    /// Whether a stage was made from exactly what another is to be made from.
    pub(super) fn is_made_from(&self, new: &Self) -> bool {
        let mut without_outputs = self.clone();
        without_outputs.outputs.clear();
        without_outputs == *new
    }

    /// The manifest that was written; none for a text that is no manifest of this program.
    pub(crate) fn from_json(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        (manifest.tool.name == env!("CARGO_PKG_NAME")).then_some(manifest)
    }

    /// As JSON text.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
