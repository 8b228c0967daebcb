extension CodePages {
  /// PT05xx: order events.
  static let range05: [CodePage] = []
}
