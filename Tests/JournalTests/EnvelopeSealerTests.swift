import Hashing
import JSON
import Journal
import TestSupport
import Testing
import Trading

@Suite struct EnvelopeSealerTests {
  @Test func theTextIsTheOneOfTheSchema() {
    var sealer = EnvelopeSealer(logID: "runner-7")
    var draft = EnvelopeDraft(kind: .incident, time: 12, recorded: 13, scope: "global")
    draft.reasonCodes = ["GOV_SLO_BURN"]
    var bytes: [UInt8] = []
    sealer.seal(draft, into: &bytes)
    let zeros = String(repeating: "0", count: 64)
    let rest =
      #""kind":"incident","log_id":"runner-7","payload":{},"prev_hash":"\#(zeros)","#
      + #""reason_codes":["GOV_SLO_BURN"],"schema":"report_envelope/1","scope":"global","seq":1,"#
      + #""ts_ms":12,"ts_recorded_ms":13}"#
    let hash = SHA256.hash([0x00] + Array(("{" + rest).utf8))
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"hash":"\#(hash)","# + rest)
    #expect(sealer.hash == hash)
  }

  @Test(arguments: UInt64(0)..<20)
  func sealedEnvelopesAreCanonicalAndChained(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var sealer = EnvelopeSealer(logID: "log \"\(seed)\"")
    var walk = ChainWalk()
    for index in 0..<30 {
      let draft = Samples.draft(index, &generator)
      var bytes: [UInt8] = []
      sealer.seal(draft, into: &bytes)
      let value = try JSONValue(parsing: bytes)
      #expect(try CanonicalJSON.bytes(of: value) == bytes)
      walk.append(try #require(ChainLink(value)))
      #expect(value["schema"] == "report_envelope/1")
      #expect(value["seq"]?.int64 == Int64(index + 1))
      #expect(value["kind"]?.string == draft.kind.rawValue)
      #expect(value["scope"]?.string == draft.scope)
      #expect(value["reason_codes"]?.array?.map(\.string) == draft.reasonCodes)
      #expect(value["lock"]?.string == draft.lock?.hex)
      #expect((value["causes"]?.array ?? []).map(\.int64) == draft.causes)
      #expect(value["ts_recorded_ms"]?.int64 == draft.recorded)
    }
    #expect(walk.fault == nil)
    #expect(walk.head == sealer.hash)
  }

  /// Texts that mean an envelope but are not written as one: each must be refused as a row.
  @Test(arguments: [
    "{\"b\":1,\"a\":2}", "{\"a\":1.0}", "{\"a\":1e2}", "{\"a\":-0}", "{\"a\":9007199254740992}",
    "{\"a\":\"\\u0041\"}", "{\"a\":\"\\/\"}", "{\"a\": 1}", "[1, 2]", "{\"\u{FB33}\":1,\"😀\":2}",
    "{\"a\":\"\\u001F\"}",
  ])
  func aPayloadThatIsNotCanonicalIsSeen(payload: String) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      let writer = try JournalWriter(path: path, logID: "test", now: { 0 })
      try writer.append(EnvelopeDraft(kind: .health, time: 1, recorded: 1, scope: "global"))
      try writer.append(
        EnvelopeDraft(
          kind: .health, time: 1, recorded: 1, scope: "global", payload: Array(payload.utf8)))
      try writer.close()
      let fault = try JournalReader(path: path).verify().fault
      #expect(fault?.kind == .malformed)
      #expect(fault?.sequence == 2)
    }
  }
}
