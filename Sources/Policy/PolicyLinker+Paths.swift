import CEL
import Diagnostics
import Trading

/// Whether the facts of the bots that see one event can stand in one JSON object, read and written alike.
extension PolicyLinker {
  /// What an event has at a path.
  private struct Place {
    var path: Located<String>
    /// In words: two of one path must be the same.
    var form: String
    var events: [EventKind]

    /// The path with a final point, so that only whole names are prefixes of each other.
    var dotted: String { path.value + "." }
  }

  /// What every event may have, whatever its bots declare. A field may be the same in the same form.
  private static let reserved: [(path: String, form: String?, meaning: String)] = [
    ("now_ms", nil, "the time of the event"),
    ("market", "a text", "what its values are chosen by"),
    ("strategy", "a text", "what its values are chosen by"),
    ("tags", "a list of string", "what its values are chosen by"),
    ("order.market", "a text", "what its values are chosen by"),
    ("order.strategy", "a text", "what its values are chosen by"),
  ]

  mutating func checkPaths() {
    var places: [Place] = []
    for bot in bots {
      for place in Self.places(of: bot) {
        if let taken = Self.reserved.first(where: { place.dotted.hasPrefix($0.path + ".") }),
          taken.path != place.path.value || taken.form != place.form
        {
          report(
            .reservedPath(place.path.value, taken: taken.path, for: taken.meaning),
            at: place.path.location)
          continue
        }
        if !isInConflict(place, with: places) { places.append(place) }
      }
    }
  }

  /// Reports the first of the places that does not go with this one.
  private mutating func isInConflict(_ place: Place, with places: [Place]) -> Bool {
    for other in places where other.events.contains(where: place.events.contains) {
      if place.path.value == other.path.value {
        guard place.form != other.form else { continue }
        report(
          .pathTwice(
            place.path.value, form: place.form, otherForm: other.form, other: other.path.location),
          at: place.path.location)
        return true
      }
      let isInner = place.dotted.hasPrefix(other.dotted)
      guard isInner || other.dotted.hasPrefix(place.dotted) else { continue }
      let (outer, inner) =
        isInner ? (other.path.value, place.path.value) : (place.path.value, other.path.value)
      report(
        .pathsCross(outer: outer, inner: inner, other: other.path.location),
        at: place.path.location)
      return true
    }
    return false
  }

  private static func places(of bot: BotSpecification) -> [Place] {
    bot.facts.flatMap { fact in
      [
        fact.availablePath.map { Place(path: $0, form: "an availability", events: bot.events) },
        fact.agePath.map { Place(path: $0, form: "an age", events: bot.events) },
      ].compactMap { $0 }
        + fact.fields.map { Place(path: $0.locatedPath, form: form(of: $0), events: bot.events) }
    }
  }

  /// Counts, ticks and times are all whole numbers of JSON. A field for which `now` stands in is never absent
  /// when it is written, so that it cannot share its path with one that may be.
  private static func form(of field: FieldDeclaration) -> String {
    let form =
      switch field.type {
      case .bool: "true or false"
      case .enumeration(let enumeration): "a \(enumeration.name)"
      case .quantity(let unit) where unit.grain > 1: "a decimal"
      case .string: "a text"
      case .list(let element): "a list of \(element.name)"
      default: "a whole number"
      }
    return field.absent.map { "\(form), or else \($0)," } ?? form
  }
}
