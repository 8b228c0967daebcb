import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Orders

/// What the commands about recorded orders have in common.
enum OrdersOptions {
  static let journal: Parameter<String> = .option(
    "journal", "FILE", "the journal of the run, which may be alive", default: "run.sqlite")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text, or json with one object a line", default: .text)

  static func read(_ values: ParsedValues) throws -> RecordedOrders {
    try RecordedOrders.read(try JournalOption.open(values[journal]))
  }
}

/// `polytraders orders list`: every order of a run.
struct OrdersListCommand: Command {
  static let open: Parameter<Bool> = .flag("open", "only what may still rest or trade")
  static let strategy: Parameter<String?> = .option("strategy", "NAME", "only of this strategy")
  static let market: Parameter<String?> = .option("market", "ID", "only of this condition id")

  static let description = CommandDescription(
    "list", "list the orders of a run, alive or ended, from its journal",
    discussion: """
      Reads only. Every figure follows from the journal alone, by the fold that the run itself starts with; how \
      heartbeats and reconciliation stand is what the run last said of itself, every ten seconds.
      """,
    parameters: [open, strategy, market, OrdersOptions.journal, OrdersOptions.format],
    example: "orders list --open --journal run.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let recorded = try OrdersOptions.read(values)
    let views = recorded.views.filter { view in
      (!values[Self.open] || !view.life.isTerminal)
        && values[Self.strategy].map { $0 == view.terms.strategy } ?? true
        && values[Self.market].map { $0 == view.terms.market } ?? true
    }
    let text =
      values[OrdersOptions.format] == .json
      ? views.map { OrderText.json($0, recorded).compactText + "\n" }.joined()
      : OrderText.table(views, recorded) + HeldText(recorded.manager).note
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders orders show`: one order with everything that is known of it.
struct OrdersShowCommand: Command {
  static let order: Parameter<String> = .argument(
    "ID", "the venue's id of the order, 0x…, or its client order id")

  static let description = CommandDescription(
    "show", "show one order with its timeline and its trades",
    parameters: [order, OrdersOptions.journal, OrdersOptions.format],
    example: "orders show reference-maker/1764000000000/12/0/1 --journal run.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let recorded = try OrdersOptions.read(values)
    guard let view = recorded.view(values[Self.order]) else {
      throw DiagnosticError(
        Diagnostic(
          "PT2711", .error, "the journal has no order '\(values[Self.order])'", at: nil,
          help: ["'polytraders orders list' shows all with their names"]))
    }
    let text =
      values[OrdersOptions.format] == .json
      ? OrderText.json(view, recorded).compactText + "\n" : OrderText.detail(view, recorded)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders orders reserved`: the capital that orders hold.
struct OrdersReservedCommand: Command {
  static let description = CommandDescription(
    "reserved", "show the capital that open orders hold, what is in doubt included",
    discussion: """
      From open quantity, never from ordered quantity: price times open of every buy, and the shares of every sell. \
      Provisional is what trades gave or took that are not settled yet: it must not be used again.
      """,
    parameters: [OrdersOptions.journal, OrdersOptions.format],
    example: "orders reserved --journal run.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let reserved = try OrdersOptions.read(values).manager.reserved()
    let text =
      values[OrdersOptions.format] == .json ? Self.json(reserved) : Self.text(reserved)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }

  private static func text(_ reserved: ReservedCapital) -> String {
    var table = TextTable([
      .left("asset"), .right("open"), .right("provisional out"), .right("provisional in"),
    ])
    table.add(["pUSD", "\(reserved.collateral)", "\(reserved.provisionalCollateral)", "-"])
    for shares in reserved.shares {
      table.add([
        "\(shares.token)", "\(shares.open)", "\(shares.provisionalOut)", "\(shares.provisionalIn)",
      ])
    }
    return table.rendered()
  }

  private static func json(_ reserved: ReservedCapital) -> String {
    let value: JSONValue = [
      "collateral": .string("\(reserved.collateral)"),
      "provisional_collateral": .string("\(reserved.provisionalCollateral)"),
      "shares": .array(
        reserved.shares.map {
          [
            "token": .string("\($0.token)"), "open": .string("\($0.open)"),
            "provisional_in": .string("\($0.provisionalIn)"),
            "provisional_out": .string("\($0.provisionalOut)"),
          ]
        }),
    ]
    return value.compactText + "\n"
  }
}
