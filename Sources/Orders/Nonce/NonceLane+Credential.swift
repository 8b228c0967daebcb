extension NonceLane {
  /// How long one caller has to renew the credential before another may try, in milliseconds.
  static let renewalLease: Int64 = 60_000

  /// Milliseconds until the credential ends; 0 where none is known.
  package func credentialLeft(now: Int64) -> Int64 {
    guard let expires = head.credentialExpires else { return 0 }
    let (left, isOverflow) = expires.subtractingReportingOverflow(now)
    return isOverflow ? (expires > now ? .max : 0) : left
  }

  /// A credential is proven until `expires`; nil: the venue refused it, it is expired at once.
  package mutating func observeCredential(expires: Int64?, now: Int64) {
    head.latest = max(head.latest, now)
    head.credentialExpires = expires
    if expires != nil { head.renewalUntil = .min }
  }

  /// Whether it is on this caller to renew the credential: one at a time, while the lease lasts.
  package mutating func claimRenewal(now: Int64, limits: NonceLimits) -> Bool {
    head.latest = max(head.latest, now)
    guard credentialLeft(now: head.latest) <= limits.renewalWindow,
      head.latest >= head.renewalUntil
    else { return false }
    head.renewalUntil = head.latest + Self.renewalLease
    return true
  }
}
