package import CEL

/// What a stage computes from texts and lists before its rules run, and the scalar lets and exports that this
/// needs, each behind what it names.
package struct Computation: Sendable {
  /// One value.
  package struct Item: Sendable {
    /// Among the variables of the stage's bot.
    package var identity: Int
    package var work: Work
    /// Where the plan reads it; nil for texts and lists, and for what only other items name.
    package var slot: Slot?
  }

  package enum Work: Sendable {
    case general(ComputedExpression)
    /// A let or an export, by the operations of plans.
    case scalar(CheckedExpression)
  }

  /// Where the value of a variable comes from.
  package enum Source: Sendable {
    case now
    /// Position in the plan's inputs.
    case input(Int)
    /// A param or a staleness value.
    case constant(Value)
    /// The outcome of a provider, as its exports count it.
    case slot(Slot)
    /// Another name for an item.
    case item(Int)
  }

  package var items: [Item] = []
  package var sources: [Int: Source] = [:]

  package init() {}

  package var isEmpty: Bool { items.isEmpty }
}
