extension CodePages {
  /// PT08xx: files and streams.
  static let range08: [CodePage] = []
}
