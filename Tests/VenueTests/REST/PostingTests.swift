import Diagnostics
import FixedPoint
import JSON
import Network
import Synchronization
import TestSupport
import Testing
import Venue

@Suite("Posting orders")
struct PostingTests {
  /// A venue that knows the market and answers a POST with `response`.
  private func venue(
    _ response: @escaping @Sendable (HTTPClientRequest) throws(HTTPClientError) -> HTTPResponse
  ) -> FakeVenue {
    FakeVenue { request, _ throws(HTTPClientError) in
      if request.method == "POST" { return try response(request) }
      if request.url.contains("/book?") { return HTTPResponse(200, FakeDesk.book) }
      return HTTPResponse(200, "1780000000")
    }
  }

  private func outcome(
    _ posting: OrderPosting, _ status: Int, _ body: String
  ) async throws -> PostOutcome {
    try await FakeDesk.client(venue { _ in HTTPResponse(status, body) }).post(posting)
  }

  private static func accepted(_ id: VenueOrderID, _ status: String = "live") -> String {
    """
    {"success":true,"errorMsg":"","orderID":"\(id)","status":"\(status)","makingAmount":"",\
    "takingAmount":"","tradeIDs":["t"]}
    """
  }

  @Test("an accepted order, whatever its state", arguments: ["live", "MATCHED", "delayed"])
  func accepted(status: String) async throws {
    let posting = try FakeDesk.posting()
    let outcome = try await outcome(posting, 200, Self.accepted(posting.id, status))
    let receipt = try #require(outcome.receipt)
    #expect(receipt.id == posting.id && receipt.tradeIDs == ["t"])
    #expect(receipt.status.rawValue == status.uppercased())
  }

  @Test("the body is that of the venue's client, signed over its exact bytes, sent once")
  func request() async throws {
    let posting = try FakeDesk.posting()
    let venue = venue { _ in HTTPResponse(200, Self.accepted(posting.id)) }
    let client = try FakeDesk.client(venue)
    _ = await client.post(posting)
    let posts = venue.requests.filter { $0.method == "POST" }
    #expect(posts.count == 1 && posts.first?.isRepeatable == false)
    let request = try #require(posts.first)
    #expect(request.url == "https://clob.polymarket.com/order")
    let body = try #require(request.body)
    let value = try JSONValue(parsing: body)
    #expect(value["owner"]?.string == "owner" && value["orderType"]?.string == "GTC")
    #expect(value["order"]?["makerAmount"]?.string == "5000000")
    let credentials = try #require(client.identity?.credentials)
    #expect(request.headers["POLY_TIMESTAMP"] == "1780000000")
    #expect(
      request.headers["POLY_SIGNATURE"]
        == credentials.signature(
          timestamp: 1_780_000_000, method: "POST", path: "/order", body: body))
  }

  @Test("answers that are neither yes nor no are unknown")
  func unclear() async throws {
    let posting = try FakeDesk.posting()
    let other = try FakeDesk.posting(salt: 2).id
    for body in [
      Self.accepted(posting.id, "unmatched"), Self.accepted(posting.id, ""),
      Self.accepted(posting.id, "frozen"),
      "{\"success\":true,\"orderID\":\"\",\"errorMsg\":\"\",\"status\":\"live\"}",
      "{\"success\":false,\"orderID\":\"\(posting.id)\",\"errorMsg\":\"\",\"status\":\"live\"}",
      "{\"success\":true,\"orderID\":\"\(posting.id)\",\"errorMsg\":\"but\",\"status\":\"live\"}",
      "{\"success\":true,\"orderID\":\"0x12\",\"errorMsg\":\"\",\"status\":\"live\"}",
      "{}", "[]", "null", "", "\"OK\"", "<html>ok</html>", "{\"success\":true",
      Self.accepted(other),
      "{\"success\":1}", "{\"error\":\"\"}",
    ] {
      let outcome = try await outcome(posting, 200, body)
      guard case .failed(let failure) = outcome, case .unknown = failure else {
        Issue.record("\(body): \(outcome)")
        continue
      }
      #expect(failure.mayHaveActed)
    }
    let named = try await outcome(posting, 200, Self.accepted(other))
    #expect(named == .failed(.unknown(.otherOrder(other))))
  }

  @Test("a clear no is a rejection, with status 200 or 400")
  func rejections() async throws {
    let posting = try FakeDesk.posting()
    for (status, body) in [
      (200, "{\"success\":false,\"orderID\":null,\"errorMsg\":\"Insufficient balance\"}"),
      (
        200,
        "{\"success\":true,\"orderID\":\"\",\"status\":\"\",\"errorMsg\":\"not enough balance\"}"
      ),
      (400, "{\"error\":\"not enough balance / allowance\"}"),
    ] {
      guard case .failed(.rejected(let rejection)) = try await outcome(posting, status, body) else {
        Issue.record("\(body)")
        continue
      }
      #expect(rejection.reason == .insufficientBalance && rejection.status == status)
    }
    let version = try await outcome(posting, 200, "{\"error\":\"order_version_mismatch\"}")
    guard case .failed(.rejected(let rejection)) = version else {
      Issue.record("\(version)")
      return
    }
    #expect(rejection.reason == .versionMismatch)
  }

  @Test("a refusal that names another order is not about this one")
  func otherOrder() async throws {
    let posting = try FakeDesk.posting()
    let other = try FakeDesk.posting(salt: 2).id
    let own = try await outcome(
      posting, 400, "{\"error\":\"order \(posting.id) is invalid. Duplicated.\"}")
    guard case .failed(.rejected(let rejection)) = own else {
      Issue.record("\(own)")
      return
    }
    #expect(rejection.reason == .duplicated && own.failure?.mayHaveActed == true)
    let foreign = try await outcome(
      posting, 400, "{\"error\":\"order \(other) is invalid. Duplicated.\"}")
    #expect(foreign == .failed(.unknown(.otherOrder(other))))
  }

  @Test("a reason beside an answer that cannot be read proves nothing")
  func reasonBesideRubbish() async throws {
    let posting = try FakeDesk.posting()
    for body in [
      "{\"error\":\"not enough balance\",\"orderID\":\"0x12\"}",
      "{\"error\":\"not enough balance\",\"success\":1}",
    ] {
      let outcome = try await outcome(posting, 200, body)
      guard case .failed(.unknown) = outcome else {
        Issue.record("\(body): \(outcome)")
        continue
      }
    }
  }

  @Test("no answer is unknown, and nothing is sent again, whatever the policy")
  func lost() async throws {
    let error = NetworkError.timedOut(milliseconds: 10)
    let venue = venue { _ throws(HTTPClientError) in throw .unanswered(error) }
    let client = try FakeDesk.client(venue, retries: .patient)
    #expect(await client.post(try FakeDesk.posting()) == .failed(.unknown(.unanswered(error))))
    #expect(venue.requests.count { $0.method == "POST" } == 1)
  }

  @Test("what would be refused for certain never leaves")
  func local() async throws {
    let venue = venue { _ in HTTPResponse(200, "{}") }
    let client = try FakeDesk.client(venue)
    var postOnly = try FakeDesk.posting()
    postOnly.type = .fillOrKill
    postOnly.isPostOnly = true
    var endless = try FakeDesk.posting()
    endless.type = .goodTillDate
    let offGrid = try FakeDesk.posting(makerAmount: 5_050_000)
    let small = try FakeDesk.posting(makerAmount: 500_000, takerAmount: 1_000_000)
    for posting in [postOnly, endless, offGrid, small] {
      guard case .failed(.refusedHere) = await client.post(posting) else {
        Issue.record("\(posting)")
        continue
      }
    }
    #expect(venue.requests.allSatisfy { $0.method == "GET" })
  }

  @Test("an order for another contract is SEC_DOMAIN_MISMATCH before anything is sent")
  func domain() async throws {
    let venue = venue { _ in HTTPResponse(200, "{}") }
    let client = try FakeDesk.client(venue)
    let outcome = await client.post(try FakeDesk.posting(isNegativeRisk: true))
    guard case .failed(.refusedHere(.signature(let error))) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(error.reasonCode == "SEC_DOMAIN_MISMATCH")
    #expect(outcome.failure?.diagnostic.message.contains("SEC_DOMAIN_MISMATCH") == true)
    #expect(venue.requests.allSatisfy { $0.method == "GET" })
  }

  @Test("without the market's rules, without a key, nothing is sent")
  func closed() async throws {
    let deaf = FakeVenue { _, _ in HTTPResponse(500, "") }
    #expect(
      await (try FakeDesk.client(deaf)).post(try FakeDesk.posting())
        == .failed(.refusedHere(.rulesUnknown)))
    let venue = venue { _ in HTTPResponse(200, "{}") }
    #expect(
      await (try FakeDesk.client(venue, hasKey: false)).post(try FakeDesk.posting())
        == .failed(.refusedHere(.noCredentials)))
  }

  @Test("what was refused by rules that were kept is held against new ones the next time")
  func oldRules() async throws {
    let asked = Mutex(0)
    let id = try FakeDesk.posting(makerAmount: 5_050_000).id
    let venue = FakeVenue { request, _ in
      if request.method == "POST" { return HTTPResponse(200, Self.accepted(id)) }
      guard request.url.contains("/book?") else { return HTTPResponse(200, "1780000000") }
      let isFirst = asked.withLock { asked in
        defer { asked += 1 }
        return asked == 0
      }
      let tick = isFirst ? "0.01" : "0.001"
      return HTTPResponse(
        200, FakeDesk.book.replacing("\"tick_size\":\"0.01\"", with: "\"tick_size\":\"\(tick)\""))
    }
    let client = try FakeDesk.client(venue)
    let posting = try FakeDesk.posting(makerAmount: 5_050_000)
    guard case .failed(.refusedHere(.amounts)) = await client.post(posting) else {
      Issue.record("0.505 is off a grid of 0.01")
      return
    }
    #expect(await client.post(posting).receipt?.id == posting.id)
  }

  // MARK: batches

  private func batch(_ count: Int) throws -> [OrderPosting] {
    try (0..<count).map { try FakeDesk.posting(salt: UInt64($0 + 1)) }
  }

  private func outcomes(
    _ postings: [OrderPosting], _ body: String, status: Int = 200
  ) async throws -> [PostOutcome] {
    try await FakeDesk.client(venue { _ in HTTPResponse(status, body) }).post(postings)
  }

  @Test("a refused leg says success and carries the reason")
  func legs() async throws {
    let batch = try batch(3)
    let refused =
      "{\"success\":true,\"errorMsg\":\"not enough balance\",\"orderID\":\"\",\"status\":\"\"}"
    let outcomes = try await outcomes(
      batch, "[\(Self.accepted(batch[0].id)),\(refused),\(Self.accepted(batch[2].id, "matched"))]")
    #expect(outcomes[0].receipt?.status == .live && outcomes[2].receipt?.status == .matched)
    guard case .failed(.rejected(let rejection)) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
    #expect(rejection.reason == .insufficientBalance)
  }

  @Test("a refusal of the whole request that names one order says nothing of the others")
  func refusalOfOne() async throws {
    let batch = try batch(3)
    for reason in ["Duplicated.", "Price (0.5) breaks minimum tick size rule: 0.1"] {
      let outcomes = try await outcomes(
        batch, "{\"error\":\"order \(batch[1].id) is invalid. \(reason)\"}", status: 400)
      guard case .failed(.rejected(let rejection)) = outcomes[1] else {
        Issue.record("\(outcomes[1])")
        return
      }
      #expect(rejection.reason == (reason == "Duplicated." ? .duplicated : .offGrid))
      for index in [0, 2] {
        #expect(outcomes[index] == .failed(.unknown(.otherOrder(batch[1].id))))
      }
    }
    let whole = try await outcomes(batch, "{\"error\":\"not enough balance\"}", status: 400)
    #expect(whole.allSatisfy { $0.failure?.mayHaveActed == false })
  }

  @Test("legs out of order count where they name their order; a nameless refusal is nobody's")
  func disorder() async throws {
    let batch = try batch(3)
    let refused =
      "{\"success\":true,\"errorMsg\":\"not enough balance\",\"orderID\":\"\",\"status\":\"\"}"
    let outcomes = try await outcomes(
      batch, "[\(Self.accepted(batch[1].id)),\(Self.accepted(batch[0].id)),\(refused)]")
    #expect(outcomes[0].receipt?.id == batch[0].id && outcomes[1].receipt?.id == batch[1].id)
    guard case .failed(.unknown) = outcomes[2] else {
      Issue.record("\(outcomes[2])")
      return
    }
  }

  @Test("too few legs, too many, or the same twice: only what is named once counts")
  func wrongCount() async throws {
    let batch = try batch(2)
    let first = Self.accepted(batch[0].id)
    for body in [
      "[\(first)]", "[\(first),\(Self.accepted(batch[1].id)),{}]", "[]", "{}", "null", "<p>",
    ] {
      let outcomes = try await outcomes(batch, body)
      #expect(outcomes.count == 2)
      #expect(
        outcomes.allSatisfy { $0.receipt != nil || $0.failure?.mayHaveActed == true }, "\(body)")
    }
    let twice = try await outcomes(batch, "[\(first),\(first)]")
    #expect(twice.allSatisfy { $0.receipt == nil && $0.failure?.mayHaveActed == true })
  }

  @Test("a leg that cannot be read takes no other with it")
  func badLeg() async throws {
    let batch = try batch(2)
    let outcomes = try await outcomes(
      batch, "[{\"success\":\"yes\"},\(Self.accepted(batch[1].id))]")
    guard case .failed(.unknown(.undecodable)) = outcomes[0] else {
      Issue.record("\(outcomes[0])")
      return
    }
    #expect(outcomes[1].receipt?.id == batch[1].id)
  }

  @Test("the whole batch shares what became of the request")
  func wholeBatch() async throws {
    let batch = try batch(2)
    let throttled = try await outcomes(batch, "", status: 429)
    #expect(throttled.allSatisfy { if case .failed(.throttled) = $0 { true } else { false } })
    let tooMany = try await outcomes(try self.batch(16), "[]")
    #expect(tooMany.count == 16)
    #expect(tooMany[0] == .failed(.refusedHere(.batchSize(16, limit: 15))))
    let twice = try await outcomes([batch[0], batch[0]], "[]")
    #expect(twice[1] == .failed(.refusedHere(.repeatedOrder(batch[0].id))))
    #expect(try await outcomes([], "[]").isEmpty)
  }
}
