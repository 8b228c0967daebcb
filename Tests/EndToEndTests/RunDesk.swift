import TestSupport
import Testing

/// A root of its own with the project's documents, approved by the published keys of test nodes, in which `/bin/bash`
/// runs the built program as a desk would.
struct RunDesk {
  /// `$program`, `$folder` (the root is `$folder/root`), the keys, and how to sign, to make events and to wait.
  private static let preamble = """
    set -u
    cd "$folder"
    sign() { KEY=$1 "$program" approve --proposer quinn --key env:KEY --yes --policies root > sign.log 2>&1 || cat sign.log; }
    life() { sed -i "s/stale_ttl_s: { value: [0-9a-z]*/stale_ttl_s: { value: $1/" root/policies/execution.yaml; }
    event() {
      local now=$(($(date +%s) * 1000))
      printf '{"event_id":"%s","now_ms":%s,"kill_switch":false,"registry_available":true,"cancel_replace_count_60s":0,' "$1" $now
      printf '"order":{"id":"0x%s","market":"0x5e","side":"BUY","price":"0.50","tick_size":"0.01","placed_at_ms":%s,"queue_position":5},' "$1" $((now - 40000))
      printf '"book":{"available":true,"best_bid":"0.50","best_ask":"0.52","age_ms":5}}\\n'
    }
    # Waits until a file has a text; a desk that never gets there ends the test.
    await() {
      local tries=0
      until grep -q -- "$2" "$1" 2> /dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 4000 ] || { echo "no '$2' in $1"; cat "$1"; exit 99; }
        sleep 0.05
      done
    }
    mkdir -p root && cp -r "$checkout/bots" "$checkout/policies" "$checkout/specs" root/ && rm -rf root/specs/approved

    """

  /// The first release, signed by bob and carol.
  static let approved = "sign $bob; sign $carol\n"

  static func run(_ script: String) throws -> Outcome {
    try Places.withTemporaryFolder { folder in
      var environment = Executable.environment
      environment["program"] = try Executable.built("polytraders").path
      environment["folder"] = folder
      environment["checkout"] = Places.checkout
      environment["alice"] = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
      environment["bob"] = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
      environment["carol"] = "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"
      return try Executable(path: "/bin/bash").run(
        ["-c", preamble + script], environment: environment, timeout: .seconds(180))
    }
  }
}
