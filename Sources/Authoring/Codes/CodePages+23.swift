extension CodePages {
  /// PT23xx: the language server.
  static let range23: [CodePage] = []
}
