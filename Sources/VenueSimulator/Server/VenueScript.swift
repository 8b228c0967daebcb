package import Diagnostics
import YAML

/// What happens to a venue and when: the document behind `polytraders venue --script`.
///
/// ```yaml
/// apiVersion: polytraders/v1
/// kind: VenueScript
/// timeline:
///   - { at: 5s, fault: { kind: lost-reply, endpoint: post-order, times: 1 } }
///   - { at: 20s, mode: { to: cancel-only, for: 10s } }
/// ```
package struct VenueScript: Sendable, Equatable {
  /// In order of time; at one time in the order of the document.
  package var actions: [TimedAction]

  /// The most entries of a script.
  private static let most = 100_000

  /// Reads a script. `file` is its path as the user named it.
  package static func read(_ bytes: [UInt8], file: String) throws(DiagnosticError) -> VenueScript {
    let document = YAMLDocument.parse(
      bytes, file: file, limits: .init(bytes: 4 << 20, nodes: 1_000_000))
    var bag = DiagnosticBag()
    bag.add(contentsOf: document.diagnostics)
    var actions: [TimedAction] = []
    if let root = document.root { actions = read(root, &bag) }
    guard !bag.hasErrors else { throw DiagnosticError(bag.sorted) }
    let order = actions.enumerated().sorted {
      ($0.element.after, $0.offset) < ($1.element.after, $1.offset)
    }
    return VenueScript(actions: order.map(\.element))
  }

  private static func read(_ root: YAMLNode, _ bag: inout DiagnosticBag) -> [TimedAction] {
    guard var reader = ScriptMapping(root, "a script", &bag) else { return [] }
    if let version = reader.text("apiVersion", &bag), version != "polytraders/v1" {
      bag.add(
        ScriptProblem.unknownWord(version, key: "apiVersion", known: ["polytraders/v1"])
          .diagnostic(at: root["apiVersion"]?.location))
    }
    if let kind = reader.text("kind", &bag), kind != "VenueScript" {
      bag.add(
        ScriptProblem.unknownWord(kind, key: "kind", known: ["VenueScript"])
          .diagnostic(at: root["kind"]?.location))
    }
    let timeline = reader.required("timeline", &bag)
    reader.finish(&bag)
    guard let timeline else { return [] }
    guard let items = timeline.items, items.count <= most else {
      bag.add(
        ScriptProblem.wrongKind(
          "'timeline'", wanted: "a list of at most \(most) entries", found: timeline.kindName
        ).diagnostic(at: timeline.location))
      return []
    }
    return items.compactMap { entry($0, &bag) }
  }

  /// `at: TIME` and one action.
  private static func entry(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> TimedAction? {
    guard var reader = ScriptMapping(node, "an entry", &bag) else { return nil }
    guard reader.required("at", &bag) != nil else { return nil }
    let after = reader.milliseconds("at", &bag)
    let found = VenueAction.Key.allCases.compactMap { key in
      reader.optional(key.rawValue).map { (key, $0) }
    }
    let before = bag.diagnostics.count
    reader.finish(&bag)
    guard bag.diagnostics.count == before else { return nil }
    guard found.count == 1, let (key, value) = found.first else {
      bag.add(
        ScriptProblem.notOneAction(
          found: found.map(\.0.rawValue), known: VenueAction.Key.allCases.map(\.rawValue)
        ).diagnostic(at: node.location))
      return nil
    }
    guard let action = VenueAction.read(key, value, &bag), let after else { return nil }
    return TimedAction(after: after, action: action)
  }
}
