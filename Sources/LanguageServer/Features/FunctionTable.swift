import CEL

/// The functions that a condition may call, as completion and hover show them.
struct FunctionTable: Sendable {
  struct Entry: Sendable {
    /// `ticks.covering`, `duration`; of a method its name alone.
    var name: String
    /// `ticks.covering(price, price) -> ticks`
    var signature: String
    var meaning: String
    /// The type before the point of a method.
    var receiver: String?
  }

  let entries: [Entry]

  /// The name in all its forms.
  func entries(named name: String) -> [Entry] { entries.filter { $0.name == name } }

  static let standard: FunctionTable = {
    var entries = computing + constructors + macros
    let known = Set(entries.map(\.name))
    for function in LanguageEnvironment.standard.functions.values.sorted(by: { $0.name < $1.name })
    where !known.contains(function.name) && !isOperator(function.name) {
      entries += overloads(of: function)
    }
    return FunctionTable(entries: entries)
  }()

  private static func isOperator(_ name: String) -> Bool {
    name.contains("_") && !name.contains { $0.isLetter } || name.hasPrefix("_")
      || name.hasPrefix("@")
      || name.hasPrefix("!") || name.hasPrefix("-")
  }

  /// What the plan itself computes: `Signature` of CEL has the rules of their units.
  private static let computing: [Entry] = [
    Entry(
      name: "math.abs", signature: "math.abs(x) -> the unit of x", meaning: "the size of a number"),
    Entry(
      name: "math.least", signature: "math.least(x, x) -> the unit of x",
      meaning: "the smaller of two of one unit"),
    Entry(
      name: "math.greatest", signature: "math.greatest(x, x) -> the unit of x",
      meaning: "the larger of two of one unit"),
    Entry(
      name: "ticks.covering", signature: "ticks.covering(price, price) -> ticks",
      meaning: "how many whole ticks of the second size cover the first distance; rounded up"),
    Entry(
      name: "bps.covering", signature: "bps.covering(x, x) -> bps",
      meaning: "how many basis points of the second the first is; rounded up"),
  ]

  private static let constructors: [Entry] =
    [
      Entry(
        name: "duration", signature: "duration(\"45s\") -> duration",
        meaning: "a constant time span"),
      Entry(
        name: "rate", signature: "rate(\"30 ops/min\") -> ops/min", meaning: "a constant rate"),
    ]
    + Unit.allCases.filter { $0 != .opsPerMinute }.map { unit in
      let sample = unit == .price ? "0.57" : "3 \(unit.rawValue)"
      return Entry(
        name: unit.rawValue, signature: "\(unit.rawValue)(\"\(sample)\") -> \(unit.rawValue)",
        meaning: "a constant with its unit")
    }

  private static let macros: [Entry] = [
    Entry(
      name: "exists", signature: "list.exists(x, condition) -> bool",
      meaning: "whether the condition holds for an item", receiver: "list"),
    Entry(
      name: "all", signature: "list.all(x, condition) -> bool",
      meaning: "whether the condition holds for every item", receiver: "list"),
    Entry(
      name: "exists_one", signature: "list.exists_one(x, condition) -> bool",
      meaning: "whether the condition holds for exactly one item", receiver: "list"),
    Entry(
      name: "filter", signature: "list.filter(x, condition) -> list",
      meaning: "the items for which the condition holds", receiver: "list"),
    Entry(
      name: "map", signature: "list.map(x, expression) -> list",
      meaning: "what the expression gives for each item", receiver: "list"),
  ]

  /// Types that no condition of a policy can have.
  private static func isOutside(_ type: Type) -> Bool {
    switch type {
    case .double, .uint, .bytes, .null, .dyn, .type, .map: true
    case .abstract(let name, _): name != "optional_type"
    case .list(let element): isOutside(element)
    default: false
    }
  }

  private static func overloads(of function: Function) -> [Entry] {
    function.overloads.compactMap { overload in
      guard !isOutside(overload.result), !overload.parameters.contains(where: isOutside) else {
        return nil
      }
      var names = overload.parameters.map(\.name)
      let receiver = overload.isReceiver ? names.removeFirst() : nil
      let call =
        "\(receiver.map { "\($0)." } ?? "")\(function.name)(\(names.joined(separator: ", ")))"
      return Entry(
        name: function.name, signature: "\(call) -> \(overload.result.name)", meaning: "",
        receiver: receiver.map { $0.hasPrefix("list") ? "list" : $0 })
    }
  }
}
