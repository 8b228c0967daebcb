import Policy
import Trading

/// A change of what a bot is, beside its rules: no event shows it, and yet it changes what decisions mean.
package struct DeclarationChange: Hashable, Sendable {
  package let bot: String
  /// `mode`, `on`, `source of order`
  package let name: String
  package let old: String
  package let new: String
  /// Nil where it says nothing about strictness.
  package let relation: Strictness.Relation?

  static func all(_ old: BotSpecification, _ new: BotSpecification) -> [DeclarationChange] {
    var changes: [DeclarationChange] = []
    func add(
      _ name: String, _ before: String, _ after: String,
      _ relation: Strictness.Relation? = .incomparable
    ) {
      guard before != after else { return }
      changes.append(
        DeclarationChange(
          bot: new.name.value, name: name, old: before, new: after, relation: relation))
    }
    // Whether decisions are carried out, and for what.
    add("mode", old.details.mode.rawValue, new.details.mode.rawValue)
    add("on", list(old.events.map(\.rawValue)), list(new.events.map(\.rawValue)))
    add("class", old.details.classification.rawValue, new.details.classification.rawValue)
    // More authority alone decides nothing; a rule that uses it does.
    add(
      "authority", list(old.authority.map(\.rawValue)), list(new.authority.map(\.rawValue)), nil)
    for fact in new.facts {
      guard let known = old.facts.first(where: { $0.name.value == fact.name.value }) else {
        continue
      }
      add("source of \(fact.name.value)", known.source, fact.source)
    }
    for counter in new.counters {
      guard let known = old.counters.first(where: { $0.field.value == counter.field.value }) else {
        add("counter \(counter.field.value)", "-", text(counter))
        continue
      }
      add("counter \(counter.field.value)", text(known), text(counter))
    }
    for counter in old.counters
    where !new.counters.contains(where: { $0.field.value == counter.field.value }) {
      add("counter \(counter.field.value)", text(counter), "-")
    }
    for parameter in new.parameters {
      guard
        let known = old.parameters.first(where: { $0.name.value == parameter.name.value })
      else { continue }
      add(
        "bounds of \(parameter.name.value)", bounds(known), bounds(parameter), nil)
      add(
        "what loosens \(parameter.name.value)", known.loosens.rawValue, parameter.loosens.rawValue)
    }
    return changes
  }

  private static func list(_ words: [String]) -> String {
    words.sorted().joined(separator: ", ")
  }

  private static func text(_ counter: CounterDeclaration) -> String {
    "\(counter.counts.value.rawValue) in \(ParameterDeclaration.duration(counter.window)) "
      + "per \(counter.scope)"
  }

  private static func bounds(_ parameter: ParameterDeclaration) -> String {
    let low = parameter.minimum.map(parameter.text(of:)) ?? "-"
    let high = parameter.maximum.map(parameter.text(of:)) ?? "-"
    return "\(low) to \(high)"
  }
}
