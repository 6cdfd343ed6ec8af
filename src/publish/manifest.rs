//! What a stage was made from and what it holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The name of the manifest, which no other folder than a published stage holds.
pub(crate) const MANIFEST: &str = "manifeste.json";
/// The version of the manifest's shape.
const SCHEMA: u32 = 1;

/// What a stage was made from and what it holds. Nothing in it depends on the machine or the hour.
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

/// What was asked for, beyond what the stage's name says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    /// The codes of the fiches published alone; none when all are.
    pub only: Vec<String>,
    /// Whether a draft's annexes begin with what is still to be settled.
    pub findings_page: bool,
    /// The day of documents whose stage is no date.
    pub date: Option<String>,
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
            inputs: inputs.collect(),
            outputs: Vec::new(),
        }
    }

    /// Whether a stage was made from exactly what another is to be made from.
    pub(super) fn is_made_from(&self, new: &Self) -> bool {
        let outputs = Vec::new();
        *new == Self {
            outputs,
            ..self.clone()
        }
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
