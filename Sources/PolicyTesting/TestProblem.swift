import CEL
import Diagnostics

/// What can be wrong with tests, and with what they show. The table of the codes PT12xx.
enum TestProblem: Equatable {
  // The documents of tests
  case noBot
  case unknownBot(String, known: [String])
  case unknownName(String, bot: String, known: [String])
  case badValue(String, name: String, type: Type)
  case outOfBounds(String, name: String, minimum: String, maximum: String)
  case onlyMissing(String, name: String, words: [String])
  case onePath(String, other: String, path: String)
  case missingValues([String], bot: String)
  case notAnOutcome(String, bot: String, known: [String])
  case unknownWord(String, key: String, known: [String])
  case badPosition(String, key: String, count: Int)
  case sameName(String, first: Location)
  case unknownParameter(String, bot: String, known: [String])
  // The results
  case failed(test: String, bot: String, differences: [String], notes: [String])
  case notCovered(String)
  case survived(String, notes: [String])
  case below(what: String, figure: String, threshold: Int)
  case nothingToRun(String)

  func diagnostic(at location: Location?) -> Diagnostic {
    let severity: DiagnosticSeverity =
      switch self {
      case .notCovered, .survived: .warning
      default: .error
      }
    return Diagnostic(code, severity, message, at: location, help: help, related: related)
  }

  private var code: String {
    switch self {
    case .noBot: "PT1201"
    case .unknownBot: "PT1202"
    case .unknownName: "PT1203"
    case .badValue: "PT1204"
    case .outOfBounds: "PT1205"
    case .onlyMissing: "PT1206"
    case .onePath: "PT1207"
    case .missingValues: "PT1208"
    case .notAnOutcome: "PT1209"
    case .unknownWord: "PT1210"
    case .badPosition: "PT1211"
    case .sameName: "PT1212"
    case .unknownParameter: "PT1213"
    case .failed: "PT1220"
    case .notCovered: "PT1221"
    case .survived: "PT1222"
    case .below: "PT1223"
    case .nothingToRun: "PT1224"
    }
  }
}
