import FixedPoint
import Hashing
package import JSON
import Trading

extension ManagerEntry {
  /// Whether an envelope's payload is an entry of the order manager.
  package static func isEntry(_ payload: JSONNode) -> Bool {
    payload.kind == .object && payload.member("entry")?.kind == .string
  }

  /// Reads the payload of an envelope. Whoever folds a journal must stop where this fails: a state with holes is
  /// no state.
  package init(payload: JSONNode) throws(FieldProblem) {
    let fields = try EntryFields(payload)
    switch try fields.word("entry", Name.self) {
    case .plan: self = .plan(try ExecutionPlan(recorded: try fields.object("plan")))
    case .refused:
      self = .refused(
        intent: try fields.text("intent"), code: try fields.text("code"),
        reason: try fields.text("reason"))
    case .denied:
      self = .denied(
        try OrderTerms(fields.object("terms")), code: try fields.text("code"),
        reason: try fields.text("reason"))
    case .order:
      self = .order(
        try OrderTerms(fields.object("terms")), try Self.bytes(fields),
        sequence: try fields.integer("sequence"))
    case .adopted:
      self = .adopted(try OrderTerms(fields.object("terms")), try Self.bytes(fields))
    case .fact:
      self = .fact(
        order: try fields.digest("order"), try OrderFact(fields.object("fact")),
        try fields.word("source"))
    case .unknown:
      self = .unknown(
        order: try fields.digest("order"), try OrderFact(fields.object("fact")),
        try fields.word("source"))
    case .replacement:
      self = .replacement(order: try fields.digest("order"), try Self.step(fields))
    case .kill: self = .kill(try Self.kill(fields))
    case .incident:
      self = .incident(
        code: try fields.text("code"), scope: try fields.scope("scope"),
        detail: unsafe Array(try fields.require("detail").rawBytes))
    case .paused: self = .paused(try fields.scope("scope"), code: try fields.text("code"))
    case .resumed: self = .resumed(try fields.scope("scope"), by: try fields.text("by"))
    case .chain:
      let node = try fields.require("chain")
      guard let step = ChainEntry(JSONValue(node)) else {
        let kind = FieldProblem.Kind.badValue("a step of the comparison with the chain")
        throw FieldProblem(kind, fields.path(of: "chain"), offset: node.byteOffset)
      }
      self = .chain(step)
    case .request:
      let node = try fields.require("request")
      guard let request = OperatorRequest(json: JSONValue(node)),
        let answer = OperatorAnswer(json: JSONValue(try fields.require("answer")))
      else {
        throw FieldProblem(
          .badValue("no request of a person"), fields.path(of: "request"), offset: node.byteOffset)
      }
      self = .request(request, answer)
    case .reconciled:
      self = .reconciled(
        round: Int(try fields.integer("round")), asOf: try fields.integer("as_of_ms"))
    case .forgotten: self = .forgotten(before: try fields.integer("before_ms"))
    }
  }

  private static func bytes(_ fields: EntryFields) throws(FieldProblem) -> SignedBytes {
    SignedBytes(
      id: try fields.digest("order"), body: Array(try fields.text("body").utf8),
      salt: UInt64(max(0, try fields.integer("salt"))),
      timestamp: UInt64(max(0, try fields.integer("timestamp_ms"))))
  }

  private static func step(_ fields: EntryFields) throws(FieldProblem) -> ReplacementStep {
    let word = try fields.text("step")
    switch word {
    case "deferred":
      return .deferred(by: try fields.text("by"), severity: try fields.word("severity"))
    case "granted":
      return .granted(
        by: try fields.text("by"), price: try fields.amount("price"),
        aheadBefore: try fields.optionalAmount("ahead_before"),
        aheadAfter: try fields.optionalAmount("ahead_after"))
    case "replaced": return .replaced
    case "dropped": return .dropped(reason: try fields.text("reason"))
    default:
      throw FieldProblem(
        .badValue("'\(word)' is no step of a replacement"), fields.path(of: "step"),
        offset: try fields.require("step").byteOffset)
    }
  }

  private static func kill(_ fields: EntryFields) throws(FieldProblem) -> KillStep {
    let step = try fields.require("step")
    guard let record = KillRecord(json: JSONValue(step)) else {
      throw FieldProblem(
        .badValue("no step of a kill"), fields.path(of: "step"), offset: step.byteOffset)
    }
    var approvals: [KillApproval] = []
    for (node, path) in try fields.list("approvals") {
      guard let approval = KillApproval(json: JSONValue(node)) else {
        throw FieldProblem(.badValue("no approval"), path, offset: node.byteOffset)
      }
      approvals.append(approval)
    }
    return KillStep(record, approvals: approvals)
  }
}
