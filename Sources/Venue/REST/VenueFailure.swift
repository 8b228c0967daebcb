package import Network

/// How a request ended that did not succeed, as a class: what may be done next depends on nothing else
/// (facts/polymarket-v2.md 2.6).
package enum VenueFailure: Error, Equatable, Sendable {
  /// Nothing left this machine: the request may be made again.
  case notSent(NetworkError)
  /// It was not sent, because it would have been wrong.
  case refusedHere(LocalRefusal)
  /// The venue refused and said why.
  case rejected(Rejection)
  /// 401: key, secret, passphrase or time stamp are not accepted.
  case unauthorised(text: String)
  /// 429: too many requests; nothing was done.
  case throttled(RateNotice)
  /// 425: the engine restarts, for about 90 seconds. Nothing was done.
  case restarting(retryAfter: Int?)
  /// 503 with a known text: the venue takes only some requests. Nothing was done.
  case halted(Halt, retryAfter: Int?)
  /// Nobody can tell from this answer what the venue did.
  case unknown(Doubt)

  /// A refusal in the venue's words.
  package struct Rejection: Hashable, Sendable {
    package var reason: RejectionReason
    /// As the venue wrote it.
    package var text: String
    /// The HTTP status; 200 for a leg of a batch.
    package var status: Int

    /// A refusal with this text.
    package init(text: String, status: Int) {
      reason = RejectionReason(text: text)
      self.text = text
      self.status = status
    }
  }

  /// What the venue takes no longer.
  package enum Halt: String, Sendable {
    /// No new orders; cancels are taken.
    case cancelOnly
    /// Only post-only orders and cancels; the two minutes behind a restart.
    case postOnly
    /// Neither orders nor cancels.
    case disabled
  }

  /// Why the outcome is unknown.
  package enum Doubt: Equatable, Sendable {
    /// Sent, or perhaps sent, and no answer came.
    case unanswered(NetworkError)
    /// A status that says nothing about what was done.
    case status(Int, text: String)
    /// A web page in place of an answer, as proxies send.
    case page(status: Int)
    /// An answer of 200 that cannot be read.
    case undecodable(VenueRecordError)
    /// An answer about another order than the one that was sent.
    case otherOrder(VenueOrderID)
    /// An answer whose fields do not go together, or that lacks a part.
    case contradiction(String)
    /// The pages of a list came back to one that was read before, or did not end: part of a list is never given
    /// for the whole.
    case endlessPages
  }

  /// Whether the venue may have acted on the request.
  package var mayHaveActed: Bool {
    switch self {
    case .notSent, .refusedHere, .unauthorised, .throttled, .restarting, .halted: false
    case .rejected(let rejection): !rejection.reason.provesAbsence
    case .unknown: true
    }
  }
}

/// Why a request was not sent.
package enum LocalRefusal: Equatable, Sendable {
  /// The order is signed for another exchange contract than its market has (`SEC_DOMAIN_MISMATCH`), or by
  /// somebody else.
  case signature(OrderSignatureError)
  /// Price and size are not what the market takes.
  case amounts(AmountError)
  /// The order is for another token than the rules it was held against.
  case otherToken
  /// The market of the order could not be asked for its rules.
  case rulesUnknown
  /// Post-only orders must be able to rest: GTC or GTD.
  case postOnlyMustRest
  /// A good-till-date order needs an expiration, and no other may have one.
  case expiration
  /// A batch with no order, or more than the venue takes.
  case batchSize(Int, limit: Int)
  /// The same order twice in one batch.
  case repeatedOrder(VenueOrderID)
  /// The request needs an API key, and the client has none.
  case noCredentials
  /// The request needs a private key, and the client has none.
  case noKey
}

/// What the venue says about its limits beside an answer (facts/polymarket-v2.md 2.7).
package struct RateNotice: Hashable, Sendable {
  /// `Retry-After` in seconds; nil where it is not told: then nothing is retried.
  package var retryAfter: Int?
  /// Tokens left, below zero where cancels were charged afterwards.
  package var remaining: Int?
  /// Unix seconds at which this request would fit.
  package var reset: Int64?
  /// `standard`, `gold`, as written.
  package var tier: String?
  /// Whether the limit was passed but not yet enforced.
  package var isWarning = false

  /// Reads the header fields of an answer; fields that cannot be read count as absent.
  package init(_ headers: HTTPHeaders) {
    retryAfter = headers["Retry-After"].flatMap(Int.init).flatMap { $0 >= 0 ? $0 : nil }
    remaining = headers["Poly-RateLimit-Remaining"].flatMap(Int.init)
    reset = headers["Poly-RateLimit-Reset"].flatMap(Int64.init)
    tier = headers["Poly-RateLimit-Tier"]
    isWarning = headers["Poly-RateLimit-Warning"]?.lowercased() == "true"
  }

  /// Whether anything was told.
  package var isEmpty: Bool {
    retryAfter == nil && remaining == nil && reset == nil && tier == nil && !isWarning
  }
}
