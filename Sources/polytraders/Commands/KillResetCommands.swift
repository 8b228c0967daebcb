import CommandLine
import Diagnostics
import Governance
import JSON
import Orders
import Runtime
import Signing

/// `polytraders kill reset`: one of the two signatures that arm a kill again.
struct KillResetCommand: Command {
  static let key: Parameter<String> = .requiredOption(
    "key", "SOURCE", "your private key: keystore:FILE, env:NAME or file:PATH")

  static let description = CommandDescription(
    "reset", "sign that a kill may be armed again; two people have to",
    discussion: """
      The first person gathers the evidence, ticks the items of the playbook with --tick and signs; the second \
      signs the same within fifteen minutes. Neither may have tripped it, and both are of the approved \
      specs/approvers.yaml. It is refused unless the kill is CONTAINED and the run found the trigger's condition \
      clear in the last minute. A new trigger makes a new epoch and voids what was signed. Ends with 2 while a \
      signature is missing.
      """,
    parameters: [
      KillOptions.scope, key, OverrideOptions.password, OverrideOptions.name, KillOptions.ticks,
      KillOptions.store, PolicyRoot.option,
    ],
    example:
      "kill reset --key keystore:bob.json --tick no_orders_in_flight --tick replay_last_hour")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var (desk, approvers) = try KillOptions.desk(values)
    let key = try KeyOptions.key(values[Self.key], password: values[OverrideOptions.password])
    let person = try KillOptions.signer(
      of: key, named: values[OverrideOptions.name], among: approvers)
    let request = try KillOptions.diagnosed { () throws(KillProblem) in
      try desk.request(
        values[KillOptions.scope].scope, ticked: values[KillOptions.ticks], by: person.name)
    }
    let approval = KillApproval(
      terms: request.terms, evidence: request.evidence, approver: person.name,
      address: key.address,
      signature: key.sign(request.terms.statement(of: key.address).digest))
    return try Self.add(approval, to: &desk)
  }

  /// Adds a signature and says what came of it.
  static func add(_ approval: KillApproval, to desk: inout KillDesk) throws -> ExitCode {
    var working = desk
    let record = try KillOptions.diagnosed { () throws(KillProblem) in try working.add(approval) }
    desk = working
    let text =
      KillText.describe(KillResetRequest(terms: approval.terms, evidence: approval.evidence))
      + KillText.outcome(record, standing: desk.killSwitch.kills.count)
    guard StandardStream.output.write(text) else { return .inputOutput }
    return record.state == .armed ? .clean : .changes
  }
}

/// `polytraders kill export`: what a hardware wallet signs.
struct KillExportCommand: Command {
  static let person: Parameter<String> = .requiredOption(
    "as", "NAME", "who will sign, in specs/approvers.yaml")
  static let out: Parameter<String> = .option(
    "out", "FILE", "where it goes; - is standard output", default: "-")

  static let description = CommandDescription(
    "export", "write what a hardware wallet signs for a reset (eth_signTypedData_v4)",
    parameters: [
      person, KillOptions.scope, KillOptions.ticks, out, KillOptions.store, PolicyRoot.option,
    ],
    example: "kill export --as bob --tick no_orders_in_flight --tick replay_last_hour")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let (desk, approvers) = try KillOptions.desk(values)
    let person = try KillOptions.person(values[Self.person], among: approvers)
    let request = try KillOptions.diagnosed { () throws(KillProblem) in
      let request = try desk.request(
        values[KillOptions.scope].scope, ticked: values[KillOptions.ticks], by: person.name)
      try desk.keep(request)
      return request
    }
    let text = request.terms.statement(of: person.address).document.compactText + "\n"
    try Folders.write(Array(text.utf8), to: values[Self.out])
    return .clean
  }
}

/// `polytraders kill import`: what the hardware wallet gave back.
struct KillImportCommand: Command {
  static let description = CommandDescription(
    "import", "add a signature of a reset that a hardware wallet made",
    parameters: [
      KillExportCommand.person, OverrideImportCommand.signature, KillOptions.store,
      PolicyRoot.option,
    ], example: "kill import --as bob --signature 0x8f…1b")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var (desk, approvers) = try KillOptions.desk(values)
    let person = try KillOptions.person(values[KillExportCommand.person], among: approvers)
    let kept = try KillOptions.diagnosed { () throws(KillProblem) in try desk.keptRequest() }
    guard let kept else { throw KillOptions.refusal(.noRequest) }
    let signature: Signature
    do {
      signature = try SignatureText.read(values[OverrideImportCommand.signature])
    } catch {
      throw DiagnosticError(error.diagnostic(at: nil))
    }
    let approval = KillApproval(
      terms: kept.terms, evidence: kept.evidence, approver: person.name,
      address: person.address, signature: signature)
    return try KillResetCommand.add(approval, to: &desk)
  }
}
