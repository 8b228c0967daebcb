/// How bad a finding is. Only `error` makes a command fail.
package enum DiagnosticSeverity: String, Sendable, Comparable {
  case note, warning, error

  package static func < (left: DiagnosticSeverity, right: DiagnosticSeverity) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A place in a text a person can open: line and column count from 1, columns in Unicode scalars.
package struct Location: Hashable, Comparable, Sendable {
  /// The path as the user named it.
  package var file: String
  package var line: Int
  package var column: Int
  /// One past the last column of the marked range, on the same line; `column` where only a point is known.
  package var endColumn: Int

  package init(file: String, line: Int, column: Int, endColumn: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.endColumn = endColumn ?? column
  }

  package static func < (left: Location, right: Location) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

/// A second place that explains the first: `note: first declared here`.
package struct RelatedLocation: Hashable, Sendable {
  package var message: String
  package var location: Location

  package init(_ message: String, at location: Location) {
    self.message = message
    self.location = location
  }
}

/// One finding, in the form every command prints: `file:line:col: error[PT0123]: message`, the source line,
/// a caret, and what to do.
package struct Diagnostic: Hashable, Sendable {
  /// A stable code such as `PT0201`. Ranges: 01 YAML, 02 policy documents, 03 expressions, 04 graph,
  /// 05 order events, 06 recordings, 07 journal, 08 files and streams, 09 command line, 10 cost, 11 analysis,
  /// 12 tests of policies, 13 typed data and keys, 14 network, 15 venue, 16 simulated venue, 17 approvals,
  /// 18 plans and git, 19 decision diff, 20 overrides and drift, 21 runner service, 22 lint and form,
  /// 23 language server.
  package var code: String
  package var severity: DiagnosticSeverity
  /// What is wrong, with the offending value and what was expected. No final full stop.
  package var message: String
  package var location: Location?
  /// What to do about it, a sentence each.
  package var help: [String]
  package var related: [RelatedLocation]
  /// What the program can do about it by itself; nil for most.
  package var fix: Fix?

  package init(
    _ code: String, _ severity: DiagnosticSeverity = .error, _ message: String,
    at location: Location?,
    help: [String] = [], related: [RelatedLocation] = [], fix: Fix? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.location = location
    self.help = help
    self.related = related
    self.fix = fix
  }
}

/// Findings gathered on the way through a document, so that a user sees all of them in one run.
package struct DiagnosticBag: Sendable {
  package private(set) var diagnostics: [Diagnostic] = []

  package init() {}

  package var hasErrors: Bool {
    diagnostics.contains { $0.severity == .error }
  }

  package mutating func add(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
  }

  package mutating func add(contentsOf others: [Diagnostic]) {
    diagnostics.append(contentsOf: others)
  }

  /// Without repetitions, in the order of file, line and column; findings without a place come last.
  package var sorted: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
      switch (left.element.location, right.element.location) {
      case (let a?, let b?): a == b ? left.offset < right.offset : a < b
      case (nil, _?): false
      case (_?, nil): true
      case (nil, nil): left.offset < right.offset
      }
    }.map(\.element)
  }
}

/// The error that carries findings out of a function which cannot give a result.
package struct DiagnosticError: Error, Sendable {
  package var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  package init(_ diagnostic: Diagnostic) {
    self.init([diagnostic])
  }
}
