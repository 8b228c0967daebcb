extension NonceLane {
  /// What the graph is told about a request (bots/nonce-shepherd.yaml), so that its decision and this lane's are the
  /// same: it calls a gap what does not add up to the next number, and knows no slots that are posted and not mined.
  /// So the count it is given is that of all numbers that are accounted for.
  package func facts(
    for request: NonceRequest, now: Int64, limits: NonceLimits
  ) -> SigningFacts {
    let next = max(head.floor ?? 0, head.next ?? 0)
    let pending = Int64(pending)
    return SigningFacts(
      chainNonce: isChainKnown(now: now, limits: limits) ? next - pending - missing : nil,
      nextNonce: next, pending: pending, assigned: pending,
      gapSince: missing > 0 ? head.gapSince : nil, credentialExpires: head.credentialExpires,
      isKilled: request.isKilled,
      isLatched: head.isLatched || isFenced(epoch: request.epoch, now: now))
  }
}
