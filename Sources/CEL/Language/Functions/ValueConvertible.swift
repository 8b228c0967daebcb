/// A Swift type that stands for a type of CEL, so that a function over the one is an overload over the other.
protocol ValueConvertible: Sendable {
  static var celType: Type { get }
  /// Nil for a value of another type.
  init?(_ value: Value)
  var celValue: Value { get }
}

extension Bool: ValueConvertible {
  static var celType: Type { .bool }
  init?(_ value: Value) {
    guard case .bool(let flag) = value else { return nil }
    self = flag
  }
  var celValue: Value { .bool(self) }
}

extension Int64: ValueConvertible {
  static var celType: Type { .int }
  init?(_ value: Value) {
    guard case .int(let number) = value else { return nil }
    self = number
  }
  var celValue: Value { .int(self) }
}

extension UInt64: ValueConvertible {
  static var celType: Type { .uint }
  init?(_ value: Value) {
    guard case .uint(let number) = value else { return nil }
    self = number
  }
  var celValue: Value { .uint(self) }
}

extension Double: ValueConvertible {
  static var celType: Type { .double }
  init?(_ value: Value) {
    guard case .double(let number) = value else { return nil }
    self = number
  }
  var celValue: Value { .double(self) }
}

extension String: ValueConvertible {
  static var celType: Type { .string }
  init?(_ value: Value) {
    guard case .string(let text) = value else { return nil }
    self = text
  }
  var celValue: Value { .string(self) }
}

extension [UInt8]: ValueConvertible {
  static var celType: Type { .bytes }
  init?(_ value: Value) {
    guard case .bytes(let bytes) = value else { return nil }
    self = bytes
  }
  var celValue: Value { .bytes(self) }
}

extension Timestamp: ValueConvertible {
  static var celType: Type { .timestamp }
  init?(_ value: Value) {
    guard case .timestamp(let time) = value else { return nil }
    self = time
  }
  var celValue: Value { .timestamp(self) }
}

extension TimeSpan: ValueConvertible {
  static var celType: Type { .duration }
  init?(_ value: Value) {
    guard case .duration(let span) = value else { return nil }
    self = span
  }
  var celValue: Value { .duration(self) }
}

extension IPAddress: ValueConvertible {
  static var celType: Type { .abstract("net.IP", []) }
  init?(_ value: Value) {
    guard case .address(let address) = value else { return nil }
    self = address
  }
  var celValue: Value { .address(self) }
}

extension CIDRBlock: ValueConvertible {
  static var celType: Type { .abstract("net.CIDR", []) }
  init?(_ value: Value) {
    guard case .network(let block) = value else { return nil }
    self = block
  }
  var celValue: Value { .network(self) }
}

// MARK: - Overloads made of Swift functions

extension Overload {
  /// `function(A)`; the meter counts what goes in and what comes out.
  static func of<A: ValueConvertible, R: ValueConvertible>(
    isReceiver: Bool = false, _ body: @escaping @Sendable (A) throws(LibraryError) -> R
  ) -> Overload {
    Overload([A.celType], R.celType, isReceiver: isReceiver) {
      values, meter throws(EvaluationError.Reason) in
      guard let first = A(values[0]) else { throw mismatch(values) }
      return try metered(values, &meter) { () throws(LibraryError) in try body(first).celValue }
    }
  }

  /// `function(A, B)`.
  static func of<A: ValueConvertible, B: ValueConvertible, R: ValueConvertible>(
    isReceiver: Bool = false, _ body: @escaping @Sendable (A, B) throws(LibraryError) -> R
  ) -> Overload {
    Overload([A.celType, B.celType], R.celType, isReceiver: isReceiver) {
      values, meter throws(EvaluationError.Reason) in
      guard let first = A(values[0]), let second = B(values[1]) else { throw mismatch(values) }
      return try metered(values, &meter) { () throws(LibraryError) in
        try body(first, second).celValue
      }
    }
  }

  /// `function(A, B, C)`.
  static func of<
    A: ValueConvertible, B: ValueConvertible, C: ValueConvertible, R: ValueConvertible
  >(
    isReceiver: Bool = false, _ body: @escaping @Sendable (A, B, C) throws(LibraryError) -> R
  ) -> Overload {
    Overload([A.celType, B.celType, C.celType], R.celType, isReceiver: isReceiver) {
      values, meter throws(EvaluationError.Reason) in
      guard let first = A(values[0]), let second = B(values[1]), let third = C(values[2]) else {
        throw mismatch(values)
      }
      return try metered(values, &meter) { () throws(LibraryError) in
        try body(first, second, third).celValue
      }
    }
  }

  /// `receiver.function()`.
  static func on<A: ValueConvertible, R: ValueConvertible>(
    _ body: @escaping @Sendable (A) throws(LibraryError) -> R
  ) -> Overload {
    of(isReceiver: true, body)
  }

  /// `receiver.function(B)`.
  static func on<A: ValueConvertible, B: ValueConvertible, R: ValueConvertible>(
    _ body: @escaping @Sendable (A, B) throws(LibraryError) -> R
  ) -> Overload {
    of(isReceiver: true, body)
  }

  /// `receiver.function(B, C)`.
  static func on<
    A: ValueConvertible, B: ValueConvertible, C: ValueConvertible, R: ValueConvertible
  >(
    _ body: @escaping @Sendable (A, B, C) throws(LibraryError) -> R
  ) -> Overload {
    of(isReceiver: true, body)
  }

  /// Values that are not of the types the overload was chosen for; `Callee` has seen to it that they are.
  static func mismatch(_ values: [Value]) -> EvaluationError.Reason {
    .noMatchingOverload(function: "", arguments: values.map(\.typeName))
  }

  /// Counts the arguments before the work and the result after it.
  static func metered(
    _ values: [Value], _ meter: inout Meter, _ body: () throws(LibraryError) -> Value
  ) throws(EvaluationError.Reason) -> Value {
    for value in values { try meter.charge(value.weight) }
    let result: Value
    do throws(LibraryError) {
      result = try body()
    } catch {
      throw .library(error)
    }
    try meter.charge(result.weight)
    return result
  }
}
