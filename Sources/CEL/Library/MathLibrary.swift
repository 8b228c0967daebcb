/// CEL's `math` functions whose meaning is more than an operator of Swift. Source: cel-go ext/README.md,
/// "Math".
package enum MathLibrary {
  /// To the nearest whole number, halves away from zero. NaN and infinities stay what they are.
  package static func round(_ value: Double) -> Double {
    value.rounded(.toNearestOrAwayFromZero)
  }

  /// Towards zero.
  package static func truncate(_ value: Double) -> Double {
    value.rounded(.towardZero)
  }

  package static func ceiling(_ value: Double) -> Double {
    value.rounded(.up)
  }

  package static func floor(_ value: Double) -> Double {
    value.rounded(.down)
  }

  /// NaN for what is below zero.
  package static func squareRoot(_ value: Double) -> Double {
    value.squareRoot()
  }

  /// The smallest int has no counterpart.
  package static func absolute(_ value: Int64) throws(LibraryError) -> Int64 {
    guard value != .min else { throw .outOfRange(type: .int) }
    return abs(value)
  }

  package static func absolute(_ value: Double) -> Double {
    value.magnitude
  }

  /// -1, 0 or 1.
  package static func sign(_ value: Int64) -> Int64 {
    value.signum()
  }

  /// 0 or 1.
  package static func sign(_ value: UInt64) -> UInt64 {
    value.signum()
  }

  /// -1, 0 or 1; NaN of NaN.
  package static func sign(_ value: Double) -> Double {
    value > 0 ? 1 : value < 0 ? -1 : value.isNaN ? value : 0
  }

  // MARK: - Shifts: 0 from 64 bits on, an error below 0

  package static func shiftLeft(_ value: Int64, by count: Int64) throws(LibraryError) -> Int64 {
    Int64(bitPattern: try shiftLeft(UInt64(bitPattern: value), by: count))
  }

  package static func shiftLeft(_ value: UInt64, by count: Int64) throws(LibraryError) -> UInt64 {
    guard count >= 0 else { throw .negativeShift(count) }
    return value << count
  }

  /// Zeros come in from the left, also for a negative value: its bits are shifted, not its number.
  package static func shiftRight(_ value: Int64, by count: Int64) throws(LibraryError) -> Int64 {
    Int64(bitPattern: try shiftRight(UInt64(bitPattern: value), by: count))
  }

  package static func shiftRight(_ value: UInt64, by count: Int64) throws(LibraryError) -> UInt64 {
    guard count >= 0 else { throw .negativeShift(count) }
    return value >> count
  }
}
