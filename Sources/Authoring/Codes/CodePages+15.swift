extension CodePages {
  /// PT15xx: the venue.
  static let range15: [CodePage] = []
}
