package import Diagnostics
import Graph
import Policy

extension CompiledBot {
  /// The text of an expression of the bot; nil for a `require`.
  func text(of owner: Walk.Owner) -> ExpressionText? {
    switch owner {
    case .step(let index):
      guard case .decide(let rule) = specification.rules[index] else { return nil }
      return rule.condition
    case .gate(let index): return specification.gates[index].condition
    case .named(let index): return specification.lets[index].expression
    }
  }

  /// Where a part of an expression, or all of it, stands.
  func location(of owner: Walk.Owner, _ range: Range<Int>? = nil) -> Location {
    guard let text = text(of: owner) else {
      guard case .step(let index) = owner, case .require(let facts) = specification.rules[index],
        let first = facts.first
      else { return specification.name.location }
      return first.location
    }
    return range.map { text.location(of: $0) } ?? text.location
  }

  /// A part of an expression as written.
  func words(of owner: Walk.Owner, _ range: Range<Int>? = nil) -> String {
    guard let text = text(of: owner)?.text else {
      if case .step(let index) = owner { return words(forStep: index) }
      return ""
    }
    guard let range else { return text }
    let scalars = Array(text.unicodeScalars)
    var part = ""
    part.unicodeScalars.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
    return part
  }

  /// Where a point of coverage stands.
  package func location(of point: CoveragePoint) -> Location {
    switch point.place {
    case .expression(let owner): location(of: owner, point.range)
    case .otherwise: specification.otherwise.code.location
    case .onError: specification.onError.code.location
    }
  }

  /// What a point of coverage asks for, in words: `'drift > 3' one step above its threshold`.
  package func words(for point: CoveragePoint) -> String {
    let subject =
      switch point.place {
      case .expression(let owner): "'\(words(of: owner, point.range))'"
      case .otherwise: "'otherwise'"
      case .onError: "'on_error'"
      }
    switch point.event {
    case .decides: return "\(subject) decides"
    case .holds, .sideHolds: return "\(subject) holds"
    case .doesNotHold, .sideDoesNotHold: return "\(subject) does not hold"
    case .unknown: return "\(subject) is unknown since a fact is missing"
    case .missing(let fact): return "\(subject) without \(specification.facts[fact].name.value)"
    case .taken: return "\(subject) is taken"
    case .below: return "\(subject) one step below its threshold"
    case .at: return "\(subject) exactly at its threshold"
    case .above: return "\(subject) one step above its threshold"
    }
  }
}
