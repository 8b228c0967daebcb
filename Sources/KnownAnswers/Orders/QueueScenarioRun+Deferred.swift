internal import FixedPoint
internal import Hashing
internal import JSON
internal import Orders
internal import Trading

extension QueueScenarioRun {
  /// An operation that is no cancel-replace asks nobody: there is nothing here that could refuse or delay it.
  func passes(_ expected: JSONValue?) -> [String] {
    var found: [String] = []
    for member in expected?.members ?? [] {
      switch (member.key, member.value) {
      case ("allowed", true), ("passes", true), ("passed", true), ("blocked", false),
        ("deferred", false), ("delayed", false):
        break
      case ("action", .string(let action)) where ["NONE", "PASS", "ALLOW", "SEND"].contains(action):
        break
      case ("reason_code_not", .string("QUEUE_WARDEN_RATE_CAP_HIT")): break
      default: found.append("\(member.key) should be \(member.value.compactText), and it passes")
      }
    }
    return found
  }

  /// Works the deferred queue: what has room is judged from scratch, with the facts of the evaluation where it
  /// speaks of the order.
  mutating func runDeferred(
    _ evaluation: JSONValue, _ expected: JSONValue?, now: Int64
  ) -> [String] {
    let room = cap - window.count(at: now)
    var outcomes: [(JSONValue, Outcome)] = []
    do throws(ScenarioError) {
      var ready = deferred.ready(room: room)
      // Nothing has room: what is spoken of is judged, and waits on.
      if ready.isEmpty, evaluation["order"] != nil {
        let order = try order(of: evaluation)
        if deferred.contains(order) { ready = [order] }
      }
      for order in ready {
        guard var facts = waiting[order] else { continue }
        if let spoken = evaluation["order"], try self.order(of: evaluation) == order {
          facts = with(facts, "order", spoken)
        }
        for key in ["book", "kill_switch", "registry_available"] {
          if let value = evaluation[key] { facts = with(facts, key, value) }
        }
        if isOver(facts) {
          forget(order)
          outcomes.append((facts, Outcome(code: nil, action: .hold)))
        } else {
          outcomes.append((facts, try judge(facts, now: now)))
        }
      }
    } catch {
      return [error.text]
    }
    return self.differences(ofRun: outcomes, expected)
  }

  private func isOver(_ facts: JSONValue) -> Bool {
    guard let order = facts["order"] else { return true }
    if let state = order["state"]?.string ?? order["status"]?.string,
      ["FILLED", "CANCELLED", "EXPIRED", "REJECTED"].contains(state)
    {
      return true
    }
    guard let size = order["qty"].flatMap(Micros.init(scenario:)),
      let filled = order["filled"].flatMap(Micros.init(scenario:))
    else { return false }
    return filled >= size
  }

  private func with(_ value: JSONValue, _ key: String, _ member: JSONValue) -> JSONValue {
    .object((value.members ?? []).filter { $0.key != key } + [.init(key, member)])
  }

  private func differences(
    ofRun outcomes: [(JSONValue, Outcome)], _ expected: JSONValue?
  ) -> [String] {
    var rest: [JSONValue.Member] = []
    var found: [String] = []
    func check(_ key: String, _ value: JSONValue, _ orders: [String]) {
      let matches =
        value.int64 == Int64(orders.count)
        || value.array?.compactMap(\.string).sorted() == orders.sorted()
      if !matches { found.append("\(key) should be \(value.compactText), is \(orders)") }
    }
    func names(_ holds: (Outcome) -> Bool) -> [String] {
      outcomes.filter { holds($0.1) }.map { $0.0["order"]?["ref"]?.string ?? "" }
    }
    for member in expected?.members ?? [] {
      switch member.key {
      case "executed", "released", "run", "ran":
        check(member.key, member.value, names { $0.action == .cancelReplace })
      case "dropped": check(member.key, member.value, names { $0.action == .hold })
      case "remaining", "still_deferred", "deferred_left":
        check(
          member.key, member.value,
          deferred.entries.map { waiting[$0.order]?["order"]?["ref"]?.string ?? "" })
      default: rest.append(member)
      }
    }
    guard !rest.isEmpty else { return found }
    let last = outcomes.last ?? (.object([]), Outcome(code: nil, action: .hold))
    return found + differences(last.1, last.0, .object(rest))
  }
}
