import CEL
import FixedPoint
import Graph
import JSON
import Policy
import Trading

/// Writes events of an event space and has them decided by the evaluator that decides real ones: what the
/// analysis claims about an event counts only when this agrees.
final class EventWitness {
  private let space: EventSpace
  private let scope: Scope
  private let reader = JSONReader()

  init(_ space: EventSpace, in scope: Scope) {
    self.space = space
    self.scope = scope
  }

  // MARK: Writing

  private final class Tree {
    var text: String?
    var children: [(name: String, tree: Tree)] = []

    func child(_ name: String) -> Tree {
      if let known = children.first(where: { $0.name == name }) { return known.tree }
      let tree = Tree()
      children.append((name, tree))
      return tree
    }
  }

  /// The event with these values, by variable of the space; `nil` values are left out. `foreign` is written at
  /// a path as it stands, whatever its variable is.
  func event(_ values: [Int64?], foreign: (variable: Int, json: String)? = nil) -> String {
    let root = Tree()
    for (number, variable) in space.variables.enumerated() where !variable.isComputed {
      let text =
        foreign.flatMap { $0.variable == number ? $0.json : nil }
        ?? (values.indices.contains(number)
          ? values[number].map { Self.text(of: $0, as: variable.type) } : nil)
      guard let text else { continue }
      let leaf = variable.path.split(separator: ".").reduce(root) { $0.child(String($1)) }
      if leaf.text == nil { leaf.text = text }
    }
    if let market = scope.market { root.child("market").text = quoted(market) }
    if let strategy = scope.strategy { root.child("strategy").text = quoted(strategy) }
    if !scope.tags.isEmpty {
      root.child("tags").text = "[\(scope.tags.sorted().map(quoted).joined(separator: ","))]"
    }
    return text(of: root)
  }

  private func text(of tree: Tree) -> String {
    if let text = tree.text { return text }
    let members = tree.children.map { "\"\($0.name)\":\(text(of: $0.tree))" }
    return "{\(members.joined(separator: ","))}"
  }

  private func quoted(_ text: String) -> String { JSONValue.string(text).compactText }

  private static func text(of value: Int64, as type: Type) -> String {
    switch type {
    case .bool: return value == 0 ? "false" : "true"
    case .quantity(let unit) where unit.grain > 1: return "\"\(Micros(raw: value))\""
    case .enumeration(let enumeration):
      let index = Int(value)
      return enumeration.cases.indices.contains(index) ? "\"\(enumeration.cases[index])\"" : "null"
    case .string: return "\"\""
    case .list: return "[]"
    default: return "\(value)"
    }
  }

  // MARK: Deciding

  /// What became of an event, with all that a claim may be about.
  struct Judged {
    var decision: Decision
    var outcome: Outcome
    var judgement: Strictness.Judgement
    var decided: Witness.Decided
    var frame: EventFrame
  }

  /// What `evaluator` decides; nil where it refuses the event.
  func judge(_ event: String, with evaluator: EventEvaluator) -> Judged? {
    guard let node = unsafe try? reader.parse(copying: Array(event.utf8)),
      let (decision, frame) = try? evaluator.decide(node)
    else { return nil }
    let outcome = frame.plan.outcome(of: decision)
    let lack: Strictness.Judgement.Lack? =
      switch decision.cause {
      case .missingFact: decision.missing.map { .fact(frame.plan.missing[$0].qualifiedName) }
      case .error: .error
      case .rule, .otherwise: nil
      }
    return Judged(
      decision: decision, outcome: outcome,
      judgement: Strictness.Judgement(outcome, lack: lack),
      decided: Witness.Decided(
        code: outcome.code,
        severity: evaluator.graph.policies.severity(of: outcome.code).rawValue,
        action: outcome.action.rawValue, comparison: frame.comparison(of: decision)),
      frame: frame)
  }
}
