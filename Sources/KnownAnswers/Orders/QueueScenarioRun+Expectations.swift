internal import FixedPoint
internal import JSON
internal import Orders
internal import Trading

extension QueueScenarioRun {
  func differences(
    _ outcome: Outcome, _ evaluation: JSONValue, _ expected: JSONValue?
  ) -> [String] {
    let action = Self.name(outcome.action)
    var found: [String] = []
    for member in expected?.members ?? [] {
      let holds: Bool
      switch member.key {
      case "reason_code": holds = member.value.string == outcome.code
      case "reason_code_any_of":
        holds = member.value.array?.contains { $0.string == outcome.code } ?? false
      case "action": holds = member.value.string == action
      case "decision": holds = member.value.string == Self.decision(outcome.action)
      case "replacement": holds = member.value.bool == (outcome.replacement != nil)
      case "order_left_resting":
        let rests = outcome.action == .defer || outcome.action == .hold
        holds = member.value.bool == rests
      case "replace_price":
        holds = Micros(scenario: member.value) == outcome.replacement?.price
      case "builder_code":
        // The replacement is signed with the builder code of the order that it takes the place of.
        holds =
          outcome.replacement != nil
          && member.value.string == evaluation["order"]?["builder_code"]?.string
      default: holds = false
      }
      if !holds {
        let price = outcome.replacement.map { " at \($0.price)" } ?? ""
        found.append(
          "\(member.key) should be \(member.value.compactText), decided "
            + "\(outcome.code ?? "nothing"), \(action)\(price)")
      }
    }
    return found
  }

  private static func name(_ action: Action) -> String {
    switch action {
    case .hold, .allow: "NONE"
    case .cancel: "CANCEL"
    case .cancelReplace: "CANCEL_REPLACE"
    case .defer: "DEFER"
    case .pauseEvaluation: "PAUSE"
    default: action.rawValue.uppercased()
    }
  }

  /// The name of the seed's QueueDecision, where it gives one (seeds/001).
  private static func decision(_ action: Action) -> String? {
    switch action {
    case .hold: "HOLD"
    case .cancel: "CANCEL_STALE"
    default: nil
    }
  }
}
