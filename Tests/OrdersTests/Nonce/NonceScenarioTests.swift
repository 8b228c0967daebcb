import JSON
import KnownAnswers
import Runtime
import TestSupport
import Testing

/// Scenarios of the form of vectors/oms for what its sample does not show; each has to hold, and to fail with any
/// expectation changed.
@Suite("nonce and queue scenarios")
struct NonceScenarioTests {
  static let builder = "0xb000000000000000000000000000000000000000000000000000000000003f7a"

  private static func nonce(
    _ id: String, next: String = "null", expires: Int = 10_000_000,
    resequence: Bool = true, assigned: String = "[]", _ steps: String, final: String = "{}"
  ) -> String {
    """
    {"id":"\(id)","params":{"max_pending_unposted":3,"refuse_during_gap_s":30,\
    "resequence_on_gap":\(resequence),"l2_credential_ttl_h":12},"initial":{"assigned":\(assigned),\
    "next_internal":\(next),"credential_expires_at_s":\(expires),"kill_switch":false,\
    "builder_code":"\(builder)"},"steps":[\(steps)],"final":\(final)}
    """
  }

  private static func request(_ time: Int, _ expect: String) -> String {
    #"{"t_s":\#(time),"op":"request","process":"p1","expect":{\#(expect)}}"#
  }

  private static func refused(_ code: String, _ rest: String = "") -> String {
    #""codes_include":["NONCE_SHEPHERD_\#(code)"],"codes_exclude":["NONCE_SHEPHERD_OK"],"nonce":null"#
      + rest
  }

  private static func given(_ number: Int) -> String {
    #""codes_include":["NONCE_SHEPHERD_OK"],"nonce":\#(number)"#
  }

  private static func count(_ time: Int, _ count: Int) -> String {
    #"{"t_s":\#(time),"op":"chain_count","count":\#(count)}"#
  }

  static let nonces = [
    nonce(
      "the node fails and recovers",
      [
        count(0, 5), #"{"t_s":1,"op":"rpc_error"}"#,
        request(1, refused("RPC_FAILURE", #","actions_include":["alert"]"#)), count(9, 5),
        request(10, given(5)),
      ].joined(separator: ",")),
    nonce(
      "posting makes room under the ceiling",
      next: "8",
      assigned: """
        [{"nonce":5,"status":"signed_unposted"},{"nonce":6,"status":"signed_unposted"},\
        {"nonce":7,"status":"signed_unposted"}]
        """,
      [
        count(0, 5), request(1, refused("QUEUE_FULL")), #"{"t_s":2,"op":"posted","nonce":5}"#,
        request(3, given(8)),
      ].joined(separator: ","), final: #"{"gaps":[],"next_internal":9,"pending":3}"#),
    nonce(
      "the count falls and nothing lower is given (CON-06)", next: "7",
      assigned: #"[{"nonce":5,"status":"posted"},{"nonce":6,"status":"posted"}]"#,
      [count(0, 7), request(1, given(7)), count(2, 5), request(3, given(8))].joined(separator: ",")
    ),
    nonce(
      "somebody else used a number (CON-08)", next: "6",
      assigned: #"[{"nonce":5,"status":"signed_unposted"}]"#,
      [
        count(0, 5), count(1, 6),
        request(2, refused("GAP_DETECTED", #","actions_include":["alert","resequence"]"#)),
      ].joined(separator: ",")),
    nonce(
      "the chain counts more than was given: alert, and nothing is missing", next: "5",
      [
        count(0, 5), request(1, given(5)), #"{"t_s":2,"op":"posted","nonce":5}"#, count(2, 9),
        request(3, given(9) + #","actions_include":["alert"]"#),
      ].joined(separator: ",")),
    nonce(
      "a tie is still a hold, and past it nothing helps but an operator (CON-13)", next: "8",
      resequence: false,
      assigned: #"[{"nonce":5,"status":"posted"},{"nonce":7,"status":"posted"}]"#,
      [
        count(0, 5),
        request(1, refused("GAP_DETECTED", #","actions_exclude":["resequence"]"#)),
        request(31, refused("GAP_DETECTED")), request(32, refused("GAP_UNRESOLVED")),
        count(33, 8), request(34, refused("GAP_UNRESOLVED")),
      ].joined(separator: ",")),
    nonce(
      "a gap that closes lets signing go on", next: "8",
      assigned: #"[{"nonce":5,"status":"posted"},{"nonce":7,"status":"posted"}]"#,
      [
        count(0, 5),
        request(1, refused("GAP_DETECTED", #","actions_include":["resequence"]"#)), count(9, 8),
        request(10, given(8)),
      ].joined(separator: ","), final: #"{"gaps":[]}"#),
    nonce(
      "everything at once, the deciding one first (CON-14)", next: "10", expires: 1,
      assigned: """
        [{"nonce":5,"status":"signed_unposted"},{"nonce":6,"status":"signed_unposted"},\
        {"nonce":7,"status":"signed_unposted"},{"nonce":9,"status":"posted"}]
        """,
      [
        count(0, 5), #"{"t_s":1,"op":"kill","active":true}"#,
        request(
          2,
          """
          "codes_include":["KILL_SWITCH_ACTIVE","NONCE_SHEPHERD_GAP_DETECTED",\
          "NONCE_SHEPHERD_CREDENTIAL_EXPIRED","NONCE_SHEPHERD_QUEUE_FULL"],\
          "codes_exclude":["NONCE_SHEPHERD_OK","NONCE_SHEPHERD_CREDENTIAL_RENEWING"],"nonce":null
          """),
      ].joined(separator: ","), final: #"{"gaps":[8]}"#),
    nonce(
      "a credential runs out and is renewed", expires: 50_000,
      [
        count(0, 5), request(1, given(5)),
        request(
          50_000,
          refused(
            "CREDENTIAL_EXPIRED",
            #","actions_include":["schedule_reauth"],"submission_allowed":false"#)
        ),
        #"{"t_s":50001,"op":"reauth","credential_expires_at_s":10000000}"#,
        request(50_002, given(6) + #","submission_allowed":true,"builder_code":"\#(builder)""#),
      ].joined(separator: ",")),
  ]

  private static func queue(_ id: String, times: String = "[]", _ evaluations: [String]) -> String {
    """
    {"id":"\(id)","params":{"cancel_replace_per_min_cap":2,"drift_ticks_threshold":3,\
    "stale_ttl_s":300,"min_queue_position":20,"tick_size":"0.01"},\
    "cancel_replace_op_times_ms":\(times),"evaluations":[\(evaluations.joined(separator: ","))]}
    """
  }

  private static func evaluation(
    _ now: Int, _ expect: String, ref: String = "A", op: String = "", price: String = "0.40",
    placed: Int? = nil, position: Int = 5, filled: String = "0", killed: Bool = false,
    book: String = #"{"available":true,"best_bid":"0.45","best_ask":"0.47"}"#
  ) -> String {
    """
    {"now_ms":\(now),"process":"p1"\(op),"kill_switch":\(killed),"registry_available":true,"order":\
    {"ref":"\(ref)","side":"BUY","price":"\(price)","qty":"100","filled":"\(filled)",\
    "placed_at_ms":\(placed ?? now - 1000),"queue_position":\(position),"builder_code":"\(builder)"},\
    "book":\(book),"expect":{\(expect)}}
    """
  }

  private static let calm = #"{"available":true,"best_bid":"0.40","best_ask":"0.42"}"#
  private static let replaced =
    #""reason_code":"QUEUE_WARDEN_DRIFT_EXCEEDED","action":"CANCEL_REPLACE","replace_price":"0.45","builder_code":"\#(builder)""#
  private static let deferred =
    #""reason_code":"QUEUE_WARDEN_RATE_CAP_HIT","action":"DEFER","order_left_resting":true"#
  private static let run = #","op":"run_deferred""#

  static let queues = [
    queue(
      "evaluations share the counter, and what waits runs when there is room",
      [
        evaluation(1000, replaced), evaluation(2000, replaced, ref: "B"),
        evaluation(3000, deferred, ref: "C"),
        evaluation(60_999, deferred, ref: "C", op: run),
        evaluation(61_000, replaced, ref: "C", op: run),
        evaluation(61_001, deferred, ref: "D"),
      ]),
    queue(
      "what waits is judged from scratch", times: "[1000,2000]",
      [
        evaluation(3000, deferred),
        evaluation(
          61_500, #""reason_code":"QUEUE_WARDEN_HOLD","action":"NONE""#, op: run, book: calm),
        evaluation(61_600, replaced),
      ]),
    queue(
      "what waited too long is cancelled, what was filled is dropped, others pass",
      times: "[1000,2000]",
      [
        evaluation(3000, deferred, placed: 2000), evaluation(3000, deferred, ref: "B"),
        #"{"now_ms":3500,"op":"other_op","expect":{"allowed":true}}"#,
        evaluation(
          302_001,
          #""reason_code":"QUEUE_WARDEN_STALE_ORDER","action":"CANCEL","replacement":false"#,
          placed: 2000),
        evaluation(
          302_002, #""action":"NONE","dropped":["B"],"remaining":[]"#, ref: "B", op: run,
          filled: "100"),
      ]),
    queue(
      "stale before drift, a part filled is stale too, the tie holds, the kill wins (CON-01, 02, 03, 11)",
      [
        evaluation(
          1_000_000,
          #""reason_code":"QUEUE_WARDEN_STALE_ORDER","action":"CANCEL","decision":"CANCEL_STALE""#,
          placed: 699_999, filled: "40"),
        evaluation(
          1_000_000, #""reason_code":"QUEUE_WARDEN_HOLD","action":"NONE","decision":"HOLD""#,
          placed: 700_000, book: calm),
        evaluation(
          1_000_000, #""reason_code":"KILL_SWITCH_ACTIVE","action":"CANCEL","replacement":false"#,
          killed: true, book: #"{"available":false}"#),
      ]),
    queue(
      "to the front where there is room, else to the best price (CON-05)",
      [
        evaluation(
          1_000_000,
          #""reason_code":"QUEUE_WARDEN_QUEUE_DEGRADED","action":"CANCEL_REPLACE","replace_price":"0.41""#,
          position: 50, book: calm),
        evaluation(
          1_000_000,
          #""reason_code":"QUEUE_WARDEN_QUEUE_DEGRADED","action":"CANCEL_REPLACE","replace_price":"0.40""#,
          ref: "B", position: 50,
          book: #"{"available":true,"best_bid":"0.40","best_ask":"0.41"}"#),
      ]),
  ]

  private func failures(_ document: String) throws -> [String] {
    try Places.withTemporaryFolder { folder in
      try Places.write(Array(document.utf8), to: folder + "/scenarios.json")
      let tally = checkOrderManager(folder + "/scenarios.json")
      #expect(tally.passed + tally.failed.count > 0)
      return tally.failed
    }
  }

  @Test("hold", arguments: [("nonce_scenarios", nonces), ("queue_scenarios", queues)])
  func holding(family: String, scenarios: [String]) throws {
    let document = "{\"\(family)\":[\(scenarios.joined(separator: ","))]}"
    let failed = try failures(document)
    #expect(failed.isEmpty, "\(failed)")
  }

  @Test(
    "fail with any expectation changed",
    arguments: [("nonce_scenarios", nonces), ("queue_scenarios", queues)])
  func changed(family: String, scenarios: [String]) throws {
    var spoiled: [JSONValue] = []
    for scenario in scenarios {
      let value = try JSONValue(parsing: scenario)
      var target = 0
      while let other = spoil(value, target: target) {
        spoiled.append(other)
        target += 1
      }
    }
    #expect(spoiled.count > 2 * scenarios.count)
    let document = JSONValue.object([.init(family, .array(spoiled))])
    let failed = try failures(document.compactText)
    #expect(failed.count == spoiled.count, "\(failed)")
  }

  /// The scenario with the member number `target` of its expectations changed; nil where it has none.
  private func spoil(_ value: JSONValue, target: Int) -> JSONValue? {
    var index = 0
    var isChanged = false
    let result = walk(value, isExpectation: false, index: &index, target: target, &isChanged)
    // A bare nil would be JSON's null here.
    return isChanged ? result : Optional.none
  }

  private func walk(
    _ value: JSONValue, isExpectation: Bool, index: inout Int, target: Int, _ isChanged: inout Bool
  ) -> JSONValue {
    if let elements = value.array, !isExpectation {
      return .array(
        elements.map {
          walk($0, isExpectation: false, index: &index, target: target, &isChanged)
        })
    }
    guard let members = value.members else { return value }
    var others: [JSONValue.Member] = []
    for member in members {
      if isExpectation {
        let isTarget = index == target
        index += 1
        isChanged = isChanged || isTarget
        others.append(isTarget ? .init(Self.key(of: member), other(member)) : member)
      } else {
        let isInside = ["expect", "final"].contains(member.key)
        others.append(
          .init(
            member.key,
            walk(
              member.value, isExpectation: isInside, index: &index, target: target, &isChanged)))
      }
    }
    return .object(others)
  }

  /// Without any action there is none that could be excluded wrongly: the opposite is expected.
  private static func key(of member: JSONValue.Member) -> String {
    member.key == "actions_exclude" ? "actions_include" : member.key
  }

  private func other(_ member: JSONValue.Member) -> JSONValue {
    switch (member.key, member.value) {
    case ("codes_exclude", _):
      [
        "NONCE_SHEPHERD_OK", "NONCE_SHEPHERD_GAP_DETECTED", "NONCE_SHEPHERD_GAP_UNRESOLVED",
        "NONCE_SHEPHERD_RPC_FAILURE", "NONCE_SHEPHERD_QUEUE_FULL", "KILL_SWITCH_ACTIVE",
        "NONCE_SHEPHERD_CREDENTIAL_EXPIRED",
      ]
    case ("gaps", .array(let elements)), ("nonces_set", .array(let elements)):
      .array(elements + [987_654])
    case (_, .array(let elements)): .array(elements + ["nothing of the kind"])
    case (_, .bool(let value)): .bool(!value)
    case (_, .string): "0xnothing"
    default: 987_654
    }
  }

  @Test(
    "what the sample of vectors/oms expects fails when it is changed",
    .enabled(if: Places.shared != nil))
  func sample() throws {
    let path = (Places.shared ?? "") + "/vectors/oms/scenarios.json"
    let bytes = try FileContents.read(path)
    let document = try JSONValue(parsing: bytes)
    for family in ["nonce_scenarios", "queue_scenarios"] {
      let scenarios = document[family]?.array ?? []
      let good = JSONValue.object([.init(family, .array(scenarios))])
      #expect(try failures(good.compactText) == [])
      let spoiled = scenarios.compactMap { spoil($0, target: 0) }
      let bad = JSONValue.object([.init(family, .array(spoiled))])
      #expect(try failures(bad.compactText).count == scenarios.count, "\(spoiled.count)")
    }
  }
}
