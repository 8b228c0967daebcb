import FixedPoint
import Orders
import Testing

/// What a position counts where nobody bids for it.
struct PositionMarkTests {
  @Test("the last bid counts for its time, and then nothing does")
  func marks() {
    let token = UInt256(UInt64(7))
    let bid = Micros(raw: 400_000)
    var marks = PositionMarks()
    #expect(marks.marks(now: 0, patience: 60_000).isEmpty)
    marks.note(bid, of: token, now: 1_000)
    for (now, expected) in [(1_000, bid), (61_000, bid), (61_001, nil)] as [(Int64, Micros?)] {
      #expect(marks.marks(now: now, patience: 60_000)[token] == expected, "at \(now)")
    }
    marks.note(Micros(raw: 300_000), of: token, now: 90_000)
    #expect(marks.marks(now: 90_000, patience: 0)[token] == Micros(raw: 300_000))
    let reading = ChainReading(
      block: 1, transactionCount: 0, collateral: Micros(raw: 5_000_000),
      shares: [token: Micros(raw: 10_000_000)])
    #expect(reading.equity(marks: marks.marks(now: 100_000, patience: 60_000)).raw == 8_000_000)
    #expect(reading.equity(marks: marks.marks(now: 200_000, patience: 60_000)).raw == 5_000_000)
    #expect(reading.text == "block 1: 5 pUSD, 10 shares of 7")
  }
}
