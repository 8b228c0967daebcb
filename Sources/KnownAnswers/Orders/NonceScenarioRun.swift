internal import FixedPoint
internal import Hashing
internal import JSON
internal import Orders
internal import Signing
internal import Trading
internal import Venue

/// One nonce scenario on its way: the lane of the wallet's transactions, what the chain would answer now, and what
/// did not hold so far. Each request reads the chain first, as the form has it.
struct NonceScenarioRun {
  var differences: [String] = []
  private var lane: NonceLane
  private var limits: NonceLimits
  private let builder: Digest32?
  /// What `eth_getTransactionCount` answers; nil: it fails.
  private var count: Int64?
  private var isKilled: Bool
  private var requests = 0

  init?(_ scenario: JSONValue) {
    guard let params = scenario["params"], let initial = scenario["initial"],
      let ceiling = params["max_pending_unposted"]?.int64,
      let hold = params["refuse_during_gap_s"]?.int64,
      let hours = params["l2_credential_ttl_h"]?.int64
    else { return nil }
    limits = NonceLimits(
      pendingCeiling: Int(ceiling), gapTolerance: hold * 1000, renewalWindow: hours * 3_600_000,
      resequencesOnGap: params["resequence_on_gap"]?.bool ?? true, chainFreshness: 0)
    var slots: [NonceSlot] = []
    for assigned in initial["assigned"]?.array ?? [] {
      guard let number = assigned["nonce"]?.int64,
        let state = assigned["status"]?.string.flatMap(Self.state)
      else { return nil }
      slots.append(
        NonceSlot(
          number: number, request: "initial/\(number)", state: state,
          hasLeft: state == .posted || state == .unknown))
    }
    var head = NonceLane.Head()
    head.next = initial["next_internal"]?.int64
    head.credentialExpires = initial["credential_expires_at_s"]?.int64.map { $0 * 1000 }
    lane = NonceLane(kind: .transaction, head: head, slots: slots)
    isKilled = initial["kill_switch"]?.bool ?? false
    builder = initial["builder_code"]?.string.flatMap { Digest32(prefixedHex: $0) }
  }

  private static func state(_ status: String) -> NonceSlotState? {
    switch status {
    case "signed_unposted", "signed": .signed
    default: NonceSlotState(rawValue: status.uppercased())
    }
  }

  /// Carries out one step; what does not hold of it.
  mutating func take(_ step: JSONValue) -> [String] {
    guard let time = step["t_s"]?.int64, let name = step["op"]?.string else {
      return ["it lacks its time or what it does"]
    }
    let now = time * 1000
    lane.advance(to: now, limits: limits)
    switch name {
    case "chain_count":
      guard let count = step["count"]?.int64 else { return ["it lacks the count"] }
      self.count = count
    case "rpc_error": count = nil
    case "kill": isKilled = step["active"]?.bool ?? true
    case "posted", "mined", "void", "unknown":
      return settle(step, NonceSlotState(rawValue: name.uppercased()) ?? .posted, now: now)
    case "dropped":
      guard let number = step["nonce"]?.int64 else { return ["it lacks the nonce"] }
      lane.drop(number: number, now: now)
    case "reauth", "reauth_done", "credential", "credential_renewed":
      let expires = step["credential_expires_at_s"] ?? step["expires_at_s"]
      lane.observeCredential(expires: expires?.int64.map { $0 * 1000 }, now: now)
    case "unauthorized", "http_401": lane.observeCredential(expires: nil, now: now)
    case "operator_release", "release": lane.release(now: now)
    case "request": return request(step, now: now)
    case "concurrent_requests": return concurrentRequests(step, now: now)
    default: return ["the op \"\(name)\" is not known"]
    }
    return []
  }

  private mutating func settle(
    _ step: JSONValue, _ state: NonceSlotState, now: Int64
  ) -> [String] {
    let numbers =
      step["nonces"]?.array?.compactMap(\.int64) ?? [step["nonce"]?.int64].compactMap { $0 }
    guard !numbers.isEmpty else { return ["it lacks the nonce"] }
    for number in numbers {
      guard let slot = lane.slot(number) else { return ["\(number) has no slot"] }
      lane.settle(request: slot.request, state, now: now)
    }
    return []
  }

  /// What one request came to, with what the reading before it showed.
  private mutating func ask(_ id: String?, process: String, now: Int64) -> NonceDecision {
    var findings: [NonceFinding] = []
    if let count { findings = lane.observe(count: count, now: now, limits: limits) }
    requests += 1
    // Without a count there is no reading, however lately there was one.
    limits.chainFreshness = count == nil ? -1 : 0
    var decision = lane.assign(
      NonceRequest(id ?? "request/\(requests)", owner: process, isKilled: isKilled), now: now,
      limits: limits)
    if !findings.isEmpty, !decision.actions.contains(.alert) { decision.actions.append(.alert) }
    if decision.actions.contains(.scheduleReauthentication) {
      _ = lane.claimRenewal(now: now, limits: limits)
    }
    return decision
  }

  private mutating func request(_ step: JSONValue, now: Int64) -> [String] {
    let decision = ask(
      step["request_id"]?.string, process: step["process"]?.string ?? "p1", now: now)
    guard let members = step["expect"]?.members else { return [] }
    var found: [String] = []
    for member in members {
      if let difference = difference(member.key, member.value, decision) {
        found.append(difference)
      }
    }
    return found
  }

  private func difference(
    _ key: String, _ value: JSONValue, _ decision: NonceDecision
  ) -> String? {
    let names = value.array?.compactMap(\.string) ?? []
    let actions = decision.actions.map(\.rawValue)
    switch key {
    case "codes_include":
      let missing = names.filter { !decision.codes.contains($0) }
      return missing.isEmpty ? nil : "\(missing) not in \(decision.codes)"
    case "codes_exclude":
      let wrong = names.filter { decision.codes.contains($0) }
      return wrong.isEmpty ? nil : "\(wrong) in \(decision.codes)"
    case "nonce":
      return value.int64 == decision.number
        ? nil
        : "the nonce is \(decision.number.map(String.init) ?? "null"), not \(value.compactText)"
    case "actions_include":
      let missing = names.filter { !actions.contains($0) }
      return missing.isEmpty ? nil : "the actions \(missing) are not in \(actions)"
    case "actions_exclude":
      let wrong = names.filter { actions.contains($0) }
      return wrong.isEmpty ? nil : "the actions \(wrong) are in \(actions)"
    case "submission_allowed":
      let isAllowed = decision.number != nil
      return value.bool == isAllowed ? nil : "submission is \(isAllowed ? "" : "not ")allowed"
    case "builder_code":
      let expected = value.string.flatMap { Digest32(prefixedHex: $0) }
      guard let number = decision.number, let builder, let expected,
        Self.signed(number, builder) == Self.signed(number, expected)
      else { return "what is signed does not carry the builder code \(value.compactText)" }
      return nil
    default: return "the expectation \"\(key)\" is not known"
    }
  }

  /// The hash of what would be signed with a number and a builder code. The number gives the salt, since the order
  /// itself carries none.
  private static func signed(_ number: Int64, _ builder: Digest32) -> Digest32 {
    OrderEncoder.v2.structHash(
      of: VenueOrder(
        salt: UInt64(number), maker: .zero, signer: .zero, tokenID: UInt256(Digest32.zero),
        makerAmount: 1,
        takerAmount: 1, side: .buy, signatureType: .externallyOwned, timestamp: 0,
        metadata: .zero, builder: builder))
  }

  private mutating func concurrentRequests(_ step: JSONValue, now: Int64) -> [String] {
    guard let processes = step["processes"]?.array?.compactMap(\.string) else {
      return ["it lacks the processes"]
    }
    let decisions = processes.map { ask(nil, process: $0, now: now) }
    let numbers = decisions.compactMap(\.number)
    var found: [String] = []
    for member in step["expect"]?.members ?? [] {
      switch member.key {
      case "nonces_set":
        let expected = member.value.array?.compactMap(\.int64).sorted()
        if numbers.sorted() != expected { found.append("the nonces are \(numbers)") }
      case "all_distinct":
        if (Set(numbers).count == numbers.count) != member.value.bool {
          found.append("the nonces \(numbers) are not distinct")
        }
      case "codes_count":
        for code in member.value.members ?? [] {
          let count = Int64(decisions.count { $0.codes.contains(code.key) })
          if count != code.value.int64 { found.append("\(code.key) comes \(count) times") }
        }
      default: found.append("the expectation \"\(member.key)\" is not known")
      }
    }
    return found
  }

  /// Holds what is left at the end against what is expected.
  mutating func finish(_ expected: JSONValue?) {
    if let count { _ = lane.observe(count: count, now: lane.head.latest, limits: limits) }
    for member in expected?.members ?? [] {
      switch member.key {
      case "gaps":
        let gaps = lane.holes.flatMap { Array($0.prefix(1000)) }
        if gaps != member.value.array?.compactMap(\.int64) {
          differences.append("gaps are \(gaps)")
        }
      case "next_internal", "next":
        if lane.head.next != member.value.int64 {
          differences.append("the next nonce is \(lane.head.next.map(String.init) ?? "null")")
        }
      case "pending":
        if Int64(lane.pending) != member.value.int64 {
          differences.append("\(lane.pending) are pending")
        }
      default: differences.append("the expectation \"\(member.key)\" is not known")
      }
    }
  }
}
