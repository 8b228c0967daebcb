import CommandLine
import Diagnostics
import Governance
import Graph
import Hashing
import JSON
import Policy
import Runtime
import Signing

/// `polytraders override list`: what is put on top of the approved policy, and for how long.
struct OverrideListCommand: Command {
  static let time: Parameter<String?> = .option(
    "at", "TIME", "as it would be then, such as 2026-11-21T20:00:00Z (default: now)")

  static let description = CommandDescription(
    "list", "show the overrides: active, awaiting signatures, expired, ended",
    discussion: """
      Reads only. Ends with 1 where a file in overrides/ is not what was signed. What has ended before its time \
      because its file was taken away, only the runner's journal knows: see 'status'.
      """,
    parameters: [OverrideOptions.format, time, PolicyRoot.option], example: "override list")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let desk = try OverrideDesk.open(
      values[PolicyRoot.option], now: try TimeOption.milliseconds(values[Self.time]))
    let text =
      switch values[OverrideOptions.format] {
      case .text: OverrideText.table(desk)
      case .json:
        JSONValue.object([
          .init("release", .number("\(desk.release)")),
          .init("policy", .string(desk.base.graph.digest)),
          .init("effective", .string(desk.book.effective?.graph.digest ?? "")),
          .init("overrides", .array(desk.book.entries.map { OverrideText.json($0, on: desk) })),
        ]).compactText + "\n"
      }
    guard StandardStream.output.write(text) else { return .inputOutput }
    let isBroken = desk.book.entries.contains { entry in
      switch entry.status {
      case .refused, .unreadable: true
      default: false
      }
    }
    return isBroken ? .findings : .clean
  }
}

/// Moments on command lines.
enum TimeOption {
  static func milliseconds(_ text: String?) throws(DiagnosticError) -> Int64? {
    guard let text else { return nil }
    guard let time = UTCTime.milliseconds(text) else {
      throw DiagnosticError(OverrideProblem.badTime(key: "--at", text).diagnostic(at: nil))
    }
    return time
  }
}

/// `polytraders override export ID --as NAME`: the typed data for a hardware wallet.
struct OverrideExportCommand: Command {
  static let person: Parameter<String> = .requiredOption(
    "as", "NAME", "who will sign, in specs/approvers.yaml")
  static let out: Parameter<String> = .option(
    "out", "FILE", "where it goes; - is standard output", default: "-")

  static let description = CommandDescription(
    "export", "write what a hardware wallet signs (eth_signTypedData_v4)",
    parameters: [OverrideOptions.id, person, out, OverrideOptions.revocation, PolicyRoot.option],
    example: "override export 3f2a --as bob --out bob.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let desk = try OverrideDesk.open(values[PolicyRoot.option])
    let document = try desk.document(values[OverrideOptions.id])
    let address = try desk.address(of: desk.person(values[Self.person]))
    let signing = try OverrideSigning(
      document, on: desk, isRevocation: values[OverrideOptions.revocation])
    let text = signing.statement(of: address).document.compactText + "\n"
    try Folders.write(Array(text.utf8), to: values[Self.out])
    return .clean
  }
}

/// `polytraders override import ID --as NAME --signature 0x…`: what the hardware wallet gave back.
struct OverrideImportCommand: Command {
  static let signature: Parameter<String> = .requiredOption(
    "signature", "0x…", "the signature, 65 bytes or 64 (EIP-2098)")

  static let description = CommandDescription(
    "import", "add a signature that a hardware wallet made",
    parameters: [
      OverrideOptions.id, OverrideExportCommand.person, signature, OverrideOptions.revocation,
      PolicyRoot.option,
    ], example: "override import 3f2a --as bob --signature 0x8f…1b")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var desk = try OverrideDesk.open(values[PolicyRoot.option])
    let document = try desk.document(values[OverrideOptions.id])
    let person = try desk.person(values[OverrideExportCommand.person])
    let address = try desk.address(of: person)
    let signing = try OverrideSigning(
      document, on: desk, isRevocation: values[OverrideOptions.revocation])
    let signature: Signature
    do {
      signature = try SignatureText.read(values[Self.signature])
    } catch {
      throw DiagnosticError(error.diagnostic(at: nil))
    }
    guard signature.signer(of: signing.statement(of: address).digest) == address else {
      throw OverrideDesk.refusal(.foreignSignature(approver: person.name.value))
    }
    try desk.write(signing.text(adding: signature, by: person), to: signing.path)
    return try OverrideSignCommand.show(document.id.value, on: desk)
  }
}

/// `polytraders override draft-pr ID`: the pull request that makes an override permanent.
struct OverrideDraftCommand: Command {
  static let description = CommandDescription(
    "draft-pr", "print the pull request that would make an override permanent",
    parameters: [OverrideOptions.id, PolicyRoot.option], example: "override draft-pr 3f2a")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let desk = try OverrideDesk.open(values[PolicyRoot.option])
    let document = try desk.document(values[OverrideOptions.id])
    let assessment = desk.assessment(of: document)
    let terms = try desk.terms(of: document)
    let draft = PullRequestDraft(
      ActiveOverride(assessment: assessment, terms: terms),
      in: desk.book.effective ?? EffectivePolicy(desk.base), at: desk.now)
    let text = "branch  \(draft.branch)\ntitle   \(draft.title)\n\n\(draft.body)"
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}
