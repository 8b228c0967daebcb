import JSON
import Network
import Runtime
import Synchronization

/// Speaks the venue's REST interface (facts/polymarket-v2.md 2): typed values out, and every way to fail as a
/// class that says what may be done next.
///
/// Reads are repeated as its policy says; what changes anything at the venue is sent once. Safe to share
/// between tasks.
///
/// ```swift
/// let client = VenueClient(VenueClient.Configuration(), transport: HTTPClient(), time: SystemTime())
/// let book = try await client.book(of: token)
/// ```
package final class VenueClient: Sendable {
  /// Which venue, and how it is spoken to.
  package struct Configuration: Sendable {
    package var address = VenueAddress.rest
    package var chain = VenueChain.polygon
    /// How sizes of orders and trades are written there.
    package var amountForm = AmountForm.unsettled
    /// When reads are repeated.
    package var retries = RetryPolicy.never
    /// The longest wait for an answer in milliseconds.
    package var milliseconds = 10_000
    /// Spreads the waits of many clients.
    package var seed: UInt64 = 0

    /// The venue itself.
    package init() {}
  }

  struct State {
    var clock = ServerClock()
    var budget: RateBudget
    var rules = MarketRulesCache()
    var random: SplitMix64
    var identity: VenueIdentity?
    var notice: RateNotice?
    var hasAskedTime = false
  }

  package let configuration: Configuration
  let transport: any VenueTransport
  let time: any VenueTimeSource
  let state: Mutex<State>

  /// A client that has not spoken to anybody yet.
  package init(
    _ configuration: Configuration, transport: any VenueTransport, time: any VenueTimeSource,
    identity: VenueIdentity? = nil
  ) {
    self.configuration = configuration
    self.transport = transport
    self.time = time
    state = Mutex(
      State(
        budget: RateBudget(now: time.steady), random: SplitMix64(seed: configuration.seed),
        identity: identity))
  }

  /// Who the client is; nil for one that only reads what everybody may read.
  package var identity: VenueIdentity? {
    get { state.withLock { $0.identity } }
    set { state.withLock { $0.identity = newValue } }
  }

  /// The difference between the venue's clock and the own one, as far as `serverTime` was asked.
  package var clock: ServerClock { state.withLock { $0.clock } }

  /// What the venue last said about its limits; nil where it said nothing.
  package var rateNotice: RateNotice? { state.withLock { $0.notice } }

  /// Milliseconds until a request of `cost` tokens fits: 0 now, nil never. See `RateBudget`.
  package func wait(for cost: Int64, _ bucket: RateKind) -> Int64? {
    state.withLock { $0.budget.wait(for: cost, bucket, now: time.steady) }
  }

  // MARK: requests

  /// Sends a request once; the answer may have any status.
  func sendAny(_ request: VenueRequest) async throws(VenueFailure) -> HTTPResponse {
    var wire = HTTPClientRequest(
      method: request.method, url: request.url(at: configuration.address),
      headers: try await headers(of: request), body: request.body,
      milliseconds: request.milliseconds ?? configuration.milliseconds)
    wire.isRepeatable = request.method == "GET"
    if let cost = request.cost {
      state.withLock { $0.budget.spend(cost.tokens, cost.bucket, now: time.steady) }
    }
    do throws(HTTPClientError) {
      let response = try await transport.send(wire)
      settle(request, RateNotice(response.headers))
      if response.status == 401 { state.withLock { $0.hasAskedTime = false } }
      return response
    } catch {
      settle(request, RateNotice(HTTPHeaders()))
      throw AnswerClassifier.failure(of: error)
    }
  }

  /// Sends a request once; the answer has status 200.
  func send(_ request: VenueRequest) async throws(VenueFailure) -> HTTPResponse {
    let response = try await sendAny(request)
    if let failure = AnswerClassifier.failure(of: response) { throw failure }
    return response
  }

  /// Keeps what the venue said of its limits beside an answer, or that it said nothing.
  private func settle(_ request: VenueRequest, _ notice: RateNotice) {
    let now = time.steady
    state.withLock { state in
      if !notice.isEmpty { state.notice = notice }
      guard let cost = request.cost else { return }
      state.budget.settle(
        cost.tokens, cost.bucket, remaining: notice.remaining, tier: notice.tier, now: now)
    }
  }

  /// Sends a request once and reads the answer.
  func ask<Answer>(
    _ request: VenueRequest,
    _ read: (JSONNode) throws(VenueRecordError) -> Answer
  ) async throws(VenueFailure) -> Answer {
    try Self.decode(try await send(request).body, read)
  }

  /// Sends a request that changes nothing, again where the policy says so, and reads the answer.
  func read<Answer>(
    _ request: VenueRequest,
    _ read: (JSONNode) throws(VenueRecordError) -> Answer
  ) async throws(VenueFailure) -> Answer {
    var attempt = 1
    while true {
      do throws(VenueFailure) {
        return try await ask(request, read)
      } catch {
        let wait = state.withLock {
          configuration.retries.wait(after: error, attempt: attempt, random: &$0.random)
        }
        guard let wait, !Task.isCancelled else { throw error }
        attempt += 1
        await time.sleep(milliseconds: wait)
      }
    }
  }

  /// Reads a list of pages to its end, or fails: part of a list is never given for the whole.
  func pages<Element>(
    _ request: VenueRequest,
    _ element: (JSONNode) throws(VenueRecordError) -> Element
  ) async throws(VenueFailure) -> [Element] {
    var walk = PageWalk()
    var all: [Element] = []
    while true {
      var page = request
      page.query.append((name: "next_cursor", value: walk.cursor))
      let (elements, next) = try await read(page) { node throws(VenueRecordError) in
        try Self.page(node, element)
      }
      all += elements
      do {
        guard try walk.advance(to: next) else { return all }
      } catch {
        throw .unknown(.endlessPages)
      }
    }
  }

  private static func page<Element>(
    _ node: JSONNode, _ element: (JSONNode) throws(VenueRecordError) -> Element
  ) throws(VenueRecordError) -> ([Element], String) {
    let fields = try RecordFields(node)
    // An empty list may be null.
    let elements = try fields.list("data", element)
    if fields["data"] == nil, node.member("data") == nil {
      throw .missing("data", offset: node.byteOffset)
    }
    // The last page says so (`LTE=`): one that says nothing may be any.
    guard let next = try fields.optionalText("next_cursor") else {
      throw .missing("next_cursor", offset: node.byteOffset)
    }
    return (elements, next)
  }

  /// Reads the body of an answer of status 200.
  static func decode<Answer>(
    _ body: [UInt8], _ read: (JSONNode) throws(VenueRecordError) -> Answer
  ) throws(VenueFailure) -> Answer {
    let reader = JSONReader(maximumDepth: 32, maximumBytes: 64 << 20)
    let node: JSONNode
    do {
      node = try unsafe reader.parse(copying: body)
    } catch {
      let isPage = body.first { $0 > 0x20 } == UInt8(ascii: "<")
      throw .unknown(isPage ? .page(status: 200) : .undecodable(.notJSON(error)))
    }
    defer { withExtendedLifetime(reader) {} }
    do {
      return try read(node)
    } catch {
      // Some refusals come with status 200 and nothing but the reason. Beside anything else it proves nothing.
      if node.kind == .object, node.members.reduce(0, { count, _ in count + 1 }) == 1,
        let text = node.member("error")?.string, !text.isEmpty
      {
        throw .rejected(VenueFailure.Rejection(text: text, status: 200))
      }
      throw .unknown(.undecodable(error))
    }
  }
}
