/// What functions do with the sizes of their operands, and how large their results can be: never less than the
/// meter of the general evaluator counts for the same call.
extension CostEstimator {
  private static let one = Cost(1)

  /// The text of a number, a time or a network address is no longer; nor is what `%.1000f` makes of a double.
  private static let (longestScalar, longestFormatted) = (400, 1_400)

  /// `operands` has the receiver first; `pattern` is the second of them where it is a literal text.
  static func work(
    of function: String, _ operands: [Extent], pattern: String?
  ) -> (cost: Cost, extent: Extent) {
    let first = operands.first ?? .scalar
    let second = operands.count > 1 ? operands[1] : .scalar
    // Every argument is looked through once.
    let read = operands.reduce(Cost.zero) { $0 + one * $1.weight }
    if let (work, extent) = text(function, operands, first, second, pattern) {
      return (read + work, extent)
    }
    switch function {
    case "_&&_", "_||_", "!_", "-_": return (.zero, .scalar)
    case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "startsWith", "endsWith", "size",
      "hasValue":
      return (read, .scalar)
    case "_+_": return (read, sum(first, second))
    case "@in":
      return (Cost(nodeWeight) * second.items + one * (first.weight * second.items), .scalar)
    case "_[_]", "value": return (read, first.element)
    case "_[?_]": return (read, .optional(.widest(first.element, first.element.element)))
    case "optional.of", "optional.ofNonZeroValue": return (read, .optional(first))
    case "orValue": return (read, .widest(first.element, second))
    case "optional.unwrap", "unwrapOpt":
      return (read, .list(first.items, element: first.element.element))
    default:
      let widest = operands.reduce(Extent.scalar) { .widest($0, $1) }
      return (read + one * widest.weight, widest)
    }
  }

  private static func sum(_ left: Extent, _ right: Extent) -> Extent {
    switch (left, right) {
    case (.scalar, .scalar): .scalar
    case (.text(let left), .text(let right)): .text(left + right)
    default:
      .list(left.items + right.items, element: .widest(left.element, right.element))
    }
  }

  // MARK: Texts

  /// Functions that make texts, or search them; what they do beyond reading their operands and writing their
  /// result. Nil for all others.
  private static func text(
    _ function: String, _ operands: [Extent], _ first: Extent, _ second: Extent, _ pattern: String?
  ) -> (Cost, Extent)? {
    let places = first.bytes + .init(1)
    let third = operands.count > 2 ? operands[2].bytes : .init(0)
    switch function {
    case "contains", "indexOf", "lastIndexOf": return (search(first, second), .scalar)
    case "split": return parts(of: first, work: search(first, second))
    // A text can grow by one replacement at each of its places and at its end.
    case "replace": return written(first.bytes + places * third, work: search(first, second))
    case "join": return written(first.items * (first.element.bytes + second.bytes))
    case "string": return written(.larger(first.bytes, .init(longestScalar)))
    case "strings.quote", "base64.encode":
      return written(first.bytes + first.bytes + .init(4))
    case "format": return written(first.bytes + formatted(second))
    case "matches":
      let states = pattern.map { Self.states(of: $0) } ?? second.bytes * .init(mostRepeated)
      let isReady = pattern.map { (try? RegularExpression($0)) != nil } ?? false
      let work = one * (first.weight * states)
      return (isReady ? work : compilation(second) + work, .scalar)
    case "regex.extract":
      let (work, extent) = written(first.bytes, work: compilation(second) + one * first.weight)
      return (work, .optional(extent))
    case "regex.extractAll": return parts(of: first, work: searches(first, second))
    // In the replacement each `\0` stands for all that was matched.
    case "regex.replace":
      return written(
        first.bytes + places * third + first.bytes * third, work: searches(first, second))
    default: return nil
    }
  }

  /// A text that is made byte by byte.
  private static func written(_ bytes: Extent.Limit, work: Cost = .zero) -> (Cost, Extent) {
    (work + one * Extent.text(bytes).weight, .text(bytes))
  }

  /// A list of parts that do not overlap: each can be the whole text, all together are not longer.
  private static func parts(of text: Extent, work: Cost) -> (Cost, Extent) {
    let places = text.bytes + .init(1)
    return (
      work + one * (places + places + .init(1)), .list(places, element: .text(text.bytes))
    )
  }

  /// One search for a pattern at each place, each of which may look at the rest of the text.
  private static func searches(_ text: Extent, _ pattern: Extent) -> Cost {
    let places = text.bytes + .init(2)
    return compilation(pattern) + one * (places * places)
  }

  // MARK: Patterns

  /// What the meter counts for a pattern that is not known before the evaluation.
  private static func compilation(_ pattern: Extent) -> Cost {
    Cost(Meter.unitsToCompile) + one * pattern.weight
  }

  /// RE2 lets no repetition, nor all that stand in each other, be of more.
  private static let mostRepeated = 1_000

  /// A pattern takes each byte of a text through each of its states at worst: as many as it has bytes, those
  /// that repetitions such as `{3,9}` copy as often as they say.
  private static func states(of pattern: String) -> Extent.Limit {
    var copies = 1
    for part in pattern.utf8.split(separator: UInt8(ascii: "{")).dropFirst() {
      let digits = part.prefix { $0 != UInt8(ascii: "}") }.split(separator: UInt8(ascii: ","))
      let largest = digits.compactMap { Int(Substring($0)) }.max() ?? 1
      copies = min(mostRepeated, copies * max(1, min(mostRepeated, largest)))
    }
    return Extent.Limit(max(1, pattern.utf8.count)) * Extent.Limit(copies)
  }

  /// A part is compared at each place; a machine compares many bytes in a unit (`Overload.search`).
  private static func search(_ text: Extent, _ part: Extent) -> Cost {
    one * (text.weight * part.weight).divided(by: 64)
  }

  private static func formatted(_ extent: Extent) -> Extent.Limit {
    switch extent {
    case .scalar: .init(longestFormatted)
    case .text(let bytes): .larger(.init(longestFormatted), bytes + bytes + .init(2))
    case .list(let items, let element): .init(4) + items * (formatted(element) + .init(4))
    }
  }
}
