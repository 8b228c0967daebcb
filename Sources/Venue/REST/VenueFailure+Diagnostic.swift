package import Diagnostics
import Network

extension VenueFailure {
  /// The finding for people: `PT1501` not sent, `PT1502` refused here, `PT1503` rejected, `PT1504` unauthorised,
  /// `PT1505` throttled, `PT1506` restarting, `PT1507` halted, `PT1508` unknown.
  package var diagnostic: Diagnostic {
    switch self {
    case .refusedHere(.signature(let error)): error.diagnostic
    case .refusedHere(.amounts(let error)): error.diagnostic
    default: Diagnostic(code, .error, message, at: nil, help: [help])
    }
  }

  private var code: String {
    switch self {
    case .notSent: "PT1501"
    case .refusedHere: "PT1502"
    case .rejected: "PT1503"
    case .unauthorised: "PT1504"
    case .throttled: "PT1505"
    case .restarting: "PT1506"
    case .halted: "PT1507"
    case .unknown: "PT1508"
    }
  }

  /// What happened, for people; no final full stop.
  package var message: String {
    switch self {
    case .notSent(let error): "nothing was sent to the venue: \(error.message)"
    case .refusedHere(let refusal): "nothing was sent: \(refusal.message)"
    case .rejected(let rejection): "the venue refused: \(Self.shown(rejection.text))"
    case .unauthorised(let text): "the venue does not accept the API key: \(Self.shown(text))"
    case .throttled(let notice):
      "the venue refuses for too many requests"
        + (notice.remaining.map { ", \($0) tokens are left" } ?? "")
    case .restarting: "the venue's engine restarts"
    case .halted(.cancelOnly, _): "the venue takes no new orders, only cancels"
    case .halted(.postOnly, _): "the venue takes only post-only orders and cancels"
    case .halted(.disabled, _): "trading is disabled at the venue, cancels too"
    case .unknown(let doubt): "what the venue did is not known: \(doubt.message)"
    }
  }

  /// What to do about it.
  package var help: String {
    switch self {
    case .notSent(let error): error.help
    case .refusedHere(let refusal): refusal.help
    case .rejected(let rejection): rejection.reason.help
    case .unauthorised:
      "check key, secret and passphrase, that the key was not deleted, and this machine's clock ('market time')"
    case .throttled(let notice): Self.wait(notice.retryAfter)
    case .restarting(let retryAfter): Self.wait(retryAfter ?? 90)
    case .halted(_, let retryAfter): Self.wait(retryAfter)
    case .unknown:
      "a read may be made again; of orders and cancels look up what became of them before anything is repeated"
    }
  }

  private static func wait(_ seconds: Int?) -> String {
    seconds.map { "nothing was done; try again in \($0) s" }
      ?? "nothing was done; try again later"
  }

  /// Words from outside, short and without control characters.
  static func shown(_ text: String) -> String {
    let shown = text.printable(limit: 300)
    return shown.isEmpty ? "without a reason" : shown
  }
}

extension VenueFailure.Doubt {
  /// Why it is not known, for people; no final full stop.
  package var message: String {
    switch self {
    case .unanswered(let error): "no answer came, \(error.message)"
    case .status(let status, let text): "status \(status), \(VenueFailure.shown(text))"
    case .page(let status): "a web page with status \(status) in place of an answer"
    case .undecodable(let error):
      "the answer cannot be read, \(error.message) (byte \(error.byteOffset))"
    case .otherOrder(let id): "the answer speaks of another order, \(id)"
    case .contradiction(let words): "the answer contradicts itself, \(VenueFailure.shown(words))"
    case .endlessPages: "the pages of a list do not end"
    }
  }
}

extension LocalRefusal {
  /// Why it was not sent, for people; no final full stop.
  package var message: String {
    switch self {
    case .signature(let error): error.diagnostic.message
    case .amounts(let error): error.diagnostic.message
    case .otherToken: "the order is for another token than the market it was held against"
    case .rulesUnknown: "the venue did not tell the rules of the order's market"
    case .postOnlyMustRest: "a post-only order must be able to rest"
    case .expiration: "an expiration belongs to good-till-date orders, and to no other"
    case .batchSize(let count, let limit): "\(count) in one request, where 1 to \(limit) are taken"
    case .repeatedOrder(let id): "the order \(id) is there twice"
    case .noCredentials: "there is no API key"
    case .noKey: "there is no private key"
    }
  }

  /// What to do about it.
  package var help: String {
    switch self {
    case .signature(let error): error.diagnostic.help.first ?? ""
    case .amounts(let error): error.diagnostic.help.first ?? ""
    case .otherToken: "look the market's rules up by the order's own token"
    case .rulesUnknown: "check the token id, and whether the venue answers ('market book TOKEN')"
    case .postOnlyMustRest: "post-only goes with GTC and GTD"
    case .expiration: "use GTD with an expiration in the future, or GTC without one"
    case .batchSize: "split the request"
    case .repeatedOrder: "sign a second order of its own, with another salt"
    case .noCredentials: "name a key with --key SOURCE, or an API key with --credentials FILE"
    case .noKey: "name a key with --key SOURCE"
    }
  }
}

extension RejectionReason {
  /// What to do about it.
  package var help: String {
    switch self {
    case .duplicated: "an earlier attempt got in: ask for the order by its id"
    case .versionMismatch: "the order is signed for another exchange contract than the market has"
    case .wrongSigner, .wrongOwner: "use the API key of the address that signs the order"
    case .makerNotAllowed: "this account has to trade by a deposit wallet"
    case .banned, .closedOnly: "see the account's state at the venue"
    case .offGrid: "prices are multiples of the market's tick size ('market tick-size TOKEN')"
    case .belowMinimum: "order more, or do not order"
    case .crossesBook: "a post-only order must not match at once: move the price"
    case .insufficientBalance:
      "see 'account balance' for what is there and what the contract may take"
    case .invalidExpiration: "an expiration lies at least three minutes ahead, in unix seconds"
    case .keyExists: "derive the key, or make another under a new --nonce"
    case .noKeyToDerive: "create the key first, or check the --nonce"
    case .notFound: "check the id"
    case .engineTimedOut: "the order was not booked; the same order may be sent again"
    case .notFilledWhole, .nothingToMatch:
      "the normal end of such an order where too little is offered"
    case .undocumented: "this text is not documented; ask for the order before anything is repeated"
    default: "nothing was done; mend the request"
    }
  }
}
