/// How many checks of a run of known answers held, and what is to be said about the others.
package struct Tally: Equatable, Sendable {
  /// Checks that held.
  package var passed = 0
  /// One line for each check that did not: what, expected, found.
  package var failed: [String] = []

  /// No checks yet.
  package init() {}

  /// Counts one check; `difference` is only made where it failed.
  package mutating func check(_ holds: Bool, _ difference: @autoclosure () -> String) {
    if holds { passed += 1 } else { failed.append(difference()) }
  }

  /// Adds the checks of another run.
  package mutating func merge(_ other: Tally) {
    passed += other.passed
    failed += other.failed
  }

  /// The closing line: `968 passed, 2 failed`.
  package var summary: String {
    "\(passed) passed, \(failed.count) failed"
  }
}
