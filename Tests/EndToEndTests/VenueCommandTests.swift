import JSON
import TestSupport
import Testing

@Suite("Running the simulated venue")
struct VenueCommandTests {
  private static func run(_ script: String, files: [String: String] = [:]) throws -> Outcome {
    try Places.withTemporaryFolder { folder in
      for (name, text) in files { try Places.write(Array(text.utf8), to: "\(folder)/\(name)") }
      var environment = Executable.environment
      environment["program"] = try Executable.built("polytraders").path
      environment["folder"] = folder
      return try Executable(path: "/bin/sh").run(
        ["-c", script], environment: environment, timeout: .seconds(60))
    }
  }

  @Test("it says where it listens, and a signal ends it with 0", arguments: ["INT", "TERM"])
  func starts(signal: String) throws {
    let outcome = try TradingDesk.run(
      """
      cat "$folder/ready"
      kill -\(signal) $running
      wait $running
      echo "exit $?"
      """)
    #expect(outcome.codes == [0], "\(outcome.output)\(outcome.errors)")
    let greeting = try #require(outcome.documents.first)
    for key in ["http", "ws", "rpc", "admin"] { #expect(greeting[key]?.string != nil) }
    #expect(greeting["chain_id"]?.int64 == 137)
    #expect(greeting["markets"]?.array?.count == 3)
    #expect(greeting["markets"]?.array?.first?["tokens"]?.array?.count == 2)
  }

  @Test("a port that another program has is told with what to do")
  func portTaken() throws {
    let outcome = try TradingDesk.run(
      #"port=$(field http | sed 's/.*://'); desk venue --port $port --ws-port 0 --rpc-port 0"#)
    #expect(outcome.codes == [1])
    #expect(outcome.errors.contains("error[PT1608]"))
    #expect(outcome.errors.contains("another program has it"))
    #expect(outcome.errors.contains("--port"))
  }

  @Test("mistakes of a script are found with their lines before anything listens")
  func badScript() throws {
    let script = """
      timeline:
        - { at: 5s, fault: { kind: lost-repl } }
        - { at: 5x, mode: normal }
      """
    let outcome = try Self.run(
      #"cd "$folder"; "$program" venue --port 0 --script s.yaml; echo "exit $?""#,
      files: ["s.yaml": script])
    #expect(outcome.codes == [1])
    #expect(outcome.errors.contains("s.yaml:2:30: error[PT1604]"))
    #expect(outcome.errors.contains("did you mean 'lost-reply'?"))
    #expect(outcome.errors.contains("s.yaml:3:11: error[PT1605]"))
  }

  @Test(
    "what cannot be followed is refused",
    arguments: [
      ("--script none.yaml", 66), ("--recording none.ndjson", 66), ("--chain-id 1", 64),
      ("--markets 0", 64), ("--markets 201", 64), ("--port 65535", 64), ("--port -1", 64),
      ("--balance -1", 64), ("--clock sun", 64),
    ])
  func refused(options: String, code: Int) throws {
    let outcome = try Self.run(#""$program" venue \#(options); echo "exit $?""#)
    #expect(outcome.codes == [code], "\(outcome.errors)")
  }
}
