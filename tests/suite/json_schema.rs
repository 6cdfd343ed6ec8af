//! JSON against a schema, as far as the schemas of our fixtures go: draft 07 without formats and patterns,
//! which `tests/conformance/sarif.sh` checks with another program. A keyword unknown here fails.

use serde_json::{Map, Value};

/// Keywords that say nothing about what is valid, and those left to the other program.
const SILENT: [&str; 9] = [
    "$schema",
    "$id",
    "title",
    "description",
    "default",
    "definitions",
    "format",
    "pattern",
    "additionalProperties",
];

/// What is wrong with `value`, each with where.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Check {
        root: schema,
        found: &mut found,
    }
    .value(schema, value, "");
    found
}

struct Check<'a> {
    root: &'a Value,
    found: &'a mut Vec<String>,
}

impl Check<'_> {
    fn value(&mut self, schema: &Value, value: &Value, at: &str) {
        let schema = schema.as_object().expect("a schema");
        for (keyword, rule) in schema {
            let holds = match keyword.as_str() {
                "$ref" => {
                    let pointer = rule.as_str().expect("a name").trim_start_matches('#');
                    let named = self
                        .root
                        .pointer(pointer)
                        .unwrap_or_else(|| panic!("{rule}"));
                    self.value(named, value, at);
                    true
                }
                "type" => is_of(rule.as_str().expect("a type"), value),
                "enum" => rule.as_array().expect("a list").contains(value),
                "required" => value.is_null() || texts(rule).all(|key| value.get(key).is_some()),
                "minItems" => value
                    .as_array()
                    .is_none_or(|list| list.len() as u64 >= number(rule)),
                "uniqueItems" => {
                    rule == false || value.as_array().is_none_or(|list| are_unique(list))
                }
                "minimum" => value
                    .as_i64()
                    .is_none_or(|value| value >= rule.as_i64().expect("a number")),
                "maximum" => value
                    .as_i64()
                    .is_none_or(|value| value <= rule.as_i64().expect("a number")),
                "anyOf" => self.fitting(rule, value) > 0,
                "oneOf" => self.fitting(rule, value) == 1,
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.value(rule, item, &format!("{at}/{index}"));
                    }
                    true
                }
                "properties" => {
                    self.properties(schema, value, at);
                    true
                }
                silent => {
                    assert!(SILENT.contains(&silent), "{silent} is not checked");
                    true
                }
            };
            if !holds {
                self.found.push(format!("{at}: {keyword} {rule}"));
            }
        }
    }

    fn properties(&mut self, schema: &Map<String, Value>, value: &Value, at: &str) {
        let others = schema.get("additionalProperties");
        for (key, item) in value.as_object().into_iter().flatten() {
            let at = format!("{at}/{key}");
            match (schema["properties"].get(key), others) {
                (Some(rule), _) | (None, Some(rule @ Value::Object(_))) => {
                    self.value(rule, item, &at)
                }
                (None, Some(Value::Bool(false))) => self.found.push(format!("{at}: unknown")),
                (None, _) => {}
            }
        }
    }

    fn fitting(&self, choices: &Value, value: &Value) -> usize {
        let choices = choices.as_array().expect("a list").iter();
        let fits = |choice: &&Value| {
            let mut found = Vec::new();
            Check {
                root: self.root,
                found: &mut found,
            }
            .value(choice, value, "");
            found.is_empty()
        };
        choices.filter(fits).count()
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("{other} is no type known here"),
    }
}

fn texts(rule: &Value) -> impl Iterator<Item = &str> {
    rule.as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
}

fn number(rule: &Value) -> u64 {
    rule.as_u64().expect("a number")
}

fn are_unique(list: &[Value]) -> bool {
    list.iter()
        .enumerate()
        .all(|(index, item)| !list[..index].contains(item))
}
