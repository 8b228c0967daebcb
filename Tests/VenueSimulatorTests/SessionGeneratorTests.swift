import FixedPoint
import JSON
import KnownAnswers
import Runtime
import TestSupport
import Testing
import Venue
import VenueSimulator

@Suite("Session generator")
struct SessionGeneratorTests {
  @Test("the same seed gives the same bytes, another seed others")
  func deterministic() {
    let first = session(seed: 1, seconds: 20)
    #expect(first == session(seed: 1, seconds: 20))
    #expect(first != session(seed: 2, seconds: 20))
    #expect(first.last == UInt8(ascii: "\n"))
  }

  @Test(
    "every property of the recordings occurs, and everything can be checked",
    arguments: [7] as [UInt64])
  func properties(seed: UInt64) throws {
    let figures = try statistics(session(seed: seed))
    let json = figures.json
    #expect((9000...15_000).contains(figures.messageCount), "\(figures.messageCount)")
    // Everything is consistent.
    #expect(json["bad"] == [:] && json["legacy_form"] == false && json["levels_dropped"] == 0)
    #expect(json["rebuilt_best"]?["plain rebuild disagrees"] == nil)
    #expect(json["rebuilt_best"]?["after dropping: disagrees"] == nil)
    let hash = try #require(json["hash"])
    #expect(hash["not explained"] == nil && hash["markets without terms"] == nil)
    let entries = try #require(hash["entries"]?.int64)
    let verified = try #require(hash["verified"]?.int64)
    let inside = try #require(hash["inside a batch"]?.int64)
    let later = try #require(hash["covers messages still to come"]?.int64)
    #expect(verified + inside + later == entries && inside > entries / 50 && later > entries / 500)
    // The oddities.
    let backSteps = try #require(json["timestamp_back_steps"]?.int64)
    #expect(backSteps > 20)
    let largest = try #require(json["largest_back_step_ms"]?.int64)
    #expect((300...1000).contains(largest))
    #expect(try #require(json["adjacent_identical"]?.int64) > 0)
    #expect(json["tick_size_changes"] == ["0.01->0.001": 2, "0.001->0.001": 2])
    #expect(figures.absentRemovals > 5 && figures.unchangedLevels > 5 && figures.textFrames == 11)
    #expect(try #require(json["by_type"]?["last_trade_price"]?.int64) > 5)
    let changes = figures.changeCount
    #expect((changes * 3 / 100...changes * 9 / 100).contains(figures.changesAtBest))
    let spreads = try #require(figures.spreads)
    #expect(spreads.least <= Micros(raw: 10_000) && spreads.most > Micros(raw: 150_000))
    #expect(spreads.most <= Micros(raw: 280_000))
    // The pace.
    let markets = try #require(json["markets"]?.members)
    #expect(markets.count == 3)
    for (index, market) in markets.enumerated() {
      let count = try #require(market.value["messages"]?.int64)
      let silence = try #require(market.value["longest_silence_ms"]?.int64)
      if index < 2 {
        #expect((38 * 120...60 * 120).contains(count), "\(count)")
        #expect(silence < 10_000)
      } else {
        #expect((60...300).contains(count), "\(count)")
        #expect((20_000...26_000).contains(silence))
      }
    }
    #expect(figures.longSilences > 10)
  }

  @Test("books of the two tokens mirror each other at the end", arguments: [3, 4] as [UInt64])
  func mirrored(seed: UInt64) throws {
    let json = try statistics(session(seed: seed, seconds: 20)).json
    let levels = try #require(json["levels_at_end"]?.members)
    #expect(levels.count == 6)
    for pair in stride(from: 0, to: 6, by: 2) {
      #expect(levels[pair].value.array == levels[pair + 1].value.array?.reversed())
    }
  }

  @Test("one market and many markets work", arguments: [1, 2, 6])
  func marketCounts(count: Int) throws {
    let figures = try statistics(session(seed: 5, seconds: 20, markets: count))
    #expect(figures.json["markets"]?.members?.count == count)
    #expect(figures.json["hash"]?["not explained"] == nil && figures.json["bad"] == [:])
    #expect(figures.json["tick_size_changes"] == ["0.01->0.001": 2, "0.001->0.001": 2])
  }

  private func session(seed: UInt64, seconds: Int = 120, markets: Int = 3) -> [UInt8] {
    var generator = SessionGenerator(seed: seed, seconds: seconds, markets: markets)
    var bytes: [UInt8] = []
    unsafe generator.generate { line in unsafe bytes.append(contentsOf: line) }
    return bytes
  }

  private func statistics(_ session: [UInt8]) throws -> RecordingStatistics {
    try Places.withTemporaryFolder { folder in
      try Places.write(session, to: folder + "/session.ndjson")
      return try RecordingStatistics(recordingAt: folder + "/session.ndjson")
    }
  }
}
