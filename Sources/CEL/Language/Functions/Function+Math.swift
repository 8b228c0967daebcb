extension Function {
  /// The extension "Math" of cel-go.
  static let math: [Function] =
    [
      extremum("greatest", .greater), extremum("least", .less),
      Function("math.ceil", [.of(MathLibrary.ceiling)]),
      Function("math.floor", [.of(MathLibrary.floor)]),
      Function("math.round", [.of(MathLibrary.round)]),
      Function("math.trunc", [.of(MathLibrary.truncate)]),
      Function(
        "math.sqrt",
        [
          .of { (value: Double) in MathLibrary.squareRoot(value) },
          .of { (value: Int64) in MathLibrary.squareRoot(Double(value)) },
          .of { (value: UInt64) in MathLibrary.squareRoot(Double(value)) },
        ]),
      Function(
        "math.abs",
        [
          .of { (value: Int64) throws(LibraryError) in try MathLibrary.absolute(value) },
          .of { (value: Double) in MathLibrary.absolute(value) },
          .of { (value: UInt64) in value },
        ]),
      Function(
        "math.sign",
        [
          .of { (value: Int64) in MathLibrary.sign(value) },
          .of { (value: UInt64) in MathLibrary.sign(value) },
          .of { (value: Double) in MathLibrary.sign(value) },
        ]),
      Function("math.isNaN", [.of { (value: Double) in value.isNaN }]),
      Function("math.isInf", [.of { (value: Double) in value.isInfinite }]),
      Function("math.isFinite", [.of { (value: Double) in value.isFinite }]),
    ] + bits

  private static let bits: [Function] = [
    Function(
      "math.bitAnd",
      [
        .of { (left: Int64, right: Int64) in left & right },
        .of { (left: UInt64, right: UInt64) in left & right },
      ]),
    Function(
      "math.bitOr",
      [
        .of { (left: Int64, right: Int64) in left | right },
        .of { (left: UInt64, right: UInt64) in left | right },
      ]),
    Function(
      "math.bitXor",
      [
        .of { (left: Int64, right: Int64) in left ^ right },
        .of { (left: UInt64, right: UInt64) in left ^ right },
      ]),
    Function("math.bitNot", [.of { (value: Int64) in ~value }, .of { (value: UInt64) in ~value }]),
    Function(
      "math.bitShiftLeft",
      [
        .of { (value: Int64, count: Int64) throws(LibraryError) in
          try MathLibrary.shiftLeft(value, by: count)
        },
        .of { (value: UInt64, count: Int64) throws(LibraryError) in
          try MathLibrary.shiftLeft(value, by: count)
        },
      ]),
    Function(
      "math.bitShiftRight",
      [
        .of { (value: Int64, count: Int64) throws(LibraryError) in
          try MathLibrary.shiftRight(value, by: count)
        },
        .of { (value: UInt64, count: Int64) throws(LibraryError) in
          try MathLibrary.shiftRight(value, by: count)
        },
      ]),
  ]

  /// Of one number, of two, which may be of different types, or of a list of them.
  private static func extremum(_ name: String, _ wanted: Value.Order) -> Function {
    let numbers: [Type] = [.int, .uint, .double]
    var overloads = numbers.map { Overload([$0], $0) } + numbers.map { Overload([.list($0)], $0) }
    for left in numbers {
      overloads += numbers.map { Overload([left, $0], left == $0 ? left : .dyn) }
    }
    return Function("math.\(name)", overloads) { values, meter throws(EvaluationError.Reason) in
      var candidates = values
      if values.count == 1, case .list(let list) = values[0] { candidates = list.elements }
      try meter.charge(candidates.count)
      guard var best = candidates.first else { throw .emptyArgument(function: "math.\(name)") }
      for candidate in candidates {
        switch candidate {
        case .int, .uint, .double: break
        default: throw unsuited("math.\(name)", values)
        }
        if candidate.compare(with: best) == wanted { best = candidate }
      }
      return best
    }
  }
}
