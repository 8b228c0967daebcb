package import FixedPoint
package import Hashing
package import Journal
package import Orders

/// Where effects go: the venue and the chain over the network, or a simulated world. Returns at once; what comes of
/// an effect is an event for the desk later, or never.
package protocol DeskWorld: AnyObject {
  /// Starts `effect`.
  func perform(_ effect: ManagerEffect, now: Int64)
}

/// The evaluation graph, as the desk asks it. Journals its decisions before it answers.
package protocol DeskJudge: AnyObject {
  /// NonceShepherd on an order that waits for its number; no facts where the shared store cannot be read.
  func judge(
    signing terms: OrderTerms, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement
  /// QueueWarden on an order that rests; nil where no bot decides such events.
  func judge(resting order: RestingView, now: Int64) throws(JournalError) -> Judgement?
}

/// What the graph is told about a resting order (bots/queue-warden.yaml, facts).
package struct RestingView: Hashable, Sendable {
  package var id: Digest32
  package var terms: OrderTerms
  package var open: Micros
  /// When the venue had it, milliseconds since 1970.
  package var placedAt: Int64
  /// Shares that came before it at its price; nil where nobody can tell.
  package var queueAhead: Micros?
  /// nil where the book cannot be read.
  package var bestBid: Micros?
  package var bestAsk: Micros?
  /// Milliseconds since the book was last heard of; nil where it cannot be read.
  package var bookAge: Int64?
  /// Cancel-replaces of the key in the last 60 s; nil where the window cannot be read.
  package var cancelReplaces: Int?
  package var isKilled: Bool
  package var tags: [String]

  /// A view of these parts.
  package init(
    id: Digest32, terms: OrderTerms, open: Micros, placedAt: Int64, queueAhead: Micros?,
    bestBid: Micros?, bestAsk: Micros?, bookAge: Int64?, cancelReplaces: Int?, isKilled: Bool,
    tags: [String] = []
  ) {
    self.id = id
    self.terms = terms
    self.open = open
    self.placedAt = placedAt
    self.queueAhead = queueAhead
    self.bestBid = bestBid
    self.bestAsk = bestAsk
    self.bookAge = bookAge
    self.cancelReplaces = cancelReplaces
    self.isKilled = isKilled
    self.tags = tags
  }
}

/// What puts a key to an order. The last check of the kill switch is here: there is no path to a signature
/// around it (facts/oms.md 6.2 rule 1).
package protocol DeskSigner: AnyObject {
  /// Signs; the salt follows from the lane's secret and `sequence`, so that one number never gives two orders.
  func sign(_ terms: OrderTerms, sequence: Int64, now: Int64) throws(SigningRefusal) -> SignedBytes
}

/// Why nothing was signed.
package struct SigningRefusal: Error, Hashable, Sendable {
  /// A code of the registry, such as `KILL_SWITCH_ACTIVE`.
  package var code: String
  package var message: String

  /// A refusal of these parts.
  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}
