extension CodePages {
  /// PT10xx: cost.
  static let range10: [CodePage] = []
}
