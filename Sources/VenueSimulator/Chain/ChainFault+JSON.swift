package import JSON

extension ChainFault {
  /// The names that scripts and requests use.
  package static let names = [
    "drop", "revert", "reorganise", "stall", "base_fee", "lag", "rate_limit", "silence", "delay",
    "pending_count", "heal",
  ]

  /// Reads `{"fault":"drop","count":2,"after":500}`. Counts default to 1 and the node to the first one; numbers
  /// are numbers, times milliseconds. What the ranges are, `Chain.apply` knows.
  package init(json: JSONValue) throws(ChainFaultError) {
    let fields = Fields(json: json)
    guard let name = json["fault"]?.string else { throw .badField(.fault) }
    switch name {
    case "drop":
      try fields.only(.count, .after)
      self = .drop(count: try fields.count(), after: try fields.number(.after, default: 0))
    case "revert":
      try fields.only(.count, .reason)
      self = .revert(
        count: try fields.count(), reason: try fields.text(.reason, default: "execution reverted"))
    case "reorganise":
      try fields.only(.depth, .fate)
      self = .reorganise(
        depth: Int(clamping: try fields.number(.depth, default: 1)),
        fate: try fields.choice(.fate, default: .returned))
    case "stall":
      try fields.only(.milliseconds)
      self = .stall(milliseconds: try fields.number(.milliseconds))
    case "base_fee":
      try fields.only(.wei)
      guard let wei = UInt64(exactly: try fields.number(.wei)) else { throw .badField(.wei) }
      self = .baseFee(wei: wei)
    case "lag":
      try fields.only(.node, .blocks)
      self = .lag(node: try fields.node(), blocks: Int(clamping: try fields.number(.blocks)))
    case "rate_limit":
      try fields.only(.node, .count)
      self = .rateLimit(node: try fields.node(), count: try fields.count())
    case "silence":
      try fields.only(.node, .count, .done)
      self = .silence(
        node: try fields.node(), count: try fields.count(), isDone: try fields.flag(.done))
    case "delay":
      try fields.only(.node, .count, .milliseconds)
      self = .delay(
        node: try fields.node(), count: try fields.count(),
        milliseconds: try fields.number(.milliseconds))
    case "pending_count":
      try fields.only(.node, .program)
      self = .pendingCount(node: try fields.node(), program: try fields.choice(.program))
    case "heal":
      try fields.only()
      self = .heal
    default: throw .unknownFault(name)
    }
  }

  /// The members of a fault, each looked at once.
  private struct Fields {
    typealias Field = ChainFaultError.Field
    let json: JSONValue

    func only(_ known: Field...) throws(ChainFaultError) {
      for member in json.members ?? [] where member.key != Field.fault.rawValue {
        guard known.contains(where: { $0.rawValue == member.key }) else {
          throw .unknownField(member.key, known: known)
        }
      }
    }

    func number(_ field: Field, default standard: Int64? = nil) throws(ChainFaultError) -> Int64 {
      guard let value = json[field.rawValue] else {
        guard let standard else { throw .badField(field) }
        return standard
      }
      guard let number = value.int64 else { throw .badField(field) }
      return number
    }

    func count() throws(ChainFaultError) -> Int {
      Int(clamping: try number(.count, default: 1))
    }

    func node() throws(ChainFaultError) -> Int {
      Int(clamping: try number(.node, default: 0))
    }

    func flag(_ field: Field) throws(ChainFaultError) -> Bool {
      guard let value = json[field.rawValue] else { return false }
      guard let flag = value.bool else { throw .badField(field) }
      return flag
    }

    func text(_ field: Field, default standard: String) throws(ChainFaultError) -> String {
      guard let value = json[field.rawValue] else { return standard }
      guard let text = value.string else { throw .badField(field) }
      return text
    }

    func choice<Choice: RawRepresentable<String>>(
      _ field: Field, default standard: Choice? = nil
    ) throws(ChainFaultError) -> Choice {
      guard let value = json[field.rawValue] else {
        guard let standard else { throw .badField(field) }
        return standard
      }
      guard let choice = value.string.flatMap({ Choice(rawValue: $0) }) else {
        throw .badField(field)
      }
      return choice
    }
  }
}
