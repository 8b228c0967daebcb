extension CodePages {
  /// PT13xx: typed data and keys.
  static let range13: [CodePage] = []
}
