import Hashing
import TestSupport
import Testing

/// Something done to a journal with SQLite, around a row `m` in its middle; `n` is the last.
struct Tampering: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// `$m` and `$n` stand for the numbers.
  var sql: String
  /// The kind of fault that `audit verify` must name.
  var fault: String
  /// Its sequence number, from the numbers.
  var place: @Sendable (_ m: Int, _ n: Int) -> Int

  init(
    _ name: String, _ sql: String, _ fault: String, _ place: @escaping @Sendable (Int, Int) -> Int
  ) {
    testDescription = name
    self.sql = sql
    self.fault = fault
    self.place = place
  }

  func apply(to path: String, m: Int, n: Int) throws {
    try Database.run(sql.replacing("$m", with: "\(m)").replacing("$n", with: "\(n)"), path)
  }
}

private let tamperings: [Tampering] = [
  Tampering(
    "one byte of an envelope",
    "UPDATE envelopes SET envelope = replace(envelope, '/0.1.0', '/0.1.1') WHERE seq = $m",
    "bad_hash", { m, _ in m }),
  Tampering(
    "the stated hash of an envelope",
    "UPDATE envelopes SET envelope = replace(envelope, '\"hash\":\"', '\"hash\":\"0') WHERE seq = $m",
    "bad_hash", { m, _ in m }),
  Tampering(
    "an inner row dropped", "DELETE FROM envelopes WHERE seq = $m", "seq_gap", { m, _ in m }),
  Tampering(
    "an inner row dropped and the rest moved up",
    """
    DELETE FROM envelopes WHERE seq = $m;
    UPDATE envelopes SET seq = -seq WHERE seq > $m; UPDATE envelopes SET seq = -seq - 1 WHERE seq < 0
    """, "seq_gap", { m, _ in m }),
  Tampering(
    "the first row dropped", "DELETE FROM envelopes WHERE seq = 1", "seq_gap", { _, _ in 1 }),
  Tampering(
    "the tail dropped", "DELETE FROM envelopes WHERE seq > $n - 3", "truncated",
    { _, n in n - 2 }),
  Tampering(
    "two rows swapped",
    """
    UPDATE envelopes SET seq = -seq WHERE seq IN ($m, $m + 1);
    UPDATE envelopes SET seq = 2 * $m + 1 + seq WHERE seq < 0
    """, "seq_gap", { m, _ in m }),
  Tampering(
    "the head moved back", "UPDATE head SET seq = seq - 1", "head_mismatch", { _, n in n }),
  Tampering(
    "the head moved on", "UPDATE head SET seq = seq + 1", "truncated", { _, n in n + 1 }),
  Tampering(
    "the head's hash", "UPDATE head SET hash = (SELECT root FROM checkpoints LIMIT 1)",
    "head_mismatch", { _, n in n }),
  Tampering("no head", "DELETE FROM head", "truncated", { _, n in n + 1 }),
  Tampering(
    "a checkpoint's root",
    "UPDATE checkpoints SET root = (SELECT hash FROM head) WHERE size = $n", "root_mismatch",
    { _, n in n }),
  Tampering(
    "a forged row behind the last",
    """
    INSERT INTO envelopes SELECT $n + 1, replace(envelope, '"seq":$n,', '"seq":' || ($n + 1) || ',')
    FROM envelopes WHERE seq = $n
    """, "broken_link", { _, n in n + 1 }),
  Tampering(
    "rubbish behind the last", "INSERT INTO envelopes VALUES ($n + 1, 'x')", "malformed",
    { _, n in n + 1 }),
]

@Suite struct AuditTests {
  /// A desk with a journal of some hundred envelopes.
  static func withJournal(_ body: (Desk, _ path: String, _ count: Int) throws -> Void) throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      _ = try desk.head(session, journal: "journal.sqlite")
      let count = try #require(try desk.verify().envelopes)
      #expect(count > 200)
      try body(desk, desk["journal.sqlite"], count)
    }
  }

  @Test("what is done to a journal is named with its place", arguments: tamperings)
  func tampered(_ tampering: Tampering) throws {
    try Self.withJournal { desk, path, count in
      let middle = count / 2
      try tampering.apply(to: path, m: middle, n: count)
      let outcome = try desk.verify()
      let place = tampering.place(middle, count)
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.output.hasPrefix("\(tampering.fault) at envelope \(place): "), "\(outcome.output)")
      // No checkpoint comes out of a journal that is not whole.
      let checkpoint = try desk.run(["audit", "checkpoint", "--journal", path])
      #expect(checkpoint.exitCode == 1 && checkpoint.output == "")
    }
  }

  @Test("an envelope that was changed and hashed again no longer leads to the next")
  func hashedAgain() throws {
    try Self.withJournal { desk, path, count in
      let middle = count / 2
      try Forger.rewrite(middle...middle, of: path)
      let outcome = try desk.verify()
      #expect(outcome.output.hasPrefix("broken_link at envelope \(middle + 1): "))
    }
  }

  @Test("a tail hashed again to its end is found by a checkpoint from outside, and only by that")
  func rewrittenTail() throws {
    try Self.withJournal { desk, path, count in
      let anchor = try keepCheckpoint(desk, path)
      #expect(try desk.verify(with: anchor).output.contains(", anchored through \(count)\n"))
      try Forger.rewrite((count / 2)...count, of: path)
      try Database.run("DELETE FROM checkpoints", path)
      let alone = try desk.verify()
      #expect(alone.exitCode == 0 && alone.output.contains("checkpointed through 0\n"))
      let outcome = try desk.verify(with: anchor)
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.hasPrefix("root_mismatch at envelope \(count): "))
    }
  }

  @Test("a journal cut and cleaned up is found by a checkpoint from outside")
  func cutAndCleaned() throws {
    try Self.withJournal { desk, path, count in
      let anchor = try keepCheckpoint(desk, path)
      let last = count / 2
      try Database.run(
        """
        DELETE FROM envelopes WHERE seq > \(last); DELETE FROM checkpoints WHERE size > \(last);
        UPDATE head SET seq = \(last),
          hash = (SELECT envelope ->> '$.hash' FROM envelopes WHERE seq = \(last))
        """, path)
      #expect(try desk.verify().exitCode == 0)
      let outcome = try desk.verify(with: anchor)
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.hasPrefix("truncated at envelope \(last + 1): "), "\(outcome.output)")
    }
  }

  @Test("what is no checkpoint is refused as such")
  func badCheckpoints() throws {
    try Self.withJournal { desk, _, _ in
      let rubbish = try desk.write("rubbish", Array("replay\n12\nxyz\n".utf8))
      let outcome = try desk.verify(with: ["--checkpoint", rubbish])
      #expect(outcome.exitCode == 1 && outcome.errors.contains("is no checkpoint"))
      #expect(try desk.verify(with: ["--checkpoint", desk["none"]]).exitCode == 66)
    }
  }

  private func keepCheckpoint(_ desk: Desk, _ path: String) throws -> [String] {
    let outcome = try desk.run(["audit", "checkpoint", "--journal", path])
    #expect(outcome.exitCode == 0 && outcome.output.split(separator: "\n").count == 3)
    return ["--checkpoint", try desk.write("kept.checkpoint", outcome.outputBytes)]
  }
}

/// Somebody who knows how the chain is made: changes envelopes and hashes them again.
private enum Forger {
  static func rewrite(_ range: ClosedRange<Int>, of path: String) throws {
    let rows = try Database.rows(
      "SELECT envelope FROM envelopes WHERE seq BETWEEN \(range.lowerBound) AND \(range.upperBound)",
      path)
    var replacedHash: (old: String, new: String)?
    for (offset, row) in rows.enumerated() {
      var text = row[0].replacing("/0.1.0", with: "/0.1.1")
      if let replacedHash { text = text.replacing(replacedHash.old, with: replacedHash.new) }
      let old = try #require(text.split(separator: "\"hash\":\"").dropFirst().first).prefix(64)
      let member = "\"hash\":\"\(old)\","
      let new = SHA256.hash([0] + Array(text.replacing(member, with: "").utf8)).hex
      text = text.replacing(member, with: "\"hash\":\"\(new)\",")
      try Database.replace(Int64(range.lowerBound + offset), with: Array(text.utf8), path)
      replacedHash = (String(old), new)
    }
    let last = "(SELECT max(seq) FROM envelopes)"
    try Database.run(
      """
      UPDATE head SET hash = (SELECT envelope ->> '$.hash' FROM envelopes WHERE seq = \(last))
      WHERE \(range.upperBound) = \(last)
      """, path)
  }
}
