extension CodePages {
  /// PT07xx: the journal.
  static let range07: [CodePage] = []
}
