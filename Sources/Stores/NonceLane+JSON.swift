import JSON
import Orders

/// The head of a lane as it stands in its row.
extension NonceLane.Head {
  /// The head as JSON: what is not there is not known.
  var json: JSONValue {
    var members: [JSONValue.Member] = []
    func add(_ key: String, _ value: Int64?) {
      if let value { members.append(.init(key, .number("\(value)"))) }
    }
    add("next", next)
    add("floor", floor)
    add("read_ms", readAt)
    add("gap_since_ms", gapSince)
    if isLatched { members.append(.init("latched", true)) }
    if !foreign.isEmpty {
      members.append(.init("foreign", .array(foreign.map { .number("\($0)") })))
    }
    if stillReads > 0 { add("still_reads", Int64(stillReads)) }
    add("still_next", stillNext)
    add("credential_ms", credentialExpires)
    if renewalUntil > .min { add("renewal_ms", renewalUntil) }
    if resequenceUntil > .min { add("resequence_ms", resequenceUntil) }
    if epoch != 0 { add("epoch", epoch) }
    if latest > .min { add("latest_ms", latest) }
    return .object(members)
  }

  /// Reads `json`.
  init(json: JSONValue) {
    self.init()
    next = json["next"]?.int64
    floor = json["floor"]?.int64
    readAt = json["read_ms"]?.int64
    gapSince = json["gap_since_ms"]?.int64
    isLatched = json["latched"]?.bool ?? false
    foreign = json["foreign"]?.array?.compactMap(\.int64) ?? []
    stillReads = Int(json["still_reads"]?.int64 ?? 0)
    stillNext = json["still_next"]?.int64
    credentialExpires = json["credential_ms"]?.int64
    renewalUntil = json["renewal_ms"]?.int64 ?? .min
    resequenceUntil = json["resequence_ms"]?.int64 ?? .min
    epoch = json["epoch"]?.int64 ?? 0
    latest = json["latest_ms"]?.int64 ?? .min
  }
}
