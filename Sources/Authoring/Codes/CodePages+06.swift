extension CodePages {
  /// PT06xx: recordings.
  static let range06: [CodePage] = []
}
