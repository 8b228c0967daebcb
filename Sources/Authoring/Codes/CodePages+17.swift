extension CodePages {
  /// PT17xx: approvals.
  static let range17: [CodePage] = []
}
