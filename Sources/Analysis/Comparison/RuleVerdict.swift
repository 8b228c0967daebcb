import CEL
package import Diagnostics
import Graph
import Policy
import Trading

/// How one rule, gate or `require` changed by itself: both versions are asked with nothing but it in the body
/// of the old bot, so that a change is told once, where it was made.
package struct RuleVerdict: Sendable {
  package enum Part: Hashable, Sendable {
    case rule, gate, requirement
  }

  package enum Presence: Hashable, Sendable {
    case both, onlyOld, onlyNew
  }

  package let part: Part
  /// From 1, as the file counts it, in the new policy where it is there.
  package let number: Int
  /// `QUEUE_WARDEN_STALE_ORDER`, or the facts of a `require`.
  package let name: String
  package let presence: Presence
  /// Where it stands, in the new policy where it is there.
  package let location: Location?
  package let verdict: Verdict
  /// What each whole bot decides for the event of the verdict's witness, where there is one.
  package let whole: Witness?
}

/// The rules of two versions of a bot side by side.
struct RuleMatching {
  /// A part of a bot's body that can be looked at alone.
  struct Body {
    var part: RuleVerdict.Part
    var number: Int
    var name: String
    var location: Location
    var step: CompiledStep?
    var gate: CompiledGate?
    /// Among those of the same name: the second rule of a code is compared with the second.
    var ordinal: Int

    var key: String { "\(part) \(name) \(ordinal)" }
  }

  /// In the order of the new version, what only the old one has behind.
  static func pairs(_ old: CompiledBot, _ new: CompiledBot) -> [(old: Body?, new: Body?)] {
    let before = bodies(of: old)
    let after = bodies(of: new)
    return after.map { body in (before.first { $0.key == body.key }, body) }
      + before.filter { body in !after.contains { $0.key == body.key } }.map { ($0, nil) }
  }

  private static func bodies(of bot: CompiledBot) -> [Body] {
    var bodies: [Body] = []
    func add(
      _ part: RuleVerdict.Part, _ number: Int, _ name: String, _ location: Location,
      _ step: CompiledStep?, _ gate: CompiledGate?
    ) {
      let ordinal = bodies.count { $0.part == part && $0.name == name }
      bodies.append(
        Body(
          part: part, number: number, name: name, location: location, step: step, gate: gate,
          ordinal: ordinal))
    }
    for (index, (step, declaration)) in zip(bot.steps, bot.specification.rules).enumerated() {
      switch declaration {
      case .decide(let rule):
        add(
          .rule, index + 1, rule.outcome.code.value, rule.outcome.code.location, step, nil)
      case .require(let facts):
        let location = facts.first?.location ?? bot.specification.name.location
        add(
          .requirement, index + 1, facts.map(\.value).joined(separator: ", "), location, step, nil)
      }
    }
    for (index, (gate, declaration)) in zip(bot.gates, bot.specification.gates).enumerated() {
      add(
        .gate, index + 1, declaration.outcome.code.value, declaration.outcome.code.location, nil,
        gate)
    }
    return bodies
  }
}
