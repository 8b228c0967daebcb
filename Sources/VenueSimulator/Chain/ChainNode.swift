/// How one node answers.
struct ChainNode: Sendable {
  /// How many blocks it is behind.
  var lag = 0
  /// How it counts pending transactions.
  var program = NodeProgram.geth
  /// How many requests it still refuses with 429.
  var refusals = 0
  /// How many requests it still leaves unanswered.
  var silences = 0
  /// Whether it does what it does not answer.
  var isDoneInSilence = false
  /// How many requests it still delays.
  var delays = 0
  /// By how many milliseconds.
  var delay: Int64 = 0
}
