internal import Diagnostics
internal import FixedPoint
internal import JSON
internal import Trading
internal import Venue

/// Holds the amounts of orders against `vectors/order-amounts.json`, and what the amounts mean back to price and
/// size.
package func checkAmounts(file: String) -> Tally {
  checkCases(of: file, ["cases"]) { _, report in
    let vector = report.vector
    func micros(_ key: String) -> Micros? {
      vector[key]?.string.flatMap { try? Micros.parse($0) }
    }
    guard let kind = report.text("kind"), let side = report.text("side").flatMap(Side.init),
      let tick = micros("tick_size").flatMap({ TickSize($0) }), let price = micros("price"),
      let amount = micros(kind == "limit" ? "size" : "amount")
    else { return report.fail("the case lacks an input, or has one that is none") }
    do throws(AmountError) {
      let amounts =
        switch kind {
        case "limit": try OrderAmounts.limit(side, price: price, size: amount, tick: tick)
        case "market": try OrderAmounts.market(side, price: price, amount: amount, tick: tick)
        default: OrderAmounts(maker: 0, taker: 0)
        }
      report.expect("maker_amount", String(amounts.maker))
      report.expect("taker_amount", String(amounts.taker))
      let terms = try amounts.terms(side, tick: tick)
      report.expect(terms.price == price, "the amounts mean the price \(terms.price)")
      report.expect(
        terms.size.raw == Int64(side == .buy ? amounts.taker : amounts.maker),
        "the amounts mean the size \(terms.size)")
    } catch {
      report.fail(error.diagnostic.message)
    }
  }
}
