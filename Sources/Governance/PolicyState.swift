import Diagnostics
package import Graph
import Hashing
import JSON
package import Policy

/// Policies as they stand in one place, a folder or a revision or an approved snapshot, with what says how they
/// may change: one side of a plan, of an approval, of a drift.
package struct PolicyState: Sendable {
  package let graph: CompiledGraph
  package let governance: GovernanceDocuments
  /// Lower-case hex of SHA-256 over the canonical meaning of approvers, approval rules, strategies and owners, and
  /// of what else the documents say and the digest of the graph does not hold: budgets, the impact of bots,
  /// reason codes that no bot gives. So both digests together leave nothing unsigned but words and order.
  package let governanceDigest: String

  /// Compiles what was read. Fails with the findings of reading and compiling, and the lines they are about.
  package init(_ loader: PolicyLoader) throws(GraphLoader.Failure) {
    guard let set = loader.set else {
      throw GraphLoader.Failure(diagnostics: loader.diagnostics, renderer: loader.renderer)
    }
    switch GraphCompiler.compile(set) {
    case .success(let graph): self.graph = graph
    case .failure(let error):
      throw GraphLoader.Failure(diagnostics: error.diagnostics, renderer: loader.renderer)
    }
    governance = loader.governance
    governanceDigest = Self.digest(of: loader.governance)
  }

  /// What was approved in parts: a graph, and what says how it may change.
  init(graph: CompiledGraph, governance: GovernanceDocuments, governanceDigest: String) {
    self.graph = graph
    self.governance = governance
    self.governanceDigest = governanceDigest
  }

  /// The state of a folder with `bots/` and `policies/`.
  package static func load(root: String) throws(GraphLoader.Failure) -> PolicyState {
    do {
      return try load(try PolicyFiles.inputs(ofRoot: root))
    } catch let error as DiagnosticError {
      throw GraphLoader.Failure(diagnostics: error.diagnostics, renderer: DiagnosticRenderer())
    } catch let error as GraphLoader.Failure {
      throw error
    } catch {
      preconditionFailure("reading and compiling throw nothing else")
    }
  }

  /// The state that documents from anywhere give, such as those of a revision or a snapshot.
  package static func load(
    _ inputs: [PolicyLoader.Input]
  ) throws(GraphLoader.Failure) -> PolicyState {
    try PolicyState(PolicyLoader.load(inputs))
  }

  /// The documents, exactly as they were read: enough to load the same state again.
  package var sources: [PolicySet.Source] {
    (graph.policies.sources + governance.sources).sorted { $0.path < $1.path }
  }

  /// The digest of what governs, by itself: of the documents of a release that is not compiled.
  static func digest(of documents: GovernanceDocuments) -> String {
    guard let bytes = try? CanonicalJSON.bytes(of: meaning(of: documents)) else {
      preconditionFailure("the meaning of governance holds only texts, integers and booleans")
    }
    return SHA256.hash(Array("polytraders/governance/v1\n".utf8) + bytes).hex
  }

  private static func words(_ words: some Sequence<String>) -> JSONValue {
    .array(words.sorted().map { .string($0) })
  }

  private static func meaning(of documents: GovernanceDocuments) -> JSONValue {
    let approvers = documents.approvers?.approvers ?? []
    return .object(
      [
        .init(
          "owners",
          .object(
            Dictionary(grouping: documents.owners, by: \.subject).sorted { $0.key < $1.key }.map {
              .init($0.key, words($0.value.map(\.owner)))
            })),
        .init(
          "besides",
          .object(
            documents.besides.sorted { $0.key < $1.key }.map { name, words in
              .init(name, .array(words.map { .string($0) }))
            })),
        .init(
          "approvers",
          .object(
            approvers.sorted { $0.name.value < $1.name.value }.map { approver in
              .init(
                approver.name.value,
                .object([
                  .init("address", .string(approver.address.value)),
                  .init("email", words(approver.emails)), .init("owns", words(approver.owns)),
                  .init("roles", words(approver.roles.map(\.rawValue))),
                ]))
            })),
        .init("rules", documents.rules.map(meaning) ?? .null),
        .init(
          "strategies",
          .object(
            documents.strategies.strategies.sorted { $0.name.value < $1.name.value }.map {
              strategy in
              .init(strategy.name.value, words(strategy.uses.map(\.value)))
            })),
      ])
  }

  private static func meaning(of rules: ApprovalRules) -> JSONValue {
    // Where it says nothing, as before it could, the digest of what was approved then stays.
    let killReset: [JSONValue.Member] =
      rules.killReset == .standard
      ? []
      : [
        .init(
          "kill_reset",
          .object([
            .init("each", words(rules.killReset.each.map(\.rawValue))),
            .init("with", words(rules.killReset.among.map(\.rawValue))),
          ]))
      ]
    return .object(
      [
        .init("expires_after", .number("\(rules.expiresAfter)"))
      ] + killReset + [
        .init("max_policy_age", .number("\(rules.maximumPolicyAge)")),
        .init("override_default", .number("\(rules.overrideDefault)")),
        .init("override_most", .number("\(rules.overrideMost)")),
        .init(
          "requirements",
          .object(
            ApprovalRules.ChangeClass.allCases.compactMap { kind in
              rules.requirements[kind].map { requirement in
                .init(
                  kind.rawValue,
                  .object([
                    .init("approvals", .number("\(requirement.approvals)")),
                    .init("every_owner", .bool(requirement.everyOwner)),
                    .init("roles", words(requirement.roles.map(\.rawValue))),
                  ]))
              }
            })),
      ])
  }
}
