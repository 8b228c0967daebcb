import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Venue

/// `polytraders account cancel`: cancels orders, once.
struct AccountCancelCommand: Command {
  static let ids: Parameter<[OrderArgument]> = .arguments("ID", "ids of orders", isRequired: false)
  static let all: Parameter<Bool> = .flag("all", "all orders of the API key")
  static let market: Parameter<String?> = .option(
    "market", "ID", "all orders of this condition id")
  static let token: Parameter<TokenArgument?> = .option("token", "ID", "all orders of this token")

  static let description = CommandDescription(
    "cancel", "cancel orders by id, by market, or all",
    discussion: """
      What the venue says of a cancel is a hint: it tells nothing of fills, and "already canceled or matched" \
      stands for opposite ends. Look the order and its trades up. Ends with 1 where an order was not cancelled.
      """,
    parameters: [ids, all, market, token] + AccountOptions.common,
    example: "account cancel --all --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let ids = values[Self.ids].map(\.id)
    let (market, token) = (values[Self.market], values[Self.token]?.id)
    let choices = [!ids.isEmpty, values[Self.all], market != nil || token != nil]
    guard choices.count(where: { $0 }) == 1 else {
      throw UsageError(
        .contradiction("name orders, or --all, or --market and --token"),
        path: "polytraders account cancel")
    }
    let client = try await AccountOptions.client(values)
    let receipt = try await VenueOptions.asking { () async throws(VenueFailure) in
      if let id = ids.first {
        return ids.count == 1 ? try await client.cancel(id) : try await client.cancel(ids)
      }
      if market != nil || token != nil {
        return try await client.cancelMarket(market, token: token)
      }
      return try await client.cancelAll()
    }
    let silent = ids.filter { receipt.statement(on: $0) == .silent }
    let text = values[VenueOptions.format] == .json ? json(receipt, silent) : table(receipt, silent)
    guard StandardStream.output.write(text) else { return .inputOutput }
    return receipt.refused.isEmpty && silent.isEmpty ? .clean : .findings
  }

  private func table(_ receipt: CancelReceipt, _ silent: [VenueOrderID]) -> String {
    var table = TextTable([.left("order"), .left("said"), .left("reason")])
    for id in receipt.canceled { table.add(["\(id)", "cancelled"]) }
    for refusal in receipt.refused {
      table.add(["\(refusal.id)", "not cancelled", VenueText.shown(refusal.text)])
    }
    for id in silent { table.add(["\(id)", "nothing", "look it up: account order \(id)"]) }
    return table.rendered() + VenueText.counted(receipt.canceled.count, "order") + " cancelled\n"
  }

  private func json(_ receipt: CancelReceipt, _ silent: [VenueOrderID]) -> String {
    VenueJSON.line { writer in
      writer.key("canceled")
      writer.beginArray()
      for id in receipt.canceled { writer.string("\(id)") }
      writer.endArray()
      writer.key("not_canceled")
      writer.beginObject()
      for refusal in receipt.refused {
        writer.key("\(refusal.id)")
        writer.string(refusal.text)
      }
      writer.endObject()
      writer.key("nothing_said")
      writer.beginArray()
      for id in silent { writer.string("\(id)") }
      writer.endArray()
    }
  }
}
