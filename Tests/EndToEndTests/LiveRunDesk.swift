import FoundationEssentials
import JSON
import TestSupport
import Testing

/// A desk that trades at a simulated venue on this machine: a root with the project's documents, approved by the
/// published keys of test nodes, a venue, and `/bin/bash` that runs the built program as an operator would.
struct LiveRunDesk {
  /// `start OPTIONS` begins a run in the background, `$run` is its process; `desk WORDS` asks the venue as the
  /// account; `await FILE TEXT` waits; `truth` prints what venue and journal say, as lines of JSON.
  private static let preamble = """
    set -u
    cd "$folder"
    mkdir -p root && cp -r "$checkout/bots" "$checkout/policies" "$checkout/specs" root/ && rm -rf root/specs/approved
    sed -i 's/owns: \\[risk-execution\\]/owns: [risk-execution, polytraders-risk]/' root/specs/approvers.yaml
    for KEY in $bob $carol; do
      export KEY; "$program" approve --proposer quinn --key env:KEY --yes --policies root > sign.log 2>&1 || cat sign.log
    done
    await() {
      local tries=0
      until grep -q -- "$2" "$1" 2> /dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 800 ] || { echo "no '$2' in $1"; tail -n 40 "$1"; exit 99; }
        sleep 0.05
      done
    }
    "$program" venue --port 0 --ws-port 0 --rpc-port 0 --format json $options > ready 2> venue.log & venue=$!
    trap 'kill $venue 2> /dev/null; wait $venue 2> /dev/null' EXIT
    await ready '}'
    field() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/" ready; }
    market=$(field condition_id)
    token=$(sed 's/.*"tokens":\\["\\([0-9]*\\)".*/\\1/' ready)
    bid=$("$program" market book "$token" --venue "$(field http)" --format json | sed 's/.*"bids":\\[{"price":"\\([0-9.]*\\)".*/\\1/')
    place="--venue $(field http) --key env:DESK_KEY"
    start() {
      "$program" run $place --ws "$(field ws)" --rpc "$(field rpc)" --policies root --store desk \\
        --journal journal.sqlite "$@" >> run.out 2>> run.log & run=$!
    }
    desk() { "$program" account "$@" $place --format json; }
    admin() { curl -s -X "$1" "$(field http)/admin/$2" ${3:+-d "$3"} > admin.log; }
    truth() {
      echo '{"from":"venue orders"}'; desk orders
      echo '{"from":"venue trades"}'; desk trades
      echo '{"from":"journal"}'; "$program" orders list --format json --journal journal.sqlite
      "$program" audit verify --journal journal.sqlite | head -1 | cut -c1-3
    }
    plan() {
      printf '{"schema":"polytraders/execution-plan/1","intent":"%s","strategy":"hand","time_ms":%s000,"legs":[{"market":"%s","token":"%s","side":"%s","price":"%s","size":"%s","tick":"0.001"}]}\\n' \\
        "$1" "$(date +%s)" "$market" "$token" "$2" "$3" "$4"
    }

    """

  static func run(
    _ script: String, venue options: String = "--seed 3"
  ) throws -> LiveRunOutcome {
    try Places.withTemporaryFolder { folder in
      var environment = Executable.environment
      environment["program"] = try Executable.built("polytraders").path
      environment["folder"] = folder
      environment["checkout"] = Places.checkout
      environment["options"] = options
      environment["DESK_KEY"] = TradingDesk.key
      environment["bob"] = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
      environment["carol"] = "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"
      let outcome = try Executable(path: "/bin/bash").run(
        ["-c", preamble + script], environment: environment, timeout: .seconds(240))
      let log = (try? Data(contentsOf: URL(filePath: "\(folder)/run.log"))).map {
        String(decoding: $0.suffix(6_000), as: UTF8.self)
      }
      return LiveRunOutcome(outcome: outcome, log: log ?? "")
    }
  }
}

/// What a script on a desk left, and what venue and journal said at its end.
struct LiveRunOutcome {
  let outcome: Outcome
  /// The end of what the runs said.
  let log: String

  var output: String { outcome.output }
  var story: String { "\(output.suffix(3_000))\n\(outcome.errors.suffix(2_000))\n\(log)" }

  /// The lines of JSON between `{"from":"part"}` and the next such mark.
  func documents(_ part: String) -> [JSONValue] {
    var isInside = false
    var found: [JSONValue] = []
    for line in output.split(separator: "\n") where line.hasPrefix("{") {
      guard let value = try? JSONValue(parsing: String(line)) else { continue }
      if let name = value["from"]?.string {
        isInside = name == part
      } else if isInside {
        found.append(value)
      }
    }
    return found
  }

  var openAtVenue: [JSONValue] { documents("venue orders") }
  var orders: [JSONValue] { documents("journal") }
  /// Orders that were signed.
  var signed: [JSONValue] { orders.filter { $0["order_id"]?.string != nil } }

  /// Millionths of shares that the venue traded for each order, trades that failed left out.
  var filledAtVenue: [String: Int64] {
    var filled: [String: Int64] = [:]
    for trade in documents("venue trades") where trade["status"]?.string != "FAILED" {
      if let taker = trade["taker_order_id"]?.string {
        filled[taker, default: 0] += Self.millionths(trade["size"]?.string)
      }
      for maker in trade["makers"]?.array ?? [] {
        guard let id = maker["order_id"]?.string else { continue }
        filled[id, default: 0] += Self.millionths(maker["matched_amount"]?.string)
      }
    }
    return filled
  }

  static func millionths(_ text: String?) -> Int64 {
    let parts = (text ?? "0").split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    let padded = fraction + String(repeating: "0", count: max(0, 6 - fraction.count))
    return (Int64(parts[0]) ?? 0) * 1_000_000 + (Int64(padded) ?? 0)
  }

  /// What the venue and the journal must agree on when nothing is under way any more.
  func expectAgreement() {
    #expect(openAtVenue.isEmpty, "open at the venue: \(openAtVenue)\n\(story)")
    let atVenue = filledAtVenue
    for order in signed {
      let id = order["order_id"]?.string ?? ""
      #expect(
        Self.millionths(order["filled_quantity"]?.string) == atVenue[id] ?? 0,
        "\(order.compactText)\n\(log)")
      #expect(order["open_quantity"]?.string == "0", "\(order.compactText)")
    }
    expectOneLife()
  }

  /// Of one leg of an intent never two orders lived at once, and no name was given twice.
  private func expectOneLife() {
    let names = orders.compactMap { $0["client_order_id"]?.string }
    #expect(Set(names).count == names.count, "a client order id twice")
    var ends: [String: Int64] = [:]
    for order in signed {
      guard let name = order["client_order_id"]?.string, let cut = name.lastIndex(of: "/") else {
        continue
      }
      let leg = String(name[..<cut])
      let steps = order["timeline"]?.array ?? []
      let sent = steps.first { $0["to"]?.string != "SIGNED" }?["time_ms"]?.int64 ?? 0
      if let end = ends[leg] {
        #expect(sent >= end, "\(name) was sent before the order it replaces had ended")
      }
      ends[leg] = steps.last?["time_ms"]?.int64 ?? .max
    }
  }
}
