import JSON
import TestSupport
import Testing

/// A script that drives this project with the programs of others, and what it found.
struct StrangerScript {
  /// A thing that the script looked at.
  struct Finding {
    var name: String
    var isGood: Bool
    var detail: String
  }

  /// In the order of the script.
  var findings: [Finding] = []
  /// How many the script says there were; nil where it did not get to its end.
  var count: Int?
  /// What it printed beside findings, a document a line.
  var documents: [JSONValue] = []
  private var outcome: Outcome

  /// Runs `Scripts/<name>.py`.
  init(_ name: String, input: String = "", timeout: Duration = .seconds(180)) throws {
    guard case .ready(let python) = Strangers.environment else {
      throw StrangerError.notHere
    }
    var environment = Executable.environment
    environment["POLYTRADERS"] = try Executable.built("polytraders").path
    // No bytecode beside the scripts.
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    outcome = try Executable(path: python).run(
      [Strangers.scripts + "/\(name).py"], input: input, environment: environment,
      timeout: timeout)
    for line in outcome.output.split(separator: "\n") {
      let json = try JSONValue(parsing: String(line))
      if let check = json["check"]?.string {
        findings.append(
          Finding(
            name: check, isGood: json["ok"]?.bool ?? false, detail: json["detail"]?.string ?? ""))
      } else if let total = json["done"]?.int64 {
        count = Int(total)
      } else {
        documents.append(json)
      }
    }
  }

  /// Holds that the script came to its end, looked at `expected` things and found nothing wrong.
  func expect(_ expected: Int, _ location: SourceLocation = #_sourceLocation) {
    for finding in findings where !finding.isGood {
      Issue.record("\(finding.name): \(finding.detail)", sourceLocation: location)
    }
    let last = outcome.errors.suffix(3_000)
    #expect(outcome.exitCode == 0, "\(last)", sourceLocation: location)
    #expect(count == findings.count, "\(last)", sourceLocation: location)
    #expect(findings.count == expected, sourceLocation: location)
  }
}

/// Why a script was not run.
enum StrangerError: Error {
  /// The packages are missing; tests that would run it are skipped.
  case notHere
}
