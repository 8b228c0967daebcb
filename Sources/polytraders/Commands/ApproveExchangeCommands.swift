import CommandLine
import Diagnostics
import Governance
import Graph
import Hashing
import JSON
import Policy
import Runtime
import Signing

/// `polytraders approve export`: what an approver signs, for a wallet that keeps its key to itself.
struct ApproveExportCommand: Command {
  static let person: Parameter<String> = .requiredOption(
    "as", "NAME", "who is going to sign, as specs/approvers.yaml has it")
  static let out: Parameter<String> = .option(
    "out", "FILE", "where to write it; - is standard output", default: "-")

  static let description = CommandDescription(
    "export", "write the typed data of an approval for a hardware wallet",
    discussion: """
      Writes EIP-712 typed data as wallets take it (eth_signTypedData_v4). A new proposal is begun where \
      --proposer is named. The wallet shows what changes in words; its signature comes back with 'approve import'. \
      The time of the approval is that of the export.
      """,
    parameters: [
      person, out, ApproveOptions.proposer, ApproveOptions.renew, ApprovalPlace.journal,
      PolicyRoot.option,
    ],
    example: "approve export --as bob --out approval.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try ApproveOptions.reporting {
      let place = try ApprovalPlace(root: values[PolicyRoot.option])
      var desk = try place.desk()
      let isAlive = desk.proposal.pending != nil && desk.proposal.deadBecause == nil
      let authors = place.authors(of: desk.proposal, withWorkingFiles: !isAlive)
      let document = try desk.begin(
        proposer: values[ApproveOptions.proposer], authors: authors,
        renews: values[ApproveOptions.renew])
      let name = values[Self.person]
      let message: ApprovalMessage
      do throws(ApprovalProblem) {
        guard let approver = desk.proposal.electorate.approvers[name] else {
          throw .unknownApprover(name, known: desk.proposal.electorate.names)
        }
        message = try desk.proposal.message(for: approver, document.change)
      } catch {
        throw ApprovalFailure([error.diagnostic(at: nil)])
      }
      let text = message.typedData.compactText + "\n"
      try place.keepExport(text, for: name)
      if let path = values[ApprovalPlace.journal] {
        try ApprovalJournal(path: path, now: place.now).append(
          "exported", document.change, identity: desk.proposal.identity(of: document.change),
          person: name, approvals: document.approvals)
      }
      return try write(text, statement: document.change.statement)
    }
  }

  private func write(_ text: String, statement: String) throws -> ExitCode {
    let path = values[Self.out]
    guard path != "-" else {
      return StandardStream.output.write(text) ? .clean : .inputOutput
    }
    try Folders.write(Array(text.utf8), to: path)
    return StandardStream.output.write(
      """
      \(path): for the wallet of \(values[Self.person]), which shows: \(statement)
      bring the signature back: polytraders approve import --as \(values[Self.person]) --signature HEX

      """) ? .clean : .inputOutput
  }
}

/// `polytraders approve import`: adds a signature that a wallet made.
struct ApproveImportCommand: Command {
  static let signature: Parameter<String> = .requiredOption(
    "signature", "HEX|FILE", "the signature as the wallet shows it, or a file that holds it")
  static let exported: Parameter<String?> = .option(
    "typed-data", "FILE", "what was signed (default: what 'approve export' wrote last for NAME)")

  static let description = CommandDescription(
    "import", "add a signature that was made elsewhere over an export",
    discussion: """
      Takes 65 bytes (r, s, v with v 27, 28, 0 or 1) or the 64 of EIP-2098. The signature must be of NAME, over what \
      was exported, and for the change as it is now.
      """,
    parameters: [
      ApproveExportCommand.person, signature, exported, ApprovalPlace.journal, PolicyRoot.option,
    ],
    example: "approve import --as bob --signature signature.txt")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try ApproveOptions.reporting {
      let place = try ApprovalPlace(root: values[PolicyRoot.option])
      var desk = try place.desk()
      let name = values[ApproveExportCommand.person]
      let typedData = try read(place, name)
      let text = try signatureText()
      let document: ReleaseDocument
      let approval: Approval
      do throws(ApprovalProblem) {
        document = try desk.proposal.begun(by: nil, authors: [])
        approval = Approval(
          approver: name,
          approvedAt: try Self.time("approvedAt", typedData, name),
          expiresAt: try Self.time("expiresAt", typedData, name),
          signature: try SignatureText.read(text))
      } catch {
        throw ApprovalFailure([error.diagnostic(at: nil)])
      }
      let outcome = try desk.add(approval, to: document)
      try ApprovalText.journal(
        outcome, place, desk.proposal, values[ApprovalPlace.journal], name)
      return StandardStream.output.write(try ApprovalText.outcome(outcome, place))
        ? .clean : .inputOutput
    }
  }

  /// The two times of an approval are all that is taken from the export: the rest is what is proposed now.
  private static func time(
    _ key: String, _ typedData: JSONValue, _ name: String
  ) throws(ApprovalProblem) -> Int64 {
    guard let value = typedData["message"]?[key],
      let seconds = value.int64 ?? value.string.flatMap({ Int64($0) }),
      (0...253_402_300_799).contains(seconds)
    else { throw .noExport(name) }
    return seconds * 1_000
  }

  private func read(_ place: ApprovalPlace, _ name: String) throws -> JSONValue {
    let path = values[Self.exported] ?? place.exportFile(name)
    guard values[Self.exported] != nil || Folders.exists(path) else {
      throw ApprovalFailure([ApprovalProblem.noExport(name).diagnostic(at: nil)])
    }
    return try Self.file(path) { (bytes) throws(JSONError) in try JSONValue(parsing: bytes) }
  }

  private static func file(
    _ path: String, _ read: ([UInt8]) throws(JSONError) -> JSONValue
  ) throws(DiagnosticError) -> JSONValue {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileContents.read(path, maximumBytes: 1 << 20)
    } catch {
      throw FileProblem.reading(error)
    }
    do throws(JSONError) {
      return try read(bytes)
    } catch {
      throw DiagnosticError(
        Diagnostic(
          "PT1738", .error, "\(path) holds no typed data: it is no JSON", at: nil,
          help: ["name the file that 'approve export' wrote"]))
    }
  }

  /// The text itself, or what stands in a file: alone, or as the member `signature` of an object.
  private func signatureText() throws(DiagnosticError) -> String {
    let given = values[Self.signature]
    guard !given.hasPrefix("0x"), Folders.exists(given) else { return given }
    do throws(FileError) {
      let bytes = try FileContents.read(given, maximumBytes: 1 << 16)
      let json = try? JSONValue(parsing: bytes)
      return json?["signature"]?.string ?? json?.string ?? String(decoding: bytes, as: UTF8.self)
    } catch {
      throw FileProblem.reading(error)
    }
  }
}

/// `polytraders approve withdraw`: takes the proposal back.
struct ApproveWithdrawCommand: Command {
  static let description = CommandDescription(
    "withdraw", "take the proposal back, with the signatures it has",
    discussion: """
      Removes specs/approved/pending.yaml. A signature that somebody kept a copy of can still become a release, and \
      is taken where releases were seen before until it expires, where none were seen without an end: approve \
      another release to be sure.
      """,
    parameters: [ApprovalPlace.journal, PolicyRoot.option], example: "approve withdraw")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try ApproveOptions.reporting {
      let place = try ApprovalPlace(root: values[PolicyRoot.option])
      let found = ApprovedHistory.unverified(root: place.root)
      try ApprovalDesk.withdraw(root: place.root)
      guard let pending = found.pending else {
        return StandardStream.output.write("no change is proposed\n") ? .clean : .inputOutput
      }
      if let path = values[ApprovalPlace.journal] {
        let parent = found.releases.reduce(Optional.none) { $1.change.identity(after: $0 ?? .zero) }
        try ApprovalJournal(path: path, now: place.now).append(
          "withdrawn", pending.change, identity: pending.change.identity(after: parent ?? .zero),
          person: nil, approvals: pending.approvals)
      }
      let names = pending.approvals.map(\.approver).joined(separator: ", ")
      return StandardStream.output.write(
        """
        withdrawn: release \(pending.change.sequence) by \(pending.change.proposer), signed by \
        \(names.isEmpty ? "nobody" : names): \(pending.change.statement)

        """) ? .clean : .inputOutput
    }
  }
}
