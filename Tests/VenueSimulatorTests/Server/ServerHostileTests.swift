import FixedPoint
import Hashing
import JSON
import Network
import TestSupport
import Testing
import Trading
import Venue
import VenueSimulator

/// Requests that nobody honest sends, past the sockets: every answer is one the venue could give, the books balance
/// afterwards, and nothing ends the process.
@Suite("hostile requests")
struct ServerHostileTests {
  private static let statuses: Set<Int> = [200, 400, 401, 404, 405, 409, 429, 503]

  @Test(
    "bodies that are no order are refused as such",
    arguments: [
      "", "null", "[]", "{}", "{\"order\":null}", "{\"order\":[]}", "{\"order\":{}}", "\u{0}",
      "{\"order\":{\"salt\":1e400}}", String(repeating: "{\"order\":", count: 5_000),
      "{\"order\":{},\"order\":{}}", "{\"owner\":5}",
      "[" + Array(repeating: "null", count: 20_000).joined(separator: ",") + "]",
    ])
  func bodies(body: String) throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    for path in ["/order", "/orders"] {
      let answer = rig.ask(wallet, "POST", path, body: body)
      #expect(answer.status == 400)
      #expect(answer.error != nil)
    }
  }

  @Test(
    "fields of an order that are out of range are refused, whichever they are",
    arguments: [
      ("salt", "-1"), ("salt", "18446744073709551616"), ("salt", "1.5"), ("salt", "\"x\""),
      ("makerAmount", "\"-5\""), ("makerAmount", "\"99999999999999999999999\""),
      ("makerAmount", "\"0\""), ("takerAmount", "\"18446744073709551615\""),
      ("takerAmount", "\"0\""), ("tokenId", "\"\""), ("tokenId", "\"0x12\""), ("side", "\"HOLD\""),
      ("side", "2"), ("signatureType", "9"), ("signatureType", "\"a\""), ("expiration", "\"-1\""),
      ("timestamp", "\"\""), ("metadata", "\"0x12\""), ("builder", "5"), ("maker", "\"0x1\""),
      ("signature", "\"0x\""), ("signature", "\"0x" + String(repeating: "00", count: 65) + "\""),
      ("signature", "\"" + String(repeating: "f", count: 100_000) + "\""),
    ])
  func fields(name: String, value: String) throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let body = try JSONValue(parsing: rig.order(wallet, .buy, "0.4", "20").request.body)
    var order = body["order"]?.members ?? []
    for index in order.indices where order[index].key == name {
      order[index].value = try JSONValue(parsing: value)
    }
    let members = (body.members ?? []).map { member in
      member.key == "order" ? JSONValue.Member("order", .object(order)) : member
    }
    let answer = rig.ask(wallet, "POST", "/order", body: JSONValue.object(members).compactText)
    #expect(answer.status == 400)
    #expect(answer.error != nil)
    #expect(rig.venue.exchange.openOrderCount == 0)
  }

  @Test("too many ids are refused as too many, and ten thousand of them cost no more")
  func manyIDs() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let id = "\"" + Digest32.zero.prefixedHex + "\""
    let body = "[" + Array(repeating: id, count: 10_000).joined(separator: ",") + "]"
    for (method, path) in [("DELETE", "/orders"), ("POST", "/orders-scoring")] {
      let answer = rig.ask(wallet, method, path, body: body)
      #expect(answer.error == "Too many orders in payload: 10000, max allowed: 1000")
    }
  }

  @Test("nothing named cancels nothing")
  func emptyScope() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    _ = try rig.post(wallet, .buy, "0.4", "20")
    for body in ["", "{}", "[]", #"{"market":""}"#, #"{"market":"0x12"}"#, #"{"asset_id":"x"}"#] {
      #expect(rig.ask(wallet, "DELETE", "/cancel-market-orders", body: body).status != 200)
    }
    #expect(rig.venue.exchange.openOrderCount == 1)
  }

  /// Requests as clients make them, to be spoilt.
  private static func samples(
    _ rig: VenueRig, _ wallet: VenueRig.Wallet
  ) throws -> [(method: String, path: String, body: [UInt8])] {
    let market = rig.venue.exchange.markets[0]
    let order = try rig.order(wallet, .buy, "0.4", "20")
    let token = market.tokenID(.yes).description
    let id = market.definition.conditionID.prefixedHex
    let book = #"[{"token_id":"\#(token)","side":"BUY"}]"#
    let texts = [
      ("POST", "/order", String(decoding: order.request.body, as: UTF8.self)),
      ("POST", "/orders", "[" + String(decoding: order.request.body, as: UTF8.self) + "]"),
      ("DELETE", "/order", #"{"orderID":"\#(order.id.prefixedHex)"}"#),
      ("DELETE", "/orders", #"["\#(order.id.prefixedHex)"]"#),
      ("DELETE", "/cancel-market-orders", #"{"market":"\#(id)","asset_id":"\#(token)"}"#),
      ("POST", "/v1/heartbeats", #"{"heartbeat_id":""}"#), ("POST", "/books", book),
      ("POST", "/prices", book), ("POST", "/orders-scoring", #"["\#(order.id.prefixedHex)"]"#),
      ("DELETE", "/auth/readonly-api-key", #"{"key":"\#(wallet.credentials.key)"}"#),
      ("GET", "/markets/\(id)", ""), ("GET", "/data/order/\(order.id.prefixedHex)", ""),
      ("GET", "/data/trades", ""), ("GET", "/clob-markets/\(id)", ""),
      ("POST", "/admin/faults", #"{"kind":"duplicate-events","times":"2"}"#),
      ("POST", "/admin/markets", #"{"id":"1","tick":"0.001"}"#),
      ("POST", "/admin/settlements", #"{"outcome":"failed","retries":"1"}"#),
    ]
    return texts.map { ($0.0, $0.1, Array($0.2.utf8)) }
  }

  /// Changes, removes, doubles and inserts bytes.
  private static func spoil(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
      case 3: bytes.removeSubrange(place...)
      case 4: bytes.insert(UInt8(ascii: "9"), at: place)
      default: bytes.insert(contentsOf: "[{\"".utf8, at: place)
      }
    }
    return bytes
  }

  @Test("twelve thousand spoilt requests are answered, and the books balance", arguments: [1, 2])
  func fuzz(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let sockets = [rig.listen(wallet), rig.watch()]
    let samples = try Self.samples(rig, wallet)
    for round in 0..<6_000 {
      var sample = samples[Int.random(in: 0..<samples.count, using: &random)]
      if sample.body.isEmpty || Bool.random(using: &random) {
        let path = String(decoding: Self.spoil(Array(sample.path.utf8), &random), as: UTF8.self)
        if path.hasPrefix("/") { sample.path = path }
      }
      // Signed afterwards, so that what is spoilt is looked into.
      sample.body = Self.spoil(sample.body, &random)
      let answer = rig.ask(wallet, sample.method, sample.path, body: sample.body)
      if !Self.statuses.contains(answer.status) || (answer.status != 503 && answer.json == .null) {
        let isNull = answer.body == Array("null".utf8)
        #expect(isNull, "\(answer.status) to \(sample.method) \(sample.path), seed \(seed)")
      }
      let frame = String(decoding: Self.spoil(sample.body, &random), as: UTF8.self)
      rig.say(frame, on: sockets[round % 2])
      rig.actions.removeAll()
      if round.isMultiple(of: 500) {
        rig.pass(1_000)
        #expect(rig.venue.exchange.violations().isEmpty)
      }
    }
    #expect(rig.venue.exchange.violations().isEmpty)
    #expect(rig.ask("GET", "/time").status == 200)
  }
}
