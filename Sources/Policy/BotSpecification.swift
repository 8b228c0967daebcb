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
  /// What one event may cost this bot with all that it reads, in the units of `Cost`; nil for no limit.
  package var budget: Located<Int64>?
  /// Its own tests: no part of what it means.
  package var tests: TestList?
  /// Params, facts and fields (`fact.field`) that are declared and could not be read: each has its own
  /// finding, so that nobody reports them as unknown.
  var unread: Set<String> = []

  /// Who answers for it, with the place where it is said.
  var ownerName: Located<String>? { details.ownerName }

  /// The name by which other bots refer to its exports: the last part of `name`.
  package var alias: String {
    name.value.split(separator: ".").last.map(String.init) ?? name.value
  }
}

/// What kind of bot it is, who answers for it, and how much of its decisions is carried out.
package struct BotDetails: Sendable {
  package var classification: BotClass
  package var owner: String { ownerName?.value ?? "" }
  /// The same with its place; nil where it could not be read.
  package var ownerName: Located<String>?
  package var capitalImpact: CapitalImpact
  package var mode: BotMode
}

/// What a bot is there for (seeds/001 to 003, "Class").
package enum BotClass: String, CaseIterable, Sendable {
  /// Carries out what strategies want: QueueWarden, NonceShepherd.
  case executionUtility = "execution-utility"
  /// Stops others: the kill switch.
  case riskGuardrail = "risk-guardrail"
  /// Watches over data, models and the system itself.
  case governance
}

/// What a bot's decisions do to the capital at risk.
package enum CapitalImpact: String, CaseIterable, Sendable {
  /// Its decisions change orders.
  case direct
  /// Its decisions can only lessen what is at risk.
  case protective
  /// Its decisions are for people.
  case none

  /// Whether a bot of this impact may have the action in its authority.
  func allows(_ action: Action) -> Bool {
    switch self {
    case .direct: true
    case .protective: action.isProtective || action.needsNoAuthority
    case .none: action.needsNoAuthority
    }
  }
}

/// How far a bot's decisions go. The words are the seeds' `general_live` and the rungs of the rollout ladder
/// that a document may ask for; a canary is a share of a cohort that the ladder gives out, no mode of a bot.
package enum BotMode: String, CaseIterable, Sendable {
  /// Decisions are carried out.
  case generalLive = "general_live"
  /// Decisions are carried out on simulated orders only.
  case paper
  /// Decisions are journalled beside those of the live version.
  case shadow
  /// Decisions are shown to people, who may act on them.
  case advisory

  /// Whether decisions may reach real orders, signatures or the trading of others.
  package var isLive: Bool { self == .generalLive }
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
  package var available: String? { availablePath?.value }
  /// The event's path of its age in milliseconds.
  package var age: String? { agePath?.value }
  /// The same with their places, for findings.
  var availablePath, agePath: Located<String>?
  /// The staleness threshold above which it counts as missing: `book` of `staleness.book`.
  package var staleness: Located<StalenessName>?
  package var onMissing: OutcomeDeclaration
  package var fields: [FieldDeclaration]
}

/// One value of a fact.
package struct FieldDeclaration: Sendable {
  package var name: Located<String>
  package var type: Type
  /// Where the event has it: a dotted path such as `order.price`; `fact.field` where the document gives none,
  /// with the place of the field's name.
  package var path: String { locatedPath.value }
  /// The same with the place where it, or else the name of the field, stands.
  var locatedPath: Located<String>
  /// May be absent alone, without the rest of the fact: the best ask of a book without asks.
  package var isOptional: Bool
  /// The input whose value stands in where the event has none; only `now` so far.
  package var absent: String?
  package var minimum: Int64?
  package var maximum: Int64?
  /// How much a text or a list can hold; empty for values of a fixed size.
  package var bound = Bound()
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

  /// The line with that comment in quotes too, ready to paste.
  package var quotedWithComment: String? { node.quotedWithComment }
}
