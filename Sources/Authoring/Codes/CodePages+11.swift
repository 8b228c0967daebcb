extension CodePages {
  /// PT11xx: analysis of rules.
  static let range11: [CodePage] = []
}
