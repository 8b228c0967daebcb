package import Diagnostics
package import JSON

/// The counts of a run in the five words of the policy reports of Kubernetes (facts/rules-engines.md 3).
package struct Summary: Hashable, Sendable {
  /// What was looked at and is as it should be.
  package var pass: Int
  /// What has an error.
  package var fail: Int
  /// What has warnings alone.
  package var warn: Int
  /// What could not be looked at.
  package var error: Int
  /// What was not to be looked at.
  package var skip: Int

  package init(pass: Int = 0, fail: Int = 0, warn: Int = 0, error: Int = 0, skip: Int = 0) {
    self.pass = pass
    self.fail = fail
    self.warn = warn
    self.error = error
    self.skip = skip
  }

  /// Counts documents. Those that are no YAML or cannot be read (PT01, PT0232) could not be looked at;
  /// findings without a place count as one more document.
  package init(of diagnostics: [Diagnostic], in subjects: [String], skipped: Int = 0) {
    self.init(skip: skipped)
    var worst: [String: Int] = [:]
    for subject in subjects { worst[subject] = 0 }
    for diagnostic in diagnostics {
      let place = diagnostic.location?.file ?? ""
      worst[place] = max(worst[place] ?? 0, Self.rank(diagnostic))
    }
    for rank in worst.values {
      switch rank {
      case 0: pass += 1
      case 1: warn += 1
      case 2: fail += 1
      default: error += 1
      }
    }
  }

  private static func rank(_ diagnostic: Diagnostic) -> Int {
    switch diagnostic.severity {
    case .note: 0
    case .warning: 1
    case .error: diagnostic.code.hasPrefix("PT01") || diagnostic.code == "PT0232" ? 3 : 2
    }
  }

  /// The counts as an object: `{"pass":3,"fail":0,…}`.
  package var json: JSONValue {
    .object([
      .init("pass", .number("\(pass)")), .init("fail", .number("\(fail)")),
      .init("warn", .number("\(warn)")), .init("error", .number("\(error)")),
      .init("skip", .number("\(skip)")),
    ])
  }
}
