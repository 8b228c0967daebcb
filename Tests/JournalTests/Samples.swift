import Hashing
import JSON
import Journal
import TestSupport
import Trading

/// Drafts and journals for the tests of this target.
enum Samples {
  /// A draft with every optional member present or absent by chance, and texts that need care.
  static func draft(_ index: Int, _ generator: inout SeededGenerator) -> EnvelopeDraft {
    let texts = ["plain", "quote\"s", "back\\slash", "line\nfeed", "\u{1}", "€5", "😀", "\u{FB33}"]
    func text() -> String { texts[Int(generator.next() % UInt64(texts.count))] }
    func chance() -> Bool { generator.next() % 2 == 0 }
    let time = 1_760_000_000_000 + Int64(index) * 37
    let kinds = EnvelopeKind.allCases
    var draft = EnvelopeDraft(
      kind: kinds[Int(generator.next() % UInt64(kinds.count))], time: time, recorded: time + 2,
      scope: "venue/polymarket/market/\(text())")
    if chance() { draft.reasonCodes = ["QUEUE_WARDEN_HOLD", text()] }
    if chance() { draft.severity = "INFO" }
    if chance() { draft.unit = "exec.queuewarden" }
    if chance() { draft.lock = SHA256.hash(Array(text().utf8)) }
    if chance() { draft.engine = "polytraders 1.0" }
    if chance() { draft.actor = EnvelopeActor(.operator, id: text(), second: chance() ? "b" : nil) }
    if chance() { draft.causes = [1, Int64(index)] }
    let object: JSONValue = [
      "event_id": .string(text()), "n": .number(String(Int64(generator.next() >> 12))),
      "\u{1F600}": nil, "\u{FB33}": ["0.5100", 7, true],
    ]
    if chance() { draft.refs = try? CanonicalJSON.bytes(of: object) }
    if let payload = try? CanonicalJSON.bytes(of: object) { draft.payload = payload }
    return draft
  }

  /// Writes a journal of `count` random envelopes and closes it.
  @discardableResult
  static func write(
    _ count: Int, to path: String, seed: UInt64 = 1, mode: JournalWriter.Mode = .append,
    from first: Int = 0
  ) throws -> Digest32 {
    var generator = SeededGenerator(seed: seed)
    let writer = try JournalWriter(path: path, logID: "test", mode: mode, now: { 0 })
    for index in 0..<count {
      let draft = draft(index, &generator)
      if index >= first { try writer.append(draft) }
    }
    try writer.close()
    return writer.head
  }
}
