"""Holds a SARIF log against the schema, then what the schema cannot say. Usage: sarif.py SCHEMA LOG"""

import json
import sys

from jsonschema import Draft7Validator

schema, log = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
Draft7Validator.check_schema(schema)
checker = Draft7Validator.FORMAT_CHECKER
assert {"uri", "uri-reference"} <= set(checker.checkers), "URIs would not be checked"
problems = [f"{list(error.path)}: {error.message}" for error in Draft7Validator(schema, format_checker=checker).iter_errors(log)]
for run in log["runs"]:
    rules = run["tool"]["driver"]["rules"]
    if len({rule["id"] for rule in rules}) < len(rules):
        problems.append("a rule is described twice")
    for index, result in enumerate(run["results"]):
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            problems.append(f"result {index}: its index is another rule's")
        related = [place["id"] for place in result.get("relatedLocations", [])]
        if len(set(related)) < len(related):
            problems.append(f"result {index}: two related locations have one number")
        for place in result["locations"]:
            if place["physicalLocation"]["artifactLocation"]["uriBaseId"] not in run["originalUriBaseIds"]:
                problems.append(f"result {index}: its base is not described")
    prints = [result["partialFingerprints"]["paraphe/v1"] for result in run["results"]]
    if len(set(prints)) < len(prints):
        problems.append("two results have one fingerprint")
print(f"{sys.argv[2]}: {sum(len(run['results']) for run in log['runs'])} results, {len(problems)} problems")
sys.exit("\n".join(problems) or None)
