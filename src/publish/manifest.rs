use serde::{Deserialize, Serialize};

/// The version of the manifest's shape.
const SCHEMA: u32 = 1;

/// What a stage was made from and what it holds. Nothing in it depends on the machine or the hour.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    schema: u32,
    tool: Tool,
    /// The stage's name.
    pub stage: String,
    /// Whether its documents are to be signed.
    #[serde(rename = "final", default)]
    pub is_final: bool,
    /// The files read.
    pub inputs: Vec<ManifestInput>,
    /// The files written, the manifest itself left out.
    pub outputs: Vec<ManifestOutput>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tool {
    name: String,
    version: String,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManifestInput {
    /// Its path within the dossier.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A file that was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManifestOutput {
    /// Its path within the stage.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many pages it has; none for what isn't a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
}

impl Manifest {
    /// The manifest of a stage; files are listed by name.
    pub fn new(
        stage: &str,
        is_final: bool,
        mut inputs: Vec<ManifestInput>,
        mut outputs: Vec<ManifestOutput>,
    ) -> Self {
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        let tool = Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Self {
            schema: SCHEMA,
            tool,
            stage: stage.to_owned(),
            is_final,
            inputs,
            outputs,
        }
    }

    /// The manifest that was written; none for a text that is no manifest of this program.
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        (manifest.tool.name == env!("CARGO_PKG_NAME")).then_some(manifest)
    }

    /// As JSON text.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::sha256;

    #[test]
    fn files_are_listed_by_name_with_their_hashes() {
        let output = |name: &str, pages| ManifestOutput {
            name: name.into(),
            sha256: sha256(b""),
            pages,
        };
        let json = Manifest::new(
            "v1",
            false,
            Vec::new(),
            vec![output("b.pdf", Some(2)), output("a.json", None)],
        )
        .to_json();
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(value["outputs"][0]["name"], "a.json");
        assert_eq!(value["outputs"][0].get("pages"), None);
        assert_eq!(value["outputs"][1]["pages"], 2);
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(value["outputs"][0]["sha256"], empty);
    }
}
