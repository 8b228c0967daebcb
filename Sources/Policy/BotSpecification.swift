package import CEL
package import Diagnostics
package import Trading
import YAML

/// One bot as `bots/<name>.yaml` states it: what it may see, what it may do, and its rules in order of
/// priority. Texts of expressions are kept with their places; the graph compiles them.
package struct BotSpecification: Sendable {
  /// `exec.queuewarden`
  package var name: Located<String>
  package var details: BotDetails
  package var authority: Set<Action>
  package var events: [EventKind]
  /// In the order in which their absence is reported.
  package var facts: [FactDeclaration]
  package var parameters: [ParameterDeclaration]
  package var counters: [CounterDeclaration]
  package var lets: [LetDeclaration]
  package var rules: [RuleDeclaration]
  package var gates: [GateDeclaration]
  package var otherwise: OutcomeDeclaration
  /// What an overflow or a division by zero in a condition decides. Never a skipped rule.
  package var onError: OutcomeDeclaration
  package var exports: [LetDeclaration]
  /// Params, facts and fields (`fact.field`) that are declared and could not be read: each has its own
  /// finding, so that nobody reports them as unknown.
  var unread: Set<String> = []

  /// The name by which other bots refer to its exports: the last part of `name`.
  package var alias: String {
    name.value.split(separator: ".").last.map(String.init) ?? name.value
  }
}

/// What people need to know about a bot and no rule reads.
package struct BotDetails: Sendable {
  package var classification: String
  package var owner: String
  package var capitalImpact: String
  package var mode: String
}

/// A code and the action that goes with it.
package struct OutcomeDeclaration: Sendable {
  package var code: Located<String>
  package var action: Located<Action>
}

/// A group of inputs that come, age and fail together: `order`, `book`.
package struct FactDeclaration: Sendable {
  package var name: Located<String>
  /// Where it comes from: `order_registry`, `clob.book`.
  package var source: String
  /// The event's path that says whether the fact is there; nil: it is there when its fields are.
  package var available: String?
  /// The event's path of its age in milliseconds.
  package var age: String?
  /// The staleness threshold above which it counts as missing: `book` of `staleness.book`.
  package var staleness: Located<String>?
  package var onMissing: OutcomeDeclaration
  package var fields: [FieldDeclaration]
}

/// One value of a fact.
package struct FieldDeclaration: Sendable {
  package var name: Located<String>
  package var type: Type
  /// Where the event has it: dotted JSON path.
  package var path: String
  /// May be absent alone, without the rest of the fact: the best ask of a book without asks.
  package var isOptional: Bool
  /// The input whose value stands in where the event has none; only `now` so far.
  package var absent: String?
  package var minimum: Int64?
  package var maximum: Int64?
}

/// Which way a value has to move for the control to let more through.
package enum Loosening: String, CaseIterable, Sendable {
  case up, down, neither
}

/// A threshold that the risk team sets: type, bounds, and which direction loosens.
package struct ParameterDeclaration: Sendable {
  package var name: Located<String>
  package var type: Type
  package var minimum: Int64?
  package var maximum: Int64?
  package var loosens: Loosening
  /// The rule book's paragraph that this limit implements, where there is one.
  package var control: String?
  package var meaning: String
}

/// What the runner has to count to fill a field.
package struct CounterDeclaration: Sendable {
  /// `fact.field`
  package var field: Located<String>
  package var counts: Located<Action>
  /// Milliseconds.
  package var window: Int64
  package var scope: String
}

/// A named expression.
package struct LetDeclaration: Sendable {
  package var name: Located<String>
  package var expression: ExpressionText
}

package enum RuleDeclaration: Sendable {
  case decide(DecisionRule)
  /// From here on these facts must be there; a missing one decides.
  case require([Located<String>])
}

package struct DecisionRule: Sendable {
  package var outcome: OutcomeDeclaration
  package var condition: ExpressionText
}

/// A limit on the action that a rule chose.
package struct GateDeclaration: Sendable {
  package var outcome: OutcomeDeclaration
  package var actions: [Located<Action>]
  package var condition: ExpressionText
}

/// The source of an expression, which can tell the place of each of its characters.
package struct ExpressionText: Sendable {
  package var text: String
  private var node: YAMLNode

  init(text: String, node: YAMLNode) {
    self.text = text
    self.node = node
  }

  package var location: Location { node.location }

  /// The place of a range of Unicode scalars of the text.
  package func location(of range: Range<Int>) -> Location {
    node.location(ofScalarOffsets: range)
  }

  /// Where a ` #` cut the text short, a frequent cause of an expression that makes no sense.
  package var commentAfter: Location? { node.commentAfter }
}
