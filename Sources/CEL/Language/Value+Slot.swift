/// Scalars of policies as plans hold them, in 64-bit slots, and as values of the language.
extension Value {
  /// The value of a slot; nil for a time or a span beyond those of the language, and for types that no slot
  /// holds.
  package init?(slot: Int64, as type: Type) {
    switch type {
    case .bool: self = .bool(slot != 0)
    case .int, .quantity, .enumeration: self = .int(slot)
    case .duration:
      guard let span = try? TimeSpan(exactly: Int128(slot) * 1_000_000) else { return nil }
      self = .duration(span)
    case .timestamp:
      let (seconds, rest) = Self.floored(slot)
      guard let time = try? Timestamp(seconds: seconds, nanoseconds: rest * 1_000_000)
      else { return nil }
      self = .timestamp(time)
    default: return nil
    }
  }

  private static func floored(_ milliseconds: Int64) -> (seconds: Int64, milliseconds: Int64) {
    let rest = milliseconds % 1000
    return rest < 0
      ? (milliseconds / 1000 - 1, rest + 1000) : (milliseconds / 1000, rest)
  }

  /// The slot that holds the value; times and spans to the millisecond, rounded toward the past and toward
  /// zero. Nil for what fits none.
  package var slotValue: Int64? {
    switch self {
    case .bool(let flag): flag ? 1 : 0
    case .int(let number): number
    case .duration(let span): span.nanoseconds / 1_000_000
    case .timestamp(let time):
      Int64(exactly: Int128(time.seconds) * 1000 + Int128(time.nanoseconds / 1_000_000))
    default: nil
    }
  }
}
