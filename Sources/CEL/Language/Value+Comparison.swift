extension Value {
  /// Equality of CEL (cel-spec, "Equality"): numbers by value across types, NaN equal to nothing, other values
  /// of different types unequal. The walk costs at most the lesser weight of the two.
  package func equals(_ other: Value) -> Bool {
    switch (self, other) {
    case (.null, .null): return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.int, _), (.uint, _), (.double, _):
      return compareNumber(with: other) == .equal
    case (.string(let left), .string(let right)): return StringLibrary.equal(left, right)
    case (.bytes(let left), .bytes(let right)): return left == right
    case (.list(let left), .list(let right)):
      return left.elements.count == right.elements.count
        && zip(left.elements, right.elements).allSatisfy { $0.equals($1) }
    case (.map(let left), .map(let right)):
      return left.entries.count == right.entries.count
        && left.entries.allSatisfy { entry in
          right[entry.key].map { entry.value.equals($0) } ?? false
        }
    case (.type(let left), .type(let right)): return left == right
    case (.timestamp(let left), .timestamp(let right)): return left == right
    case (.duration(let left), .duration(let right)): return left == right
    case (.optional(let left), .optional(let right)):
      guard let left, let right else { return left == nil && right == nil }
      return left.equals(right)
    case (.address(let left), .address(let right)): return left == right
    case (.network(let left), .network(let right)): return left == right
    default: return false
    }
  }

  /// How two values stand to each other.
  package enum Order: Equatable, Sendable {
    case less, equal, greater
    /// One of them is NaN.
    case none

    init<T: Comparable>(_ left: T, _ right: T) {
      self = left < right ? .less : left == right ? .equal : left > right ? .greater : .none
    }
  }

  /// The order of two values, or nil where CEL has none between their types (langdef.md, "Equality and
  /// Ordering").
  package func compare(with other: Value) -> Order? {
    switch (self, other) {
    case (.int, _), (.uint, _), (.double, _): return compareNumber(with: other)
    case (.bool(let left), .bool(let right)): return Order(left ? 1 : 0, right ? 1 : 0)
    case (.string(let left), .string(let right)):
      return Order(StringLibrary.compare(left, right), 0)
    case (.bytes(let left), .bytes(let right)):
      if left == right { return .equal }
      return left.lexicographicallyPrecedes(right) ? .less : .greater
    case (.timestamp(let left), .timestamp(let right)): return Order(left, right)
    case (.duration(let left), .duration(let right)): return Order(left, right)
    default: return nil
    }
  }

  /// Numbers across types. An integer beside a `double` is rounded to one, as the conformance suite has it:
  /// `9223372036854775808.0 > 9223372036854775807` is false.
  private func compareNumber(with other: Value) -> Order? {
    switch (self, other) {
    case (.int(let left), .int(let right)): Order(left, right)
    case (.uint(let left), .uint(let right)): Order(left, right)
    case (.double(let left), .double(let right)): Order(left, right)
    // Swift compares integers of two types by value.
    case (.int(let left), .uint(let right)):
      left < right ? .less : left == right ? .equal : .greater
    case (.uint(let left), .int(let right)):
      left < right ? .less : left == right ? .equal : .greater
    case (.int(let left), .double(let right)): Order(Double(left), right)
    case (.double(let left), .int(let right)): Order(left, Double(right))
    case (.uint(let left), .double(let right)): Order(Double(left), right)
    case (.double(let left), .uint(let right)): Order(left, Double(right))
    default: nil
    }
  }
}

extension Value: Equatable {
  /// Whether both are the same value of the same type, for those who compare results: `1` is not `1u`, NaN is
  /// NaN, `-0.0` is `0.0`. Equality inside the language is `equals`.
  package static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.int(let left), .int(let right)): return left == right
    case (.uint(let left), .uint(let right)): return left == right
    case (.double(let left), .double(let right)):
      return left == right || (left.isNaN && right.isNaN)
    case (.int, _), (.uint, _), (.double, _): return false
    case (.list(let left), .list(let right)): return left.elements == right.elements
    case (.map(let left), .map(let right)):
      guard left.entries.count == right.entries.count else { return false }
      return left.entries.allSatisfy { entry in
        right.entry(for: entry.key).map {
          $0.key.value == entry.key.value && $0.value == entry.value
        } ?? false
      }
    case (.optional(let left), .optional(let right)): return left == right
    default: return left.equals(right)
    }
  }
}
