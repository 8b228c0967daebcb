extension CodePages {
  /// PT12xx: tests of policies.
  static let range12: [CodePage] = []
}
