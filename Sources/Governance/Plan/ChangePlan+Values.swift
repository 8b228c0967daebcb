import Analysis
import CEL
import Graph
import Policy

/// Params, staleness values and their bounds.
struct ValuePlanner {
  let base, head: CompiledGraph
  let comparison: PolicyComparison
  let owners: OwnerTable

  var changes: [PlannedChange] {
    comparison.values.map(change) + restated + bounds
  }

  private func change(_ value: ValueChange) -> PlannedChange {
    let isStaleness = value.name.hasPrefix("staleness.")
    let dot = value.name.lastIndex(of: ".") ?? value.name.startIndex
    let subject = isStaleness ? "staleness" : String(value.name[..<dot])
    let name = String(value.name[value.name.index(after: dot)...])
    let verdict = isStaleness ? ofStaleness(name) : ofParameter(name, subject, value)
    let declared = value.relation.map { PlannedChange.Direction($0) } ?? .none
    var decided = verdict.map { PlannedChange.Direction($0.relation) } ?? .none
    // A value that changes no decision is read by the program itself, or by nobody yet. Where its declaration names
    // no direction, either, nothing says that it loosens nothing.
    if declared == .none, decided == .equal, !isStaleness { decided = .incomparable }
    return PlannedChange(
      isStaleness ? .staleness : .parameter, subject, name, scope: value.scope,
      old: value.old == "-" ? nil : value.old, new: value.new == "-" ? nil : value.new,
      difference: value.amounts.flatMap(Self.difference), direction: declared.joined(decided),
      verdict: verdict,
      owners: isStaleness
        ? owners.ofShared(by: readers(ofStaleness: name)) : owners.of(bot: subject))
  }

  /// What the one value does by itself: the base with nothing but it.
  private func ofParameter(_ name: String, _ bot: String, _ value: ValueChange) -> Verdict? {
    guard value.amounts != nil, let compiled = base.bot(exactly: bot) else { return nil }
    let policies = base.policies.taking(
      name, bot: bot, scope: value.scope, from: head.policies)
    let alone = base.variant(of: compiled, under: policies)
    return PolicyComparison(base, alone, bot: bot).bots.first?.verdict
  }

  private func ofStaleness(_ name: String) -> Verdict? {
    guard let name = StalenessName(rawValue: name), let any = base.bots.first else { return nil }
    let alone = base.variant(of: any, under: base.policies.taking(name, from: head.policies))
    let readers = readers(ofStaleness: name.rawValue)
    let verdicts = PolicyComparison(base, alone).bots.filter { readers.contains($0.bot) }
      .map(\.verdict)
    return verdicts.dropFirst().reduce(verdicts.first) { $0?.joined($1) ?? $1 }
  }

  /// The bots that have a fact with this threshold, on either side.
  private func readers(ofStaleness name: String) -> Set<String> {
    Set(
      (base.bots + head.bots).filter { bot in
        bot.specification.facts.contains { $0.staleness?.value.rawValue == name }
      }.map(\.name))
  }

  /// Scopes that state a value which held there anyway, or no longer do.
  private var restated: [PlannedChange] {
    func places(_ graph: CompiledGraph) -> [String: (bot: String, name: String, scope: String)] {
      Dictionary(
        graph.policies.allValues.map {
          ("\($0.bot)/\($0.parameter)/\($0.scope)", ($0.bot, $0.parameter, $0.scope))
        }
      ) { first, _ in first }
    }
    let (before, after) = (places(base), places(head))
    let told = Set(comparison.values.map { "\($0.name)/\($0.scope)" })
    return before.merging(after) { first, _ in first }.compactMap { key, place in
      let isOld = before[key] != nil
      guard isOld != (after[key] != nil), place.scope != "default",
        !told.contains("\(place.bot).\(place.name)/\(place.scope)")
      else { return nil }
      let text = "as large as what holds without it"
      return PlannedChange(
        .parameter, place.bot, place.name, scope: place.scope, old: isOld ? text : nil,
        new: isOld ? nil : text, direction: .equal, owners: owners.of(bot: place.bot))
    }
  }

  // MARK: Bounds

  private var bounds: [PlannedChange] {
    let staleness = StalenessName.allCases.compactMap { name -> PlannedChange? in
      guard let old = base.policies.stalenessDeclarations[name],
        let new = head.policies.stalenessDeclarations[name]
      else { return nil }
      return bounds(
        old, new, "staleness", owners.ofShared(by: readers(ofStaleness: name.rawValue)))
    }
    let parameters = head.bots.flatMap { bot -> [PlannedChange] in
      guard let before = base.bot(exactly: bot.name) else { return [] }
      return bot.specification.parameters.compactMap { new in
        before.specification.parameters.first { $0.name.value == new.name.value }.flatMap {
          bounds($0, new, bot.name, owners.of(bot: bot.name))
        }
      }
    }
    return staleness + parameters
  }

  /// Wider bounds let later changes and overrides do more.
  private func bounds(
    _ old: ParameterDeclaration, _ new: ParameterDeclaration, _ subject: String,
    _ owners: Set<String>
  ) -> PlannedChange? {
    let before = Self.text(old)
    let after = Self.text(new)
    guard before != after || old.type != new.type else { return nil }
    var relation = Strictness.Relation.equal
    if old.type != new.type || old.loosens != new.loosens {
      relation = .incomparable
    } else {
      let (low, high) = (old.minimum ?? .min, old.maximum ?? .max)
      let (newLow, newHigh) = (new.minimum ?? .min, new.maximum ?? .max)
      if newLow != low { relation = relation.joined(newLow < low ? .looser : .tighter) }
      if newHigh != high { relation = relation.joined(newHigh > high ? .looser : .tighter) }
    }
    return PlannedChange(
      .bounds, subject, new.name.value, old: before, new: after,
      direction: PlannedChange.Direction(relation), owners: owners)
  }

  private static func text(_ parameter: ParameterDeclaration) -> String {
    let low = parameter.minimum.map(parameter.text(of:)) ?? "-"
    let high = parameter.maximum.map(parameter.text(of:)) ?? "-"
    return "\(low) to \(high), loosens \(parameter.loosens.rawValue)"
  }

  /// `-15s (-33.3 %)`, `+3 ticks (+100 %)`; nil for what is no amount.
  static func difference(_ amounts: ValueChange.Amounts) -> String? {
    switch amounts.type {
    case .bool, .enumeration, .string, .list, .timestamp: return nil
    default: break
    }
    let (amount, overflow) = amounts.new.subtractingReportingOverflow(amounts.old)
    guard !overflow else { return nil }
    let sign = amount > 0 ? "+" : ""
    let text = sign + QuantityText.format(amount, as: amounts.type)
    guard amounts.old != 0 else { return text }
    let scaled = (Int128(amount) * 10_000) / Int128(amounts.old.magnitude)
    let tenths = (scaled + (scaled < 0 ? -5 : 5)) / 10
    let part = tenths % 10 == 0 ? "" : ".\(abs(tenths % 10))"
    let minus = tenths < 0 ? "-" : sign
    return "\(text) (\(minus)\(abs(tenths / 10))\(part) %)"
  }
}
