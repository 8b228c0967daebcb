import FixedPoint
import Hashing
package import JSON
import Signing
package import Trading

/// How entries about transactions stand in the journal. Numbers of wei are texts: they are beyond what a JSON number
/// holds exactly.
extension TransactionEntry {
  private enum Name: String, CaseIterable {
    case asked, refused, signed, sending, posted, doubted, rejected, mined, dropped, moved
    case superseded, noted
  }

  /// Whether a payload is one of these.
  package static func isEntry(_ payload: JSONNode) -> Bool {
    payload.kind == .object && payload.member("transaction")?.kind == .string
  }

  /// The envelope of this entry.
  ///
  /// - Parameters:
  ///   - wallet: whose transactions they are, in lower case.
  ///   - time: of the event, milliseconds since 1970.
  package func draft(wallet: String, time: Int64) -> EnvelopeDraft {
    var writer = JSONWriter()
    write(to: &writer)
    var draft = EnvelopeDraft(
      kind: kind, time: time, recorded: time, scope: "wallet/\(wallet)", payload: writer.bytes)
    draft.unit = "transaction-sender"
    draft.reasonCodes = codes
    if let id {
      var refs = JSONWriter()
      refs.beginObject()
      refs.text("request_id", id)
      if let hash { refs.text("transaction_hash", hash.prefixedHex) }
      refs.endObject()
      draft.refs = refs.bytes
    }
    return draft
  }

  private var kind: EnvelopeKind {
    switch self {
    case .asked: .intent
    case .refused, .rejected: .reject
    case .signed, .sending, .posted, .doubted, .moved: .order
    case .mined: .fill
    case .dropped, .superseded, .noted: .incident
    }
  }

  private var codes: [String] {
    switch self {
    case .refused(_, let codes, _): codes
    case .noted(let code, _): code.map { [$0] } ?? []
    default: []
    }
  }

  private var hash: Digest32? {
    switch self {
    case .signed(_, let attempt): attempt.hash
    case .sending(_, let hash), .posted(_, let hash, _), .doubted(_, let hash, _),
      .rejected(_, let hash, _), .dropped(_, let hash):
      hash
    case .mined(_, let outcome): outcome.hash
    case .asked, .refused, .moved, .superseded, .noted: nil
    }
  }

  private var name: Name {
    switch self {
    case .asked: .asked
    case .refused: .refused
    case .signed: .signed
    case .sending: .sending
    case .posted: .posted
    case .doubted: .doubted
    case .rejected: .rejected
    case .mined: .mined
    case .dropped: .dropped
    case .moved: .moved
    case .superseded: .superseded
    case .noted: .noted
    }
  }

  /// Members by their names in the order of the alphabet: canonical JSON.
  private func write(to writer: inout JSONWriter) {
    var members: [JSONValue.Member] = [.init("transaction", .string(name.rawValue))]
    func add(_ key: String, _ value: String) { members.append(.init(key, .string(value))) }
    func add(_ key: String, _ value: Int64) { members.append(.init(key, .number("\(value)"))) }
    if let id { add("id", id) }
    if let hash { add("hash", hash.prefixedHex) }
    switch self {
    case .asked(let request):
      add("purpose", request.purpose)
      add("to", request.to.lowercaseHex)
      add("value", request.value.description)
      add("data", "0x" + Hexadecimal.text(request.data))
      add("fee_cap", "\(request.feeCap)")
      if let market = request.market { add("market", market) }
    case .refused(_, let codes, let message):
      members.append(.init("codes", .array(codes.map { .string($0) })))
      add("message", message)
    case .signed(_, let attempt):
      add("number", attempt.number)
      add("bytes", "0x" + Hexadecimal.text(attempt.bytes))
      add("gas", "\(attempt.gas)")
      add("fee", "\(attempt.fee.most)")
      add("tip", "\(attempt.fee.tip)")
      add("signed_ms", attempt.signedAt)
    case .sending, .dropped: break
    case .posted(_, _, let node): add("node", node)
    case .doubted(_, _, let message), .rejected(_, _, let message): add("message", message)
    case .mined(_, let outcome):
      add("block", outcome.block)
      members.append(.init("succeeded", .bool(outcome.succeeded)))
      add("gas_used", "\(outcome.gasUsed)")
      add("price", "\(outcome.price)")
    case .moved(_, let from, let to):
      add("from", from)
      add("number", to)
    case .superseded(_, let number, let isForeign):
      add("number", number)
      members.append(.init("foreign", .bool(isForeign)))
    case .noted(let code, let message):
      if let code { add("code", code) }
      add("message", message)
    }
    JSONValue.object(members.sorted { $0.key < $1.key }).write(to: &writer)
  }
}

extension TransactionEntry {
  /// Reads the payload of an envelope. Whoever folds a journal stops where this fails: a state with holes is no state.
  package init(payload: JSONNode) throws(FieldProblem) {
    let fields = try EntryFields(payload)
    let name: Name = try fields.word("transaction")
    if name == .noted {
      self = .noted(code: try fields.optionalText("code"), message: try fields.text("message"))
      return
    }
    let id = try fields.text("id")
    switch name {
    case .asked: self = .asked(try Self.request(id, fields))
    case .refused:
      var codes: [String] = []
      for (node, _) in try fields.list("codes") { codes.append(node.string ?? "") }
      self = .refused(id: id, codes: codes, message: try fields.text("message"))
    case .signed:
      self = .signed(
        id: id,
        TransactionAttempt(
          number: try fields.integer("number"), hash: try fields.digest("hash"),
          bytes: try Self.bytes("bytes", fields), gas: try Self.unsigned("gas", fields),
          fee: TransactionFee(
            most: try Self.unsigned("fee", fields), tip: try Self.unsigned("tip", fields)),
          signedAt: try fields.integer("signed_ms")))
    case .sending: self = .sending(id: id, hash: try fields.digest("hash"))
    case .posted:
      self = .posted(id: id, hash: try fields.digest("hash"), node: try fields.text("node"))
    case .doubted:
      self = .doubted(id: id, hash: try fields.digest("hash"), message: try fields.text("message"))
    case .rejected:
      self = .rejected(
        id: id, hash: try fields.digest("hash"), message: try fields.text("message"))
    case .mined:
      self = .mined(
        id: id,
        TransactionOutcome(
          hash: try fields.digest("hash"), block: try fields.integer("block"),
          succeeded: try fields.bool("succeeded"), gasUsed: try Self.unsigned("gas_used", fields),
          price: try Self.unsigned("price", fields)))
    case .dropped: self = .dropped(id: id, hash: try fields.digest("hash"))
    case .moved:
      self = .moved(
        id: id, from: try fields.integer("from"), to: try fields.integer("number"))
    case .superseded:
      self = .superseded(
        id: id, number: try fields.integer("number"), isForeign: try fields.bool("foreign"))
    case .noted: preconditionFailure("read above")
    }
  }

  private static func request(
    _ id: String, _ fields: EntryFields
  ) throws(FieldProblem) -> TransactionRequest {
    let text = try fields.text("to")
    guard let to = Address(hex: text) else {
      throw FieldProblem(.badValue("\(text) is no address"), "to", offset: fields.node.byteOffset)
    }
    return TransactionRequest(
      id: id, purpose: try fields.text("purpose"), to: to, value: try fields.token("value"),
      data: try bytes("data", fields), market: try fields.optionalText("market"),
      feeCap: try unsigned("fee_cap", fields))
  }

  private static func unsigned(
    _ name: StaticString, _ fields: EntryFields
  ) throws(FieldProblem) -> UInt64 {
    let text = try fields.text(name)
    guard let number = UInt64(text) else {
      throw FieldProblem(
        .badValue("\(text) is no number of 64 bits"), "\(name)", offset: fields.node.byteOffset)
    }
    return number
  }

  private static func bytes(
    _ name: StaticString, _ fields: EntryFields
  ) throws(FieldProblem) -> [UInt8] {
    let text = try fields.text(name)
    if text == "0x" { return [] }
    guard text.hasPrefix("0x"), let bytes = Hexadecimal.bytes(text) else {
      throw FieldProblem(
        .badValue("\(text) is not hexadecimal"), "\(name)", offset: fields.node.byteOffset)
    }
    return bytes
  }
}
