import FixedPoint
import Testing

@testable import VenueSimulator

@Suite("the history of a market's prices")
struct PriceHistoryTests {
  @Test("the last price of every minute is kept, for a week of minutes")
  func minutes() {
    var history = PriceHistory()
    let minutes = Int64(7 * 24 * 60)
    for minute in 0...minutes {
      history.note(Micros(raw: 400_000), at: minute * 60_000 + 1)
      history.note(Micros(raw: minute), at: minute * 60_000 + 59_999)
    }
    #expect(history.points.count == Int(minutes))
    #expect(history.points.first == .init(time: 119_999, price: Micros(raw: 1)))
    #expect(history.points.last?.price == Micros(raw: minutes))
  }
}
