import CommandLine
import Diagnostics
import Governance
import Graph
import Orders
import Policy
import Runtime
import Signing

/// What the commands about the kill switch have in common.
enum KillOptions {
  /// The same folder as of `run`.
  static let store: Parameter<String> = .option(
    "store", "DIR", "the folder of the run, with its latch", default: ".polytraders")
  static let scope: Parameter<KillScopeArgument> = .option(
    "scope", "SCOPE",
    "global, wallet:ADDRESS, market:CONDITION_ID, strategy:NAME or bot:NAME",
    default: KillScopeArgument(.global))
  static let ticks: Parameter<[String]> = .options(
    "tick", "ITEM",
    "an item of the playbook that is done: no_orders_in_flight, replay_last_hour, positions_published"
  )
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  /// The latch of a folder, without people: nothing may stand in the way of a trip.
  static func latch(_ values: ParsedValues) -> KillDesk {
    KillDesk(folder: values[store], approvers: [], now: SystemWallClock().milliseconds)
  }

  /// The latch of a folder with the people of the approved policy.
  static func desk(_ values: ParsedValues) throws -> (desk: KillDesk, approvers: [KillApprover]) {
    let now = SystemWallClock().milliseconds
    let root = try OverrideDesk.diagnosed { try GraphLoader.root(values[PolicyRoot.option]) }
    let approved = try OverrideDesk.diagnosed { try ApprovalPlace.approved(root: root, now: now) }
    let approvers = KillApprover.all(of: approved.state.governance.approvers)
    let desk = KillDesk(
      folder: values[store], approvers: approvers,
      quorum: KillQuorum(approved.state.governance.rules), now: now)
    return (desk, approvers)
  }

  /// Whose key it is; where a name is given it has to be that person's.
  static func signer(
    of key: SigningKey, named name: String?, among approvers: [KillApprover]
  ) throws(DiagnosticError) -> KillApprover {
    let owner = approvers.first { $0.address == key.address }
    if let name {
      guard let owner, owner.name == name else { throw refusal(.keyOfAnother(name: name)) }
    }
    guard let owner else {
      throw refusal(
        .keyOfNobody(
          address: "\(key.address)", known: approvers.map(\.name).sorted()))
    }
    return owner
  }

  /// The person of that name.
  static func person(
    _ name: String, among approvers: [KillApprover]
  ) throws(DiagnosticError) -> KillApprover {
    guard let person = approvers.first(where: { $0.name == name }) else {
      throw refusal(.refused(.unknownApprover(name)))
    }
    return person
  }

  static func refusal(_ problem: KillProblem) -> DiagnosticError {
    DiagnosticError(problem.diagnostic)
  }

  /// What a failure of the libraries says to the user.
  static func diagnosed<R>(_ body: () throws(KillProblem) -> R) throws(DiagnosticError) -> R {
    do throws(KillProblem) {
      return try body()
    } catch {
      throw refusal(error)
    }
  }
}

/// A scope on the command line.
struct KillScopeArgument: ArgumentValue, CustomStringConvertible {
  let scope: KillScope

  init(_ scope: KillScope) { self.scope = scope }

  init?(argument: String) {
    guard let scope = KillScope(argument) else { return nil }
    self.scope = scope.normalised
  }

  static let expectation = "global, wallet:…, market:…, strategy:… or bot:…"

  var description: String { scope.text }
}
