import CommandLine
import Diagnostics
import FoundationEssentials
import Governance
import Graph
import JSON
import Journal
import Policy
import Reporting
import Runner
import Runtime

/// `polytraders drift`: what is there against what was approved.
struct DriftCommand: Command {
  /// How drift is written.
  enum Format: String, CaseIterable, ArgumentChoice {
    case text, json, sarif, github
  }

  static let format: Parameter<Format> = .option(
    "format", "FORMAT", "text, json, sarif or github", default: .text)
  static let journal: Parameter<String?> = .option(
    "journal", "FILE", "the journal of the runner: what it decides by, and which overrides ended")
  static let watch: Parameter<Bool> = .flag("watch", "look again every second, until Ctrl-C")
  static let revert: Parameter<Bool> = .flag(
    "revert", "write: bring the working files back to the approved release")

  static let description = CommandDescription(
    "drift", "compare what is there with what was approved",
    discussion: """
      Compares by meaning: 30s and 30000ms are equal, and so are documents in another order, form or wording. \
      Looks at the working files, at overrides/ and, with --journal, at what the runner decides by. Every \
      difference is named with its field, which way it goes, since when and by whom, and what to do. Reads only: \
      beside .polytraders/trust.json, which remembers what was verified, nothing is written except with --revert, which keeps each drifted file beside it as FILE.drifted-TIME. Ends with 0 where nothing \
      differs but signed overrides, with 2 where something does, with 1 where it could not look.
      """,
    parameters: [PolicyRoot.option, journal, format, watch, revert, OverrideListCommand.time],
    example: "drift --journal journal.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let root = try OverrideDesk.diagnosed { try GraphLoader.root(values[PolicyRoot.option]) }
    if values[Self.watch] { return try await watch(root) }
    let look = try DriftView(
      root: root, journal: values[Self.journal],
      now: try TimeOption.milliseconds(values[OverrideListCommand.time])
        ?? SystemWallClock().milliseconds)
    if values[Self.revert] { return try revert(look) }
    guard StandardStream.output.write(text(look)) else { return .inputOutput }
    return look.report.hasDrift ? .changes : .clean
  }

  private func text(_ look: DriftView) -> String {
    let origins = look.origins
    switch values[Self.format] {
    case .text: return look.report.text(origins: origins) + look.playbook
    case .json: return DriftJSON.value(look.report, origins: origins).compactText + "\n"
    case .sarif: return findings(look).text(as: .sarif)
    case .github: return findings(look).text(as: .github)
    }
  }

  private func findings(_ look: DriftView) -> FindingsReport {
    FindingsReport(
      look.report.diagnostics(origins: look.origins), command: "drift",
      subjects: look.files.map(\.file), version: Polytraders.version,
      folder: FileManager.default.currentDirectoryPath)
  }

  /// Shows every new state; the last of them decides how it ends.
  private func watch(_ root: String) async throws -> ExitCode {
    let stop = StopSignals()
    let values = values
    return try await withThrowingTaskGroup(of: ExitCode?.self) { group in
      group.addTask {
        await stop.wait()
        return nil
      }
      group.addTask {
        var shown = ""
        while !Task.isCancelled {
          let look = try DriftView(
            root: root, journal: values[Self.journal], now: SystemWallClock().milliseconds)
          let text = DriftCommand(values: values).text(look)
          // A countdown alone is no news.
          let state = look.report.findings.map(\.key).joined() + look.report.state.rawValue
          if state != shown {
            guard StandardStream.output.write(text) else { return .inputOutput }
            shown = state
          }
          try? await Task.sleep(for: .seconds(1))
        }
        return nil
      }
      let code = try await group.next()
      group.cancelAll()
      return code.flatMap { $0 } ?? .clean
    }
  }

  // MARK: Reverting

  private func revert(_ look: DriftView) throws -> ExitCode {
    guard let approved = look.approved else {
      _ = StandardStream.error.write(text(look))
      return .findings
    }
    let plan = DriftRevert(
      look.report, files: look.files, overrides: look.overrides, to: approved)
    guard !plan.steps.isEmpty else {
      return StandardStream.output.write(text(look)) ? .clean : .inputOutput
    }
    guard StandardStream.output.write(look.report.text(origins: look.origins) + "\n") else {
      return .inputOutput
    }
    let stamp = UTCTime.text(look.now).filter { $0.isLetter || $0.isNumber }
    for step in plan.steps {
      let file = look.root == "." ? step.path : "\(look.root)/\(step.path)"
      var line = "reverted   \(step.path) to release \(look.report.release ?? 0)"
      if let drifted = step.drifted {
        let evidence = "\(file).drifted-\(stamp)"
        try Self.write(drifted, to: evidence)
        line += ", what was there is in \(evidence)"
      }
      if let text = step.text {
        try Self.write(Array(text.utf8), to: file)
      } else {
        try? FileManager.default.removeItem(atPath: file)
        line = line.replacing("reverted ", with: "removed  ")
      }
      guard StandardStream.output.write(line + "\n") else { return .inputOutput }
    }
    let after = try DriftView(root: look.root, journal: values[Self.journal], now: look.now)
    guard StandardStream.output.write("\n" + after.report.text(origins: after.origins)) else {
      return .inputOutput
    }
    return after.report.hasDrift ? .changes : .clean
  }

  private static func write(_ bytes: [UInt8], to file: String) throws(DiagnosticError) {
    try Folders.prepare(forFile: file)
    do throws(FileError) {
      let writer = try LineWriter(path: file)
      try writer.write(bytes)
      try writer.close()
    } catch {
      throw FileProblem.writing(error)
    }
  }
}
