import TestSupport
import Testing

@Suite("Recording the market channel")
struct RecordTests {
  @Test("a recording of the simulated venue is replayed", arguments: ["a.ndjson", "a.ndjson.gz"])
  func replayed(name: String) throws {
    let outcome = try TradingDesk.run(
      """
      desk record --market $market --out "$folder/\(name)" --seconds 3 $venue $channels
      desk record --market $token --out "$folder/\(name)" --seconds 1 $venue $channels
      desk record --market $token --out "$folder/\(name)" --seconds 1 --append $venue $channels
      desk replay --market "$folder/\(name)" --journal "$folder/journal.sqlite"
      desk audit verify --journal "$folder/journal.sqlite"
      """, venue: "--traders all")
    #expect(outcome.codes == [0, 1, 0, 0, 0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("PT1512"))
    #expect(outcome.output.contains("2 tokens, 0 interruptions"))
    let figure = try #require(outcome.figure("recorded"))
    #expect(figure.contains("1 market"), "\(figure)")
  }

  @Test("a recorder ends cleanly by a signal, with all it was told", arguments: ["INT", "TERM"])
  func signalled(name: String) throws {
    let outcome = try TradingDesk.run(
      """
      "$program" record --market $market --out "$folder/a.ndjson.gz" $venue $channels > "$folder/said" &
      recording=$!
      sleep 2
      kill -\(name) $recording
      wait $recording
      echo "exit $?"
      cat "$folder/said"
      desk replay --market "$folder/a.ndjson.gz" --journal "$folder/journal.sqlite"
      """, venue: "--traders all")
    #expect(outcome.codes == [0, 0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("messages in"))
  }

  @Test("a dropped channel is taken up again, and the recording says so")
  func interrupted() throws {
    let script = """
      apiVersion: polytraders/v1
      kind: VenueScript
      timeline:
        - { at: 3s, fault: { kind: dropped-socket, channel: market, times: 1 } }
      """
    let outcome = try TradingDesk.run(
      """
      desk record --market $market --out "$folder/a.ndjson" --seconds 8 $venue $channels
      grep -n CONNECTION "$folder/a.ndjson" | sed 's/^[0-9]*://'
      desk replay --market "$folder/a.ndjson" --journal "$folder/journal.sqlite"
      """, venue: "--traders all --script FOLDER/script.yaml", files: ["script.yaml": script])
    #expect(outcome.codes == [0, 0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("CONNECTION LOST\nCONNECTION RESTORED"))
    #expect(outcome.output.contains("1 interruption:"))
    #expect(outcome.errors.contains("connecting again"))
  }

  @Test("a socket that answers PING and tells nothing is given up for a new one")
  func silent() throws {
    let script = """
      apiVersion: polytraders/v1
      kind: VenueScript
      timeline:
        - { at: 3s, fault: { kind: silent-socket, channel: market, for: 9s } }
      """
    let outcome = try TradingDesk.run(
      """
      desk record --market $market --out "$folder/a.ndjson" --seconds 18 --silence 2s $venue $channels
      sed -n '/CONNECTION RESTORED/,$p' "$folder/a.ndjson" | grep -c event_type
      """, venue: "--traders all --script FOLDER/script.yaml", files: ["script.yaml": script])
    #expect(outcome.codes == [0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("it told nothing more"), "\(outcome.errors)")
    let behind = outcome.output.split(separator: "\n").last.flatMap { Int($0) }
    #expect(behind ?? 0 > 0)
  }

  @Test(
    "a full disk ends a recording with whole lines", .enabled(if: FullDiskTests.canMount),
    arguments: [("a.ndjson", "64k"), ("a.ndjson.gz", "40k")])
  func fullDisk(name: String, size: String) throws {
    let outcome = try TradingDesk.run(
      """
      mkdir "$folder/disk" && mount -t tmpfs -o size=\(size) none "$folder/disk" || exit 98
      trap 'umount "$folder/disk"; kill $running; wait $running' EXIT
      desk record --market $market --out "$folder/disk/\(name)" --seconds 60 $venue $channels
      desk replay --market "$folder/disk/\(name)" --journal "$folder/journal.sqlite"
      """, venue: "--traders all")
    #expect(outcome.codes == [74, 0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("No space left"), "\(outcome.errors)")
  }

  @Test("what cannot be recorded is said before anything is written")
  func refused() throws {
    let outcome = try TradingDesk.run(
      """
      desk record --market 0x12 --out "$folder/a" --seconds 1 $venue $channels
      desk record --market $token --out "$folder/a" --seconds 1 $venue
      desk record --market $token --out "$folder/a" --seconds 1 $venue --ws ws://127.0.0.1:1
      desk record --market $token --out "$folder/none/../a/b/" --seconds 1 $venue $channels
      ls "$folder"
      """)
    #expect(outcome.codes == [1, 1, 1, 74], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("PT1511") && outcome.errors.contains("PT1514"))
  }
}
