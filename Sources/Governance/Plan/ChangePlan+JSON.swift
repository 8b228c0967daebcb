import Analysis
import Graph
package import JSON
import Policy

extension ChangePlan {
  /// For machines: members stay as they are, new ones may come.
  package func json(_ sides: PlanSides) -> JSONValue {
    .object([
      .init("form", .string("polytraders/plan/v1")),
      .init("base", Self.side(sides.base, base)), .init("head", Self.side(sides.head, head)),
      .init("changed", .bool(!isEmpty)),
      .init("class", classification.map { .string($0.rawValue) } ?? .null),
      .init("classes", Self.words(classes.map(\.rawValue))),
      .init("changes", .array(changes.map(Self.json))),
      .init("text_only", Self.words(textOnly)), .init("rewritten", Self.words(rewritten)),
      .init("owners", Self.words(ownersTouched)),
      .init("requirement", requirement.map(Self.json) ?? .null),
      .init("signers", .array(signers.map(Self.json))), .init("lacks", Self.words(lacks)),
      .init(
        "strategies",
        .array(
          strategies.map { strategy in
            .object([
              .init("name", .string(strategy.name)), .init("title", .string(strategy.title)),
              .init("state", .string(strategy.state)),
              .init("reasons", Self.words(strategy.reasons)),
            ])
          })),
      .init("comparison", comparison?.json ?? .null),
    ])
  }

  private static func side(_ name: String, _ state: PolicyState?) -> JSONValue {
    .object([
      .init("name", .string(name)),
      .init("policy_digest", state.map { .string($0.graph.digest) } ?? .null),
      .init("governance_digest", state.map { .string($0.governanceDigest) } ?? .null),
    ])
  }

  private static func words(_ words: [String]) -> JSONValue { .array(words.map { .string($0) }) }

  private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  private static func json(_ change: PlannedChange) -> JSONValue {
    .object([
      .init("kind", .string(change.kind.rawValue)), .init("subject", .string(change.subject)),
      .init("name", .string(change.name)), .init("scope", text(change.scope)),
      .init("old", text(change.old)), .init("new", text(change.new)),
      .init("difference", text(change.difference)),
      .init("direction", .string(change.direction.rawValue)),
      .init("proof", text(change.proof)), .init("owners", words(change.owners)),
      .init("witness", change.witness.map(json) ?? .null),
    ])
  }

  private static func json(_ witness: Witness) -> JSONValue {
    .object([
      .init("event", (try? JSONValue(parsing: witness.event)) ?? .string(witness.event)),
      .init(
        "decisions",
        .array(
          witness.decisions.map { decided in
            .object([
              .init("code", .string(decided.code)), .init("severity", .string(decided.severity)),
              .init("action", .string(decided.action)),
              .init("comparison", .string(decided.comparison)),
            ])
          })),
    ])
  }

  private static func json(_ requirement: ApprovalRules.Requirement) -> JSONValue {
    .object([
      .init("approvals", .number("\(requirement.approvals)")),
      .init("roles", words(requirement.roles.map(\.rawValue).sorted())),
      .init("every_owner", .bool(requirement.everyOwner)),
    ])
  }

  private static func json(_ signer: Signer) -> JSONValue {
    .object([
      .init("name", .string(signer.name)), .init("roles", words(signer.roles.map(\.rawValue))),
      .init("owns", words(signer.owns)), .init("can_sign", .bool(signer.obstacle == nil)),
      .init("obstacle", text(signer.obstacle?.sentence)),
    ])
  }
}
