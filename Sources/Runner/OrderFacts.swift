import CEL
import FixedPoint
import Graph
import Orders
import Policy
import Trading

/// What the runner can tell about a resting order, under the paths of the event form
/// (vectors/events/README.md). A bot that asks for anything else cannot be run here, and is told so before
/// the first message.
struct OrderFacts {
  /// Who fills an input.
  private enum Source {
    case killSwitch, side, price, tick, placedAt, queueAhead, cancelReplaces, bestBid, bestAsk
  }

  private static let sources: [String: Source] = [
    "kill_switch": .killSwitch, "order.side": .side, "order.price": .price,
    "order.tick_size": .tick, "order.placed_at_ms": .placedAt, "order.queue_position": .queueAhead,
    "cancel_replace_count_60s": .cancelReplaces, "book.best_bid": .bestBid,
    "book.best_ask": .bestAsk,
  ]

  /// Who fills an input that is a text or a list: the scope for which an order's values are chosen.
  private enum Word {
    case market, strategy, tags
  }

  private static let words: [String: (source: Word, type: Type)] = [
    "market": (.market, .string), "order.market": (.market, .string),
    "strategy": (.strategy, .string), "order.strategy": (.strategy, .string),
    "tags": (.tags, .list(.string)),
  ]

  private static let registryPath = "registry_available"
  private static let bookPath = "book.available"
  private static let bookAgePath = "book.age_ms"

  /// An input with its source and its bounds: a value outside them counts as absent, as it would be refused in
  /// an event.
  private struct Field {
    var input: Int
    var source: Source
    var bounds: ClosedRange<Int64>
  }

  private var fields: [Field] = []
  /// Inputs that are texts or lists, with what they may hold.
  private var words: [(input: Int, source: Word, bound: Bound)] = []
  /// Positions of the facts that are there while the book is known, and of those with its age.
  private var bookFacts: [Int] = []
  private var agedFacts: [Int] = []

  /// The paths that the plan asks for and the runner does not have.
  private(set) var unknownPaths: [String] = []
  /// What cannot be filled for want of them.
  private var unknownInputs: [Int] = []
  private var unknownFacts: [Int] = []

  init(_ plan: DecisionPlan) {
    for (index, input) in plan.inputs.enumerated() {
      let declaration = input.declaration
      if let word = Self.words[declaration.path], word.type == declaration.type {
        words.append((index, word.source, declaration.bound))
        continue
      }
      guard let source = Self.sources[declaration.path] else {
        unknownPaths.append(declaration.path)
        unknownInputs.append(index)
        continue
      }
      let bounds = (declaration.minimum ?? .min)...(declaration.maximum ?? .max)
      fields.append(Field(input: index, source: source, bounds: bounds))
    }
    for (index, fact) in plan.facts.enumerated() {
      switch fact.declaration.available {
      case nil, Self.registryPath: break
      case Self.bookPath: bookFacts.append(index)
      case let path?:
        unknownPaths.append(path)
        unknownFacts.append(index)
      }
      switch fact.declaration.age {
      case nil: break
      case Self.bookAgePath: agedFacts.append(index)
      case let path?:
        unknownPaths.append(path)
        unknownFacts.append(index)
      }
    }
  }

  /// Sets every input of `frame`.
  func fill(
    _ frame: EventFrame, _ order: RestingOrder, on token: TokenDesk, in scope: Scope,
    cancelReplaces: Int, now: Int64
  ) {
    frame.begin(now: now)
    for word in words {
      if let content = Self.content(of: word.source, scope), content.excess(over: word.bound) == nil
      {
        frame.set(word.input, content)
      } else {
        frame.setAbsent(word.input)
      }
    }
    for field in fields {
      let value = value(of: field.source, order, token, cancelReplaces)
      if let value, field.bounds.contains(value) {
        frame.set(field.input, value)
      } else {
        frame.setAbsent(field.input)
      }
    }
    for input in unknownInputs { frame.setAbsent(input) }
    for fact in unknownFacts { frame.setFactAbsent(fact) }
    let updatedAt = token.isKnown ? token.updatedAt : nil
    for fact in bookFacts where updatedAt == nil { frame.setFactAbsent(fact) }
    for fact in agedFacts {
      if let updatedAt {
        frame.setAge(fact, now - updatedAt)
      } else {
        frame.setFactAbsent(fact)
      }
    }
  }

  private static func content(of source: Word, _ scope: Scope) -> FieldContent? {
    switch source {
    case .market: scope.market.map { .text($0) }
    case .strategy: scope.strategy.map { .text($0) }
    case .tags: .texts(scope.tags.sorted())
    }
  }

  private func value(
    of source: Source, _ order: RestingOrder, _ token: TokenDesk, _ cancelReplaces: Int
  ) -> Int64? {
    switch source {
    case .killSwitch: 0
    case .side: order.side == .buy ? 0 : 1
    case .price: order.price.raw
    case .tick: token.tick.raw
    case .placedAt: order.placedAt
    case .queueAhead: order.queueAhead.raw
    case .cancelReplaces: Int64(cancelReplaces)
    case .bestBid: token.bestBid?.raw
    case .bestAsk: token.bestAsk?.raw
    }
  }
}
