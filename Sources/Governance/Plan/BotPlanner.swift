import Analysis
import CEL
import Graph
import Policy
import Trading

/// What changed of one bot besides its values.
struct BotPlanner {
  let old, new: CompiledBot
  let comparison: BotComparison?
  /// Of the comparison as a whole, for this bot.
  let declarations: [DeclarationChange]
  let owners: Set<String>

  private var name: String { new.name }

  var changes: [PlannedChange] {
    details + facts + bodies + order + outcomes
      + expressions("let", old.lets, new.lets) + expressions("export", old.exports, new.exports)
  }

  private func change(
    _ kind: PlannedChange.Kind, _ name: String, _ old: String?, _ new: String?,
    _ direction: PlannedChange.Direction = .none, _ verdict: Verdict? = nil
  ) -> PlannedChange? {
    guard old != new else { return nil }
    return PlannedChange(
      kind, self.name, name, old: old, new: new, direction: direction, verdict: verdict,
      owners: owners)
  }

  // MARK: What it is

  private var details: [PlannedChange] {
    let (before, after) = (old.specification, new.specification)
    var relation = Strictness.Relation.equal
    // More authority is more that a later rule may do.
    if !after.authority.isSubset(of: before.authority) { relation = relation.joined(.looser) }
    if !before.authority.isSubset(of: after.authority) { relation = relation.joined(.tighter) }
    let authority = change(
      .authority, "authority", Self.list(before.authority), Self.list(after.authority),
      PlannedChange.Direction(relation))
    let impact = change(
      .declaration, "capital_impact", before.details.capitalImpact.rawValue,
      after.details.capitalImpact.rawValue, .incomparable)
    let budget = ChangePlan.budget(before.budget, after.budget, of: name, owners)
    // Bounds and authority have words of their own.
    let others = declarations.filter {
      $0.name != "authority" && !$0.name.hasPrefix("bounds of")
        && !$0.name.hasPrefix("what loosens")
    }.map { declared in
      change(
        declared.name == "mode" ? .mode : .declaration, declared.name, declared.old, declared.new,
        declared.relation.map { PlannedChange.Direction($0) } ?? .none)
    }
    return ([authority, impact, budget] + others).compactMap { $0 }
  }

  private static func list(_ actions: Set<Action>) -> String {
    actions.map(\.rawValue).sorted().joined(separator: ", ")
  }

  // MARK: What it sees

  private var facts: [PlannedChange] {
    let before = Dictionary(old.specification.facts.map { ($0.name.value, $0) }) { a, _ in a }
    let after = Dictionary(new.specification.facts.map { ($0.name.value, $0) }) { a, _ in a }
    return Set(before.keys).union(after.keys).sorted().flatMap { name -> [PlannedChange] in
      let (old, new) = (before[name], after[name])
      let whole = change(.fact, name, old.map(Self.text), new.map(Self.text))
      let fields = Dictionary((old?.fields ?? []).map { ($0.name.value, $0) }) { a, _ in a }
      let others = Dictionary((new?.fields ?? []).map { ($0.name.value, $0) }) { a, _ in a }
      return [whole].compactMap { $0 }
        + Set(fields.keys).union(others.keys).sorted().compactMap { field in
          change(
            .fact, "\(name).\(field)", fields[field].map(Self.text), others[field].map(Self.text))
        }
    }
  }

  private static func text(_ fact: FactDeclaration) -> String {
    let age = fact.staleness.map { ", at most staleness.\($0.value.rawValue) old" } ?? ""
    let paths =
      (fact.available.map { ", there where \($0)" } ?? "")
      + (fact.age.map { ", age at \($0)" } ?? "")
    return "from \(fact.source)\(age)\(paths), missing: \(text(fact.onMissing))"
  }

  private static func text(_ outcome: OutcomeDeclaration) -> String {
    "\(outcome.code.value) \(outcome.action.value.rawValue)"
  }

  private static func text(_ field: FieldDeclaration) -> String {
    func value(_ value: Int64?) -> String {
      value.map { QuantityText.format($0, as: field.type) } ?? "-"
    }
    var text = "\(field.type.name) at \(field.path)"
    if field.minimum != nil || field.maximum != nil {
      text += ", \(value(field.minimum)) to \(value(field.maximum))"
    }
    if let length = field.bound.length { text += ", max_length \(length)" }
    if let items = field.bound.items { text += ", max_items \(items)" }
    if field.isOptional { text += ", optional" }
    if let absent = field.absent { text += ", or \(absent)" }
    return text
  }

  // MARK: What it decides

  /// A rule, a `require` or a gate, with what it says.
  private struct Body {
    var part: RuleVerdict.Part
    var number: Int
    var name: String
    var text: String
    var ordinal: Int
    var key: String { "\(part) \(name) \(ordinal)" }
  }

  private static func bodies(of bot: CompiledBot) -> [Body] {
    var bodies: [Body] = []
    func add(_ part: RuleVerdict.Part, _ number: Int, _ name: String, _ text: String) {
      let ordinal = bodies.count { $0.part == part && $0.name == name }
      bodies.append(
        Body(part: part, number: number, name: name, text: text, ordinal: ordinal))
    }
    for (index, step) in bot.steps.enumerated() {
      switch step {
      case .decide(let rule):
        add(
          .rule, index + 1, rule.outcome.code, "\(rule.outcome.action.rawValue) when \(rule.text)")
      case .require(let facts):
        let names = facts.map { bot.specification.facts[$0].name.value }.joined(separator: ", ")
        add(.requirement, index + 1, names, "require \(names)")
      }
    }
    for (index, gate) in bot.gates.enumerated() {
      add(
        .gate, index + 1, gate.outcome.code,
        "\(list(gate.actions)) becomes \(gate.outcome.action.rawValue) when \(gate.text)")
    }
    return bodies
  }

  private var bodies: [PlannedChange] {
    let before = Self.bodies(of: old)
    let after = Self.bodies(of: new)
    var pairs: [(old: Body?, new: Body?)] = []
    for body in after { pairs.append((before.first { $0.key == body.key }, body)) }
    for body in before where !after.contains(where: { $0.key == body.key }) {
      pairs.append((body, nil))
    }
    return pairs.compactMap { (old: Body?, new: Body?) -> PlannedChange? in
      guard let shown = new ?? old else { return nil }
      let verdict = comparison?.rules.first {
        $0.part == shown.part && $0.number == shown.number && $0.name == shown.name
          && ($0.presence == .onlyOld) == (new == nil)
      }?.verdict
      let word = shown.part == .gate ? "gate" : "rule"
      return change(
        shown.part == .gate ? .gate : .rule, "\(word) \(shown.number) \(shown.name)", old?.text,
        new?.text, verdict.map { PlannedChange.Direction($0.relation) } ?? .equal,
        verdict ?? .unchanged)
    }
  }

  private var order: [PlannedChange] {
    guard let comparison, comparison.isReordered else { return [] }
    func order(_ bot: CompiledBot) -> String {
      Self.bodies(of: bot).filter { $0.part != .gate }.map(\.name).joined(separator: ", ")
    }
    let changed = change(
      .order, "order of rules", order(old), order(new),
      PlannedChange.Direction(comparison.verdict.relation), comparison.verdict)
    return [changed].compactMap { $0 }
  }

  private var outcomes: [PlannedChange] {
    let (before, after) = (old.specification, new.specification)
    return [
      change(.outcome, "otherwise", Self.text(before.otherwise), Self.text(after.otherwise)),
      change(.outcome, "on_error", Self.text(before.onError), Self.text(after.onError)),
    ].compactMap { $0 }
  }

  private func expressions(
    _ word: String, _ before: [CompiledLet], _ after: [CompiledLet]
  ) -> [PlannedChange] {
    let old = Dictionary(before.map { ($0.name, $0.text) }) { first, _ in first }
    let new = Dictionary(after.map { ($0.name, $0.text) }) { first, _ in first }
    return Set(old.keys).union(new.keys).sorted().compactMap {
      change(.expression, "\(word) \($0)", old[$0], new[$0])
    }
  }
}
