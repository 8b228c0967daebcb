import TestSupport
import Testing

@Suite struct ExplainTests {
  @Test("every code in a journal is explained, and executed again to the same bytes")
  func everyCode() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.long)
      let words = ["--set", "stale_ttl_s=5s", "--set", "cancel_replace_per_min_cap=40 ops"]
      #expect(try desk.replay(session, with: words).exitCode == 0)
      let rows = try Database.rows(
        """
        SELECT envelope ->> '$.reason_codes[0]', min(seq), max(seq) FROM envelopes
        WHERE envelope ->> '$.kind' IN ('decision', 'health') GROUP BY 1
        """, desk["journal.sqlite"])
      let codes = Set(rows.map { $0[0] })
      #expect(codes.isSuperset(of: ["QUEUE_WARDEN_HOLD", "QUEUE_WARDEN_STALE_ORDER"]))
      #expect(codes.count >= 6, "\(codes)")
      for row in rows {
        for sequence in Set([row[1], row[2]]) {
          let outcome = try desk.run(["explain", sequence, "--journal", desk["journal.sqlite"]])
          #expect(outcome.exitCode == 0, "\(sequence): \(outcome.errors)")
          #expect(outcome.output.hasPrefix("envelope \(sequence)  \(row[0])  "))
          #expect(outcome.output.contains(" decided \(row[0]), "), "\(outcome.output)")
          #expect(outcome.output.contains("\nre-execution gives the same "))
        }
      }
    }
  }

  @Test("what cannot be explained says what it is, and where to look")
  func refused() throws {
    try AuditTests.withJournal { desk, path, count in
      let cancel = try #require(
        try Database.rows(
          """
          SELECT seq, envelope ->> '$.causes[0]' FROM envelopes
          WHERE envelope ->> '$.kind' = 'cancel' LIMIT 1
          """, path
        ).first)
      let table: [(sequence: String, code: Int32, message: String)] = [
        ("0", 1, "has no envelope 0; it has 1 to \(count)"),
        ("\(count + 1)", 1, "has no envelope \(count + 1); it has 1 to \(count)"),
        ("1", 1, "envelope 1 is no decision; its kind is 'config'"),
        (
          cancel[0], 1,
          "help: it follows from envelope \(cancel[1]): polytraders explain \(cancel[1])"
        ),
        ("4x", 64, "'4x' is no value for SEQ: expected a whole number"),
        ("99999999999999999999", 64, "expected a whole number"),
      ]
      for row in table {
        let outcome = try desk.run(["explain", row.sequence, "--journal", path])
        #expect(outcome.exitCode == row.code && outcome.output == "", "\(row.sequence)")
        #expect(outcome.errors.contains(row.message), "\(outcome.errors)")
      }
      #expect(try desk.run(["explain", cancel[1], "--journal", path]).exitCode == 0)
      let absent = try desk.run(["explain", "5", "--journal", desk["none"]])
      #expect(absent.exitCode == 66 && absent.errors.contains("there is no journal at "))
    }
  }

  @Test("a decision that was changed in the journal is not explained away")
  func tampered() throws {
    try AuditTests.withJournal { desk, path, _ in
      let row = try #require(
        try Database.rows(
          "SELECT min(seq) FROM envelopes WHERE envelope ->> '$.kind' = 'decision'", path
        ).first)
      try Database.run(
        """
        UPDATE envelopes SET envelope = replace(envelope, '"action":"', '"action":"x')
        WHERE seq = \(row[0])
        """, path)
      let outcome = try desk.run(["explain", row[0], "--journal", path])
      #expect(outcome.exitCode == 1 && outcome.output == "")
      #expect(outcome.errors.contains("envelope \(row[0]) was changed after it was written"))
      #expect(outcome.errors.contains("audit verify"))
    }
  }

  @Test("policies that were changed in the journal are not believed")
  func otherPolicies() throws {
    try AuditTests.withJournal { desk, path, count in
      try Database.run(
        """
        UPDATE envelopes SET envelope = replace(envelope, 'stale_ttl_s: { value: 45s', 'stale_ttl_s: { value: 46s')
        WHERE seq = 1
        """, path)
      let row = try #require(
        try Database.rows(
          "SELECT min(seq) FROM envelopes WHERE envelope ->> '$.kind' = 'decision'", path
        ).first)
      let outcome = try desk.run(["explain", row[0], "--journal", path])
      #expect(outcome.exitCode == 1 && outcome.output == "")
      #expect(
        outcome.errors.contains("the journalled policies have the digest "), "\(outcome.errors)")
    }
  }
}
