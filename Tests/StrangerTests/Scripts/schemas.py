"""The schemas that `polytraders schema` prints, read by jsonschema and check-jsonschema: documents of the house and
documents derived from the forms, which the readers have judged already, come over standard input."""

import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from check_jsonschema.parsers.yaml import construct_yaml_implementation, impl2loader
from jsonschema import Draft202012Validator

from stranger import check, done, equal

ROOT = pathlib.Path(__file__).resolve().parents[3]
HOUSE = ROOT / "specs" / "schema"


def documents(folder):
    """The documents of a folder of the house, without those below it."""
    return sorted((ROOT / folder).glob("*.yaml"))


KINDS = {
    "bot": documents("bots"),
    "policy": [p for p in documents("policies") if p.name != "approvals.yaml"],
    "reason-codes": [ROOT / "specs/reason-codes.yaml"],
    "staleness": [ROOT / "specs/staleness.yaml"],
    "tests": documents("tests"),
    "approvers": [ROOT / "specs/approvers.yaml"],
    "approvals": [ROOT / "policies/approvals.yaml"],
    "strategies": [ROOT / "specs/strategies.yaml"],
    "playbook": documents("specs/playbooks"),
    "typed-data": documents("specs/eip712"),
}

load_yaml = impl2loader(construct_yaml_implementation(), construct_yaml_implementation(pure=True))


def tool(*arguments):
    """check-jsonschema as people run it in CI."""
    ran = subprocess.run([sys.executable, "-m", "check_jsonschema", *map(str, arguments)], capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


def schemas(folder):
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def paths(validator, document):
    """The instance paths of all errors, those of alternatives too."""
    found, left = set(), list(validator.iter_errors(document))
    while left:
        error = left.pop()
        found.add(tuple(map(str, error.absolute_path)))
        left += error.context
    return found


def are_schemas(general):
    for name, folder in (("general", general), ("house", HOUSE)):
        code, text = tool("--check-metaschema", *sorted(folder.glob("*.json")))
        check(f"{name}: valid by the metaschema they name", code == 0, text)
    dialects = {schema["$schema"] for schema in schemas(general).values()}
    equal("the dialect", dialects, {"https://json-schema.org/draft/2020-12/schema"})


def fields(schema, path=()):
    """Every described key of a schema."""
    for key, value in schema.get("properties", {}).items():
        if value is False or value == {}:
            continue
        yield path + (key,), value
    for part in ("properties", "then", "else", "items", "additionalProperties"):
        value = schema.get(part)
        if part == "properties":
            for key, inner in (value or {}).items():
                if isinstance(inner, dict):
                    yield from fields(inner, path + (key,))
        elif isinstance(value, dict):
            yield from fields(value, path)
    for inner in schema.get("allOf", []):
        # What only sets the unit of a bound beside its type has the description where the bound is declared.
        if "required" in inner.get("then", {}) and "properties" in inner.get("then", {}):
            yield from fields(inner["then"], path)


def are_described(general):
    missing = [(name, path) for name, schema in schemas(general).items() for path, value in fields(schema)
               if not value.get("description")]
    equal("keys without a description", missing, [])
    open_mappings = [(name, path) for name, schema in schemas(general).items() for path, value in fields(schema)
                     if value.get("type") == "object" and "additionalProperties" not in value]
    equal("mappings that take any key", open_mappings, [])
    scalars = [(name, path) for name, schema in schemas(general).items() for path, value in fields(schema)
               if value.get("type") not in ("object", "array") and not {"if", "const", "enum"} & set(value)
               and not value.get("examples")]
    equal("values without an example", scalars, [])


def house():
    for kind, files in KINDS.items():
        check(f"{kind}: the house has documents", files)
        code, text = tool("--schemafile", HOUSE / f"{kind}.json", *files)
        check(f"{kind}: the documents of the house are valid", code == 0, text)
    named, lost = 0, []
    for files in KINDS.values():
        for path in files:
            line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text())
            if line:
                named += 1
                if not (path.parent / line[1]).resolve().is_file():
                    lost.append(str(path))
    check("documents name their schema", named >= 15, named)
    equal("and the schema is there", lost, [])


SPOILED = [
    # kind, file, what stands there, what takes its place, where the schema must say so
    ("policy", "policies/execution.yaml", "value: 45s", "value: 45", "spec/bots/exec.queuewarden/params/stale_ttl_s/value"),
    ("policy", "policies/execution.yaml", "value: 45s", "value: 45 ticks", "spec/bots/exec.queuewarden/params/stale_ttl_s/value"),
    ("policy", "policies/execution.yaml", "value: 3 ticks", "value: 3 shares", "spec/bots/exec.queuewarden/params/drift_ticks_threshold/value"),
    ("policy", "policies/execution.yaml", "value: 3 ticks", "value: 2.5 ticks", "spec/bots/exec.queuewarden/params/drift_ticks_threshold/value"),
    ("policy", "policies/execution.yaml", "stale_ttl_s:", "stale_ttl:", "spec/bots/exec.queuewarden/params"),
    ("policy", "policies/execution.yaml", "exec.queuewarden:", "exec.queue_warden:", "spec/bots"),
    ("policy", "policies/execution.yaml", 'value: "true"', 'value: "yes"', "spec/bots/exec.nonceshepherd/params/resequence_on_gap/value"),
    ("policy", "policies/execution.yaml", "per_event: 500", "per_event: 0", "spec/budget/per_event"),
    ("policy", "policies/execution.yaml", "version: 1", "version: one", "metadata/version"),
    ("policy", "policies/execution.yaml", "review_by: 2027-01-15", "review_by: 2027-13-15", "metadata/review_by"),
    ("policy", "policies/execution.yaml", "owner: risk-execution, ", "", "metadata"),
    ("policy", "policies/severities.yaml", "severities: {}", "severities: { QUEUE_WARDEN_STALE_ORDER: INFO }", "spec/severities/QUEUE_WARDEN_STALE_ORDER"),
    ("policy", "policies/severities.yaml", "severities: {}", "severities: { QUEUE_WARDEN_STALE: WARN }", "spec/severities"),
    ("policy", "policies/freshness.yaml", "model:", "modell:", "spec/staleness"),
    ("bot", "bots/queue-warden.yaml", "do: hold }", "do: wait }", "spec/otherwise/do"),
    ("bot", "bots/queue-warden.yaml", "otherwise: { code: QUEUE_WARDEN_HOLD", "otherwise: { code: QUEUE_WARDEN_HELD", "spec/otherwise/code"),
    ("bot", "bots/queue-warden.yaml", "      min: 5s\n", "      min: 5\n", "spec/params/stale_ttl_s/min"),
    ("bot", "bots/queue-warden.yaml", "      min: 5s\n", "", "spec/params/stale_ttl_s"),
    ("bot", "bots/queue-warden.yaml", "on: [resting_order]", "on: []", "spec/on"),
    ("bot", "bots/queue-warden.yaml", "on: [resting_order]", "on: [resting_orders]", "spec/on/0"),
    ("bot", "bots/queue-warden.yaml", "      age: book.age_ms\n", "", "spec/facts/book"),
    ("bot", "bots/queue-warden.yaml", "mode: general_live", "mode: live", "metadata/mode"),
    ("approvals", "policies/approvals.yaml", "approvals: 1,", "approvals: 0,", "spec/tightening/approvals"),
    ("approvers", "specs/approvers.yaml", "roles: [risk]\n", "roles: [boss]\n", "spec/approvers/alice/roles/0"),
    ("strategies", "specs/strategies.yaml", "uses: [exec.queuewarden, exec.nonceshepherd]", "uses: [exec.warden]", "spec/strategies/crypto-q2-basket-rebalance/uses/0"),
    ("playbook", "specs/playbooks/config-drift.yaml", "kind: capture", "kind: captured", "spec/steps/0/kind"),
    ("playbook", "specs/playbooks/config-drift.yaml", "      safest: unauthorised\n", "      safety: unauthorised\n", "spec/steps/1"),
    ("playbook", "specs/playbooks/config-drift.yaml", "[GOV_CONFIG_DRIFT]", "[GOV_DRIFT]", "spec/trigger/codes/0"),
    ("playbook", "specs/playbooks/config-drift.yaml", "on_timeout: answer:unauthorised", "on_timeout: revert", "spec/steps/1/on_timeout"),
]


def spoiled():
    validators = {kind: Draft202012Validator(schema) for kind, schema in schemas(HOUSE).items()}
    for kind, file, old, new, where in SPOILED:
        text = (ROOT / file).read_text()
        assert old in text, (file, old)
        document = load_yaml(io.BytesIO(text.replace(old, new, 1).encode()))
        found = paths(validators[kind], document)
        check(f"{file}: {new or 'nothing'} for {old}", tuple(where.split("/")) in found, (where, sorted(found)))


def derived(general):
    validators = {kind: Draft202012Validator(schema) for kind, schema in schemas(general).items()}
    samples = [json.loads(line) for line in sys.stdin if line.strip()]
    for kind in validators:
        own = [sample for sample in samples if sample["kind"] == kind]
        whole = [s for s in own if s["path"] is None]
        faults = [s for s in own if s["path"] is not None]
        refused = [(s["name"], sorted(paths(validators[kind], s["document"])), s["document"]) for s in whole
                   if not validators[kind].is_valid(s["document"])]
        check(f"{kind}: {len(whole)} whole documents are valid", whole and not refused, refused)
        missed = []
        for sample in faults:
            found = paths(validators[kind], sample["document"])
            if tuple(sample["path"]) not in found:
                missed.append((sample["name"], sorted(found)))
        check(f"{kind}: each of the spoiled documents is refused at its place", faults and not missed, (len(missed), missed[:8]))


with tempfile.TemporaryDirectory() as folder:
    general = pathlib.Path(folder) / "general"
    subprocess.run([os.environ["POLYTRADERS"], "schema", "--general", "--out", str(general)], check=True, stdout=subprocess.DEVNULL)
    are_schemas(general)
    are_described(general)
    house()
    spoiled()
    derived(general)
done()
