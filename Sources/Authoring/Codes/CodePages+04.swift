extension CodePages {
  /// PT04xx: the graph.
  static let range04: [CodePage] = []
}
