package import FixedPoint
package import JSON
package import Orders

/// The order scenarios of vectors/oms.
package enum OrderScenarioChecks {
  /// What does not hold of a scenario; empty where all does.
  package static func differences(_ value: JSONValue) -> [String] {
    differences(value, rules: .right)
  }

  /// The same under other rules: what tests hold mistakes against.
  package static func differences(_ value: JSONValue, rules: FoldRules) -> [String] {
    let scenario: OrderScenario
    do {
      scenario = try OrderScenario(value)
    } catch {
      return [error.text]
    }
    var run = OrderScenarioRun(scenario, rules: rules)
    var differences: [String] = []
    for event in scenario.events {
      run.take(event)
      for checkpoint in scenario.checkpoints where Self.index(of: checkpoint) == event.index {
        differences += Self.differences(of: run, at: checkpoint).map {
          "after event \(event.index): \($0)"
        }
      }
    }
    for checkpoint in scenario.checkpoints {
      let index = index(of: checkpoint)
      if !scenario.events.contains(where: { $0.index == index }) {
        differences.append("a checkpoint is after no event")
      }
    }
    return run.problems + differences + Self.differences(of: run, expected: scenario.expected)
  }

  private static func index(of checkpoint: JSONValue) -> Int64? {
    let keys = ["i", "after", "after_i", "after_event", "event", "at"]
    return keys.lazy.compactMap { checkpoint[$0]?.int64 }.first
  }

  private static func differences(
    of run: OrderScenarioRun, at checkpoint: JSONValue
  ) -> [String] {
    if let members = checkpoint["orders"]?.members {
      return members.flatMap { differences(of: run, $0.key, $0.value) }
    }
    guard let order = checkpoint["order"]?.string else { return ["the checkpoint names no order"] }
    return differences(of: run, order, checkpoint["expected"] ?? checkpoint)
  }

  private static func differences(
    of run: OrderScenarioRun, expected: JSONValue
  ) -> [String] {
    var found = (expected["orders"]?.members ?? []).flatMap {
      differences(of: run, $0.key, $0.value)
    }
    let reported = Set(run.anomalies.map(\.rawValue))
    for name in texts(expected["anomalies_include"]) where !reported.contains(name) {
      found.append("\(name) is not reported, but \(reported.sorted().joined(separator: ", "))")
    }
    for name in texts(expected["anomalies_exclude"]) where reported.contains(name) {
      found.append("\(name) is reported")
    }
    found += reconDifferences(of: run, expected)
    if let limit = expected["max_live_orders"]?.int64, run.sent.count > limit {
      found.append("\(run.sent.count) orders reached the venue")
    }
    for command in expected["commands_after_kill"]?.array ?? [] {
      let text = command.string ?? command.compactText
      if !isGiven(text, by: run) { found.append("the command \(text) was not given") }
    }
    return found + haltDifferences(of: run, expected["scope_halted"])
  }

  private static func reconDifferences(
    of run: OrderScenarioRun, _ expected: JSONValue
  ) -> [String] {
    var found: [String] = []
    for state in texts(expected["recon_includes"]) where !run.reconStates.contains(state) {
      found.append("reconciliation was never \(state), but \(run.reconStates)")
    }
    for state in texts(expected["recon_excludes"]) where run.reconStates.contains(state) {
      found.append("reconciliation was \(state)")
    }
    let last = texts(expected["recon_final"])
    if !last.isEmpty, !last.contains(run.reconStates.last ?? "MATCHED") {
      found.append("reconciliation ends as \(run.reconStates.last ?? "MATCHED")")
    }
    return found
  }

  private static func haltDifferences(
    of run: OrderScenarioRun, _ expected: JSONValue?
  ) -> [String] {
    let markets = Set(run.scenario.orders.map(\.market))
    switch expected {
    case .bool(let isHalted):
      let found = markets.contains { run.isHalted($0) }
      return found == isHalted ? [] : ["the scope is \(found ? "" : "not ")halted"]
    case .string(let market):
      return run.isHalted(market) || markets.contains { run.isHalted($0) }
        ? [] : ["the scope \(market) is not halted"]
    default: return []
    }
  }

  private static func differences(
    of run: OrderScenarioRun, _ ref: String, _ expected: JSONValue
  ) -> [String] {
    let values = OrderScenarioValues(run, ref)
    var found: [String] = []
    let states = texts(expected["state_any_of"])
    if !states.isEmpty, !states.contains(values.state) {
      found.append("\(ref) is \(values.state), not \(states.joined(separator: " or "))")
    }
    let amounts = [
      ("open", values.open), ("filled", values.filled), ("cancelled", values.cancelled),
      ("overfill", values.overfill),
    ]
    for (key, amount) in amounts {
      guard let value = expected[key] else { continue }
      if Micros(scenario: value) != amount {
        found.append("\(ref): \(key) is \(amount), not \(value.string ?? value.compactText)")
      }
    }
    let flags = [
      ("cancel_pending", values.isCancelPending), ("never_sent", !run.sent.contains(ref)),
    ]
    for (key, flag) in flags {
      guard let value = expected[key]?.bool, value != flag else { continue }
      found.append("\(ref): \(key) is \(flag)")
    }
    return found
  }

  /// A text, or a list of texts.
  private static func texts(_ value: JSONValue?) -> [String] {
    value?.string.map { [$0] } ?? value?.array?.compactMap(\.string) ?? []
  }

  /// Whether a command that is written as a text or an object was given: for the orders it names, or at all.
  private static func isGiven(_ text: String, by run: OrderScenarioRun) -> Bool {
    let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
    guard words.contains(where: { $0.lowercased() == "cancel" }) else { return false }
    let named = run.scenario.orders.filter {
      words.contains($0.ref) || words.contains($0.clientOrderID)
    }
    if named.isEmpty { return !run.commands.isEmpty }
    return named.allSatisfy { run.commands.contains("cancel \($0.ref)") }
  }
}

/// What a scenario compares of one order.
package struct OrderScenarioValues: Equatable, Sendable {
  package var state = "NEW"
  package var open = Micros.zero
  package var filled = Micros.zero
  package var cancelled = Micros.zero
  package var overfill = Micros.zero
  package var isCancelPending = false

  /// The values of the order named `ref`, as a run has them.
  package init(_ run: OrderScenarioRun, _ ref: String) {
    guard let status = run.record(ref)?.status else {
      open = run.order(ref)?.size ?? .zero
      return
    }
    switch status.life {
    case .draft, .signed: state = "NEW"
    case .inDoubt: state = "UNKNOWN"
    default: state = status.life.rawValue
    }
    open = status.open
    filled = status.filled
    cancelled = status.cancelled
    overfill = status.overfill
    switch status.cancel {
    case .wanted, .inFlight, .inDoubt: isCancelPending = true
    case .none, .refused: break
    }
  }
}
