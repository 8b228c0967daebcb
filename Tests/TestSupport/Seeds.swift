import FoundationEssentials

/// The seeds of tests that make up their cases.
package enum Seeds {
  /// From 1 to `usual`, or to what `POLYTRADERS_SEEDS` asks for: for a long run by hand.
  package static func upTo(_ usual: UInt64) -> ClosedRange<UInt64> {
    let wanted = ProcessInfo.processInfo.environment["POLYTRADERS_SEEDS"].flatMap { UInt64($0) }
    return 1...max(1, wanted ?? usual)
  }
}
