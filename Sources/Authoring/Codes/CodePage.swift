package import Diagnostics

/// What one code of the program means, for `explain-code`, for the rules table of SARIF and for editors.
package struct CodePage: Sendable {
  /// `PT0204`
  package var code: String
  /// One line without a full stop: `a value in a unit that its param does not have`.
  package var title: String
  /// How it comes about, in sentences.
  package var cause: String
  /// What to do, in sentences.
  package var remedy: String
  /// As its findings usually are.
  package var severity: DiagnosticSeverity
  /// Something that gives this code; tests do it.
  package var example: Example?

  package init(
    _ code: String, _ title: String, _ severity: DiagnosticSeverity = .error, cause: String,
    remedy: String, example: Example? = nil
  ) {
    self.code = code
    self.title = title
    self.severity = severity
    self.cause = cause
    self.remedy = remedy
    self.example = example
  }

  /// What brings a code about.
  package enum Example: Sendable {
    /// A document of `SampleDesk` in which `right`, that stands there once, is replaced by `wrong`.
    case document(String, wrong: String, right: String)
    /// An order event, one line of JSON, for the bot of `SampleDesk`.
    case event(String)
    /// Words behind `polytraders`, and what stands on standard input.
    case command(String, input: String = "")
  }
}

/// All pages, gathered from the tables of the ranges: `CodePages+01.swift` has PT01xx, and so on. A test holds
/// them against the codes in `Sources/`: each has one page, and no page is about a code that nobody gives.
package enum CodePages {
  /// In the order of codes.
  package static let all: [CodePage] = [
    range01, range02, range02Rest, range03, range04, range05, range06, range07, range08, range09,
    range10,
    range11, range12, range13, range14, range15, range16, range17, range18, range19, range20,
    range21, range22, range23, range25, range26, range27, range29,
  ].flatMap(\.self)

  private static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }

  /// The page of a code, in any case of letters; nil where there is none.
  package static func page(_ code: String) -> CodePage? { byCode[code.uppercased()] }
}
