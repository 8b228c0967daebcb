extension CodePages {
  /// PT21xx: the runner service.
  static let range21: [CodePage] = []
}
