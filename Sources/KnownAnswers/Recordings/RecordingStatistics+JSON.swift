import FixedPoint
package import JSON
import Venue

extension RecordingStatistics {
  /// All figures, under the names and in the form of `expected.json`.
  package var json: JSONValue {
    .object([
      .init("messages", number(messages)), .init("by_type", byType.json),
      .init("bytes_uncompressed", number(byteCount)), .init("legacy_form", .bool(isLegacy)),
      .init("bad", bad.json), .init("timestamp_back_steps", number(backSteps)),
      .init("largest_back_step_ms", number(largestBackStep)),
      .init("adjacent_identical", number(adjacentIdentical)),
      .init("first_timestamp", firstTimestamp.map(number) ?? .null),
      .init("last_timestamp", lastTimestamp.map(number) ?? .null),
      .init("markets", marketsJSON), .init("tokens", tokensJSON),
      .init("rebuilt_best", rebuiltBest.json), .init("levels_dropped", number(levelsDropped)),
      .init("tick_size_changes", tickSizeChanges.json), .init("hash", hashJSON),
      .init("levels_at_end", levelsJSON),
    ])
  }

  private var marketsJSON: JSONValue {
    .object(
      markets.enumerated().filter { $0.element.messages > 0 }.map { position, figures in
        .init(
          directory.id(of: MarketIndex(position: position)),
          [
            "messages": number(figures.messages), "first": number(figures.first),
            "last": number(figures.last), "longest_silence_ms": number(figures.longestSilence),
          ])
      })
  }

  private var tokensJSON: JSONValue {
    .object(
      tokenOrder.map { token in
        let figures = tokens[token.position]
        return .init(
          directory.id(of: token),
          [
            "price_changes": number(figures.priceChanges), "trades": number(figures.trades),
            "best_changes": number(figures.bestChanges),
            "best_bid": figures.best.map { .string("\($0.bid)") } ?? .null,
            "best_ask": figures.best.map { .string("\($0.ask)") } ?? .null,
            "empty_bid": number(figures.emptyBid), "empty_ask": number(figures.emptyAsk),
            "crossed": number(figures.crossed),
          ])
      })
  }

  private var hashJSON: JSONValue {
    var members: [JSONValue.Member] = [
      .init("entries", number(hashes.entries)), .init("verified", number(hashes.verified)),
      .init("inside a batch", number(hashes.insideBatch)),
      .init("covers messages still to come", number(hashes.coversLater)),
    ]
    if hashes.unexplained > 0 {
      members.append(.init("not explained", number(hashes.unexplained)))
    }
    if hashes.marketsWithoutTerms > 0 {
      members.append(.init("markets without terms", number(hashes.marketsWithoutTerms)))
    }
    return .object(members)
  }

  private var levelsJSON: JSONValue {
    .object(
      tokenOrder.filter { tokens[$0.position].hasBook }.map { token in
        let book = tokens[token.position].book
        return .init(
          directory.id(of: token), [number(book.bids.count), number(book.asks.count)])
      })
  }

  private func number(_ value: some BinaryInteger) -> JSONValue {
    .number("\(value)")
  }
}
