import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import JSON
import Orders
import Service
import Signing
import Venue

/// What an act would be and cost: the nodes are asked, and nothing is signed or written.
struct TransactionDryRun {
  private let values: ParsedValues

  /// A dry run with the options of the real one.
  init(_ values: ParsedValues) { self.values = values }

  /// Shows `request`; ends with 1 where it would not be signed.
  func show(_ request: TransactionRequest) async throws -> ExitCode {
    let (key, nodes) = try await TransactionSession.access(values)
    let answer = await nodes.quote(request)
    var quote: TransactionQuote?
    var refusal: String?
    switch answer {
    case .quoted(_, let found): quote = found
    case .notQuoted(_, let codes, let message):
      refusal = (codes + [message]).joined(separator: ", ")
    default: break
    }
    let count = await nodes.look([]).sight?.count
    let fee = quote.flatMap {
      TransactionFee.bid(baseFee: $0.baseFee, tip: $0.tip, cap: request.feeCap)
    }
    if quote != nil, fee == nil { refusal = "a unit of gas costs more than --max-fee now" }
    let text =
      values[TransactionOptions.format] == .json
      ? Self.json(request, key.address, quote, fee, count, refusal).compactText + "\n"
      : Self.text(request, key.address, quote, fee, count, refusal)
    guard StandardStream.output.write(text) else { return .inputOutput }
    return refusal == nil ? .clean : .findings
  }

  private static func text(
    _ request: TransactionRequest, _ wallet: Address, _ quote: TransactionQuote?,
    _ fee: TransactionFee?, _ count: Int64?, _ refusal: String?
  ) -> String {
    var lines = [
      "act         \(TransactionText.act(request))",
      "called      \(TransactionText.name(request.to))",
      "with        0x\(Hexadecimal.text(request.data))",
      "wallet      \(wallet), \(count.map(String.init) ?? "?") transactions so far",
    ]
    if let quote, let fee {
      lines.append(
        "cost        \(grouped(Int(clamping: quote.gas))) units of gas at "
          + "\(TransactionText.gwei(fee.most)) gwei at most: "
          + "\(TransactionText.coins(quote.gas, fee.most)); the cap is "
          + "\(TransactionText.gwei(request.feeCap)) gwei")
    }
    lines.append(
      refusal.map { "refused     \($0.printable())" } ?? "nothing was signed: this is a dry run")
    return lines.map { $0 + "\n" }.joined()
  }

  private static func json(
    _ request: TransactionRequest, _ wallet: Address, _ quote: TransactionQuote?,
    _ fee: TransactionFee?, _ count: Int64?, _ refusal: String?
  ) -> JSONValue {
    [
      "dry_run": true, "act": .string(TransactionText.act(request)),
      "to": .string(request.to.checksummed), "value": .string("\(request.value)"),
      "data": .string("0x" + Hexadecimal.text(request.data)),
      "wallet": .string(wallet.checksummed),
      "transaction_count": count.map { .number("\($0)") } ?? .null,
      "gas": quote.map { .string("\($0.gas)") } ?? .null,
      "base_fee": quote.map { .string("\($0.baseFee)") } ?? .null,
      "max_fee_per_gas": fee.map { .string("\($0.most)") } ?? .null,
      "max_priority_fee_per_gas": fee.map { .string("\($0.tip)") } ?? .null,
      "fee_cap": .string("\(request.feeCap)"),
      "refusal": refusal.map { .string($0) } ?? .null,
    ]
  }
}
