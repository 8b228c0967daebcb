package import Graph
import Policy

/// All that a bot can know when it decides: the facts of one event with their ages, and whatever a test fixes
/// above them. Values are in slot units (milliseconds, millionths, whole counts).
package struct Situation: Hashable, Sendable {
  /// A fact, or a field of one, of the bot that declares it.
  package struct Name: Hashable, Sendable {
    package var bot: String
    /// `book` or `book.best_bid`
    package var text: String

    package init(bot: String, _ text: String) {
      self.bot = bot
      self.text = text
    }
  }

  /// Milliseconds since 1970.
  package var now: Int64
  package var values: [Name: Int64] = [:]
  /// Texts and lists.
  package var contents: [Name: FieldContent] = [:]
  /// Facts and fields that the event does not have.
  package var absent: Set<Name> = []
  /// Of facts, in milliseconds; a fact that is not here is of this moment.
  package var ages: [Name: Int64] = [:]
  /// Lets of the deciding bot and exports that it reads, which are to be this whatever the facts are.
  package var fixed: [String: Int64] = [:]

  package init(now: Int64) {
    self.now = now
  }

  /// Whether the event has a value for an input.
  package func has(_ input: DecisionPlan.Input, of plan: DecisionPlan) -> Bool {
    // The parts are read in place: a copy of a declaration costs more than all the rest.
    absent.isEmpty
      || !absent.contains(Name(bot: input.bot, input.name))
        && !absent.contains(
          Name(bot: plan.facts[input.fact].bot, plan.facts[input.fact].name))
  }

  /// Whether a fact counts as missing: not there, too old, of the future, or without a field it must have.
  package func isMissing(_ position: Int, of plan: DecisionPlan) -> Bool {
    isGone(plan.facts[position], of: plan)
      || plan.inputs.indices.contains {
        plan.inputs[$0].fact == position && plan.inputs[$0].ownBit == nil
          && !isGiven(plan.inputs[$0], plan)
      }
  }

  /// Whether a fact is not there as a whole, too old, or of the future.
  func isGone(_ fact: DecisionPlan.Fact, of plan: DecisionPlan) -> Bool {
    let name = Name(bot: fact.bot, fact.name)
    if absent.contains(name) { return true }
    guard let limit = fact.limit else { return false }
    let age = ages[name] ?? 0
    return age > limit || age < -plan.graph.policies.clockSkewTolerance
  }

  /// The value of an input: `now` where the event has none and `now` may stand in.
  package func value(of input: DecisionPlan.Input, _ plan: DecisionPlan) -> Int64? {
    guard has(input, of: plan) else { return input.declaration.absent == nil ? nil : now }
    return values[Name(bot: input.bot, input.name)]
      ?? (input.declaration.absent == nil ? nil : now)
  }

  /// Whether an input has a value, be it a text or a list.
  func isGiven(_ input: DecisionPlan.Input, _ plan: DecisionPlan) -> Bool {
    value(of: input, plan) != nil || content(of: input, plan) != nil
  }

  /// The text or list of an input; nil for scalars, and where the event has none.
  package func content(of input: DecisionPlan.Input, _ plan: DecisionPlan) -> FieldContent? {
    has(input, of: plan) ? contents[Name(bot: input.bot, input.name)] : nil
  }

  /// Sets a field, and with it every other that the event has at the same path.
  package mutating func set(_ input: DecisionPlan.Input, to value: Int64, of plan: DecisionPlan) {
    for other in plan.inputs where other.declaration.path == input.declaration.path {
      let fact = plan.facts[other.fact]
      values[Name(bot: other.bot, other.name)] = value
      absent.remove(Name(bot: other.bot, other.name))
      absent.remove(Name(bot: fact.bot, fact.name))
    }
  }

  /// Puts the event into `frame`.
  package func fill(_ frame: EventFrame) {
    let plan = frame.plan
    frame.begin(now: now)
    for (index, input) in plan.inputs.enumerated() {
      if let value = value(of: input, plan) {
        frame.set(index, value)
      } else if let content = content(of: input, plan) {
        frame.set(index, content)
      } else {
        frame.setAbsent(index)
      }
    }
    for (index, fact) in plan.facts.enumerated() {
      let name = Name(bot: fact.bot, fact.name)
      if absent.contains(name) { frame.setFactAbsent(index) }
      if fact.limit != nil { frame.setAge(index, ages[name] ?? 0) }
    }
  }
}
