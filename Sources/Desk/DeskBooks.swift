package import FixedPoint
package import Hashing

/// What the desk knows of books: kept by whoever hears the market, asked when a resting order is judged.
package protocol DeskBooks: AnyObject {
  /// The book of a token; nil where it was never heard of.
  func book(of token: UInt256, now: Int64) -> BookView?
  /// Shares that came before an order of ours at its price; nil where nobody can tell.
  func queueAhead(of order: Digest32) -> Micros?
  /// Labels of a market that policy values may be for.
  func tags(of market: String) -> [String]
}

/// The best prices of a book and how old they are.
package struct BookView: Hashable, Sendable {
  /// 0...1; nil where the side is empty.
  package var bestBid: Micros?
  /// 0...1; nil where the side is empty.
  package var bestAsk: Micros?
  /// Milliseconds since it was last heard of.
  package var age: Int64

  /// A view of these parts.
  package init(bestBid: Micros?, bestAsk: Micros?, age: Int64) {
    self.bestBid = bestBid
    self.bestAsk = bestAsk
    self.age = age
  }
}
