package import CEL
import Diagnostics
package import Trading
import YAML

/// The values that say how old data may be and when a feed can be trusted again (facts/monitoring.md 1.2). A
/// policy gives each of them, inside the bounds that `specs/staleness.yaml` declares; an expression has them
/// as `staleness.book`.
package enum StalenessName: String, CaseIterable, Sendable {
  case book, registry, model
  /// How far a time may lie in the future and count as now.
  case skewTolerance = "skew_tolerance_ms"
  /// How long a stale feed must have had updates without a gap.
  case recoverTime = "recover_ms"
  /// How many updates it must have had.
  case recoverUpdates = "recover_updates"

  /// The type of the value: durations are milliseconds.
  package var type: Type { self == .recoverUpdates ? .int : .duration }

  /// The feeds whose age it limits; nil for those that are for all feeds.
  package var feed: FeedKind? { FeedKind(rawValue: rawValue) }

  /// As documents, expressions and `--set` have it: `staleness.book`.
  package var text: String { "staleness.\(rawValue)" }
}

/// `specs/staleness.yaml`: bounds and meaning of each `StalenessName`, apart from the values so that who
/// changes a value does not move its bounds.
struct StalenessDocument: Sendable {
  var declarations: [ParameterDeclaration] = []
  /// Names that are declared and could not be read.
  var unread: Set<String> = []

  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> StalenessDocument? {
    guard var root = MappingReader(document, "a staleness document", &bag) else { return nil }
    _ = root.optional("apiVersion")
    _ = root.optional("kind")
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

extension StalenessName {
  /// The name, or a finding about one that does not exist.
  static func known(_ key: Located<String>, _ bag: inout DiagnosticBag) -> StalenessName? {
    if let name = StalenessName(rawValue: key.value) { return name }
    bag.add(
      PolicyProblem.unknownStaleness(key.value, known: allCases.map(\.rawValue)).diagnostic(
        at: key.location))
    return nil
  }
}
