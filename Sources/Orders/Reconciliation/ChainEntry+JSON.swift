import FixedPoint
package import JSON

// The journal's form of what lasts of the comparison with the chain. Amounts are decimal texts, as everywhere.
extension ChainEntry {
  /// The entry as an object; canonical once it is written by `CanonicalJSON`.
  package var value: JSONValue {
    switch self {
    case .opened(let reading): .object([.init("step", "opened")] + reading.members)
    case .token(let token, let held):
      ["step": "token", "token": .string("\(token)"), "held": .string("\(held)")]
    case .flow(let flow):
      .object(
        [
          .init("step", "flow"), .init("collateral", .string("\(flow.collateral)")),
          .init("shares", Self.value(flow.shares)), .init("note", .string(flow.note)),
        ] + (flow.transaction.map { [.init("transaction", .string($0))] } ?? [])
          + (flow.by.map { [.init("by", .string($0))] } ?? []))
    case .agreed(let reading, let charged):
      .object(
        [.init("step", "agreed"), .init("charged", .string("\(charged)"))] + reading.members)
    case .mismatch(let mismatch):
      .object([.init("step", "mismatch")] + mismatch.members)
    case .explained(let by, let note):
      ["step": "explained", "by": .string(by), "note": .string(note)]
    case .settled(let by): ["step": "settled", "by": .string(by)]
    }
  }

  /// `value` as canonical JSON (RFC 8785).
  package var canonical: [UInt8] {
    // Strings and unique names only: it always has a canonical form.
    (try? CanonicalJSON.bytes(of: value)) ?? Array(value.compactText.utf8)
  }

  /// Reads `value`; nil for anything else.
  package init?(_ value: JSONValue) {
    switch value["step"]?.string {
    case "opened":
      guard let reading = ChainReading(value) else { return nil }
      self = .opened(reading)
    case "token":
      guard let token = value.token("token"), let held = value.amount("held") else { return nil }
      self = .token(token, held: held)
    case "flow":
      guard let collateral = value.amount("collateral"), let shares = value.amounts("shares"),
        let note = value["note"]?.string
      else { return nil }
      self = .flow(
        ChainFlow(
          collateral: collateral, shares: shares, note: note,
          transaction: value["transaction"]?.string, by: value["by"]?.string))
    case "agreed":
      guard let reading = ChainReading(value), let charged = value.amount("charged") else {
        return nil
      }
      self = .agreed(reading, charged: charged)
    case "mismatch":
      guard let mismatch = ChainMismatch(value) else { return nil }
      self = .mismatch(mismatch)
    case "explained":
      guard let by = value["by"]?.string, let note = value["note"]?.string else { return nil }
      self = .explained(by: by, note: note)
    case "settled":
      guard let by = value["by"]?.string else { return nil }
      self = .settled(by: by)
    default: return nil
    }
  }

  /// Amounts by token, ascending.
  fileprivate static func value(_ amounts: [UInt256: Micros]) -> JSONValue {
    .object(
      amounts.sorted { $0.key < $1.key }.map { .init("\($0.key)", .string("\($0.value)")) })
  }
}

extension ChainReading {
  fileprivate var members: [JSONValue.Member] {
    [
      .init("block", .string("\(block)")),
      .init("transaction_count", .string("\(transactionCount)")),
      .init("collateral", .string("\(collateral)")), .init("shares", ChainEntry.value(shares)),
    ]
  }

  fileprivate init?(_ value: JSONValue) {
    guard let block = value.whole("block"), let count = value.whole("transaction_count"),
      let collateral = value.amount("collateral"), let shares = value.amounts("shares")
    else { return nil }
    self.init(block: block, transactionCount: count, collateral: collateral, shares: shares)
  }
}

extension ChainMismatch {
  /// Internal state, on-chain state, last-seen block and last-applied event (seeds/004).
  var members: [JSONValue.Member] {
    let ours = parts.map { part -> JSONValue.Member in
      .init(
        part.name,
        ["lowest": .string("\(part.lowest)"), "highest": .string("\(part.highest)")])
    }
    let theirs = parts.map { JSONValue.Member($0.name, .string("\($0.chain)")) }
    return [
      .init("internal", .object(ours)), .init("chain", .object(theirs)),
      .init("last_seen_block", .string("\(lastSeenBlock)")),
      .init("last_applied_event", .string(lastAppliedEvent)),
    ]
  }

  fileprivate init?(_ value: JSONValue) {
    guard let ours = value["internal"]?.members, let theirs = value["chain"],
      let block = value.whole("last_seen_block"),
      let event = value["last_applied_event"]?.string
    else { return nil }
    var parts: [Part] = []
    for member in ours {
      guard let token = Part.token(named: member.key), let lowest = member.value.amount("lowest"),
        let highest = member.value.amount("highest"), let chain = theirs.amount(member.key)
      else { return nil }
      parts.append(Part(token: token, lowest: lowest, highest: highest, chain: chain))
    }
    parts.sort { left, right in
      guard let first = left.token else { return right.token != nil }
      return right.token.map { first < $0 } ?? false
    }
    self.init(parts: parts, lastSeenBlock: block, lastAppliedEvent: event)
  }
}

extension ChainMismatch.Part {
  fileprivate var name: String { token.map { "token:\($0)" } ?? "collateral" }

  /// The token of a name, where nil is the collateral; nil for no name of a part.
  fileprivate static func token(named name: String) -> UInt256?? {
    if name == "collateral" { return .some(nil) }
    guard name.hasPrefix("token:"), let token = UInt256(decimal: String(name.dropFirst(6))) else {
      return nil
    }
    return .some(token)
  }
}

extension JSONValue {
  fileprivate func amount(_ key: String) -> Micros? {
    self[key]?.string.flatMap { try? Micros.parse($0) }
  }

  fileprivate func whole(_ key: String) -> Int64? {
    self[key]?.string.flatMap { Int64($0) }
  }

  fileprivate func token(_ key: String) -> UInt256? {
    self[key]?.string.flatMap { UInt256(decimal: $0) }
  }

  fileprivate func amounts(_ key: String) -> [UInt256: Micros]? {
    guard let members = self[key]?.members else { return nil }
    var found: [UInt256: Micros] = [:]
    for member in members {
      guard let token = UInt256(decimal: member.key), let string = member.value.string,
        let amount = try? Micros.parse(string)
      else { return nil }
      found[token] = amount
    }
    return found
  }
}
