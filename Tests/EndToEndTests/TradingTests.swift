import JSON
import TestSupport
import Testing

@Suite("Trading at the simulated venue")
struct TradingTests {
  @Test("everybody may read markets, books, rules and the time")
  func reads() throws {
    let outcome = try TradingDesk.run(
      """
      for command in "time" "list" "show $token" "show $market" "book $token" "tick-size $token" "price $token"; do
        desk market $command $venue --format json
      done
      desk market show "$market" $venue
      desk market book 17 $venue
      desk market show 0x12 $venue
      """, venue: "--traders makers")
    #expect(outcome.codes == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1], "\(outcome.output)\(outcome.errors)")
    let documents = outcome.documents
    // A person reads what the market asks.
    let question = try #require(documents.last { $0["question"] != nil }?["question"]?.string)
    #expect(outcome.output.split(separator: "\n").contains { $0 == question })
    #expect(documents.first?["version"]?.int64 == 2)
    #expect(documents.count { $0["condition_id"] != nil } == 5)
    let book = try #require(documents.first { $0["bids"] != nil })
    #expect(book["bids"]?.array?.isEmpty == false && book["asks"]?.array?.isEmpty == false)
    let rules = try #require(documents.first { $0["contract"] != nil })
    #expect(rules["minimum_order_size"]?.string == "5" && rules["neg_risk"]?.string == "false")
    #expect(outcome.errors.contains("PT1503"))
  }

  @Test("a key is made once, kept in a file that others cannot read, listed and deleted")
  func keys() throws {
    let outcome = try TradingDesk.run(
      """
      file="$folder/api.json"
      desk account api-key derive $account
      desk account api-key create $account --out "$file"
      desk account api-key create $account
      desk account api-key derive $account --format json
      desk account api-key create $account --nonce 7 --out "$file"
      desk account api-key list $venue --credentials "$file"
      ls -l "$file" | cut -c1-10
      chmod 644 "$file"
      desk account orders $venue --credentials "$file"
      chmod 600 "$file"
      desk account orders $venue --credentials "$file"
      desk account api-key delete $venue --credentials "$file"
      desk account orders $venue --credentials "$file"
      cat "$file"
      """)
    #expect(outcome.codes == [1, 0, 1, 0, 1, 0, 1, 0, 0, 1], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("-rw-------"))
    let written = try #require(outcome.documents.last)
    let secret = try #require(written["secret"]?.string)
    // Only the file itself, which the script shows last, has the secret.
    #expect(outcome.output.split(separator: secret, omittingEmptySubsequences: false).count == 2)
    #expect(!outcome.errors.contains(secret))
    #expect(outcome.errors.contains("PT1504"))
  }

  @Test("an order rests, is found, is cancelled and is found cancelled")
  func life() throws {
    let outcome = try TradingDesk.run(
      """
      desk account post --token $token --side buy --price 0.4 --size 10 $account --type gtc --format json | tee "$folder/post"
      id=$(sed -n 's/.*"order_id":"\\(0x[0-9a-f]*\\)".*/\\1/p' "$folder/post" | head -1)
      desk account orders $account --format json
      desk account order $id $account --format json
      desk account cancel $id $account --format json
      desk account cancel $id $account --format json
      desk account order $id $account --format json
      desk account orders $account --format json
      desk account order 0x1111111111111111111111111111111111111111111111111111111111111111 $account
      """)
    #expect(outcome.codes == [0, 0, 0, 0, 1, 0, 0, 1], "\(outcome.output)\(outcome.errors)")
    let documents = outcome.documents
    #expect(documents.count == 7)
    let id = try #require(documents.first?["order_id"]?.string)
    #expect(documents[0]["state"]?.string == "sending" && documents[1]["status"]?.string == "live")
    #expect(documents[2]["id"]?.string == id && documents[3]["status"]?.string == "LIVE")
    #expect(documents[4]["canceled"]?.array?.count == 1)
    #expect(documents[5]["not_canceled"]?.members?.first?.key == id)
    #expect(documents[6]["status"]?.string == "CANCELED")
  }

  @Test("an order that would be refused for certain never leaves, one the venue refuses says why")
  func refusals() throws {
    let outcome = try TradingDesk.run(
      """
      post="account post --token $token --side buy $account"
      desk $post --price 0.4005 --size 10
      desk $post --price 0.4 --size 1
      desk $post --price 0.4 --size 10 --type GTD
      desk $post --price 0.4 --size 10 --type FOK --post-only
      desk $post --price 0.4 --size 10 --amount 5
      desk $post --price 0.4 --size 1000000
      desk $post --price 0.4 --size 10 --type FOK
      desk account post --token 17 --side buy --price 0.4 --size 10 $account
      desk account post --token $token --side buy --price 0.4 --size 10 $venue
      """)
    #expect(outcome.codes == [1, 1, 1, 1, 64, 1, 1, 1, 1], "\(outcome.output)\(outcome.errors)")
    for code in ["PT1321", "PT1502", "PT0904", "PT1503"] {
      #expect(outcome.errors.contains(code), "\(outcome.errors)")
    }
    #expect(outcome.errors.contains("not enough balance") && outcome.errors.contains("FOK"))
  }

  @Test(
    "an answer lost behind the booking is unknown, and the order is found by the id printed before")
  func lostReply() throws {
    let script = """
      apiVersion: polytraders/v1
      kind: VenueScript
      timeline:
        - { at: 0s, fault: { kind: lost-reply, endpoint: post-order, times: 1 } }
      """
    let outcome = try TradingDesk.run(
      """
      desk account post --token $token --side buy --price 0.4 --size 10 $account --type gtc --format json | tee "$folder/post"
      id=$(sed -n 's/.*"order_id":"\\(0x[0-9a-f]*\\)".*/\\1/p' "$folder/post" | head -1)
      desk account order $id $account --format json
      desk account orders $account --format json
      """, venue: "--traders none --script FOLDER/script.yaml", files: ["script.yaml": script])
    #expect(outcome.codes == [1, 0, 0], "\(outcome.output)\(outcome.errors)")
    let documents = outcome.documents
    let id = documents.first?["order_id"]?.string
    #expect(
      documents.count == 4 && documents.allSatisfy { ($0["order_id"] ?? $0["id"])?.string == id })
    #expect(documents[1]["state"]?.string == "unknown" && documents[2]["status"]?.string == "LIVE")
    #expect(outcome.errors.contains("PT1508"))
    // The line to type names the same account at the same venue.
    let hint = outcome.errors.split(separator: "\n").first { $0.contains("account order 0x") }
    #expect(hint?.contains(" --venue http://127.0.0.1:") == true, "\(outcome.errors)")
    #expect(hint?.contains(" --key ") == true, "\(outcome.errors)")
  }

  @Test(
    "what the venue does not take is a class of its own",
    arguments: [
      ("restarting", "PT1506"), ("throttled", "PT1505"), ("disabled", "PT1507"),
      ("cancel-only", "PT1507"), ("timed-out", "PT1503"), ("execution", "PT1508"),
      ("broken", "PT1508"), ("blocked", "PT1508"),
    ])
  func modes(refusal: String, code: String) throws {
    let script = """
      apiVersion: polytraders/v1
      kind: VenueScript
      timeline:
        - { at: 0s, fault: { kind: refuse, with: \(refusal), endpoint: post-order, times: 1 } }
      """
    let outcome = try TradingDesk.run(
      """
      desk account post --token $token --side buy --price 0.4 --size 10 $account --format json
      desk account orders $account --format json
      """, venue: "--traders none --script FOLDER/script.yaml", files: ["script.yaml": script])
    #expect(outcome.codes == [1, 0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains(code), "\(outcome.errors)")
    let state = outcome.documents.last?["state"]?.string
    #expect(state == (code == "PT1508" ? "unknown" : "refused"))
  }

  @Test("the user channel tells of orders as they come, and heartbeats keep them alive")
  func watch() throws {
    let outcome = try TradingDesk.run(
      """
      "$program" account watch $account $channels --format json > "$folder/watch" 2> "$folder/watch.log" &
      watching=$!
      until grep -q "caught up" "$folder/watch.log"; do sleep 0.05; done
      desk account heartbeat $account --seconds 2
      desk account post --token $token --side sell --price 0.6 --size 10 $account
      desk account cancel --all $account
      until grep -q CANCELLATION "$folder/watch"; do sleep 0.05; done
      kill -INT $watching
      wait $watching
      echo "exit $?"
      cat "$folder/watch"
      """)
    #expect(outcome.codes == [0, 0, 0, 0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("beat accepted"))
    let events = outcome.documents.filter { $0["event"]?.string == "order" }
    #expect(events.compactMap { $0["type"]?.string } == ["PLACEMENT", "CANCELLATION"])
    #expect(events.allSatisfy { $0["is_continuous"]?.bool == true })
  }

  @Test("a batch is sent at once, and each order has its own outcome")
  func batch() throws {
    let outcome = try TradingDesk.run(
      """
      line() { echo "{\\"token\\":\\"$token\\",\\"side\\":\\"$1\\",\\"price\\":\\"$2\\",\\"size\\":\\"$3\\"}"; }
      { line buy 0.4 10; line buy 0.41 9000000; line sell 0.6 20; } > "$folder/orders"
      desk account post-batch --orders "$folder/orders" $account --format json
      desk account orders $account
      desk account limits $account
      for i in 1 2 3 4 5 6 7 8; do line buy 0.3 10; line buy 0.2 10; done > "$folder/many"
      desk account post-batch --orders "$folder/many" $account
      line bu 0.4 10 | "$program" account post-batch --orders - $account
      echo "exit $?"
      { line buy 0.4 10; line buy 0.40005 10; line buy 0.4 10.001; } > "$folder/wrong"
      desk account post-batch --orders "$folder/wrong" $account
      line buy 0.4 10 | sed 's/}/,"type":"GTD","expires_in":9223372036854775807}/' |
        "$program" account post-batch --orders - $account
      echo "exit $?"
      line buy 0.25 10 | "$program" account post-batch --orders - $account > /dev/full
      [ $? = 74 ]
      echo "exit $?"
      desk account orders $account | grep -c 0.25
      """)
    #expect(outcome.codes == [1, 0, 0, 1, 1, 1, 1, 0], "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.hasSuffix("\n0\n"), "an order whose id nobody saw was sent")
    #expect(outcome.errors.contains("wrong:2:1: error[PT1321]: the price 0.40005 is no multiple"))
    #expect(outcome.errors.contains("wrong:3:1: error[PT1321]: the amount 10.001 is finer"))
    let refusals = outcome.errors.split(separator: "\n").filter { $0.contains("16 in one request") }
    #expect(refusals.count == 1)
    let states = outcome.documents.compactMap { $0["state"]?.string }
    #expect(states == ["sending", "sending", "sending", "accepted", "refused", "accepted"])
    let ids = outcome.documents.compactMap { $0["order_id"]?.string }
    #expect(ids.count == 6 && Array(ids[..<3]) == Array(ids[3...]))
    #expect(outcome.output.contains("2 orders") && outcome.output.contains("standard"))
    #expect(outcome.errors.contains("16 in one request") && outcome.errors.contains("PT1517"))
  }

  @Test("credentials go to this machine or over TLS, nowhere else")
  func plainText() throws {
    let program = try Executable.built("polytraders")
    for address in ["http://10.1.2.3", "http://127.0.0.1.example.org", "ftp://127.0.0.1", "clob"] {
      let outcome = try program.run(["market", "time", "--venue", address])
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("PT1509") || outcome.errors.contains("PT1510"))
    }
    let nobody = try program.run(["market", "time", "--venue", "http://127.0.0.1:1"])
    #expect(nobody.exitCode == 1 && nobody.errors.contains("PT1501"))
    let keyed = try program.run(
      ["account", "orders", "--venue", "http://127.0.0.1:1", "--key", TradingDesk.key])
    #expect(keyed.exitCode == 1 && !keyed.errors.contains(TradingDesk.key))
  }
}
