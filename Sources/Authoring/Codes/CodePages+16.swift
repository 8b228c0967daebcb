extension CodePages {
  /// PT16xx: the simulated venue.
  static let range16: [CodePage] = []
}
