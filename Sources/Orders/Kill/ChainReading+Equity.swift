package import FixedPoint

extension ChainReading {
  /// What the wallet holds, for people; tokens ascending, what it has none of left out.
  package var text: String {
    let held = shares.sorted { $0.key < $1.key }.filter { $0.value != .zero }.map { token, amount in
      "\(amount) shares of \(token)"
    }
    return "block \(block): " + (["\(collateral) pUSD"] + held).joined(separator: ", ")
  }

  /// What the wallet would bring: collateral, and every position at its mark, a price of 0...1; one without a mark
  /// brings nothing. In pUSD.
  package func equity(marks: [UInt256: Micros]) -> Micros {
    // The largest amount stays where the sum has none, whatever the order of the parts.
    shares.reduce(collateral) { sum, holding in
      sum.adding((marks[holding.key] ?? .zero).costRoundedUp(of: holding.value))
    }
  }
}
