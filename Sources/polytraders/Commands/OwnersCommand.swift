import CommandLine
import Diagnostics
import FoundationEssentials
import Git
import Governance
import Graph
import Runtime

/// `polytraders owners`: what GitHub has to know of who owns policies.
struct OwnersCommand: Command {
  static let codeowners: Parameter<Bool> = .flag("codeowners", "print or write CODEOWNERS alone")
  static let workflow: Parameter<Bool> = .flag("workflow", "print or write the workflow alone")
  static let write: Parameter<Bool> = .flag("write", "write the files below .github/")
  static let check: Parameter<Bool> = .flag(
    "check", "say whether the files below .github/ are as they would be written")
  static let organisation: Parameter<String?> = .option(
    "organisation", "NAME", "owners are teams of this organisation, not people by e-mail address")

  static let description = CommandDescription(
    "owners", "generate CODEOWNERS and the workflow for pull requests",
    discussion: """
      CODEOWNERS comes from 'metadata.owner' of bots and policies and from 'owns' of specs/approvers.yaml. The \
      workflow checks, tests and plans each pull request that touches policies, shows findings beside the lines, \
      and keeps one comment with the plan and the decision diff up to date. With --check it ends with 2 where a \
      file is old.
      """,
    parameters: [codeowners, workflow, write, check, organisation, PolicyRoot.option],
    example: "owners --write")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    do {
      let place = PolicySide.Place(root: try GraphLoader.root(values[PolicyRoot.option]))
      let state = try PolicyState.load(root: place.root)
      let prefix = place.repository?.prefix ?? ""
      let owners = CodeOwners(
        state.governance, prefix: prefix, organisation: values[Self.organisation])
      _ = StandardStream.error.write(DiagnosticRenderer().render(owners.diagnostics))
      let top = place.repository?.root ?? place.root
      let isBoth = values[Self.codeowners] == values[Self.workflow]
      var files: [(path: String, text: String)] = []
      if isBoth || values[Self.codeowners] {
        files.append(("\(top)/.github/CODEOWNERS", owners.text))
      }
      if isBoth || values[Self.workflow] {
        files.append(
          ("\(top)/.github/workflows/policies.yml", PolicyWorkflow(prefix: prefix).text))
      }
      if values[Self.check] { return compare(files) }
      guard values[Self.write] else {
        return StandardStream.output.write(files.map(\.text).joined(separator: "\n"))
          ? .clean : .inputOutput
      }
      return try write(files)
    } catch let failure as GraphLoader.Failure {
      _ = StandardStream.error.write(failure.text)
      return .findings
    }
  }

  private func write(_ files: [(path: String, text: String)]) throws -> ExitCode {
    for file in files {
      try Folders.prepare(forFile: file.path)
      let isOld = Self.content(of: file.path) != file.text
      if isOld {
        guard
          (try? Data(file.text.utf8).write(to: URL(filePath: file.path), options: .atomic)) != nil
        else {
          throw DiagnosticError(
            Diagnostic(
              FileProblem.cannotWrite, .error, "cannot write '\(file.path)'", at: nil,
              help: ["check the permissions of the folder"]))
        }
      }
      let word = isOld ? "written" : "as it was"
      guard StandardStream.output.write("\(file.path): \(word)\n") else { return .inputOutput }
    }
    return .clean
  }

  private func compare(_ files: [(path: String, text: String)]) -> ExitCode {
    let old = files.filter { Self.content(of: $0.path) != $0.text }
    for file in old {
      _ = StandardStream.output.write(
        "\(file.path) is old; write it by 'polytraders owners --write'\n")
    }
    return old.isEmpty ? .clean : .changes
  }

  private static func content(of path: String) -> String? {
    (try? FileContents.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }
}
