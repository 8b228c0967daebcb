import CEL
import Graph
import JSON
import Policy

/// An event that the two sides decide differently, told so that a person can judge it and repeat it.
package struct DecisionExample: Equatable, Sendable {
  /// What one side decided, in words.
  package struct Side: Equatable, Sendable {
    package var outcome: DiffOutcome
    /// `rule 4`, `gate 1`, `otherwise`; empty for a refused event.
    package var decider: String
    /// `46s against 45s`, or what is missing.
    package var comparison: String
    /// `1s`; empty where nothing was compared.
    package var margin: String
  }

  package struct Fact: Equatable, Sendable {
    package var name: String
    package var text: String
  }

  package var bot: String
  /// Milliseconds since 1970.
  package var time: Int64
  package var market: String
  package var strategy: String?
  /// The order or event by the name that its source gives it.
  package var name: String
  package var facts: [Fact]
  package var base: Side
  package var head: Side
  /// One line of JSON, as `eval` reads it.
  package var event: String
}

extension DecisionExample.Side {
  init(_ judged: (decision: Decision, frame: EventFrame)?, _ outcome: DiffOutcome) {
    self.outcome = outcome
    decider = ""
    comparison = ""
    margin = ""
    guard let (decision, frame) = judged else { return }
    let steps = frame.plan.stages.last?.steps.count ?? 0
    decider =
      decision.gate.map { "gate \($0 + 1)" }
      ?? (decision.step < steps ? "rule \(decision.step + 1)" : "otherwise")
    comparison = frame.comparison(of: decision)
    if let difference = decision.margin, let type = frame.typeOfComparison(decision),
      Self.isMeasured(type)
    {
      margin = QuantityText.format(difference, as: type == .timestamp ? .duration : type)
    }
  }

  private static func isMeasured(_ type: Type) -> Bool {
    switch type {
    case .int, .duration, .timestamp, .quantity: true
    default: false
    }
  }
}

/// Gathers examples of changes: few of each kind, from as many markets as there are, the first that come. What is
/// shown of them is chosen at the end.
struct ExampleBook {
  /// Kept of one kind of change, and of one kind in one market.
  private static let mostOfKind = 24
  private static let mostOfMarket = 2
  private var ofKind: [Int: Int] = [:]
  private var ofMarket: [Place: Int] = [:]
  private(set) var kept: [(pair: Int, market: Int, example: DecisionExample)] = []

  private struct Place: Hashable {
    var pair: Int
    var market: Int
  }

  /// Whether an example of this kind from this market has room.
  func wants(_ pair: Int, market: Int) -> Bool {
    ofKind[pair, default: 0] < Self.mostOfKind
      && ofMarket[Place(pair: pair, market: market), default: 0] < Self.mostOfMarket
  }

  mutating func add(_ example: DecisionExample, _ pair: Int, market: Int) {
    ofKind[pair, default: 0] += 1
    ofMarket[Place(pair: pair, market: market), default: 0] += 1
    kept.append((pair, market, example))
  }

  /// At most `count`, taking one of each kind in turn, from a market that was not shown before where there is one.
  func chosen(_ count: Int) -> [DecisionExample] {
    var rest = kept
    var chosen: [DecisionExample] = []
    var markets: Set<Int> = []
    while chosen.count < count, !rest.isEmpty {
      var kinds: Set<Int> = []
      for pair in rest.map(\.pair) where chosen.count < count && kinds.insert(pair).inserted {
        let own = rest.indices.filter { rest[$0].pair == pair }
        guard let next = own.first(where: { !markets.contains(rest[$0].market) }) ?? own.first
        else { continue }
        let taken = rest.remove(at: next)
        markets.insert(taken.market)
        chosen.append(taken.example)
      }
    }
    return chosen
  }
}

/// Makes examples of the frames of one plan: facts as a person reads them, and the event as `eval` reads it.
struct ExampleWriter {
  private let writer: EventWriter
  private let bot: String

  init(_ plan: DecisionPlan) {
    writer = EventWriter(plan: plan)
    bot = plan.bot.name
  }

  func facts(_ frame: EventFrame) -> [DecisionExample.Fact] {
    let plan = frame.plan
    var facts: [DecisionExample.Fact] = []
    var ages: Set<Int> = []
    for (index, input) in plan.inputs.enumerated() where input.bot == bot {
      let type = input.declaration.type
      let text =
        frame.isInputAbsent(index)
        ? "missing"
        : frame.content(of: index)?.text(as: type)
          ?? QuantityText.format(frame.value(of: index), as: type)
      facts.append(.init(name: input.name, text: text))
      if ages.insert(input.fact).inserted, let age = frame.age(of: input.fact),
        !frame.isFactAbsent(input.fact)
      {
        facts.append(
          .init(
            name: "\(plan.facts[input.fact].name).age",
            text: QuantityText.format(age, as: .duration)))
      }
    }
    return facts
  }

  /// The event with the scope for which its values are chosen, where it does not tell that itself.
  func event(_ frame: EventFrame, _ scope: Scope) -> String {
    var bytes: [UInt8] = []
    writer.write(frame, to: &bytes)
    var members: [JSONValue.Member] = []
    let paths = Set(frame.plan.inputs.map(\.declaration.path))
    if let market = scope.market, !paths.contains("market"), !paths.contains("order.market") {
      members.append(.init("market", .string(market)))
    }
    if let strategy = scope.strategy, !paths.contains("strategy"), !paths.contains("order.strategy")
    {
      members.append(.init("strategy", .string(strategy)))
    }
    if !scope.tags.isEmpty, !paths.contains("tags") {
      members.append(.init("tags", .array(scope.tags.sorted().map { .string($0) })))
    }
    let event = String(decoding: bytes, as: UTF8.self)
    guard !members.isEmpty else { return event }
    return String(JSONValue.object(members).compactText.dropLast()) + "," + event.dropFirst()
  }
}
