import Diagnostics
import YAML

/// `specs/staleness.yaml`: bounds and meaning of each `StalenessName`, apart from the values so that who
/// changes a value does not move its bounds.
struct StalenessDocument: Sendable {
  var declarations: [ParameterDeclaration] = []
  /// Names that are declared and could not be read.
  var unread: Set<String> = []

  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> StalenessDocument? {
    guard var root = MappingReader.document(document, "a staleness document", &bag) else {
      return nil
    }
    guard root.required("spec", &bag) != nil else { return nil }
    var result = StalenessDocument()
    for entry in root.entries("spec", &bag) {
      guard let name = StalenessName.known(entry.key, &bag) else { continue }
      if let declaration = declaration(name, entry.key, entry.value, &bag) {
        result.declarations.append(declaration)
      } else {
        result.unread.insert(entry.key.value)
      }
    }
    root.finish(&bag)
    return result
  }

  private static func declaration(
    _ name: StalenessName, _ key: Located<String>, _ node: YAMLNode, _ bag: inout DiagnosticBag
  ) -> ParameterDeclaration? {
    guard var reader = MappingReader(node, name.text, &bag) else { return nil }
    _ = reader.required("min", &bag)
    _ = reader.required("max", &bag)
    let minimum = reader.quantity("min", as: name.type, &bag)
    let maximum = reader.quantity("max", as: name.type, &bag)
    let loosens: Located<Loosening>? = reader.word("loosens", &bag)
    let meaning = reader.text("meaning", &bag)
    reader.finish(&bag)
    guard let minimum, let maximum, let loosens, let meaning else { return nil }
    guard minimum.value <= maximum.value else {
      bag.add(PolicyProblem.boundsCrossed(name: name.text).diagnostic(at: minimum.location))
      return nil
    }
    guard minimum.value >= 0 else {
      bag.add(PolicyProblem.negativeBound(name: name.text).diagnostic(at: minimum.location))
      return nil
    }
    return ParameterDeclaration(
      name: Located(name.text, at: key.location), type: name.type, minimum: minimum.value,
      maximum: maximum.value, loosens: loosens.value, control: nil, meaning: meaning.value)
  }
}
