import CEL

/// One node of the expressions of a plan, by positions in one list.
enum LineNode: Hashable {
  case constant(Int64)
  /// The value that runs along the line.
  case free
  case now
  /// Position in the plan's inputs.
  case input(Int)
  /// What a bot that comes before decided, as its exports count it: position of its stage.
  case outcome(Int)
  /// What texts and lists came to.
  case computed(Int, stage: Int)
  case operation(Operation, Int, Int, Int)
}
