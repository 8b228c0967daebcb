import FixedPoint
import Hashing
import TestSupport
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("what the venue remembers")
struct HistoryTests {
  @Test("ids are found and forgotten exactly as a plain list of them says", arguments: 1...3)
  func identifiers(seed: Int) throws {
    var configuration = ExchangeConfiguration()
    configuration.terminalOrderLimit = 40
    configuration.identifierLimit = 60
    var floor = try TradingFloor(configuration)
    let alice = try floor.trader(1)
    var random = SeededGenerator(seed: UInt64(seed))
    var remembered: [Digest32] = []
    for number in 0..<3_000 as Range<UInt64> {
      // Ids that fall on few places of any table: only their low bits differ, and those little.
      let id = Digest32(UInt64.random(in: 0...7, using: &random) << 1, 1, number, 0)
      let order = try floor.order(alice, .buy, "0.45", "10", id: id)
      try floor.post(order)
      _ = floor.exchange.cancel([id], of: alice.user, now: floor.now)
      remembered.append(id)
      if remembered.count > 100 { remembered.removeFirst() }
      let known = remembered[Int.random(in: 0..<remembered.count, using: &random)]
      let again = try floor.order(alice, .buy, "0.45", "10", id: known)
      #expect(floor.refusal(again)?.hasSuffix("Duplicated.") == true)
      let kept = remembered.suffix(40).contains(known)
      #expect((floor.exchange.order(known) != nil) == kept)
      _ = floor.exchange.takeEvents()
    }
  }
}
