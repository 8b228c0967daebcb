package import Diagnostics

/// Why nothing is approved, or cannot be: findings, and the source lines they are about.
package struct ApprovalFailure: Error {
  package var diagnostics: [Diagnostic]
  package var renderer: DiagnosticRenderer

  package init(_ diagnostics: [Diagnostic], _ renderer: DiagnosticRenderer = DiagnosticRenderer()) {
    self.diagnostics = diagnostics
    self.renderer = renderer
  }

  init(_ problem: ApprovalProblem) {
    self.init([problem.diagnostic(at: nil)])
  }

  /// As commands print it.
  package var text: String { renderer.render(diagnostics) }
}
