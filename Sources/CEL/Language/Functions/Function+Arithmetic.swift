extension Function {
  /// Arithmetic, concatenation, and sums and differences of times. Numbers of two types do not mix; what has no
  /// place in its type is an error (langdef.md, "Overflow").
  static let arithmetic: [Function] = [
    Function("_+_", sameTypes([.int, .uint, .double, .string, .bytes, .duration]) + sums) {
      values, meter throws(EvaluationError.Reason) in
      try sum(values[0], values[1], &meter)
    },
    Function(
      "_-_",
      sameTypes([.int, .uint, .double, .duration]) + [
        Overload([.timestamp, .timestamp], .duration),
        Overload([.timestamp, .duration], .timestamp),
      ]
    ) { values, _ throws(EvaluationError.Reason) in
      try difference(values[0], values[1])
    },
    Function("_*_", sameTypes([.int, .uint, .double])) { values, _ throws(EvaluationError.Reason) in
      switch (values[0], values[1]) {
      case (.int(let left), .int(let right)):
        .int(try checked(left.multipliedReportingOverflow(by: right), "*"))
      case (.uint(let left), .uint(let right)):
        .uint(try checked(left.multipliedReportingOverflow(by: right), "*"))
      case (.double(let left), .double(let right)): .double(left * right)
      default: throw unsuited("*", values)
      }
    },
    Function("_/_", sameTypes([.int, .uint, .double])) { values, _ throws(EvaluationError.Reason) in
      if case .double(let left) = values[0], case .double(let right) = values[1] {
        return .double(left / right)
      }
      return try quotient(values, "/")
    },
    Function("_%_", sameTypes([.int, .uint])) { values, _ throws(EvaluationError.Reason) in
      try quotient(values, "%")
    },
  ]

  private static func sameTypes(_ types: [Type]) -> [Overload] {
    types.map { Overload([$0, $0], $0) }
  }

  private static let sums = [
    Overload([.list(.parameter("A")), .list(.parameter("A"))], .list(.parameter("A"))),
    Overload([.timestamp, .duration], .timestamp),
    Overload([.duration, .timestamp], .timestamp),
  ]

  private static func checked<Number>(
    _ result: (partialValue: Number, overflow: Bool), _ symbol: String
  ) throws(EvaluationError.Reason) -> Number {
    guard !result.overflow else { throw .overflow(function: symbol) }
    return result.partialValue
  }

  private static func sum(
    _ left: Value, _ right: Value, _ meter: inout Meter
  ) throws(EvaluationError.Reason) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)):
      return .int(try checked(left.addingReportingOverflow(right), "+"))
    case (.uint(let left), .uint(let right)):
      return .uint(try checked(left.addingReportingOverflow(right), "+"))
    case (.double(let left), .double(let right)): return .double(left + right)
    case (.string(let first), .string(let second)):
      try meter.charge(left.weight.addingSaturated(right.weight))
      return .string(first + second)
    case (.bytes(let first), .bytes(let second)):
      try meter.charge(left.weight.addingSaturated(right.weight))
      return .bytes(first + second)
    case (.list(let first), .list(let second)):
      try meter.charge(first.elements.count + second.elements.count)
      return .list(first.elements + second.elements)
    case (.duration(let left), .duration(let right)):
      return .duration(try lifted { () throws(LibraryError) in try left.adding(right) })
    case (.timestamp(let time), .duration(let span)), (.duration(let span), .timestamp(let time)):
      return .timestamp(try lifted { () throws(LibraryError) in try time.adding(span) })
    default: throw unsuited("+", [left, right])
    }
  }

  private static func difference(
    _ left: Value, _ right: Value
  ) throws(EvaluationError.Reason) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)):
      return .int(try checked(left.subtractingReportingOverflow(right), "-"))
    case (.uint(let left), .uint(let right)):
      return .uint(try checked(left.subtractingReportingOverflow(right), "-"))
    case (.double(let left), .double(let right)): return .double(left - right)
    case (.duration(let left), .duration(let right)):
      return .duration(try lifted { () throws(LibraryError) in try left.subtracting(right) })
    case (.timestamp(let time), .duration(let span)):
      return .timestamp(try lifted { () throws(LibraryError) in try time.subtracting(span) })
    case (.timestamp(let left), .timestamp(let right)):
      return .duration(try lifted { () throws(LibraryError) in try left.subtracting(right) })
    default: throw unsuited("-", [left, right])
    }
  }

  /// The quotient or the remainder of whole numbers; the remainder has the sign of the dividend.
  private static func quotient(
    _ values: [Value], _ symbol: String
  ) throws(EvaluationError.Reason) -> Value {
    let isQuotient = symbol == "/"
    switch (values[0], values[1]) {
    case (.int(let left), .int(let right)):
      guard right != 0 else { throw .divisionByZero }
      return .int(
        try checked(
          isQuotient
            ? left.dividedReportingOverflow(by: right)
            : left.remainderReportingOverflow(dividingBy: right), symbol))
    case (.uint(let left), .uint(let right)):
      guard right != 0 else { throw .divisionByZero }
      return .uint(isQuotient ? left / right : left % right)
    default: throw unsuited(symbol, values)
    }
  }

  /// An error of the library as one of the evaluation.
  static func lifted<Result>(
    _ body: () throws(LibraryError) -> Result
  ) throws(EvaluationError.Reason) -> Result {
    do throws(LibraryError) {
      return try body()
    } catch {
      throw .library(error)
    }
  }
}
