import Diagnostics
import FixedPoint
import Hashing
import JSON
import Signing
import Venue
import YAML

/// Reads actions from scripts and from the bodies of admin requests.
extension VenueAction {
  /// What an entry can do, by its key.
  enum Key: String, CaseIterable {
    case fault, faults, mode, market, settlement, trade, account, limits, chain
  }

  /// Reads what stands behind `key`.
  static func read(
    _ key: Key, _ node: YAMLNode, _ bag: inout DiagnosticBag
  ) -> VenueAction? {
    switch key {
    case .fault: return fault(node, &bag)
    case .faults:
      guard node.text == "none" else {
        return refuse(node, "faults", "none, which ends all faults", &bag)
      }
      return .clearFaults
    case .mode: return mode(node, &bag)
    case .market: return market(node, &bag)
    case .settlement: return settlement(node, &bag)
    case .trade: return trade(node, &bag)
    case .account: return account(node, &bag)
    case .chain: return chain(node, &bag)
    case .limits:
      switch node.text {
      case "on": return .limits(.enforcing)
      case "warning": return .limits(.warning)
      case "off": return .limits(.off)
      default: return refuse(node, "limits", "on, warning or off", &bag)
      }
    }
  }

  private static func refuse(
    _ node: YAMLNode, _ key: String, _ expected: String, _ bag: inout DiagnosticBag
  ) -> VenueAction? {
    bag.add(
      ScriptProblem.badValue(node.text ?? node.kindName, key: key, expected: expected)
        .diagnostic(at: node.location))
    return nil
  }

  private static func fault(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> VenueAction? {
    guard let reader = ScriptMapping(node, "a fault", &bag) else { return nil }
    var description = FaultDescription(kind: "", fields: [])
    for (key, value) in reader.node.pairs ?? [] {
      guard let name = key.text, let text = value.text else {
        bag.add(
          ScriptProblem.wrongKind("a field of a fault", wanted: "text", found: value.kindName)
            .diagnostic(at: value.location))
        return nil
      }
      if name == "kind" {
        description.kind = text
      } else {
        description.fields.append(.init(name: name, value: text))
      }
    }
    guard node["kind"] != nil else {
      bag.add(ScriptProblem.missingKey("kind", in: "a fault").diagnostic(at: node.location))
      return nil
    }
    do throws(FaultError) {
      _ = try Fault(description, now: 0)
    } catch {
      bag.add(diagnostic(of: error, in: node, kind: description.kind))
      return nil
    }
    return .fault(description)
  }

  private static func diagnostic(
    of error: FaultError, in node: YAMLNode, kind: String
  ) -> Diagnostic {
    switch error {
    case .unknownKind(let name):
      ScriptProblem.unknownWord(name, key: "kind", known: Fault.kindNames)
        .diagnostic(at: node["kind"]?.location)
    case .unknownField(let field, _):
      ScriptProblem.unknownKey(
        field, in: "the fault '\(kind)'", known: Fault.fieldNames(of: kind)
      ).diagnostic(at: node.key(field)?.location)
    case .missingField(let field, _):
      ScriptProblem.missingKey(field, in: "the fault '\(kind)'").diagnostic(at: node.location)
    case .badValue(let field, let value, let expected):
      ScriptProblem.badValue(value, key: field, expected: expected)
        .diagnostic(at: node[field]?.location)
    case .repeatedField:
      ScriptProblem.refused(error.message).diagnostic(at: node.location)
    }
  }

  /// The modes of the engine in the words of scripts.
  private enum Mode: String, CaseIterable {
    case normal, restarting, disabled
    case postOnly = "post-only"
    case cancelOnly = "cancel-only"

    var mode: EngineMode {
      switch self {
      case .normal: .normal
      case .restarting: .restarting
      case .disabled: .disabled
      case .postOnly: .postOnly
      case .cancelOnly: .cancelOnly
      }
    }
  }

  private static func mode(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> VenueAction? {
    // A mode alone may be written as one word.
    if let text = node.text, let mode = Mode(rawValue: text) {
      return .mode(mode.mode, duration: nil)
    }
    if let text = node.text {
      bag.add(
        ScriptProblem.unknownWord(text, key: "mode", known: Mode.allCases.map(\.rawValue))
          .diagnostic(at: node.location))
      return nil
    }
    guard var reader = ScriptMapping(node, "a mode", &bag) else { return nil }
    guard reader.required("to", &bag) != nil else { return nil }
    let mode: Mode? = reader.word("to", &bag)
    let duration = reader.milliseconds("for", &bag)
    reader.finish(&bag)
    return mode.map { .mode($0.mode, duration: duration) }
  }

  private static func market(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> VenueAction? {
    guard var reader = ScriptMapping(node, "a market", &bag) else { return nil }
    guard reader.required("id", &bag) != nil else { return nil }
    let reference = reader.market("id", &bag)
    let tick = reader.value(
      "tick", "one of \(MarketDefinition.tickSizes.map(\.description).joined(separator: ", "))",
      &bag
    ) { text in
      (try? Micros.parse(text)).flatMap { MarketDefinition.tickSizes.contains($0) ? $0 : nil }
    }
    let accepting = reader.flag("accepting", &bag)
    let winner = reader.value("winner", "yes or no", &bag) { text -> Outcome? in
      text == "yes" ? .yes : text == "no" ? .no : nil
    }
    reader.finish(&bag)
    let changes: [MarketChange] = [
      tick.map { .tick($0) }, accepting.map { .accepting($0) }, winner.map { .winner($0) },
    ].compactMap(\.self)
    guard let reference, !bag.hasErrors else { return nil }
    guard changes.count == 1, let change = changes.first else {
      bag.add(
        ScriptProblem.notOneAction(
          found: ["tick", "accepting", "winner"].filter { node[$0] != nil },
          known: ["tick", "accepting", "winner"]
        ).diagnostic(at: node.location))
      return nil
    }
    return .market(reference, change)
  }

  private static func settlement(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> VenueAction? {
    enum Word: String, CaseIterable { case confirmed, retried, failed, stuck }
    guard var reader = ScriptMapping(node, "a settlement", &bag) else { return nil }
    guard reader.required("outcome", &bag) != nil else { return nil }
    let word: Word? = reader.word("outcome", &bag)
    let retries = Int(reader.integer("retries", in: 0...100, &bag) ?? 1)
    let count = Int(reader.integer("times", in: 1...1_000_000, &bag) ?? 1)
    let market = reader.market("market", &bag)
    let submission = reader.milliseconds("delay", &bag)
    reader.finish(&bag)
    guard let word else { return nil }
    let outcome: SettlementOutcome =
      switch word {
      case .confirmed: .confirmed
      case .retried: .retried(times: retries)
      case .failed: .failed(retries: retries)
      case .stuck: .stuck
      }
    return .settlement(
      SettlementOrder(outcome: outcome, market: market, count: count, submission: submission))
  }

  private static func trade(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> VenueAction? {
    enum Word: String, CaseIterable { case confirmed, failed }
    guard var reader = ScriptMapping(node, "a trade", &bag) else { return nil }
    guard reader.required("id", &bag) != nil, reader.required("outcome", &bag) != nil else {
      return nil
    }
    let id = reader.value("id", "the id of a trade", &bag) { VenueIdentifier(text: $0) }
    let word: Word? = reader.word("outcome", &bag)
    reader.finish(&bag)
    guard let id, let word else { return nil }
    return .trade(id, isConfirmed: word == .confirmed)
  }

  private static func chain(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> VenueAction? {
    guard let pairs = node.pairs else {
      bag.add(
        ScriptProblem.wrongKind(
          "a fault of the chain", wanted: "a mapping", found: node.kindName
        ).diagnostic(at: node.location))
      return nil
    }
    let members = pairs.map { JSONValue.Member($0.key.text ?? "", value(of: $0.value)) }
    do throws(ChainFaultError) {
      return .chain(try ChainFault(json: .object(members)))
    } catch {
      bag.add(diagnostic(of: error, in: node))
      return nil
    }
  }

  private static func diagnostic(of error: ChainFaultError, in node: YAMLNode) -> Diagnostic {
    switch error {
    case .unknownFault(let name):
      ScriptProblem.unknownWord(name, key: "fault", known: ChainFault.names)
        .diagnostic(at: node["fault"]?.location)
    case .unknownField(let name, let known):
      ScriptProblem.unknownKey(
        name, in: "a fault of the chain", known: known.map(\.rawValue)
      ).diagnostic(at: node.key(name)?.location)
    case .badField(let field), .outOfRange(let field, _, _):
      ScriptProblem.refused(error.message).diagnostic(
        at: node[field.rawValue]?.location ?? node.location)
    }
  }

  /// A scalar as JSON has it: plain numbers and truths are such, everything else is text.
  private static func value(of node: YAMLNode) -> JSONValue {
    guard let text = node.text else { return .null }
    guard node.style == .plain else { return .string(text) }
    if let truth = Bool(text) { return .bool(truth) }
    return Int64(text).map { .number(String($0)) } ?? .string(text)
  }

  private static func account(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> VenueAction? {
    guard var reader = ScriptMapping(node, "an account", &bag) else { return nil }
    guard reader.required("address", &bag) != nil else { return nil }
    let address = reader.value("address", "0x and 40 hexadecimal digits", &bag) {
      Address(hex: $0)
    }
    var change = AccountChange()
    change.deposit = reader.amount("deposit", &bag)
    change.withdrawal = reader.amount("withdraw", &bag)
    change.shares = reader.amount("shares", &bag)
    change.allowance = reader.amount("allowance", &bag)
    change.isBanned = reader.flag("banned", &bag)
    change.isClosedOnly = reader.flag("closed_only", &bag)
    change.tier = reader.word("tier", &bag)
    reader.finish(&bag)
    return address.map { .account($0, change) }
  }
}

extension Fault {
  /// The fault that is described, counting from `now`.
  init(_ description: VenueAction.FaultDescription, now: Int64) throws(FaultError) {
    try self.init(
      kind: description.kind, fields: description.fields.map { ($0.name, $0.value) }, now: now)
  }
}

extension ScriptMapping {
  /// A market by its place from 1 or by its condition id.
  mutating func market(
    _ key: String, _ bag: inout DiagnosticBag
  ) -> VenueAction.MarketReference? {
    value(key, "a market's place from 1, or its condition id", &bag) { text in
      if let id = Digest32(prefixedHex: text) { return .id(id) }
      return Int(text).flatMap { (1...1_000_000).contains($0) ? .number($0) : nil }
    }
  }
}
