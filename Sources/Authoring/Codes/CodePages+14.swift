extension CodePages {
  /// PT14xx: the network.
  static let range14: [CodePage] = []
}
