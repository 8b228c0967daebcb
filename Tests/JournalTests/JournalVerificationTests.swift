import Hashing
import Journal
import TestSupport
import Testing
import Trading

@Suite struct JournalVerificationTests {
  @Test(arguments: [0, 1, 2, 7, 1000, 2101])
  func whatWasWrittenVerifies(count: Int) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      let head = try Samples.write(count, to: path)
      let reader = try JournalReader(path: path)
      let result = try reader.verify()
      #expect(result.fault == nil)
      #expect(result.verifiedThrough == Int64(count))
      #expect(result.head == head)
      #expect(result.checkpointedThrough == Int64(count))
      #expect(try reader.count() == Int64(count))
      #expect(try reader.head()?.hash == head)
      let anchor = try #require(result.checkpoint)
      #expect(Checkpoint(text: anchor.text) == anchor)
      #expect(try reader.verify(anchor: anchor).anchoredThrough == Int64(count))
    }
  }

  /// What somebody does to a journal of 30 envelopes, and what verification must say.
  static let harm: [(sql: String, kind: ChainFault.Kind, sequence: Int64)] = [
    (
      "UPDATE envelopes SET envelope = replace(envelope, '\"seq\":9,', '\"seq\":90,') WHERE seq = 9",
      .sequenceGap, 9
    ),
    (
      "UPDATE envelopes SET envelope = replace(envelope, 'polymarket', 'polymarkex') WHERE seq = 12",
      .badHash, 12
    ),
    // Same meaning, other bytes.
    (
      "UPDATE envelopes SET envelope = replace(envelope, ',\"log_id\"', ', \"log_id\"') WHERE seq = 4",
      .malformed, 4
    ),
    ("UPDATE envelopes SET envelope = '' WHERE seq = 5", .malformed, 5),
    ("UPDATE envelopes SET envelope = '[]' WHERE seq = 30", .malformed, 30),
    ("DELETE FROM envelopes WHERE seq = 11", .sequenceGap, 11),
    ("DELETE FROM envelopes WHERE seq = 1", .sequenceGap, 1),
    ("DELETE FROM envelopes WHERE seq > 27", .truncated, 28),
    ("DELETE FROM envelopes", .truncated, 1),
    ("DELETE FROM head", .truncated, 31),
    ("UPDATE head SET seq = 29", .headMismatch, 30),
    ("UPDATE head SET hash = replace(hash, substr(hash, 1, 2), 'zz')", .truncated, 31),
    ("UPDATE head SET hash = (SELECT root FROM checkpoints)", .headMismatch, 30),
    ("UPDATE checkpoints SET root = (SELECT hash FROM head)", .rootMismatch, 30),
    ("UPDATE checkpoints SET size = 31", .truncated, 31),
    ("UPDATE checkpoints SET size = -5", .rootMismatch, 1),
    ("UPDATE checkpoints SET recorded_ms = -9223372036854775808", .checkpointMismatch, 30),
    ("UPDATE head SET seq = -5", .headMismatch, 1),
    ("UPDATE head SET seq = 0", .headMismatch, 1),
    ("UPDATE head SET seq = 9223372036854775807", .truncated, 31),
    ("UPDATE head SET log_id = 'other'", .headMismatch, 30),
    ("UPDATE envelopes SET envelope = '{}' WHERE seq = 7", .sequenceGap, 7),
    (
      "UPDATE envelopes SET envelope = replace(envelope, '\"prev_hash\"', '\"prev_hasi\"') WHERE seq = 8",
      .brokenLink, 8
    ),
    (
      "UPDATE envelopes SET envelope = replace(envelope, '\"hash\"', '\"hasi\"') WHERE seq = 8",
      .badHash, 8
    ),
    // Two neighbours change places, and a tail is closed up.
    (
      """
      UPDATE envelopes SET seq = -seq WHERE seq IN (20, 21);
      UPDATE envelopes SET seq = 41 + seq WHERE seq < 0
      """, .sequenceGap, 20
    ),
    (
      "DELETE FROM envelopes WHERE seq = 17; UPDATE envelopes SET seq = seq - 1 WHERE seq > 17",
      .sequenceGap, 17
    ),
  ]

  @Test(arguments: harm.indices)
  func harmIsNamedWithItsPlace(index: Int) throws {
    let (sql, kind, sequence) = Self.harm[index]
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      try Samples.write(30, to: path)
      try Database.run(sql, path)
      let fault = try JournalReader(path: path).verify().fault
      #expect(fault?.kind == kind, "\(sql): \(String(describing: fault))")
      #expect(fault?.sequence == sequence, "\(sql): \(String(describing: fault))")
      // A writer never appends to it.
      #expect(throws: JournalError.self) {
        try JournalWriter(path: path, logID: "test", now: { 0 })
      }
    }
  }

  /// Every envelope is sealed anew, so that only what the envelopes say can give it away.
  @Test(arguments: [1, 4])
  func anEnvelopeOfAnotherLogIsNamed(stranger: Int64) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      try Samples.write(5, to: path)
      var own = EnvelopeSealer(logID: "test")
      var head = Digest32.zero
      for sequence in Int64(1)...5 {
        let log = sequence == stranger ? "another" : "test"
        var sealer = EnvelopeSealer(logID: log, after: sequence - 1, hash: head)
        var row: [UInt8] = []
        sealer.seal(
          EnvelopeDraft(kind: .health, time: 1, recorded: 1, scope: "global"), into: &row)
        head = sealer.hash
        own = sealer
        try Database.replace(sequence, with: row, path)
      }
      try Database.run("DELETE FROM checkpoints; UPDATE head SET hash = '\(own.hash)'", path)
      let fault = try JournalReader(path: path).verify().fault
      #expect(fault?.kind == .otherLog)
      // The first envelope names the log, so behind another first one the second is the stranger.
      #expect(fault?.sequence == max(stranger, 2))
    }
  }

  /// 2,500 envelopes 37 ms apart: checkpoints behind 1000, 2000 and, at the end, 2500.
  @Test(
    arguments: [
      ("DELETE FROM checkpoints", 1000), ("DELETE FROM checkpoints WHERE size = 1000", 1000),
      ("DELETE FROM checkpoints WHERE size = 2000", 2000),
      ("DELETE FROM checkpoints WHERE size = 2500", nil),
    ] as [(String, Int64?)])
  func aCheckpointOfTheScheduleMustBeThere(sql: String, missing: Int64?) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      try Samples.write(2500, to: path)
      try Database.run(sql, path)
      let verification = try JournalReader(path: path).verify()
      #expect(verification.fault?.kind == missing.map { _ in .checkpointMissing })
      #expect(verification.fault?.sequence == missing)
      #expect(verification.checkpointedThrough == missing.map { $0 - 1000 } ?? 2000)
    }
  }

  @Test func aCheckpointIsDueAfterAMinuteOfTheEnvelopesOwnTime() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      let writer = try JournalWriter(path: path, logID: "test", now: { 0 })
      for time in [0, 59_999, 60_000, 60_001, 1 << 52, -(1 << 52)] as [Int64] {
        try writer.append(
          EnvelopeDraft(kind: .health, time: time, recorded: time, scope: "global"))
      }
      try writer.close()
      #expect(try JournalReader(path: path).checkpoints().map(\.size) == [3, 5, 6])
      #expect(try JournalReader(path: path).verify().fault == nil)
      try Database.run("DELETE FROM checkpoints WHERE size = 5", path)
      let fault = try JournalReader(path: path).verify().fault
      #expect(fault?.kind == .checkpointMissing)
      #expect(fault?.sequence == 5)
    }
  }

  /// Appending, repeating and closing in between move the schedule; what they leave verifies.
  @Test func checkpointsOfWritersInTurnFollowOneSchedule() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      try Samples.write(500, to: path)
      try Samples.write(1400, to: path, from: 500)
      try Samples.write(2600, to: path, mode: .replay)
      let reader = try JournalReader(path: path)
      #expect(try reader.verify().fault == nil)
      #expect(try reader.checkpoints().map(\.size) == [500, 1400, 2400, 2600])
    }
  }

  @Test func aRepeatedRunIsNotWrittenBehindAWrongHead() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      try Samples.write(30, to: path)
      for sequence in [-5, 0, 29] {
        try Database.run("UPDATE head SET seq = \(sequence)", path)
        do {
          _ = try JournalWriter(path: path, logID: "test", mode: .replay, now: { 0 })
          Issue.record("the head \(sequence) was taken")
        } catch JournalError.damaged(let fault) {
          #expect(fault.sequence == Int64(max(sequence, 0) + 1))
        }
      }
    }
  }

  @Test func anyByteChangedInAnyRowIsFound() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      try Samples.write(6, to: path)
      var generator = SeededGenerator(seed: 99)
      for sequence in Int64(1)...6 {
        let row = try #require(try JournalReader(path: path).envelope(sequence))
        for _ in 0..<40 {
          let place = Int(generator.next() % UInt64(row.count))
          var changed = row
          changed[place] ^= UInt8(1 + generator.next() % 127)
          try Database.replace(sequence, with: changed, path)
          let fault = try JournalReader(path: path).verify().fault
          #expect(fault?.sequence == sequence, "byte \(place) of envelope \(sequence)")
        }
        try Database.replace(sequence, with: row, path)
      }
      #expect(try JournalReader(path: path).verify().fault == nil)
    }
  }

  @Test func aRewrittenJournalIsOnlySeenFromOutside() throws {
    try Places.withTemporaryFolder { folder in
      try Samples.write(40, to: folder + "/a.journal", seed: 1)
      try Samples.write(40, to: folder + "/b.journal", seed: 2)
      try Samples.write(20, to: folder + "/c.journal", seed: 1)
      let anchor = try #require(try JournalReader(path: folder + "/a.journal").verify().checkpoint)
      let rewritten = try JournalReader(path: folder + "/b.journal")
      #expect(try rewritten.verify().fault == nil)
      #expect(try rewritten.verify(anchor: anchor).fault?.kind == .rootMismatch)
      let cut = try JournalReader(path: folder + "/c.journal")
      #expect(try cut.verify().fault == nil)
      let fault = try cut.verify(anchor: anchor).fault
      #expect(fault?.kind == .truncated)
      #expect(fault?.sequence == 21)
      var other = anchor
      other.origin = "another"
      #expect(try rewritten.verify(anchor: other).fault?.kind == .otherLog)
    }
  }

  @Test(arguments: [
    "", "test\n3\n", "test\n3\nAAAA\n", "test\n-1\n\n",
    "\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "test\n03\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "test\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
  ])
  func otherTextIsNoCheckpoint(text: String) {
    #expect(Checkpoint(text: text) == nil)
  }

  @Test func checkpointTextIsTheC2SPForm() {
    let checkpoint = Checkpoint(origin: "test", size: 0, root: MerkleTree().root)
    #expect(checkpoint.text == "test\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
  }
}
