package import FixedPoint
import JSON
import Synchronization
package import Trading

/// What everybody may read.
extension VenueClient {
  /// Whether the venue answers at all.
  package func ping() async throws(VenueFailure) {
    try await read(VenueRequest("GET", "/ok")) { node throws(VenueRecordError) in
      guard node.kind == .string else { throw .wrongType("ok", offset: node.byteOffset) }
    }
  }

  /// The venue's time in milliseconds since 1970, as exact as it tells it, which is a second. Betters
  /// `clock`.
  @discardableResult
  package func serverTime() async throws(VenueFailure) -> Int64 {
    let sent = time.wall
    let (value, isWholeSeconds) = try await read(VenueRequest("GET", "/time")) {
      node throws(VenueRecordError) in
      let number = node.member("time") ?? node.member("timestamp") ?? node
      guard let value = number.int64 ?? number.int64InString,
        let milliseconds = VenueTime.milliseconds(value)
      else { throw .badTime("time", offset: node.byteOffset) }
      return (milliseconds, milliseconds != value)
    }
    let received = time.wall
    state.withLock {
      $0.hasAskedTime = true
      $0.clock.observe(
        server: value, resolution: isWholeSeconds ? 1_000 : 1, sent: sent, received: received)
    }
    return value
  }

  /// The version of the exchange that orders must be signed for.
  package func version() async throws(VenueFailure) -> Int64 {
    try await read(VenueRequest("GET", "/version")) { node throws(VenueRecordError) in
      guard let version = try RecordFields(node).optionalWhole("version") else {
        throw .missing("version", offset: node.byteOffset)
      }
      return version
    }
  }

  /// The order book of a token.
  package func book(of token: UInt256) async throws(VenueFailure) -> BookRecord {
    let book = try await read(request("/book", token)) { node throws(VenueRecordError) in
      try BookRecord(node)
    }
    guard book.tokenID == token else {
      throw .unknown(.contradiction("the book of another token"))
    }
    return book
  }

  /// The order books of up to 500 tokens, in any order.
  package func books(of tokens: [UInt256]) async throws(VenueFailure) -> [BookRecord] {
    guard (1...500).contains(tokens.count) else {
      throw .refusedHere(.batchSize(tokens.count, limit: 500))
    }
    var writer = JSONWriter()
    writer.beginArray()
    for token in tokens {
      writer.beginObject()
      writer.key("token_id")
      writer.string("\(token)")
      writer.endObject()
    }
    writer.endArray()
    let request = VenueRequest("POST", "/books", body: writer.bytes)
    return try await read(request) { node throws(VenueRecordError) in
      try RecordFields.list(node) { node throws(VenueRecordError) in try BookRecord(node) }
    }
  }

  /// The price at which one side can be had.
  package func price(of token: UInt256, _ side: Side) async throws(VenueFailure) -> Micros {
    var request = request("/price", token)
    request.query.append((name: "side", value: side.rawValue))
    return try await read(request) { node throws(VenueRecordError) in
      try RecordFields(node).price("price")
    }
  }

  /// The middle of the best prices.
  package func midpoint(of token: UInt256) async throws(VenueFailure) -> Micros {
    try await read(request("/midpoint", token)) { node throws(VenueRecordError) in
      try RecordFields(node).price("mid")
    }
  }

  /// The distance of the best prices.
  package func spread(of token: UInt256) async throws(VenueFailure) -> Micros {
    try await read(request("/spread", token)) { node throws(VenueRecordError) in
      try RecordFields(node).price("spread")
    }
  }

  /// The price grid of a token's market.
  package func tickSize(of token: UInt256) async throws(VenueFailure) -> Micros {
    try await read(request("/tick-size", token)) { node throws(VenueRecordError) in
      let tick = try RecordFields(node).price("minimum_tick_size")
      guard tick > .zero, tick < .one else {
        throw .outOfRange("minimum_tick_size", tick, offset: node.byteOffset)
      }
      return tick
    }
  }

  /// Whether a token's market is one of several of which exactly one wins: it has another exchange contract.
  package func negativeRisk(of token: UInt256) async throws(VenueFailure) -> Bool {
    try await read(request("/neg-risk", token)) { node throws(VenueRecordError) in
      try RecordFields(node).bool("neg_risk")
    }
  }

  /// The base fee of a token's market in hundredths of a per cent.
  package func feeRate(of token: UInt256) async throws(VenueFailure) -> Int64 {
    try await read(request("/fee-rate", token)) { node throws(VenueRecordError) in
      guard let fee = try RecordFields(node).optionalWhole("base_fee") else {
        throw .missing("base_fee", offset: node.byteOffset)
      }
      return fee
    }
  }

  /// The last trade of a token.
  package func lastTrade(of token: UInt256) async throws(VenueFailure) -> LastTradeRecord {
    try await read(request("/last-trade-price", token)) { node throws(VenueRecordError) in
      try LastTradeRecord(node)
    }
  }

  private func request(_ path: String, _ token: UInt256) -> VenueRequest {
    VenueRequest("GET", path, query: [(name: "token_id", value: "\(token)")])
  }
}
