import JSON
import TestSupport
import Testing

/// A simulated venue that runs as a program, and a desk with a key that trades there by the commands.
///
/// `/bin/sh` holds both together: the venue is up before the desk begins, and gone when it is done.
struct TradingDesk {
  /// The commands of the desk; `venue`, `channels` and `account` are options that lead to this venue, `token` and
  /// `market` name the last of its markets.
  static let preamble = """
    "$program" venue --port 0 --ws-port 0 --rpc-port 0 --format json $options \\
      > "$folder/ready" 2> "$folder/venue.log" &
    running=$!
    trap 'kill $running 2> /dev/null; wait $running 2> /dev/null' EXIT
    tries=0
    until grep -q '}' "$folder/ready" 2> /dev/null; do
      tries=$((tries + 1))
      [ $tries -lt 3000 ] || { cat "$folder/venue.log"; exit 99; }
      sleep 0.05
    done
    field() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/" "$folder/ready"; }
    venue="--venue $(field http)"
    channels="--ws $(field ws)"
    market=$(field condition_id)
    token=$(sed 's/.*"tokens":\\["\\([0-9]*\\)".*/\\1/' "$folder/ready")
    account="$venue --key env:DESK_KEY"
    desk() { "$program" "$@"; echo "exit $?"; }

    """

  /// A key that everybody knows.
  static let key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

  /// Runs `script` at a venue with these options, in a folder of its own; `files` are written there before.
  static func run(
    _ script: String, venue options: String = "--traders none", files: [String: String] = [:]
  ) throws -> Outcome {
    try Places.withTemporaryFolder { folder in
      for (name, text) in files { try Places.write(Array(text.utf8), to: "\(folder)/\(name)") }
      var environment = Executable.environment
      environment["program"] = try Executable.built("polytraders").path
      environment["folder"] = folder
      environment["options"] = options.replacing("FOLDER", with: folder)
      environment["DESK_KEY"] = key
      let outcome = try Executable(path: "/bin/sh").run(
        ["-c", preamble + script], environment: environment, timeout: .seconds(120))
      // Nothing that a command writes may show the key.
      #expect(
        !outcome.output.contains(key.dropFirst(2)) && !outcome.errors.contains(key.dropFirst(2)))
      return outcome
    }
  }
}

extension Outcome {
  /// The lines of JSON among the output.
  var documents: [JSONValue] {
    output.split(separator: "\n").filter { $0.hasPrefix("{") }
      .compactMap { try? JSONValue(parsing: String($0)) }
  }

  /// The exit codes that the desk wrote down, in their order.
  var codes: [Int] {
    output.split(separator: "\n").filter { $0.hasPrefix("exit ") }
      .compactMap { Int($0.dropFirst(5)) }
  }
}
