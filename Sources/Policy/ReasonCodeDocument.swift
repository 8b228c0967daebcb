import Diagnostics
import Trading
import YAML

/// `specs/reason-codes.yaml`: the registry of every code that the desk may give as a reason.
struct ReasonCodeDocument: Sendable {
  var codes: [Located<ReasonCode>] = []
  /// The names of the bots that may give a code, by code. A name may be that of a bot to come.
  var emitters: [String: Set<String>] = [:]
  /// With what their codes are about, in the order of the document.
  var families: [FormWord] = []
  /// Codes that are declared and could not be read.
  var unread: Set<String> = []

  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> ReasonCodeDocument? {
    guard var root = MappingReader.document(document, "a reason-code registry", &bag) else {
      return nil
    }
    var registry = ReasonCodeDocument()
    var families: Set<String> = []
    for entry in root.entries("families", &bag) {
      families.insert(entry.key.value)
      guard var reader = MappingReader(entry.value, "family '\(entry.key.value)'", &bag) else {
        continue
      }
      let meaning = reader.text("meaning", &bag)
      registry.families.append(FormWord(entry.key.value, meaning?.value ?? ""))
      _ = reader.optionalText("source", &bag)
      reader.finish(&bag)
    }
    for entry in root.entries("codes", &bag) {
      if let code = code(entry.key, entry.value, families, &registry.emitters, &bag) {
        registry.codes.append(code)
      } else {
        registry.unread.insert(entry.key.value)
      }
    }
    root.finish(&bag)
    return registry
  }

  private static func code(
    _ name: Located<String>, _ node: YAMLNode, _ families: Set<String>,
    _ emitters: inout [String: Set<String>], _ bag: inout DiagnosticBag
  ) -> Located<ReasonCode>? {
    guard var reader = MappingReader(node, "code '\(name.value)'", &bag) else { return nil }
    let family = reader.text("family", &bag)
    let severity: Located<Severity>? = reader.word("severity", &bag)
    let meaning = reader.text("meaning", &bag)
    let action = reader.text("action", &bag)
    _ = reader.required("emitted_by", &bag)
    let bots = reader.items("emitted_by", &bag).compactMap {
      reader.scalar($0, "emitted_by", &bag)?.value
    }
    _ = reader.optionalText("seed_name", &bag)
    _ = reader.optionalText("source", &bag)
    _ = reader.optionalText("note", &bag)
    reader.finish(&bag)
    guard let family, let severity else { return nil }
    emitters[name.value] = Set(bots)
    if !families.contains(family.value) {
      bag.add(
        PolicyProblem.unknownFamily(family.value, code: name.value, known: families.sorted())
          .diagnostic(at: family.location))
    }
    return Located(
      ReasonCode(
        code: name.value, family: family.value, severity: severity.value,
        meaning: meaning?.value ?? "", action: action?.value ?? ""),
      at: name.location)
  }
}
