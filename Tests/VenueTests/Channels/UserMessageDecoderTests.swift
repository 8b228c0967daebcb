import FixedPoint
import JSON
import TestSupport
import Testing
import Trading
import Venue

@Suite("User channel")
struct UserMessageDecoderTests {
  static let order = """
    {"event_type":"order","type":"PLACEMENT","id":"\(RecordSamples.id)","owner":"k",\
    "order_owner":"k","market":"\(RecordSamples.market)","asset_id":"\(RecordSamples.token)",\
    "side":"BUY","original_size":"5","size_matched":"0","price":"0.513","outcome":"Yes",\
    "associate_trades":null,"timestamp":"1725842520990"}
    """

  private func messages(_ text: String) -> [Result<UserMessage, VenueRecordError>] {
    UserMessageDecoder().decode(Array(text.utf8))
  }

  private func only(_ text: String) throws -> UserMessage {
    let all = messages(text)
    #expect(all.count == 1)
    return try #require(all.first).get()
  }

  @Test("recorded messages are read", .enabled(if: Places.shared != nil))
  func recorded() throws {
    let decoder = UserMessageDecoder()
    var kinds: [String] = []
    for line in try RecordSamples.lines("user/recorded.ndjson") {
      for result in decoder.decode(Array(line.utf8)) {
        switch try result.get() {
        case .order(let order):
          kinds.append(order.kind.text)
          #expect(order.timestamp == 1_725_842_520_990 && order.createdAt == 1_725_842_520_000)
          #expect(order.price == Micros(raw: 513_000) && order.expiration == nil)
        case .trade(let message):
          kinds.append(message.trade.status.text)
          #expect(!message.trade.makerFills.isEmpty && message.timestamp > 1_725_000_000_000)
        case .unknown(let type): kinds.append(type)
        }
      }
    }
    #expect(kinds == ["PLACEMENT", "MATCHED", "MINED"])
    #expect(decoder.counts.messages == 3 && decoder.counts.bad == 0)
  }

  @Test("words in any case, both widths of time", arguments: ["1725842520", "1725842520000"])
  func spellings(time: String) throws {
    var text = try RecordSamples.changing(Self.order, "timestamp", to: "\"\(time)\"")
    for (field, value) in [
      ("event_type", "\"ORDER\""), ("type", "\"cancellation\""), ("side", "\"sell\""),
      ("status", "\"canceled\""), ("order_type", "\"gtd\""),
    ] {
      text = try RecordSamples.changing(text, field, to: value)
    }
    guard case .order(let order) = try only(text) else {
      Issue.record("no order")
      return
    }
    #expect(order.kind == .known(.cancellation) && order.side == .sell)
    #expect(order.status == .known(.canceled) && order.type == .known(.goodTillDate))
    #expect(order.timestamp == 1_725_842_520_000)
  }

  @Test("an array is as good as its elements, each by itself")
  func arrays() throws {
    let decoder = UserMessageDecoder()
    let trade = try RecordSamples.changing(RecordSamples.trade, "event_type", to: "\"trade\"")
    let results = decoder.decode(
      Array("[\(Self.order),{\"event_type\":\"weather\"},7,\(trade),{}]".utf8))
    #expect(results.count == 5)
    guard case .success(.order) = results[0],
      case .success(.unknown(eventType: "weather")) = results[1],
      case .failure(.notAnObject) = results[2], case .success(.trade(let message)) = results[3],
      case .failure(.missing("event_type", _)) = results[4]
    else {
      Issue.record("\(results)")
      return
    }
    // Without a time of its own the last change of the trade counts.
    #expect(message.timestamp == 1_725_958_682_000)
    #expect(decoder.counts.messages == 2 && decoder.counts.unknown == 1 && decoder.counts.bad == 2)
    #expect(decoder.decode(Array("[]".utf8)).isEmpty)
  }

  @Test(
    "what is wrong with a message is named, and is never half a message",
    arguments: [
      ("id", "\"7\""), ("id", nil), ("side", "\"\""), ("price", "\"2\""), ("original_size", nil),
      ("size_matched", "\"-6\""), ("timestamp", nil), ("timestamp", "\"soon\""), ("type", "7"),
      ("asset_id", "\"x\""), ("market", nil), ("original_size", "\"5000000\""),
    ] as [(String, String?)])
  func bad(field: String, value: String?) throws {
    let text = try RecordSamples.changing(Self.order, field, to: value)
    guard case .failure(let error)? = messages(text).first else {
      Issue.record("\(text) was read")
      return
    }
    #expect(error.message.contains("\"\(field)\"") && error.byteOffset < text.utf8.count)
  }

  @Test(
    "hostile frames are errors, not crashes",
    arguments: [
      "", "{", "null", "\"x\"", "7", "{\"event_type\":7}", "{\"event_type\":\"order\"}",
      String(repeating: "[", count: 10_000), "{\"a\":1,\"a\":2}", "\u{0}", "[[[[]]]]",
    ])
  func hostile(text: String) {
    let results = messages(text)
    #expect(results.allSatisfy { if case .failure = $0 { true } else { false } })
    #expect(!results.isEmpty)
    let notUTF8 = UserMessageDecoder().decode([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D])
    guard case .failure(.notJSON)? = notUTF8.first else {
      Issue.record("\(notUTF8)")
      return
    }
  }

  @Test("cut anywhere, a message is an error", arguments: [UserMessageDecoderTests.order])
  func cut(text: String) {
    let bytes = Array(text.utf8)
    for length in 1..<bytes.count {
      let results = UserMessageDecoder().decode(Array(bytes[..<length]))
      guard case .failure(.notJSON)? = results.first else {
        Issue.record("cut at \(length)")
        return
      }
    }
  }

  @Test("mutated frames never crash and never bend a number", arguments: 0..<20)
  func mutated(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let decoder = UserMessageDecoder()
    for _ in 0..<500 {
      var bytes = Array(Self.order.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: .min ... .max, using: &random)
      }
      for case .success(.order(let order)) in decoder.decode(bytes) {
        #expect(order.price >= .zero && order.price <= .one)
        #expect(order.matchedSize <= order.originalSize && order.matchedSize >= .zero)
      }
    }
    #expect(decoder.counts.messages + decoder.counts.unknown + decoder.counts.bad >= 500)
  }
}
