extension CodePages {
  /// PT03xx: expressions.
  static let range03: [CodePage] = []
}
