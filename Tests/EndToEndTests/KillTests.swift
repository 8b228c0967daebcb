import FoundationEssentials
import JSON
import TestSupport
import Testing

/// `polytraders kill`: one person stops, two others arm, and nothing else does.
struct KillTests {
  /// The program's own files in a temporary folder, with the house's policies approved there.
  @Test("a day of the kill switch, by the built program")
  func day() throws {
    try RiskTeamDesk.with { desk in
      let store = desk.desk["run"]
      func kill(_ words: String...) throws -> Outcome {
        try Executable.built("polytraders").run(
          ["kill"] + words + ["--store", store], environment: desk.environment,
          folder: desk.repository.path)
      }
      for key in ["env:BOB", "env:CAROL"] {
        let signed = try desk.run("approve", "--proposer", "alice", "--key", key, "--yes")
        #expect([0, 2].contains(signed.exitCode ?? -1), "\(signed.errors)")
      }
      let armed = try kill("status")
      #expect(armed.exitCode == 0 && armed.output.hasPrefix("armed"))

      let tripped = try kill("trip", "--reason", "prices of another market", "--by", "alice")
      #expect(tripped.exitCode == 1, "latched, and no run ever used the folder")
      #expect(tripped.errors.contains("PT2530") && tripped.errors.contains("NOBODY LISTENS"))
      #expect(tripped.output.contains("TRIPPED") && tripped.output.contains("by alice"))
      #expect(try kill("trip", "--reason", "again").output.contains("it stood already"))
      let status = try kill("status", "--format", "json")
      #expect(status.exitCode == 1)
      let json = try JSONValue(parsing: status.output)
      #expect(json["armed"]?.bool == false && json["kills"]?.array?.count == 1)
      #expect(json["kills"]?.array?[0]["record"]?["state"]?.string == "TRIPPED")

      let tooEarly = try kill("reset", "--key", "env:BOB", "--tick", "no_orders_in_flight")
      #expect(tooEarly.exitCode == 1 && tooEarly.errors.contains("PT2512"), "\(tooEarly.errors)")
      let nobody = try kill("trip", "--scope", "galaxy", "--reason", "x")
      #expect(nobody.exitCode == 64)

      // A latch that somebody edits is tripped everywhere.
      let latch = "run/kill.json"
      let text = String(decoding: try desk.desk.read(latch), as: UTF8.self)
      _ = try desk.desk.write(latch, Array(text.replacing("TRIPPED", with: "ARMED").utf8))
      let edited = try kill("status")
      #expect(edited.exitCode == 1 && edited.output.contains("unreadable"), "\(edited.output)")
      let refused = try kill("reset", "--key", "env:BOB")
      #expect(refused.exitCode == 1 && refused.errors.contains("PT2502"), "\(refused.errors)")
      let again = try kill("trip", "--reason", "the latch was edited", "--by", "alice")
      #expect(again.exitCode == 1 && again.errors.contains("PT2530"), "\(again.errors)")
      #expect(try kill("status").output.contains("unreadable, manual"))
    }
  }
}
