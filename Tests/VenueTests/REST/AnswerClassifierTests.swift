import Diagnostics
import Network
import TestSupport
import Testing
import Venue

@Suite("Classes of answers")
struct AnswerClassifierTests {
  private func failure(
    _ status: Int, _ body: String, _ headers: KeyValuePairs<String, String> = [:]
  ) -> VenueFailure? {
    AnswerClassifier.failure(
      of: HTTPResponse(status: status, headers: HTTPHeaders(headers), body: Array(body.utf8)))
  }

  private static let id = RecordSamples.id

  @Test(
    "documented texts are reasons, with the texts kept",
    arguments: [
      (400, "order \(id) is invalid. Duplicated.", RejectionReason.duplicated),
      (400, "order \(id) is invalid. Price (0.515) breaks minimum tick size rule: 0.01", .offGrid),
      (400, "order \(id) is invalid. Size (1) lower than the minimum: 5", .belowMinimum),
      (400, "order_version_mismatch", .versionMismatch),
      (400, "the order owner has to be the owner of the API KEY", .wrongOwner),
      (400, "the order signer address has to be the address of the API KEY", .wrongSigner),
      (400, "maker address not allowed, please use the deposit wallet flow", .makerNotAllowed),
      (400, "'0xab' address banned", .banned),
      (400, "'0xab' address in closed only mode", .closedOnly),
      (400, "invalid signature", .invalidSignature),
      (400, "Invalid order payload", .invalidPayload),
      (400, "order \(id) crosses the book", .crossesBook),
      (400, "invalid post-only order: order crosses book", .crossesBook),
      (400, "not enough balance / allowance: the balance is not enough", .insufficientBalance),
      (400, "invalid expiration", .invalidExpiration),
      (400, "order canceled in the CTF exchange contract", .canceledOnChain),
      (400, "order match delayed due to market conditions", .matchDelayed),
      (400, "the market is not yet ready to process new orders", .marketNotReady),
      (
        400, "order couldn't be fully filled. FOK orders are fully filled or killed.",
        .notFilledWhole
      ),
      (
        400,
        "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
        .nothingToMatch
      ),
      (400, "Too many orders in payload: 16, max allowed: 15", .tooManyOrders),
      (400, "Invalid orderID", .invalidOrderID), (400, "Invalid token id", .invalidToken),
      (400, "Payload exceeds the limit", .payloadTooLarge),
      (404, "No orderbook exists for the requested token id", .notFound),
      (404, "market not found", .notFound), (400, "Could not create api key", .keyExists),
      (400, "Could not derive api key!", .noKeyToDerive),
      (500, "order timed out", .engineTimedOut), (400, "something quite new", .undocumented),
    ])
  func reasons(status: Int, text: String, reason: RejectionReason) {
    let found = failure(status, "{\"error\":\"\(text)\"}")
    #expect(found == .rejected(VenueFailure.Rejection(text: text, status: status)))
    guard case .rejected(let rejection) = found else { return }
    #expect(rejection.reason == reason && rejection.text == text && !reason.help.isEmpty)
  }

  @Test("every reason but the last is reached by a documented text, and says what to do")
  func allReasons() {
    #expect(RejectionReason.allCases.allSatisfy { !$0.help.isEmpty })
    #expect(RejectionReason(text: "") == .undocumented)
    #expect(RejectionReason(text: "INVALID HEARTBEAT ID") == .invalidHeartbeat)
  }

  @Test(
    "only refusals that rule the order out say so",
    arguments: [
      (RejectionReason.duplicated, false), (.matchDelayed, false), (.undocumented, false),
      (.offGrid, true), (.engineTimedOut, true), (.insufficientBalance, true),
    ])
  func absence(reason: RejectionReason, proves: Bool) {
    #expect(reason.provesAbsence == proves)
  }

  @Test(
    "what says nothing about what was done is unknown",
    arguments: [
      (500, "{\"error\":\"could not run the execution\"}"),
      (500, "{\"error\":\"Internal server error\"}"),
      (500, "{\"error\":\"there are no matching orders\"}"), (502, ""), (504, "upstream timeout"),
      (500, "{\"error\":\"the trade contains rounding issues\"}"), (503, "{\"error\":\"later\"}"),
      (503, "no healthy upstream"), (403, "<!DOCTYPE html><html>Attention Required!</html>"),
      (520, "\n <html>"), (302, "{\"error\":\"moved\"}"), (201, "{}"), (204, ""), (400, ""),
      (400, "{}"), (404, "page not found"), (400, "[\"error\"]"), (400, "{\"error\":"),
      (500, "\"order timed out\""), (400, "\u{0}\u{1}"),
    ])
  func unknown(status: Int, body: String) {
    guard case .unknown(let doubt) = failure(status, body) else {
      Issue.record("\(status) \(body): \(String(describing: failure(status, body)))")
      return
    }
    #expect(failure(status, body)?.mayHaveActed == true)
    if body.contains("<") { #expect(doubt == .page(status: status)) }
  }

  @Test(
    "the venue takes only some requests, and did nothing",
    arguments: [
      (
        "Trading is currently disabled. Check polymarket.com for updates",
        VenueFailure.Halt.disabled
      ),
      (
        "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
        .cancelOnly
      ),
      ("post-only mode: only post-only orders and cancels are allowed", .postOnly),
    ])
  func halts(text: String, halt: VenueFailure.Halt) {
    let plain = failure(503, "{\"error\":\"\(text)\"}")
    #expect(plain == .halted(halt, retryAfter: nil) && plain?.mayHaveActed == false)
    #expect(
      failure(503, "{\"error\":\"\(text)\"}", ["retry-after": "70"])
        == .halted(halt, retryAfter: 70))
    #expect(
      failure(503, "{\"error\":\"\(text)\",\"retry_after_seconds\":9}")
        == .halted(halt, retryAfter: 9))
    #expect(
      failure(503, "{\"error\":\"\(text)\",\"retry_after_seconds\":-9223372036854775808}")
        == .halted(halt, retryAfter: nil), "a time in the past is none")
  }

  @Test("the code of post-only mode counts whatever the text")
  func postOnlyCode() {
    #expect(
      failure(503, "{\"error\":\"x\",\"code\":\"post_only_mode\"}")
        == .halted(.postOnly, retryAfter: nil))
  }

  @Test(
    "401, 425 and 429 by their status alone", arguments: ["", "service not ready", "{}", "<html>"])
  func statuses(body: String) {
    guard case .unauthorised = failure(401, body), case .restarting(nil) = failure(425, body),
      case .throttled(let notice) = failure(429, body)
    else {
      Issue.record("\(body)")
      return
    }
    #expect(notice.isEmpty)
    #expect(failure(425, body, ["Retry-After": "30"]) == .restarting(retryAfter: 30))
  }

  @Test("the headers of the limits, in any case, and without those that cannot be read")
  func rateHeaders() {
    guard
      case .throttled(let notice) = failure(
        429, "",
        [
          "retry-after": "2", "poly-ratelimit-remaining": "-3",
          "Poly-RateLimit-Reset": "1780000000",
          "POLY-RATELIMIT-TIER": "standard", "Poly-RateLimit-Warning": "True",
        ])
    else {
      Issue.record("no notice")
      return
    }
    #expect(notice.retryAfter == 2 && notice.remaining == -3 && notice.reset == 1_780_000_000)
    #expect(notice.tier == "standard" && notice.isWarning)
    let odd = RateNotice(
      HTTPHeaders([
        "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Poly-RateLimit-Remaining": "many",
      ]))
    #expect(odd.isEmpty)
  }

  @Test("what was never sent is not unknown, what may have been sent is")
  func transport() {
    let refused = NetworkError.timedOut(milliseconds: 5)
    #expect(AnswerClassifier.failure(of: .notSent(refused)) == .notSent(refused))
    #expect(AnswerClassifier.failure(of: .unanswered(refused)) == .unknown(.unanswered(refused)))
    #expect(!VenueFailure.notSent(refused).mayHaveActed)
  }

  @Test("every failure has a code, a sentence and advice")
  func diagnostics() {
    let failures: [VenueFailure] = [
      .notSent(.cancelled), .refusedHere(.noKey), .refusedHere(.amounts(.overflow)),
      .rejected(VenueFailure.Rejection(text: "x\u{1B}[2J", status: 400)), .unauthorised(text: ""),
      .throttled(RateNotice(HTTPHeaders())), .restarting(retryAfter: nil),
      .halted(.disabled, retryAfter: 3), .unknown(.page(status: 403)),
      .unknown(.undecodable(.notAnObject(offset: 4))),
    ]
    for failure in failures {
      let diagnostic = failure.diagnostic
      #expect(diagnostic.code.hasPrefix("PT1") && !diagnostic.message.isEmpty)
      #expect(diagnostic.help.count == 1 && !diagnostic.message.contains("\u{1B}"))
    }
  }
}
