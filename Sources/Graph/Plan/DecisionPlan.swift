package import CEL
package import Policy
package import Trading

/// The graph specialised for one bot's decisions on one kind of event in one scope: params are frozen, the
/// bots it reads come first, everything is flat instructions over one frame.
package struct DecisionPlan: Sendable {
  package let bot: CompiledBot
  package let event: EventKind
  package let scope: Scope
  package let graph: CompiledGraph
  package let inputs: [Input]
  package let facts: [Fact]
  /// Providers first, the deciding bot last.
  package let stages: [Stage]
  package let plan: Plan
  let now: Slot
  let gaps: Gaps
  /// What the absence of each fact or optional field decides, by bit; the bot it belongs to beside it.
  package let missing: [MissingFact]
  /// Every outcome the plan can end a stage with; decisions name them by position.
  package let outcomes: [Outcome]
  package let route: Route

  /// Where a row says which facts and optional fields are not there, a bit each: not there at all, and not there
  /// or too old.
  struct Gaps: Sendable {
    var absent: Slot
    var missing: Slot
  }

  /// The way through the program to the bot's decision.
  package struct Route: Sendable {
    /// The facts on which it depends, a bit each, but for those of the gates.
    package var facts: UInt64
    package var rules: Program.Route
    package var gates: [Action: Program.Route]

    /// That of a plan whose events the careful run decides, all of them.
    static let none = Route(facts: 0, rules: .none, gates: [:])

    /// Positions of the first steps by form; nil where the plan had no room for a program.
    var starts: (whole: Int, gappy: Int, columns: Int)? {
      guard !gates.values.contains(where: { $0.whole == nil }),
        let whole = rules.whole, let gappy = rules.gappy, let columns = rules.columns
      else { return nil }
      return (whole.range.lowerBound, gappy.range.lowerBound, columns.range.lowerBound)
    }
  }

  /// One value that an event has to bring.
  package struct Input: Sendable {
    /// `order.price`
    package var name: String
    /// The bot that declares it.
    package var bot: String
    package var declaration: FieldDeclaration
    package var slot: Slot
    /// Position in `facts`.
    package var fact: Int
    /// The bit that says the value alone is absent; nil where its absence makes the whole fact missing.
    package var ownBit: Int?
  }

  /// A group of inputs, with the conditions under which it counts as there.
  package struct Fact: Sendable {
    package var name: String
    package var bot: String
    package var declaration: FactDeclaration
    package var bit: Int
    /// Milliseconds above which it is too old; nil for facts without an age.
    package var limit: Int64?
    /// Holds the age in milliseconds.
    package var ageSlot: Slot?
  }

  /// What is decided where a fact or an optional field is missing.
  package struct MissingFact: Sendable {
    package var bot: String
    package var name: String
    /// Position in `outcomes`.
    package var outcome: Int
  }

  /// One bot's part.
  package struct Stage: Sendable {
    package var bot: CompiledBot
    package var steps: [Step]
    /// Positions in `outcomes`.
    package var otherwise: Int
    package var onError: Int
    package var lets: [(name: String, slot: Slot)]
    package var gates: [Action: GateStage]
    package var computation: Computation
    package var section: Section
    /// Where its outcome is left for the bots that read it.
    var outcomeSlot: Slot
  }

  package enum Step: Sendable {
    case decide(Test)
    /// Bits of facts.
    case require(UInt64)
  }

  /// A condition with the places of what it compares.
  package struct Test: Sendable {
    /// Position in `outcomes`.
    package var outcome: Int
    package var text: String
    package var condition: Slot
    /// The two sides of a comparison.
    package var operand: Slot?
    package var threshold: Slot?
    package var type: Type?
  }

  /// The gates of one action, in order.
  package struct GateStage: Sendable {
    package var tests: [Test]
    package var section: Section
  }

  /// How many slots one event is: `now`, ages and inputs in the order of the plan, and what is absent and missing.
  package var rowWidth: Int { Int(gaps.missing.index) + 1 }

  /// Whether an event brings texts or lists, which no row of slots holds.
  package var hasContents: Bool { inputs.contains { !$0.declaration.type.isScalar } }

  /// The frame for evaluations of this plan, one for each thread.
  package func makeFrame() -> EventFrame {
    EventFrame(plan: self)
  }

  package func outcome(of decision: Decision) -> Outcome {
    outcomes[decision.outcome]
  }

  /// The position of an input, for filling frames without JSON; nil where the plan does not read it.
  package func input(named name: String) -> Int? {
    inputs.firstIndex { $0.name == name }
  }

  package func fact(named name: String) -> Int? {
    facts.firstIndex { $0.name == name }
  }

  /// The values of the params that this plan froze, in the order of declaration.
  package func parameters(of bot: CompiledBot) -> [(
    declaration: ParameterDeclaration, value: Int64
  )] {
    bot.specification.parameters.map { parameter in
      (parameter, graph.policies.value(of: parameter.name.value, bot: bot.name, in: scope))
    }
  }
}
