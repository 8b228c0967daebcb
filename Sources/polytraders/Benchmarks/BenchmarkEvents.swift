import Graph

/// Made-up events of one bot in slot units, with the bot's rules written by hand beside them.
protocol BenchmarkEvents {
  associatedtype Row
  init(count: Int, seed: UInt64)
  var rows: [Row] { get }

  /// The bot that decides them.
  static var bot: String { get }
  /// Sets a frame of the plan to a row; nil where the plan has other inputs.
  static func filler(_ plan: DecisionPlan) -> ((Row, EventFrame) -> Void)?
  /// The position in `codes` of what the rules written by hand decide.
  static func decideByHand(_ row: Row) -> Int
  static var codes: [String] { get }
}
