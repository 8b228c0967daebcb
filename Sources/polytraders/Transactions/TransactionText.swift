import CommandLine
import Diagnostics
import FixedPoint
import Governance
import Hashing
import JSON
import Orders
import Signing
import Venue

/// Transactions as people and programs read them.
enum TransactionText {
  /// What a request does, in words: `approve exchange 0xE111… for 250 pUSD`.
  static func act(_ request: TransactionRequest) -> String {
    if request.isFiller { return "a transfer of nothing to oneself, which fills a number" }
    guard let call = call(of: request) else {
      let bytes = request.data.isEmpty ? "" : ", calling it with \(request.data.count) bytes"
      return "send \(request.value) wei to \(name(request.to))\(bytes)"
    }
    switch call {
    case .approve(let spender, let amount):
      if amount == .zero { return "take back what \(name(spender)) may move of pUSD" }
      return "let \(name(spender)) move \(units(amount)) pUSD"
    case .approveAll(let mover, true): return "let \(name(mover)) move all shares"
    case .approveAll(let mover, false): return "take back that \(name(mover)) may move shares"
    case .split(_, let condition, let amount):
      return "split \(units(amount)) pUSD into shares of \(short(condition))"
    case .merge(_, let condition, let amount):
      return "merge \(units(amount)) shares of each outcome of \(short(condition)) into pUSD"
    case .redeem(_, let condition):
      return "redeem all shares of \(short(condition)), which has to be decided"
    }
  }

  /// A call only where the contract that is called is the one it belongs to.
  private static func call(of request: TransactionRequest) -> ContractCall? {
    guard let call = ContractCall(decoding: request.data), request.value == .zero else {
      return nil
    }
    switch call {
    case .approve: return request.to == ChainContracts.collateral ? call : nil
    case .approveAll: return request.to == ChainContracts.conditionalTokens ? call : nil
    case .split(let collateral, _, _), .merge(let collateral, _, _), .redeem(let collateral, _):
      return request.to == ChainContracts.conditionalTokens
        && collateral == ChainContracts.collateral ? call : nil
    }
  }

  /// An address with what it is known as.
  static func name(_ address: Address) -> String {
    if address == ChainContracts.collateral { return "pUSD \(address)" }
    if address == ChainContracts.conditionalTokens { return "\(SpenderArgument.tokens) \(address)" }
    for (name, contract) in SpenderArgument.names {
      let isIt = VenueChain.allCases.contains {
        OrderDomain.of(contract, on: $0).address == address
      }
      if isIt { return "\(name) \(address)" }
    }
    return "\(address)"
  }

  private static func units(_ amount: UInt256) -> String {
    if amount == .max { return "any amount of" }
    return amount.uint64.flatMap { Int64(exactly: $0) }.map { "\(Micros(raw: $0))" }
      ?? "\(amount) millionths of"
  }

  private static func short(_ digest: Digest32) -> String { "\(digest.prefixedHex.prefix(12))…" }

  /// Wei as gwei, to the ninth place.
  static func gwei(_ wei: UInt64) -> String {
    let (whole, rest) = wei.quotientAndRemainder(dividingBy: 1_000_000_000)
    guard rest > 0 else { return "\(whole)" }
    var digits = String(rest)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)"
  }

  /// What so many units of gas cost, in the chain's coin, to the sixth place, rounded up.
  static func coins(_ gas: UInt64, _ price: UInt64) -> String {
    let micro = (UInt128(gas) * UInt128(price) + 999_999_999_999) / 1_000_000_000_000
    return "\(Micros(raw: Int64(clamping: micro))) POL"
  }

  // MARK: Several

  static func table(_ records: [TransactionRecord]) -> String {
    guard !records.isEmpty else { return "no transaction was asked for yet\n" }
    var table = TextTable([
      .left("id"), .right("number"), .left("state"), .left("act"),
    ])
    for record in records {
      table.add([
        record.request.id.printable(), record.number.map(String.init) ?? "-",
        record.phase.rawValue, act(record.request),
      ])
    }
    return table.rendered()
  }

  // MARK: One

  static func detail(_ record: TransactionRecord) -> String {
    var lines = [
      "request     \(record.request.id.printable())",
      "act         \(act(record.request))",
      "called      \(name(record.request.to))",
      "state       \(state(record))",
    ]
    for attempt in record.attempts {
      lines.append(
        "number      \(attempt.number): "
          + "\(attempt.hash.prefixedHex) \(attempt.state.rawValue), "
          + "\(gwei(attempt.fee.most)) gwei a unit at most")
    }
    if let outcome = record.outcome {
      lines.append(
        "mined       block \(outcome.block), gas \(grouped(Int(clamping: outcome.gasUsed))) at "
          + "\(gwei(outcome.price)) gwei: \(coins(outcome.gasUsed, outcome.price))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func state(_ record: TransactionRecord) -> String {
    let reasons = record.codes + (record.message.isEmpty ? [] : [record.message.printable()])
    let why = reasons.isEmpty ? "" : ": " + reasons.joined(separator: ", ")
    return record.phase.rawValue + why
  }

  /// What happens, as it happens: one line on standard error.
  static func line(_ entry: TransactionEntry) -> String? {
    switch entry {
    case .asked(let request): "asked: \(request.id): \(act(request))"
    case .refused(let id, let codes, let message):
      "refused: \(id): \((codes + [message]).joined(separator: ", "))"
    case .signed(let id, let attempt):
      "signed: \(id) with number \(attempt.number): \(attempt.hash.prefixedHex)"
    case .sending: nil
    case .posted(let id, _, let node): "posted: \(id): \(node)"
    case .doubted(let id, _, let message): "in doubt: \(id): \(message)"
    case .rejected(let id, _, let message): "rejected: \(id): \(message)"
    case .mined(let id, let outcome):
      "\(outcome.succeeded ? "mined" : "reverted"): \(id) in block \(outcome.block)"
    case .dropped(let id, _): "dropped: \(id): no node has it any more; its number is a hole"
    case .moved(let id, let from, let to): "moved: \(id) from number \(from) to \(to)"
    case .superseded(let id, let number, let isForeign):
      isForeign
        ? "superseded: \(id): number \(number) was used by somebody else"
        : "superseded: \(id): number \(number) was used by the transaction itself"
    case .noted(let code, let message): "alert: \(code.map { $0 + ": " } ?? "")\(message)"
    }
  }

  // MARK: For programs

  static func json(_ record: TransactionRecord) -> JSONValue {
    let request = record.request
    func number(_ value: Int64?) -> JSONValue { value.map { .number("\($0)") } ?? .null }
    let attempts = record.attempts.map { attempt -> JSONValue in
      [
        "number": number(attempt.number), "hash": .string(attempt.hash.prefixedHex),
        "bytes": .string("0x" + Hexadecimal.text(attempt.bytes)),
        "state": .string(attempt.state.rawValue), "gas": .string("\(attempt.gas)"),
        "max_fee_per_gas": .string("\(attempt.fee.most)"),
        "max_priority_fee_per_gas": .string("\(attempt.fee.tip)"),
        "signed_ms": number(attempt.signedAt), "sendings": number(Int64(attempt.sendings)),
      ]
    }
    let outcome: JSONValue =
      record.outcome.map {
        [
          "hash": .string($0.hash.prefixedHex), "block": number($0.block),
          "succeeded": .bool($0.succeeded), "gas_used": .string("\($0.gasUsed)"),
          "price": .string("\($0.price)"),
        ]
      } ?? .null
    return [
      "id": .string(request.id), "purpose": .string(request.purpose), "act": .string(act(request)),
      "to": .string(request.to.checksummed), "value": .string("\(request.value)"),
      "data": .string("0x" + Hexadecimal.text(request.data)),
      "market": request.market.map { .string($0) } ?? .null,
      "state": .string(record.phase.rawValue), "number": number(record.number),
      "codes": .array(record.codes.map { .string($0) }), "message": .string(record.message),
      "attempts": .array(attempts), "outcome": outcome,
      "asked_ms": number(record.askedAt), "changed_ms": number(record.changedAt),
    ]
  }
}
