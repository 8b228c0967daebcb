internal import Diagnostics
internal import FixedPoint
internal import Graph
internal import Hashing
internal import JSON
internal import Orders
internal import Trading
internal import Venue

/// One queue scenario on its way: the operations that were counted, what waits, and the orders that were seen.
struct QueueScenarioRun {
  private let evaluator: EventEvaluator
  private let tick: Micros
  private let cap: Int
  private var window: OperationWindow
  private var deferred = DeferredQueue()
  /// The last evaluation of each order that waits.
  private var waiting: [Digest32: JSONValue] = [:]
  private var operations = 0

  /// What came of one evaluation.
  private struct Outcome {
    var code: String?
    var action: Action
    var replacement: ReplacementPrice?
    /// The order was judged for the first time while it waits.
    var isNews = true
  }

  init?(_ scenario: JSONValue, _ evaluator: EventEvaluator) {
    guard let tick = scenario["params"]?["tick_size"].flatMap(Micros.init(scenario:)),
      let cap = scenario["params"]?["cancel_replace_per_min_cap"]?.int64,
      let times = scenario["cancel_replace_op_times_ms"]?.array
    else { return nil }
    let history = times.compactMap(\.int64).sorted()
    guard history.count == times.count else { return nil }
    self.evaluator = evaluator
    self.tick = tick
    self.cap = Int(cap)
    window = OperationWindow(
      entries: history.enumerated().map {
        OperationWindow.Entry(operation: "history/\($0.offset)", time: $0.element)
      })
  }

  /// Carries out one evaluation; what does not hold of it.
  mutating func take(_ evaluation: JSONValue) -> [String] {
    guard let now = evaluation["now_ms"]?.int64 else { return ["it lacks its time"] }
    let expected = evaluation["expect"]
    switch evaluation["op"]?.string ?? "" {
    case "other_op": return passes(expected)
    case "run_deferred": return runDeferred(evaluation, expected, now: now)
    default: break
    }
    if isSet(evaluation["run_deferred"]) {
      return runDeferred(evaluation, expected, now: now)
    }
    if isSet(evaluation["other_op"]) { return passes(expected) }
    do throws(ScenarioError) {
      return differences(try judge(evaluation, now: now), evaluation, expected)
    } catch {
      return [error.text]
    }
  }

  private func isSet(_ value: JSONValue?) -> Bool {
    switch value {
    case nil, .some(.null), .some(.bool(false)): false
    default: true
    }
  }

  private struct ScenarioError: Error {
    var text: String
  }

  // MARK: Deciding

  private mutating func judge(
    _ evaluation: JSONValue, now: Int64
  ) throws(ScenarioError) -> Outcome {
    let decided = try decide(evaluation, now: now)
    var outcome = Outcome(code: decided.code, action: decided.action)
    let order = try self.order(of: evaluation)
    switch decided.action {
    case .cancelReplace:
      operations += 1
      guard case .granted = window.reserve("operation/\(operations)", now: now, cap: cap) else {
        throw ScenarioError(text: "the graph lets it pass, and the window is full")
      }
      outcome.replacement = replacement(evaluation, code: decided.code)
      forget(order)
    case .defer:
      // The severity of what wanted the operation does not matter where one order waits.
      let price = replacement(evaluation, code: "")?.price
      outcome.isNews = deferred.put(order, price: price, severity: .reshape, now: now) != .renewed
      waiting[order] = evaluation
    default: forget(order)
    }
    return outcome
  }

  private mutating func forget(_ order: Digest32) {
    deferred.drop(order)
    waiting[order] = nil
  }

  private mutating func decide(
    _ evaluation: JSONValue, now: Int64
  ) throws(ScenarioError) -> (code: String, action: Action) {
    let text = event(evaluation, now: now).compactText
    let read = try? JSONReader().withNode(of: text.utf8) { node in
      Result { () throws(EventError) in try evaluator.decide(node) }
    }
    switch read {
    case .success(let (decision, frame)):
      let outcome = frame.plan.outcome(of: decision)
      return (outcome.code, outcome.action)
    case .failure(let error):
      throw ScenarioError(text: error.diagnostic(file: "the evaluation", line: 1).message)
    case nil: throw ScenarioError(text: "the event cannot be read back")
    }
  }

  /// The evaluation as an event of vectors/events/README.md, with the count of the window as it stands.
  private mutating func event(_ evaluation: JSONValue, now: Int64) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("now_ms", .number("\(now)")),
      .init("kill_switch", evaluation["kill_switch"] ?? false),
      .init("registry_available", evaluation["registry_available"] ?? true),
    ]
    if evaluation["rate_available"]?.bool != false, evaluation["counter_available"]?.bool != false {
      members.append(
        .init("cancel_replace_count_60s", .number("\(window.count(at: now))")))
    }
    if let order = evaluation["order"], order.members != nil {
      var copied: [JSONValue.Member] = [.init("tick_size", .string("\(tick)"))]
      for key in ["side", "price", "placed_at_ms", "queue_position", "builder_code"] {
        if let value = order[key] { copied.append(.init(key, value)) }
      }
      members.append(.init("order", .object(copied)))
    }
    if let book = evaluation["book"]?.members {
      let hasAge = book.contains { $0.key == "age_ms" }
      members.append(
        .init("book", .object(hasAge ? book : book + [.init("age_ms", 0)])))
    }
    return .object(members)
  }

  private func order(of evaluation: JSONValue) throws(ScenarioError) -> Digest32 {
    guard let reference = evaluation["order"]?["ref"]?.string else {
      throw ScenarioError(text: "the order has no ref")
    }
    return SHA256.hash(Array(reference.utf8))
  }

  private func replacement(_ evaluation: JSONValue, code: String) -> ReplacementPrice? {
    guard let order = evaluation["order"], let book = evaluation["book"],
      let side = order["side"]?.string.flatMap(Side.init(rawValue:)),
      let price = order["price"].flatMap(Micros.init(scenario:))
    else { return nil }
    return ReplacementPrice(
      code == "QUEUE_WARDEN_QUEUE_DEGRADED" ? .takeFront : .followMarket,
      in: ReplacementPrice.Situation(
        side: side, price: price, tick: tick,
        bestBid: book["best_bid"].flatMap(Micros.init(scenario:)),
        bestAsk: book["best_ask"].flatMap(Micros.init(scenario:)),
        limit: evaluation["plan"]?["limit_price"].flatMap(Micros.init(scenario:)),
        ahead: order["queue_position"].flatMap(Micros.init(scenario:))))
  }

  // MARK: What waits

  /// An operation that is no cancel-replace asks nobody: there is nothing here that could refuse or delay it.
  private func passes(_ expected: JSONValue?) -> [String] {
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
  private mutating func runDeferred(
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

  // MARK: Comparing

  private func differences(
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
