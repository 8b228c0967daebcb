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
  let tick: Micros
  let cap: Int
  var window: OperationWindow
  var deferred = DeferredQueue()
  /// The last evaluation of each order that waits.
  var waiting: [Digest32: JSONValue] = [:]
  private var operations = 0

  /// What came of one evaluation.
  struct Outcome {
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

  struct ScenarioError: Error {
    var text: String
  }

  // MARK: Deciding

  mutating func judge(
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

  mutating func forget(_ order: Digest32) {
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

  func order(of evaluation: JSONValue) throws(ScenarioError) -> Digest32 {
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
}
