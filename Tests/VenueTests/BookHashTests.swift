import FixedPoint
import Hashing
import JSON
import Runtime
import TestSupport
import Testing
import Venue

@Suite("Book hash")
struct BookHashTests {
  @Test("known answers of the venue's client", .enabled(if: Places.shared != nil))
  func vectors() throws {
    let path = try #require(Places.shared) + "/vectors/book-hash.json"
    let reader = JSONReader()
    let document = try unsafe reader.parse(copying: FileContents.read(path))
    var count = 0
    for item in try #require(document.member("cases")).elements {
      var hasher = BookHash()
      let book = try #require(item.member("book"))
      #expect(hasher.digest(ofJSON: book)?.hex == item.member("hash")?.string)
      count += 1
    }
    #expect(count == 4)
  }

  @Test(
    "answers of GET /book hash to what they say", .enabled(if: Places.shared != nil),
    arguments: [("books-fed-june.ndjson", 5), ("books-20260311.ndjson", 20)])
  func recordedBooks(file: String, expected: Int) throws {
    let lines = try LineReader(path: try #require(Places.shared) + "/data/polymarket/http/" + file)
    let reader = JSONReader()
    var hasher = BookHash()
    var count = 0
    while let line = try unsafe lines.next() {
      let frame = try unsafe reader.parse(line.bytes)
      let book = frame.member("body") ?? frame
      #expect(hasher.digest(ofJSON: book)?.hex == book.member("hash")?.string)
      // The same through a book of exact amounts.
      let rebuilt = try rebuild(book)
      #expect(rebuilt.hex == book.member("hash")?.string)
      count += 1
    }
    #expect(count == expected)
  }

  @Test("the number of decimals of a last trade is kept")
  func decimals() {
    let cases: [(Int64, Int, String)] = [
      (510_000, 3, "0.510"), (510_000, 2, "0.51"), (1_000_000, 3, "1.000"), (0, 0, "0"),
      (123_456, 6, "0.123456"), (500_000, 1, "0.5"),
    ]
    for (raw, decimals, text) in cases {
      var bytes: [UInt8] = []
      WrittenPrice(Micros(raw: raw), decimals: decimals).appendText(to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
  }

  @Test("a single share more changes the hash")
  func sensitive() {
    var hasher = BookHash()
    let terms = BookHashTerms(
      minimumOrderSize: Micros(raw: 5_000_000), tickSize: Micros(raw: 10_000), negativeRisk: true)
    func digest(_ size: Int64) -> String {
      let level = BookLevel(price: Micros(raw: 500_000), size: Micros(raw: size))
      return hasher.digest(
        of: OrderBook(bids: [level], asks: []), market: "0xa".utf8, token: "1".utf8, timestamp: 1,
        terms: terms, lastTradePrice: nil
      ).hex
    }
    #expect(digest(1_000_000) == digest(1_000_000) && digest(1_000_000) != digest(1_000_001))
  }

  /// The hash of a GET /book answer by way of `OrderBook`.
  private func rebuild(_ book: JSONNode) throws -> Digest20 {
    func levels(_ name: StaticString) throws -> [BookLevel] {
      try #require(book.member(name)).elements.map {
        BookLevel(
          price: try #require($0.member("price")).micros(),
          size: try #require($0.member("size")).micros())
      }
    }
    let last = try #require(book.member("last_trade_price")?.string)
    let decimals =
      last.firstIndex(of: ".").map { last.distance(from: $0, to: last.endIndex) - 1 } ?? 0
    var hasher = BookHash()
    let risk: Bool? = book.member("neg_risk")?.bool
    return hasher.digest(
      of: OrderBook(bids: try levels("bids"), asks: try levels("asks")),
      market: try #require(book.member("market")?.string).utf8,
      token: try #require(book.member("asset_id")?.string).utf8,
      timestamp: try #require(book.member("timestamp")?.int64InString),
      terms: BookHashTerms(
        minimumOrderSize: try #require(book.member("min_order_size")).micros(),
        tickSize: try #require(book.member("tick_size")).micros(),
        negativeRisk: try #require(risk as Bool?)),
      lastTradePrice: last.isEmpty ? nil : WrittenPrice(try Micros.parse(last), decimals: decimals))
  }
}
