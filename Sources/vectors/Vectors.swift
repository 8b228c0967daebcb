import CommandLine
import Glibc

/// Known answers in, `N passed, N failed` out: the developer's tool beside the product.
@main
struct Vectors {
  static let program = Program(
    CommandGroup(
      "vectors", "hold the program against files of known answers",
      [
        .command(RecordingsCommand.self), .command(EventsCommand.self),
        .command(MonitoringCommand.self), .command(ConformanceCommand.self),
        .command(KeccakCommand.self), .command(CurveCommand.self),
        .command(TypedDataCommand.self), .command(AuthenticationCommand.self),
        .command(AmountsCommand.self), .command(BookHashCommand.self),
        .command(OrderManagerCommand.self),
      ], example: "recordings ../shared/data/polymarket/market"), version: "0.1.0")

  static func main() async {
    let code = await program.run()
    exit(code.rawValue)
  }
}
