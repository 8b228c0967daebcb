import FixedPoint
import Hashing
import JSON
import Trading
import Venue

extension OrderFact {
  /// Appends the fact, canonical.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    switch self {
    case .denied(let code): writer.text("code", code)
    case .rejected(let reason): writer.text("reason", reason)
    case .trade(let trade): trade.write(to: &writer)
    case .settlement(let trade, let status):
      writer.text("status", status.rawValue)
      writer.text("trade", trade)
    case .void(let trade): writer.text("trade", trade)
    case .cumulative(let shares): writer.amount("shares", shares)
    case .cancelRequested(let attempt), .cancelInDoubt(let attempt):
      writer.integer("attempt", Int64(attempt))
    case .cancelRefused(let attempt, let refusal):
      writer.integer("attempt", attempt.map { Int64($0) })
      writer.text("refusal", refusal.rawValue)
    case .cancelled(let matched, let reason):
      writer.amount("matched", matched)
      writer.text("reason", reason.rawValue)
    case .shownOpen(let asOf, let matched):
      writer.integer("as_of_ms", asOf)
      writer.amount("matched", matched)
    case .sent, .sendInDoubt, .acknowledged, .expired: break
    }
    writer.text("type", name.rawValue)
    writer.endObject()
  }

  init(_ fields: EntryFields) throws(FieldProblem) {
    switch try fields.word("type", Name.self) {
    case .denied: self = .denied(code: try fields.text("code"))
    case .sent: self = .sent
    case .sendInDoubt: self = .sendInDoubt
    case .acknowledged: self = .acknowledged
    case .rejected: self = .rejected(reason: try fields.text("reason"))
    case .trade: self = .trade(try TradeFact(fields))
    case .settlement:
      self = .settlement(trade: try fields.text("trade"), try fields.word("status"))
    case .void: self = .void(trade: try fields.text("trade"))
    case .cumulative: self = .cumulative(try fields.amount("shares"))
    case .cancelRequested: self = .cancelRequested(attempt: Int(try fields.integer("attempt")))
    case .cancelInDoubt: self = .cancelInDoubt(attempt: Int(try fields.integer("attempt")))
    case .cancelRefused:
      self = .cancelRefused(
        attempt: try fields.optionalInteger("attempt").map { Int($0) },
        try fields.word("refusal"))
    case .cancelled:
      self = .cancelled(
        matched: try fields.optionalAmount("matched"), reason: try fields.word("reason"))
    case .expired: self = .expired
    case .shownOpen:
      self = .shownOpen(
        asOf: try fields.integer("as_of_ms"), matched: try fields.amount("matched"))
    }
  }
}

extension TradeFact {
  /// Appends the members, up to `type`.
  fileprivate func write(to writer: inout JSONWriter) {
    writer.integer("match_ms", matchTime)
    writer.amount("price", price)
    writer.amount("size", size)
    writer.text("status", status.rawValue)
    writer.text("trade", id)
    writer.text("transaction", transactionHash)
  }

  fileprivate init(_ fields: EntryFields) throws(FieldProblem) {
    self.init(
      id: try fields.text("trade"), size: try fields.amount("size"),
      price: try fields.optionalAmount("price"), status: try fields.word("status"),
      transactionHash: try fields.optionalText("transaction"),
      matchTime: try fields.integer("match_ms"))
  }
}

extension OrderTerms {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.text("builder", builder.prefixedHex)
    writer.text("client_order_id", clientOrderID)
    writer.integer("expiration_ms", expiration)
    writer.text("intent", intent)
    writer.text("market", market)
    writer.flag("post_only", isPostOnly)
    writer.amount("price", price)
    writer.text("replaces", replaces)
    writer.text("side", side.rawValue)
    writer.amount("size", size)
    writer.text("strategy", strategy)
    writer.amount("tick", tick)
    writer.text("token", token.description)
    writer.text("type", type.rawValue)
    writer.endObject()
  }

  init(_ fields: EntryFields) throws(FieldProblem) {
    self.init(
      clientOrderID: try fields.text("client_order_id"), intent: try fields.text("intent"),
      strategy: try fields.text("strategy"), market: try fields.text("market"),
      token: try fields.token("token"), side: try fields.word("side"),
      price: try fields.amount("price"), size: try fields.amount("size"),
      type: try fields.word("type"), expiration: try fields.optionalInteger("expiration_ms"),
      isPostOnly: try fields.bool("post_only"), tick: try fields.amount("tick"),
      builder: try fields.digest("builder"), replaces: try fields.optionalText("replaces"))
  }
}
