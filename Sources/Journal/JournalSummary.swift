internal import Glibc
internal import JSON

/// What a journal holds, counted: the fold behind `polytraders status`.
package struct JournalSummary: Sendable {
  /// What the head row says; nil where it is missing.
  package var head: JournalHead?
  /// The last root the journal states itself.
  package var checkpoint: JournalCheckpoint?
  /// How many envelopes could be read.
  package var count: Int64 = 0
  /// Rows that are no envelopes; `audit verify` says more.
  package var unreadable: Int64 = 0
  /// Event times of the earliest and the latest envelope, in milliseconds since 1970.
  package var firstTime: Int64?
  /// The time of the latest, see ``firstTime``.
  package var lastTime: Int64?
  /// Envelopes by kind.
  package var kinds: [String: Int64] = [:]
  /// By producer, such as the name of a bot.
  package var units: [String: Int64] = [:]
  /// By severity.
  package var severities: [String: Int64] = [:]
  /// By reason code; an envelope with two codes counts for both.
  package var reasonCodes: [String: Int64] = [:]
  /// By whole scope path, such as `venue/polymarket/market/<id>`.
  package var scopes: [String: Int64] = [:]
  /// The policy digests the envelopes name, in the order of their first use.
  package var policies: [String] = []
  /// Bytes in the write-ahead log that the file itself does not hold yet: a writer is running, or was killed.
  package var unsettledBytes: Int64 = 0

  /// Counts one envelope.
  mutating func add(_ envelope: JSONNode) {
    count += 1
    for member in envelope.members {
      let value = member.value
      if member.key.equals("kind") { Self.count(value, in: &kinds) }
      if member.key.equals("unit") { Self.count(value, in: &units) }
      if member.key.equals("severity") { Self.count(value, in: &severities) }
      if member.key.equals("scope") { Self.count(value, in: &scopes) }
      if member.key.equals("reason_codes") {
        for code in value.elements { Self.count(code, in: &reasonCodes) }
      }
      if member.key.equals("lock"), let lock = value.string, !policies.contains(lock) {
        policies.append(lock)
      }
      if member.key.equals("ts_ms"), let time = value.int64 {
        firstTime = min(firstTime ?? time, time)
        lastTime = max(lastTime ?? time, time)
      }
    }
  }

  private static func count(_ node: JSONNode, in counts: inout [String: Int64]) {
    guard let text = node.string else { return }
    counts[text, default: 0] += 1
  }
}

extension JournalReader {
  /// Reads the whole journal once and counts it.
  package func summary() throws(JournalError) -> JournalSummary {
    try withSnapshot { () throws(JournalError) in
      var summary = JournalSummary()
      summary.head = try head()
      summary.checkpoint = try checkpoints().last
      let reader = JSONReader(maximumBytes: JournalTables.largestEnvelope)
      try unsafe forEach { _, text in
        if let node = try? unsafe reader.parse(text), node.kind == .object {
          summary.add(node)
        } else {
          summary.unreadable += 1
        }
        return true
      }
      var status = stat()
      if unsafe stat(path + "-wal", &status) == 0 {
        summary.unsettledBytes = Int64(status.st_size)
      }
      return summary
    }
  }
}
