/// NonceShepherd's rules as a programmer would write them into the product, with the default values: what the
/// evaluation graph is measured against.
enum HandWrittenNonceShepherd {
  @inline(never)
  static func decide(_ row: SigningEvents.Row) -> Int {
    if row.isTripped != 0 { return 0 }
    if row.hasChain == 0 { return 1 }
    if row.next != row.nonce + row.assigned {
      return row.now - row.gapSince > 20_000 ? 2 : 3
    }
    let left = row.expiresAt - row.now
    if left <= 0 { return 4 }
    if row.pending >= 16 { return 5 }
    if left <= 21_600_000 { return 6 }
    return 7
  }

  /// The codes of what `decide` gives.
  static let codes = [
    "KILL_SWITCH_ACTIVE", "NONCE_SHEPHERD_RPC_FAILURE", "NONCE_SHEPHERD_GAP_UNRESOLVED",
    "NONCE_SHEPHERD_GAP_DETECTED", "NONCE_SHEPHERD_CREDENTIAL_EXPIRED",
    "NONCE_SHEPHERD_QUEUE_FULL", "NONCE_SHEPHERD_CREDENTIAL_RENEWING", "NONCE_SHEPHERD_OK",
  ]
}
