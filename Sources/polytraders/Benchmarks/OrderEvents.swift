import FixedPoint
import Graph
import Runtime

/// Made-up order events for benchmarks: about three quarters of them are held, some sit exactly on a threshold,
/// a few have no book, as in the recorded ones.
struct OrderEvents {
  /// One event in slot units, as a desk's own state would hold it.
  struct Row {
    var now, placedAt, price, tick, queueAhead, rate, bestBid, bestAsk, bookAge: Int64
    /// 0 or 1.
    var isSell, hasBook, isTripped: Int64
  }

  let rows: [Row]

  init(count: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    rows = (0..<count).map { index in
      let tick: Int64 = random.chance(500) ? 10_000 : 1_000
      let bid = random.number(20...70) * 10_000
      let ask = bid + random.number(1...3) * tick
      let isSell = random.chance(500)
      let drift = random.number(random.chance(850) ? 0...3 : 4...6) * tick
      let now = 1_764_000_000_000 + Int64(index) * 20
      return Row(
        now: now, placedAt: now - random.number(random.chance(930) ? 0...45_000 : 45_001...60_000),
        price: isSell ? ask + drift : bid - drift, tick: tick,
        queueAhead: random.number(random.chance(920) ? 0...5_000 : 5_001...9_000) * 1_000_000,
        rate: random.number(random.chance(900) ? 0...29 : 30...40), bestBid: bid, bestAsk: ask,
        bookAge: random.number(random.chance(970) ? 0...2_000 : 2_001...9_000),
        isSell: isSell ? 1 : 0, hasBook: random.chance(10) ? 0 : 1,
        isTripped: random.chance(10) ? 1 : 0)
    }
  }

  /// The event as a line of `eval --events`, with its line feed.
  static func line(_ row: Row, number: Int) -> String {
    func text(_ micros: Int64) -> String { "\"\(Micros(raw: micros))\"" }
    let book =
      row.hasBook == 1
      ? "\"available\":true,\"best_bid\":\(text(row.bestBid)),\"best_ask\":\(text(row.bestAsk))"
      : "\"available\":false,\"best_bid\":null,\"best_ask\":null"
    let id = String(repeating: "ab", count: 32)
    return
      "{\"event_id\":\"evt-\(number)\",\"now_ms\":\(row.now),\"kill_switch\":\(row.isTripped == 1),"
      + "\"registry_available\":true,\"cancel_replace_count_60s\":\(row.rate),"
      + "\"order\":{\"id\":\"0x\(id)\",\"market\":\"0x\(id)\","
      + "\"side\":\"\(row.isSell == 1 ? "SELL" : "BUY")\",\"price\":\(text(row.price)),"
      + "\"tick_size\":\(text(row.tick)),\"placed_at_ms\":\(row.placedAt),"
      + "\"queue_position\":\(row.queueAhead / 1_000_000),\"builder_code\":\"0x\(id)\"},"
      + "\"book\":{\(book),\"age_ms\":\(row.bookAge)}}\n"
  }
}

// MARK: - In a frame

extension OrderEvents: BenchmarkEvents {
  static let bot = "queuewarden"

  static func filler(_ plan: DecisionPlan) -> ((Row, EventFrame) -> Void)? {
    let names = [
      "switch.active", "order.side", "order.price", "order.tick_size", "order.placed_at",
      "order.queue_ahead", "rate.cancel_replaces", "book.best_bid", "book.best_ask",
    ]
    let inputs = names.compactMap { plan.input(named: $0) }
    guard inputs.count == names.count, let book = plan.fact(named: "book") else { return nil }
    return { row, frame in
      let values = [
        row.isTripped, row.isSell, row.price, row.tick, row.placedAt, row.queueAhead, row.rate,
        row.bestBid, row.bestAsk,
      ]
      frame.begin(now: row.now)
      for (input, value) in zip(inputs, values) { frame.set(input, value) }
      frame.setAge(book, row.bookAge)
      if row.hasBook == 0 { frame.setFactAbsent(book) }
    }
  }

  static func decideByHand(_ row: Row) -> Int { HandWrittenQueueWarden.decide(row) }

  static var codes: [String] { HandWrittenQueueWarden.codes }
}
