extension Function {
  /// The operators, and `size` (langdef.md, "List of Standard Definitions"). They choose by the values, since
  /// numbers of several types may meet in what was `dyn` to the checker.
  static let operators: [Function] =
    [
      Function("!_", [Overload([.bool], .bool)]) { values, _ throws(EvaluationError.Reason) in
        guard case .bool(let flag) = values[0] else { throw unsuited("!", values) }
        return .bool(!flag)
      },
      Function("-_", [Overload([.int], .int), Overload([.double], .double)]) {
        values, _ throws(EvaluationError.Reason) in
        try negated(values)
      },
      Function("_==_", [Overload([.parameter("A"), .parameter("A")], .bool)]) {
        values, meter throws(EvaluationError.Reason) in
        .bool(try equal(values, &meter))
      },
      Function("_!=_", [Overload([.parameter("A"), .parameter("A")], .bool)]) {
        values, meter throws(EvaluationError.Reason) in
        .bool(!(try equal(values, &meter)))
      },
      Function("_[_]", elementOverloads) { values, _ throws(EvaluationError.Reason) in
        try values[0].element(at: values[1], isOptional: false)
      },
      Function("@in", memberOverloads) { values, meter throws(EvaluationError.Reason) in
        .bool(try contains(values, &meter))
      },
      Function("size", sizeOverloads(isReceiver: false) + sizeOverloads(isReceiver: true)),
    ] + orderings + arithmetic

  static func unsuited(_ name: String, _ values: [Value]) -> EvaluationError.Reason {
    .noMatchingOverload(function: name, arguments: values.map(\.typeName))
  }

  private static func negated(_ values: [Value]) throws(EvaluationError.Reason) -> Value {
    switch values[0] {
    case .int(let number):
      guard number != .min else { throw .overflow(function: "-") }
      return .int(-number)
    case .double(let number): return .double(-number)
    default: throw unsuited("-", values)
    }
  }

  /// A walk over both, paid for before it starts.
  static func equal(
    _ values: [Value], _ meter: inout Meter
  ) throws(EvaluationError.Reason) -> Bool {
    try meter.charge(min(values[0].weight, values[1].weight))
    return values[0].equals(values[1])
  }

  private static let elementOverloads = [
    Overload([.list(.parameter("A")), .int], .parameter("A")),
    Overload(
      [.map(key: .parameter("A"), value: .parameter("B")), .parameter("A")], .parameter("B")),
    Overload([.optional(.list(.parameter("A"))), .int], .optional(.parameter("A"))),
    Overload(
      [.optional(.map(key: .parameter("A"), value: .parameter("B"))), .parameter("A")],
      .optional(.parameter("B"))),
  ]

  private static let memberOverloads = [
    Overload([.parameter("A"), .list(.parameter("A"))], .bool),
    Overload([.parameter("A"), .map(key: .parameter("A"), value: .parameter("B"))], .bool),
  ]

  private static func contains(
    _ values: [Value], _ meter: inout Meter
  ) throws(EvaluationError.Reason) -> Bool {
    switch values[1] {
    case .list(let list):
      let weight = values[0].weight
      for element in list.elements {
        try meter.charge(min(weight, element.weight))
        if values[0].equals(element) { return true }
      }
      return false
    case .map(let map): return MapKey(finding: values[0]).flatMap { map[$0] } != nil
    default: throw unsuited("in", values)
    }
  }

  private static func sizeOverloads(isReceiver: Bool) -> [Overload] {
    [
      .of(isReceiver: isReceiver) { (text: String) in Int64(StringLibrary.size(text)) },
      .of(isReceiver: isReceiver) { (bytes: [UInt8]) in Int64(bytes.count) },
      Overload([.list(.parameter("A"))], .int, isReceiver: isReceiver) {
        values, _ throws(EvaluationError.Reason) in
        guard case .list(let list) = values[0] else { throw unsuited("size", values) }
        return .int(Int64(list.elements.count))
      },
      Overload(
        [.map(key: .parameter("A"), value: .parameter("B"))], .int, isReceiver: isReceiver
      ) { values, _ throws(EvaluationError.Reason) in
        guard case .map(let map) = values[0] else { throw unsuited("size", values) }
        return .int(Int64(map.entries.count))
      },
    ]
  }

  // MARK: Order

  private static let orderings: [Function] = [
    ordering("<") { $0 == .less },
    ordering("<=") { $0 == .less || $0 == .equal },
    ordering(">") { $0 == .greater },
    ordering(">=") { $0 == .greater || $0 == .equal },
  ]

  private static func ordering(
    _ symbol: String, _ holds: @escaping @Sendable (Value.Order) -> Bool
  ) -> Function {
    let types: [Type] = [
      .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration,
    ]
    return Function("_\(symbol)_", types.map { Overload([$0, $0], .bool) }) {
      values, meter throws(EvaluationError.Reason) in
      try meter.charge(min(values[0].weight, values[1].weight))
      guard let order = values[0].compare(with: values[1]) else { throw unsuited(symbol, values) }
      return .bool(holds(order))
    }
  }
}
