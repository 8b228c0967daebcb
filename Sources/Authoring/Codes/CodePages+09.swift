extension CodePages {
  /// PT09xx: the command line.
  static let range09: [CodePage] = []
}
