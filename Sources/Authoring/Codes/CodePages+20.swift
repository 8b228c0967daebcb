extension CodePages {
  /// PT20xx: overrides and drift.
  static let range20: [CodePage] = []
}
