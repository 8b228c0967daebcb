package import Diagnostics
import FixedPoint
import YAML

/// A file of `specs/eip712`: structs, which of them is signed, and the domains it is signed in.
package struct TypedDataFile: Sendable {
  /// What the file calls itself.
  package let name: String
  /// All structs of the file.
  package let schema: TypedDataSchema
  /// The struct that is signed.
  package let primary: TypedDataSchema.Structure
  /// In the order of the file.
  package let domains: [Family]

  /// Domains that differ in nothing but the chain and the contract on it.
  package struct Family: Hashable, Sendable {
    /// What the file calls them, as in `neg_risk_v2`.
    package let label: String
    /// The name of the application.
    package let name: String
    /// The version of what it signs.
    package let version: String
    /// The domains of the chains there are, in the order of the file; one without a chain where the file names
    /// none.
    package let domains: [TypedDataDomain]

    /// The domain of the chain with this number; nil where there is none.
    package func domain(chain: UInt64) -> TypedDataDomain? {
      domains.first { $0.chainID == UInt256(chain) }
    }
  }

  /// The domains of this label; nil where the file has none.
  package func family(_ label: String) -> Family? {
    domains.first { $0.label == label }
  }

  /// Reads a file, or finds all that is wrong with it. `file` is the path as the user named it.
  package static func read(
    _ bytes: [UInt8], file: String
  ) throws(DiagnosticError) -> TypedDataFile {
    let document = YAMLDocument.parse(bytes, file: file)
    guard let root = document.root else { throw DiagnosticError(document.diagnostics) }
    var reader = TypedDataFileReader()
    let result = reader.read(root)
    guard let result, !reader.findings.hasErrors else {
      throw DiagnosticError(document.diagnostics + reader.findings.sorted)
    }
    return result
  }
}

extension TypedDataFile {
  /// The order of the CLOB V2 with the domains `v2`, `neg_risk_v2` and `v3`.
  package static let orderV2 = builtIn(PackageResources.order_v2_yaml, "order-v2")
  /// The order of V1, which nothing signs.
  package static let orderV1 = builtIn(PackageResources.order_v1_yaml, "order-v1")
  /// What a wallet signs for API credentials.
  package static let clobAuth = builtIn(PackageResources.clob_auth_yaml, "clob-auth")
  /// What the owner of a deposit wallet signs for an order.
  package static let depositWallet = builtIn(
    PackageResources.deposit_wallet_yaml, "deposit-wallet")
  /// The order of the seed documents, which the venue does not know.
  package static let seedOrder = builtIn(PackageResources.seed_order_yaml, "seed-order")
  /// What approves a policy.
  package static let policyApproval = builtIn(
    PackageResources.policy_approval_yaml, "policy-approval")
  /// What puts a temporary value on top of an approved policy.
  package static let policyOverride = builtIn(
    PackageResources.policy_override_yaml, "policy-override")
  /// What ends such a value early.
  package static let overrideRevocation = builtIn(
    PackageResources.override_revocation_yaml, "override-revocation")
  /// What arms the kill switch again.
  package static let killReset = builtIn(PackageResources.kill_reset_yaml, "kill-reset")

  /// All of them.
  package static let house = [
    orderV2, orderV1, clobAuth, depositWallet, seedOrder, policyApproval,
    policyOverride, overrideRevocation, killReset,
  ]

  /// A warning where this is not what the program signs by: the files of the house became part of it when it was
  /// built, and what lies on the disk now has no effect. `file` is the path as the user named it.
  package func differenceFromBuiltIn(file: String) -> Diagnostic? {
    let builtIn = Self.house.first { $0.name == name }
    guard let builtIn else {
      return TypedDataFileProblem.notBuiltIn(name, known: Self.house.map(\.name)).diagnostic(
        at: Location(file: file, line: 1, column: 1))
    }
    guard
      builtIn.primary.encodedType != primary.encodedType
        || Set(builtIn.domains) != Set(domains)
    else { return nil }
    return TypedDataFileProblem.differs(name).diagnostic(
      at: Location(file: file, line: 1, column: 1))
  }

  /// A file of the house, which is part of the program. That it can be read is what the tests say.
  private static func builtIn(_ bytes: [UInt8], _ name: String) -> TypedDataFile {
    let file = "specs/eip712/\(name).yaml"
    do {
      return try read(bytes, file: file)
    } catch {
      let findings = error.diagnostics.map { DiagnosticRenderer().render($0) }
      fatalError("\(file) cannot be used:\n\(findings.joined(separator: "\n"))")
    }
  }
}
