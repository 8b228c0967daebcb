extension Function {
  /// The functions of optional values (cel-go, "Optionals"). `or` and `orValue` are run by the evaluator, which
  /// leaves out the alternative where it is not needed.
  static let optionals: [Function] = [
    Function(
      "optional.none",
      [Overload([], .optional(.parameter("A"))) { _, _ in .optional(nil) }]),
    Function(
      "optional.of",
      [
        Overload([.parameter("A")], .optional(.parameter("A"))) {
          values, _ throws(EvaluationError.Reason) in .optional(values[0])
        }
      ]
    ),
    Function(
      "optional.ofNonZeroValue",
      [
        Overload([.parameter("A")], .optional(.parameter("A"))) {
          values, _ throws(EvaluationError.Reason) in
          .optional(values[0].isZero ? nil : values[0])
        }
      ]),
    Function(
      "hasValue",
      [
        .method(optional, .bool) { values throws(EvaluationError.Reason) in
          .bool(try opened(values[0]) != nil)
        }
      ]),
    Function(
      "value",
      [
        .method(optional, .parameter("A")) { values throws(EvaluationError.Reason) in
          guard let wrapped = try opened(values[0]) else { throw .noValue }
          return wrapped
        }
      ]),
    Function("or", [.method(optional, [optional], optional)]),
    Function("orValue", [.method(optional, [.parameter("A")], .parameter("A"))]),
    Function("_[?_]", optionalElementOverloads) { values, _ throws(EvaluationError.Reason) in
      try values[0].element(at: values[1], isOptional: true)
    },
    Function("optional.unwrap", [unwrapping(isReceiver: false)]),
    Function("unwrapOpt", [unwrapping(isReceiver: true)]),
    end("first") { $0.first },
    end("last") { $0.last },
  ]

  private static let optional = Type.optional(.parameter("A"))

  private static func opened(_ value: Value) throws(EvaluationError.Reason) -> Value? {
    guard case .optional(let wrapped) = value else { throw .notOptional(type: value.typeName) }
    return wrapped
  }

  private static let optionalElementOverloads: [Overload] = {
    let list = Type.list(.parameter("A"))
    let map = Type.map(key: .parameter("K"), value: .parameter("A"))
    return [
      Overload([list, .int], optional), Overload([.optional(list), .int], optional),
      Overload([map, .parameter("K")], optional),
      Overload([.optional(map), .parameter("K")], optional),
    ]
  }()

  /// The values of a list of optionals that have one.
  private static func unwrapping(isReceiver: Bool) -> Overload {
    Overload([.list(optional)], .list(.parameter("A")), isReceiver: isReceiver) {
      values, meter throws(EvaluationError.Reason) in
      guard case .list(let list) = values[0] else { throw unsuited("unwrap", values) }
      try meter.charge(list.elements.count)
      var unwrapped: [Value] = []
      for element in list.elements {
        if let wrapped = try opened(element) { unwrapped.append(wrapped) }
      }
      return .list(unwrapped)
    }
  }

  private static func end(
    _ name: String, _ choose: @escaping @Sendable ([Value]) -> Value?
  ) -> Function {
    Function(
      name,
      [
        .method(.list(.parameter("A")), optional) { values throws(EvaluationError.Reason) in
          guard case .list(let list) = values[0] else { throw unsuited(name, values) }
          return .optional(choose(list.elements))
        }
      ])
  }
}

extension Overload {
  /// `receiver.function()`, at a constant cost.
  fileprivate static func method(
    _ receiver: Type, _ result: Type,
    _ body: @escaping @Sendable ([Value]) throws(EvaluationError.Reason) -> Value
  ) -> Overload {
    .method(receiver, [], result) { values, _ throws(EvaluationError.Reason) in try body(values) }
  }
}

extension Value {
  /// Whether it is what its type begins with: what `optional.ofNonZeroValue` takes for none.
  var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let flag): !flag
    case .int(let number): number == 0
    case .uint(let number): number == 0
    case .double(let number): number == 0
    case .string(let text): text.isEmpty
    case .bytes(let bytes): bytes.isEmpty
    case .list(let list): list.elements.isEmpty
    case .map(let map): map.entries.isEmpty
    case .timestamp(let time): time.seconds == 0 && time.nanoseconds == 0
    case .duration(let span): span == .zero
    // No optional is zero, not even one without a value: that there is none is what it says.
    case .optional, .type, .address, .network: false
    }
  }
}
