/// Counts the work of one evaluation, so that no expression runs or grows without bound: one unit for each call
/// and each step of a comprehension, one for each byte or element that is made or looked through.
package struct Meter: Sendable {
  /// As many as Kubernetes grants a call: a tenth of a second and some ten megabytes, far more than a policy
  /// needs (facts/rules-engines.md 9).
  package static let defaultLimit = 1_000_000

  /// To compile a pattern takes up to some milliseconds, however short it is.
  static let unitsToCompile = 10_000

  /// How many units one evaluation may use.
  package let limit: Int
  /// How many are used.
  package private(set) var used = 0

  /// Patterns of regular expressions that this evaluation has met.
  private var patterns: [[UInt8]: RegularExpression] = [:]

  package init(limit: Int = Meter.defaultLimit) {
    self.limit = limit
  }

  /// How many are left.
  var remaining: Int { max(0, limit - used) }

  /// Counts `units` of work before they are done.
  package mutating func charge(_ units: Int) throws(EvaluationError.Reason) {
    used = used.addingSaturated(units)
    guard used <= limit else { throw .exhausted(limit: limit) }
  }

  /// The expression of a pattern, compiled at its first use.
  mutating func regularExpression(
    _ pattern: String
  ) throws(EvaluationError.Reason) -> RegularExpression {
    let mostPatterns = 64
    let key = Array(pattern.utf8)
    if let known = patterns[key] { return known }
    try charge(Self.unitsToCompile + key.count)
    let compiled: RegularExpression
    do throws(LibraryError) {
      compiled = try RegularExpression(pattern)
    } catch {
      throw .library(error)
    }
    if patterns.count < mostPatterns { patterns[key] = compiled }
    return compiled
  }
}
